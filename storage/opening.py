"""Before a database is used it is looked at, read-only; a wrong key, a newer schema or damage stop us there."""

from __future__ import annotations

import asyncio
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, column, insert, inspect, make_url, select, table
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage import marks, postgres, sqlite
from storage.database import SLOW_S, Database
from storage.errors import StorageRefused, StorageUnavailable
from storage.kinds import without_details
from storage.schema import REVISIONS, meta

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.keys import Keyring

BAD_ADDRESS = (
    "The database address cannot be used: write sqlite+aiosqlite:///folder/peerbridge.db, with a folder of your own, "
    "or postgresql+asyncpg://user:password@host/name."
)
WRONG_KEY = (
    "The database was made with another secret key: start with that key, "
    "or move the database away to begin with an empty one."
)
NEWER = (
    "The database was written by a newer Peerbridge: upgrade this one, "
    "or restore the backup that was made before the upgrade."
)
DAMAGED = (
    "The database file is damaged: restore your latest backup, or move the file away to begin with an empty one. "
    "To restore: move the file away first, then `peerbridge data restore FILE`."
)
FOREIGN = "The database belongs to another program: choose another file or database name."

_RETRY_S = 0.02
_CHECKED_BYTES = 32 * 2**20  # a check of every page takes about 0.1 s here; larger files would delay each start
_version = table("alembic_version", column("version_num"))


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at the database showed; revision None means that it is still empty."""

    revision: str | None = None
    check: str | None = None


def address(url: str) -> URL:
    """Read the address; `StorageRefused`, without repeating it, when it does not name a database we can use."""
    try:
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        raise StorageRefused(BAD_ADDRESS) from None
    name = parsed.database or ""
    known = postgres.is_postgres(parsed) or sqlite.is_sqlite(parsed)
    is_no_file = sqlite.is_sqlite(parsed) and name.split(":")[0] in {"", "file"}
    if not known or not parsed.get_dialect().is_async or is_no_file:
        raise StorageRefused(BAD_ADDRESS)
    return parsed


async def look(url: URL, keyring: Keyring, deadline_s: float) -> Found:
    """Look without touching. Raises `StorageRefused` or `StorageUnavailable`."""
    if sqlite.is_sqlite(url):
        if await asyncio.to_thread(sqlite.is_new, sqlite.path_of(url)):
            return Found()
        url = sqlite.read_only(url)
    options = {} if sqlite.is_sqlite(url) else postgres.connect_args(deadline_s, SLOW_S)
    engine = create_async_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=options)
    try:
        with without_details():
            async with engine.connect() as connection:
                found = await _found(connection)
    except StorageUnavailable as error:
        if error.kind == "corrupt":
            raise StorageRefused(DAMAGED) from None
        raise
    finally:
        await engine.dispose()
    # No check at all: the key was erased on purpose, and the next one is taken over.
    if found.check not in {None, keyring.check}:
        raise StorageRefused(WRONG_KEY)
    return found


async def prepare(database: Database, url: URL, keyring: Keyring) -> None:
    """Make the file and bring the tables up to date; safe when several processes do it at once."""
    if sqlite.is_sqlite(url):
        await asyncio.to_thread(sqlite.create_file, sqlite.path_of(url))
    # Alembic takes longest to load of all; most starts never need it.
    await asyncio.to_thread(importlib.import_module, "alembic.command")

    async def upgrade(connection: AsyncConnection) -> str:
        await postgres.hold(connection, postgres.MIGRATING)
        return await connection.run_sync(_upgrade, keyring.check)

    for _ in range(int(SLOW_S / _RETRY_S)):
        try:
            if await database.write(upgrade, deadline_s=SLOW_S) != keyring.check:
                raise StorageRefused(WRONG_KEY)
        except StorageUnavailable as error:
            if error.kind != "locked":
                raise
            await asyncio.sleep(_RETRY_S)
        else:
            return
    raise StorageUnavailable("locked")


async def _found(connection: AsyncConnection) -> Found:
    tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    if not tables:
        return Found()
    if _version.name not in tables:
        raise StorageRefused(FOREIGN)
    revision = (await connection.execute(select(_version.c.version_num))).scalar()
    if revision not in REVISIONS:
        raise StorageRefused(NEWER)
    if meta.name not in tables or not await _sound(connection):
        raise StorageRefused(DAMAGED)
    return Found(revision, (await connection.execute(_stored_check)).scalar())


async def _sound(connection: AsyncConnection) -> bool:
    if connection.dialect.name != "sqlite" or await sqlite.size_in_bytes(connection) > _CHECKED_BYTES:
        return True
    return bool((await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar() == "ok")


def _upgrade(connection: Connection, check: str) -> str:
    from alembic import command  # noqa: PLC0415  most starts never need it
    from alembic.config import Config  # noqa: PLC0415  the same

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    command.upgrade(config, "head")
    stored = connection.execute(_stored_check).scalar()
    if stored is None:
        connection.execute(insert(meta), {"name": marks.KEY, "value": check})
    return stored or check


_stored_check = select(meta.c.value).where(meta.c.name == marks.KEY)
