"""Finds the word that somebody meant who mistyped it by one letter, without a list of all mistypings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_SHORTEST_EDITED = 5
_SHORTEST_SWAPPED = 4


class Slips:
    """Undoes one slip in a word, except in `keep`: words in their own right.

    Args:
        words: what is often typed in distress; a letter left out, swapped, doubled, wrong or added is undone.
        others: for these only a letter left out, swapped or doubled.
        keep: never changed.
        usual: words that are met most often; those that no slip makes are passed over at once.
    """

    def __init__(
        self, words: Collection[str], others: Collection[str], keep: Collection[str], usual: Collection[str] = ()
    ) -> None:
        self.right = frozenset({*words, *others, *keep})
        """The words that are never changed."""
        self._edited = frozenset(words)
        self._left: dict[str, list[str]] = {}
        """What is left of a word once one letter is taken away, to the words; those in distress first."""
        for word in (*sorted(words), *sorted({*others} - {*words})):
            if len(word) >= _SHORTEST_SWAPPED:
                for left in dict.fromkeys((word, *_one_less(word))):
                    self._left.setdefault(left, []).append(word)
        self._shortest = min(map(len, self._left), default=0)
        self.right |= {word for word in usual if self.undone(word) == word}

    def undone(self, typed: str) -> str:
        """The word that was meant, or the same where it was none of ours or is right as it stands."""
        if len(typed) < self._shortest or typed in self.right:
            return typed
        words = self._left
        near = {*words.get(typed, ())}
        for at in range(len(typed)):
            if found := words.get(typed[:at] + typed[at + 1 :]):
                near.update(found)
        meant = [word for word in near if _is_slip(word, typed, any_letter=word in self._edited)]
        return min(meant, key=lambda word: (word not in self._edited, word), default=typed)


def _one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_slip(word: str, typed: str, *, any_letter: bool) -> bool:
    """Whether one slip makes this of the word."""
    any_letter = any_letter and len(word) >= _SHORTEST_EDITED
    first = next((at for at, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b), min(len(word), len(typed)))
    rest, other = word[first:], typed[first:]
    if len(typed) < len(word):
        return rest[1:] == other
    if len(typed) > len(word):
        doubled = first > 0 and other[0] == word[first - 1]
        return other[1:] == rest and (doubled or (any_letter and _is_letter(other[0])))
    swapped = rest[1::-1] + rest[2:] == other
    return swapped or (any_letter and rest[1:] == other[1:] and _is_letter(other[0]))


def _is_letter(typed: str) -> bool:
    return "a" <= typed <= "z"
