"""Which rows members had deleted, as tokens that only an older backup can match; they expire with the backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from storage.schema import digests, forgets, memories, suggestions
from storage.statements import insert_new
from storage.weeks import quarter_hour_up, seconds

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring

BACKUP_DAYS = 30
"""A backup is of no use after so many days, nor is a token."""
_SPARE_S = 24 * 60 * 60
_SOME = 300


async def write(
    connection: AsyncConnection,
    keyring: Keyring,
    rows: Sequence[tuple[int, bytes]],
    owners: Sequence[bytes],
    now: datetime,
) -> None:
    """Note that these digests and memories (or suggestions) were deleted, in the transaction that deletes them."""
    tokens = [keyring.forgotten_digest(key, digest) for key, digest in rows]
    tokens += [keyring.forgotten_memory(owner) for owner in owners]
    expires = quarter_hour_up(seconds(now) + BACKUP_DAYS * 24 * 60 * 60 + _SPARE_S)
    named = [{"token": token, "expires": expires} for token in sorted(tokens)]
    await connection.execute(insert_new(connection, forgets), named)


async def listed(connection: AsyncConnection) -> dict[bytes, int]:
    """Every token, with the second in which it expires."""
    return {row.token: row.expires for row in await connection.execute(select(forgets))}


async def replay(connection: AsyncConnection, keyring: Keyring, tokens: Collection[bytes]) -> int:
    """Delete the rows that the tokens match; how many."""
    owners = []
    for table in (memories, suggestions):
        there = (await connection.execute(select(table.c.owner))).scalars()
        gone = [owner for owner in there if keyring.forgotten_memory(owner) in tokens]
        for start in range(0, len(gone), _SOME):
            await connection.execute(delete(table).where(table.c.owner.in_(gone[start : start + _SOME])))
        owners += gone
    found = await connection.execute(select(digests.c.week_key, digests.c.digest))
    rows = [(key, digest) for key, digest in found if keyring.forgotten_digest(key, digest) in tokens]
    for key, digest in rows:
        await connection.execute(delete(digests).where(digests.c.week_key == key, digests.c.digest == digest))
    return len(owners) + len(rows)


async def sweep(connection: AsyncConnection, now: datetime) -> int:
    """Delete the tokens that have expired; how many."""
    return (await connection.execute(delete(forgets).where(forgets.c.expires <= seconds(now)))).rowcount
