"""The way to the database: one writer at a time, readers who never wait for it, and a deadline for everybody."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage import postgres, sqlite
from storage.errors import StorageUnavailable
from storage.kinds import without_details
from storage.schema import meta
from storage.statements import insert_new

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from pathlib import Path

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
log = logging.getLogger(__name__)

SLOW_S = 60.0
"""Deadline in seconds of the chores that nobody waits for: closing weeks, sweeping, scrubbing, migrating."""
QUICK_BYTES = 16 * 2**20
"""Up to this size a scrub takes a fraction of a second, and is done while the member waits."""
LONG_S = 3600.0
"""Deadline in seconds of what an operator started and watches: backups, restores, moves."""
_READERS = 4
_WRITERS = 3
"""At a time, on PostgreSQL; SQLite has one."""
_SCRUB = "scrub"


class Turn:
    """Where one piece of work stands: has it begun, and does anybody still want it?"""

    def __init__(self) -> None:
        self.begun = False
        self.wanted = True

    def begin(self) -> None:
        """From here on the work is not cancelled any more."""
        self.begun = True
        self.still_wanted()

    def still_wanted(self) -> None:
        """Raise `StorageUnavailable` when the caller has left."""
        if not self.wanted:
            raise StorageUnavailable("deadline")


class Database:
    """Transactions with deadlines. A method of storage is one call of `write` or `read`."""

    def __init__(self, url: URL, deadline_s: float) -> None:
        self.deadline_s = deadline_s
        self._sqlite = sqlite.is_sqlite(url)
        writers = 1 if self._sqlite else _WRITERS
        self.engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=_READERS + writers,
            max_overflow=0,
            connect_args={} if self._sqlite else postgres.connect_args(deadline_s, SLOW_S),
        )
        if self._sqlite:
            # Shorter than the deadline, so that a lock held by another program is named as such.
            sqlite.attach(self.engine, busy_s=deadline_s * 0.8)
        # A reader sees one moment of the database, however many questions it asks.
        self._viewer = (
            self.engine
            if self._sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        self._writing = asyncio.Semaphore(writers)
        self._reading = asyncio.Semaphore(_READERS)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._ending: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return "Database(address hidden)"

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        return sqlite.path_of(self.engine.url) if self._sqlite else None

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]], *, deadline_s: float | None = None) -> T:
        """Run work in one transaction: all of it is kept, or none. Raises `StorageUnavailable`."""
        limit_s = deadline_s or self.deadline_s
        return await self.within(lambda turn: self._write(work, turn, limit_s), limit_s)

    async def read(self, work: Callable[[AsyncConnection], Awaitable[T]], *, deadline_s: float | None = None) -> T:
        """Run work on one consistent view, without waiting for the writer. Raises `StorageUnavailable`."""
        limit_s = deadline_s or self.deadline_s
        return await self.within(lambda turn: self._read(work, turn, limit_s), limit_s)

    async def within(self, work: Callable[[Turn], Coroutine[Any, Any, T]], deadline_s: float) -> T:
        """Wait for work until the deadline, waiting for its turn included; then leave it and say so.

        The work runs in a task of its own. Who gives up, or is cancelled, walks away at once. Work that has begun is
        not cancelled, since that can wedge the driver, but it commits no more. So a cancelled save spoils nothing, and
        a stuck disk ties up one writer, never a growing crowd.
        """
        if self._closed:
            raise StorageUnavailable("closed")
        turn = Turn()
        task = asyncio.create_task(work(turn))
        self._tasks.add(task)
        task.add_done_callback(self._settle)
        try:
            await asyncio.wait({task}, timeout=deadline_s)
        finally:
            if given_up := not task.done():
                turn.wanted = False
                if not turn.begun:
                    task.cancel()
        if given_up:
            raise StorageUnavailable("deadline")
        return task.result()

    async def scrub(self, *, deadline_s: float, at_most_bytes: int | None = None) -> None:
        """Make sure that rows deleted earlier are in no page and no log; what cannot be done now stays due."""
        try:
            await self.within(lambda turn: self._scrub(at_most_bytes, turn), deadline_s)
        except StorageUnavailable as error:
            log.warning("deleted rows could not be scrubbed from the file yet (%s)", error.kind)

    async def close(self, *, tidy: bool = True) -> None:
        """End what is still running, empty the log if told to, and let go of the file. Takes two deadlines at most."""
        if self._closed:
            return
        try:
            if tidy:
                await self.within(self._empty_log, self.deadline_s)
        except StorageUnavailable as error:
            log.warning("the log could not be emptied on closing (%s)", error.kind)
        self._closed = True
        self._ending = asyncio.create_task(self._end())
        await asyncio.wait({self._ending}, timeout=self.deadline_s)

    async def _write(
        self, work: Callable[[AsyncConnection], Awaitable[T]], turn: Turn, limit_s: float | None = None
    ) -> T:
        ending = False

        async def once() -> T:
            nonlocal ending
            async with self._begins("BEGIN IMMEDIATE").begin() as connection:
                await self._allow(connection, limit_s)
                result = await work(connection)
                turn.still_wanted()
                ending = True
                return result

        async with self._writing:
            turn.begin()
            # Whether a commit that broke off was done, nobody knows: then nothing is tried again.
            return await self._again_if_lost(once, turn, lambda: not ending)

    async def _read(
        self, work: Callable[[AsyncConnection], Awaitable[T]], turn: Turn, limit_s: float | None = None
    ) -> T:
        async def once() -> T:
            async with self._viewer.begin() as connection:
                await self._allow(connection, limit_s)
                return await work(connection)

        async with self._reading:
            turn.begin()
            return await self._again_if_lost(once, turn, lambda: True)

    async def _again_if_lost(self, once: Callable[[], Awaitable[T]], turn: Turn, may_try: Callable[[], bool]) -> T:
        """A server that was started again has dropped our connections; the second try makes a new one."""
        try:
            with without_details():
                return await once()
        except StorageUnavailable as error:
            if self._sqlite or error.kind != "cannot open" or not may_try():
                raise
        turn.still_wanted()
        with without_details():
            return await once()

    async def _scrub(self, at_most_bytes: int | None, turn: Turn) -> None:
        if not await self._read(_scrub_is_due, turn):
            return
        if not self._sqlite:
            if at_most_bytes is not None:
                return  # it locks the tables: not while a member waits
            for table in postgres.REWRITTEN:
                await self._write(partial(postgres.rewrite, table=table), turn, SLOW_S)
            await self._write(_scrub_is_done, turn)
            return
        async with self._writing:
            turn.still_wanted()
            with without_details():
                async with self._begins("").connect() as connection:
                    small = at_most_bytes is None or await sqlite.size_in_bytes(connection) <= at_most_bytes
                    if small:
                        await sqlite.rewrite(connection)
                    emptied = await sqlite.empty_wal(connection)
        if small and emptied:
            await self._write(_scrub_is_done, turn)

    async def _empty_log(self, turn: Turn) -> None:
        if not self._sqlite:
            return
        async with self._writing:
            turn.begin()
            with without_details():
                async with self._begins("").connect() as connection:
                    await sqlite.empty_wal(connection)

    async def _end(self) -> None:
        # Not before the last connection is back: one that returns to a pool that is gone would stay open.
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self.engine.dispose()

    async def _allow(self, connection: AsyncConnection, limit_s: float | None) -> None:
        if limit_s is not None and limit_s > self.deadline_s and not self._sqlite:
            await postgres.allow(connection, limit_s)

    def _begins(self, statement: str) -> AsyncEngine:
        return self.engine.execution_options(**{sqlite.BEGIN: statement})

    def _settle(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Looked at here, or the event loop would print what nobody waited for.
            task.exception()


async def scrub_later(connection: AsyncConnection) -> None:
    """Note, in the transaction that deletes rows, that their traces must go; the note survives a crash."""
    await connection.execute(insert_new(connection, meta), {"name": _SCRUB, "value": "due"})


async def _scrub_is_due(connection: AsyncConnection) -> bool:
    found = await connection.execute(select(meta.c.name).where(meta.c.name == _SCRUB))
    return found.first() is not None


async def _scrub_is_done(connection: AsyncConnection) -> None:
    await connection.execute(delete(meta).where(meta.c.name == _SCRUB))
