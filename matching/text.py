"""Cuts a message into words that can be compared: small letters, no endings, no words that everybody uses."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import Stemmer
from rapidfuzz.distance import OSA

from matching import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

LETTERS_AT_MOST = 4_000
"""How much of a message is read; about 700 words."""

_THAI = re.compile(r"[\u0E00-\u0E7F]+")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F)])
_STEMMERS = {"en": "english", "es": "spanish"}
_WORD = re.compile(r"[a-z0-9&]+")
_SHORTEST_REPAIRED = 4
_LONGEST_REPAIRED = 20


class _KeepLetters(dict[int, str | int]):
    """Every character that is neither a letter nor a mark becomes a space; asked once a character, then remembered."""

    def __missing__(self, code: int) -> str | int:
        letter = unicodedata.category(chr(code))[0] in "LM"
        self[code] = code if letter else " "
        return self[code]


_keep_letters = _KeepLetters({ord("'"): "", ord("\u2019"): "", ord("`"): ""})


def plain(text: str) -> str:
    """Composed, small letters, without invisible characters; at most the first 4,000 characters."""
    text = text[:LETTERS_AT_MOST]
    return (text if text.isascii() else unicodedata.normalize("NFC", text.translate(_INVISIBLE))).lower()


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in loader.stop_words(language))


def fold(word: str) -> str:
    """Without accents, as people type on a phone; Thai marks stay, they change the word."""
    if word.isascii() or _THAI.search(word):
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def split(text: str) -> list[str]:
    """The words as they were typed, in small letters, accents folded; a run of Thai is one word."""
    words = plain(text).translate(_keep_letters).split()
    return words if text.isascii() else [fold(word) for word in words]


class Words:
    """Makes comparable words of a language.

    Args:
        language: `en`, `es`, `th`; any other is only split.
        known: words that can stand inside a run of Thai letters.
    """

    def __init__(self, language: str, known: Collection[str] = ()) -> None:
        self.language = language
        name = _STEMMERS.get(language)
        self.stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord if name else str
        self._stop = _stop_words(language)
        self._known = frozenset(known)
        self._longest = max(map(len, self._known), default=0)

    def of(self, text: str) -> list[str]:
        """The words that matter, without endings; repeated as often as they stand there."""
        return self.among(split(text))

    def among(self, words: Iterable[str]) -> list[str]:
        """The same of words that are `split` already."""
        found: list[str] = []
        for word in words:
            if not word.isascii() and _THAI.match(word):
                found += self.thai(word)
            elif word not in self._stop and len(word) > 1:
                found.append(self.stem(word))
        return found

    def thai(self, run: str) -> list[str]:
        """The known words in a run of Thai letters, longest first, and every three letters in a row of the rest."""
        found: list[str] = []
        start = rest = 0
        while start < len(run):
            ends = range(min(len(run), start + self._longest), start + 1, -1)
            word = next((run[start:end] for end in ends if run[start:end] in self._known), None)
            if word is None:
                start += 1
                continue
            found += [*_threes(run[rest:start]), word]
            start = rest = start + len(word)
        found += _threes(run[rest:])
        return [word for word in found if word not in self._stop]


class Speller:
    """Mends slips of the finger and chat slang, towards the words that we know.

    Args:
        known: words of the vocabulary, as people type them; of two that are as near the earlier one is meant.
        slang: short forms to plain words.
        is_word: says of any other word whether it is one; those stay as they are.
    """

    def __init__(self, known: Sequence[str], slang: Mapping[str, str], is_word: Callable[[str], bool]) -> None:
        self._known = frozenset(known) - slang.keys()
        self._targets = [word for word in known if len(word) >= _SHORTEST_REPAIRED and word.isascii()]
        counts = [len(word) + 1 for word in self._targets]
        lefts = (hash(left) for word in self._targets for left in (word, *_one_less(word)))
        hashes = np.fromiter(lefts, dtype=np.int64, count=sum(counts))
        order = np.argsort(hashes, kind="stable")
        self._lefts = hashes[order]
        """What is left of each target once one letter is taken away, as a hash, rising; a dictionary takes ten times
        the memory."""
        self._of = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
        self._slang = slang
        self._is_word = is_word

    def mend(self, text: str) -> str:
        """The text in small letters with its unknown words replaced where exactly one edit away from a known one."""
        text = plain(text).replace("\u2026", "...")
        mended = {word: meant for word in {*_WORD.findall(text)} - self._known if (meant := self._mend(word)) != word}
        return _WORD.sub(lambda found: mended.get(found[0], found[0]), text) if mended else text

    def _mend(self, word: str) -> str:
        """What an unknown word stands for; the same where nobody can say."""
        if word in self._slang:
            return self._slang[word]
        if not _SHORTEST_REPAIRED <= len(word) <= _LONGEST_REPAIRED or self._is_word(word):
            return word
        lefts = np.array([hash(left) for left in (word, *_one_less(word))], dtype=np.int64)
        places = np.searchsorted(self._lefts, lefts)
        found = places[np.take(self._lefts, places, mode="clip") == lefts] if len(self._lefts) else places[:0]
        tries = (self._targets[at] for at in np.sort(self._of[found]).tolist())
        return next((one for one in tries if OSA.distance(word, one, score_cutoff=1) <= 1), word)


def _one_less(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _threes(run: str) -> list[str]:
    return [run[i : i + 3] for i in range(len(run) - 2)]
