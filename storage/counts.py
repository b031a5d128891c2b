"""Counting members without knowing them: digests live for a week, under a key that dies with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, func, insert, select, tuple_

from storage import marks, memories, postgres
from storage.database import scrub_later
from storage.schema import closed_weeks, digests, tallies, week_keys
from storage.statements import insert_new
from storage.weeks import week_after, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.batches import Contribution
    from storage.keys import Keyring, WeekKey

T = TypeVar("T")

_TALLY = ("week", "community", "purpose", "what", "members")
_NAME = ("community", "purpose", "week")
_LOOKUPS = 300  # rows in one statement; SQLite allows 999 parameters in old builds


Keys = dict[tuple[str, str, str], "WeekKey"]
"""By community, purpose and week: the keys of open weeks, as this process has unwrapped them."""


async def count(
    connection: AsyncConnection, keyring: Keyring, keys: Keys, some: Sequence[Contribution], now: datetime
) -> Keys:
    """Count many members, each once in their week for each thing; a repeat changes nothing. The keys it used.

    keys: those that the caller still knows. What it is given back may be kept once the transaction has ended well.
    """
    await postgres.hold(connection, postgres.CLOSING, shared=True)
    out = await memories.who_opted_out(connection, keyring, {each.member for each in some}, now)
    counted = [each for each in some if each.member not in out]
    if not counted:
        return {}
    moved = await _open_weeks(connection, {each.week for each in counted})
    wanted = {
        (each.community, purpose, moved[each.week]) for each in counted for purpose in {pair[0] for pair in each.what}
    }
    used = await _week_keys(connection, keyring, keys, wanted)
    rows = {
        (key.id, key.digest(purpose, thing, each.member)): thing
        for each in counted
        for purpose, thing in each.what
        for key in (used[each.community, purpose, moved[each.week]],)
    }
    # Sorted by digest: whose rows they are, and in which order they came, is lost.
    ordered = sorted(rows.items(), key=lambda row: row[0][1])
    named = [{"digest": digest, "week_key": key, "what": thing} for (key, digest), thing in ordered]
    await connection.execute(insert_new(connection, digests), named)
    if connection.dialect.name == "postgresql":
        # It keeps rows where they were written; the next sweep puts them in the order of their digests.
        await scrub_later(connection)
    return used


async def close_weeks(connection: AsyncConnection, now: datetime) -> int:
    """Fold every week that has ended into tallies, and destroy its digests and keys; how many weeks."""
    await postgres.hold(connection, postgres.CLOSING)
    ended = select(week_keys.c.week).where(week_keys.c.week < week_of(now)).distinct()
    weeks = sorted((await connection.execute(ended)).scalars())
    for week in weeks:
        ids = select(week_keys.c.id).where(week_keys.c.week == week)
        await connection.execute(insert(tallies).from_select([*_TALLY], _counted(week_keys.c.week == week)))
        await connection.execute(delete(digests).where(digests.c.week_key.in_(ids)))
        await connection.execute(delete(week_keys).where(week_keys.c.week == week))
        await connection.execute(insert_new(connection, closed_weeks), {"week": week})
    if weeks:
        await scrub_later(connection)
    return len(weeks)


async def of_member(connection: AsyncConnection, keyring: Keyring, member: str) -> tuple[tuple[str, str], ...]:
    """What a member is counted for in weeks that have not closed, a (purpose, what) for each row."""
    candidates = await _candidates(connection, keyring, member)
    return tuple(sorted([candidates[row] for row in await _present(connection, candidates)]))


async def forget(connection: AsyncConnection, keyring: Keyring, member: str) -> list[tuple[int, bytes]]:
    """Delete a member's digests in every community; the rows (week key, digest) that went."""
    rows = await _present(connection, await _candidates(connection, keyring, member))
    for some in _in_batches(rows):
        await connection.execute(delete(digests).where(_ROW.in_(some)))
    return rows


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


async def _open_weeks(connection: AsyncConnection, weeks: set[str]) -> dict[str, str]:
    # A clock that went back must not open a week again whose members have been folded.
    since = closed_weeks.c.week >= min(weeks)
    closed = set((await connection.execute(select(closed_weeks.c.week).where(since))).scalars())
    moved = {}
    for week in weeks:
        moved[week] = week
        while moved[week] in closed:
            moved[week] = week_after(moved[week])
    return moved


async def _week_keys(
    connection: AsyncConnection, keyring: Keyring, known: Keys, wanted: set[tuple[str, str, str]]
) -> Keys:
    used = {name: known[name] for name in wanted if name in known}
    if not (missing := sorted(wanted - used.keys())):
        return used
    used |= await _stored_keys(connection, keyring, missing)
    if new := [name for name in missing if name not in used]:
        await marks.key_fits(connection, keyring)
    for name in new:
        key, wrapped = keyring.new_week_key(*name)
        row = {"id": key.id, "wrapped": wrapped, **dict(zip(_NAME, name, strict=True))}
        await connection.execute(insert_new(connection, week_keys), row)
    # Read again: where another process made the same key first, its key holds.
    return used | await _stored_keys(connection, keyring, missing)


async def _stored_keys(connection: AsyncConnection, keyring: Keyring, names: Sequence[tuple[str, str, str]]) -> Keys:
    columns = tuple_(*(week_keys.c[name] for name in _NAME))
    found: Keys = {}
    for some in _in_batches(names):
        for row in await connection.execute(select(week_keys).where(columns.in_(some))):
            found[row.community, row.purpose, row.week] = _unwrap(keyring, row)
    return found


def _unwrap(keyring: Keyring, row: Row[Any]) -> WeekKey:
    return keyring.week_key(row.id, row.community, row.purpose, row.week, row.wrapped)


def _counted(where: ColumnElement[bool]) -> Select[Any]:
    groups = (week_keys.c.week, week_keys.c.community, week_keys.c.purpose, digests.c.what)
    return select(*groups, func.count().label("members")).join(digests).where(where).group_by(*groups)


def _in_batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + _LOOKUPS] for start in range(0, len(rows), _LOOKUPS))
