from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from catalog.model import Ages, Evidence, Hours, Period
from matching.fitting import evidence_factor, is_allowed, readiness_factor, weigh
from matching.understanding import Constraints
from tests.matching.services import service

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "said", "needs", "allowed"),
    [
        ({"ages": Ages(max=18)}, {"age": 19}, [], False),
        ({"ages": Ages(max=18)}, {"age": 18}, [], True),
        ({"ages": Ages(min=18)}, {"age": 17}, [], False),
        ({"ages": Ages(max=18)}, {}, [], True),
        ({"ages": Ages(min=55)}, {}, [], False),
        ({"ages": Ages(min=55)}, {}, ["older-adults"], True),
        ({"ages": Ages(max=25)}, {"audience": "older-adults"}, [], False),
        ({"audience": ("veterans",)}, {}, [], False),
        ({"audience": ("veterans",)}, {}, ["veterans"], True),
        ({"audience": ("veterans",)}, {"audience": "veterans"}, [], True),
        ({"audience": ("veterans",)}, {"audience": "parents"}, ["veterans"], False),
        ({"audience": ("young-people",)}, {}, [], True),
        ({"audience": ("young-people",)}, {"audience": "parents", "age": 14}, [], True),
        ({"audience": ("young-people",)}, {"age": 40, "audience": "parents"}, [], False),
        ({"regions": ("GB",)}, {}, [], False),
        ({"regions": ("GB",)}, {"region": "GB-WLS"}, [], True),
        ({"regions": ("GB",)}, {"region": "IE"}, [], False),
        ({"cautions": ("eating",)}, {}, ["nutrition", "eating"], False),
    ],
)
def test_who_may_be_offered_what(facts: dict[str, Any], said: dict[str, Any], needs: list[str], allowed: bool) -> None:  # noqa: FBT001  a table's column
    assert is_allowed(service("one", **facts), Constraints(**said), needs) is allowed


@pytest.mark.parametrize(
    ("facts", "said", "met", "missed"),
    [
        ({}, {"cost": "free"}, ["cost:free"], []),
        ({"cost": "paid"}, {"cost": "free"}, [], ["cost:free"]),
        ({"cost": "free"}, {"cost": "low-cost"}, ["cost:low-cost"], []),
        ({"formats": ("text",)}, {"format": "text"}, ["format:text"], []),
        ({}, {"format": "text"}, [], ["format:text"]),
        ({}, {"language": "es"}, [], ["language:es"]),
        ({"languages": ("es",)}, {"language": "es"}, ["language:es"], []),
        ({"anonymous": "unknown"}, {"anonymous": True}, [], ["anonymous"]),
        ({"regions": ("GB",)}, {"region": "GB"}, ["region:GB"], []),
    ],
)
def test_wishes_are_named_and_move_the_score(
    facts: dict[str, Any], said: dict[str, Any], met: list[str], missed: list[str]
) -> None:
    wishes = weigh(service("one", **facts), Constraints(**said), "en", NOON)
    assert (wishes.met, wishes.missed) == (met, missed)
    assert wishes.factor > 1 if met else wishes.factor < 1


def test_a_closed_line_is_labelled_and_ranks_lower() -> None:
    morning = Hours(time_zone="UTC", periods=(Period(days=("wed",), opens="08:00", closes="10:00"),))
    wishes = weigh(service("line", hours=morning), Constraints(), "en", NOON)
    assert wishes.missed == ["open-now"]
    assert wishes.factor < 1


def test_evidence_counts_only_where_it_is_about_this_service_or_its_method() -> None:
    studied = service("one", evidence=Evidence(level="meta-analysis", applies="method"))
    related = service("two", evidence=Evidence(level="meta-analysis", applies="indirect"))
    assert evidence_factor(studied) > evidence_factor(related) == 1.0


def test_what_they_are_ready_for_ranks_first() -> None:
    ready = Constraints(readiness="try")
    assert readiness_factor(service("one"), ready) > 1 > readiness_factor(service("two", readiness=("learn",)), ready)
    assert readiness_factor(service("one"), Constraints()) == 1.0
