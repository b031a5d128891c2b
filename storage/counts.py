"""Counting members without knowing them: digests live for a week, under a key that dies with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, tuple_

from storage.database import scrub_later
from storage.records import Tally
from storage.schema import closed_weeks, digests, tallies, week_keys
from storage.statements import insert_new
from storage.weeks import week_after, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring, WeekKey

_TALLY = ("week", "community", "purpose", "what", "members")
_LOOKUPS = 400  # pairs in one statement; SQLite allows 999 parameters in old builds


async def count(
    connection: AsyncConnection,
    keyring: Keyring,
    *,
    community: str,
    member: str,
    what: Iterable[tuple[str, str]],
    now: datetime,
) -> None:
    """Count a member once in this week for each (purpose, what); a repeat changes nothing."""
    pairs = {(str(purpose), str(thing)) for purpose, thing in what}
    if not pairs:
        return
    week = await _open_week(connection, now)
    keys = await _week_keys(connection, keyring, community, {purpose for purpose, _ in pairs}, week)
    rows = [(keys[purpose].digest(purpose, thing, member), keys[purpose].id, thing) for purpose, thing in pairs]
    # Sorted by digest: the order in which they were asked for is lost.
    named = [{"digest": digest, "week_key": key, "what": thing} for digest, key, thing in sorted(rows)]
    await connection.execute(insert_new(connection, digests), named)


async def close_weeks(connection: AsyncConnection, now: datetime) -> int:
    """Fold every week that has ended into tallies, and destroy its digests and keys; how many weeks."""
    ended = select(week_keys.c.id, week_keys.c.week).where(week_keys.c.week < week_of(now))
    # The lock is for databases with many writers; SQLite has one.
    found = (await connection.execute(ended.with_for_update())).all()
    weeks = sorted({row.week for row in found})
    for week in weeks:
        ids = select(week_keys.c.id).where(week_keys.c.week == week)
        await connection.execute(insert(tallies).from_select([*_TALLY], _counted(week_keys.c.week == week)))
        await connection.execute(delete(digests).where(digests.c.week_key.in_(ids)))
        await connection.execute(delete(week_keys).where(week_keys.c.week == week))
        await connection.execute(insert(closed_weeks), {"week": week})
    if weeks:
        await scrub_later(connection)
    return len(weeks)


async def closed(connection: AsyncConnection, community: str | None) -> tuple[Tally, ...]:
    """The tallies of closed weeks, of one community or of all."""
    query = select(tallies).order_by(*tallies.primary_key)
    if community is not None:
        query = query.where(tallies.c.community == community)
    return _tallies((await connection.execute(query)).all())


async def still_open(connection: AsyncConnection, community: str) -> tuple[Tally, ...]:
    """What a community's members have been counted for in weeks that have not closed."""
    query = _counted(week_keys.c.community == community)
    return tuple(
        sorted(
            _tallies((await connection.execute(query)).all()), key=lambda tally: (tally.week, tally.purpose, tally.what)
        )
    )


async def of_member(connection: AsyncConnection, keyring: Keyring, member: str) -> tuple[tuple[str, str], ...]:
    """What a member is counted for in weeks that have not closed, a (purpose, what) for each row."""
    candidates = await _candidates(connection, keyring, member)
    return tuple(sorted([candidates[row] for row in await _present(connection, candidates)]))


async def forget(connection: AsyncConnection, keyring: Keyring, member: str) -> int:
    """Delete a member's digests in every community; how many there were."""
    rows = await _present(connection, await _candidates(connection, keyring, member))
    for some in _in_batches(rows):
        await connection.execute(delete(digests).where(_ROW.in_(some)))
    return len(rows)


_ROW = tuple_(digests.c.week_key, digests.c.digest)


async def _present(connection: AsyncConnection, rows: Iterable[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    found = []
    for some in _in_batches([*rows]):
        query = select(digests.c.week_key, digests.c.digest).where(_ROW.in_(some))
        found += [(row.week_key, row.digest) for row in await connection.execute(query)]
    return found


async def _candidates(
    connection: AsyncConnection, keyring: Keyring, member: str
) -> dict[tuple[int, bytes], tuple[str, str]]:
    """Every row that could be this member's: nothing stored leads from a member to their rows."""
    key_of = {row.id: _unwrap(keyring, row) for row in await connection.execute(select(week_keys))}
    things = select(week_keys.c.id, week_keys.c.purpose, digests.c.what).join(digests).distinct()
    return {
        (row.id, key_of[row.id].digest(row.purpose, row.what, member)): (row.purpose, row.what)
        for row in await connection.execute(things)
    }


async def _open_week(connection: AsyncConnection, now: datetime) -> str:
    # A clock that went back must not open a week again whose members have been folded.
    week = week_of(now)
    closed = set((await connection.execute(select(closed_weeks.c.week).where(closed_weeks.c.week >= week))).scalars())
    while week in closed:
        week = week_after(week)
    return week


async def _week_keys(
    connection: AsyncConnection, keyring: Keyring, community: str, purposes: set[str], week: str
) -> dict[str, WeekKey]:
    here = select(week_keys).where(week_keys.c.community == community, week_keys.c.week == week)
    wanted = here.where(week_keys.c.purpose.in_(purposes))
    keys = {row.purpose: _unwrap(keyring, row) for row in await connection.execute(wanted)}
    if not (missing := purposes - keys.keys()):
        return keys
    for purpose in sorted(missing):
        key, wrapped = keyring.new_week_key(community, purpose, week)
        row = {"id": key.id, "community": community, "purpose": purpose, "week": week, "wrapped": wrapped}
        await connection.execute(insert_new(connection, week_keys), row)
    # Read again: where another process made the same key first, its key holds.
    return {row.purpose: _unwrap(keyring, row) for row in await connection.execute(wanted)}


def _unwrap(keyring: Keyring, row: Row[Any]) -> WeekKey:
    return keyring.week_key(row.id, row.community, row.purpose, row.week, row.wrapped)


def _counted(where: ColumnElement[bool]) -> Select[Any]:
    groups = (week_keys.c.week, week_keys.c.community, week_keys.c.purpose, digests.c.what)
    return select(*groups, func.count().label("members")).join(digests).where(where).group_by(*groups)


def _tallies(rows: Iterable[Row[Any]]) -> tuple[Tally, ...]:
    return tuple(
        Tally(community=row.community, week=row.week, purpose=row.purpose, what=row.what, members=row.members)
        for row in rows
    )


def _in_batches(rows: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    return (rows[start : start + _LOOKUPS] for start in range(0, len(rows), _LOOKUPS))
