"""Reads the example phrases and the everyday words that ship beside this code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "es", "th")
"""The languages whose requests are understood."""

_FOLDER = Path(__file__).parent


@cache
def phrases(language: str) -> dict[str, tuple[str, ...]]:
    """Need id to example phrases; empty for a language we have none in. Read once and shared: do not change it."""
    return {need: tuple(lines) for need, lines in _read("phrases", language).items()}


@cache
def smalltalk(language: str) -> tuple[str, ...]:
    """What people say that is no request, in this language."""
    return tuple(_read("phrases", "smalltalk").get(language, ()))


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
def rules(part: str) -> dict[str, re.Pattern[str]]:
    """One part of rules.yaml: what it means, and a pattern for small letters that finds it. The order counts."""
    return {name: re.compile("|".join(patterns)) for name, patterns in _read(".", "rules")[part].items()}


@cache
def stop_words(language: str) -> tuple[str, ...]:
    """Words of a language that say nothing about a need."""
    return tuple(str(_read(".", "stopwords").get(language, "")).split())


@cache
def _read(folder: str, name: str) -> dict[str, Any]:
    """One file of this package; empty when there is none."""
    path = _FOLDER / folder / f"{name}.yaml"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.CSafeLoader))
