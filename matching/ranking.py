"""From needs to services: who may be shown, in which order, what is nearly shown, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matching import fitting
from matching.services import ServiceIndex
from matching.standing import Regions, Standing, StandingsOf
from matching.understanding import Because, Match, NearMiss
from matching.variety import varied

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from catalog.model import Catalog, Need, Service
    from encoder.cache import VectorCache
    from encoder.encoder import MakesVectors
    from matching.heard import Heard
    from matching.standing import Standings
    from matching.understanding import Constraints, NeedScore

NEEDS_KEPT = 5
_MEANINGFUL = 0.02
"""A need counts for cautions and for "why" from this share of the best need's score."""
_RELEVANT = (0.35, 0.1)
"""How well a service must fit; the second counts only when nothing reaches the first."""
_OWN_WORDS = 0.5
_SPARE = 10
"""So many more than wanted are looked at, because the first three must differ and some are closed now."""
_LOOKED_AT_MOST = 400
_NEARLY = 0.6
"""A service that is not shown was near from this share of the third best's score."""
OUTRANKED = "outranked"
"""Why a service is not shown that might be: others fit better."""


class Asked(NamedTuple):
    """What services are looked for with."""

    needs: Sequence[NeedScore]
    """Best first, at most five."""
    constraints: Constraints
    language: str
    now: datetime
    heard: Heard | None = None
    hidden: Collection[str] = ()

    @property
    def counting(self) -> tuple[str, ...]:
        """The needs that count for cautions and for "why"."""
        least = _MEANINGFUL * self.needs[0].score
        return tuple(need.id for need in self.needs if need.score >= least)


class _Candidate(NamedTuple):
    """A service with everything that makes its score."""

    service: Service
    score: float
    standing: Standing
    needed: float
    said: float
    open: float


class Ranking:
    """All services, ready to be ranked. Thread-safe.

    Args:
        catalog: what can be offered.
        needs: the vocabulary.
        encoder: None compares by words only.
        cache: keeps the services' vectors.
        like: of another catalog with mostly the same services; their vectors are taken from there.
    """

    def __init__(
        self,
        catalog: Catalog,
        needs: Sequence[Need],
        encoder: MakesVectors | None,
        cache: VectorCache,
        like: Ranking | None = None,
    ) -> None:
        self._services = catalog.services
        self.index: ServiceIndex = ServiceIndex(catalog, needs, encoder, cache, like.index if like else None)
        self._standings = StandingsOf(catalog.services)
        self._regions = Regions(catalog.services)

    def match(self, asked: Asked, limit: int) -> list[Match]:
        """The services that fit, best first, the first three chosen to differ."""
        found = self._found(asked, _SPARE + limit)
        found.sort(key=lambda candidate: -candidate.score)
        counting = asked.counting
        return [_match(candidate, counting) for candidate in varied(found, asked.needs)[:limit]]

    def misses(self, asked: Asked, shown: Sequence[Match], limit: int) -> list[NearMiss]:
        """The services that are nearly shown and why they are not, best first.

        Args:
            asked: as for `match`.
            shown: what `match` found for the same.
            limit: how many at most.
        """
        counting = asked.counting
        minded = fitting.in_mind(counting)
        ids = {match.service.id for match in shown}
        fit = self.index.fit(asked.needs)
        least = _NEARLY * shown[min(2, len(shown) - 1)].score if shown else 0.0
        near = [
            NearMiss(one.service, one.score, tuple(reasons))
            for one in self._candidates(asked, fit, _likeliest(fit, _RELEVANT[0]))
            if one.score >= least and one.service.id not in ids
            for reasons in [fitting.refused(one.service, one.standing.refusals, counting, minded) or [OUTRANKED]]
        ]
        return sorted(near, key=lambda miss: -miss.score)[:limit]

    def _found(self, asked: Asked, many: int) -> list[_Candidate]:
        """The best that may be shown, before the hour is looked at: about `many`, for some may differ too little."""
        counting = asked.counting
        minded = fitting.in_mind(counting)
        fit = np.where(self._regions.reaching(asked.constraints.region), self.index.fit(asked.needs), np.float32(0))
        for enough in _RELEVANT:
            found: list[_Candidate] = []
            for one in self._candidates(asked, fit, _likeliest(fit, enough)):
                refusals = one.standing.refusals
                if not (refusals or one.service.cautions) or not fitting.refused(
                    one.service, refusals, counting, minded
                ):
                    found.append(one)
                    if len(found) >= many:
                        break
            if found:
                return found
        return []

    def _candidates(self, asked: Asked, fit: NDArray[np.float32], rows: NDArray[np.intp]) -> Iterator[_Candidate]:
        """These services, allowed or not, best first but for the hour."""
        needed = fit.take(rows)
        said = np.ones(len(rows), dtype=np.float32)
        if asked.heard and asked.heard.words:
            said += np.float32(_OWN_WORDS) * self.index.own_words(asked.heard, rows)
        standings = self._standings(asked.constraints, asked.language, asked.now.date())
        order = (-needed * said * standings.factors(rows)).argsort(kind="stable")
        listed = zip(rows.take(order).tolist(), needed.take(order).tolist(), said.take(order).tolist(), strict=True)
        return self._weighed(listed, standings, asked)

    def _weighed(
        self, listed: Iterator[tuple[int, float, float]], standings: Standings, asked: Asked
    ) -> Iterator[_Candidate]:
        for row, needed, said in listed:
            service = self._services[row]
            if service.id in asked.hidden:
                continue
            standing, is_open = standings[row], fitting.open_factor(service, asked.now)
            score = needed * said * standing.factor * is_open
            yield _Candidate(service, score, standing, needed, said, is_open)


def _likeliest(fit: NDArray[np.float32], enough: float) -> NDArray[np.intp]:
    """The places of the services that fit well enough, of thousands only those that fit best."""
    rows = np.flatnonzero(fit >= enough)
    if len(rows) > _LOOKED_AT_MOST:
        rows = np.sort(rows[np.argpartition(-fit[rows], _LOOKED_AT_MOST)[:_LOOKED_AT_MOST]])
    return rows


def _match(candidate: _Candidate, counting: Sequence[str]) -> Match:
    service, standing = candidate.service, candidate.standing
    terms = dict(standing.terms)
    terms["wishes"] *= candidate.open
    terms = {"needs": candidate.needed, "words": candidate.said, **terms}
    because = Because(
        needs=tuple(need for need in counting if need in service.needs),
        met=standing.met,
        missed=standing.missed if candidate.open == 1 else (*standing.missed, "open-now"),
        terms=tuple(terms.items()),
    )
    return Match(service, candidate.score, because)
