"""What a member is counted for this week, in plain words: everything, each thing once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import cards, refusal, wording
from handlers.areas import AREAS
from handlers.find_help import READINESS
from handlers.messages import Purpose
from handlers.why import THINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.tools import Tools

_ABOUT = {
    Purpose.REQUEST: (wording.COUNTED_REQUEST, "need"),
    Purpose.UNMET: (wording.COUNTED_UNMET, "need"),
    Purpose.UNMET_IN: (wording.COUNTED_UNMET, "need"),
    Purpose.INTEREST: (wording.COUNTED_INTEREST, "service"),
    Purpose.SHOWN: (wording.COUNTED_SHOWN, "service"),
    Purpose.REFUSED: (wording.COUNTED_REFUSED, "service"),
    Purpose.REASON: (wording.COUNTED_REASON, "reason"),
    Purpose.AREA: (wording.COUNTED_AREA, "area"),
    Purpose.LANGUAGE: (wording.COUNTED_LANGUAGE, "language"),
    Purpose.READINESS: (wording.COUNTED_READINESS, "readiness"),
    Purpose.MET: (wording.COUNTED_MET, "thing"),
    Purpose.MISSED: (wording.COUNTED_MISSED, "thing"),
    Purpose.PROBLEM: (wording.COUNTED_PROBLEM, None),
    Purpose.BROKEN: (wording.COUNTED_BROKEN, "service"),
    Purpose.ASKED: (wording.COUNTED_ASKED, None),
    Purpose.OUTCOME: (wording.COUNTED_NOTHING_FITTED, None),
    Purpose.OUTCOME_IN: (wording.COUNTED_NOTHING_FITTED, None),
    Purpose.UNMET_WHY: (wording.COUNTED_NOTHING_FITTED, None),
    Purpose.DANGER: (wording.COUNTED_HARD, None),
    Purpose.SHOWN_KIND: (wording.COUNTED_KIND, None),
    Purpose.INTEREST_KIND: (wording.COUNTED_KIND, None),
    Purpose.REFUSED_KIND: (wording.COUNTED_KIND, None),
}
"""For every purpose a sentence, and what stands in its place."""


def things(counted: Iterable[tuple[str, str]], tools: Tools) -> list[str]:
    """A phrase for each (purpose, what), those that say the same only once."""
    return list(dict.fromkeys(_thing(Purpose(purpose), what, tools) for purpose, what in counted))


def _thing(purpose: Purpose, what: str, tools: Tools) -> str:
    sentence, place = _ABOUT[purpose]
    return tools.say(sentence, **({place: _named(place, what, tools)} if place else {}))


def _named(place: str, what: str, tools: Tools) -> str:
    say = tools.say
    if place == "service":
        service = tools.directory.catalog.service(what) if tools.directory else None
        return cards.name(service, say) if service else what
    if place == "need":
        need = what.split(":", maxsplit=1)[0]
        return say.plain(tools.needs[need].label) if need in tools.needs else need
    if place == "language":
        return say.language_name(what)
    words = {
        "area": {area: label for area, (label, _) in AREAS.items()},
        "readiness": READINESS,
        "reason": {reason: label for reason, (_, label) in refusal.REASONS.items()},
        "thing": {name.replace("_", "-"): label for name, label in THINGS.items()},
    }[place]
    return say.plain(words[what]) if what in words else what
