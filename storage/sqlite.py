"""SQLite's own habits: one file with mode 600, one writer at a time, and deleted rows that are really gone."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, event

from storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BEGIN = "peerbridge_begin"
"""Execution option: the statement that opens a transaction; empty for statements that stand outside of one."""

_PRAGMAS = (
    "journal_mode = WAL",
    # What a member asked us to save survives a power cut, not only a crash: hence FULL, one fsync a transaction.
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
    # No copy of a row ever lands in a temporary file outside the data folder.
    "temp_store = MEMORY",
)


def is_sqlite(url: URL) -> bool:
    """Whether the address names a SQLite file."""
    return url.get_backend_name() == "sqlite"


def sqlite_address(path: Path) -> str:
    """The address of a SQLite file, whatever characters its folder's name has."""
    return URL.create("sqlite+aiosqlite", database=str(path)).render_as_string()


def path_of(url: URL) -> Path:
    """The file that the address names."""
    return Path(url.database or "")


def read_only(url: URL) -> URL:
    """The same file, opened so that not even a checkpoint can touch it."""
    return url.set(database=path_of(url).absolute().as_uri(), query={"mode": "ro", "uri": "true"})


def attach(engine: AsyncEngine, busy_s: float) -> None:
    """Set up every new connection, and let SQLAlchemy's BEGIN be ours."""

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver would open transactions by its own rules, and none before a SELECT.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            for pragma in (f"busy_timeout = {int(busy_s * 1000)}", *_PRAGMAS):
                cursor.execute(f"PRAGMA {pragma}")
        finally:
            cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        if statement := connection.get_execution_options().get(BEGIN, "BEGIN"):
            connection.exec_driver_sql(statement)


def create_file(path: Path) -> None:
    """Make the folder (700) and an empty file (600); SQLite gives its helper files the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StorageUnavailable(_kind(error)) from None


def is_new(path: Path) -> bool:
    """Whether the file is missing or empty; `StorageUnavailable` when nobody can tell."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StorageUnavailable(_kind(error)) from None


async def size_in_bytes(connection: AsyncConnection) -> int:
    """How large the database is."""
    pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    return int(pages) * int((await connection.exec_driver_sql("PRAGMA page_size")).scalar_one())


async def rewrite(connection: AsyncConnection) -> None:
    """Write the database anew. secure_delete misses copies that b-tree pages keep in their gaps; this does not."""
    await connection.exec_driver_sql("VACUUM")


async def empty_wal(connection: AsyncConnection) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; False while somebody still reads it."""
    busy = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
    return not busy


def _kind(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "disk full"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "read-only"
    return "cannot open"
