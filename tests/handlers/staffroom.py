"""A platform with managers, moderators and a staff chat, as a door would show it to the desk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.messages import Incoming, Origin, Reply
from handlers.post import Pinning, Published, Readers
from tests.handlers.people import GROUP, labelled, pass_on

if TYPE_CHECKING:
    from handlers.desk import Desk

HOME, STAFF_CHAT = "test.home", "test.staff"
MANAGER, SAM, KIM = "d" * 32, "e" * 32, "f" * 32
"""Digests of a manager and of two moderators."""
NAMES = {MANAGER: "Max (@max)", SAM: "Sam (@sam)", KIM: "Kim (@kim)"}
LINK = "https://t.me/c/1234567890/42"


def address(member: str) -> str:
    return f"test.{member[:4]}"


@dataclass
class Platform:
    """Stands in for a door at its own boundary: what it is asked, and what it accepts."""

    managers: set[str] = field(default_factory=lambda: {MANAGER})
    moderators: set[str] = field(default_factory=lambda: {address(SAM), address(KIM)})
    readers_of: dict[str, Readers] = field(default_factory=lambda: {STAFF_CHAT: Readers(chat_name="Staff", people=4)})
    closed: set[str] = field(default_factory=set)
    down: bool = False
    written: list[tuple[str, Reply]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What was said in the group after an answer."""
    asked_for_rights: int = 0
    pins: Pinning = Pinning.DONE
    """What becomes of a wish to pin."""
    takes_notice: bool | None = True
    """False: it says no; None: it does not say."""
    unpins: bool = True
    publishing: asyncio.Event = field(default_factory=asyncio.Event)
    """It has been asked to publish something."""
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared by a test, it lets nothing go on that is being published."""
    published: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What was said to everybody: the message's address to chat and text."""
    pinned: list[str] = field(default_factory=list)
    """The addresses of what is pinned now."""

    def __post_init__(self) -> None:
        self.goes_on.set()

    def origin(self, member: str, *, group: bool, **more: object) -> Origin:
        async def is_manager(home: str) -> bool:
            self.asked_for_rights += 1
            return home == HOME and member in self.managers

        async def say(reply: Reply) -> bool:
            self.said.append(reply.text)
            return True

        place = {"home": HOME, "chat": HOME, "chat_name": "Night Owls", "link": LINK} if group else {}
        given = {"home": None, "chat": None, "chat_name": None, "link": None, **place, **more}
        name = NAMES.get(member, "Ana (@ana)")
        return Origin(person=address(member), name=name, is_manager=is_manager, say=say, **given)  # type: ignore[arg-type]  # Origin's own fields

    async def is_moderator(self, home: str, person: str) -> bool:
        return home == HOME and person in self.moderators

    async def readers(self, chat: str, home: str) -> Readers:
        return Readers("community") if chat == home else self.readers_of.get(chat, Readers("gone"))

    async def send(self, to: str, reply: Reply) -> bool:
        if self.down or to in self.closed:
            return False
        self.written.append((to, reply))
        return True

    async def publish(self, chat: str, reply: Reply) -> Published:
        self.publishing.set()
        await self.goes_on.wait()
        if not self.takes_notice:
            return Published(refused=self.takes_notice is False)
        address_ = f"test.message-{len(self.published)}"
        self.published[address_] = (chat, reply.text)
        return Published(address_)

    async def pin(self, chat: str, message: str) -> Pinning:
        if self.published.get(message, ("",))[0] != chat:
            return Pinning.GONE
        if self.pins is Pinning.DONE and message not in self.pinned:
            self.pinned.append(message)
        return self.pins

    async def unpin(self, chat: str, message: str) -> bool:
        assert self.published[message][0] == chat
        if self.unpins and message in self.pinned:
            self.pinned.remove(message)
        return self.unpins

    def board(self) -> list[tuple[str, str]]:
        """Chat and text of everything that is pinned now."""
        return [self.published[message] for message in self.pinned]

    def notes(self) -> list[tuple[str, str]]:
        """Who got which text, without tests of being reachable."""
        return [(to, reply.text) for to, reply in self.written if "test" not in reply.text]


async def private(desk: Desk, platform: Platform, member: str, **said: object) -> Reply:
    """Somebody writes, types a command or presses in a private chat that came from the group."""
    given = {"community": "private", **said}
    return await pass_on(
        desk, Incoming(member, private=True, origin=platform.origin(member, group=False), **given)  # type: ignore[arg-type]  # Incoming's own fields
    )  # fmt: skip


async def in_group(desk: Desk, platform: Platform, member: str, **said: object) -> Reply:
    """Somebody writes in the group itself."""
    given = {"community": GROUP, **said}
    return await pass_on(
        desk, Incoming(member, private=False, origin=platform.origin(member, group=True), **given)  # type: ignore[arg-type]  # the same
    )  # fmt: skip


async def enter(desk: Desk, platform: Platform, member: str, command: str) -> Reply:
    """Type a command in the group and follow the doorway, as on Telegram; a second later than what came before."""
    desk._clock.now += timedelta(seconds=1)  # type: ignore[attr-defined]  # the tests' own clock
    public = await in_group(desk, platform, member, command=command)
    [button] = public.buttons
    assert button.doorway
    return await private(desk, platform, member, command="start", text=button.doorway)


async def tap(desk: Desk, platform: Platform, member: str, reply: Reply, label: str) -> Reply:
    """Press a button of an answer in a private chat."""
    return await private(desk, platform, member, pressed=labelled(reply, label).payload)


async def go_on_call(desk: Desk, platform: Platform, member: str) -> Reply:
    return await tap(desk, platform, member, await enter(desk, platform, member, "oncall"), "I will be on call")


async def set_up(desk: Desk, platform: Platform, *, people: tuple[str, ...] = (SAM, KIM), chat: bool = False) -> Reply:
    """Everything that a manager and the moderators do before it is on; the page as it is then."""
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    page = await tap(desk, platform, MANAGER, page, "Choose the country")
    page = await tap(desk, platform, MANAGER, page, "Ireland")
    for member in people:
        await go_on_call(desk, platform, member)
    if chat:
        await choose_chat(desk, platform, page)
    page = await tap(desk, platform, MANAGER, page, "It is pinned")
    return await tap(desk, platform, MANAGER, page, "Turn it on")


async def choose_chat(desk: Desk, platform: Platform, page: Reply, *, member: str = MANAGER) -> Reply:
    """Follow the doorway into the staff's own group."""
    doorway = labelled(page, "Choose a staff chat").doorway
    origin = platform.origin(member, group=True, home=STAFF_CHAT, chat=STAFF_CHAT, chat_name="Staff")
    said = Incoming(member, "feedfeedfeedfeed", private=False, command="start", text=doorway or "", origin=origin)
    return await pass_on(desk, said)
