"""What managers are told: requests, what was missing, what was wanted, and for whom it works less well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from insight.facts import HELPLINE
from insight.holes import QUARTER, holes_in
from insight.labels import PROBLEM_LABELS, READINESS, REASON_LABELS, WHY_LABELS, WISH_LABELS
from insight.lines import window
from insight.nesting import ANY, AREAS, REASONS, UNTOLD_NEEDS, WHYS, WISHES
from insight.shares import share, surest
from insight.study import mix
from insight.tables import Kind, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from insight.facts import Facts
    from insight.holes import Hole
    from insight.lines import Line, Window
    from insight.shares import Share
    from insight.study import Mix
    from insight.tables import Table

YEAR = 52
_SELDOM = 0.5
"""A service is seldom wanted if surely fewer than this part of those who saw it wanted it."""

Silence = Literal["nothing yet", "too small", "too few"]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service, or one kind of support."""

    id: str
    label: str
    shown: Line
    interest: Line
    refused: Line
    wanted: Share | None
    """How large a part of those who saw it wanted it, in the week that tells most."""

    @property
    def is_told(self) -> bool:
        """Whether any number is told."""
        return bool(self.shown.floor or self.interest.floor or self.refused.floor)

    @property
    def is_seldom_wanted(self) -> bool:
        """Whether it was shown, and surely fewer than half of those who saw it wanted it in any week."""
        never = self.interest.finding is not None and self.interest.finding.value.shown == "fewer than"
        if not never or self.wanted is None or self.wanted.value.number is None:
            return False
        return self.wanted.value.number <= self.wanted.of * _SELDOM


@dataclass(frozen=True, slots=True)
class Equity:
    """How often nothing fitted for members who write in one language, beside everybody in the same week."""

    language: str
    language_name: str
    share: Share | None
    everyone: Share | None
    verdict: Literal["worse", "better", "unsure", "too few"]
    """unsure: chance alone could explain the difference. Everybody includes those who write in this language."""


@dataclass(frozen=True, slots=True)
class Report:
    """One community in its last weeks. Every number stands in a published table, or counts what is listed today."""

    first: date | None
    last: date | None
    weeks: int
    """Weeks that it covers; fewer than wished for where there are no more."""
    silence: Silence | None
    """nothing yet: no week has ended. too small: too few members, or nobody knows how many. too few: never enough
    asked. None: numbers are told."""
    asked: Line
    areas: tuple[Line, ...]
    needs: tuple[Line, ...]
    """Needs with a number first, most members first; then the others."""
    readiness: tuple[Line, ...]
    languages: tuple[Line, ...]
    unmet: Line
    unmet_needs: tuple[Line, ...]
    whys: tuple[Line, ...]
    missed: tuple[Line, ...]
    met: tuple[Line, ...]
    wanted: Line
    """Interest in anything at all."""
    services: tuple[ServiceLine, ...]
    """Without helplines."""
    helplines: tuple[ServiceLine, ...]
    kinds: tuple[ServiceLine, ...]
    reasons: tuple[Line, ...]
    mix: Mix | None
    equity: tuple[Equity, ...]
    holes: tuple[Hole, ...]
    problems: tuple[Line, ...]
    danger: Line
    area_of: Mapping[str, str]
    """The area of each need."""

    @property
    def seldom_wanted(self) -> tuple[ServiceLine, ...]:
        """Services that were shown to many and wanted by few."""
        return tuple(each for each in self.services if each.is_seldom_wanted)


def compile_report(tables: Sequence[Table], facts: Facts, *, weeks: int = YEAR) -> Report:
    """What may be told of the last weeks, from published tables alone (see `insight.reading.read`)."""
    some = window(tables, weeks)
    asked = some.line(Subject(Kind.ASKED, ANY), "Asked for anything")
    services = [_service(some, each, fact.name) for each, fact in facts.services.items()]
    supports = dict.fromkeys(fact.support for fact in facts.services.values())
    return Report(
        first=some.first,
        last=some.last,
        weeks=len(some.weeks),
        silence=_silence(some),
        asked=asked,
        areas=tuple(some.line(Subject(Kind.AREA, area), area) for area in AREAS),
        needs=_needs(some, Kind.REQUEST, facts),
        readiness=_lines(some, Kind.READINESS, READINESS),
        languages=_lines(some, Kind.LANGUAGE, {code: facts.languages[code] for code in facts.counted_languages}),
        unmet=some.line(Subject(Kind.OUTCOME, "unmet"), "Nothing fitted"),
        unmet_needs=_needs(some, Kind.UNMET, facts),
        whys=_lines(some, Kind.UNMET_WHY, {why: WHY_LABELS[why] for why in WHYS}),
        missed=_lines(some, Kind.MISSED, {wish: WISH_LABELS[wish] for wish in WISHES}),
        met=_lines(some, Kind.MET, {wish: WISH_LABELS[wish] for wish in WISHES}),
        wanted=some.line(Subject(Kind.INTEREST_KIND, ANY), "Would like something they were shown"),
        services=_sorted(each for each in services if not facts.is_helpline(each.id)),
        helplines=_sorted(each for each in services if facts.is_helpline(each.id)),
        kinds=_sorted(_kind(some, each) for each in supports if each != HELPLINE),
        reasons=_lines(some, Kind.REASON, {reason: REASON_LABELS[reason] for reason in REASONS}),
        mix=mix(some.weeks),
        equity=tuple(_equity(some, code, facts.languages[code]) for code in facts.counted_languages),
        holes=holes_in(window(tables, min(weeks, QUARTER)), facts),
        problems=_lines(some, Kind.PROBLEM, PROBLEM_LABELS),
        danger=some.line(Subject(Kind.DANGER, ANY), "Answers about danger"),
        area_of={need: fact.area for need, fact in facts.needs.items()},
    )


def _silence(some: Window) -> Silence | None:
    if not some.weeks:
        return "nothing yet"
    if any(value.floor for table in (*some.weeks, *some.quarters) for value in table.values.values()):
        return None
    return "too small" if some.weeks[-1].below is None else "too few"


def _needs(some: Window, kind: Kind, facts: Facts) -> tuple[Line, ...]:
    told = {need: fact.label for need, fact in facts.needs.items() if need not in UNTOLD_NEEDS}
    return tuple(sorted(_lines(some, kind, told), key=lambda line: -line.floor))


def _lines(some: Window, kind: Kind, things: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(some.line(Subject(kind, what), label) for what, label in things.items())


def _service(some: Window, service: str, name: str) -> ServiceLine:
    return _served(some, service, name, Kind.SHOWN, Kind.INTEREST, Kind.REFUSED)


def _kind(some: Window, support: str) -> ServiceLine:
    name = support.replace("-", " ")
    return _served(some, support, name, Kind.SHOWN_KIND, Kind.INTEREST_KIND, Kind.REFUSED_KIND)


def _served(some: Window, what: str, name: str, *kinds: Kind) -> ServiceLine:
    shown, interest, refused = (some.line(Subject(kind, what), name) for kind in kinds)
    wanted = surest(some.weeks, interest.subject, shown.subject)
    return ServiceLine(what, name, shown, interest, refused, wanted)


def _sorted(lines: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    return tuple(sorted(lines, key=lambda one: (-one.interest.floor, -one.shown.floor, -one.refused.floor, one.label)))


def _equity(some: Window, code: str, name: str) -> Equity:
    """Everybody is taken from the same week, so that a bad week counts for both."""
    unmet, everybody = Subject(Kind.OUTCOME, "unmet"), Subject(Kind.ASKED, ANY)
    part, whole = Subject(Kind.OUTCOME_IN, f"{code}:unmet"), Subject(Kind.LANGUAGE, code)
    both = [
        (mine, all_of_them)
        for table in some.weeks
        if (mine := share(table, part, whole)) and (all_of_them := share(table, unmet, everybody))
    ]
    if not both:
        return Equity(code, name, None, None, "too few")
    mine, everyone = max(both, key=lambda pair: (_exact(pair), pair[0].of, pair[0].period.start))
    if mine.low > everyone.high:
        return Equity(code, name, mine, everyone, "worse")
    return Equity(code, name, mine, everyone, "better" if mine.high < everyone.low else "unsure")


def _exact(shares: Sequence[Share]) -> int:
    return sum(one.value.exact is not None for one in shares)
