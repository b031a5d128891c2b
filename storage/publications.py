"""When a week or quarter closes, what may be told of it is frozen once, and the counts behind it are deleted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import delete, insert, select

from storage import counts, postgres
from storage.database import scrub_later
from storage.schema import published, sizes, tallies
from storage.statements import upsert
from storage.weeks import quarter_of, week_of, weeks_of_quarter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row as SqlRow
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[str, str, str, int | None]
"""purpose, what, how it is shown, members."""
Counted = dict[tuple[str, str], int]
_SIZE = ("", "size")
"""Stands among the rows of a week for how large the community was then; no part of what is told."""


class Control(Protocol):
    """Who decides what may be told. It sees one community at a time, and is asked once about each period."""

    def week(self, community: str, counts: Mapping[tuple[str, str], int], size: int | None) -> Sequence[Row]:
        """The rows to freeze for a week."""

    def quarter(
        self,
        community: str,
        weeks: Sequence[tuple[Mapping[tuple[str, str], int], Sequence[Row]]],
        size: int | None,
    ) -> Sequence[Row]:
        """The rows to freeze for a quarter: of each of its weeks the counts that were kept, and the frozen rows."""

    def is_kept(self, purpose: str, what: str) -> bool:
        """Whether a week's count is still needed for its quarter."""


async def publish(connection: AsyncConnection, control: Control, now: datetime) -> int:
    """Close what has ended and freeze what may be told of it, all in this transaction; how many periods were frozen.

    A period that is frozen stays as it is, whatever is counted or restored later.
    """
    await postgres.hold(connection, postgres.CLOSING)
    await counts.close_weeks(connection, now)
    done = await _frozen(connection)
    size = {row.community: row.members for row in await connection.execute(select(sizes))}
    frozen = 0
    waiting = select(tallies.c.week, tallies.c.community)
    for week, community in sorted((row.week, row.community) for row in await connection.execute(waiting.distinct())):
        if (community, week) not in done:
            rows = control.week(community, await _counted(connection, community, week), size.get(community))
            await _freeze(connection, community, week, [*rows, (*_SIZE, "", size.get(community))])
            done.add((community, week))
            frozen += 1
        await _delete_but(connection, community, week, control)
    for community, quarter in sorted({(community, quarter_of(week)) for community, week in done if "W" in week}):
        weeks = weeks_of_quarter(quarter)
        if weeks[-1] < week_of(now):
            if (community, quarter) not in done:
                await _freeze(connection, community, quarter, await _of_quarter(connection, community, weeks, control))
                frozen += 1
            await _drop(connection, community, weeks)
    return frozen


async def read(connection: AsyncConnection, community: str) -> list[tuple[str, Row]]:
    """What was frozen for a community: the name of the period, and a row; oldest week first, then quarters."""
    query = select(published).where(published.c.community == community).order_by(*published.primary_key)
    rows = (await connection.execute(query)).all()
    return [(row.period, _row(row)) for row in rows if (row.purpose, row.what) != _SIZE]


async def save_size(connection: AsyncConnection, community: str, members: int) -> None:
    """How many members a community has, as its platform says."""
    await connection.execute(upsert(connection, sizes), {"community": community, "members": members})


async def _frozen(connection: AsyncConnection) -> set[tuple[str, str]]:
    query = select(published.c.community, published.c.period).distinct()
    return {(row.community, row.period) for row in await connection.execute(query)}


async def _of_quarter(
    connection: AsyncConnection, community: str, weeks: Sequence[str], control: Control
) -> Sequence[Row]:
    told: dict[str, list[Row]] = defaultdict(list)
    query = select(published).where(published.c.community == community, published.c.period.in_(weeks))
    for row in await connection.execute(query):
        told[row.period].append(_row(row))
    known = [number for rows in told.values() for purpose, what, _, number in rows if (purpose, what) == _SIZE]
    size = None if None in known else min((number for number in known if number is not None), default=None)
    inside = []
    for week, rows in told.items():
        shown = [row for row in rows if row[:2] != _SIZE]
        inside.append((await _counted(connection, community, week), shown))
    return control.quarter(community, inside, size)


async def _counted(connection: AsyncConnection, community: str, week: str) -> Counted:
    query = select(tallies).where(tallies.c.week == week, tallies.c.community == community)
    return {(row.purpose, row.what): row.members for row in await connection.execute(query)}


async def _freeze(connection: AsyncConnection, community: str, period: str, rows: Iterable[Row]) -> None:
    named = [
        {"community": community, "period": period, "purpose": purpose, "what": what, "shown": shown, "number": number}
        for purpose, what, shown, number in rows
    ]
    await connection.execute(insert(published), named)


async def _delete_but(connection: AsyncConnection, community: str, week: str, control: Control) -> None:
    """Delete a week's counts, all but what its quarter still needs."""
    found = await _counted(connection, community, week)
    gone = [pair for pair in found if not control.is_kept(*pair)]
    for purpose in {purpose for purpose, _ in gone}:
        things = [what for each, what in gone if each == purpose]
        for start in range(0, len(things), 300):
            of_these = tallies.c.what.in_(things[start : start + 300])
            here = (tallies.c.week == week, tallies.c.community == community, tallies.c.purpose == purpose)
            await connection.execute(delete(tallies).where(*here, of_these))
    if gone:
        await scrub_later(connection)


async def _drop(connection: AsyncConnection, community: str, weeks: Sequence[str]) -> None:
    here = (tallies.c.community == community, tallies.c.week.in_(weeks))
    if (await connection.execute(delete(tallies).where(*here))).rowcount:
        await scrub_later(connection)


def _row(row: SqlRow[Any]) -> Row:
    return row.purpose, row.what, row.shown, row.number
