from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matching.understanding import NeedScore
from matching.variety import NOT_FOR_EXERCISES, are_twins, varied
from tests.matching.services import match, service

if TYPE_CHECKING:
    from matching.understanding import Match

HELPLINE = {"support": "helpline", "readiness": ("get-help",)}
LINES = [match(1.0 - place / 100, f"line-{place}", needs=(need,), **HELPLINE) for place, need in enumerate("abcd")]
COURSE = match(0.7, "course", support="psychoeducation", readiness=("learn",))
EXERCISE = match(0.6, "exercise", needs=("sleep",))


def _ids(matches: list[Match]) -> list[str]:
    return [one.service.id for one in matches]


def test_the_first_three_are_not_three_helplines() -> None:
    assert _ids(varied([*LINES, COURSE], [NeedScore("helpline", 1.0)])[:3]) == ["line-0", "line-1", "course"]


def test_near_twins_do_not_stand_side_by_side_while_there_is_something_else() -> None:
    twins = [match(1.0, "one"), match(0.99, "two"), COURSE, EXERCISE]
    assert _ids(varied(twins, [NeedScore("anxiety", 1.0)])[:3]) == ["one", "course", "exercise"]


def test_variety_never_shows_what_hardly_fits() -> None:
    poor = match(0.1, "poor", support="directory", readiness=("get-help",))
    assert _ids(varied([*LINES[:3], poor], [NeedScore("helpline", 1.0)])[:3]) == ["line-0", "line-1", "line-2"]


def test_something_to_do_takes_the_third_place_where_it_fits() -> None:
    learn = [
        match(1.0, "a", support="directory", readiness=("learn",)),
        match(0.9, "b", support="screening", readiness=("learn",)),
        match(0.8, "c", support="psychoeducation", readiness=("learn",)),
    ]
    assert _ids(varied([*learn, EXERCISE], [NeedScore("anxiety", 1.0)])) == ["a", "b", "exercise", "c"]


@pytest.mark.parametrize("need", sorted(NOT_FOR_EXERCISES))
def test_no_exercise_is_pushed_forward_where_it_would_hurt(need: str) -> None:
    assert _ids(varied([*LINES[:2], COURSE, EXERCISE], [NeedScore(need, 1.0)])[:3]) == ["line-0", "line-1", "course"]


def test_nothing_is_lost_or_doubled() -> None:
    matches = [*LINES, COURSE, EXERCISE]
    assert sorted(_ids(varied(matches, [NeedScore("anxiety", 1.0)]))) == sorted(_ids(matches))
    assert varied([], ()) == []


def test_twins_are_one_provider_or_much_the_same_needs() -> None:
    assert are_twins(service("a"), service("b"))
    assert not are_twins(service("a"), service("b", support="directory"))
    assert not are_twins(service("a"), service("b", needs=("sleep",)))
    shared = {"provider": "same", "support": "helpline"}
    wide = service("b", needs=("anxiety", "sleep", "work", "money"), **shared)
    assert are_twins(service("a", **shared), wide)


SEVERAL = [
    match(1.0, "first", needs=("grief",)),
    match(0.9, "second", needs=("grief", "sleep"), support="psychoeducation", readiness=("learn",)),
    match(0.8, "third", needs=("grief", "meaning"), support="helpline"),
    match(0.4, "other", needs=("money",), support="directory"),
]


def _asked(*scores: float) -> list[NeedScore]:
    return [NeedScore(need, score) for need, score in zip(("grief", "money"), scores, strict=True)]


def test_needs_that_are_told_as_plainly_each_have_a_card() -> None:
    assert "other" in _ids(varied(SEVERAL, _asked(1.0, 0.7))[:3])


def test_a_need_that_is_hardly_told_takes_no_card_from_the_best() -> None:
    assert "other" not in _ids(varied(SEVERAL, _asked(1.0, 0.1))[:3])


def test_no_poor_card_stands_for_a_further_need() -> None:
    poor = match(0.1, "poor", needs=("money",), support="directory")
    assert "poor" not in _ids(varied([*SEVERAL[:3], poor], _asked(1.0, 0.7))[:3])
