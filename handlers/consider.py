"""From a member's words to a verdict, needs and services: the same for the desk and for `peerbridge try`."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.trouble import record
from matching.understanding import Outcome, Understanding
from safety.judge import judge
from safety.learned import FAILED, LANGUAGE, reconsider
from safety.verdict import Band

if TYPE_CHECKING:
    from datetime import datetime

    from encoder.encoder import MakesVectors
    from handlers.tools import Directory
    from matching.understanding import Constraints, Match
    from safety.learned import Learned
    from safety.verdict import Danger

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SecondJudge:
    """Looks again, by meaning, at what the rules found harmless. Takes some milliseconds of a core."""

    encoder: MakesVectors
    learned: Learned

    def look_again(self, danger: Danger, text: str, language: str) -> Danger:
        """The rules' verdict, or a gentler band raised from none; never lower, never act, never an exception."""
        if danger.band is not Band.NONE or language != LANGUAGE or not text.strip():
            return danger
        try:
            vector = self.encoder.vector(text)
        except Exception as error:  # noqa: BLE001  whatever went wrong, the member gets a gentle answer
            record(log, "a message could not be read by meaning", error)
            return replace(danger, band=Band.SOFT, rules=(*danger.rules, FAILED))
        return reconsider(danger, text, vector, self.encoder, self.learned)


@dataclass(frozen=True, slots=True)
class Considered:
    """What the desk will do with one message. Holds no word of it."""

    danger: Danger
    outcome: str
    """`danger`, or one of `matching.understanding.Outcome`."""
    understanding: Understanding
    matches: tuple[Match, ...] = ()


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
    if danger is None:
        danger = judge(text)
        danger = second_judge.look_again(danger, text, language) if second_judge else danger
    matcher = directory.matcher
    understanding = matcher.understand(text, language, defaults)
    if danger.is_urgent:
        return Considered(danger, "danger", understanding)
    if understanding.outcome is not Outcome.SERVICES:
        return Considered(danger, understanding.outcome, understanding)
    matches = tuple(
        matcher.match(understanding.needs, understanding.constraints, language=language, now=now, text=text)
    )
    return Considered(danger, Outcome.SERVICES if matches else Outcome.UNMET, understanding, matches)
