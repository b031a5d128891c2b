"""A member asks what we hold about them, or wants it deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from handlers import counted, suggested, wording
from handlers.buttons import Press, Verb
from handlers.context import OVER
from handlers.forms import DRAFT as DRAFT_FORM
from handlers.forms import FORM
from handlers.roster import is_on_call
from handlers.suggest import DRAFT
from handlers.tools import private
from storage.suggestions import DECIDED
from storage.suggestions import KIND as SUGGESTION

if TYPE_CHECKING:
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools
    from storage.store import Holdings

_REMEMBERED = {
    "home": wording.MY_DATA_HOME,
    "optout": wording.MY_DATA_OPTED_OUT,
    "asked": wording.MY_DATA_ASKED,
    DRAFT: wording.MY_DATA_BEGUN,
    DECIDED: wording.MY_DATA_DECIDED,
    FORM: wording.MY_DATA_FORM,
    DRAFT_FORM: wording.MY_DATA_FORM,
}
"""Memories of which only that they are there is told."""


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
        return private("", again, tools, verbatim=_as_json(held), buttons=(wipe,))
    links = [json.loads(body)["link"] for kind, body, _ in held.memories if kind == SUGGESTION]
    as_json = tools.command(wording.B_AS_JSON, "mydata-json")
    return private("\n".join(_lines(held, tools)), again, tools, verbatim="\n".join(links), buttons=(as_json, wipe))


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
        {"kind": kind, "value": _value(kind, body), "until": until.isoformat()} for kind, body, until in held.memories
    ]
    counted = [{"purpose": purpose, "what": what} for purpose, what in held.counted]
    return json.dumps({"counted_this_week": counted, "remembered": remembered}, ensure_ascii=False, indent=2)


def _value(kind: str, body: str) -> object:
    if kind == "home" or is_on_call(kind):
        return None
    return json.loads(body) if kind == SUGGESTION else body


def _lines(held: Holdings, tools: Tools) -> list[str]:
    lines = []
    if held.counted:
        things = tools.say.listing(counted.things(held.counted, tools))
        one, many = wording.MY_DATA_COUNTED_ONE, wording.MY_DATA_COUNTED_MANY
        lines.append(tools.say.plural(one, many, len(held.counted), things=things))
    for kind, body, until in held.memories:
        lines += _remembered(kind, body, tools.say.date(until.date()), tools)
    return lines or [tools.say(wording.MY_DATA_NONE)]


def _remembered(kind: str, body: str, date: str, tools: Tools) -> list[str]:
    say = tools.say
    if kind == "country":
        return [say(wording.MY_DATA_COUNTRY, country=say.country(body), date=date)]
    if kind == SUGGESTION:
        told = json.loads(body)
        named = suggested.kind_and_need(told["support"], told["need"], tools)
        return [say(wording.MY_DATA_SUGGESTION, date=date, **named)]
    if is_on_call(kind):
        return [say(wording.MY_DATA_ON_CALL, date=date)]
    if kind in _REMEMBERED:
        return [say(_REMEMBERED[kind], date=date)]
    return [say(wording.MY_DATA_DANGER)] if body != OVER else []
