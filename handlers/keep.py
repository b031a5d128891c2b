"""What the desk saves and remembers; when storage is down it says so honestly and nobody waits twice."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from storage.store import CommunitySettings, StorageUnavailable, merged_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from handlers.messages import Memory, Note
    from storage.publications import Row
    from storage.renaming_memories import Rules
    from storage.reports import Reported
    from storage.store import Edits, Forgotten, Holdings, Renamed, Storage, Suggestions, Waiting

log = logging.getLogger(__name__)
T = TypeVar("T")

REST_S = 30.0
"""After storage failed, reads are not tried again for this long, so that no answer waits for it twice."""
NEAR_MINUTES = 2
"""How long this process trusts what it has read from storage."""
ROOM = 10_000
"""Members remembered in this process at most."""


class Keep:
    """One per process. Memories stand in storage; a copy in this process serves danger answers without a disk."""

    def __init__(self, storage: Storage | None, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._storage = storage
        self._clock = clock
        self._resting_until = 0.0
        self._near: OrderedDict[tuple[str, str], tuple[str, datetime]] = OrderedDict()
        self._settings: dict[str, CommunitySettings] = {}
        self._sized: dict[str, date] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, member: str) -> asyncio.Lock:
        """Held while a member's notes are written or forgotten, so that nothing reappears behind a /forget."""
        return self._turns.setdefault(member, asyncio.Lock())

    async def load_settings(self) -> None:
        """Read every community's settings, so that an answer never waits for them."""
        if (found := await self._try(self._ask(lambda s: s.settings()))) is not None:
            self._settings = found

    def settings(self, community: str) -> CommunitySettings:
        """A community's settings as last read; the defaults when it has none."""
        return self._settings.get(community, CommunitySettings())

    def known(self, member: str, kind: str) -> str | None:
        """What this process itself remembers; never touches a disk."""
        body, until = self._near.get((member, kind), ("", datetime.min.replace(tzinfo=UTC)))
        return body if until > self._clock() else None

    async def recall(self, member: str, kind: str) -> str | None:
        """What we remember for the member, or None; None too while storage is down."""
        if (body := self.known(member, kind)) is not None:
            return body
        if time.monotonic() < self._resting_until:
            return None
        body = await self._try(self._ask(lambda s: s.recall(member, kind)))
        if body is not None:
            self.hold(member, kind, body, NEAR_MINUTES)
        return body

    async def remember(self, member: str, memory: Memory, *, on_disk: bool = True, held: bool = False) -> bool:
        """Keep a memory until it expires. False: only this process knows it.

        held: this process holds it already, and by now perhaps a newer one.
        """
        if not held:
            self.hold(member, memory.kind, memory.body, memory.minutes)
        if not on_disk:
            return False
        return await self._saved(lambda s: s.remember(member, memory.kind, memory.body, memory.minutes))

    async def of_kind(self, kind: str) -> tuple[str, ...] | None:
        """What everybody asked us to remember of one kind; None while storage is down."""
        return await self._try(self._ask(lambda s: s.of_kind(kind)))

    async def drop(self, member: str, kind: str) -> bool:
        """Forget one kind at once. False: storage could not take it."""
        if not await self._saved(lambda s: s.drop(member, kind)):
            return False
        self._near.pop((member, kind), None)
        return True

    async def save_settings(self, community: str, settings: CommunitySettings) -> bool:
        """Replace a community's settings. False: it could not be kept, and nothing has changed."""
        if not await self._saved(lambda s: s.save_settings(community, settings)):
            return False
        self._settings = {**self._settings, community: settings}
        return True

    async def post(self, id_: str, body: str, *, due: datetime, expires: datetime | None = None) -> bool:
        """Put something to be sent later into the outbox. False: storage could not take it."""

        async def put(storage: Storage) -> None:
            await storage.outbox.put(body, due=due, id_=id_, expires=expires)

        return await self._saved(put)

    async def take_due(self) -> Sequence[Waiting]:
        """What is to be sent now, for us alone; nothing while storage is down."""
        return await self._try(self._ask(lambda s: s.outbox.lease())) or ()

    async def posted(self, id_: str) -> bool:
        """It was sent, or nobody has to be told any more. False: it was not in the outbox."""
        return await self._try(self._ask(lambda s: s.outbox.done(id_))) or False

    async def suggestions(self, act: Callable[[Suggestions], Awaitable[T]]) -> tuple[T] | None:
        """Do something with what members suggested; its outcome in brackets, or None while storage is down."""

        async def done(storage: Storage) -> tuple[T]:
            return (await act(storage.suggestions),)

        return await self._try(self._ask(done))

    async def edits(self, act: Callable[[Edits], Awaitable[T]]) -> tuple[T] | None:
        """Do something with what managers changed; its outcome in brackets, or None while storage is down."""

        async def done(storage: Storage) -> tuple[T]:
            return (await act(storage.edits),)

        return await self._try(self._ask(done))

    async def count(self, community: str, member: str, notes: Iterable[Note]) -> bool:
        """Count the member once for each note this week, and wait until it is kept. False: it could not be."""
        pairs: Sequence[tuple[str, str]] = [(str(note.purpose), note.what) for note in notes]
        return not pairs or await self._saved(lambda s: s.count(community, member, pairs))

    async def reported(self, community: str, purpose: str, member: str) -> Reported | None:
        """What members are counted for this week, for one purpose; None while storage is down."""
        return await self._try(self._ask(lambda s: s.reported(community, str(purpose), member)))

    def note(self, community: str, member: str, notes: Iterable[Note]) -> None:
        """Count likewise within a second or so, for what the member is told nothing about; nobody waits."""
        if self._storage is None:
            return
        try:
            self._storage.note(community, member, [(str(note.purpose), note.what) for note in notes])
        except StorageUnavailable as problem:
            self._rest(problem)

    async def note_size(self, community: str, ask: Callable[[], Awaitable[int | None]]) -> None:
        """Once a day, ask how many members a community has, and keep that: no number may be about nearly everybody."""
        today = self._clock().date()
        if self._storage is None or self._sized.get(community) == today:
            return
        self._sized[community] = today
        if (members := await ask()) is not None:
            await self._saved(lambda s: s.save_size(community, members))

    async def published(self, community: str) -> list[tuple[str, Row]] | None:
        """All that may be read about a community, see `storage.publications`; None while storage is down."""
        return await self._try(self._ask(lambda s: s.published(community)))

    async def claim(self, member: str, kind: str, body: str, minutes: int) -> bool:
        """Whether this process alone may do what must be done once; `body` sorts after the last one. No: it is down."""
        return await self._try(self._ask(lambda s: s.claim(member, kind, body, minutes))) or False

    async def opt_out(self, member: str, *, out: bool) -> int | None:
        """Leave the member out of counting, or count them again; how many counts of this week they were taken out of.

        None: storage could not take it.
        """
        async with self.turn(member):
            removed = await self._try(self._ask(lambda s: s.opt_out(member, out=out)))
            self._near.pop((member, "optout"), None)
            return removed

    async def spend(self, ticket: str, minutes: int) -> bool:
        """Whether a doorway is opened for the first time; while storage is down it counts as the first."""
        answer = await self._try(self._ask(lambda s: s.spend(ticket, minutes)))
        return answer is not False

    async def holdings(self, member: str) -> Holdings | None:
        """What we hold about the member; None while storage is down."""
        held = await self._try(self._ask(lambda s: s.holdings(member)))
        if held is None:
            return None
        stored = {kind for kind, _, _ in held.memories}
        near = tuple(memory for memory in self._held_near(member) if memory[0] not in stored)
        return replace(held, memories=(*held.memories, *near))

    async def forget(self, member: str) -> Forgotten | None:
        """Delete what we hold about the member; None while storage is down."""
        async with self.turn(member):
            near = len(self._held_near(member))
            for key in [key for key in self._near if key[0] == member]:
                del self._near[key]
            gone = await self._try(self._ask(lambda s: s.forget(member)))
            return replace(gone, memories=max(gone.memories, near)) if gone else None

    def hold(self, member: str, kind: str, body: str, minutes: int) -> None:
        """Remember in this process alone, at once."""
        self._near[member, kind] = (body, self._clock() + timedelta(minutes=minutes))
        self._near.move_to_end((member, kind))
        while len(self._near) > ROOM:
            self._near.popitem(last=False)

    def _held_near(self, member: str) -> tuple[tuple[str, str, datetime], ...]:
        """What this process remembers for the member: kind, body, and until when."""
        now = self._clock()
        return tuple(
            (kind, body, until)
            for (owner, kind), (body, until) in self._near.items()
            if owner == member and until > now
        )

    async def move(self, renamed: Renamed, rules: Rules) -> bool:
        """Move all that storage keeps of a community. False: it could not be moved now, and nothing has changed."""
        return await self._try(self._ask(lambda s: s.rename(renamed, rules))) is not None

    def rename(self, renamed: Renamed) -> None:
        """The same for what this process remembers."""
        settings = dict(self._settings)
        if (old := settings.pop(renamed.old, None)) is not None:
            settings[renamed.new] = merged_settings(old, settings.get(renamed.new))
        self._settings = settings
        self._near = OrderedDict(
            ((renamed.follow(owner), renamed.follow(kind)), (renamed.follow(body), until))
            for (owner, kind), (body, until) in self._near.items()
        )

    def use(self, storage: Storage) -> None:
        """Storage that could not be opened at the start has come back."""
        self._storage = storage

    async def _saved(self, act: Callable[[Storage], Awaitable[None]]) -> bool:
        async def done(storage: Storage) -> bool:
            await act(storage)
            return True

        return await self._try(self._ask(done)) or False

    async def _ask(self, act: Callable[[Storage], Awaitable[T]]) -> T:
        if self._storage is None:
            raise StorageUnavailable("closed")
        return await act(self._storage)

    async def _try(self, work: Awaitable[T]) -> T | None:
        try:
            answer = await work
        except StorageUnavailable as problem:
            self._rest(problem)
            return None
        self._resting_until = 0.0
        return answer

    def _rest(self, problem: StorageUnavailable) -> None:
        """Leave storage alone for a while. An outage is one line in the log; if it never opened, the start said it."""
        known = self._storage is None or self._storage.has_warned
        if not known and time.monotonic() >= self._resting_until:
            log.warning("storage is not answering (%s)", problem)
        self._resting_until = time.monotonic() + REST_S
