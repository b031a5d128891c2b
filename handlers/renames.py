"""A group got another number from its platform: what managers set up follows it, and so do buttons from before."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from catalog.overlay import read_edit
from handlers.did_not_work import FLAGS
from handlers.digests import LETTER
from handlers.numbers import OURS
from handlers.roster import STAFF, is_on_call, merged_record, moved_record
from handlers.shelves import merged_edit
from handlers.trouble import record
from storage.store import RENAMED, Renamed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.keep import Keep
    from handlers.messages import Incoming

log = logging.getLogger(__name__)

WAIT_S = 2.0
"""So long an answer that is not urgent waits for the move, so that nothing is kept under two codes."""


class Follower(Protocol):
    """Whatever of a community this process remembers."""

    def rename(self, renamed: Renamed) -> None:
        """Call it by its new code; it may be told twice."""


class Renames:
    """One per process. This process knows at once; storage follows as soon as it can, tried again until it has."""

    def __init__(self, keep: Keep, followers: Sequence[Follower]) -> None:
        self._keep = keep
        self._followers = followers
        self._known: dict[str, Renamed] = {}
        self._waiting: dict[str, Renamed] = {}
        self._moving: dict[str, asyncio.Task[None]] = {}

    def tell(self, renamed: Renamed) -> None:
        """The platform says so; it returns at once and never raises. Told twice, it moves what came in between."""
        self._known[renamed.old] = self._waiting[renamed.old] = renamed
        self._follow(renamed)
        if renamed.new not in self._moving:
            task = asyncio.create_task(self._move(renamed))
            self._moving[renamed.new] = task
            task.add_done_callback(lambda _: self._moving.pop(renamed.new, None))

    async def settled(self, community: str) -> None:
        """What was kept of this community is where it belongs, or that takes too long."""
        if task := self._moving.get(community):
            await asyncio.wait({task}, timeout=WAIT_S)

    async def load(self) -> None:
        """Move what could not be moved yet, and learn what other processes and earlier days have moved."""
        for renamed in list(self._waiting.values()):
            await self._move(renamed)
        for body in await self._keep.of_kind(RENAMED) or ():
            renamed = Renamed.read(body)
            self._known[renamed.old] = renamed

    def remind(self) -> None:
        """What was just read from storage may still be under the old code."""
        for renamed in self._waiting.values():
            self._follow(renamed)

    def now(self, text: str) -> str:
        """A code, or a button's payload, with every community called as it is now."""
        for renamed in self._known.values():
            text = text.replace(renamed.old, renamed.new)
        return text

    def message(self, message: Incoming) -> Incoming:
        """A message from a group, or a press of a button, from before."""
        if not self._known:
            return message
        pressed = self.now(message.pressed) if message.pressed else message.pressed
        return replace(message, community=self.now(message.community), pressed=pressed)

    def _follow(self, renamed: Renamed) -> None:
        for follower in self._followers:
            follower.rename(renamed)

    async def _move(self, renamed: Renamed) -> None:
        try:
            if await self._keep.move(renamed, Rules()):
                self._waiting.pop(renamed.old, None)
        except Exception as error:  # noqa: BLE001  it is tried again with the next look at the settings
            record(log, "what is kept of a group could not be moved to its new code", error)


class Rules:
    """See `storage.renaming_memories.Rules`."""

    @property
    def with_addresses(self) -> tuple[str, ...]:
        """Every community's own record names its home and its staff chat."""
        return (STAFF,)

    def whose(self, kind: str, body: str) -> str:
        """On call is a member; an entry that waits to be written has an id of its own."""
        return str(json.loads(body)["member" if is_on_call(kind) else "id"])

    def rewritten(self, kind: str, body: str, renamed: Renamed) -> str:
        """A notice stands in the old group under a number that means another message in the new one."""
        return moved_record(body, renamed) if kind == STAFF else renamed.follow(body)

    def merged(self, kind: str, old: str, new: str) -> str:
        """Both of what managers set up; of flags and letters the later ones."""
        if kind == STAFF:
            return merged_record(old, new)
        if kind == LETTER:
            return max(old, new)
        if kind == OURS:
            return json.dumps(sorted({*json.loads(old), *json.loads(new)}))
        if kind == FLAGS:
            both = json.loads(new)
            for service, day in json.loads(old)["flags"].items():
                both["flags"][service] = max(day, both["flags"].get(service, day))
            return json.dumps(both)
        return new

    def merged_edit(self, service: str, old: str, new: str) -> str:
        """What this version cannot read is not touched."""
        earlier, later = read_edit(service, old), read_edit(service, new)
        if earlier is None or later is None:
            return new if earlier is None else old
        return merged_edit(earlier, later).model_dump_json(exclude_defaults=True)
