"""How the desk writes to somebody who has not just written to it: moderators, and nobody else."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from handlers.trouble import record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from handlers.messages import Reply
    from storage.store import Renamed

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readers:
    """Who can read a staff chat, as the platform says just now."""

    refused: Literal["public", "community", "gone"] | None = None
    """Why nothing is sent there: anybody could read it, it is the community itself, or the bot has no way in."""
    chat_name: str = ""
    people: int | None = None
    """How many: all members of the chat, or, where roles let people in, those who were let in one by one."""
    by_role: bool = False
    roles: tuple[str, ...] = ()
    """Whose holders can read it."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a message for a whole community."""

    message: str | None = None
    """Its sealed address; None: it does not stand there, as far as anybody knows."""
    refused: bool = False
    """The platform said no; else, without an address, it did not say whether it took the message."""


class Pinning(StrEnum):
    """What became of a wish to pin a message."""

    DONE = "done"
    NO_RIGHT = "no right"
    AS_ADMIN = "as admin"
    """No right; here only administrators may pin, and an administrator is sent every message."""
    FULL = "full"
    GONE = "gone"
    """The message is not there any more."""
    UNKNOWN = "unknown"
    """The platform did not say."""


class Outside(Protocol):
    """What a door can do unasked. Addresses are sealed; every answer is the platform's of this moment."""

    async def is_moderator(self, home: str, person: str) -> bool:
        """Whether this person looks after the community at `home`."""

    async def readers(self, chat: str, home: str) -> Readers:
        """Who can read a staff chat."""

    async def send(self, to: str, reply: Reply) -> bool:
        """Whether the platform accepted the reply for a person or a chat."""

    async def publish(self, chat: str, reply: Reply) -> Published:
        """Say something to everybody in a chat, in one attempt: better not at all than twice."""

    async def pin(self, chat: str, message: str) -> Pinning:
        """Pin a message of ours, without a sound; one that is pinned already stays so."""

    async def unpin(self, chat: str, message: str) -> bool:
        """Whether a message of ours is not pinned any more."""


class Post:
    """The doors that are open just now, by platform. Nothing here raises: a closed door means “no”."""

    def __init__(self) -> None:
        self._doors: dict[str, Outside] = {}
        self.renamed: Callable[[Renamed], None] = lambda _: None
        """A door tells here that a group got another number; returns at once."""
        self.places: Callable[[], Collection[str]] = tuple
        """The addresses of communities and staff chats, for a door that looks whether they are still the same."""

    def attach(self, platform: str, door: Outside) -> None:
        """A door has opened."""
        self._doors[platform] = door

    def detach(self, platform: str, door: Outside) -> None:
        """That door has closed; another one of the platform may have opened meanwhile."""
        if self._doors.get(platform) is door:
            del self._doors[platform]

    def is_open(self, address: str) -> bool:
        """Whether this process has a door to that platform just now."""
        return self._door(address) is not None

    async def is_moderator(self, home: str, person: str) -> bool:
        """Whether the platform says, now, that this person looks after the community; no when it cannot be asked."""
        door = self._door(home)
        return door is not None and self._door(person) is door and await _safely(door.is_moderator(home, person), False)  # noqa: FBT003  the answer when it fails

    async def readers(self, chat: str, home: str) -> Readers:
        """Who can read a staff chat."""
        door = self._door(chat)
        return await _safely(door.readers(chat, home), Readers("gone")) if door else Readers("gone")

    async def send(self, to: str, reply: Reply) -> bool:
        """Whether the platform accepted the reply."""
        door = self._door(to)
        return door is not None and await _safely(door.send(to, reply), False)  # noqa: FBT003  the same

    async def publish(self, chat: str, reply: Reply) -> Published:
        """Say something to everybody in a chat."""
        door = self._door(chat)
        return await _safely(door.publish(chat, reply), Published()) if door else Published()

    async def pin(self, chat: str, message: str) -> Pinning:
        """Pin a message that `publish` brought there."""
        door = self._door(chat)
        return await _safely(door.pin(chat, message), Pinning.UNKNOWN) if door else Pinning.UNKNOWN

    async def unpin(self, chat: str, message: str) -> bool:
        """Whether that message is not pinned any more."""
        door = self._door(chat)
        return door is not None and await _safely(door.unpin(chat, message), False)  # noqa: FBT003  the same

    def _door(self, address: str) -> Outside | None:
        return self._doors.get(address.partition(".")[0])


async def _safely(work: Awaitable[T], otherwise: T) -> T:
    try:
        return await work
    except Exception as error:  # noqa: BLE001  whatever the platform does, an alert goes on to the next person
        record(log, "a platform could not be asked or written to", error)
        return otherwise
