"""A member asks what we hold about them, or wants it deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from handlers import counted, wording
from handlers.buttons import Press, Verb
from handlers.context import OVER
from handlers.roster import is_on_call
from handlers.tools import private

if TYPE_CHECKING:
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools
    from storage.store import Holdings


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Show everything in plain words; delete at once and prove it by what was removed."""
    if message.command not in ("mydata", "mydata-json", "forget"):
        return None
    again = Press(Verb.COMMAND, message.command)
    if not message.private:
        return private("", again, tools)
    if message.command == "forget":
        return private(await _forget(message, tools), again, tools)
    held = await tools.keep.holdings(message.member)
    wipe = tools.button(wording.B_WIPE, Press(Verb.WIPE))
    if held is None:
        return private(tools.say(wording.MY_DATA_UNREADABLE), again, tools, buttons=(wipe,))
    if message.command == "mydata-json" or message.text.strip().casefold() == "json":
        return private(_as_json(held), again, tools, buttons=(wipe,))
    return private(
        "\n".join(_lines(held, tools)), again, tools, buttons=(tools.command(wording.B_AS_JSON, "mydata-json"), wipe)
    )


async def _forget(message: Incoming, tools: Tools) -> str:
    gone = await tools.keep.forget(message.member)
    tools.roster.forget(message.member)
    if gone is None:
        return tools.say(wording.NOT_FORGOTTEN)
    removed = gone.digests + gone.memories
    if removed == 0:
        return tools.say(wording.FORGOTTEN_NONE)
    return "\n".join(
        (
            tools.say.plural(wording.FORGOTTEN_ONE, wording.FORGOTTEN_MANY, removed),
            tools.say(wording.FORGOTTEN_WHAT, digests=gone.digests, memories=gone.memories),
            tools.say(wording.FORGOTTEN_BACKUPS),
        )
    )


def _as_json(held: Holdings) -> str:
    """The same for a machine: only words of our own vocabulary, and no digest."""
    remembered = [
        {"kind": kind, "value": None if kind == "home" or is_on_call(kind) else body, "until": until.isoformat()}
        for kind, body, until in held.memories
    ]
    counted = [{"purpose": purpose, "what": what} for purpose, what in held.counted]
    return json.dumps({"counted_this_week": counted, "remembered": remembered}, ensure_ascii=False, indent=2)


def _lines(held: Holdings, tools: Tools) -> list[str]:
    lines = []
    if held.counted:
        things = tools.say.listing(counted.things(held.counted, tools))
        one, many = wording.MY_DATA_COUNTED_ONE, wording.MY_DATA_COUNTED_MANY
        lines.append(tools.say.plural(one, many, len(held.counted), things=things))
    for kind, body, until in held.memories:
        date = tools.say.date(until.date())
        if kind == "country":
            lines.append(tools.say(wording.MY_DATA_COUNTRY, country=tools.say.country(body), date=date))
        elif kind == "home":
            lines.append(tools.say(wording.MY_DATA_HOME, date=date))
        elif kind == "optout":
            lines.append(tools.say(wording.MY_DATA_OPTED_OUT, date=date))
        elif is_on_call(kind):
            lines.append(tools.say(wording.MY_DATA_ON_CALL, date=date))
        elif kind == "asked":
            lines.append(tools.say(wording.MY_DATA_ASKED))
        elif body != OVER:
            lines.append(tools.say(wording.MY_DATA_DANGER))
    return lines or [tools.say(wording.MY_DATA_NONE)]
