"""Everything that is kept goes through here: counts without names, settings, and members' own memories."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage import (
    backups,
    communities,
    counts,
    forgets,
    marks,
    memories,
    opening,
    outbox,
    publications,
    renaming,
    reports,
    suggestions,
)
from storage.backups import Restored
from storage.batches import Batches, Contribution
from storage.database import QUICK_BYTES, SLOW_S, Database, scrub_later
from storage.edits import Change, Edits
from storage.errors import StorageRefused, StorageUnavailable
from storage.keys import Keyring
from storage.outbox import Outbox, Waiting
from storage.records import CommunitySettings, Forgotten, Holdings, Renamed
from storage.renaming import merged_settings
from storage.renaming_memories import RENAMED
from storage.schema import REVISIONS
from storage.sqlite import sqlite_address
from storage.suggestions import Limit, Suggestion, Suggestions
from storage.upkeep import Kept, Upkeep
from storage.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.publications import Control, Row
    from storage.renaming_memories import Rules

__all__ = [
    "RENAMED",
    "Change",
    "CommunitySettings",
    "Edits",
    "Forgotten",
    "Holdings",
    "Kept",
    "Limit",
    "Outbox",
    "Renamed",
    "Restored",
    "Storage",
    "StorageRefused",
    "StorageUnavailable",
    "Suggestion",
    "Suggestions",
    "Upkeep",
    "Waiting",
    "merged_settings",
    "sqlite_address",
]

_KEY_BYTES = 16


class Storage:
    """One open database. Each method is one transaction with a deadline, and may raise `StorageUnavailable`.

    member, community: digests made at the door. purpose, what, kind: words of our own vocabulary.
    """

    REVISION = REVISIONS[-1]
    """The newest schema, to which `open` brings a database."""

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._week_keys: counts.Keys = {}
        self._batches = Batches(self._write_counts)

    def __repr__(self) -> str:
        return "Storage(address and key hidden)"

    @classmethod
    async def open(cls, url: str, *, key: bytes, clock: Callable[[], datetime], deadline_s: float = 2.0) -> Storage:
        """Open the database at a SQLAlchemy address, making or upgrading it where needed.

        key: the operator's root key, at least 16 bytes. clock: the time now, with a time zone. deadline_s: for each
        method. Raises `StorageRefused` (nothing was touched) or `StorageUnavailable`.
        """
        if len(key) < _KEY_BYTES:
            raise StorageRefused(f"The secret key is too short: give one of at least {_KEY_BYTES} random bytes.")
        address = opening.address(url)
        keyring = Keyring(key)
        database = Database(address, deadline_s)
        try:
            found = await database.within(lambda _: opening.look(address, keyring, deadline_s), SLOW_S)
            if found.revision != REVISIONS[-1] or found.check is None:
                await opening.prepare(database, address, keyring)
            keyring.adopt(await database.read(marks.earlier_owners))
        except BaseException:
            await database.close(tidy=False)
            raise
        return cls(database, keyring, clock)

    @staticmethod
    async def look(url: str, *, key: bytes, deadline_s: float = 2.0) -> str | None:
        """The revision of the database at an address, None where it is still empty; nothing is touched.

        Raises `StorageRefused` or `StorageUnavailable` as `open` would.
        """
        return (await opening.look(opening.address(url), Keyring(key), deadline_s)).revision

    @property
    def upkeep(self) -> Upkeep:
        """What an operator does to the data."""
        return Upkeep(self._database, self._keyring, self._clock)

    @property
    def outbox(self) -> Outbox:
        """What could not be sent to moderators yet."""
        return Outbox(self._database, self._keyring, self._clock)

    @property
    def suggestions(self) -> Suggestions:
        """Services that members suggested and managers have not decided on yet."""
        return Suggestions(self._database, self._keyring, self._clock)

    @property
    def edits(self) -> Edits:
        """What managers changed in chat, and the trail of it."""
        return Edits(self._database, self._clock)

    async def back_up(self, file: Path, *, dry_run: bool = False) -> dict[str, int]:
        """Write a consistent copy to a new SQLite file, see `storage.backups`; its rows by table."""
        await self._batches.flush()
        return await backups.back_up(self._database, self._keyring, file, self._clock(), dry_run=dry_run)

    async def restore(
        self, file: Path, *, folder: Path, listed: Mapping[bytes, int] | None = None, dry_run: bool = False
    ) -> Restored:
        """Replace everything by a backup, replay the forgets made since, and close the weeks that have ended since."""
        done = await backups.restore(
            self._database, self._keyring, file, self._clock(), listed=listed or {}, folder=folder, dry_run=dry_run
        )
        if not dry_run:
            self._week_keys.clear()
            await self.sweep()
            await self.close_weeks()
        return done

    async def move(self, url: str, *, dry_run: bool = False) -> dict[str, int]:
        """Copy everything into an empty database at another address; rows by table."""
        await self._batches.flush()
        return await backups.move(self._database, self._keyring, url, dry_run=dry_run)

    async def close(self) -> None:
        """Write the counts that still wait, and let go of the database. May be called twice; never raises."""
        await self._batches.close()
        await self._database.close()

    async def settings(self) -> dict[str, CommunitySettings]:
        """The settings of every community that has some."""
        return await self._database.read(communities.load)

    async def save_settings(self, community: str, settings: CommunitySettings) -> None:
        """Replace a community's settings."""

        async def work(connection: AsyncConnection) -> None:
            await communities.save(connection, community, settings)

        await self._database.write(work)

    async def rename(self, renamed: Renamed, rules: Rules) -> int:
        """Move everything of a community to its new code, see `storage.renaming`; how many rows. It may be repeated.

        It has the longer deadline.
        """
        await self._batches.flush()

        async def work(connection: AsyncConnection) -> int:
            return await renaming.rename(connection, self._keyring, renamed, rules, self._clock())

        moved = await self._database.write(work, deadline_s=SLOW_S)
        self._week_keys.clear()
        return moved

    async def count(self, community: str, member: str, what: Sequence[tuple[str, str]]) -> None:
        """Count a member for each (purpose, what), and return when that is kept.

        A member counts once a week for each, however often they come; who has opted out is left out.
        """
        if what:
            await self._batches.save(self._contribution(community, member, what), self._database.deadline_s)

    def note(self, community: str, member: str, what: Sequence[tuple[str, str]]) -> None:
        """Count likewise, but within a second or so, many members in one transaction; nobody waits for it.

        What waits is lost when the process is killed. Raises `StorageUnavailable` when there is no room to wait.
        """
        if what:
            self._batches.note(self._contribution(community, member, what))

    @property
    def has_warned(self) -> bool:
        """The log says already that something cannot be written just now."""
        return self._batches.has_warned

    async def reported(self, community: str, purpose: str, member: str) -> reports.Reported:
        """What members are counted for this week, for one purpose, and which of it is this member's."""

        async def work(connection: AsyncConnection) -> reports.Reported:
            return await reports.read(
                connection, self._keyring, community=community, purpose=purpose, member=member, now=self._clock()
            )

        return await self._database.read(work)

    async def close_weeks(self) -> int:
        """Fold every week that has ended into tallies, once, and destroy its digests and keys; how many weeks.

        Call it at start and every hour or so. It has a longer deadline: nobody waits for it.
        """
        await self._batches.flush()

        async def work(connection: AsyncConnection) -> int:
            return await counts.close_weeks(connection, self._clock())

        weeks = await self._database.write(work, deadline_s=SLOW_S)
        self._week_keys.clear()
        await self._database.scrub(deadline_s=SLOW_S)
        return weeks

    async def publish(self, control: Control) -> int:
        """Close every week that has ended, and freeze once what may be told of it and of its quarter; how many periods.

        The counts behind it are deleted, but for those that the quarter still needs. It has the longer deadline.
        """
        await self._batches.flush()

        async def work(connection: AsyncConnection) -> int:
            return await publications.publish(connection, control, self._clock())

        frozen = await self._database.write(work, deadline_s=SLOW_S)
        self._week_keys.clear()
        await self._database.scrub(deadline_s=SLOW_S)
        return frozen

    async def published(self, community: str) -> list[tuple[str, Row]]:
        """All that may be read about a community: the name of a week or quarter, and a frozen row."""
        return await self._database.read(lambda connection: publications.read(connection, community))

    async def save_size(self, community: str, members: int) -> None:
        """How many members a community has; nothing is told of one whose size is unknown."""
        await self._database.write(lambda connection: publications.save_size(connection, community, members))

    async def remember(self, member: str, kind: str, body: str, minutes: int) -> None:
        """Remember one body for a member and kind, for so many minutes; it replaces an earlier one."""

        async def work(connection: AsyncConnection) -> None:
            await memories.remember(
                connection, self._keyring, member=member, kind=kind, body=body, minutes=minutes, now=self._clock()
            )

        await self._database.write(work)

    async def claim(self, member: str, kind: str, body: str, minutes: int) -> bool:
        """Remember a body that comes after the remembered one, as text sorts; True for one of all who try at once."""

        async def work(connection: AsyncConnection) -> bool:
            return await memories.claim(
                connection, self._keyring, member=member, kind=kind, body=body, minutes=minutes, now=self._clock()
            )

        return await self._database.write(work)

    async def recall(self, member: str, kind: str) -> str | None:
        """The body, or None when there is none or its minutes are over."""

        async def work(connection: AsyncConnection) -> str | None:
            found = await memories.recall(connection, self._keyring, member=member, kind=kind, now=self._clock())
            return found[0] if found else None

        return await self._database.read(work)

    async def drop(self, member: str, kind: str) -> None:
        """Forget one kind at once, so that no restored backup brings it back."""

        async def work(connection: AsyncConnection) -> None:
            if owners := await memories.drop(connection, self._keyring, member=member, kind=kind):
                await forgets.write(connection, self._keyring, [], owners, self._clock())
                await scrub_later(connection)

        await self._database.write(work)

    async def of_kind(self, kind: str) -> tuple[str, ...]:
        """The bodies that everybody asked us to remember of one kind, in no order that means anything."""

        async def work(connection: AsyncConnection) -> tuple[str, ...]:
            return await memories.of_kind(connection, self._keyring, kind, self._clock())

        return await self._database.read(work)

    async def spend(self, ticket: str, minutes: int) -> bool:
        """True the first time a ticket is shown, False when it is spent; it is known for at least so many minutes."""

        async def work(connection: AsyncConnection) -> bool:
            return await memories.spend(connection, self._keyring, ticket=ticket, minutes=minutes, now=self._clock())

        return await self._database.write(work)

    async def holdings(self, member: str) -> Holdings:
        """Everything that we hold and can still trace to this member."""
        await self._batches.flush()

        async def work(connection: AsyncConnection) -> Holdings:
            rows = await counts.of_member(connection, self._keyring, member)
            kept = await memories.of_member(connection, self._keyring, member, self._clock())
            kept += await suggestions.of_member(connection, self._keyring, member, self._clock())
            return Holdings(digests=len(rows), counted=tuple(sorted(set(rows))), memories=kept)

        return await self._database.read(work)

    async def forget(self, member: str) -> Forgotten:
        """Delete what `holdings` shows, in every community. What closed weeks counted stays: nobody can trace it."""
        await self._batches.flush()

        async def work(connection: AsyncConnection) -> Forgotten:
            rows = await counts.forget(connection, self._keyring, member)
            owners = await memories.forget(connection, self._keyring, member)
            owners += await suggestions.forget(connection, self._keyring, member)
            if rows or owners:
                await forgets.write(connection, self._keyring, rows, owners, self._clock())
                await scrub_later(connection)
            return Forgotten(digests=len(rows), memories=len(owners))

        loop = asyncio.get_running_loop()
        started = loop.time()
        gone = await self._database.write(work)
        # A large file is scrubbed by `sweep`, where no member waits.
        left_s = self._database.deadline_s - (loop.time() - started)
        await self._database.scrub(deadline_s=left_s, at_most_bytes=QUICK_BYTES)
        return gone

    async def sweep(self) -> int:
        """Delete what has expired, and scrub what was deleted; how many rows. Call it at start and every hour or so."""

        async def work(connection: AsyncConnection) -> int:
            now = self._clock()
            gone = await memories.sweep(connection, now) + await forgets.sweep(connection, now)
            gone += await suggestions.sweep(connection, now)
            return gone + await outbox.sweep(connection, self._keyring, now)

        gone = await self._database.write(work, deadline_s=SLOW_S)
        await self._database.scrub(deadline_s=SLOW_S)
        return gone

    async def opt_out(self, member: str, *, out: bool) -> int:
        """Leave a member out of all counting, or count them again; `holdings` lists it as `optout`.

        How many digests of open weeks were deleted: who opts out is taken out of those too.
        """
        await self._batches.flush()

        async def work(connection: AsyncConnection) -> int:
            await memories.opt_out(connection, self._keyring, member, self._clock(), out=out)
            rows = await counts.forget(connection, self._keyring, member) if out else []
            if rows:
                await forgets.write(connection, self._keyring, rows, [], self._clock())
                await scrub_later(connection)
            return len(rows)

        return await self._database.write(work)

    def _contribution(self, community: str, member: str, what: Sequence[tuple[str, str]]) -> Contribution:
        pairs = frozenset((str(purpose), str(thing)) for purpose, thing in what)
        return Contribution(community, member, week_of(self._clock()), pairs)

    async def _write_counts(self, some: Sequence[Contribution], deadline_s: float | None) -> None:
        async def work(connection: AsyncConnection) -> counts.Keys:
            return await counts.count(connection, self._keyring, self._week_keys, some, self._clock())

        deadline_s = min(deadline_s or self._database.deadline_s, self._database.deadline_s)
        try:
            used = await self._database.write(work, deadline_s=deadline_s)
        except StorageUnavailable as error:
            if error.kind != "other" or not self._week_keys:
                raise
            # A key that another process has destroyed with its week is not there any more: look at all of them again.
            self._week_keys.clear()
            used = await self._database.write(work, deadline_s=deadline_s)
        self._week_keys |= used
