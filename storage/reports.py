"""How many members said the same thing this week, and what one member has said: for things that two must say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.schema import digests, week_keys
from storage.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring


@dataclass(frozen=True, slots=True)
class Reported:
    """What was counted for one purpose in the week that is open. When it closes, all of this is gone."""

    mine: frozenset[str]
    """What this member is counted for."""
    members: Mapping[str, int]
    """How many members are counted for each thing."""


async def read(
    connection: AsyncConnection, keyring: Keyring, *, community: str, purpose: str, member: str, now: datetime
) -> Reported:
    """Look at the week's digests: they say how many, and only whoever asks with a member's own digest learns whose."""
    place = (week_keys.c.community == community, week_keys.c.purpose == purpose, week_keys.c.week >= week_of(now))
    row = (await connection.execute(select(week_keys).where(*place).order_by(week_keys.c.week.desc()))).first()
    if row is None:
        return Reported(frozenset(), {})
    key = keyring.week_key(row.id, row.community, row.purpose, row.week, row.wrapped)
    mine: set[str] = set()
    members: dict[str, int] = {}
    counted = select(digests.c.what, digests.c.digest).where(digests.c.week_key == row.id)
    for found in await connection.execute(counted):
        members[found.what] = members.get(found.what, 0) + 1
        if found.digest == key.digest(purpose, found.what, member):
            mine.add(found.what)
    return Reported(frozenset(mine), members)
