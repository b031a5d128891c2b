"""May this service be offered at all, and which wishes does it meet or miss?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog.freshness import Age, is_crisis, service_age
from catalog.hours import is_open

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from catalog.model import Service
    from matching.understanding import Constraints

WORLDWIDE = "*"
_IMPLIED_BY = {
    "veterans": {"veterans"},
    "young-people": {"young-people"},
    "lgbtq": {"lgbtq"},
    "parents": {"parenting", "perinatal"},
    "carers": {"caregiving"},
    "migrants": {"migrants"},
    "older-adults": {"older-adults"},
    "students": {"study"},
}
_OPEN_TO_UNKNOWN = {"young-people", "students", "women", "men"}
"""Groups whose services stand beside the others, labelled, while we do not know who is asking."""
_YOUNG_AT_MOST = 35
_YOUNG_AT_MOST_YEARS = 25
_OLD_AT_LEAST = 50
_FRESHNESS = {Age.FRESH: 1.0, Age.DUE: 0.97, Age.STALE: 0.92}
"""What the age of its facts leaves of the score."""
CLOSED = 0.92
_EVIDENCE = {"guideline": 1.08, "meta-analysis": 1.08, "rct": 1.06, "observational": 1.03}


_SELDOM_ALONE = {
    "abuse": frozenset({"trauma"}),
    "bipolar": frozenset({"psychosis"}),
    "body-image": frozenset({"eating", "ocd"}),
    "eating": frozenset({"body-image"}),
    "sexual-assault": frozenset({"trauma"}),
    "veterans": frozenset({"trauma"}),
}
"""Need, and what often stands behind it unsaid: its cautions count too when the need is the best one."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a service is not for somebody, and the needs beside which it is after all."""

    reason: str
    """`region`, `age` or `audience`."""
    unless: frozenset[str] = frozenset()


def refusals(service: Service, constraints: Constraints) -> tuple[Refusal, ...]:
    """What speaks against offering this service, whatever the needs.

    Args:
        service: any.
        constraints: region None means unknown: then only worldwide services, a foreign number helps nobody.
    """
    return (
        *(() if serves_region(service.regions, constraints.region) else (Refusal("region"),)),
        *_age_refused(service, constraints),
        *_audience_refused(service, constraints),
    )


def in_mind(needs: Sequence[str]) -> frozenset[str]:
    """The needs whose cautions count: those that were said, and what often stands behind the best one unsaid."""
    return frozenset(needs) | _SELDOM_ALONE.get(next(iter(needs), ""), frozenset())


def refused(service: Service, refusals: Sequence[Refusal], needs: Collection[str], minded: frozenset[str]) -> list[str]:
    """Why the service must not be shown; empty when it may.

    Args:
        service: any.
        refusals: of this service, see there.
        needs: the needs that count; at most five.
        minded: `in_mind` of the same.
    """
    reasons = [refusal.reason for refusal in refusals if refusal.unless.isdisjoint(needs)]
    if service.cautions and not minded.isdisjoint(service.cautions):
        reasons.append("caution")
    return reasons


def is_allowed(service: Service, constraints: Constraints, needs: Sequence[str]) -> bool:
    """Whether region, age, audience and cautions leave the service open to this person; needs best first."""
    return not refused(service, refusals(service, constraints), needs, in_mind(needs))


def serves_region(regions: Collection[str], region: str | None) -> bool:
    """Whether a service of these regions helps somebody in `region`; not the reverse for its parts."""
    return WORLDWIDE in regions or (region is not None and (region in regions or region[:2] in regions))


def _age_refused(service: Service, constraints: Constraints) -> tuple[Refusal, ...]:
    low, high = service.ages.min or 0, service.ages.max if service.ages.max is not None else 200
    if constraints.age is not None:
        return () if low <= constraints.age <= high else (Refusal("age"),)
    if low >= _OLD_AT_LEAST:
        return () if constraints.audience == "older-adults" else (Refusal("age", frozenset({"older-adults"})),)
    return (Refusal("age"),) if high <= _YOUNG_AT_MOST and constraints.audience == "older-adults" else ()


def _audience_refused(service: Service, constraints: Constraints) -> tuple[Refusal, ...]:
    if not service.audience:
        return ()
    if groups := _groups(constraints):
        return () if groups & set(service.audience) else (Refusal("audience"),)
    if _OPEN_TO_UNKNOWN & set(service.audience):
        return ()
    return (Refusal("audience", frozenset().union(*(_IMPLIED_BY.get(one, ()) for one in service.audience))),)


def _groups(constraints: Constraints) -> set[str]:
    """Whom the help is for: what was said, and what the age says; a parent asks for a child, so both count."""
    groups = {constraints.audience} if constraints.audience else set()
    if constraints.age is not None and constraints.age <= _YOUNG_AT_MOST_YEARS:
        groups.add("young-people")
    return groups


@dataclass(slots=True)
class Wishes:
    """Collects what a service meets and misses, and what that does to its score."""

    factor: float = 1.0
    met: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def weigh(self, name: str, *, is_met: bool, up: float = 1.05, down: float = 0.85) -> None:
        """Note one wish."""
        (self.met if is_met else self.missed).append(name)
        self.factor *= up if is_met else down


def weigh(service: Service, constraints: Constraints, language: str) -> Wishes:
    """The wishes of a member against an allowed service; names such as `cost:free`, never a member's word."""
    wishes = Wishes()
    wanted = constraints.language or language
    if constraints.language or wanted not in service.languages:
        down = 0.5 if constraints.language else 0.75
        wishes.weigh(f"language:{wanted}", is_met=wanted in service.languages, up=1.2, down=down)
    if constraints.cost:
        fine = {"free"} if constraints.cost == "free" else {"free", "low-cost"}
        wishes.weigh(f"cost:{constraints.cost}", is_met=service.cost in fine, down=0.6)
    if constraints.format:
        wishes.weigh(f"format:{constraints.format}", is_met=constraints.format in service.formats, up=1.15)
    if constraints.anonymous:
        wishes.weigh("anonymous", is_met=service.anonymous == "yes", down=0.9)
    if constraints.at_night:
        wishes.weigh("at-night", is_met=service.hours.always or not service.contacts, down=0.8)
    _weigh_person(service, constraints, wishes)
    return wishes


def _weigh_person(service: Service, constraints: Constraints, wishes: Wishes) -> None:
    if constraints.region and WORLDWIDE not in service.regions:
        wishes.weigh(f"region:{constraints.region}", is_met=True, up=1.08)
    if service.audience:
        group = next((group for group in service.audience if group in _groups(constraints)), None)
        wishes.weigh(f"audience:{group or service.audience[0]}", is_met=group is not None, up=1.15, down=0.8)
    elif constraints.age is not None and (service.ages.min or service.ages.max):
        wishes.weigh("age", is_met=True)


def readiness_factor(service: Service, constraints: Constraints) -> float:
    """More for what they said they are ready for."""
    if constraints.readiness is None:
        return 1.0
    return 1.15 if constraints.readiness in service.readiness else 0.8


def evidence_factor(service: Service) -> float:
    """A little more for studied help, only where the studies are of this very service or its method."""
    return _EVIDENCE.get(service.evidence.level, 1.0) if service.evidence.applies in ("this", "method") else 1.0


def freshness_factor(service: Service, today: date) -> float:
    """A little less for facts that were checked long ago: numbers change. A crisis line never sinks because of it."""
    return 1.0 if is_crisis(service) else _FRESHNESS[service_age(service, today)]


def open_factor(service: Service, now: datetime) -> float:
    """A little less for what is closed at this moment; 1 when nobody knows."""
    return CLOSED if service.hours.periods and is_open(service.hours, now) is False else 1.0
