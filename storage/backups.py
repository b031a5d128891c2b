"""Backups: one SQLite file whatever the engine, dated, of no use after 30 days; restoring replays the forgets since."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, make_url, select

from storage import copying, forgets, marks, opening, postgres, sqlite
from storage.database import LONG_S, Database
from storage.errors import StorageRefused, StorageUnavailable
from storage.memories import OPTED_OUT
from storage.schema import REVISIONS, memories, meta, outbox, published
from storage.schema import forgets as tokens
from storage.statements import insert_new

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring

THERE = "There is a file with that name already: choose another name for the backup."
NO_BACKUP = "The file is not a backup: make backups with `peerbridge data backup`."
TOO_OLD = (
    "The backup is older than 30 days: members were promised that backups end then. Delete it and use a newer one."
)
OTHER_KEY = "The backup was made with another secret key: start with that key, or use a newer backup."
NOT_EMPTY = "The database to move to is not empty: choose an empty one."


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done."""

    made_on: date
    rows: dict[str, int]
    """By table, as in the backup."""
    forgotten: int
    """Rows that members had deleted since the backup was made, and that were deleted again."""


async def back_up(database: Database, keyring: Keyring, file: Path, now: datetime, *, dry_run: bool) -> dict[str, int]:
    """Write one consistent copy to a new file of mode 600, while others go on saving; its rows by table."""
    if await asyncio.to_thread(file.exists):
        raise StorageRefused(THERE)
    if dry_run:
        return await database.read(copying.sizes, deadline_s=LONG_S)
    unfinished = file.with_name(f".{file.name}.unfinished")
    await asyncio.to_thread(_remove, unfinished)
    try:
        async with _opened(unfinished, keyring, database.deadline_s) as target:

            async def fill(source: AsyncConnection) -> dict[str, int]:
                async def work(connection: AsyncConnection) -> dict[str, int]:
                    rows = await copying.copy(source, connection)
                    # An alert must be gone when it was sent, and no restored backup may send it a second time.
                    rows[outbox.name] = 0
                    await connection.execute(delete(outbox))
                    await marks.write(connection, marks.BACKUP, now.astimezone(UTC).date().isoformat())
                    return rows

                return await target.write(work, deadline_s=LONG_S)

            rows = await database.read(fill, deadline_s=LONG_S)
        await asyncio.to_thread(os.rename, unfinished, file)
    finally:
        await asyncio.to_thread(_remove, unfinished)
    return rows


async def restore(
    database: Database,
    keyring: Keyring,
    file: Path,
    now: datetime,
    *,
    listed: Mapping[bytes, int],
    folder: Path,
    dry_run: bool,
) -> Restored:
    """Replace everything by a backup, in one transaction, and delete again what members had deleted since.

    listed: forgets that were kept outside the database. folder: for a working copy, which is deleted at the end.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as scratch:
        copy = Path(scratch) / "backup.sqlite"
        try:
            await asyncio.to_thread(shutil.copyfile, file, copy)
        except OSError:
            raise StorageRefused(NO_BACKUP) from None
        async with _opened(copy, keyring, database.deadline_s) as source:
            made_on = await source.read(_date_of)
            if now.astimezone(UTC).date() - made_on > timedelta(days=forgets.BACKUP_DAYS):
                raise StorageRefused(TOO_OLD)
            return await _replace(database, source, keyring, made_on, listed, dry_run=dry_run)


async def move(database: Database, keyring: Keyring, url: str, *, dry_run: bool) -> dict[str, int]:
    """Copy everything into an empty database at another address, and check that all of it arrived; rows by table."""
    address = opening.address(url)
    found = await opening.look(address, keyring, database.deadline_s)
    if dry_run:
        if found.revision is not None:
            await _is_empty(address.render_as_string(hide_password=False), database.deadline_s)
        return await database.read(copying.sizes, deadline_s=LONG_S)
    target = Database(address, database.deadline_s)
    try:
        if found.revision != REVISIONS[-1] or found.check is None:
            await opening.prepare(target, address, keyring)

        async def fill(source: AsyncConnection) -> dict[str, int]:
            async def work(connection: AsyncConnection) -> dict[str, int]:
                _refuse_rows(await copying.sizes(connection))
                return await copying.copy(source, connection)

            return await target.write(work, deadline_s=LONG_S)

        rows = await database.read(fill, deadline_s=LONG_S)
        if await target.read(copying.sizes, deadline_s=LONG_S) != rows:
            raise StorageUnavailable("other")
    finally:
        await target.close()
    return rows


async def _replace(
    database: Database, source: Database, keyring: Keyring, made_on: date, listed: Mapping[bytes, int], *, dry_run: bool
) -> Restored:
    outcome: list[Restored] = []

    async def work(connection: AsyncConnection, backup: AsyncConnection) -> None:
        for lock in (postgres.CLOSING, postgres.KEYS):
            await postgres.hold(connection, lock)
        known = {**listed, **await forgets.listed(connection)}
        out = (await connection.execute(select(memories).where(memories.c.kind == OPTED_OUT))).mappings().all()
        unsent = (await connection.execute(select(outbox))).mappings().all()
        told = (await connection.execute(select(published))).mappings().all()
        rows = await copying.copy(backup, connection)
        forgotten = await forgets.replay(connection, keyring, known.keys())
        if known:
            named = [{"token": token, "expires": expires} for token, expires in sorted(known.items())]
            await connection.execute(insert_new(connection, tokens), named)
        if out:
            await connection.execute(insert_new(connection, memories), [dict(row) for row in out])
        if unsent:
            await connection.execute(insert_new(connection, outbox), [dict(row) for row in unsent])
        await _keep_told(connection, [dict(row) for row in told])
        outcome.append(Restored(made_on, rows, forgotten))
        if dry_run:
            raise _OnlyTriedError

    async def with_backup(backup: AsyncConnection) -> None:
        await database.write(lambda connection: work(connection, backup), deadline_s=LONG_S)

    try:
        await source.read(with_backup, deadline_s=LONG_S)
    except _OnlyTriedError:
        return outcome[-1]
    return outcome[-1]


async def _keep_told(connection: AsyncConnection, told: list[dict[str, object]]) -> None:
    """What was told stays as it was told: counted again without who has left since, it would tell of them."""
    for community, period in {(row["community"], row["period"]) for row in told}:
        here = (published.c.community == community, published.c.period == period)
        await connection.execute(delete(published).where(*here))
    if told:
        await connection.execute(insert_new(connection, published), told)


async def _date_of(connection: AsyncConnection) -> date:
    made_on = await marks.read(connection, marks.BACKUP)
    if made_on is None:
        raise StorageRefused(NO_BACKUP)
    return date.fromisoformat(made_on)


async def _is_empty(url: str, deadline_s: float) -> None:
    database = Database(make_url(url), deadline_s)
    try:
        _refuse_rows(await database.read(copying.sizes))
    finally:
        await database.close(tidy=False)


def _refuse_rows(rows: dict[str, int]) -> None:
    if any(number for name, number in rows.items() if name != meta.name):
        raise StorageRefused(NOT_EMPTY)


@asynccontextmanager
async def _opened(file: Path, keyring: Keyring, deadline_s: float) -> AsyncIterator[Database]:
    """A SQLite file with our tables, made or brought up to date."""
    address = make_url(sqlite.sqlite_address(file))
    try:
        found = await opening.look(address, keyring, deadline_s)
    except StorageRefused as refusal:
        raise StorageRefused(OTHER_KEY if str(refusal) == opening.WRONG_KEY else NO_BACKUP) from None
    database = Database(address, deadline_s)
    try:
        if found.revision != REVISIONS[-1]:
            await opening.prepare(database, address, keyring)
        yield database
    finally:
        await database.close()


def _remove(file: Path) -> None:
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)


class _OnlyTriedError(Exception):
    """Undoes what was tried."""
