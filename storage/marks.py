"""The few notes that a database keeps about itself: which key it was made with, and when it was copied as a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from storage import postgres
from storage.errors import StorageUnavailable
from storage.schema import meta
from storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring

KEY = "key check"
BACKUP = "backup"
_EARLIER = "earlier owners "


async def read(connection: AsyncConnection, name: str) -> str | None:
    """One note, or None."""
    value: str | None = (await connection.execute(select(meta.c.value).where(meta.c.name == name))).scalar()
    return value


async def write(connection: AsyncConnection, name: str, value: str) -> None:
    """Write one note, replacing an earlier one."""
    await connection.execute(upsert(connection, meta), {"name": name, "value": value})


async def remove(connection: AsyncConnection, name: str) -> None:
    """Remove one note."""
    await connection.execute(delete(meta).where(meta.c.name == name))


async def earlier_owners(connection: AsyncConnection) -> list[bytes]:
    """What earlier root keys have left, wrapped under this one, oldest first."""
    query = select(meta.c.value).where(meta.c.name.startswith(_EARLIER)).order_by(meta.c.name)
    return [bytes.fromhex(value) for value in (await connection.execute(query)).scalars()]


async def write_earlier_owners(connection: AsyncConnection, wrapped: Sequence[bytes]) -> None:
    """Replace them."""
    await connection.execute(delete(meta).where(meta.c.name.startswith(_EARLIER)))
    for number, each in enumerate(wrapped):
        await write(connection, f"{_EARLIER}{number:03d}", each.hex())


async def key_fits(connection: AsyncConnection, keyring: Keyring) -> None:
    """Before something is written that only our key can read: has another process changed the key meanwhile?"""
    await postgres.hold(connection, postgres.KEYS, shared=True)
    if await read(connection, KEY) != keyring.check:
        raise StorageUnavailable("key changed")
