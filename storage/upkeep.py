"""What an operator does to the data: see it, purge it, keep it for so long, change its key, or erase it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import and_, delete, func, insert, or_, select, text, union, update

from storage import copying, edits, forgets, marks, postgres
from storage import memories as kept_memories
from storage import outbox as letters
from storage import suggestions as suggested
from storage.database import LONG_S, scrub_later
from storage.keys import Keyring
from storage.schema import (
    catalog_edits,
    changes,
    closed_weeks,
    communities,
    digests,
    memories,
    metadata,
    outbox,
    published,
    sizes,
    spent,
    suggestions,
    tallies,
    week_keys,
)
from storage.schema import forgets as tokens
from storage.weeks import quarter_of, week_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a database holds, in numbers."""

    rows: dict[str, int]
    """By table."""
    communities: int
    """That have been counted, or have settings."""
    first_week: str | None
    last_week: str | None
    """Of the counts of closed weeks."""


class Upkeep:
    """Rare and slow; each method is one transaction. With `dry_run` it is undone, and only the numbers are told."""

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    async def kept(self) -> Kept:
        """Everything that is kept, in numbers."""

        async def work(connection: AsyncConnection) -> Kept:
            told = select(published.c.period).where(published.c.period.contains("W"))
            ended = union(select(tallies.c.week), told).subquery()
            weeks = (await connection.execute(select(func.min(ended.c.week), func.max(ended.c.week)))).one()
            named: set[str] = set()
            for table in (tallies, published, week_keys, communities):
                named |= set((await connection.execute(select(table.c.community).distinct())).scalars())
            return Kept(await copying.sizes(connection), len(named), *weeks)

        return await self._database.read(work, deadline_s=LONG_S)

    async def told(self) -> tuple[str, ...]:
        """The communities of which something was published."""

        async def work(connection: AsyncConnection) -> tuple[str, ...]:
            query = select(published.c.community).distinct().order_by(published.c.community)
            return tuple((await connection.execute(query)).scalars())

        return await self._database.read(work)

    async def purge(self, community: str, *, dry_run: bool) -> dict[str, int]:
        """Delete everything of one community; how many rows of each table."""

        async def work(connection: AsyncConnection) -> dict[str, int]:
            await postgres.hold(connection, postgres.CLOSING)
            keys = select(week_keys.c.id).where(week_keys.c.community == community)
            gone = {"digests": (await connection.execute(delete(digests).where(digests.c.week_key.in_(keys)))).rowcount}
            for table in (week_keys, tallies, published, sizes, communities, suggestions, catalog_edits, changes):
                removed = await connection.execute(delete(table).where(table.c.community == community))
                gone[table.name] = removed.rowcount
            gone["memories"] = await self._leave_home(connection, community)
            # What is remembered of the community itself, and of members in the name of the community.
            gone["memories"] += len(await kept_memories.forget(connection, self._keyring, community))
            theirs = delete(memories).where(memories.c.kind.endswith(f" {community}", autoescape=True))
            gone["memories"] += (await connection.execute(theirs)).rowcount
            gone["outbox"] = await letters.purge(connection, self._keyring, community)
            return gone

        return await self._do(work, dry_run=dry_run)

    async def retain(self, days: int, *, dry_run: bool = False) -> int:
        """Delete counts of weeks, and lines of the trail, that lie more than so many days back; how many rows."""
        since = week_of(self._clock() - timedelta(days=days))

        async def work(connection: AsyncConnection) -> int:
            await connection.execute(delete(closed_weeks).where(closed_weeks.c.week < since))
            weeks = and_(published.c.period.contains("W"), published.c.period < since)
            quarters = and_(published.c.period.contains("Q"), published.c.period < quarter_of(since))
            told = (await connection.execute(delete(published).where(or_(weeks, quarters)))).rowcount
            told += await edits.retain(connection, self._clock(), days)
            return told + (await connection.execute(delete(tallies).where(tallies.c.week < since))).rowcount

        return await self._do(work, dry_run=dry_run)

    async def change_key(self, root: bytes, *, dry_run: bool) -> dict[str, int]:
        """Wrap every week key and encrypt every memory anew, under a new root key. No other process may run.

        Backups made before cannot be restored any more: they need the earlier key.
        """
        new = Keyring(root)

        async def work(connection: AsyncConnection) -> dict[str, int]:
            await _alone(connection)
            await marks.key_fits(connection, self._keyring)
            changed = {"week_keys": await self._wrap_again(connection, new)}
            changed["memories"] = await self._seal_again(connection, new)
            changed["outbox"] = await letters.seal_again(connection, self._keyring, new)
            changed["suggestions"] = await suggested.seal_again(connection, self._keyring, new)
            for table in (spent, tokens):
                await connection.execute(delete(table))
            await marks.write_earlier_owners(connection, self._keyring.left_behind(new))
            await marks.write(connection, marks.KEY, new.check)
            return changed

        return await self._do(work, dry_run=dry_run)

    async def erase_secrets(self, *, dry_run: bool) -> dict[str, int]:
        """Delete all that a key could open, and the trace of the key; counts of closed weeks and settings stay."""

        async def work(connection: AsyncConnection) -> dict[str, int]:
            await _alone(connection)
            gone = {}
            for table in (digests, week_keys, memories, spent, tokens, outbox, suggestions):
                gone[table.name] = (await connection.execute(delete(table))).rowcount
            await marks.write_earlier_owners(connection, [])
            await marks.remove(connection, marks.KEY)
            return gone

        return await self._do(work, dry_run=dry_run)

    async def destroy(self, *, dry_run: bool) -> dict[str, int]:
        """Delete the whole database: its rows, its tables, its file. Nothing may use it afterwards."""
        rows = (await self.kept()).rows
        if dry_run:
            return rows
        await self._do(copying.empty, dry_run=False)
        if file := self._database.file:
            await self._database.close()
            for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
                file.with_name(name).unlink(missing_ok=True)
            return rows

        async def drop(connection: AsyncConnection) -> None:
            await connection.run_sync(metadata.drop_all)
            await connection.execute(text("DROP TABLE alembic_version"))

        await self._database.write(drop, deadline_s=LONG_S)
        return rows

    async def forgotten(self) -> dict[bytes, int]:
        """The list of forgets that a restore replays: tokens, and the second in which each expires."""
        return await self._database.read(forgets.listed)

    async def _do(self, work: Callable[[AsyncConnection], Awaitable[T]], *, dry_run: bool) -> T:
        outcome: list[T] = []

        async def whole(connection: AsyncConnection) -> None:
            outcome.append(await work(connection))
            if dry_run:
                raise _OnlyTriedError
            if any(outcome[-1].values() if isinstance(outcome[-1], dict) else (outcome[-1],)):
                await scrub_later(connection)

        try:
            await self._database.write(whole, deadline_s=LONG_S)
        except _OnlyTriedError:
            return outcome[-1]
        await self._database.scrub(deadline_s=LONG_S)
        return outcome[-1]

    async def _leave_home(self, connection: AsyncConnection, community: str) -> int:
        """Members whose private chats came from this community: that is forgotten too."""
        rows = await connection.execute(select(memories).where(memories.c.kind == "home"))
        here = [row.owner for row in rows if self._keyring.unseal(row.owner, "home", row.body)[0] == community]
        for owner in here:
            await connection.execute(delete(memories).where(memories.c.owner == owner))
        return len(here)

    async def _wrap_again(self, connection: AsyncConnection, new: Keyring) -> int:
        rows = (await connection.execute(select(week_keys))).all()
        for row in rows:
            key = self._keyring.week_key(row.id, row.community, row.purpose, row.week, row.wrapped)
            wrapped = new.wrap_again(key, row.community, row.purpose, row.week)
            await connection.execute(update(week_keys).where(week_keys.c.id == row.id).values(wrapped=wrapped))
        return len(rows)

    async def _seal_again(self, connection: AsyncConnection, new: Keyring) -> int:
        rows = (await connection.execute(select(memories))).all()
        await connection.execute(delete(memories))
        sealed = []
        for row in rows:
            body, expires = self._keyring.unseal(row.owner, row.kind, row.body)
            owner = new.renamed(row.owner)
            sealed.append(
                {
                    "owner": owner,
                    "kind": row.kind,
                    "expires": row.expires,
                    "body": new.seal(owner, row.kind, body, expires),
                }
            )
        if sealed:
            await connection.execute(insert(memories), sorted(sealed, key=lambda row: row["owner"]))
        return len(sealed)


async def _alone(connection: AsyncConnection) -> None:
    for lock in (postgres.CLOSING, postgres.KEYS):
        await postgres.hold(connection, lock)


class _OnlyTriedError(Exception):
    """Undoes what was tried."""
