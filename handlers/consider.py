"""From a member's words to a verdict, needs and services: the same for the desk and for `peerbridge try`."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.trouble import record
from matching.matcher import Matcher, settled
from matching.text import LETTERS_AT_MOST
from matching.understanding import Outcome, Understanding
from safety.judge import judge
from safety.learned import BY_ENCODER, is_open, reconsider
from safety.verdict import About, Band, Danger, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from encoder.encoder import ReadsMessages
    from handlers.messages import Incoming
    from handlers.tools import Directory, Tools
    from matching.heard import Heard
    from matching.understanding import Constraints, Match, NeedScore
    from safety.learned import Learned

log = logging.getLogger(__name__)


FROM_NEED = "need-"
"""How the rule id of a verdict begins that stands because of what the message asks for."""
NEVER_OFFERED = frozenset({"suicide", "self-harm", "abuse", "sexual-assault"})
"""Needs that no button ever names unasked; “help right now” stands under every answer."""
_SOFT_DANGERS = {"suicide": Tier.IDEATION, "self-harm": Tier.SELFHARM}
"""Needs that make a soft verdict care. Where both judges heard nothing at all, held-out messages proved harmless."""
_ABUSE = frozenset({"abuse", "sexual-assault"})
_CLEARLY = {"danger": 0.2, "abuse": 0.2}
"""How near the second need may come, as a share of the first: a quarrel is not yet abuse."""


@dataclass(frozen=True, slots=True)
class SecondJudge:
    """Looks again, by meaning, at what the rules found harmless. Takes some milliseconds of a core."""

    encoder: ReadsMessages
    learned: Learned

    def look_again(self, danger: Danger, text: str, language: str, also: Heard | Matcher | None = None) -> Danger:
        """The rules' verdict, or a gentler band raised from none; never lower, never act, never an exception.

        Args:
            danger: what the rules say.
            text: the message.
            language: of the message; one that it was not taught in stands as the rules say.
            also: what matching reads of the same message, or who will read it: a short one is encoded once for both.
        """
        if not is_open(danger, language) or not text.strip():
            return danger
        if (
            language in BY_ENCODER and also and len(text) <= LETTERS_AT_MOST
        ):  # matching leaves out the end of a longer one
            try:
                text = (also.heard(text, language) if isinstance(also, Matcher) else also).text
            except Exception as error:  # noqa: BLE001  then it is read as it was typed
                record(log, "a message could not be mended", error)
        return reconsider(danger, text, language, self.encoder, self.learned)


@dataclass(frozen=True, slots=True)
class Considered:
    """What the desk will do with one message. Holds no word of it."""

    danger: Danger
    outcome: str
    """`danger`, or one of `matching.understanding.Outcome`."""
    understanding: Understanding
    matches: tuple[Match, ...] = ()


def danger_of(needs: Sequence[NeedScore], danger: Danger) -> Danger:
    """The verdict once the needs are known: some needs belong to the danger path, where cards would be out of place."""
    if danger.is_urgent or not needs:
        return danger
    best, nearest = needs[0], needs[1].score / needs[0].score if len(needs) > 1 and needs[0].score else 0.0
    rules = (f"{FROM_NEED}{best.id}",)
    if best.id in _ABUSE and nearest <= _CLEARLY["abuse"]:
        return Danger(Band.CARE, Tier.DANGER, About.SELF, rules, "abuse")
    if danger.band is Band.SOFT and best.id in _SOFT_DANGERS and nearest <= _CLEARLY["danger"]:
        return Danger(Band.CARE, _SOFT_DANGERS[best.id], About.SELF, rules)
    return danger


def consider(
    text: str,
    *,
    directory: Directory,
    language: str,
    defaults: Constraints,
    now: datetime,
    second_judge: SecondJudge | None = None,
    danger: Danger | None = None,
) -> Considered:
    """Judge, understand and match one message as if it came in a private chat. Takes some milliseconds of a core.

    danger: the verdict where it is known already; otherwise both judges give theirs here.
    """
    matcher = directory.matcher
    heard = matcher.heard(text, language)
    if danger is None:
        danger = judge(text)
        danger = second_judge.look_again(danger, text, language, heard) if second_judge else danger
    understanding = matcher.understand(text, language, defaults, heard=heard)
    if understanding.outcome is Outcome.SERVICES:
        danger = danger_of(understanding.needs, danger)
    if danger.is_urgent:
        return Considered(danger, "danger", understanding)
    if understanding.outcome is not Outcome.SERVICES:
        return Considered(danger, understanding.outcome, understanding)
    matches = tuple(
        matcher.match(understanding.needs, understanding.constraints, language=language, now=now, text=heard)
    )
    return Considered(danger, settled(understanding, matches), understanding, matches)


async def considered(message: Incoming, tools: Tools, directory: Directory) -> Considered:
    """The same for a message at the desk, whose verdict is known; the loop goes on meanwhile."""
    return await asyncio.to_thread(
        consider,
        message.text,
        directory=directory,
        language=tools.language,
        defaults=await tools.defaults(message),
        now=tools.now,
        danger=tools.danger,
    )
