"""What managers read: weeks as they were frozen, longer periods read off them, and “fewer than 11 since March”."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.loader import load_catalog, load_needs
from handlers.telling import vocabulary
from insight.control import Frozen
from insight.nesting import FEWEST_PARTS
from insight.publishing import Row, from_rows, to_rows
from insight.reading import busiest, find, read
from insight.tables import Kind, Period, Subject, Value, around, quarter, week
from tests.insight import simulator

NEEDS = load_needs()
_LOADED = load_catalog(Path(__file__).parents[2] / "services_catalog.yaml", NEEDS).catalog
assert _LOADED
CATALOG = _LOADED
OURS = vocabulary(NEEDS, CATALOG)
SLEEP, ASKED, ALCOHOL = Subject(Kind.REQUEST, "sleep"), Subject(Kind.ASKED, "any"), Subject(Kind.REQUEST, "alcohol")
MAY = ("2026-W18", "2026-W19", "2026-W20", "2026-W21", "2026-W22")


def frame(below: int | None = 11) -> Row:
    return ("", "", "fewer than", below)


def told(**weeks: int) -> list[tuple[str, Row]]:
    """Weeks of 2026 such as W19, each with the number of members who asked about sleep; 0 where they were too few."""
    rows: list[tuple[str, Row]] = []
    for name, number in weeks.items():
        rows.append((f"2026-{name}", frame()))
        if number:
            rows.append((f"2026-{name}", ("request", "sleep", "exact", number)))
    return rows


def test_a_week_belongs_to_the_month_and_quarter_of_its_thursday() -> None:
    assert around("2026-W18", "month") == Period("month", date(2026, 4, 1))
    assert around("2026-W53", "quarter").name == "2026-Q4"
    assert around("2026-W19", "month").weeks == ("2026-W19", "2026-W20", "2026-W21", "2026-W22")
    assert quarter("2026-Q4").weeks[-1] == "2026-W53"
    assert week("2026-W48").name == "2026-W48"


def test_a_month_tells_of_its_busiest_week_and_never_adds_weeks_up() -> None:
    tables = read("c", told(W19=14, W20=0, W21=17, W22=12), OURS)
    [may] = [table for table in tables if table.period.kind == "month"]
    assert str(may.value(SLEEP)) == "17"
    assert str(may.value(ASKED)) == "fewer than 11"


def test_a_month_that_has_not_ended_is_not_told() -> None:
    assert [t.period.kind for t in read("c", told(W19=14, W20=12), OURS)] == ["week", "week"]


def test_few_are_told_since_when_they_are_few_though_nobody_was_counted_in_some_weeks() -> None:
    tables = read("c", told(W10=14, W11=0, W14=0), OURS, until="2026-W30")
    found = find(tables, SLEEP)
    assert found
    assert (str(found.value), found.since) == ("fewer than 11", date(2026, 3, 9))


def test_the_shortest_period_that_tells_a_number_is_found() -> None:
    tables = read("c", told(W19=14, W20=0, W21=0, W22=0), OURS)
    found = find(tables, SLEEP)
    assert found
    assert (found.period.name, str(found.value)) == ("2026-05", "14")
    now = find(read("c", told(W21=14, W22=12), OURS), SLEEP)
    assert now
    assert (now.period.name, str(now.value)) == ("2026-W22", "12")


def test_a_sensitive_need_is_hidden_in_weeks_and_months_and_told_in_its_quarter() -> None:
    names = quarter("2026-Q2").weeks
    rows = [(name, frame()) for name in names]
    rows += [("2026-Q2", frame(20)), ("2026-Q2", ("request", "alcohol", "exact", 22))]
    tables = read("c", rows, OURS)
    assert {str(t.value(ALCOHOL)) for t in tables if t.period.kind != "quarter"} == {"hidden"}
    found = find(tables, ALCOHOL)
    assert found
    assert (found.period.name, str(found.value)) == ("2026-Q2", "22")
    [table] = [t for t in tables if t.period.kind == "quarter"]
    assert str(table.value(Subject(Kind.REQUEST, "gambling"))) == "fewer than 20"


def test_before_its_quarter_is_told_nothing_is_said_about_a_sensitive_need() -> None:
    assert find(read("c", told(W19=14), OURS), ALCOHOL) is None


def test_of_a_community_that_is_too_small_nothing_is_said_not_even_that_there_are_few() -> None:
    tables = read("c", [("2026-W19", ("", "", "hidden", None))], OURS)
    assert [str(table.value(SLEEP)) for table in tables] == ["hidden"]
    assert find(tables, SLEEP) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([Value("exact", 12), Value("exact", 30), Value("at least", 11), None]), min_size=1))
def test_a_longer_period_is_read_off_what_was_told_and_says_no_more(weeks: list[Value | None]) -> None:
    values = [Frozen(11, {SLEEP: value} if value else {}) for value in weeks]
    value = busiest(values, SLEEP)
    exact = [each.exact for each in weeks if each and each.exact]
    assert value.number == max([each.floor for each in weeks if each] or [11])
    assert value.shown != "exact" or value.number in exact


def test_rows_come_back_as_they_were_frozen() -> None:
    frozen = Frozen(11, {SLEEP: Value("exact", 12), ASKED: Value("at least", 12), OURS.order[0]: Value("hidden")})
    assert from_rows(to_rows(frozen)) == frozen
    assert from_rows(to_rows(Frozen(None))).below is None
    assert from_rows([*to_rows(frozen), ("a later purpose", "x", "exact", 30)]) == frozen


def test_nothing_is_told_whose_parts_are_so_few_that_they_could_be_worked_out() -> None:
    """The danger in small groups is shown by the attacker: with two parts and something else told, both are known."""
    assert all(len(group) >= FEWEST_PARTS for groups in OURS.covers.values() for group in groups)
    assert Subject(Kind.LANGUAGE, "en") not in OURS.parents
    assert Subject(Kind.OUTCOME, "services") not in OURS.parents


@pytest.mark.parametrize(("members", "says"), [(15, False), (60, True), (2000, True)])
def test_a_simulated_year_says_what_it_may(members: int, says: bool) -> None:  # noqa: FBT001  a column of the table
    place = simulator.community(members, 5, NEEDS, CATALOG)
    weeks = simulator.year(place, 5)
    assert weeks == simulator.year(place, 5)
    tables = read("c", simulator.frozen(weeks, OURS, size=members), OURS)
    assert {kind: sum(t.period.kind == kind for t in tables) for kind in ("week", "month", "quarter")} == {
        "week": 52,
        "month": 12,
        "quarter": 4,
    }
    assert (find(tables, SLEEP) is not None) == says
    exact = [value.exact for table in tables for value in table.values.values() if value.exact is not None]
    assert min(exact, default=11) >= 11
    assert bool(exact) == (members == 2000)


def test_the_vocabulary_is_the_same_whatever_the_order_of_the_catalog() -> None:
    turned = CATALOG.model_copy(update={"services": tuple(reversed(CATALOG.services))})
    assert vocabulary(NEEDS, turned).order == OURS.order
    assert replace(OURS) == OURS
