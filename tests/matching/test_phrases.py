"""The vocabulary is ours: complete, and no copy or near-copy of a line that measures it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rapidfuzz import fuzz, process

from matching import loader
from matching.text import split

if TYPE_CHECKING:
    from catalog.model import Need

DATA = Path("tests/data")
LEAST = {"en": 40, "es": 12, "th": 12}
LEAST_TALK = {"en": 200, "es": 80, "th": 60}


def _ours(language: str) -> list[str]:
    return [*(line for lines in loader.phrases(language).values() for line in lines), *loader.smalltalk(language)]


def _measured() -> list[str]:
    return [
        json.loads(line)["text"]
        for name in ("requests", "crisis_positives", "crisis_negatives")
        if (file := DATA / f"{name}.jsonl").is_file()
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize("language", loader.LANGUAGES)
def test_every_need_has_enough_phrases(needs: tuple[Need, ...], language: str) -> None:
    phrases = loader.phrases(language)
    assert set(phrases) == {need.id for need in needs}
    assert {need: len(lines) for need, lines in phrases.items() if len(set(lines)) < LEAST[language]} == {}
    assert len(set(loader.smalltalk(language))) >= LEAST_TALK[language]


@pytest.mark.parametrize("language", loader.LANGUAGES)
def test_no_phrase_shares_five_words_in_a_row_with_a_line_that_measures(language: str) -> None:
    runs = {run for line in _measured() for run in _fives(line)}
    shared = [place for place, line in enumerate(_ours(language)) if runs & _fives(line)]
    assert shared == []


@pytest.mark.parametrize("language", loader.LANGUAGES)
def test_no_phrase_is_nearly_a_line_that_measures(language: str) -> None:
    measured = [" ".join(split(line)) for line in _measured()]
    near = [
        place
        for place, line in enumerate(_ours(language))
        if (typed := " ".join(split(line))) and process.extractOne(typed, measured, scorer=fuzz.ratio, score_cutoff=80)
    ]
    assert near == []


def test_what_was_learned_was_learned_from_these_phrases(needs: tuple[Need, ...]) -> None:
    assert loader.weights()["phrases"] == loader.digest(), "run: python -m matching.fit"
    assert loader.weights()["order"] == [need.id for need in needs]
    assert loader.learned()["en linear"].shape == (len(needs), 385)


def test_a_left_out_author_is_left_out() -> None:
    author = loader.authors()[1]
    theirs = {line for lines in loader.by(author, "en").values() for line in lines}
    others = {line for lines in loader.phrases("en", without=author).values() for line in lines}
    everybody = {line for lines in loader.phrases("en").values() for line in lines}
    assert len(loader.authors()) >= 5
    assert theirs <= everybody
    assert len(theirs & others) < len(theirs) / 20


def _fives(line: str) -> set[tuple[str, ...]]:
    words = split(line)
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}
