"""What is said about one thing that was counted: its busiest week, its last week, and how it went over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from insight.reading import Finding, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from insight.tables import Period, Subject, Table, Value


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was counted. Every number in it stands in a published table."""

    subject: Subject
    label: str
    finding: Finding | None
    """The busiest week of the window (for sensitive subjects: quarter) of which a number is told; else “fewer than”,
    since when. None: nothing may be said."""
    latest: tuple[Period, Value] | None
    """The last week (for sensitive subjects: quarter) of the window, whatever is told of it."""
    weeks_told: int
    """In so many weeks (quarters) of the window a number is told."""
    series: tuple[tuple[Period, Value], ...]
    """Every week (quarter) of the window, oldest first."""

    @property
    def floor(self) -> int:
        """So many members at least in the busiest week; 0 where no number is told."""
        return self.finding.value.floor if self.finding else 0


@dataclass(frozen=True, slots=True)
class Window:
    """The last weeks that were told, and the quarters that ended in them. Everything older is left out."""

    tables: tuple[Table, ...]
    """All tables, for “fewer than 11 since”."""
    weeks: tuple[Table, ...]
    quarters: tuple[Table, ...]

    @property
    def first(self) -> date | None:
        """The Monday on which it begins."""
        return self.weeks[0].period.start if self.weeks else None

    @property
    def last(self) -> date | None:
        """The Sunday on which it ends."""
        return self.weeks[-1].period.start + timedelta(days=6) if self.weeks else None

    def line(self, subject: Subject, label: str) -> Line:
        """What may be said about a subject."""
        tables = self.of(subject)
        series = tuple((table.period, table.value(subject)) for table in tables)
        return Line(
            subject,
            label,
            self._busiest(subject, series),
            series[-1] if series else None,
            sum(bool(value.floor) for _, value in series),
            series,
        )

    def of(self, subject: Subject) -> tuple[Table, ...]:
        """The tables that tell of a subject: quarters if it is sensitive, else weeks."""
        return self.quarters if _is_sensitive(self.tables, subject) else self.weeks

    def _busiest(self, subject: Subject, series: Sequence[tuple[Period, Value]]) -> Finding | None:
        told = [(value.floor, value.shown == "exact", period.start, period, value) for period, value in series]
        top = max(told, default=None, key=lambda each: each[:3])
        if top and top[0]:
            return Finding(top[3], top[4])
        kind = "quarter" if _is_sensitive(self.tables, subject) else "week"
        return find([table for table in self.tables if table.period.kind == kind], subject)


def window(tables: Iterable[Table], weeks: int) -> Window:
    """The last so many weeks, and the quarters that ended in them."""
    every = tuple(sorted(tables, key=lambda table: (table.period.start, len(table.period.weeks))))
    told = tuple(table for table in every if table.period.kind == "week")[-weeks:]
    names = {table.period.name for table in told}
    quarters = tuple(t for t in every if t.period.kind == "quarter" and t.period.weeks[-1] in names)
    return Window(every, told, quarters)


def _is_sensitive(tables: Sequence[Table], subject: Subject) -> bool:
    return bool(tables) and subject in tables[0].sensitive
