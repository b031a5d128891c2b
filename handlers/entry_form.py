"""What managers are asked about a service that they add, what cannot be right in it, and the entry it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from catalog.model import Contact, Evidence, Service, Verified
from catalog.overlay import read_number
from catalog.sentences import simple_id
from handlers import editing, found, wording
from handlers.link import Refused, read_link
from handlers.messages import Question
from handlers.suggested import SUPPORTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalog.model import Cost, Format, Need, Readiness, Support
    from handlers.taken import Taken
    from handlers.tools import Tools
    from handlers.translator import Say

READY: dict[str, Readiness] = {"support-group": "connect", "psychoeducation": "learn", "screening": "learn"}
READY |= {"skills-training": "try", "complementary-therapy": "try"}
"""What each kind is for; all others are there to get help."""
COSTS: dict[Cost, str] = {
    "free": wording.COST_FREE,
    "low-cost": wording.COST_LOW,
    "paid": wording.COST_PAID,
    "mixed": wording.COST_MIXED,
}
NONE = "-"
"""What somebody writes where there is no number."""
_FIELDS = ("name", "provider", "link", "summary", "number")
_ID = 36


@dataclass(frozen=True, slots=True)
class Tapped:
    """What was chosen with buttons."""

    community: str
    support: str
    need: Need
    cost: Cost


def tapped(community: str, chosen: str, tools: Tools) -> Tapped | None:
    """What `kind.need.cost` stands for, the need by its code; None where it is none of ours."""
    kind, code, cost = (*chosen.split("."), "", "", "")[:3]
    need = next((need for need in tools.needs.values() if need.code == code), None)
    if need is None or not (_is_place(kind, SUPPORTS) and _is_place(cost, COSTS)):
        return None
    return Tapped(community, list(SUPPORTS)[int(kind)], need, list(COSTS)[int(cost)])


def asked(taken: Taken | None) -> tuple[str, ...]:
    """The fields that must be written. A suggestion has its link; its number is asked only if two agreed to one."""
    known = {"link"} if taken else set()
    known |= {"number"} if taken and not taken.has_contact else set()
    return tuple(field for field in _FIELDS if field not in known)


def questions(taken: Taken | None, say: Say) -> tuple[Question, ...]:
    """One for each field."""
    each = {
        "name": Question(say(wording.ADD_NAME), at_most=80),
        "provider": Question(say(wording.ADD_PROVIDER), at_most=80),
        "link": Question(say(wording.ADD_LINK), say(wording.ADD_LINK_HINT), at_most=200),
        "summary": Question(say(wording.ADD_SUMMARY), say(wording.ADD_SUMMARY_HINT), at_most=300),
        "number": Question(say(wording.ADD_NUMBER), say(wording.ADD_NUMBER_HINT), at_most=60, needed=False),
    }
    return tuple(each[field] for field in asked(taken))


def wrong(filled: tuple[str, ...], taken: Taken | None, say: Say) -> str:
    """What cannot be right in what they wrote so far; empty where all can."""
    for field, typed, question in zip(asked(taken), filled, questions(taken, say), strict=False):
        if (question.needed and not typed.strip()) or len(typed) > question.at_most:
            return say(wording.ADD_LONG, n=question.at_most)
        if field == "link" and isinstance(read_link(typed), Refused):
            return say(wording.ADD_BAD_LINK)
        if field == "number" and typed.strip() not in ("", NONE) and read_number("call", typed) is None:
            return say(wording.NUMBER_BAD)
    return ""


def read(filled: tuple[str, ...], taken: Taken | None) -> dict[str, str]:
    """What they wrote, as it will stand in the entry. Nothing in it is wrong."""
    given = dict(zip(asked(taken), filled, strict=True))
    number = given.pop("number", NONE).strip()
    dial, display = (number not in ("", NONE) and read_number("call", number)) or ("", "")
    link = taken.link if taken else str(read_link(given["link"]))
    values = {"name": given["name"], "provider": given["provider"], "url": link, "summary": given["summary"]}
    return {**{key: " ".join(value.split()) for key, value in values.items()}, "dial": dial, "display": display}


def service(draft: Mapping[str, str], chosen: Tapped, how: str, tools: Tools) -> Service:
    """The entry, with what the community has chosen for country and language."""
    settings = tools.keep.settings(chosen.community)
    called: tuple[Format, ...] = ("phone",) if draft["dial"] else ()
    contact = Contact(channel="call", dial=draft["dial"], display=draft["display"])
    return Service(
        id=_free_id(draft["name"], chosen.community, tools),
        name=draft["name"],
        provider=draft["provider"],
        url=draft["url"],
        summary=draft["summary"],
        area=chosen.need.area,
        support=cast("Support", chosen.support),
        needs=(chosen.need.id,),
        readiness=(READY.get(chosen.support, "get-help"),),
        cost=chosen.cost,
        regions=(settings.country or "*",),
        languages=settings.languages[:1] or (tools.language,),
        formats=("web", *called),
        contacts=(contact,) if draft["dial"] else (),
        evidence=Evidence(level="none"),
        verified=Verified(on=tools.now.date(), by="a manager here", how=editing.HOW[how]),
    )


def _free_id(name: str, community: str, tools: Tools) -> str:
    taken = found.ids(community, tools)
    first = simple_id(name, at_most=_ID) or "our-service"
    return next(each for each in (first, *(f"{first}-{n}" for n in range(2, 999))) if each not in taken)


def _is_place(number: str, among: Mapping[str, str] | Mapping[Cost, str]) -> bool:
    return number.isascii() and number.isdecimal() and int(number) < len(among)
