"""Facts age into fresh, due and stale; nothing breaks because of it, and no crisis line is hidden by its age."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.freshness import ORDER, Age, is_crisis, line_age, remarks, service_age
from catalog.model import Catalog, CommunityLine, Contact, Hours, Service, Verified
from tests.catalog.samples import GOOD, NEEDS, load

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2030, 3, 1)
CALL = Contact(channel="call", dial="0800555123", display="0800 555 123")


def checked(days_ago: int) -> Verified:
    return Verified(on=TODAY - timedelta(days=days_ago), by="Robin", how="called")


def service(days_ago: int, **more: object) -> Service:
    given = {
        "id": "one",
        "name": "One",
        "provider": "Somebody",
        "url": "https://one.example.org",
        "summary": "One.",
        "area": "coping",
        "support": "support-group",
        "needs": ("sleep",),
        "readiness": ("try",),
        "cost": "free",
        "regions": ("*",),
        "languages": ("en",),
        "formats": ("web",),
        "evidence": {"level": "none"},
        "verified": checked(days_ago),
    }
    return Service.model_validate({**given, **more})


def line(days_ago: int) -> CommunityLine:
    return CommunityLine(
        name="Our line",
        country="GB",
        purposes=("suicide",),
        languages=("en",),
        hours=Hours(always=True),
        contacts=(CALL,),
        verified=checked(days_ago),
    )


@pytest.mark.parametrize(
    ("days", "age"), [(0, "fresh"), (180, "fresh"), (181, "due"), (365, "due"), (366, "stale"), (9_999, "stale")]
)
def test_numbers_are_due_after_half_a_year_and_stale_after_a_year(days: int, age: str) -> None:
    assert service_age(service(days, contacts=(CALL,)), TODAY) == age


@pytest.mark.parametrize(("days", "age"), [(181, "fresh"), (365, "fresh"), (366, "due"), (731, "stale")])
def test_links_are_due_after_a_year(days: int, age: str) -> None:
    assert service_age(service(days), TODAY) == age


@pytest.mark.parametrize(
    ("days", "age"), [(90, "fresh"), (91, "due"), (180, "due"), (181, "stale"), (365, "stale"), (366, "old")]
)
def test_crisis_lines_are_due_after_three_months(days: int, age: str) -> None:
    helpline = service(days, contacts=(CALL,), support="helpline", needs=("low-mood", "suicide"))
    assert is_crisis(helpline)
    assert (line_age(line(days), TODAY), service_age(helpline, TODAY)) == (age, age)


def test_a_helpline_for_something_else_is_no_crisis_line() -> None:
    assert not is_crisis(service(0, support="helpline"))
    assert not is_crisis(service(0, needs=("suicide",)))


@given(st.integers(-4_000, 40_000), st.integers(0, 4_000))
def test_nothing_grows_younger_with_time(days: int, later: int) -> None:
    for one in (service(0), service(0, contacts=(CALL,)), service(0, support="helpline", needs=("suicide",))):
        first = service_age(one, TODAY + timedelta(days=days))
        assert ORDER.index(service_age(one, TODAY + timedelta(days=days + later))) <= ORDER.index(first)


def test_a_day_that_has_not_come_yet_is_told(tmp_path: Path) -> None:
    catalog = load(tmp_path, GOOD).catalog
    assert catalog
    [said] = [str(one) for one in remarks(catalog, date(2026, 11, 21))]
    assert said.startswith("“Group on Tuesdays” was checked on 2026-11-22, and that day has not come yet; write the")
    assert list(remarks(catalog, date(2026, 11, 22))) == []


def test_an_old_crisis_line_of_ones_own_is_told() -> None:
    catalog = Catalog(services=(service(0),), crisis_lines=(line(400), line(10)))
    [said] = [str(one) for one in remarks(catalog, TODAY)]
    assert said.startswith(f"your crisis line “Our line” (GB) was last checked on {line(400).verified.on}; call it")


@pytest.mark.parametrize("year", [1980, 2026, 2031, 2400])
def test_no_day_of_any_year_breaks_a_catalog(tmp_path: Path, year: int) -> None:
    loaded = load(tmp_path, GOOD.replace("2026-11-22", f"{year}-01-01"), NEEDS)
    assert loaded.problems == ()
    assert loaded.catalog
    assert loaded.catalog.services, "and hides nothing"
    assert Age.FRESH in {service_age(one, date(year, 1, 2)) for one in loaded.catalog.services}
