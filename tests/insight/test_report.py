"""What managers are told comes from published tables alone, and says no more than they do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.facts import Facts, NeedFact, ServiceFact
from insight.holes import find_holes
from insight.lines import window
from insight.reading import read
from insight.report import compile_report
from insight.saying import headlines, hole, members
from insight.shares import share, wilson
from insight.study import mix
from insight.tables import Kind, Subject, Value
from tests.insight.living import FACTS, OURS, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from insight.lines import Line
    from insight.report import Report
    from insight.shares import Share
    from insight.tables import Table

WEEKS = [f"2026-W{number:02d}" for number in range(10, 23)]
WORK = Subject(Kind.UNMET, "unemployment")


def told(**things: int | str) -> list[Table]:
    """The last of thirteen weeks, with these numbers; `least 11` stands for at least 11."""
    rows = [(week, ("", "", "fewer than", 11)) for week in WEEKS]
    for name, number in things.items():
        kind, _, what = name.partition("__")
        shown, members = ("at least", int(number.split()[1])) if isinstance(number, str) else ("exact", number)
        subject = (kind.replace("_", "-"), what.replace("_", "-").replace("--", ":"))
        rows.append((WEEKS[-1], (*subject, shown, members)))
    return read("c", rows, OURS)


def all_lines(report: Report) -> Iterator[Line]:
    groups = (report.areas, report.needs, report.readiness, report.languages, report.unmet_needs, report.whys)
    more = (report.missed, report.met, report.reasons, report.problems)
    yield from (report.asked, report.unmet, report.wanted, report.danger)
    yield from (line for group in (*groups, *more) for line in group)
    for service in (*report.services, *report.helplines, *report.kinds):
        yield from (service.shown, service.interest, service.refused)


def all_shares(report: Report) -> Iterator[Share]:
    yield from (service.wanted for service in (*report.services, *report.kinds, *report.helplines) if service.wanted)
    yield from report.mix.shares if report.mix else ()
    yield from (one for each in report.equity for one in (each.share, each.everyone) if one)


@pytest.mark.parametrize("size", [60, 400, 1000, 3000])
@pytest.mark.parametrize("weeks", [4, 13, 52])
def test_every_number_of_a_report_stands_in_the_table_that_it_names(size: int, weeks: int) -> None:
    report, by_name = compile_report(tables(size), FACTS, weeks=weeks), {t.period.name: t for t in tables(size)}
    for line in all_lines(report):
        assert all(by_name[period.name].value(line.subject) == value for period, value in line.series)
        if line.finding and line.finding.value.floor:
            assert by_name[line.finding.period.name].value(line.subject) == line.finding.value
    for one in all_shares(report):
        table = by_name[one.period.name]
        assert (table.value(one.part), table.value(one.whole).exact) == (one.value, one.of)
    for each in report.holes:
        what = f"{each.need}:{each.language}" if each.language else each.need
        subject = Subject(Kind.UNMET_IN if each.language else Kind.UNMET, what)
        assert by_name[each.finding.period.name].value(subject) == each.finding.value
        assert each.finding.value.floor >= 11


def test_a_year_of_a_large_community_tells_of_all_that_managers_asked_for() -> None:
    report = compile_report(tables(3000), FACTS)
    assert report.silence is None
    assert all(line.floor for line in (report.asked, report.unmet, report.wanted, report.danger, *report.areas))
    assert report.needs[0].floor >= report.needs[1].floor >= 11
    assert report.mix
    assert report.holes
    assert report.seldom_wanted
    assert [one.verdict for one in report.equity] == ["unsure", "worse"]


def test_a_hole_says_how_many_went_without_and_how_many_services_are_listed() -> None:
    facts = Facts(
        {"unemployment": NeedFact("finding work", "wellbeing")},
        {"jobs": ServiceFact("Jobs", "supported-employment", ("unemployment",), ("en",))},
        {"en": "English", "es": "Spanish", "th": "Thai"},
    )
    [first, second] = find_holes(told(unmet__unemployment=30, unmet_in__unemployment__es=12), facts)
    assert (first.language, first.listed, first.stub) == (
        "es",
        0,
        "peerbridge catalog stub unemployment --language es",
    )
    assert hole(first) == (
        "Nothing fitted for 12 members who asked about “finding work” in Spanish in the week of 25 May 2026. "
        "You list no service for it in Spanish."
    )
    assert (second.language, second.listed, second.stub) == (None, 1, "peerbridge catalog stub unemployment")


def test_where_nothing_is_listed_for_a_need_its_languages_are_no_holes_of_their_own() -> None:
    facts = Facts({"unemployment": NeedFact("finding work", "wellbeing")}, {}, {"en": "English", "es": "Spanish"})
    [only] = find_holes(told(unmet__unemployment=30, unmet_in__unemployment__es=12), facts)
    assert (only.language, only.listed) == (None, 0)


def test_what_is_not_told_is_no_hole() -> None:
    assert find_holes(told(request__unemployment=30), FACTS) == ()


def test_old_holes_are_not_told_again() -> None:
    tables = told(unmet__unemployment=30)
    assert find_holes(tables, FACTS)
    later = [(f"2026-W{number}", ("", "", "fewer than", 11)) for number in range(23, 36)]
    rows = [(WEEKS[-1], ("", "", "fewer than", 11)), (WEEKS[-1], ("unmet", "unemployment", "exact", 30)), *later]
    assert find_holes(read("c", rows, OURS), FACTS) == compile_report(read("c", rows, OURS), FACTS).holes == ()
    assert find_holes(read("c", rows, OURS), FACTS, weeks=14)


def test_the_first_words_differ_for_a_new_a_small_and_a_quiet_community() -> None:
    silences = [
        compile_report([], FACTS),
        compile_report(read("c", [("2026-W19", ("", "", "hidden", None))], OURS), FACTS),
        compile_report(told(), FACTS),
    ]
    assert [report.silence for report in silences] == ["nothing yet", "too small", "too few"]
    assert all(len(headlines(report)) == 1 for report in silences)
    assert len({headlines(report)[0] for report in silences}) == 3


def test_a_line_says_since_when_there_are_few() -> None:
    line = window(told(), 4).line(Subject(Kind.REQUEST, "sleep"), "sleep")
    assert line.finding
    assert (members(line.finding.value), line.finding.since) == ("fewer than 11 members", date(2026, 3, 2))
    assert len(line.series) == 4


def test_shares_hold_the_true_part_as_often_as_they_say() -> None:
    """Published values of Wilson's interval: Newcombe (1998), table I."""
    assert [round(one, 4) for one in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(one, 4) for one in wilson(15, 148)] == [0.0624, 0.1605]
    assert [round(one, 4) for one in wilson(0, 20)] == [0.0, 0.1611]
    assert [round(one, 4) for one in wilson(1, 29)] == [0.0061, 0.1718]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 500), st.data())
def test_a_range_holds_the_part_and_grows_as_numbers_shrink(of: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, of))
    low, high = wilson(number, of)
    assert 0 <= low <= number / of <= high <= 1
    wider = wilson(number * 10, of * 10)
    assert high - low > wider[1] - wider[0]


def test_a_bound_gives_a_one_sided_range_and_no_share_without_its_whole() -> None:
    asked, coping = Subject(Kind.ASKED, "any"), Subject(Kind.AREA, "coping")
    few, most = told(asked__any=100)[-1], told(asked__any=100, area__coping="least 40")[-1]
    assert (few.period.name, most.period.name) == (WEEKS[-1], WEEKS[-1])
    at_most, at_least = share(few, coping, asked), share(most, coping, asked)
    assert at_most
    assert at_least
    assert (at_most.point, at_most.low, round(at_most.high, 3)) == (None, 0.0, round(wilson(10, 100)[1], 3))
    assert (at_least.point, at_least.high, round(at_least.low, 3)) == (None, 1.0, round(wilson(40, 100)[0], 3))
    assert share(told(area__coping=40)[-1], coping, asked) is None


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((200, 100, 30), "same"),
        ((60, 55, 50), "unsure"),
        ((60, 150, 50), "other"),
        ((200, 100, 98), "unsure"),
        ((60, 65, 20), "unsure"),
    ],
)
def test_the_order_of_areas_is_told_only_where_chance_does_not_explain_it(
    numbers: tuple[int, int, int], verdict: str
) -> None:
    coping, wellbeing, therapy = numbers
    found = mix(told(asked__any=300, area__coping=coping, area__wellbeing=wellbeing, area__therapy=therapy)[-1:])
    assert found
    assert found.verdict == verdict


@pytest.mark.parametrize(("thai", "verdict"), [(30, "worse"), (14, "unsure"), (0, "unsure")])
def test_a_language_is_told_to_fare_worse_only_where_chance_does_not_explain_it(thai: int, verdict: str) -> None:
    numbers = {"outcome_in__th--unmet": thai} if thai else {}
    tables = told(asked__any=300, outcome__unmet=90, language__th=45, **numbers)
    [one] = [each for each in compile_report(tables, FACTS).equity if each.language == "th"]
    assert one.verdict == verdict


def test_without_a_number_for_a_language_nothing_is_said_of_it() -> None:
    assert {one.verdict for one in compile_report(told(asked__any=300), FACTS).equity} == {"too few"}


def test_a_service_is_seldom_wanted_only_where_many_saw_it_and_fewer_than_half_of_them_can_have_wanted_it() -> None:
    def seldom(**things: int | str) -> bool:
        return bool(compile_report(told(**things), FACTS).seldom_wanted)

    assert seldom(shown__box_breathing=40)
    assert not seldom(shown__box_breathing=21)
    assert not seldom(shown__box_breathing=40, interest__box_breathing=12)
    assert not seldom(shown__box_breathing="least 40")


def test_helplines_stand_apart() -> None:
    report = compile_report(tables(3000), FACTS)
    assert {line.id for line in report.helplines} == {each for each in FACTS.services if FACTS.is_helpline(each)}
    assert not {line.id for line in report.helplines} & {line.id for line in report.services}
    assert "helpline" not in {line.id for line in report.kinds}


def test_sensitive_needs_are_read_by_quarter() -> None:
    report = compile_report(tables(3000), FACTS)
    [drinking] = [line for line in report.needs if line.subject.what == "alcohol"]
    assert drinking.finding
    assert drinking.finding.period.kind == "quarter"
    assert {period.kind for period, _ in drinking.series} == {"quarter"}
    assert Value("hidden") not in {value for _, value in drinking.series}
