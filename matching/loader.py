"""Reads the example phrases and the everyday words that ship beside this code."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from matching.cues import Cue, Cues

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANGUAGES = ("en", "es", "th")
"""The languages whose requests are understood."""
FIRST = "first"
"""The author's name of the phrases that stand in `phrases/<language>.yaml`; a batch has its own."""

_FOLDER = Path(__file__).parent
_TALK = "smalltalk"
"""The key of small talk in a batch, beside the ids of needs."""


@cache
def authors() -> tuple[str, ...]:
    """Who wrote phrases: the first authors, and one a batch."""
    return (FIRST, *_batches())


@cache
def phrases(language: str, without: str | None = None) -> dict[str, tuple[str, ...]]:
    """Need id to example phrases; empty for a language we have none in. Read once and shared: do not change it.

    Args:
        language: `en`, `es` or `th`.
        without: an author to leave out, to see how well the others' phrases understand theirs.
    """
    found: dict[str, list[str]] = {}
    for author in authors():
        if author != without:
            for need, lines in by(author, language).items():
                found.setdefault(need, []).extend(lines)
    return {need: tuple(dict.fromkeys(lines)) for need, lines in found.items() if lines}


@cache
def smalltalk(language: str, without: str | None = None) -> tuple[str, ...]:
    """What people say that is no request, in this language; see `phrases`."""
    lines = (line for author in authors() if author != without for line in talk_by(author, language))
    return tuple(dict.fromkeys(lines))


def by(author: str, language: str) -> dict[str, tuple[str, ...]]:
    """Need id to the phrases of one author."""
    if author == FIRST:
        return {need: tuple(lines) for need, lines in _read("phrases", language).items()}
    return {need: tuple(of.get(language, ())) for need, of in _batches()[author].items() if need != _TALK}


def talk_by(author: str, language: str) -> tuple[str, ...]:
    """The small talk of one author."""
    of = _read("phrases", _TALK) if author == FIRST else _batches()[author].get(_TALK, {})
    return tuple(of.get(language, ()))


def digest() -> str:
    """SHA-256, hex, of all shipped phrases: what was learned from other phrases must be learned again."""
    told = hashlib.sha256()
    for language in LANGUAGES:
        for need, lines in sorted(phrases(language).items()):
            told.update("\n".join((language, need, *lines)).encode())
        told.update("\n".join(smalltalk(language)).encode())
    return told.hexdigest()


@cache
def learned() -> dict[str, NDArray[np.float32]]:
    """What `matching/fit.py` learned from the phrases, by name; see there. Empty when it never ran."""
    path = _FOLDER / "learned.npz"
    if not path.is_file():
        return {}
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


@cache
def weights() -> dict[str, Any]:
    """How much each signal counts, by language and by whether there is an encoder; written by `matching/fit.py`."""
    return dict(_read(".", "weights"))


def as_yaml(content: dict[str, Any]) -> str:
    """What the program learned, as a file that people can read."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)


@cache
def lexicon(language: str) -> dict[str, str]:
    """Everyday word to the English words of the vocabulary it stands for; a word in several lists gets them all."""
    meanings: dict[str, list[str]] = {}
    for english, words in _read("lexicon", language).items():
        if isinstance(words, str):  # en.yaml reads the other way round: slang, then plain words
            meanings.setdefault(english, []).append(words)
            continue
        for word in words:
            meanings.setdefault(word, []).append(english)
    return {word: " ".join(english) for word, english in meanings.items()}


@cache
def places() -> dict[str, dict[str, list[str]]]:
    """Language, then country code, then names that are not official: nationalities, cities, short forms."""
    return dict(_read(".", "places"))


@cache
def rules(part: str) -> Cues:
    """One part of rules.yaml: what it means, and what finds it in small letters. The order counts."""
    return Cues({name: Cue(patterns) for name, patterns in _read(".", "rules")[part].items()})


@cache
def stop_words(language: str) -> tuple[str, ...]:
    """Words of a language that say nothing about a need."""
    return tuple(str(_read(".", "stopwords").get(language, "")).split())


def forget() -> None:
    """Let go of all phrases, which take much memory once a reader is made; they can be read again."""
    for read in (phrases, smalltalk, _batches, _read):
        read.cache_clear()


@cache
def _batches() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Phrases by further authors, a file each: author, need id, then language."""
    folder = "phrases/batches"
    return {path.stem: _read(folder, path.stem) for path in sorted((_FOLDER / folder).glob("*.yaml"))}


@cache
def _read(folder: str, name: str) -> dict[str, Any]:
    """One file of this package; empty when there is none."""
    path = _FOLDER / folder / f"{name}.yaml"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.CSafeLoader))
