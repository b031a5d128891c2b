"""A member says what they need: show at most three cards that fit, ask once, or stay out of the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import cards, counting, country, danger, wording
from handlers.areas import AREAS, area_buttons
from handlers.buttons import MAX_NEEDS, Press, Verb, mark
from handlers.consider import NEVER_OFFERED, considered
from handlers.foreign import foreign
from handlers.messages import Button, Reply
from handlers.tools import private
from matching.understanding import Constraints, NeedScore, Outcome
from matching.variety import SHOWN
from matching.wishes import is_thanks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.consider import Considered
    from handlers.messages import Incoming, Note
    from handlers.tools import Tools
    from matching.understanding import Match, Understanding

SEEN_AT_MOST = 12
"""Marks of shown services that a “more” button has room for beside needs and wishes; then there is no more."""
CARRIED_SCORES = (1.0, 0.7, 0.5)
"""Scores of needs that a button carries: their order survives, their exact size does not matter."""
READINESS = {
    "try": wording.B_TRY,
    "connect": wording.B_CONNECT,
    "get-help": wording.B_GET_HELP,
    "learn": wording.B_LEARN,
}
"""What a member may be ready for, and the button that asks for it."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Words or a pressed need become cards, a question, or one friendly line."""
    if tools.press and tools.press.verb in (Verb.FIND, Verb.MORE):
        return await _pressed(message, tools, tools.press)
    if message.pressed or message.command not in (None, "find"):
        return None
    if tools.directory is None:
        return _closed(tools)
    if not message.text.strip():
        return _invite(tools) if message.command else _only_words(message, tools)
    if language := foreign(message.text):
        return _in_another_language(language, message, tools)
    return _said(await considered(message, tools, tools.directory), message, tools)


def _said(found: Considered, message: Incoming, tools: Tools) -> Reply:
    """The reply that belongs to the outcome."""
    understanding = found.understanding
    if found.danger.is_urgent:
        return danger.first_answer(found.danger, message, tools)
    match found.outcome:
        case Outcome.SERVICES:
            return _cards(understanding.needs, understanding.constraints, found.matches, tools)
        case Outcome.CLARIFY:
            return replace(_clarify(understanding, tools), notes=counting.asked(tools))
        case Outcome.UNMET:
            return _unmet(understanding.needs, understanding.constraints, tools)
        case _:
            said = wording.WELCOME if is_thanks(message.text) else wording.SMALLTALK
            return Reply(tools.say(said), buttons=area_buttons(tools) if message.private else ())


async def _pressed(message: Incoming, tools: Tools, press: Press) -> Reply:
    """A need, an area or “more”: the button carries all that is needed."""
    if tools.directory is None:
        return _closed(tools)
    if press.subject in AREAS:
        return _area(press.subject, tools)
    needs = tuple(NeedScore(need, score) for need, score in zip(press.needs, CARRIED_SCORES, strict=False))
    if not needs:
        return _invite(tools)
    constraints = press.constraints
    if constraints.region is None:
        constraints = replace(constraints, region=await tools.country(message))
    hidden = {service.id for service in tools.directory.catalog.services if mark(service.id) in press.seen}
    matches = await asyncio.to_thread(
        tools.directory.matcher.match, needs, constraints, language=tools.language, now=tools.now, hidden=hidden
    )
    if press.verb is Verb.MORE:
        return _more(press, constraints, matches, tools)
    reply = _cards(needs, constraints, matches, tools) if matches else _unmet(needs, constraints, tools)
    if press.subject == country.JUST_CHOSEN and constraints.region and tools.say.knows_country(constraints.region):
        return replace(reply, memories=(country.memory(constraints.region),))
    return reply


def _closed(tools: Tools) -> Reply:
    return Reply(tools.say(wording.LIST_CLOSED), buttons=(tools.command(wording.B_CRISIS, "crisis"),))


def _invite(tools: Tools) -> Reply:
    text = f"{tools.say(wording.TELL_ME)} {tools.say(wording.OR_CHOOSE)}"
    return Reply(text, buttons=area_buttons(tools), invites=True)


def _only_words(message: Incoming, tools: Tools) -> Reply:
    """A voice message, a picture, a sticker: what we cannot hear might be a cry for help."""
    text = f"{tools.say(wording.ONLY_WORDS)}\n\n{tools.soft_line(message)}"
    return Reply(text, buttons=(*area_buttons(tools), tools.command(wording.B_CRISIS, "crisis")), invites=True)


def _in_another_language(language: str, message: Incoming, tools: Tools) -> Reply:
    """Say in their language which ones we speak; what we cannot read might be a cry for help."""
    text = f"{wording.OUR_LANGUAGES[language]}\n{tools.say(wording.ASK_IN_OURS)}"
    if not message.private:
        again = tools.payload(Press(Verb.FIND, danger.GENTLY))
        return Reply(text, buttons=(Button(tools.say(wording.OPEN_PRIVATELY), doorway=again),))
    crisis = tools.command(wording.B_CRISIS, "crisis")
    return Reply(f"{text}\n\n{tools.soft_line(message)}", buttons=(*area_buttons(tools), crisis))


def need_button(need: str, constraints: Constraints, tools: Tools) -> Button:
    """A button that asks for one need of the vocabulary."""
    label = tools.say.plain(tools.needs[need].label)
    payload = tools.payload(Press(Verb.FIND, needs=(need,), constraints=constraints))
    return Button(label[:1].upper() + label[1:], payload=payload)


def _cards(needs: Sequence[NeedScore], constraints: Constraints, matches: Sequence[Match], tools: Tools) -> Reply:
    ids = tuple(need.id for need in needs[:MAX_NEEDS])
    press = Press(Verb.FIND, "", ids, constraints)
    text = tools.say(wording.FOUND)
    if constraints.region is None:
        text = f"{text}\n{tools.say(wording.ONLY_WORLDWIDE)}"
    return _shown(text, press, matches, tools, notes=counting.request(ids[0], constraints, tools))


def _more(press: Press, constraints: Constraints, matches: Sequence[Match], tools: Tools) -> Reply:
    if not matches:
        return private(tools.say(wording.NO_MORE), press, tools, buttons=_ending(tools, press), invites=True)
    carried = replace(press, constraints=constraints)
    again = counting.request(press.needs[0], constraints, tools) if press.needs else ()
    return _shown(tools.say(wording.FOUND_MORE), carried, matches, tools, notes=again)


def _shown(text: str, press: Press, matches: Sequence[Match], tools: Tools, notes: tuple[Note, ...] = ()) -> Reply:
    shown = matches[:SHOWN]
    seen = (*press.seen, *(mark(match.service.id) for match in shown))
    more = replace(press, verb=Verb.MORE, seen=seen)
    buttons = (*_readiness(press, tools), *_ending(tools, press))
    if len(matches) > SHOWN and len(seen) <= SEEN_AT_MOST:
        buttons = (tools.button(wording.B_MORE, more), *buttons)
    asked = press.needs[0] if press.needs else None
    items = tuple(cards.card(match, asked, press.constraints, tools) for match in shown)
    harmless = not any(tools.needs[need].sensitive for need in press.needs if need in tools.needs)
    gently = asked in ("suicide", "self-harm")
    notes = (*notes, *counting.shown(shown))
    return private(text, press, tools, items=items, buttons=buttons, notes=notes, public_too=harmless, gently=gently)


def _readiness(press: Press, tools: Tools) -> tuple[Button, ...]:
    """One tap to see the same need answered in another way, without being asked again."""
    asked = replace(press, verb=Verb.FIND, seen=())
    return tuple(
        tools.button(label, replace(asked, constraints=replace(press.constraints, readiness=ready)))
        for ready, label in READINESS.items()
        if ready != press.constraints.readiness
    )


def _ending(tools: Tools, press: Press) -> tuple[Button, ...]:
    """Under every answer: a way to help right now, a way to make it disappear, and the country where it is missing."""
    buttons = (tools.command(wording.B_CRISIS, "crisis"), tools.button(wording.B_WIPE, Press(Verb.WIPE)))
    if press.constraints.region is None:
        asked = Press(Verb.COUNTRY, "", press.needs, press.constraints)
        return (tools.button(wording.B_COUNTRY, asked), *buttons)
    return buttons


def _clarify(understanding: Understanding, tools: Tools) -> Reply:
    press = Press(Verb.FIND, "", tuple(need.id for need in understanding.needs[:MAX_NEEDS]), understanding.constraints)
    offers = [need for need in understanding.offers if need not in NEVER_OFFERED][:3]
    if not offers:
        return private(tools.say(wording.CLARIFY_AREAS), press, tools, buttons=area_buttons(tools))
    offered = [need_button(need, understanding.constraints, tools) for need in offers]
    something_else = tools.button(wording.SOMETHING_ELSE, Press(Verb.FIND))
    return private(tools.say(wording.CLARIFY), press, tools, buttons=(*offered, something_else))


def _area(area: str, tools: Tools) -> Reply:
    buttons = tuple(need_button(need, Constraints(), tools) for need in AREAS[area][1] if need in tools.needs)
    return private(tools.say(wording.AREA_NEEDS), Press(Verb.FIND, area), tools, buttons=buttons, invites=True)


def _unmet(needs: Sequence[NeedScore], constraints: Constraints, tools: Tools) -> Reply:
    """Nothing fits: say so, offer the areas and the helplines, and count that something is missing.

    Where the country is unknown it may be that alone: ask for it, and count nothing as missing.
    """
    ids = tuple(need.id for need in needs[:MAX_NEEDS])
    press = Press(Verb.FIND, "", ids, constraints)
    if constraints.region is None:
        return private(tools.say(wording.NEED_COUNTRY), press, tools, buttons=_ending(tools, press))
    text = f"{tools.say(wording.UNMET)}\n{tools.say(wording.UNMET_NEXT)}"
    buttons = (*area_buttons(tools), *_ending(tools, press))
    notes = (*counting.request(ids[0], constraints, tools), *_missing(needs, constraints, tools)) if ids else ()
    return private(text, press, tools, buttons=buttons, notes=notes)


def _missing(needs: Sequence[NeedScore], constraints: Constraints, tools: Tools) -> tuple[Note, ...]:
    if tools.directory is None:
        return ()
    misses = tools.directory.matcher.near_misses(needs, constraints, language=tools.language, now=tools.now, limit=3)
    return counting.unmet(needs[0].id, misses, tools)
