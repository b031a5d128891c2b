"""From a member's words to a verdict, needs and services: the same for the desk and for `peerbridge try`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.understanding import Outcome, Understanding
from safety.judge import judge

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.tools import Directory
    from matching.understanding import Constraints, Match
    from safety.verdict import Danger


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
    danger: Danger | None = None,
) -> Considered:
    """Judge, understand and match one message as if it came in a private chat. Takes some milliseconds of a core."""
    danger = danger or judge(text)
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
