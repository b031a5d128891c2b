"""How every service stands for one kind of member: what refuses it, and what their wishes do to its score."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching import fitting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from catalog.model import Service
    from matching.fitting import Refusal
    from matching.understanding import Constraints

_KINDS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """One service for one kind of member, whatever they need and whatever the hour."""

    refusals: tuple[Refusal, ...]
    factor: float
    """What the terms make together."""
    terms: tuple[tuple[str, float], ...]
    met: tuple[str, ...]
    missed: tuple[str, ...]


class Standings:
    """Of one kind of member, by the place of the service; worked out when first asked for."""

    def __init__(self, services: Sequence[Service], constraints: Constraints, language: str, today: date) -> None:
        self._services = services
        self._member = (constraints, language)
        self._today = today
        self._of: dict[int, Standing] = {}
        self._alike: dict[Standing, Standing] = {}
        """One for all that stand alike: they are most, and each takes memory."""
        self._factors = np.full(len(services), np.nan, dtype=np.float32)

    def __getitem__(self, row: int) -> Standing:
        """How one service stands."""
        found = self._of.get(row)
        if found is None:
            looked = self._look(row)
            found = self._of[row] = self._alike.setdefault(looked, looked)
            self._factors[row] = found.factor
        return found

    def factors(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """(rows,): the factor of each of these services."""
        found = self._factors.take(rows)
        if math.isnan(float(found.sum())):
            for row in rows[np.isnan(found)].tolist():
                self[row]
            found = self._factors.take(rows)
        return found

    def _look(self, row: int) -> Standing:
        service, (constraints, language) = self._services[row], self._member
        wishes = fitting.weigh(service, constraints, language)
        terms = (
            ("readiness", fitting.readiness_factor(service, constraints)),
            ("evidence", fitting.evidence_factor(service)),
            ("wishes", wishes.factor),
            ("freshness", fitting.freshness_factor(service, self._today)),
        )
        factor = 1.0
        for _, value in terms:
            factor *= value
        return Standing(fitting.refusals(service, constraints), factor, terms, tuple(wishes.met), tuple(wishes.missed))


class Regions:
    """Which services reach a country, looked at once for all: of thousands, most are for somewhere else."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._listed = list(dict.fromkeys(service.regions for service in services))
        places = {regions: place for place, regions in enumerate(self._listed)}
        self._of = np.array([places[service.regions] for service in services], dtype=np.intp)
        self._kept: dict[str | None, NDArray[np.bool_]] = {}

    def reaching(self, region: str | None) -> NDArray[np.bool_]:
        """(services,): whether each helps somebody there; None is an unknown country."""
        found = self._kept.get(region)
        if found is None:
            reaches = [fitting.serves_region(regions, region) for regions in self._listed]
            found = np.array(reaches, dtype=np.bool_)[self._of]
            if len(self._kept) < _KINDS_KEPT:
                self._kept[region] = found
        return found


class StandingsOf:
    """Remembers the standings of the last kinds of members: most wish for the same. It knows no member."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._kept: OrderedDict[tuple[Constraints, str, date], Standings] = OrderedDict()

    def __call__(self, constraints: Constraints, language: str, today: date) -> Standings:
        """The standings for these wishes, for somebody who reads this language."""
        key = (constraints, language, today)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = Standings(self._services, constraints, language, today)
            while len(self._kept) > _KINDS_KEPT:
                self._kept.popitem(last=False)
        return found
