"""What we understood of a request, and which services fit it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.model import Service


class Outcome(StrEnum):
    """What the front desk does with a message that holds no danger."""

    SERVICES = "services"
    CLARIFY = "clarify"
    UNMET = "unmet"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class NeedScore:
    """How well one need of the vocabulary fits the message, 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the right service must or should be like; None or empty means: nothing said."""

    region: str | None = None
    """ISO 3166-1 alpha-2, with an optional subdivision: `GB`, `GB-SCT`."""
    language: str | None = None
    """ISO 639-1, only when the member asks for services in it."""
    age: int | None = None
    """Years, of the person the help is for."""
    audience: str | None = None
    """`young-people`, `students`, `parents`, `older-adults`, `veterans`, `lgbtq`, `carers`, `migrants`."""
    cost: str | None = None
    """`free` or `low-cost`."""
    format: str | None = None
    """`phone`, `text`, `web`, `app`, `video`, `in-person`, `chat-exercise`, `workbook`, `audio`."""
    anonymous: bool | None = None
    at_night: bool | None = None
    readiness: str | None = None
    """`learn`, `try`, `connect` or `get-help`."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a service was chosen, in vocabulary words only."""

    needs: tuple[str, ...] = ()
    """The needs of the message that this service serves, best first."""
    met: tuple[str, ...] = ()
    """Constraints it meets, by name, such as `cost:free`."""
    missed: tuple[str, ...] = ()
    """Wishes it does not meet, by name, such as `language:es`."""
    terms: tuple[tuple[str, float], ...] = ()
    """Each part of the score by name."""


@dataclass(frozen=True, slots=True)
class Match:
    """One service that fits, with its score (higher is better) and the reasons."""

    service: Service
    score: float
    because: Because


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One service that is nearly shown, and why it is not."""

    service: Service
    score: float
    """What it would have been."""
    reasons: tuple[str, ...]
    """`region`, `age`, `audience`, `caution`, or `outranked` alone: others fit better."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """The needs, the constraints and what to do. Holds no word of the member's."""

    needs: tuple[NeedScore, ...] = ()
    """The best five, best first (fewer only when there is nothing to read)."""
    constraints: Constraints = field(default_factory=Constraints)
    outcome: Outcome = Outcome.SMALLTALK
    offers: tuple[str, ...] = ()
    """Need ids that a clarifying question offers; at most four."""
