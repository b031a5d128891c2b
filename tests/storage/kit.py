"""What the tests of storage share: a clock to turn, raw looks at the files, and faults to plant."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import event, text

from storage.database import _READERS
from storage.store import Storage, sqlite_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.publications import Row

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))
MEMBER = "5f1d7a84db00d2fce00b31a7fc73224f"
_WRITERS_OF_A_FILE = 1
OTHER = "0b8e3c1c7a5d4e2f9a6b7c8d9e0f1a2b"
COMMUNITY = "c0ffee00c0ffee00"


class Clock:
    """A clock that the test turns, forwards or back."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a test's database lies, on either engine, and what another program reads and writes there."""

    url: str
    path: Path | None = None
    """The file, where there is one."""

    @property
    def is_file(self) -> bool:
        return self.path is not None

    def rows(self, query: str) -> list[Any]:
        if self.path is None:
            return _asked(self.url, query)
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        if self.path is None:
            _asked(self.url, statement)
            return
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(statement)

    def everything(self) -> object:
        """All that is stored, to compare: no refusal may change it."""
        if self.path is not None:
            # `-shm` is SQLite's notice board for readers and holds no data.
            files = (file for file in self.path.parent.iterdir() if not file.name.endswith("-shm"))
            return {file.name: data for file in files if (data := file.read_bytes())}
        tables = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return {name: sorted(map(str, self.rows(f"SELECT * FROM {name}"))) for (name,) in tables}  # noqa: S608  our own tables

    def tables(self) -> list[str]:
        master = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        catalog = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        return [name for (name,) in self.rows(master if self.is_file else catalog)]


def _asked(url: str, statement: str) -> list[Any]:
    """Run one statement on PostgreSQL from wherever the test stands; an event loop may be running here."""

    async def ask() -> list[Any]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


def file_place(path: Path) -> Place:
    return Place(sqlite_address(path), path)


async def opened(
    where: Path | Place, clock: Callable[[], datetime], *, key: bytes = KEY, deadline_s: float = 10.0
) -> Storage:
    """Storage at a place; the deadline is long, because the machine may be busy. Tests of deadlines give their own."""
    url = where.url if isinstance(where, Place) else sqlite_address(where)
    return await Storage.open(url, key=key, clock=clock, deadline_s=deadline_s)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many members one thing was counted for in one week: nothing but these tests can read that."""

    community: str
    week: str
    purpose: str
    what: str
    members: int


_CLOSED = "SELECT community, week, purpose, what, members FROM tallies {where} ORDER BY week, community, purpose, what"
_OPEN = (
    "SELECT community, week, purpose, what, count(*) FROM week_keys JOIN digests ON digests.week_key = week_keys.id "
    "{where} GROUP BY community, week, purpose, what ORDER BY week, purpose, what"
)


async def closed_counts(storage: Storage, community: str | None = None) -> tuple[Tally, ...]:
    """The counts of weeks that have closed and were not published yet."""
    return await _tallies(storage, _CLOSED, community)


async def open_counts(storage: Storage, community: str) -> tuple[Tally, ...]:
    """How many members have been counted in weeks that have not closed."""
    await storage._batches.flush()
    return await _tallies(storage, _OPEN, community)


async def _tallies(storage: Storage, query: str, community: str | None) -> tuple[Tally, ...]:
    statement = text(query.format(where="" if community is None else "WHERE community = :community"))
    named = {} if community is None else {"community": community}

    async def work(connection: AsyncConnection) -> tuple[Tally, ...]:
        return tuple(Tally(*row) for row in await connection.execute(statement, named))

    return await storage._database.read(work)


def raw(path: Path) -> bytes:
    """Every byte that the database has on disk."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def rows(where: Path | Place, query: str) -> list[Any]:
    """What another program would read."""
    return (where if isinstance(where, Place) else file_place(where)).rows(query)


def change(where: Path | Place, statement: str) -> None:
    """What another program would write."""
    (where if isinstance(where, Place) else file_place(where)).change(statement)


async def on_connect(storage: Storage, prepare: Callable[[Any], None]) -> None:
    """Prepare every connection that storage makes from now on."""
    database = storage._database
    event.listen(database.engine.sync_engine, "connect", lambda connection, _record: prepare(connection))
    turns = [*[database._writing] * _WRITERS_OF_A_FILE, *[database._reading] * _READERS]
    for turn in turns:  # a connection that is made or comes back while its pool goes would stay open
        await turn.acquire()
    await database.engine.dispose()
    for turn in turns:
        turn.release()


class TellsAll:
    """The plainest disclosure control: every count as it is, and of a quarter its sum. `kept` counts wait for it."""

    def week(self, community: str, counts: Mapping[tuple[str, str], int], size: int | None) -> list[Row]:  # noqa: ARG002
        return [("", "", "fewer than", 1), *((*pair, "exact", number) for pair, number in sorted(counts.items()))]

    def quarter(
        self,
        community: str,  # noqa: ARG002  as the real one
        weeks: Sequence[tuple[Mapping[tuple[str, str], int], Sequence[Row]]],
        size: int | None,
    ) -> list[Row]:
        total = sum(number for counts, _ in weeks for number in counts.values())
        return [("", "", "fewer than", 1), ("kept", "all", "exact", total), ("kept", "size", "exact", size)]

    def is_kept(self, purpose: str, what: str) -> bool:  # noqa: ARG002  as the real one
        return purpose == "kept"


TELLS_ALL = TellsAll()


async def ended(storage: Storage) -> None:
    """Wait until a connection that hung when storage was closed is let go of, too, before the loop ends."""
    if (ending := storage._database._ending) is not None:
        await asyncio.wait_for(ending, 30)


class Hang:
    """A disk that hangs: each write to a table stops in its thread until the test lets it go."""

    def __init__(self) -> None:
        self._go = threading.Event()
        self.started = threading.Event()

    def __call__(self) -> None:
        self.started.set()
        self._go.wait(20)

    def let_go(self) -> None:
        self._go.set()

    async def plant(self, storage: Storage, path: Path, table: str) -> None:
        change(path, f"CREATE TRIGGER hang BEFORE INSERT ON {table} BEGIN SELECT hang(); END")
        await on_connect(storage, lambda connection: connection.create_function("hang", 0, self))
