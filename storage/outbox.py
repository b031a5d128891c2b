"""What could not be sent to moderators yet: locked, without the kind of danger, gone when sent or after a day."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from storage import marks
from storage.database import scrub_later
from storage.schema import outbox
from storage.weeks import quarter_hour_up, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database
    from storage.keys import Keyring

LASTS_S = 24 * 60 * 60
LEASE_S = 120
"""Longer than any attempt to send; a process that dies meanwhile loses its turn after it."""
_KIND = "outbox"
_ID = 16


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is still to be sent."""

    id: str
    """16 hex digits."""
    body: str = field(repr=False)
    due: datetime
    """Not before this moment (UTC)."""
    expires: datetime


class Outbox:
    """Each method is one transaction with a deadline, and may raise `StorageUnavailable`."""

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    def __repr__(self) -> str:
        return "Outbox(address and key hidden)"

    async def put(self, body: str, *, due: datetime, id_: str | None = None, expires: datetime | None = None) -> str:
        """Keep one body until it is done or a day is over, and return its id; an earlier one with this id is replaced.

        expires: for one that was kept before, so that no number of attempts makes it last longer than its day.
        """
        id_ = id_ or new_id()
        until = seconds(expires) if expires else seconds(self._clock()) + LASTS_S

        async def work(connection: AsyncConnection) -> None:
            await marks.key_fits(connection, self._keyring)
            row = sealed(self._keyring, id_, body, seconds(due), until)
            await connection.execute(delete(outbox).where(outbox.c.id == id_))
            await connection.execute(outbox.insert(), row)

        await self._database.write(work)
        return id_

    async def lease(self) -> Sequence[Waiting]:
        """What is due now, for this caller alone for `LEASE_S` seconds, however many processes ask at once."""

        async def work(connection: AsyncConnection) -> list[Waiting]:
            now = seconds(self._clock())
            query = select(outbox).where(outbox.c.leased <= now).with_for_update(skip_locked=True)
            found = [opened(self._keyring, row) for row in (await connection.execute(query)).all()]
            due = [each for each in found if seconds(each.due) <= now < seconds(each.expires)]
            for each in due:
                await connection.execute(update(outbox).where(outbox.c.id == each.id).values(leased=now + LEASE_S))
            return due

        return await self._database.write(work)

    async def done(self, id_: str) -> bool:
        """Delete one: it was sent, or somebody has taken it over. False when it was not there."""

        async def work(connection: AsyncConnection) -> bool:
            gone = (await connection.execute(delete(outbox).where(outbox.c.id == id_))).rowcount == 1
            if gone:
                await scrub_later(connection)
            return gone

        return await self._database.write(work)

    async def waiting(self) -> int:
        """How many are still to be sent, those included that are not due yet."""

        async def work(connection: AsyncConnection) -> int:
            query = select(func.count()).select_from(outbox).where(outbox.c.expires > seconds(self._clock()))
            return int((await connection.execute(query)).scalar_one())

        return await self._database.read(work)


def new_id() -> str:
    """16 random hex digits."""
    return secrets.token_hex(_ID // 2)


async def sweep(connection: AsyncConnection, keyring: Keyring, now: datetime) -> int:
    """Delete what nobody could be told within its day; how many."""
    found = [opened(keyring, row) for row in (await connection.execute(select(outbox))).all()]
    old = [each.id for each in found if each.expires <= now]
    for id_ in old:
        await connection.execute(delete(outbox).where(outbox.c.id == id_))
    if old:
        await scrub_later(connection)
    return len(old)


async def purge(connection: AsyncConnection, keyring: Keyring, community: str) -> int:
    """Delete what names this community; how many."""
    found = [opened(keyring, row) for row in (await connection.execute(select(outbox))).all()]
    named = [each.id for each in found if community in each.body]
    for id_ in named:
        await connection.execute(delete(outbox).where(outbox.c.id == id_))
    return len(named)


async def seal_again(connection: AsyncConnection, keyring: Keyring, new: Keyring) -> int:
    """Lock every row anew, under a new root key; how many."""
    found = [opened(keyring, row) for row in (await connection.execute(select(outbox))).all()]
    await connection.execute(delete(outbox))
    for each in found:
        row = sealed(new, each.id, each.body, seconds(each.due), seconds(each.expires))
        await connection.execute(outbox.insert(), row)
    return len(found)


def sealed(keyring: Keyring, id_: str, body: str, due: int, expires: int) -> dict[str, object]:
    """A row. When it is due is locked up with the body: outside it would tell when something happened."""
    locked = keyring.seal(bytes.fromhex(id_), _KIND, f"{due} {body}", expires)
    return {"id": id_, "leased": 0, "expires": quarter_hour_up(expires), "body": locked}


def opened(keyring: Keyring, row: Row[tuple[object, ...]]) -> Waiting:
    """The row unlocked; `StorageUnavailable` when it was altered."""
    words, expires = keyring.unseal(bytes.fromhex(row.id), _KIND, row.body)
    due, _, body = words.partition(" ")
    return Waiting(row.id, body, datetime.fromtimestamp(int(due), UTC), datetime.fromtimestamp(expires, UTC))
