"""Services that members suggested and managers have not decided on yet: locked, and gone once decided or too old."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from storage import edits, forgets, marks, postgres
from storage.database import scrub_later
from storage.outbox import new_id
from storage.schema import spent, suggestions
from storage.statements import insert_new
from storage.weeks import day_up, quarter_hour_up, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database
    from storage.edits import Change
    from storage.keys import Keyring

LASTS_DAYS = 30
"""A suggestion that nobody decides on is forgotten after so long."""
A_DAY = timedelta(hours=24)
OF_A_MEMBER = 3
"""One member may have so many waiting or made within a day, in one community."""
WAITING = 20
"""So many may wait in one community."""
OF_A_COMMUNITY = 10
"""One community takes so many within a day, whoever makes them; nobody who makes and deletes can exceed it."""
_NEVER = datetime.min.replace(tzinfo=UTC)
KIND, DECIDED = "suggestion", "suggested"
"""What `holdings` calls one that waits, and the blank that is left of a decided one until its day is over."""


class Limit(StrEnum):
    """Why a suggestion was not taken."""

    MEMBER = "member"
    COMMUNITY = "community"
    WAITS = "waits"
    """The same link waits already."""


@dataclass(frozen=True, slots=True, repr=False)
class Suggestion:
    """A link, and words of our own vocabulary. Who made it stands nowhere, unless they want to hear back."""

    community: str
    link: str
    support: str
    need: str
    language: str
    reply_to: str | None = None
    """A sealed address; None: they do not want to be written to."""
    id: str = field(default_factory=new_id)
    """16 hex digits."""
    agreed: tuple[str, ...] = ()
    """Marks of managers who agreed, where two must."""
    made: datetime = _NEVER
    """When it was made; set by storage."""


class Suggestions:
    """Each method is one transaction with a deadline, and may raise `StorageUnavailable`."""

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    def __repr__(self) -> str:
        return "Suggestions(address and key hidden)"

    async def add(self, member: str, suggestion: Suggestion) -> Limit | None:
        """Keep it until it is decided, `LASTS_DAYS` at most. None when it is kept, else why it is not."""

        async def work(connection: AsyncConnection) -> Limit | None:
            await postgres.hold(connection, postgres.SUGGESTING)
            await marks.key_fits(connection, self._keyring)
            now = self._clock()
            if limit := await self._limit(connection, member, suggestion, now):
                return limit
            made = replace(suggestion, made=now)
            await connection.execute(
                suggestions.insert(), _row(self._keyring, made, _owner(self._keyring, made.id, member))
            )
            return None

        return await self._database.write(work)

    async def waiting(self, community: str) -> tuple[Suggestion, ...]:
        """What this community's managers have not decided on, oldest first."""

        async def work(connection: AsyncConnection) -> tuple[Suggestion, ...]:
            return await self._open(connection, community, self._clock())

        return await self._database.read(work)

    async def get(self, id_: str) -> Suggestion | None:
        """One that waits."""

        async def work(connection: AsyncConnection) -> Suggestion | None:
            found = await self._one(connection, id_)
            return found[1] if found else None

        return await self._database.read(work)

    async def agree(self, id_: str, by: str, trail: Change | None = None) -> Suggestion | None:
        """A manager agrees; the same manager counts once. None when it does not wait any more.

        trail: what is written into the trail with it, once for each manager.
        """

        async def work(connection: AsyncConnection) -> Suggestion | None:
            if (found := await self._one(connection, id_, lock=True)) is None:
                return None
            owner, waits = found
            agreed = replace(waits, agreed=tuple(dict.fromkeys((*waits.agreed, by))))
            body = _row(self._keyring, agreed, owner)["body"]
            await connection.execute(update(suggestions).where(suggestions.c.id == id_).values(body=body))
            if trail and by not in waits.agreed:
                await edits.write(connection, trail, self._clock())
            return agreed

        return await self._database.write(work)

    async def decide(self, id_: str, trail: Change | None = None) -> Suggestion | None:
        """It is decided: to one caller alone it is given once more, and of the row only a blank is left, for a day.

        trail: what that one caller writes into the trail with it.
        """

        async def work(connection: AsyncConnection) -> Suggestion | None:
            if (found := await self._one(connection, id_, lock=True)) is None:
                return None
            owner, decided = found
            until = day_up(seconds(decided.made + A_DAY))
            body = self._keyring.seal(owner, KIND, json.dumps({"made": seconds(decided.made)}), until)
            blank = {"expires": until, "body": body}
            await connection.execute(update(suggestions).where(suggestions.c.id == id_).values(**blank))
            # A restored backup must not ask managers again, nor write to the member twice.
            await forgets.write(connection, self._keyring, [], [owner], self._clock())
            await scrub_later(connection)
            if trail:
                await edits.write(connection, trail, self._clock())
            return decided

        return await self._database.write(work)

    async def _limit(
        self, connection: AsyncConnection, member: str, suggestion: Suggestion, now: datetime
    ) -> Limit | None:
        rows = await _rows(connection, suggestion.community, now)
        opened = [(row.owner == _owner(self._keyring, row.id, member), *_read(self._keyring, row)) for row in rows]
        theirs = [body for own, body, _ in opened if own]
        waiting = [body for _, body, _ in opened if "link" in body]
        recent = [body for body in theirs if "link" in body or body["made"] > seconds(now - A_DAY)]
        if any(body["link"] == suggestion.link for body in waiting):
            return Limit.WAITS
        if len(recent) >= OF_A_MEMBER:
            return Limit.MEMBER
        if len(waiting) >= WAITING or not await _day_has_room(connection, self._keyring, suggestion.community, now):
            return Limit.COMMUNITY
        return None

    async def _open(self, connection: AsyncConnection, community: str, now: datetime) -> tuple[Suggestion, ...]:
        found = [_opened(self._keyring, row) for row in await _rows(connection, community, now)]
        return tuple(sorted(filter(None, found), key=lambda each: (each.made, each.id)))

    async def _one(
        self, connection: AsyncConnection, id_: str, *, lock: bool = False
    ) -> tuple[bytes, Suggestion] | None:
        query = select(suggestions).where(suggestions.c.id == id_, suggestions.c.expires > seconds(self._clock()))
        row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
        found = _opened(self._keyring, row) if row else None
        return (row.owner, found) if row and found else None


async def of_member(
    connection: AsyncConnection, keyring: Keyring, member: str, now: datetime
) -> tuple[tuple[str, str, datetime], ...]:
    """What a member suggested, as (kind, body, expiry): what waits, and the blanks of what was decided within a day."""
    query = select(suggestions).where(suggestions.c.expires > seconds(now))
    found = []
    for row in (await connection.execute(query)).all():
        if row.owner == _owner(keyring, row.id, member):
            body, until = _read(keyring, row)
            told = {name: body[name] for name in ("link", "support", "need") if name in body}
            found.append((KIND if told else DECIDED, json.dumps(told) if told else "", until))
    return tuple(sorted(found))


async def forget(connection: AsyncConnection, keyring: Keyring, member: str) -> list[bytes]:
    """Delete what a member suggested; the owners of the rows that went."""
    rows = (await connection.execute(select(suggestions.c.id, suggestions.c.owner))).all()
    theirs = [row for row in rows if row.owner == _owner(keyring, row.id, member)]
    for row in theirs:
        await connection.execute(delete(suggestions).where(suggestions.c.id == row.id))
    return [row.owner for row in theirs]


async def sweep(connection: AsyncConnection, now: datetime) -> int:
    """Delete what has expired; how many."""
    gone = (await connection.execute(delete(suggestions).where(suggestions.c.expires <= seconds(now)))).rowcount
    if gone:
        await scrub_later(connection)
    return gone


async def seal_again(connection: AsyncConnection, keyring: Keyring, new: Keyring) -> int:
    """Lock every row anew, under a new root key; how many."""
    rows = (await connection.execute(select(suggestions))).all()
    for row in rows:
        body, expires = keyring.unseal(row.owner, KIND, row.body)
        owner = new.renamed(row.owner)
        changed = {"owner": owner, "body": new.seal(owner, KIND, body, expires)}
        await connection.execute(update(suggestions).where(suggestions.c.id == row.id).values(**changed))
    return len(rows)


async def _day_has_room(connection: AsyncConnection, keyring: Keyring, community: str, now: datetime) -> bool:
    """Take one of the day's places; they are counted without anybody's name."""
    expires = quarter_hour_up(seconds(now + A_DAY))
    for place in range(OF_A_COMMUNITY):
        row = {"ticket": keyring.ticket(f"suggest {community} {place}"), "expires": expires}
        await connection.execute(delete(spent).where(spent.c.ticket == row["ticket"], spent.c.expires <= seconds(now)))
        if (await connection.execute(insert_new(connection, spent), row)).rowcount == 1:
            return True
    return False


async def _rows(connection: AsyncConnection, community: str, now: datetime) -> list[Row[Any]]:
    here = select(suggestions).where(suggestions.c.community == community, suggestions.c.expires > seconds(now))
    return list((await connection.execute(here)).all())


def _owner(keyring: Keyring, id_: str, member: str) -> bytes:
    """32 bytes that stand for a member in this one row: two suggestions of a member cannot be linked."""
    return keyring.owner(f"suggestion {id_}", member)


def _row(keyring: Keyring, made: Suggestion, owner: bytes) -> dict[str, object]:
    expires = day_up(seconds(made.made + timedelta(days=LASTS_DAYS)))
    body = {
        "link": made.link,
        "support": made.support,
        "need": made.need,
        "language": made.language,
        "reply_to": made.reply_to,
        "agreed": made.agreed,
        "made": seconds(made.made),
    }
    locked = keyring.seal(owner, KIND, json.dumps(body), expires)
    return {"id": made.id, "community": made.community, "owner": owner, "expires": expires, "body": locked}


def _read(keyring: Keyring, row: Row[Any]) -> tuple[dict[str, Any], datetime]:
    body, expires = keyring.unseal(row.owner, KIND, row.body)
    return json.loads(body), datetime.fromtimestamp(expires, UTC)


def _opened(keyring: Keyring, row: Row[Any]) -> Suggestion | None:
    """The row unlocked; None for the blank of a decided one."""
    body, _ = _read(keyring, row)
    if "link" not in body:
        return None
    made = datetime.fromtimestamp(body.pop("made"), UTC)
    return Suggestion(row.community, **{**body, "agreed": tuple(body["agreed"])}, id=row.id, made=made)
