"""What managers changed in chat: the community's own changes to its list, and a trail of every change without names."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage.schema import catalog_edits, changes
from storage.statements import upsert

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database

_MINUTE = 60
AT_MOST = 500
"""Changes that are read at once, the newest."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the trail. Who it was is told by their role alone."""

    community: str
    role: str
    """`manager`, or `operator` at the terminal."""
    what: str
    """A word of our own vocabulary, such as `hide` or `number`."""
    about: str = ""
    """A service's id, the name of a setting, or why a suggestion was declined; at most 40 characters."""
    at: datetime | None = None
    """Set when it is kept, to the minute."""


class Edits:
    """Part of `Storage`: each method is one transaction. Bodies are JSON of public facts; nothing of a member."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def all(self) -> dict[str, dict[str, str]]:
        """Every community's changes to its list: community, service id, body."""

        async def work(connection: AsyncConnection) -> dict[str, dict[str, str]]:
            found: dict[str, dict[str, str]] = {}
            order = (catalog_edits.c.community, catalog_edits.c.service)
            for row in (await connection.execute(select(catalog_edits).order_by(*order))).all():
                found.setdefault(row.community, {})[row.service] = row.body
            return found

        return await self._database.read(work)

    async def change(self, change: Change, act: Callable[[str | None], str | None]) -> str | None:
        """Replace the body of one service by what `act` makes of it, None for no change left; two never mix.

        The change is written into the trail in the same transaction. Returns the new body.
        """

        async def work(connection: AsyncConnection) -> str | None:
            here = (catalog_edits.c.community == change.community, catalog_edits.c.service == change.about)
            query = select(catalog_edits.c.body).where(*here).with_for_update()
            body = act((await connection.execute(query)).scalar_one_or_none())
            if body is None:
                await connection.execute(delete(catalog_edits).where(*here))
            else:
                row = {"community": change.community, "service": change.about, "body": body}
                await connection.execute(upsert(connection, catalog_edits), row)
            await write(connection, change, self._clock())
            return body

        return await self._database.write(work)

    async def note(self, change: Change) -> None:
        """Write a change into the trail that was kept elsewhere, such as a setting."""
        await self._database.write(lambda connection: write(connection, change, self._clock()))

    async def trail(self, community: str | None = None) -> tuple[Change, ...]:
        """The newest changes, newest first, of one community or of all."""

        async def work(connection: AsyncConnection) -> tuple[Change, ...]:
            query = select(changes).order_by(changes.c.at.desc(), changes.c.id).limit(AT_MOST)
            if community is not None:
                query = query.where(changes.c.community == community)
            return tuple(
                Change(row.community, row.role, row.what, row.about, datetime.fromtimestamp(row.at, UTC))
                for row in (await connection.execute(query)).all()
            )

        return await self._database.read(work)


async def retain(connection: AsyncConnection, now: datetime, days: int) -> int:
    """Delete the lines of the trail that are older than so many days; how many."""
    since = int((now - timedelta(days=days)).timestamp())
    return (await connection.execute(delete(changes).where(changes.c.at < since))).rowcount


async def write(connection: AsyncConnection, change: Change, now: datetime) -> None:
    """Write a line of the trail in the transaction of what it tells."""
    row = {"id": secrets.token_hex(8), "community": change.community, "at": int(now.timestamp()) // _MINUTE * _MINUTE}
    row |= {"role": change.role, "what": change.what, "about": change.about}
    await connection.execute(insert(changes), row)
