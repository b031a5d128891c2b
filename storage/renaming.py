"""A platform gave a community's chat another number: everything that is kept moves to its new code, in one step."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, union, update

from storage import communities as settings_of
from storage import marks, postgres, renaming_memories
from storage import outbox as letters
from storage.database import scrub_later
from storage.records import CommunitySettings
from storage.schema import (
    catalog_edits,
    changes,
    communities,
    digests,
    memories,
    outbox,
    published,
    sizes,
    spent,
    suggestions,
    tallies,
    week_keys,
)
from storage.statements import insert_new, upsert
from storage.suggestions import OF_A_COMMUNITY
from storage.weeks import seconds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.keys import Keyring
    from storage.records import Renamed
    from storage.renaming_memories import Rules


async def rename(connection: AsyncConnection, keyring: Keyring, renamed: Renamed, rules: Rules, now: datetime) -> int:
    """Move everything of one community; how many rows. Done again, it moves what was written meanwhile."""
    for lock in (postgres.CLOSING, postgres.SUGGESTING, postgres.CLAIMING):
        await postgres.hold(connection, lock)
    await marks.key_fits(connection, keyring)
    moved = await _open_weeks(connection, keyring, renamed) + await _closed_periods(connection, renamed)
    await postgres.lock(connection, memories.name)
    moved += await renaming_memories.move(connection, keyring, renamed, rules, now)
    moved += await _suggestions(connection, keyring, renamed)
    moved += await _settings(connection, renamed) + await _edits(connection, renamed, rules)
    moved += await _outbox(connection, keyring, renamed)
    await renaming_memories.note(connection, keyring, renamed, now)
    if moved:
        await scrub_later(connection)
    return moved


async def _open_weeks(connection: AsyncConnection, keyring: Keyring, renamed: Renamed) -> int:
    """Codes of members live under their week's own key and go with it. Two keys' codes cannot be compared.

    So where both communities count already, the one with more codes stays: some may be missing, nobody counts twice.
    """
    there = {(row.purpose, row.week): row for row in await _rows(connection, week_keys, renamed.new)}
    found = await _rows(connection, week_keys, renamed.old)
    for row in found:
        if other := there.get((row.purpose, row.week)):
            smaller = min((row, await _codes(connection, row)), (other, await _codes(connection, other)), key=_size)[0]
            await connection.execute(delete(digests).where(digests.c.week_key == smaller.id))
            await connection.execute(delete(week_keys).where(week_keys.c.id == smaller.id))
            if smaller is row:
                continue
        key = keyring.week_key(row.id, row.community, row.purpose, row.week, row.wrapped)
        locked = {"community": renamed.new, "wrapped": keyring.wrap_again(key, renamed.new, row.purpose, row.week)}
        await connection.execute(update(week_keys).where(week_keys.c.id == row.id).values(**locked))
    return len(found)


def _size(side: tuple[Row[Any], int]) -> int:
    return side[1]


async def _codes(connection: AsyncConnection, key: Row[Any]) -> int:
    query = select(func.count()).select_from(digests).where(digests.c.week_key == key.id)
    return int((await connection.execute(query)).scalar_one())


async def _closed_periods(connection: AsyncConnection, renamed: Renamed) -> int:
    """A period of which the new code has numbers keeps those: two numbers are never added up."""
    periods = union(
        select(tallies.c.week).where(tallies.c.community == renamed.new),
        select(published.c.period).where(published.c.community == renamed.new),
    )
    told = list((await connection.execute(periods)).scalars())
    moved = 0
    for table, period in ((tallies, tallies.c.week), (published, published.c.period)):
        here = table.c.community == renamed.old
        await connection.execute(delete(table).where(here, period.in_(told)))
        moved += (await connection.execute(update(table).where(here).values(community=renamed.new))).rowcount
    if await _rows(connection, sizes, renamed.new):
        await connection.execute(delete(sizes).where(sizes.c.community == renamed.old))
    newly = update(sizes).where(sizes.c.community == renamed.old).values(community=renamed.new)
    return moved + (await connection.execute(newly)).rowcount


async def _suggestions(connection: AsyncConnection, keyring: Keyring, renamed: Renamed) -> int:
    """What waits, the blanks, and how many of the day's places are taken."""
    newly = update(suggestions).where(suggestions.c.community == renamed.old).values(community=renamed.new)
    moved = (await connection.execute(newly)).rowcount
    for place in range(OF_A_COMMUNITY):
        ticket = keyring.ticket(f"suggest {renamed.old} {place}")
        row = (await connection.execute(select(spent).where(spent.c.ticket == ticket))).one_or_none()
        if row is not None:
            await connection.execute(delete(spent).where(spent.c.ticket == ticket))
            await _take_place(connection, keyring, renamed.new, row.expires)
    return moved


async def _take_place(connection: AsyncConnection, keyring: Keyring, community: str, expires: int) -> None:
    for place in range(OF_A_COMMUNITY):
        row = {"ticket": keyring.ticket(f"suggest {community} {place}"), "expires": expires}
        if (await connection.execute(insert_new(connection, spent), row)).rowcount == 1:
            return


async def _settings(connection: AsyncConnection, renamed: Renamed) -> int:
    await postgres.lock(connection, communities.name)
    known = await settings_of.load(connection)
    if (old := known.get(renamed.old)) is None:
        return 0
    await connection.execute(delete(communities).where(communities.c.community == renamed.old))
    await settings_of.save(connection, renamed.new, merged_settings(old, known.get(renamed.new)))
    return 1


def merged_settings(old: CommunitySettings, new: CommunitySettings | None) -> CommunitySettings:
    """What was chosen for the new code holds; what nobody chose there is as it was."""
    fresh = CommunitySettings()
    chosen = {} if new is None else {each.name: getattr(new, each.name) for each in fields(new)}
    return replace(old, **{name: value for name, value in chosen.items() if value != getattr(fresh, name)})


async def _edits(connection: AsyncConnection, renamed: Renamed, rules: Rules) -> int:
    await postgres.lock(connection, catalog_edits.name)
    there = {row.service: row.body for row in await _rows(connection, catalog_edits, renamed.new)}
    found = await _rows(connection, catalog_edits, renamed.old)
    for row in found:
        body = rules.merged_edit(row.service, row.body, there[row.service]) if row.service in there else row.body
        newly = {"community": renamed.new, "service": row.service, "body": body}
        await connection.execute(upsert(connection, catalog_edits), newly)
    await connection.execute(delete(catalog_edits).where(catalog_edits.c.community == renamed.old))
    trail = update(changes).where(changes.c.community == renamed.old).values(community=renamed.new)
    return len(found) + (await connection.execute(trail)).rowcount


async def _outbox(connection: AsyncConnection, keyring: Keyring, renamed: Renamed) -> int:
    moved = 0
    for row in (await connection.execute(select(outbox))).all():
        waits = letters.opened(keyring, row)
        if renamed.is_in(waits.body):
            due, expires = seconds(waits.due), seconds(waits.expires)
            newly = letters.sealed(keyring, row.id, renamed.follow(waits.body), due, expires)
            await connection.execute(delete(outbox).where(outbox.c.id == row.id))
            await connection.execute(insert(outbox), {**newly, "leased": row.leased})
            moved += 1
    return moved


async def _rows(connection: AsyncConnection, table: Any, community: str) -> list[Row[Any]]:
    return list((await connection.execute(select(table).where(table.c.community == community))).all())
