"""Copies every row from one database to another, whatever engine each is on, and checks that all have arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from storage import marks
from storage.errors import StorageUnavailable
from storage.schema import meta, metadata

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_AT_ONCE = 1000
_ABOUT_ITSELF = (marks.BACKUP, "scrub")
"""Notes in `meta` that are about one copy of the database, and do not travel."""


async def sizes(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for table in metadata.sorted_tables:
        found[table.name] = int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
    return found


async def empty(connection: AsyncConnection) -> None:
    """Delete every row of every table."""
    for table in reversed(metadata.sorted_tables):
        await connection.execute(delete(table))


async def copy(source: AsyncConnection, target: AsyncConnection) -> dict[str, int]:
    """Replace all rows of the target by those of the source, table by table; how many each table has then.

    Raises `StorageUnavailable` when the target does not hold as many rows as were read; the caller's transaction then
    undoes everything.
    """
    await empty(target)
    read: dict[str, int] = {}
    for table in metadata.sorted_tables:
        query = select(table)
        if table is meta:
            query = query.where(meta.c.name.not_in(_ABOUT_ITSELF))
        read[table.name] = 0
        async with source.stream(query) as rows:
            async for some in rows.mappings().partitions(_AT_ONCE):
                await target.execute(insert(table), [dict(row) for row in some])
                read[table.name] += len(some)
    if await sizes(target) != read:
        raise StorageUnavailable("other")
    return read
