"""Tells a Spanish or Thai message in English, word by word, for the judge that was only taught English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from safety.loader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES = ("es", "th")
_PIECE = re.compile(r"[^\W\d_]+|\d+|[.!?,]")
_THAI_PIECE = re.compile(r"[\u0e00-\u0e7f]+|[^\W\d_]+|\d+|[.!?]|\s+")
_ENDINGS = {
    "melo": "me", "mela": "me", "selo": "himself", "telo": "you", "me": "me", "te": "you", "se": "himself",
    "los": "", "las": "", "les": "", "nos": "", "lo": "", "la": "", "le": "",
}  # fmt: skip
"""What Spanish verbs carry behind them, longest first."""
_SHORTEST_STEM = 3
_BEGINNING = 6
"""Letters that tell forms of one Spanish word from another's."""


def in_english(text: str, language: str) -> str:
    """The words in English as far as they are known, in their order; a Spanish word that is not known stays.

    Args:
        text: the message.
        language: `es` or `th`.
    """
    return " ".join(_spanish(text) if language == "es" else _thai(text))


@cache
def _words(language: str) -> Mapping[str, str]:
    """Each word or phrase with its English, and the same without accents where no other is written so."""
    listed = {word: english for english, words in read_yaml(f"gloss/{language}.yaml").items() for word in words}
    plain: dict[str, str] = {}
    for word, english in listed.items():
        plain.setdefault(_plain(word), english)
    return {**plain, **listed} if language == "es" else listed


@cache
def _longest(language: str) -> int:
    """Words of the longest Spanish phrase; letters of the longest Thai one."""
    return max(len(word.split("_")) if language == "es" else len(word) for word in _words(language))


@cache
def _beginnings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word, english in _words("es").items():
        if "_" not in word and len(word) >= _BEGINNING:
            found.setdefault(_plain(word)[:_BEGINNING], english)
    return found


def _spanish(text: str) -> Iterator[str]:
    known, pieces = _words("es"), _PIECE.findall(unicodedata.normalize("NFC", text.casefold()))
    at = 0
    while at < len(pieces):
        size = min(_longest("es"), len(pieces) - at)
        while size > 1 and _plain("_".join(pieces[at : at + size])) not in known:
            size -= 1
        word = "_".join(pieces[at : at + size])
        yield known.get(word) or known.get(_plain(word)) or _spanish_word(_plain(word))
        at += size


def _spanish_word(word: str) -> str:
    known = _words("es")
    for other in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word[:-1]}o" if word[-1] == "a" else word):
        if other in known:
            return known[other]
    for ending, english in _ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM and stem in known:
            return f"{known[stem]} {english}".rstrip()
    return _beginnings().get(word[:_BEGINNING], word) if len(word) > _BEGINNING + 1 else word


def _thai(text: str) -> Iterator[str]:
    pause = True
    for piece in _THAI_PIECE.findall(unicodedata.normalize("NFC", text)):
        if piece.isspace():
            if not pause:
                yield ","
            pause = True
        elif "\u0e00" <= piece[0] <= "\u0e7f":
            for word in _thai_words(piece):
                yield word
                pause = False
        else:
            yield piece
            pause = False


def _thai_words(piece: str) -> Iterator[str]:
    known, at = _words("th"), 0
    while at < len(piece):
        for size in range(min(_longest("th"), len(piece) - at), 0, -1):
            if english := known.get(piece[at : at + size]):
                yield english
                at += size
                break
        else:
            at += 1


def _plain(text: str) -> str:
    """The same without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
