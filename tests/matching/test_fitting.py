from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from catalog.model import Ages, Evidence, Hours, Period, Verified
from matching.fitting import (
    evidence_factor,
    freshness_factor,
    in_mind,
    is_allowed,
    open_factor,
    readiness_factor,
    refusals,
    refused,
    weigh,
)
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
    wishes = weigh(service("one", **facts), Constraints(**said), "en")
    assert (wishes.met, wishes.missed) == (met, missed)
    assert wishes.factor > 1 if met else wishes.factor < 1


def test_a_closed_line_ranks_lower() -> None:
    morning = Hours(time_zone="UTC", periods=(Period(days=("wed",), opens="08:00", closes="10:00"),))
    assert open_factor(service("line", hours=morning), NOON) < 1
    assert open_factor(service("line", hours=morning), NOON.replace(hour=9)) == 1
    assert open_factor(service("line"), NOON) == 1


def test_facts_that_were_checked_long_ago_count_less() -> None:
    def checked(on: date) -> float:
        one = service("one", verified=Verified(on=on, by="desk research", how="page"))
        return freshness_factor(one, NOON.date())

    assert 1 == checked(date(2026, 11, 1)) > checked(date(2025, 6, 1)) > checked(date(2023, 1, 1)) > 0.8


def test_a_crisis_line_never_sinks_because_of_its_age() -> None:
    old = Verified(on=date(2001, 1, 1), by="desk research", how="page")
    line = service("line", support="helpline", needs=("suicide",), verified=old)
    assert freshness_factor(line, NOON.date()) == 1
    assert freshness_factor(service("group", verified=old), NOON.date()) < 1


def test_every_reason_against_a_service_is_named() -> None:
    one = service("one", regions=("GB",), ages=Ages(max=18), audience=("veterans",), cautions=("eating",))
    reasons = refusals(one, Constraints(region="US", age=40))
    assert refused(one, reasons, ["eating"], in_mind(["eating"])) == ["region", "age", "audience", "caution"]


def test_what_often_stands_unsaid_behind_the_best_need_counts_for_cautions() -> None:
    one = service("one", cautions=("psychosis",))
    assert not is_allowed(one, Constraints(), ["bipolar", "sleep"])
    assert is_allowed(one, Constraints(), ["sleep", "bipolar"])


def test_evidence_counts_only_where_it_is_about_this_service_or_its_method() -> None:
    studied = service("one", evidence=Evidence(level="meta-analysis", applies="method"))
    related = service("two", evidence=Evidence(level="meta-analysis", applies="indirect"))
    assert evidence_factor(studied) > evidence_factor(related) == 1.0


def test_what_they_are_ready_for_ranks_first() -> None:
    ready = Constraints(readiness="try")
    assert readiness_factor(service("one"), ready) > 1 > readiness_factor(service("two", readiness=("learn",)), ready)
    assert readiness_factor(service("one"), Constraints()) == 1.0
