"""What is remembered of a community, or in its name, is locked under its new code when it gets one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import delete, select

from storage.forgets import write as write_forgets
from storage.schema import memories
from storage.statements import upsert
from storage.weeks import quarter_hour_up, seconds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring
    from storage.records import Renamed

RENAMED, RENAMED_MINUTES = "renamed", 400 * 24 * 60
"""The kind of memory that says which code a community had before, under its new one; buttons name the old one."""
_BREATH = 200
"""Locked rows that are opened before others get their turn."""


class Rules(Protocol):
    """Who knows what stands in the bodies that storage only keeps."""

    @property
    def with_addresses(self) -> Collection[str]:
        """Kinds of memory in which any community may name the chat by its address."""

    def whose(self, kind: str, body: str) -> str:
        """The member, or other owner, of a memory whose kind ends with a community."""

    def rewritten(self, kind: str, body: str, renamed: Renamed) -> str:
        """A body that names the chat, as it is now."""

    def merged(self, kind: str, old: str, new: str) -> str:
        """One body of two, so that nothing anybody chose is lost; of two answers the new one holds."""

    def merged_edit(self, service: str, old: str, new: str) -> str:
        """The same for what managers changed about one service."""


async def move(connection: AsyncConnection, keyring: Keyring, renamed: Renamed, rules: Rules, now: datetime) -> int:
    """Move all of it; how many."""
    moved = await _of_community(connection, keyring, renamed, rules, now)
    moved += await _named_after(connection, keyring, renamed, rules, now)
    query = select(memories).where(memories.c.kind.in_(("home", *rules.with_addresses)))
    changed = []
    for number, row in enumerate((await connection.execute(query)).all(), 1):
        body, expires = keyring.unseal(row.owner, row.kind, row.body)
        if renamed.is_in(body):
            changed.append(_row(keyring, row.owner, row.kind, rules.rewritten(row.kind, body, renamed), expires))
        if number % _BREATH == 0:
            await asyncio.sleep(0)
    if changed:
        await connection.execute(upsert(connection, memories), changed)
    return moved + len(changed)


async def _of_community(
    connection: AsyncConnection, keyring: Keyring, renamed: Renamed, rules: Rules, now: datetime
) -> int:
    """What is remembered under the community's own code."""
    kinds = (await connection.execute(select(memories.c.kind).distinct().order_by(memories.c.kind))).scalars()
    owners = {keyring.owner(kind, renamed.old): kind for kind in kinds}
    rows = (await connection.execute(select(memories).where(memories.c.owner.in_(owners)))).all()
    for row in rows:
        body, expires = keyring.unseal(row.owner, row.kind, row.body)
        await connection.execute(delete(memories).where(memories.c.owner == row.owner))
        if expires <= seconds(now):
            continue
        body, owner = rules.rewritten(row.kind, body, renamed), keyring.owner(row.kind, renamed.new)
        theirs = (await connection.execute(select(memories.c.body).where(memories.c.owner == owner))).scalar()
        if theirs is not None:
            there, until = keyring.unseal(owner, row.kind, theirs)
            if seconds(now) < until:
                body, expires = rules.merged(row.kind, body, there), max(expires, until)
        await _put(connection, keyring, owner, row.kind, body, expires)
    return len(rows)


async def _named_after(
    connection: AsyncConnection, keyring: Keyring, renamed: Renamed, rules: Rules, now: datetime
) -> int:
    """What somebody said in the name of the community, such as that they are on call."""
    query = select(memories).where(memories.c.kind.endswith(f" {renamed.old}", autoescape=True))
    rows = (await connection.execute(query)).all()
    for row in rows:
        body, expires = keyring.unseal(row.owner, row.kind, row.body)
        kind = row.kind.removesuffix(renamed.old) + renamed.new
        owner = keyring.owner(kind, rules.whose(row.kind, body))
        await connection.execute(delete(memories).where(memories.c.owner == row.owner))
        known = await connection.execute(select(memories.c.owner).where(memories.c.owner == owner))
        if known.first() is None:
            await _put(connection, keyring, owner, kind, rules.rewritten(row.kind, body, renamed), expires)
    # An older backup has them under the old code, where a /forget that comes later could not find them any more.
    if rows:
        await write_forgets(connection, keyring, [], [row.owner for row in rows], now)
    return len(rows)


async def _put(connection: AsyncConnection, keyring: Keyring, owner: bytes, kind: str, body: str, expires: int) -> None:
    await connection.execute(upsert(connection, memories), _row(keyring, owner, kind, body, expires))


def _row(keyring: Keyring, owner: bytes, kind: str, body: str, expires: int) -> dict[str, object]:
    locked = keyring.seal(owner, kind, body, expires)
    return {"owner": owner, "kind": kind, "expires": quarter_hour_up(expires), "body": locked}


async def note(connection: AsyncConnection, keyring: Keyring, renamed: Renamed, now: datetime) -> None:
    """Which code it had before: buttons and other processes still name that one."""
    owner = keyring.owner(RENAMED, renamed.new)
    await _put(connection, keyring, owner, RENAMED, renamed.write(), seconds(now) + RENAMED_MINUTES * 60)
