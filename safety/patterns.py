"""The small language that danger rules are written in, turned into regular expressions.

A pattern is elements with spaces between them:

    word      itself                       {slot}    one of a named list of words
    a|b_c     "a" or "b c"                 stem*     any word that starts so
    x?        may be missing               .. / ...  up to two / four words between
    ....      up to fifteen words, even into the next sentence
    ^ / $     the sentence starts, or ends, here
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

STOP = "|"
"""The word that stands between two sentences in prepared text."""

_GAPS = {"..": (2, False), "...": (4, False), "....": (15, True)}
_EDGES = {"^": r"(?<=\A )", "$": r"\Z"}
_THAI_LETTERS_PER_WORD = 4


class PatternError(ValueError):
    """A rule names a slot that does not exist, or has nothing to look for."""


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern: the phrases that may stand there, or a gap."""

    phrases: tuple[str, ...]
    optional: bool = False
    gap: str | None = None


@dataclass(frozen=True)
class Pattern:
    """A pattern with the words of which at least one must occur, so that most texts are passed over quickly."""

    source: str
    expression: str
    keys: frozenset[str]
    far: bool
    """Whether it may reach into the next sentence."""
    also: frozenset[str] = frozenset()
    """Words of which another one must occur; empty where nobody can say."""
    plain: bool = False
    """Whether it is no more than a list of words, so that one of them is a match."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; made when first needed, because most messages need few."""
        return re.compile(self.expression)


class Patterns:
    """Patterns in order, with an index of the words that each cannot do without, so that few have to be tried."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._by_word: dict[str, list[int]] = {}
        self._by_stem: dict[str, dict[str, list[int]]] = {}
        """By first letter, so that a text in another script is done with at once."""
        for number, pattern in enumerate(self._patterns):
            for key in pattern.keys:
                stem = key.removesuffix("*")
                index = self._by_word if stem == key else self._by_stem.setdefault(stem[:1], {})
                index.setdefault(stem, []).append(number)

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self._patterns)

    def that_may_match(self, text: str, words: frozenset[str]) -> list[Pattern]:
        """Those of which a word that a match cannot do without occurs in a text of these words, in order."""
        found = {number for word in words & self._by_word.keys() for number in self._by_word[word]}
        for _, numbers in self._stems_in(text):
            found.update(numbers)
        return [self._patterns[number] for number in sorted(found)]

    def match(self, text: str, words: frozenset[str]) -> bool:
        """Whether one of them occurs in a text of these words."""
        return any(pattern.plain or pattern.regex.search(text) for pattern in self.that_may_match(text, words))

    def places(self, text: str, words: Mapping[str, set[int]], sentences: Sequence[str]) -> dict[int, set[int]]:
        """In which sentences each may match, by its number: `words` says in which sentences each word stands."""
        found: dict[int, set[int]] = {}
        for word in words.keys() & self._by_word.keys():
            for number in self._by_word[word]:
                found.setdefault(number, set()).update(words[word])
        for stem, numbers in self._stems_in(text):
            there = {at for at, sentence in enumerate(sentences) if stem in sentence}
            for number in numbers:
                found.setdefault(number, set()).update(there)
        return found

    def begins(self, word: str) -> bool:
        """Whether a match could rest on this word."""
        return word in self._by_word or any(word.startswith(stem) for stem in self._by_stem.get(word[:1], ()))

    def _stems_in(self, text: str) -> Iterator[tuple[str, list[int]]]:
        for letter, stems in self._by_stem.items():
            if letter in text:
                yield from (found for found in stems.items() if found[0] in text)


def parse(source: str, slots: Mapping[str, Sequence[str]]) -> list[Element]:
    """The elements of a pattern; raises PatternError when a slot is unknown."""
    elements = []
    if '"' in source:
        raise PatternError(f"{source!r}: a quotation mark is never typed; is a slot in quotes?")
    for word in source.split():
        if (gap := word.removesuffix("?")) in _GAPS or gap in _EDGES:
            elements.append(Element((), gap=gap))
            continue
        optional = word.endswith("?")
        phrases: list[str] = []
        for choice in word.removesuffix("?").split("|"):
            if choice.startswith("{"):
                name = choice.strip("{}")
                if name not in slots:
                    raise PatternError(f"{source!r}: there is no slot {name!r}")
                phrases += slots[name]
            else:
                phrases.append(choice.replace("_", " "))
        elements.append(Element(tuple(dict.fromkeys(phrases)), optional))
    return elements


def compile_pattern(
    source: str, slots: Mapping[str, Sequence[str]], common: Collection[str], *, spaced: bool = True
) -> Pattern:
    """A pattern ready to match prepared text; `spaced` is false for a script that puts no spaces between words."""
    elements = parse(source, slots)
    pieces = [_piece(element, spaced=spaced) for element in elements]
    keys = _keys(elements, common, spaced=spaced)
    if not keys:
        raise PatternError(f"{source!r}: nothing in it has to occur")
    return Pattern(
        source=source,
        expression=("(?<= )" if spaced else "") + "".join(pieces),
        keys=keys[0],
        far=any(element.gap == "...." for element in elements),
        also=next((more for more in keys[1:] if spaced and not any(key.endswith("*") for key in more)), frozenset()),
        plain=spaced and len(elements) == 1 and not any(set(" *") & set(phrase) for phrase in elements[0].phrases),
    )


def _piece(element: Element, *, spaced: bool) -> str:
    if element.gap in _EDGES:
        return _EDGES[element.gap]
    if element.gap:
        words, crosses = _GAPS[element.gap]
        if not spaced:
            return f"[^|]{{0,{words * _THAI_LETTERS_PER_WORD}}}?" if not crosses else ".{0,80}?"
        return f"(?:[^ |]+ ){{0,{words}}}?" if not crosses else f"(?:[^ ]+ ){{0,{words + 2}}}?"
    phrases = sorted(element.phrases, key=len, reverse=True)
    if spaced:
        choices = "|".join(re.escape(p).replace(r"\*", "[^ |]*").replace(r"\ ", " ") for p in phrases)
        return f"(?:(?:{choices}) )" + ("?" if element.optional else "")
    choices = "|".join(re.escape(p).replace(r"\ ", " ?") for p in phrases)
    return f"(?:(?:{choices}) ?)" + ("?" if element.optional else "")


def _keys(elements: Sequence[Element], common: Collection[str], *, spaced: bool) -> list[frozenset[str]]:
    """For each step that a match cannot do without the words of which one must occur, the rarest step first."""
    candidates = []
    for element in elements:
        if element.gap or element.optional:
            continue
        keys = [_rarest(phrase, common) if spaced else phrase.split(" ")[0] + "*" for phrase in element.phrases]
        commons = sum(key.removesuffix("*") in common for key in keys)
        candidates.append((commons / len(keys), len(keys), frozenset(keys)))
    return [keys for _, _, keys in sorted(candidates, key=lambda candidate: candidate[:2])]


def _rarest(phrase: str, common: Collection[str]) -> str:
    words = phrase.split()
    return max(words, key=lambda word: (word not in common, len(word)))
