"""Whom a community's members can ask for: moderators on call, a staff chat, and whether managers have turned it on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from handlers.buttons import mark
from handlers.messages import Memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.keep import Keep
    from storage.store import Renamed

STAFF = "staff"
"""The kind of memory in which a community's own record stands, under the community's digest."""
STAFF_MINUTES = 10 * 365 * 24 * 60
ON_CALL_DAYS = 400
"""Who is on call is asked again after so long."""
MOST = 8
"""On call in one community; their marks must fit into a button."""


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A moderator who said that they are on call."""

    member: str
    address: str
    name: str
    since: int
    """Seconds since 1970; the order of calling."""

    @property
    def mark(self) -> str:
        """Three characters that stand for this person in a button."""
        return mark(self.address)


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """The bot's own notice in the community, as far as it posted it itself, see `handlers.notice`."""

    chat: str
    """The address of the chat that it stands in."""
    message: str
    """The address of the message."""
    says: str
    """A mark of its text, so that another text is known to be another one."""
    pinned: bool = False
    before: tuple[str, str] | None = None
    """Chat and message of the one that it replaces, as long as that one may still be pinned."""


@dataclass(frozen=True, slots=True, repr=False)
class Staff:
    """One community's hand-over to moderators. The default: nothing is set up, and nothing is sent."""

    home: str | None = None
    """The address of the community, to ask for rights."""
    channel: str | None = None
    channel_name: str = ""
    has_notice: bool = False
    notice: Notice | None = None
    """None: managers pinned it themselves, or nobody has."""
    is_on: bool = False
    digest: bool = False
    """The staff chat gets a letter on Mondays, see `handlers.digests`."""
    paused: bool = False
    """Managers have paused everything but danger answers, see `handlers.pause`."""
    silent: tuple[str, ...] = ()
    """Marks of channels in which it answers danger alone, see `handlers.choosing`."""
    off: tuple[str, ...] = ()
    """What managers have turned off, see `handlers.features`."""
    people: tuple[Person, ...] = ()

    @property
    def reachable(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self.people or self.channel)


class Roster:
    """Read from storage as settings are, so that no danger answer waits for it."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._staff: dict[str, Staff] = {}

    def of(self, community: str) -> Staff:
        """A community's hand-over as last read."""
        return self._staff.get(community, Staff())

    def is_home(self, chat: str) -> bool:
        """Whether this chat is a community's own, as far as that community has set up anything."""
        return any(staff.home == chat and (staff.reachable or staff.has_notice) for staff in self._staff.values())

    def with_channel(self, chat: str) -> tuple[str, ...]:
        """The communities whose staff chat this is."""
        return tuple(community for community, staff in self._staff.items() if staff.channel == chat)

    def places(self) -> frozenset[str]:
        """The addresses of all communities and of their staff chats."""
        found = {place for staff in self._staff.values() for place in (staff.home, staff.channel)}
        return frozenset(place for place in found if place)

    def with_staff_chat(self) -> tuple[str, ...]:
        """The communities that have a staff chat."""
        return tuple(community for community, staff in self._staff.items() if staff.channel)

    def with_digest(self) -> tuple[str, ...]:
        """The communities whose staff chat gets the Monday letter."""
        return tuple(community for community, staff in self._staff.items() if staff.digest and staff.channel)

    @property
    def has_off(self) -> bool:
        """Whether any community has turned anything off."""
        return any(staff.off for staff in self._staff.values())

    async def refresh(self, community: str) -> None:
        """Read one community's own record anew, as another process may have left it."""
        for record in map(json.loads, await self._keep.of_kind(STAFF) or ()):
            if record["community"] == community:
                self._staff[community] = _read(record, self.of(community).people)

    async def load(self) -> None:
        """Read all of it; what cannot be read now stays as it was."""
        bodies = await self._keep.of_kind(STAFF)
        if bodies is None:
            return
        found = {}
        for record in map(json.loads, bodies):
            community = record["community"]
            people = await self._keep.of_kind(_kind(community))
            if people is None:
                return
            named = sorted((Person(**json.loads(body)) for body in people), key=lambda person: person.since)
            found[community] = _read(record, tuple(named))
        self._staff = found

    async def save(self, community: str, staff: Staff) -> bool:
        """Keep the community's own record, without the people. False: it could not be kept, and nothing has changed."""
        saved = await self._keep.remember(community, Memory(STAFF, _written(community, staff), STAFF_MINUTES))
        if saved:
            self._staff[community] = replace(staff, people=self.of(community).people)
        return saved

    async def join(self, community: str, person: Person) -> bool:
        """Put a moderator at the end of those on call. False: it could not be kept."""
        body = json.dumps(
            {"member": person.member, "address": person.address, "name": person.name, "since": person.since}
        )
        saved = await self._keep.remember(person.member, Memory(_kind(community), body, ON_CALL_DAYS * 24 * 60))
        if saved:
            staff = self.of(community)
            self._staff[community] = replace(staff, people=(*_without(staff, person.member), person))
        return saved

    async def leave(self, community: str, member: str) -> bool:
        """Take somebody off the list."""
        gone = await self._keep.drop(member, _kind(community))
        if gone:
            staff = self.of(community)
            self._staff[community] = replace(staff, people=_without(staff, member))
        return gone

    def rename(self, renamed: Renamed) -> None:
        """A chat has another number: a community, or the staff chat of some."""
        found: dict[str, Staff] = {}
        for community, staff in self._staff.items():
            name, moved = renamed.follow(community), _moved(staff, renamed)
            if name != community and name in self._staff:
                moved = _merged(moved, _moved(self._staff[name], renamed))
            elif name in found:
                continue  # it was merged with what it was called before
            found[name] = moved
        self._staff = found

    def forget(self, member: str) -> None:
        """A member had everything about them deleted: this process must not go on writing to them."""
        changed: Mapping[str, Staff] = {
            community: replace(staff, people=_without(staff, member)) for community, staff in self._staff.items()
        }
        self._staff = dict(changed)


def is_on_call(kind: str) -> bool:
    """Whether a memory of this kind says that a member is on call."""
    return kind.startswith(_kind(""))


def _kind(community: str) -> str:
    return f"oncall {community}"


def moved_record(body: str, renamed: Renamed) -> str:
    """A community's own record, kept before a chat got another number."""
    record = json.loads(body)
    return _written(renamed.follow(record["community"]), _moved(_read(record, ()), renamed))


def merged_record(old: str, new: str) -> str:
    """One record of two: what was set up under the new code holds, and beside it what was set up before."""
    record = json.loads(new)
    return _written(record["community"], _merged(_read(json.loads(old), ()), _read(record, ())))


def _moved(staff: Staff, renamed: Renamed) -> Staff:
    """The same with the chat's new address. A notice in it is out of reach: messages have other numbers there."""
    before, after = renamed.old_address, renamed.new_address
    notice = staff.notice
    if notice and notice.chat == before:
        notice = None
    elif notice and notice.before and notice.before[0] == before:
        notice = replace(notice, before=None)
    return replace(
        staff,
        home=after if staff.home == before else staff.home,
        channel=after if staff.channel == before else staff.channel,
        silent=tuple(mark(after) if each == mark(before) else each for each in staff.silent),
        notice=notice,
    )


def _merged(old: Staff, new: Staff) -> Staff:
    """Nothing that managers chose is lost; of two answers the new one holds."""
    named = new if new.channel else old
    theirs = {person.member: person for person in (*new.people, *old.people)}
    return Staff(
        home=new.home or old.home,
        channel=named.channel,
        channel_name=named.channel_name,
        has_notice=old.has_notice or new.has_notice,
        notice=new.notice or old.notice,
        is_on=old.is_on or new.is_on,
        digest=old.digest or new.digest,
        paused=old.paused or new.paused,
        silent=tuple(dict.fromkeys((*old.silent, *new.silent))),
        off=tuple(dict.fromkeys((*old.off, *new.off))),
        people=tuple(sorted(theirs.values(), key=lambda person: person.since)),
    )


def _written(community: str, staff: Staff) -> str:
    """A community's own record as it is kept, without the people."""
    record = asdict(replace(staff, people=()))
    del record["people"]
    return json.dumps({"community": community, **record})


def _read(record: dict[str, Any], people: tuple[Person, ...]) -> Staff:
    """A community's own record, as it was kept by this version or an earlier one."""
    known = {name: value for name, value in record.items() if name != "community"}
    for name in ("silent", "off"):
        known[name] = tuple(known.get(name, ()))
    if notice := known.get("notice"):
        before = notice["before"]
        known["notice"] = Notice(**{**notice, "before": tuple(before) if before else None})
    return Staff(**known, people=people)


def _without(staff: Staff, member: str) -> tuple[Person, ...]:
    return tuple(person for person in staff.people if person.member != member)
