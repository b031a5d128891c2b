"""Each community's own shelf: the shared list, with what its managers changed in chat laid over it at once."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from catalog.overlay import Edit, laid_over, read_edit
from handlers.tools import Directory
from handlers.trouble import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from catalog.model import Service
    from handlers.keep import Keep
    from storage.store import Change, Renamed

log = logging.getLogger(__name__)


class Shelves:
    """Read from storage as settings are; a shelf is made anew when the list or the changes are, and kept until then."""

    def __init__(self, keep: Keep, shared: Callable[[], Directory | None]) -> None:
        self._keep = keep
        self._shared = shared
        self._edits: dict[str, dict[str, Edit]] = {}
        self._made: dict[str, tuple[Directory, Mapping[str, Edit], Directory]] = {}

    @property
    def shared(self) -> Directory | None:
        """The list that all start from; None while it cannot be read."""
        return self._shared()

    @property
    def are_all_alike(self) -> bool:
        """No community has changed anything."""
        return not self._edits

    def edits(self, community: str) -> Mapping[str, Edit]:
        """What a community changed, by the service's id."""
        return self._edits.get(community, {})

    def added(self) -> tuple[Service, ...]:
        """The services that communities added, of all of them: their ids are known when numbers are told."""
        found = (edit.added for edits in self._edits.values() for edit in edits.values())
        return tuple(service for service in found if service)

    async def of(self, community: str) -> Directory | None:
        """What this community's members may be shown; the shared list while its own cannot be made."""
        shared, edits = self._shared(), self._edits.get(community)
        if shared is None or not edits:
            return shared
        made = self._made.get(community)
        if made and made[0] is shared and made[1] is edits:
            return made[2]
        try:
            own = await asyncio.to_thread(_shelve, shared, edits)
        except Exception as error:  # noqa: BLE001  members are answered from the shared list then
            record(log, "a community's own list could not be made", error)
            return shared
        self._made[community] = (shared, edits, own)
        return own

    async def load(self) -> None:
        """Read what every community changed; what cannot be read now stays as it was."""
        stored = await self._keep.edits(lambda store: store.all())
        if stored is None:
            return
        found = {community: _read(bodies) for community, bodies in stored[0].items()}
        for community, edits in found.items():  # a shelf is made anew only where something changed
            if edits == self._edits.get(community):
                found[community] = self._edits[community]
        self._edits = {community: edits for community, edits in found.items() if edits}

    def rename(self, renamed: Renamed) -> None:
        """A community has another code; what it changed under both counts."""
        if (old := self._edits.get(renamed.old)) is None:
            return
        new = self._edits.get(renamed.new, {})
        both = {name: merged_edit(old[name], new[name]) for name in old.keys() & new.keys()}
        others = {name: edits for name, edits in self._edits.items() if name != renamed.old}
        self._edits = {**others, renamed.new: {**old, **new, **both}}

    async def change(self, change: Change, act: Callable[[Edit], Edit]) -> bool:
        """Change something about one service: kept first, then live. False: it could not be kept, nothing changed."""

        def acted(body: str | None) -> str | None:
            earlier = read_edit(change.about, body) if body else None
            edit = act(earlier or Edit(service=change.about))
            return None if edit.is_empty else edit.model_dump_json(exclude_defaults=True)

        done = await self._keep.edits(lambda store: store.change(change, acted))
        if done is None:
            return False
        edits = {name: edit for name, edit in self.edits(change.community).items() if name != change.about}
        if done[0] and (edit := read_edit(change.about, done[0])):
            edits[change.about] = edit
        self._edits = {name: kept for name, kept in {**self._edits, change.community: edits}.items() if kept}
        return True


def merged_edit(old: Edit, new: Edit) -> Edit:
    """Both changes of one service; where both changed the same, the new one holds."""
    numbers = {(each.channel, each.was): each for each in (*old.numbers, *new.numbers)}
    checked = sorted((each for each in (old.verified, new.verified) if each), key=lambda each: each.on)
    return Edit(
        service=new.service,
        hidden=old.hidden or new.hidden,
        numbers=tuple(numbers.values()),
        verified=checked[-1] if checked else None,
        added=new.added or old.added,
    )


def _read(bodies: Mapping[str, str]) -> dict[str, Edit]:
    found = {service: read_edit(service, body) for service, body in bodies.items()}
    if unread := sum(edit is None for edit in found.values()):
        log.warning("%d changes of the list could not be read and have no effect", unread)
    return {service: edit for service, edit in found.items() if edit}


def _shelve(shared: Directory, edits: Mapping[str, Edit]) -> Directory:
    catalog = laid_over(shared.catalog, edits.values())
    return Directory(catalog, shared.matcher.offering(catalog))
