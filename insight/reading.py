"""Makes tables out of what was frozen: longer periods are read off the weeks, so that they say nothing new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from insight.publishing import from_rows
from insight.tables import HIDDEN, Period, Subject, Table, Value, around, quarter, week

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from insight.control import Frozen
    from insight.nesting import Nesting
    from insight.publishing import Row


@dataclass(frozen=True, slots=True)
class Finding:
    """The most that may be said about a subject now, for the shortest period that says something."""

    period: Period
    value: Value
    since: date | None = None
    """Of “fewer than”: it holds for every week since this Monday."""


def read(community: str, rows: Iterable[tuple[str, Row]], nesting: Nesting, *, until: str | None = None) -> list[Table]:
    """The tables of a community: weeks, months and quarters that have ended, oldest first.

    rows: as frozen, each with the name of its period. until: the last week that has ended, such as `2026-W48`; without
    it, the last that was frozen. A week between two frozen ones in which nobody was counted is a table too.
    """
    frozen: dict[str, list[Row]] = defaultdict(list)
    for period, row in rows:
        frozen[period].append(row)
    told = {name: from_rows(some) for name, some in frozen.items()}
    weeks = _without_gaps({name: each for name, each in told.items() if "W" in name}, until)
    if not weeks:
        return []
    tables = [Table(community, week(name), each.below, each.values, nesting.sensitive) for name, each in weeks.items()]
    for kind in ("month", "quarter"):
        tables += _longer(kind, community, weeks, told, nesting)
    return sorted(tables, key=lambda table: (table.period.start, len(table.period.weeks)))


def find(tables: Sequence[Table], subject: Subject) -> Finding | None:
    """The shortest of the last week, month and quarter that tells a number of members; else since when there are few.

    None: nothing may be said at all.
    """
    for kind in ("week", "month", "quarter"):
        last = max((table for table in tables if table.period.kind == kind), key=_start, default=None)
        if last and (value := last.value(subject)).floor:
            return Finding(last.period, value)
    return _few(tables, subject)


def _few(tables: Sequence[Table], subject: Subject) -> Finding | None:
    sensitive = any(subject in table.sensitive for table in tables)
    some = sorted(
        (t for t in tables if t.period.kind == ("quarter" if sensitive else "week")), key=_start, reverse=True
    )
    streak: list[Table] = []
    for table in some:
        if table.value(subject).shown != "fewer than":
            break
        streak.append(table)
    if not streak:
        return None
    below = max(table.value(subject).number or 0 for table in streak)
    return Finding(streak[0].period, Value("fewer than", below), week(streak[-1].period.weeks[0]).start)


def _start(table: Table) -> date:
    return table.period.start


def _without_gaps(weeks: Mapping[str, Frozen], until: str | None) -> dict[str, Frozen]:
    """Every week from the first on; where nothing was counted, nothing but “fewer than” as in the week before."""
    if not weeks:
        return {}
    at, last = week(min(weeks)), max([*weeks, *([until] if until else [])])
    found: dict[str, Frozen] = {}
    before = weeks[at.name]
    while at.name <= last:
        found[at.name] = weeks.get(at.name) or type(before)(before.below, _silent(before))
        before = found[at.name]
        at = Period("week", at.start + timedelta(days=7))
    return found


def _silent(before: Frozen) -> dict[Subject, Value]:
    return {subject: value for subject, value in before.values.items() if value == HIDDEN}


def _longer(
    kind: Literal["month", "quarter"],
    community: str,
    weeks: Mapping[str, Frozen],
    told: Mapping[str, Frozen],
    nesting: Nesting,
) -> list[Table]:
    periods = {around(name, kind) for name in weeks}
    ended = [period for period in periods if period.weeks[-1] <= max(weeks)]
    tables = []
    for period in ended:
        inside = [weeks[name] for name in period.weeks if name in weeks]
        below = None if any(each.below is None for each in inside) else max(each.below or 0 for each in inside)
        found = {subject: busiest(inside, subject) for subject in {s for each in inside for s in each.values}}
        values = {subject: value for subject, value in found.items() if value.shown != "fewer than"}
        own = told.get(period.name)
        if own:
            values |= own.values
        tender = own.below if own else None
        tables.append(Table(community, period, below, values, nesting.sensitive, tender))
    return tables


def busiest(weeks: Sequence[Frozen], subject: Subject) -> Value:
    """What the weeks together say about the busiest of them."""
    values = [Table("", _ANY, each.below, each.values).value(subject) for each in weeks]
    floor = max(value.floor for value in values)
    if floor:
        sure = all(value.shown in ("exact", "fewer than") for value in values)
        return Value("exact" if sure else "at least", floor)
    if any(value == HIDDEN for value in values):
        return HIDDEN
    return Value("fewer than", max(value.number or 0 for value in values))


_ANY = quarter("2026-Q1")
