"""A published table: what a community's managers may read about one week, month or quarter, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a number is about; each is a purpose that members are counted for. `what` stands behind the dash."""

    ASKED = "asked"  # – `any`: all who asked for something
    AREA = "area"  # – coping, wellbeing, therapy
    REQUEST = "request"  # – a need
    LANGUAGE = "language"  # – of the answer: es, th; English is not told, or the rest could be worked out
    OUTCOME = "outcome"  # – unmet: nothing fitted
    OUTCOME_IN = "outcome-in"  # – `th:unmet`: for comparing languages
    READINESS = "readiness"  # – learn, try, connect, get-help
    MET = "met"  # – one wish that an answer met: cost, language, format …
    MISSED = "missed"  # – one wish that no service in the answer met
    UNMET = "unmet"  # – a need for which nothing fitted
    UNMET_IN = "unmet-in"  # – `unemployment:es`: the need and the language
    UNMET_WHY = "unmet-why"  # – region, age, audience, caution
    SHOWN = "shown"  # – a service on a card
    SHOWN_KIND = "shown-kind"  # – its kind of support
    INTEREST = "interest"  # – a service that somebody would like
    INTEREST_KIND = "interest-kind"  # – its kind of support, or `any`
    REFUSED = "refused"  # – a service that somebody said no to
    REFUSED_KIND = "refused-kind"  # – its kind of support
    REASON = "reason"  # – too-costly, wrong-area, wrong-language, waiting-list, not-my-age, not-ready, tried-it
    PROBLEM = "problem"  # – number, fit, hurt, other, false-alarm
    DANGER = "danger"  # – `any`: a whole community, a whole quarter, and no more than that


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What is counted: members who did this in the same week."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.what}"


@dataclass(frozen=True, slots=True)
class Value:
    """What may be said about a subject, in members. In a month or quarter it is about its busiest week.

    exact: `number` members. at least: `number` members or more. fewer than: fewer than `number` members, perhaps none,
    in every week of the period. hidden: nothing may be said here; look at the quarter.
    """

    shown: Literal["exact", "at least", "fewer than", "hidden"]
    number: int | None = None

    def __str__(self) -> str:
        if self.shown == "hidden":
            return "hidden"
        return f"{self.number}" if self.shown == "exact" else f"{self.shown} {self.number}"

    @property
    def exact(self) -> int | None:
        """The number, where it may be known."""
        return self.number if self.shown == "exact" else None

    @property
    def floor(self) -> int:
        """So many members at least; 0 where that is all that is known."""
        return (self.number or 0) if self.shown in ("exact", "at least") else 0


HIDDEN = Value("hidden")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A week, a month or a quarter. A week belongs to the month and quarter in which its Thursday lies."""

    kind: Literal["week", "month", "quarter"]
    start: date
    """The Monday of a week; the first day of a month or quarter."""

    @property
    def name(self) -> str:
        """`2026-W48`, `2026-11` or `2026-Q4`."""
        if self.kind == "week":
            year, week, _ = self.start.isocalendar()
            return f"{year:04d}-W{week:02d}"
        if self.kind == "month":
            return f"{self.start:%Y-%m}"
        return f"{self.start.year:04d}-Q{(self.start.month + 2) // 3}"

    @property
    def weeks(self) -> tuple[str, ...]:
        """The names of its weeks, in order."""
        if self.kind == "week":
            return (self.name,)
        first = self.start - timedelta(days=self.start.weekday())
        mondays = (first + timedelta(days=7 * number) for number in range(15))
        inside = (Period("week", monday) for monday in mondays)
        return tuple(week.name for week in inside if _same(around(week.name, self.kind), self))


def week(name: str) -> Period:
    """The week called `2026-W48`."""
    year, number = name.split("-W")
    return Period("week", date.fromisocalendar(int(year), int(number), 1))


def around(name: str, kind: Literal["month", "quarter"]) -> Period:
    """The month or quarter that a week belongs to."""
    thursday = week(name).start + timedelta(days=3)
    month = thursday.month if kind == "month" else (thursday.month - 1) // 3 * 3 + 1
    return Period(kind, date(thursday.year, month, 1))


def quarter(name: str) -> Period:
    """The quarter called `2026-Q4`."""
    year, number = name.split("-Q")
    return Period("quarter", date(int(year), int(number) * 3 - 2, 1))


def _same(one: Period, other: Period) -> bool:
    return one == other


@dataclass(frozen=True, slots=True)
class Table:
    """One community in one period."""

    community: str
    period: Period
    below: int | None
    """What no value is given for had fewer members than this in every week of the period, perhaps none. None: nothing
    may be said, because the community is too small, or its size was not known."""
    values: Mapping[Subject, Value] = field(default_factory=dict)
    sensitive: frozenset[Subject] = frozenset()
    """Subjects that are told in quarters alone."""
    below_sensitive: int | None = None
    """The same as `below` for these; None in a week or month, where nothing is said about them."""

    def value(self, subject: Subject) -> Value:
        """What may be said about a subject in this period."""
        below = self.below_sensitive if subject in self.sensitive else self.below
        if below is None:
            return HIDDEN
        return self.values.get(subject, Value("fewer than", below))

    def of(self, kind: Kind) -> dict[str, Value]:
        """By `what`: every subject of this kind about which more is said than “fewer than”."""
        return {subject.what: value for subject, value in self.values.items() if subject.kind is kind}
