"""What the desk would really do with messages by authors it never saw: floors a little under what was measured."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from commands.settings import CHECKOUT
from handlers.consider import Considered, SecondJudge, consider
from matching.understanding import Constraints
from safety.verdict import Band

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.tools import Directory

Pair = tuple[dict[str, Any], Considered]
"""A row of the file, and what the desk would do with it."""

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEFT_OUT = {"suicide", "self-harm", "abuse", "sexual-assault", "help-a-friend"}
"""Needs whose messages may rightly be answered as danger."""


@cache
def rows(name: str) -> list[dict[str, Any]]:
    text = (CHECKOUT / "tests" / "data" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


class Pairs(list[Pair]):
    """Lines and verdicts; a failing test shows none of them."""

    def __repr__(self) -> str:
        return f"{len(self)} lines"


class Measured:
    """Shares over one of the files; holds no text."""

    def __init__(self, directory: Directory, second_judge: SecondJudge) -> None:
        self._directory = directory
        self._second_judge = second_judge

    def all(self, name: str, language: str) -> Pairs:
        return Pairs((row, self.one(row)) for row in rows(name) if row["lang"] == language)

    def one(self, row: dict[str, Any]) -> Considered:
        return consider(
            row["text"],
            directory=self._directory,
            language=row["lang"],
            defaults=Constraints(),
            now=NOW,
            second_judge=self._second_judge,
        )


@pytest.fixture(scope="module")
def measured(directory: Directory, second_judge: SecondJudge) -> Measured:
    return Measured(directory, second_judge)


def share(found: list[Pair], good: Callable[[Pair], bool]) -> float:
    return sum(good(pair) for pair in found) / len(found)


def urgent(pair: Pair) -> bool:
    return pair[1].danger.is_urgent


def noticed(pair: Pair) -> bool:
    return pair[1].danger.band is not Band.NONE


@pytest.mark.parametrize(("language", "any_band", "care"), [("en", 0.90, 0.80), ("es", 0.80, 0.75), ("th", 0.90, 0.85)])
def test_cries_for_help_are_heard(measured: Measured, language: str, any_band: float, care: float) -> None:
    found = measured.all("crisis_positives", language)
    assert share(found, noticed) >= any_band
    assert share(found, urgent) >= care


@pytest.mark.parametrize(("language", "most"), [("en", 0.055), ("es", 0.10), ("th", 0.14)])
def test_harmless_words_are_not_answered_as_danger(measured: Measured, language: str, most: float) -> None:
    assert share(measured.all("crisis_negatives", language), urgent) <= most


def test_ordinary_requests_are_hardly_ever_taken_for_danger(measured: Measured) -> None:
    ordinary = Pairs(
        pair
        for pair in measured.all("requests", "en")
        if pair[0]["kind"] != "none" and not LEFT_OUT & set(pair[0]["needs"])
    )
    assert share(ordinary, urgent) <= 0.03
    assert share(ordinary, lambda pair: pair[1].danger.band is Band.SOFT) <= 0.08
    assert share(ordinary, lambda pair: pair[1].danger.band is Band.ACT) <= 0.005


def test_small_talk_is_left_alone(measured: Measured) -> None:
    talk = Pairs(pair for pair in measured.all("requests", "en") if pair[0]["kind"] == "none")
    assert share(talk, noticed) <= 0.02
    assert share(talk, lambda pair: pair[1].outcome == "services") <= 0.08


def test_requests_are_understood(measured: Measured) -> None:
    asked = Pairs(pair for pair in measured.all("requests", "en") if pair[0]["kind"] != "none")

    def best(count: int) -> float:
        return share(asked, lambda pair: any(n.id in pair[0]["needs"] for n in pair[1].understanding.needs[:count]))

    assert best(1) >= 0.80
    assert best(3) >= 0.92
