"""The forms of the report: no number in any of them that no published table holds; safe to open and to print."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.drawing import LOOK, ticks
from insight.facts import Facts, ServiceFact
from insight.page import STUDY, page
from insight.picture import alt, picture
from insight.plain import ABOUT, COLUMNS, as_csv, as_json, dictionary_as_csv, rows, safe
from insight.reading import read
from insight.report import compile_report
from insight.saying import headlines, hole, short
from insight.tables import Kind, Subject
from tests.insight import simulator
from tests.insight.living import FACTS, NEEDS, OURS, shipped, tables
from tests.insight.reading_pages import Page
from tests.insight.test_report import all_shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from insight.report import Report
    from insight.tables import Table

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "|".join(f"{month[:3]}–?" for month in MONTHS.split("|"))
DATES = re.compile(rf"\b(\d{{1,2}} )?({MONTHS}|{_SHORT})( \d{{4}})?\b")
THRESHOLDS = {11, 20}
COUNTED = {kind.value for kind in Kind}


def numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", text)}


def without_dates_and_names(text: str) -> str:
    for name in sorted((each.name for each in FACTS.services.values()), key=len, reverse=True):
        text = text.replace(name, "")
    return DATES.sub("", text)


def may_be_told(some: Iterable[Table]) -> set[int]:
    return {value.number for table in some for value in table.values.values() if value.number is not None} | THRESHOLDS


def percents(report: Report) -> set[int]:
    parts = [part for one in all_shares(report) for part in (one.low, one.high, one.value.floor / one.of)]
    return {round(part * 100) for part in parts}


def lived(members: int, seed: int, weeks: int) -> list[Table]:
    """A made-up community, and what is published of it."""
    place = simulator.community(members, seed, NEEDS, shipped())
    return read("c", simulator.frozen(simulator.year(place, seed, weeks=weeks), OURS, size=members), OURS)


def no_other_numbers(some: Sequence[Table], weeks: int) -> None:
    report = compile_report(some, FACTS, weeks=weeks)
    told, shares = may_be_told(some), percents(report)
    listed = {each.listed for each in report.holes} | {len(report.holes)}
    for sentence in (*headlines(report), *(hole(one) for one in report.holes), alt(report)):
        spoken = without_dates_and_names(sentence)
        assert numbers(spoken) <= told | shares | listed | {report.weeks, *(one.weeks_told for one in report.needs)}
    seen = Page(page(report))
    text = without_dates_and_names(seen.text.split("How to read this")[-2] if not report.silence else "")
    text = (
        text.replace(STUDY.replace("\u00a0", " "), "")
        .replace("more than 100 %", "")
        .replace(f"the last {min(13, weeks)} weeks", "")
    )
    of_shares = [numbers(part) for part in re.findall(r"\d+ %|likely \d+ to \d+ %", text)]
    assert set().union(*of_shares) <= shares
    assert numbers(re.sub(r"likely \d+ to \d+ %|\d+ %", "", text)) <= told | listed
    labels = {short(value) for table in some for value in table.values.values() if value.floor}
    labels |= {f"{short(one.value)} of {one.of}" for one in all_shares(report)}
    for words in seen.numbers_in_drawings:
        plain = without_dates_and_names(re.sub(r"^\d\. (?=coping|wellbeing|therapy)", "", words))
        assert words in labels or not numbers(plain)
    round_ones = {tick for number in (told | THRESHOLDS) for tick in ticks(number)} | {0, 25, 50, 75, 100}
    assert numbers(" ".join(seen.notes_in_drawings)) <= round_ones | shares | THRESHOLDS


@pytest.mark.parametrize("size", [60, 400, 3000])
def test_the_page_of_a_year_holds_no_number_that_was_not_published(size: int) -> None:
    no_other_numbers(tables(size), 52)


@settings(max_examples=4, deadline=None)
@given(st.integers(150, 1500), st.integers(0, 10**6), st.integers(1, 14))
def test_no_page_holds_a_number_that_was_not_published(members: int, seed: int, weeks: int) -> None:
    no_other_numbers(lived(members, seed, weeks), weeks)


@settings(max_examples=10, deadline=None)
@given(st.integers(10, 1500), st.integers(0, 10**6), st.integers(1, 10))
def test_every_row_is_a_value_of_its_table(members: int, seed: int, weeks: int) -> None:
    some = lived(members, seed, weeks)
    by_name = {table.period.name: table for table in some}
    listed = list(rows(some, FACTS))
    for row in listed:
        table = by_name[str(row["period"])]
        if row["about"] == "everything else":
            assert row["members"] == table.below
            continue
        value = table.values[Subject(Kind(str(row["about"])), str(row["what"]))]
        assert (value.shown, value.number) == (row["shown"], row["members"])
    assert len(listed) == sum(len(table.values) + 1 for table in some)
    assert [*csv.DictReader(io.StringIO(as_csv(some, FACTS).decode("utf-8-sig")))] == [
        {name: "" if cell is None else str(cell) for name, cell in row.items()} for row in listed
    ]
    told = json.loads(as_json(compile_report(some, FACTS), some, FACTS))
    assert told["numbers"] == listed
    about_parts = [*told["wanted"], *(told["mix"] or {}).get("areas", []), *told["holes"]]
    assert {each["members"] for each in about_parts} <= may_be_told(some)


def test_every_column_and_everything_that_is_counted_is_explained() -> None:
    told = json.loads(as_json(compile_report(tables(3000), FACTS), tables(3000), FACTS))
    assert set(told["dictionary"]["numbers"]) == set(COLUMNS) == set(told["numbers"][0])
    assert set(told["dictionary"]["about"]) == COUNTED | {"everything else"} == set(ABOUT)
    plain = {"from", "to", "weeks", "in_short", "numbers", "dictionary"}
    assert set(told) - plain <= set(told["dictionary"])
    listed = [*csv.DictReader(io.StringIO(dictionary_as_csv().decode("utf-8-sig")))]
    assert {row["name"] for row in listed} == {*COLUMNS, *(f"about: {name}" for name in ABOUT)}


WIDE = [chr(ord(sign) + 0xFEE0) for sign in "=+-@"]
"""Full-width signs, which some spreadsheets read as the plain ones."""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", *WIDE])
def test_no_cell_becomes_a_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("https://example.org","see")'
    cells = next(
        csv.reader(io.StringIO(as_csv(tables(3000)[:2], _named(evil)).decode("utf-8-sig").split("\r\n", 1)[1]))
    )
    assert safe(evil) == f"'{evil}"
    assert not any(cell[:1] in "=+-@\t\r\n" for cell in cells if cell)
    assert f"'{evil}".replace("\r", "\n") in as_csv(tables(3000)[:2], _named(evil)).decode().replace('""', '"').replace(
        "\r", "\n"
    )


def test_words_that_are_no_formula_stay_as_they_are() -> None:
    assert [safe(cell) for cell in ("Box breathing", "4-6 breathing", 14, None)] == [
        "Box breathing",
        "4-6 breathing",
        14,
        None,
    ]


def _named(name: str) -> Facts:
    services = {each: replace(fact, name=name) for each, fact in FACTS.services.items()}
    return replace(FACTS, services=services)


@pytest.mark.parametrize("size", [None, 15, 60, 400])
def test_communities_of_which_little_is_told_read_kindly_in_every_form(size: int | None) -> None:
    some = tables(size) if size else ()
    report = compile_report(some, FACTS)
    seen = Page(page(report))
    assert all(sentence in seen.text for sentence in headlines(report))
    assert "None" not in seen.text.replace("None of", "")
    assert picture(report).startswith(b"\x89PNG")
    assert json.loads(as_json(report, some, FACTS))["in_short"] == headlines(report)
    assert as_csv(some, FACTS)
    assert ("svg" in {tag for tag, _ in seen.tags}) == (report.silence is None)


def test_the_same_report_is_the_same_page_and_the_same_picture() -> None:
    report = compile_report(tables(400), FACTS)
    assert page(report) == page(report)
    assert picture(report) == picture(report)


def test_the_bot_starts_without_the_libraries_that_draw() -> None:
    code = (
        "import commands.main, commands.run, commands.house, commands.chat, commands.insight_work, sys;"
        "print([name for name in ('matplotlib', 'jinja2', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  ourselves
    assert done.stdout.strip() == "[]"


def test_drawing_changes_no_setting_of_others() -> None:
    import matplotlib as mpl  # noqa: PLC0415  loaded only where it is looked at

    picture(compile_report(tables(400), FACTS))
    page(compile_report(tables(400), FACTS))
    assert {name: mpl.rcParams[name] for name in LOOK} == {name: mpl.rcParamsDefault[name] for name in LOOK}


def test_a_service_that_is_not_listed_any_more_has_rows_and_no_name() -> None:
    gone = replace(FACTS, services={"other": ServiceFact("Other", "directory", (), ("en",))})
    listed = [row for row in rows(tables(3000), gone) if row["about"] == "shown"]
    assert listed
    assert {row["label"] for row in listed} == {""}
