"""Crisis lines: the file is sound, and everybody is shown the right ones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.lines import (
    Hours,
    Line,
    LineContact,
    Period,
    Purpose,
    countries,
    emergency_number,
    is_refused,
    lines_for,
    shipped_lines,
    worldwide,
)
from safety.loader import read_yaml

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
EVERYWHERE = [*countries(), None, "JP", "ZA", "XX"]
REGIONS = (None, "GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR")
ALWAYS = Hours(always=True)
PURPOSES: tuple[tuple[Purpose, ...], ...] = (("suicide",), ("abuse", "sexual-assault"), ("sexual-assault",), ("child",))


def community_line(
    name: str = "Our own line",
    dial: str = "5550100",
    hours: Hours = ALWAYS,
    country: str = "CA",
    languages: tuple[str, ...] = ("en",),
) -> Line:
    return Line(name, country, ("suicide",), languages, hours, (LineContact("call", dial, dial),))


def names(country: str | None, *purposes: Purpose, **more: Any) -> list[str]:
    settings: dict[str, Any] = {"languages": ["en"], "now": NOON} | more
    return [line.name for line in lines_for(country, purposes or ("suicide",), **settings)]


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


# The file


def all_entries() -> list[Line]:
    return [line for country in countries() for line in shipped_lines(country)]


def test_eighteen_countries_have_lines_and_two_emergency_numbers() -> None:
    assert len(countries()) == 18
    for country in countries():
        assert re.fullmatch(r"[A-Z]{2}", country)
        assert shipped_lines(country)
        assert re.fullmatch(r"\d{2,4}", emergency_number(country) or "")
        assert re.fullmatch(r"\d{2,4}", emergency_number(country, "police") or "")


@pytest.mark.parametrize("line", all_entries(), ids=lambda line: line.name)
def test_a_line_says_what_it_is_for_when_and_in_which_language(line: Line) -> None:
    assert line.name
    assert line.contacts
    assert set(line.purposes) <= {"suicide", "abuse", "sexual-assault", "child"}
    assert line.purposes
    assert all(re.fullmatch(r"[a-z]{2,3}", language) for language in line.languages)
    assert line.languages
    assert line.is_open(NOON) is not None
    assert all(region.startswith(f"{line.country}-") for region in line.regions)
    assert line.read_on == date(2026, 11, 22)
    assert set(line.note) <= {"en", "es", "th"}


@pytest.mark.parametrize("line", all_entries(), ids=lambda line: line.name)
def test_what_members_read_is_what_the_phone_dials(line: Line) -> None:
    for contact in line.contacts:
        assert contact.channel in ("call", "text", "whatsapp")
        assert contact.dial.isdigit()
        assert digits(contact.display) == contact.dial


def test_the_file_has_no_keys_that_nobody_reads() -> None:
    content = read_yaml("lines.yaml")
    assert set(content) == {"version", "read_on", "worldwide", "countries", "refused", "unclear"}
    for country in content["countries"].values():
        assert set(country) == {"emergency", "lines"}
        for entry in country["lines"]:
            assert set(entry) <= {"name", "purposes", "languages", "hours", "regions", "url", "note", "contacts"}


def test_no_refused_number_stands_anywhere_in_the_file() -> None:
    content = read_yaml("lines.yaml")
    refused = {digits(number) for number in content["refused"]}
    assert len(refused) == 8
    shipped = {contact.dial for line in all_entries() for contact in line.contacts}
    assert not shipped & refused
    everything_else = str({key: value for key, value in content.items() if key != "refused"})
    assert not {digits(run) for run in re.findall(r"\d[\d -]*", everything_else)} & refused


def test_no_line_is_shipped_for_a_country_that_was_unclear() -> None:
    assert not set(read_yaml("lines.yaml")["unclear"]) & set(countries())


def test_every_country_has_a_suicide_line_by_day_and_night() -> None:
    for country in countries():
        assert any(line.hours.always and "suicide" in line.purposes for line in shipped_lines(country)), country


# Who is shown what


@pytest.mark.parametrize("country", EVERYWHERE)
@pytest.mark.parametrize("purposes", PURPOSES)
def test_everybody_is_shown_somebody(country: str | None, purposes: tuple[Purpose, ...]) -> None:
    shown = lines_for(country, purposes, languages=["en"], now=NOON)
    assert shown
    assert all(line.country in (country, None) for line in shown)
    assert shown[0].hours.always or shown[0].country is None


@pytest.mark.parametrize("country", [None, "JP", "XX"])
def test_an_unknown_country_gets_the_worldwide_pages_and_no_emergency_number(country: str | None) -> None:
    assert names(country) == ["Find A Helpline", "Befrienders Worldwide"]
    assert emergency_number(country) is None


def test_a_country_without_an_abuse_line_gets_a_page_and_not_the_suicide_line() -> None:
    assert names("MX", "abuse", "sexual-assault") == ["Find A Helpline"]


def test_a_line_that_is_open_stands_before_one_that_is_closed() -> None:
    day, night = datetime(2026, 11, 25, 10, tzinfo=UTC), datetime(2026, 11, 25, 22, tzinfo=UTC)
    mens_aid = next(line for line in shipped_lines("IE") if line.name == "Men's Aid")
    assert mens_aid.is_open(day)
    assert mens_aid.is_open(night) is False
    assert names("IE", "abuse", now=night, young=False) == ["Women's Aid", "Men's Aid"]


def test_day_and_night_stands_before_the_members_own_language() -> None:
    open_now = datetime(2026, 11, 25, 7, tzinfo=UTC)  # 14:00 in Bangkok
    assert "1323" in names("TH", now=open_now)[0]


def test_the_members_language_stands_first_among_equals() -> None:
    english, spanish = community_line("English", "5550101"), community_line("Spanish", "5550102", languages=("es",))
    assert names("CA", first=[english, spanish], languages=["es"])[:2] == ["Spanish", "English"]
    assert names("CA", first=[spanish, english], languages=["en"])[:2] == ["English", "Spanish"]


def test_a_line_that_is_open_stands_before_one_whose_hours_nobody_knows() -> None:
    now_open = Hours(time_zone="UTC", periods=(Period(("wed",), "11:00", "13:00"),))
    unknown, open_line = community_line("?", "5550101", Hours()), community_line("open", "5550102", now_open)
    assert names("CA", first=[unknown, open_line])[:2] == ["open", "?"]


def test_a_line_past_midnight_is_open_on_the_next_morning() -> None:
    late = Hours(time_zone="Europe/Dublin", periods=(Period(("fri",), "20:00", "02:00"),))
    line = community_line(hours=late)
    friday = datetime(2026, 11, 27, 21, tzinfo=UTC)
    assert line.is_open(friday)
    assert line.is_open(friday + timedelta(hours=4))
    assert line.is_open(friday + timedelta(hours=6)) is False
    assert line.is_open(friday - timedelta(hours=20)) is False


def test_a_time_zone_that_nobody_knows_is_no_error() -> None:
    lost = Hours(time_zone="Mars/Olympus", periods=(Period(("fri",), "08:00", "10:00"),))
    assert community_line(hours=lost).is_open(NOON) is None


# Parts of a country


def test_each_nation_sees_its_own_abuse_line_and_no_other() -> None:
    assert names("GB", "abuse", region="GB-SCT") == ["Scotland's Domestic Abuse and Forced Marriage Helpline"]
    assert names("GB", "abuse", region="GB-NIR") == ["Domestic and Sexual Abuse Helpline (Northern Ireland)"]


def test_no_nation_is_left_out_while_the_region_is_unknown() -> None:
    shown = lines_for("GB", ("abuse", "sexual-assault"), languages=["en"], now=NOON)
    assert {region for line in shown for region in line.regions} == {"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"}


# Young people


def test_a_child_line_stands_beside_the_adult_one_while_the_age_is_unknown() -> None:
    assert names("IE") == ["Samaritans Ireland", "Text About It", "Childline"]
    assert names("AU") == ["Lifeline", "Kids Helpline"]


def test_a_young_person_sees_the_child_line_first() -> None:
    assert names("IE", young=True)[0] == "Childline"
    assert names("IE", young=True, limit=1) == ["Childline"]


def test_a_grown_up_sees_no_child_line() -> None:
    assert names("CA", young=False) == ["9-8-8 Suicide Crisis Helpline"]


# Lines that a community adds


def test_a_communitys_line_comes_first_and_ours_stay() -> None:
    shown = names("CA", first=[community_line(str(i), f"555010{i}") for i in range(5)], young=False)
    assert shown == ["0", "1", "9-8-8 Suicide Crisis Helpline"]


def test_a_community_cannot_take_the_only_place() -> None:
    assert names("CA", first=[community_line()], limit=1) == ["9-8-8 Suicide Crisis Helpline"]


def test_a_communitys_closed_line_does_not_stand_before_an_open_one() -> None:
    closed = Hours(time_zone="UTC", periods=(Period(("wed",), "01:00", "02:00"),))
    assert names("CA", first=[community_line(hours=closed)], young=False)[0] == "9-8-8 Suicide Crisis Helpline"


def test_a_communitys_line_with_our_number_only_moves_ours_to_the_front() -> None:
    renamed = community_line("Better call nobody", "5552598121", country="MX")
    assert names("MX", first=[renamed]) == ["SAPTEL", "Línea de la Vida"]


def test_a_communitys_refused_number_is_never_shown() -> None:
    stale = read_yaml("lines.yaml")["refused"][0]
    assert is_refused(stale)
    assert names("CA", first=[community_line(dial=digits(stale))], young=False) == ["9-8-8 Suicide Crisis Helpline"]


def test_a_communitys_line_is_not_shown_in_another_country() -> None:
    assert "Our own line" not in names("GB", first=[community_line()])
    assert "Our own line" not in names(None, first=[community_line()])


@given(
    country=st.sampled_from(EVERYWHERE),
    purposes=st.sampled_from(PURPOSES),
    region=st.sampled_from(REGIONS),
    young=st.sampled_from([None, True, False]),
    limit=st.integers(1, 3),
    added=st.integers(0, 4),
    hours=st.sampled_from(
        [Hours(always=True), Hours(), Hours(time_zone="UTC", periods=(Period(("sun",), "01:00", "02:00"),))]
    ),
    now=st.integers(0, 365 * 24).map(lambda hour: NOON + timedelta(hours=hour)),
    language=st.sampled_from(["en", "es", "th", "de", "xx"]),
)
def test_whoever_asks_sees_few_lines_and_one_of_ours_by_day_and_night(  # noqa: PLR0913, PLR0917  every fact about the member
    country: str | None,
    purposes: tuple[Purpose, ...],
    region: str | None,
    young: bool | None,  # noqa: FBT001  hypothesis passes it by name
    limit: int,
    added: int,
    hours: Hours,
    now: datetime,
    language: str,
) -> None:
    mine = [community_line(str(i), f"555010{i}", hours, country or "CA") for i in range(added)]
    region = region if country == "GB" else None
    shown = lines_for(
        country, purposes, languages=[language], now=now, first=mine, region=region, young=young, limit=limit
    )
    national = [line for line in shown if not line.regions]
    assert shown
    assert len(shown) <= limit or (country == "GB" and region is None)
    assert len(national) <= limit
    assert len(set(shown)) == len(shown)
    ours = set(shipped_lines(country)) | set(worldwide(("suicide", "child", "abuse", "sexual-assault")))
    assert any(line in ours and (line.hours.always or line.country is None) for line in shown)
