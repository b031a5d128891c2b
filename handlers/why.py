"""A member asks “why this?”: needs, wishes, evidence and who checked the facts, never the member's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import cards, wording
from handlers.buttons import Verb
from handlers.find_help import CARRIED_SCORES
from handlers.tools import private
from matching.understanding import NeedScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Service
    from handlers.buttons import Press
    from handlers.messages import Incoming, Reply
    from handlers.tools import Directory, Tools
    from matching.understanding import Because

THINGS = {
    "cost": wording.THING_COST,
    "language": wording.THING_LANGUAGE,
    "format": wording.THING_FORMAT,
    "region": wording.THING_REGION,
    "age": wording.THING_AGE,
    "audience": wording.THING_AUDIENCE,
    "anonymous": wording.THING_ANONYMOUS,
    "at_night": wording.THING_NIGHT,
    "open_now": wording.THING_OPEN,
    "readiness": wording.THING_READINESS,
    "low_bandwidth": wording.THING_DATA,
}
"""What an answer may meet or miss, and how we call it."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Explain one card in plain words."""
    del message
    press = tools.press
    if press is None or press.verb is not Verb.WHY:
        return None
    service = tools.directory.catalog.service(press.subject) if tools.directory else None
    if tools.directory is None or service is None:
        return private(tools.say(wording.GONE), press, tools)
    because = _because(service, press, tools, tools.directory)
    return private("\n".join(_lines(service, press, because, tools, tools.directory)), press, tools)


def _because(service: Service, press: Press, tools: Tools, directory: Directory) -> Because | None:
    needs = [NeedScore(need, score) for need, score in zip(press.needs, CARRIED_SCORES, strict=False)]
    everything = len(directory.catalog.services)
    found = directory.matcher.match(needs, press.constraints, language=tools.language, now=tools.now, limit=everything)
    return next((match.because for match in found if match.service.id == service.id), None)


def _lines(
    service: Service, press: Press, because: Because | None, tools: Tools, directory: Directory
) -> Sequence[str]:
    say = tools.say
    served = [need for need in press.needs if need in service.needs] or list(service.needs[:3])
    known = [tools.needs[need] for need in served if need in tools.needs]
    labels = [say.plain(need.label) for need in known if need.id in press.needs[:1] or not need.sensitive]
    checked = service.verified
    lines = [
        say(wording.WHY, name=cards.name(service, say)),
        say(wording.WHY_NEEDS, needs=say.listing(labels)) if labels else "",
        _things(wording.WHY_MET, because.met if because else (), tools),
        _things(wording.WHY_MISSED, because.missed if because else (), tools),
        cards.evidence(service, say),
    ]
    studies = [directory.catalog.references[key] for key in service.evidence.refs[:1]]
    lines += [say(wording.WHY_STUDY, citation=study.citation) for study in studies]
    lines.append(say(wording.WHY_VERIFIED, date=say.date(checked.on), by=checked.by, how=checked.how))
    lines.append(say(wording.WHY_NO_TEXT))
    return [line for line in lines if line]


def _things(sentence: str, names: Sequence[str], tools: Tools) -> str:
    known = dict.fromkeys(THINGS[kind] for kind in (name.split(":")[0] for name in names) if kind in THINGS)
    return tools.say(sentence, things=tools.say.listing([tools.say(thing) for thing in known])) if known else ""
