"""What a member asked us to remember: encrypted, under a name only they lead to, and gone when it expires."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from storage import marks, postgres
from storage.database import scrub_later
from storage.schema import memories, spent
from storage.statements import insert_new, upsert
from storage.weeks import quarter_hour_up, seconds

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring

OPTED_OUT = "optout"
OPTED_OUT_DAYS = 400


async def remember(
    connection: AsyncConnection, keyring: Keyring, *, member: str, kind: str, body: str, minutes: int, now: datetime
) -> None:
    """Keep one body for each member and kind; a new one replaces the old."""
    await marks.key_fits(connection, keyring)
    owner = keyring.owner(kind, member)
    expires = seconds(now) + minutes * 60
    row = {
        "owner": owner,
        "kind": kind,
        "expires": quarter_hour_up(expires),
        "body": keyring.seal(owner, kind, body, expires),
    }
    await connection.execute(upsert(connection, memories), row)


async def recall(
    connection: AsyncConnection, keyring: Keyring, *, member: str, kind: str, now: datetime
) -> tuple[str, datetime] | None:
    """The body and its expiry, or None when there is none or it has expired."""
    owner = keyring.owner(kind, member)
    sealed = (await connection.execute(select(memories.c.body).where(memories.c.owner == owner))).scalar()
    if sealed is None:
        return None
    body, expires = keyring.unseal(owner, kind, sealed)
    return (body, datetime.fromtimestamp(expires, UTC)) if seconds(now) < expires else None


async def drop(connection: AsyncConnection, keyring: Keyring, *, member: str, kind: str) -> list[bytes]:
    """Delete one memory; the name of its owner, if there was one."""
    owner = keyring.owner(kind, member)
    gone = (await connection.execute(delete(memories).where(memories.c.owner == owner))).rowcount
    return [owner] if gone else []


async def claim(
    connection: AsyncConnection, keyring: Keyring, *, member: str, kind: str, body: str, minutes: int, now: datetime
) -> bool:
    """Remember a body that comes after the one that is remembered, as text sorts. False: it does not, or is the same.

    Of several processes that claim the same, one hears True.
    """
    await postgres.hold(connection, postgres.CLAIMING)
    known = await recall(connection, keyring, member=member, kind=kind, now=now)
    if known and body <= known[0]:
        return False
    await remember(connection, keyring, member=member, kind=kind, body=body, minutes=minutes, now=now)
    return True


async def of_kind(connection: AsyncConnection, keyring: Keyring, kind: str, now: datetime) -> tuple[str, ...]:
    """The bodies of one kind that have not expired."""
    rows = (await connection.execute(select(memories).where(memories.c.kind == kind))).all()
    found = [keyring.unseal(row.owner, kind, row.body) for row in rows]
    return tuple(body for body, expires in found if seconds(now) < expires)


async def of_member(
    connection: AsyncConnection, keyring: Keyring, member: str, now: datetime
) -> tuple[tuple[str, str, datetime], ...]:
    """Every memory of a member that has not expired, as (kind, body, expiry)."""
    found = {
        kind: await recall(connection, keyring, member=member, kind=kind, now=now) for kind in await _kinds(connection)
    }
    return tuple((kind, *memory) for kind, memory in found.items() if memory)


async def forget(connection: AsyncConnection, keyring: Keyring, member: str) -> list[bytes]:
    """Delete every memory of a member; the owners of the rows that went."""
    owners = [keyring.owner(kind, member) for kind in await _kinds(connection)]
    gone = memories.c.owner.in_(owners)
    there = list((await connection.execute(select(memories.c.owner).where(gone))).scalars())
    await connection.execute(delete(memories).where(gone))
    return there


async def opt_out(connection: AsyncConnection, keyring: Keyring, member: str, now: datetime, *, out: bool) -> None:
    """Leave a member out of all counting for `OPTED_OUT_DAYS`, or count them again."""
    if out:
        minutes = OPTED_OUT_DAYS * 24 * 60
        await remember(connection, keyring, member=member, kind=OPTED_OUT, body="", minutes=minutes, now=now)
    else:
        await connection.execute(delete(memories).where(memories.c.owner == keyring.owner(OPTED_OUT, member)))


async def who_opted_out(connection: AsyncConnection, keyring: Keyring, members: set[str], now: datetime) -> set[str]:
    """Those of the members who asked to be left out of counting."""
    owners = {keyring.owner(OPTED_OUT, member): member for member in members}
    query = select(memories.c.owner).where(memories.c.owner.in_(owners), memories.c.expires > seconds(now))
    return {owners[owner] for owner in (await connection.execute(query)).scalars()}


async def spend(connection: AsyncConnection, keyring: Keyring, *, ticket: str, minutes: int, now: datetime) -> bool:
    """True the first time a ticket is shown; it is known for at least so many minutes."""
    row = {"ticket": keyring.ticket(ticket), "expires": quarter_hour_up(seconds(now) + minutes * 60)}
    return (await connection.execute(insert_new(connection, spent), row)).rowcount == 1


async def sweep(connection: AsyncConnection, now: datetime) -> int:
    """Delete what has expired; how many rows."""
    expired = (await connection.execute(delete(memories).where(memories.c.expires <= seconds(now)))).rowcount
    if expired:
        await scrub_later(connection)
    return expired + (await connection.execute(delete(spent).where(spent.c.expires <= seconds(now)))).rowcount


async def _kinds(connection: AsyncConnection) -> list[str]:
    return list((await connection.execute(select(memories.c.kind).distinct().order_by(memories.c.kind))).scalars())
