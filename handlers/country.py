"""A member chooses their country, so that numbers and services are ones that work there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.areas import area_buttons
from handlers.buttons import Press, Verb
from handlers.messages import Memory, Reply
from handlers.tools import private
from matching import places
from safety.lines import countries

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.messages import Button, Incoming
    from handlers.tools import Tools

JUST_CHOSEN = "@"
"""The subject of a search whose country was chosen one tap before, and is remembered with the answer."""
REMEMBERED_DAYS = 30
"""How long a chosen country is remembered."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Ask with buttons, or take what was chosen: save it first, then say so."""
    if tools.press and tools.press.verb is Verb.COUNTRY:
        return await _pressed(message, tools, tools.press)
    if message.command != "country":
        return None
    if not message.text.strip():
        return private(tools.say(wording.COUNTRY_ASK), _again(), tools, buttons=choices(tools))
    code = message.text.strip().upper()
    named = code if tools.say.knows_country(code) else None
    if region := named or places.called(message.text) or places.region(message.text, tools.language):
        return await _chosen(message, tools, region)
    return private(tools.say(wording.COUNTRY_UNKNOWN), _again(), tools, buttons=choices(tools))


async def _pressed(message: Incoming, tools: Tools, press: Press) -> Reply | None:
    """A country, or the wish to choose one for a need that is carried along and answered right after."""
    if tools.say.knows_country(press.subject):
        return await _chosen(message, tools, press.subject)
    if press.subject or not press.needs:
        return None

    def find_there(code: str) -> Press:
        return Press(Verb.FIND, JUST_CHOSEN, press.needs, replace(press.constraints, region=code))

    return private(tools.say(wording.COUNTRY_ASK), _again(), tools, buttons=choices(tools, find_there))


def choices(tools: Tools, press: Callable[[str], Press] = lambda code: Press(Verb.COUNTRY, code)) -> tuple[Button, ...]:
    """A button for each country whose crisis lines we know; `press` says what it does with the country's code."""
    named = sorted((tools.say.country(code), code) for code in countries())
    return tuple(tools.button(name, press(code)) for name, code in named)


def memory(region: str) -> Memory:
    """The country as a memory that runs out."""
    return Memory("country", region, REMEMBERED_DAYS * 24 * 60)


async def _chosen(message: Incoming, tools: Tools, region: str) -> Reply:
    saved = await tools.keep.remember(message.member, memory(region), on_disk=tools.is_young(message) is not True)
    sentence = wording.COUNTRY_SET if saved else wording.COUNTRY_SET_ONCE
    text = tools.say(sentence, country=tools.say.country(region), days=REMEMBERED_DAYS)
    return private(text, Press(Verb.COUNTRY, region), tools, buttons=area_buttons(tools))


def _again() -> Press:
    return Press(Verb.COMMAND, "country")
