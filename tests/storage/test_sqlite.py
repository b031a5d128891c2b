from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.storage.kit import raw

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.store import Storage

LATER = 4102444800


@pytest.mark.usefixtures("path")
async def test_every_connection_is_set_up_to_keep_and_to_forget(storage: Storage) -> None:
    async def ask(connection: AsyncConnection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in names}

    expected = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    assert await storage._database.read(ask) == expected
    assert await storage._database.write(ask) == expected


async def test_a_scrub_removes_the_copies_that_secure_delete_leaves_in_the_pages(storage: Storage, path: Path) -> None:
    gone, data = live_on(path), raw(path)
    left = [each for each in gone if each in data]
    assert left, "this SQLite leaves no copies any more: the scrub may go"
    await storage.sweep()
    data = raw(path)
    assert not [each for each in left if each in data]


def live_on(path: Path) -> list[bytes]:
    """Insert and delete memories as months of life would, with secure_delete; every owner that was deleted."""
    chance = random.Random(11)  # noqa: S311  a repeatable test, no secret
    kept: list[bytes] = []
    gone: list[bytes] = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN")
        for number in range(3000):
            kept.append(sha256(b"%d" % number).digest())
            row = (kept[-1], LATER, chance.randbytes(chance.randrange(40, 900)))
            connection.execute("INSERT INTO memories VALUES (?, 'home', ?, ?)", row)
            if chance.random() < 0.6:
                gone.append(kept.pop(chance.randrange(len(kept))))
                connection.execute("DELETE FROM memories WHERE owner = ?", gone[-1:])
        connection.execute("INSERT INTO meta VALUES ('scrub', 'due')")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone
