"""What the tests of storage share: a clock to turn, raw looks at the files, and faults to plant."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from storage.store import Storage, sqlite_address

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))
MEMBER = "5f1d7a84db00d2fce00b31a7fc73224f"
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


async def opened(path: Path, clock: Callable[[], datetime], *, key: bytes = KEY, deadline_s: float = 10.0) -> Storage:
    """Storage on a file; the deadline is long, because the machine may be busy. Tests of deadlines give their own."""
    return await Storage.open(sqlite_address(path), key=key, clock=clock, deadline_s=deadline_s)


def raw(path: Path) -> bytes:
    """Every byte that the database has on disk."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def rows(path: Path, query: str) -> list[Any]:
    """What another program would read."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def change(path: Path, statement: str) -> None:
    """What another program would write."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


async def on_connect(storage: Storage, prepare: Callable[[Any], None]) -> None:
    """Prepare every connection that storage makes from now on."""
    engine = storage._database.engine
    event.listen(engine.sync_engine, "connect", lambda connection, _record: prepare(connection))
    await engine.dispose()


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
