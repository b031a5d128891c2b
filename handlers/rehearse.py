"""Managers try what a member might say: what would be shown and why, and what nearly. Nothing of it counts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from handlers import cards, danger, wording
from handlers.buttons import Press, Verb
from handlers.consider import considered
from handlers.messages import Reply
from handlers.setup import know_home, refuse
from handlers.tools import private
from handlers.why import THINGS
from matching.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.consider import Considered
    from handlers.messages import Incoming
    from handlers.tools import Directory, Tools
    from matching.understanding import Match, NearMiss

NEEDS, SHOWN, NEARLY = 4, 5, 4
"""How many of each are told."""
OUTCOMES: dict[str, str] = {
    Outcome.SERVICES: wording.TRY_SERVICES,
    Outcome.CLARIFY: wording.TRY_CLARIFY,
    Outcome.UNMET: wording.TRY_UNMET,
    Outcome.SMALLTALK: wording.TRY_SMALLTALK,
}
WHY_NOT = {
    "region": wording.TRY_NOT_REGION,
    "age": wording.TRY_NOT_AGE,
    "audience": wording.TRY_NOT_AUDIENCE,
    "caution": wording.TRY_NOT_CAUTION,
}


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/try and what a member might say; to managers alone, as the platform says now."""
    if message.command != "try":
        return None
    again = Press(Verb.COMMAND, "try")
    if not await know_home(message, tools):
        return private(tools.say(wording.SETUP_NOT_SAVED), again, tools)
    if not message.private:
        return private("", again, tools)
    if refusal := await refuse(await tools.community(message), message, tools):
        return refusal
    if tools.directory is None or not message.text.strip():
        said = tools.say(wording.TRY_ASK, command="/try") if tools.directory else tools.say(wording.LIST_CLOSED)
        return Reply(said, private=True)
    return await _tried(message, tools, tools.directory)


async def _tried(message: Incoming, tools: Tools, directory: Directory) -> Reply:
    """What would be said; where that is a danger answer, the answer itself."""
    found = await considered(message, tools, directory)
    if found.danger.is_urgent:
        return danger.first_answer(found.danger, message, tools)
    understood = found.understanding
    near = await asyncio.to_thread(
        directory.matcher.near_misses,
        understood.needs,
        understood.constraints,
        text=message.text,
        shown=found.matches,
        limit=NEARLY,
        language=tools.language,
        now=tools.now,
    )
    return Reply("\n\n".join(filter(None, _lines(found, near, tools))), private=True)


def _lines(found: Considered, near: Sequence[NearMiss], tools: Tools) -> list[str]:
    say, shown = tools.say, found.matches[:SHOWN]
    needs = [
        f"{say.plain(tools.needs[need.id].label)} ({need.score:.0%})"
        for need in found.understanding.needs[:NEEDS]
        if need.id in tools.needs
    ]
    lines = [
        say(OUTCOMES.get(found.outcome, wording.TRY_SMALLTALK)),
        say(wording.TRY_NEEDS, needs=say.listing(needs)) if needs else "",
    ]
    lines += [f"{number}. {_why(match, tools)}" for number, match in enumerate(shown, start=1)]
    ids = {match.service.id for match in shown}
    nearly = [f"– {_why_not(miss, tools)}" for miss in near if miss.service.id not in ids]
    return [*lines, "\n".join((say(wording.TRY_NEARLY), *nearly)) if nearly else ""]


def _why(match: Match, tools: Tools) -> str:
    """Its name, how well it fits, and which wishes it meets and misses."""
    say, because = tools.say, match.because
    lines = [f"{cards.name(match.service, say)} ({match.score:.2f})"]
    for sentence, names in ((wording.WHY_MET, because.met), (wording.WHY_MISSED, because.missed)):
        known = dict.fromkeys(THINGS[kind] for kind in (name.split(":")[0] for name in names) if kind in THINGS)
        lines += [say(sentence, things=say.listing([say(thing) for thing in known]))] if known else []
    return "\n".join(lines)


def _why_not(miss: NearMiss, tools: Tools) -> str:
    reasons = dict.fromkeys(WHY_NOT.get(reason.split(":")[0], wording.TRY_NOT_BEST) for reason in miss.reasons)
    return f"{cards.name(miss.service, tools.say)}: {tools.say.listing([tools.say(reason) for reason in reasons])}"
