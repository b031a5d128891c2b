"""Nobody who reads everything that was ever told, and knows every rule, learns what the rules promise to hide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.control import Week, close_quarter, close_week
from insight.nesting import FEWEST_PARTS, nesting
from insight.rules import RULES, Rules
from insight.tables import Kind, Subject
from tests.insight.attacker import World, leaks, leaks_of_quarter, world
from tests.insight.bounds import betrayed, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from insight.control import Frozen

TINY, SMALL = Rules(k=2, k_sensitive=3), Rules(k=3, k_sensitive=4)
PARTS = world({"P": "", "a": "P", "b": "P", "c": "P"}, {"P": ["a b c"]}, ["a", "b", "c"], most=3)
CHAIN = world({"T": "", "A": "T", "n": "A"}, {}, ["T", "A", "n"], most=1)
SIDES = world({"T": "", "R": "T", "U": "R O", "O": "T"}, {}, ["T", "R", "U", "O", "R O"], most=1)
TWO_WAYS = world({"T": "", "A": "T", "n": "A", "th": "T"}, {}, ["n", "n th", "A", "A th", "T", "T th"], most=1)
DEEP = world({"T": "", "P": "T", "a": "P", "b": "P"}, {"P": ["a b"]}, ["T", "a", "b", "a b"], most=1)
TENDER = world({"P": "", "a": "P", "b": "P", "s": "P"}, {"P": ["a b s"]}, ["a", "b", "s"], most=3, sensitive="s")
ALONE = world({"T": "", "s": "T"}, {}, ["T", "s"], most=1, sensitive="s")
TENDER_INSIDE = world({"T": "", "s": "T", "u": "s"}, {}, ["T", "s", "u"], most=1, sensitive="s u")
BY_WEEK = [
    pytest.param(PARTS, 8, TINY, id="a whole and its parts, k=2"),
    pytest.param(PARTS, 7, SMALL, id="a whole and its parts, k=3"),
    pytest.param(CHAIN, 11, SMALL, id="a need in an area in all requests"),
    pytest.param(SIDES, 8, SMALL, id="unmet requests for one need"),
    pytest.param(TWO_WAYS, 7, SMALL, id="an area and a language"),
    pytest.param(DEEP, 9, SMALL, id="parts in a whole in all requests"),
    pytest.param(TENDER, 7, TINY, id="a sensitive part"),
]
BY_QUARTER = [
    pytest.param(ALONE, 10, SMALL, id="a sensitive need in all requests"),
    pytest.param(TENDER_INSIDE, 6, SMALL, id="a sensitive need, and who found nothing for it"),
]


@pytest.mark.parametrize(("small_world", "members", "rules"), BY_WEEK)
def test_no_count_below_k_and_no_answer_of_everybody_can_be_derived_from_a_week(
    small_world: World, members: int, rules: Rules
) -> None:
    assert leaks(small_world, members=members, rules=rules, honest=rules) == []


@pytest.mark.parametrize(("small_world", "members", "rules"), BY_QUARTER)
def test_nor_from_weeks_and_the_quarter_that_they_make(small_world: World, members: int, rules: Rules) -> None:
    assert leaks_of_quarter(small_world, members=members, rules=rules, honest=rules) == []


@pytest.mark.parametrize(
    ("rule", "small_world", "members"),
    [
        ("threshold", PARTS, 6),
        ("differences", SIDES, 7),
        ("remainders", PARTS, 7),
        ("silent_wholes", PARTS, 6),
        ("nearly_all", PARTS, 6),
        ("sensitive_by_quarter", TENDER, 7),
    ],
)
def test_each_rule_is_needed_without_it_the_attacker_finds_something(
    rule: str, small_world: World, members: int
) -> None:
    without = replace(TINY, **{rule: False})
    assert leaks(small_world, members=members, rules=without, honest=TINY, most=1)


@pytest.mark.parametrize("rule", ["differences", "busiest_week", "sensitive_by_quarter", "nearly_all"])
def test_each_rule_of_a_quarter_is_needed(rule: str) -> None:
    without = replace(SMALL, **{rule: False})
    assert leaks_of_quarter(ALONE, members=10, rules=without, honest=SMALL, most=1)


# From here on with our own vocabulary and our own thresholds.

NEEDS = {f"n{number}": (("coping", "wellbeing", "therapy")[number % 3], number % 5 == 0) for number in range(45)}
SERVICES = {f"s{number}": (("app", "support-group")[number % 2], number % 7 == 0) for number in range(30)}
OURS = nesting(NEEDS, SERVICES, ("en", "es", "th"))
MEMBERS = st.integers(0, 40)
SOME = [need for need in NEEDS if int(need[1:]) < 7]

Acts = list[tuple[int, str, str, bool]]
acts = st.lists(
    st.tuples(MEMBERS, st.sampled_from(SOME), st.sampled_from(["en", "es", "th"]), st.booleans()), max_size=250
)


def counted(done: Iterable[tuple[int, str, str, bool]]) -> dict[Subject, int]:
    """What the tallies of a week would be: members, however often they came."""
    who: dict[Subject, set[int]] = {}
    for member, need, language, found in done:
        for subject in noted(need, language, found=found):
            who.setdefault(subject, set()).add(member)
    return {subject: len(members) for subject, members in who.items()}


def noted(need: str, language: str, *, found: bool) -> set[Subject]:
    narrow = [Subject(Kind.REQUEST, need), Subject(Kind.LANGUAGE, language)]
    if found:
        narrow += [Subject(Kind.SHOWN, f"s{int(need[1:]) * 2}"), Subject(Kind.INTEREST, f"s{int(need[1:]) * 2}")]
    else:
        narrow += [Subject(Kind.UNMET, need), Subject(Kind.UNMET_WHY, "region")]
        narrow += [Subject(Kind.UNMET_IN, f"{need}:{language}")] if language != "en" else []
    known = {subject for subject in narrow if subject in OURS.parents}
    return known.union(*(OURS.wider[subject] for subject in known), {Subject(Kind.ASKED, "any")})


@settings(max_examples=60, deadline=None)
@given(acts)
def test_nothing_told_is_below_k_nor_within_k_of_what_holds_it(done: Acts) -> None:
    told = close_week(counted(done), OURS, size=200)
    exact = told.exact
    assert all(value.shown == "hidden" or (value.number or 0) >= RULES.k for value in told.values.values())
    for subject, number in exact.items():
        assert subject not in OURS.sensitive
        for wider in OURS.wider[subject] & exact.keys():
            assert exact[wider] - number >= RULES.k


@settings(max_examples=60, deadline=None)
@given(acts, st.sampled_from([41, 60, 500]))
def test_no_bounds_that_follow_from_all_that_is_told_enclose_a_count_below_k(done: Acts, size: int) -> None:
    told = close_week(counted(done), OURS, size=size)
    assert betrayed(bounds(told, OURS, size), OURS, RULES.k) == []


@pytest.mark.parametrize("rule", ["threshold", "differences"])
def test_the_bounds_find_what_a_missing_rule_betrays(rule: str) -> None:
    done = [(member, "n1", "es", True) for member in range(14)] + [(20, "n4", "es", True)] * 3
    told = close_week(counted(done), OURS, size=500, rules=replace(RULES, **{rule: False}))
    assert betrayed(bounds(told, OURS, 500), OURS, RULES.k)


@settings(max_examples=60, deadline=None)
@given(acts, st.integers(0, 40))
def test_a_member_who_asks_a_hundred_times_moves_no_number_by_more_than_one(done: Acts, member: int) -> None:
    theirs = [act for act in done if act[0] == member]
    once = close_week(counted(done), OURS, size=200)
    assert once == close_week(counted(done + theirs * 100), OURS, size=200)
    without = close_week(counted(act for act in done if act[0] != member), OURS, size=200).exact
    assert all(abs(number - without.get(subject, number)) <= 1 for subject, number in once.exact.items())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(SOME), st.just("es"), st.booleans()))), acts)
def test_nine_accounts_learn_nothing_about_the_tenth_in_any_week_nor_in_the_quarter(
    weeks: list[Acts], victim: Acts
) -> None:
    """Whatever nine accounts do, and whatever one member does beside them, the tables are the same as without them."""
    tenth = [(9, need, language, found) for _, need, language, found in victim]
    assert told_of([week + tenth for week in weeks]) == told_of(weeks)


@settings(max_examples=30, deadline=None)
@given(acts, acts, st.integers(0, 40))
def test_what_is_told_of_one_community_is_the_same_whatever_happens_in_another(
    here: Acts, there: Acts, member: int
) -> None:
    """Tables are made of one community's counts alone: a member of both is in each as if the other were not there."""
    both = [told_of([here]), told_of([there + [(member, *act[1:]) for act in here]])]
    assert both[0] == told_of([here])


def told_of(weeks: list[Acts]) -> list[Frozen]:
    closed: list[Week] = []
    for done in weeks:
        counts: Mapping[Subject, int] = counted(done)
        closed.append(Week(counts, close_week(counts, OURS, size=200)))
    return [*(week.told for week in closed), close_quarter(closed, OURS, size=200)]


def test_a_community_of_unknown_size_or_of_fewer_than_twice_k_is_told_nothing() -> None:
    counts = {Subject(Kind.ASKED, "any"): 15}
    assert close_week(counts, OURS, size=None).below is None
    assert close_week(counts, OURS, size=21).below is None
    assert close_week(counts, OURS, size=30).exact == counts


def test_in_a_small_community_a_number_that_leaves_out_fewer_than_k_is_topped() -> None:
    asked = Subject(Kind.ASKED, "any")
    assert str(close_week({asked: 19}, OURS, size=30).values[asked]) == "19"
    assert str(close_week({asked: 20}, OURS, size=30).values[asked]) == "at least 11"


def test_twelve_members_in_twelve_weeks_are_not_added_up() -> None:
    danger = Subject(Kind.DANGER, "any")
    weeks = [Week({danger: 12}, close_week({danger: 12}, OURS, size=999)) for _ in range(12)]
    assert close_quarter(weeks, OURS, size=999).exact == {}
    assert close_quarter([*weeks, Week({danger: 20}, weeks[0].told)], OURS, size=999).exact == {danger: 20}


def test_danger_is_told_as_one_number_of_a_quarter_and_nothing_else_speaks_of_it() -> None:
    assert Subject(Kind.DANGER, "any") in OURS.sensitive
    assert [subject for subject in OURS.parents if subject.kind is Kind.DANGER] == [Subject(Kind.DANGER, "any")]
    real = nesting(
        {"suicide": ("coping", True), "self-harm": ("coping", True), "sleep": ("coping", False)}, {}, ("en",)
    )
    assert not [subject for subject in real.parents if subject.what.startswith(("suicide", "self-harm"))]


def test_a_whole_of_few_parts_would_betray_them_beside_another_number_so_none_is_told() -> None:
    """Three asked in Thai, and neither of the two parts was told: then each of them had somebody."""
    few = world({"T": "", "a": "T", "b": "T", "th": "T"}, {"T": ["a b"]}, ["a", "b", "a th", "b th"], most=1)
    assert leaks(few, members=7, rules=SMALL, honest=SMALL, most=1)
    assert all(len(group) >= FEWEST_PARTS for groups in OURS.covers.values() for group in groups)
    kinds = nesting({}, {f"s{number}": ("app", False) for number in range(FEWEST_PARTS - 1)}, ("en",))
    assert Subject(Kind.SHOWN_KIND, "app") not in kinds.parents
    assert kinds.wider[Subject(Kind.SHOWN, "s0")] == {Subject(Kind.ASKED, "any")}
