"""A community that is made up: what its members ask for in a year, the same for the same seed."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from insight.publishing import Publisher
from insight.tables import Kind, Period, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from catalog.model import Catalog, Need, Service
    from insight.nesting import Nesting
    from insight.publishing import Row

Counts = dict[tuple[str, str], int]
REASONS = ("too-costly", "wrong-area", "waiting-list", "not-ready", "tried-it")
COMMON = ("anxiety", "sleep", "low-mood", "stress", "connection", "find-therapy", "unemployment", "adhd", "alcohol")
UNLUCKY = {"en": 0.1, "es": 0.2, "th": 0.45}
"""By language, the chance that nothing fits although something is listed."""
FIRST = date(2026, 1, 5)


@dataclass(frozen=True)
class Member:
    """Somebody who does not exist."""

    number: int
    language: str
    needs: tuple[str, ...]
    keen: float
    """The chance to ask in a week."""


@dataclass(frozen=True)
class Community:
    """Made-up members, and the real lists that they ask about."""

    members: tuple[Member, ...]
    needs: Mapping[str, Need]
    services: Mapping[str, Sequence[Service]]
    """By need."""
    missing: frozenset[str]
    """Needs for which their list has nothing."""

    def week(self, number: int, chance: random.Random) -> Counts:
        """The tallies of one week: members for each thing, however often they came."""
        who: dict[tuple[str, str], set[int]] = defaultdict(set)
        season = 1.3 if number % 52 in (*range(8), *range(44, 52)) else 1.0
        for member in self.members:
            if chance.random() < member.keen * season:
                for thing in self._asks(member, chance):
                    who[thing].add(member.number)
        return {thing: len(members) for thing, members in who.items()}

    def _asks(self, member: Member, chance: random.Random) -> Iterator[tuple[str, str]]:
        need = chance.choices(member.needs, weights=[4, 2, 1])[0]
        yield from ((Kind.ASKED, "any"), (Kind.AREA, self.needs[need].area), (Kind.REQUEST, need))
        yield from self._wishes(chance)
        if member.language != "en":
            yield Kind.LANGUAGE, member.language
        services = self.services[need]
        if need in self.missing or not services or chance.random() < UNLUCKY[member.language]:
            yield from self._goes_without(member, need, chance)
            return
        shown = services[:3]
        for service in shown:
            yield from ((Kind.SHOWN, service.id), (Kind.SHOWN_KIND, service.support))
        if member.language != "en":
            yield (Kind.MET if member.language in shown[0].languages else Kind.MISSED), "language"
        yield from self._decides(chance.choice(shown), chance)

    def _goes_without(self, member: Member, need: str, chance: random.Random) -> Iterator[tuple[str, str]]:
        yield from ((Kind.OUTCOME, "unmet"), (Kind.UNMET, need))
        if need not in self.missing and chance.random() < 0.8:
            yield Kind.UNMET_WHY, chance.choices(("region", "age", "audience"), weights=(6, 2, 1))[0]
        if member.language != "en":
            yield Kind.OUTCOME_IN, f"{member.language}:unmet"
            yield Kind.UNMET_IN, f"{need}:{member.language}"

    @staticmethod
    def _wishes(chance: random.Random) -> Iterator[tuple[str, str]]:
        if chance.random() < 0.4:
            yield Kind.READINESS, chance.choice(("learn", "try", "connect", "get-help"))
        if chance.random() < 0.2:
            yield chance.choices((Kind.MET, Kind.MISSED), weights=(3, 2))[0], chance.choice(("cost", "format"))
        if chance.random() < 0.02:
            yield Kind.PROBLEM, chance.choice(("number", "fit"))
        if chance.random() < 0.08:
            yield Kind.DANGER, "any"

    def _decides(self, service: Service, chance: random.Random) -> Iterator[tuple[str, str]]:
        mood = chance.random()
        if mood < 0.4:
            yield Kind.INTEREST, service.id
            yield from ((Kind.INTEREST_KIND, service.support), (Kind.INTEREST_KIND, "any"))
        elif mood < 0.55:
            yield from ((Kind.REFUSED, service.id), (Kind.REFUSED_KIND, service.support))
            yield Kind.REASON, chance.choice(REASONS)


def community(members: int, seed: int, needs: Sequence[Need], catalog: Catalog) -> Community:
    """So many members; a quarter speak Spanish or Thai, a few needs are common, and two have no service listed."""
    chance = random.Random(seed)  # noqa: S311  the same people in every run
    ids = [need.id for need in needs if need.id not in ("suicide", "self-harm")]
    common = [need for need in COMMON if need in ids]
    people = tuple(
        Member(
            number,
            chance.choices(("en", "es", "th"), weights=(75, 15, 10))[0],
            (chance.choice(common), chance.choice(common), chance.choice(ids)),
            chance.betavariate(1, 12),
        )
        for number in range(members)
    )
    by_need = {need: [service for service in catalog.services if need in service.needs] for need in ids}
    return Community(people, {need.id: need for need in needs}, by_need, frozenset({"unemployment", "adhd"}))


def year(place: Community, seed: int, *, weeks: int = 52) -> list[tuple[str, Counts]]:
    """The tallies of each week, by its name."""
    chance = random.Random(f"{seed} year")  # noqa: S311  the same year in every run
    names = [Period("week", FIRST + timedelta(days=7 * number)).name for number in range(weeks)]
    return [(name, place.week(number, chance)) for number, name in enumerate(names)]


def frozen(weeks: Sequence[tuple[str, Counts]], nesting: Nesting, *, size: int) -> list[tuple[str, Row]]:
    """What the database would have frozen of these weeks, in the shape in which it hands it out."""
    publisher = Publisher(nesting)
    found: list[tuple[str, Row]] = []
    quarters: dict[str, list[tuple[Counts, list[Row]]]] = defaultdict(list)
    for name, counts in weeks:
        rows = publisher.week("simulated", counts, size)
        found += [(name, row) for row in rows]
        kept = {pair: number for pair, number in counts.items() if publisher.is_kept(*pair)}
        quarters[around(name, "quarter").name].append((kept, rows))
    for quarter, inside in quarters.items():
        found += [(quarter, row) for row in publisher.quarter("simulated", inside, size)]
    return found
