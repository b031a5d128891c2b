"""Managers pause the bot in their community, and resume it; danger is answered all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import danger, wording
from handlers.buttons import Press, Verb, mark
from handlers.consider import considered
from handlers.messages import Reply
from handlers.setup import know_home, refuse
from handlers.tools import private
from storage.store import Change

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools

STILL = frozenset(
    {"crisis", "country", "privacy", "mydata", "mydata-json", "forget", "clear", "optout", "optin", "report", "stop"}
)
"""What members can do while it is paused: reach help, and decide on what is held about them."""
_STILL_PRESSED = (Verb.DANGER, Verb.COUNTRY, Verb.WIPE, Verb.PROBLEM)


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/pause and /resume; and for members, one sentence instead of everything that is paused."""
    if message.command in ("pause", "resume"):
        return await _turn(message, tools, paused=message.command == "pause")
    if message.command in STILL or (tools.press and tools.press.verb in _STILL_PRESSED):
        return None
    staff = tools.roster.of(await tools.community(message))
    is_silent = not staff.paused and _here(message) in staff.silent
    if not (staff.paused or is_silent):
        return None
    if found := await _in_danger(message, tools):
        return found
    crisis = (tools.command(wording.B_CRISIS, "crisis"),) if message.private else ()
    return Reply(tools.say(wording.SILENT_HERE if is_silent else wording.PAUSED, command="/crisis"), buttons=crisis)


def _here(message: Incoming) -> str | None:
    """The mark of the channel that it was said in."""
    return mark(message.origin.chat) if message.origin and message.origin.chat else None


async def _in_danger(message: Incoming, tools: Tools) -> Reply | None:
    """What a message asks for may show danger that its words alone did not; that is never paused."""
    if tools.directory is None or not message.text.strip() or message.command not in (None, "find"):
        return None
    found = (await considered(message, tools, tools.directory)).danger
    return danger.first_answer(found, message, tools) if found.is_urgent else None


async def _turn(message: Incoming, tools: Tools, *, paused: bool) -> Reply:
    """To managers alone, as the platform says now."""
    again, say = Press(Verb.COMMAND, "pause" if paused else "resume"), tools.say
    if not await know_home(message, tools):
        return private(say(wording.SETUP_NOT_SAVED), again, tools)
    if not message.private:
        return private("", again, tools)
    community = await tools.community(message)
    if refusal := await refuse(community, message, tools):
        return refusal
    if not await tools.roster.save(community, replace(tools.roster.of(community), paused=paused)):
        return Reply(say(wording.SETUP_NOT_SAVED), private=True)
    await tools.keep.edits(lambda store: store.note(Change(community, "manager", again.subject)))
    told = say(wording.PAUSE_ON, command="/resume") if paused else say(wording.PAUSE_OFF)
    return Reply(told, private=True)
