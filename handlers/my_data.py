"""A member asks what we hold about them, or wants it deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import cards, wording
from handlers.buttons import Press, Verb
from handlers.context import OVER
from handlers.messages import Purpose
from handlers.tools import private

if TYPE_CHECKING:
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools
    from storage.store import Holdings


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Show everything in plain words; delete at once and prove it by what was removed."""
    if message.command not in ("mydata", "forget"):
        return None
    again = Press(Verb.COMMAND, message.command)
    if not message.private:
        return private("", again, tools)
    if message.command == "forget":
        return private(await _forget(message, tools), again, tools)
    held = await tools.keep.holdings(message.member)
    text = tools.say(wording.MY_DATA_UNREADABLE) if held is None else "\n".join(_lines(held, tools))
    return private(text, again, tools, buttons=(tools.button(wording.B_WIPE, Press(Verb.WIPE)),))


async def _forget(message: Incoming, tools: Tools) -> str:
    gone = await tools.keep.forget(message.member)
    if gone is None:
        return tools.say(wording.NOT_FORGOTTEN)
    removed = gone.digests + gone.memories
    if removed == 0:
        return tools.say(wording.FORGOTTEN_NONE)
    return tools.say.plural(wording.FORGOTTEN_ONE, wording.FORGOTTEN_MANY, removed)


def _lines(held: Holdings, tools: Tools) -> list[str]:
    lines = []
    if held.counted:
        things = tools.say.listing([_thing(purpose, what, tools) for purpose, what in held.counted])
        one, many = wording.MY_DATA_COUNTED_ONE, wording.MY_DATA_COUNTED_MANY
        lines.append(tools.say.plural(one, many, len(held.counted), things=things))
    for kind, body, until in held.memories:
        date = tools.say.date(until.date())
        if kind == "country":
            lines.append(tools.say(wording.MY_DATA_COUNTRY, country=tools.say.country(body), date=date))
        elif kind == "home":
            lines.append(tools.say(wording.MY_DATA_HOME, date=date))
        elif body != OVER:
            lines.append(tools.say(wording.MY_DATA_DANGER))
    return lines or [tools.say(wording.MY_DATA_NONE)]


def _thing(purpose: str, what: str, tools: Tools) -> str:
    if purpose == Purpose.PROBLEM:
        return tools.say(wording.COUNTED_PROBLEM)
    if purpose == Purpose.INTEREST:
        service = tools.directory.catalog.service(what) if tools.directory else None
        return tools.say(wording.COUNTED_INTEREST, service=cards.name(service, tools.say) if service else what)
    need = tools.say.plain(tools.needs[what].label) if what in tools.needs else what
    return tools.say(wording.COUNTED_UNMET if purpose == Purpose.UNMET else wording.COUNTED_REQUEST, need=need)
