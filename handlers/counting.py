"""What is counted of a request, a card or a refusal: single words of our own lists, never two of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.messages import Note, Purpose
from handlers.translator import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Service
    from handlers.tools import Tools
    from matching.understanding import Constraints, Match, NearMiss

ANY = "any"
UNTOLD_NEEDS = frozenset({"suicide", "self-harm"})
"""Needs that are counted in their area alone: danger is never counted by its kind."""


def asked(tools: Tools) -> tuple[Note, ...]:
    """Somebody asked for something; a language is counted unless it is the one that most speak."""
    return (Note(Purpose.ASKED, ANY), *_in_language(Purpose.LANGUAGE, "", tools))


def request(need: str, constraints: Constraints, tools: Tools) -> tuple[Note, ...]:
    """The need that they asked about most, its area, and what they are ready for."""
    notes = [*asked(tools)]
    if need in tools.needs:
        notes.append(Note(Purpose.AREA, tools.needs[need].area))
    if need not in UNTOLD_NEEDS:
        notes.append(Note(Purpose.REQUEST, need))
    if constraints.readiness:
        notes.append(Note(Purpose.READINESS, constraints.readiness))
    return tuple(notes)


def shown(matches: Sequence[Match]) -> tuple[Note, ...]:
    """The cards, and each wish that at least one of them met, or that all of them missed."""
    met = {_name(wish) for match in matches for wish in match.because.met}
    missed = {_name(wish) for match in matches for wish in match.because.missed} - met
    services = [match.service for match in matches]
    return (
        *(Note(Purpose.SHOWN, service.id) for service in services),
        *(Note(Purpose.SHOWN_KIND, kind) for kind in dict.fromkeys(service.support for service in services)),
        *(Note(Purpose.MET, wish) for wish in sorted(met)),
        *(Note(Purpose.MISSED, wish) for wish in sorted(missed)),
    )


def unmet(need: str, misses: Sequence[NearMiss], tools: Tools) -> tuple[Note, ...]:
    """Nothing fitted: the need, the language, and what alone kept the nearest service away."""
    alone = [miss.reasons[0] for miss in misses if len(miss.reasons) == 1 and miss.reasons[0] != "outranked"]
    notes = [
        Note(Purpose.OUTCOME, "unmet"),
        *_in_language(Purpose.OUTCOME_IN, ":unmet", tools),
        *(Note(Purpose.UNMET_WHY, why) for why in alone[:1]),
    ]
    if need not in UNTOLD_NEEDS:
        notes.append(Note(Purpose.UNMET, need))
        if tools.language != LANGUAGES[0]:
            notes.append(Note(Purpose.UNMET_IN, f"{need}:{tools.language}"))
    return tuple(notes)


def interest(service: Service) -> tuple[Note, ...]:
    """Somebody would like this service."""
    kinds = (Note(Purpose.INTEREST_KIND, service.support), Note(Purpose.INTEREST_KIND, ANY))
    return (Note(Purpose.INTEREST, service.id), *kinds)


def refusal(service: Service, reason: str) -> tuple[Note, ...]:
    """Somebody said no to this service; why is counted over all services, never beside this one."""
    said_no = (Note(Purpose.REFUSED, service.id), Note(Purpose.REFUSED_KIND, service.support))
    return (*said_no, Note(Purpose.REASON, reason))


def danger() -> tuple[Note, ...]:
    """Somebody was answered about danger: one number for the whole community, and nothing about its kind."""
    return (Note(Purpose.DANGER, ANY),)


def _in_language(purpose: Purpose, behind: str, tools: Tools) -> tuple[Note, ...]:
    return (Note(purpose, f"{tools.language}{behind}"),) if tools.language != LANGUAGES[0] else ()


def _name(wish: str) -> str:
    """`cost:free` is counted as `cost`."""
    return wish.split(":", maxsplit=1)[0]
