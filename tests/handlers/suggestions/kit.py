"""What members and managers do with a suggestion, tap by tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.decide import CHECKS
from handlers.messages import Incoming
from tests.handlers.people import ANA, GROUP, labelled, pass_on
from tests.handlers.staffroom import STAFF_CHAT, Platform, address, enter, private, tap

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage, Suggestion

LINK = "https://www.lighthouse-keepers.org/groups"
WORDS = "my sister Ana found this"


async def begin(desk: Desk, platform: Platform, member: str = ANA, link: str = LINK) -> Reply:
    """Come from the group, send the link, tap the kind, the area and the need; what would be passed on."""
    await enter(desk, platform, member, "suggest")
    reply = await private(desk, platform, member, text=link)
    for label in ("A group of people who know it too", "Feeling well day by day", "Loneliness"):
        reply = await tap(desk, platform, member, reply, label)
    return reply


async def suggest(desk: Desk, platform: Platform, member: str = ANA, *, link: str = LINK, tell: bool = True) -> Reply:
    """All of it, sent."""
    preview = await begin(desk, platform, member, link)
    return await tap(desk, platform, member, preview, wording.B_SUGGEST_TELL if tell else wording.B_SEND_NAMED)


def cards(platform: Platform) -> list[Reply]:
    return [reply for to, reply in platform.written if to == STAFF_CHAT and reply.verbatim]


def told(platform: Platform, member: str = ANA) -> list[str]:
    return [reply.text for to, reply in platform.written if to == address(member)]


async def press(desk: Desk, platform: Platform, member: str, reply: Reply, label: str) -> Reply:
    """Tap under a card in the staff's own group, where the others read along."""
    place = {"home": STAFF_CHAT, "chat": STAFF_CHAT, "chat_name": "Staff"}
    origin = platform.origin(member, group=True, **place)
    said = Incoming(member, "feedfeedfeedfeed", private=False, pressed=labelled(reply, label).payload, origin=origin)
    return await pass_on(desk, said)


async def tick(desk: Desk, platform: Platform, member: str, reply: Reply) -> Reply:
    """Take it in, and tick the whole list."""
    reply = await press(desk, platform, member, reply, wording.B_QUEUE_TAKE)
    for check in CHECKS:
        assert reply.text == check
        reply = await press(desk, platform, member, reply, wording.B_CHECK_YES)
    return reply


async def waiting(storage: Storage) -> tuple[Suggestion, ...]:
    return await storage.suggestions.waiting(GROUP)
