"""Runs of letters: the same letters give the same numbers, others give others, and counting them is BM25."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.grams import GramIndex, grams
from matching.text import split
from matching.words import LineCounts, TalkOdds, WordIndex

PHRASES = (("i cannot sleep", "awake all night"), ("he died", "my dog died last night"), ())
TALK = ("good morning all", "nice hat", "night all")


def _spelled(text: str) -> list[str]:
    line = f" {' '.join(split(text))} "
    return [line[i : i + size] for size in (3, 5) for i in range(len(line) - size + 1)]


def test_runs_of_short_texts_are_few_and_safe() -> None:
    assert len(grams([])) == 0
    assert len(grams(["no"])) == 2


@given(st.text(max_size=200))
def test_each_run_of_letters_has_a_number_of_its_own(text: str) -> None:
    pairs = set(zip(_spelled(text), grams(split(text)).tolist(), strict=True))
    assert len({run for run, _ in pairs}) == len({number for _, number in pairs}) == len(pairs)


@pytest.mark.parametrize("text", ["", "zz", "cant sleep at night", "he died, nice morning", "นอนไม่หลับ"])
def test_runs_are_scored_as_words_are(text: str) -> None:
    index = GramIndex(PHRASES, TALK)
    scores, odds = index.read(split(text))
    asked = LineCounts(_spelled(line) for lines in PHRASES for line in lines)
    expected = WordIndex.made([run for line in lines for run in _spelled(line)] for lines in PHRASES)
    runs = _spelled(text)
    talk = TalkOdds.made(asked, LineCounts(map(_spelled, TALK)))
    assert scores == pytest.approx(expected.scores(runs), rel=0.01, abs=0.01)
    assert odds == pytest.approx(talk.odds(runs), rel=0.02, abs=0.02)


def test_an_index_of_nothing_finds_nothing() -> None:
    scores, odds = GramIndex((), ()).read(["anything"])
    assert scores.shape == (0,)
    assert odds == 0
    assert not np.any(GramIndex(((),), ()).read(["anything"])[0])
