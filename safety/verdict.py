"""What we found out about danger in a message: how sure, which kind, and about whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """How we answer, from the most to the least urgent."""

    ACT = "act"
    CARE = "care"
    SOFT = "soft"
    NONE = "none"


class Tier(StrEnum):
    """Which kind of danger."""

    INTENT = "intent"
    IDEATION = "ideation"
    PASSIVE = "passive"
    SELFHARM = "selfharm"
    MEDICAL = "medical"
    DANGER = "danger"


class About(StrEnum):
    """Who is in danger."""

    SELF = "self"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Danger:
    """The verdict on one message. It holds rule ids, never text."""

    band: Band = Band.NONE
    tier: Tier | None = None
    about: About | None = None
    rules: tuple[str, ...] = ()
    path: str | None = None
    """`abuse` when the danger comes from somebody at home or close by: it has answers of its own."""

    @property
    def is_urgent(self) -> bool:
        """Whether this is answered at once, before anything else is looked at."""
        return self.band in (Band.ACT, Band.CARE)
