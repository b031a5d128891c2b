"""From a member's words to the services that fit, with the reasons."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from encoder.cache import VectorCache
from matching import fitting
from matching.constraints import joined, read
from matching.readers import Readers
from matching.services import ServiceIndex
from matching.text import split
from matching.understanding import Because, Match, NeedScore, Outcome, Understanding
from matching.variety import varied
from matching.wishes import is_bare_call, named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

    from catalog.model import Catalog, Need, Service
    from encoder.encoder import MakesVectors
    from matching.needs import Reading
    from matching.understanding import Constraints

_NEEDS_KEPT = 5
_OFFERS_AT_MOST = 4
_MEANINGFUL = 0.02
"""A need counts for cautions and for "why" from this share of the best need's score."""
_EVENED = 0.75
"""Shares tell how sure we are; as scores they are evened out, so that a second need is served beside the first."""
_NAMED_AT_LEAST = 0.1
_RELEVANT = (0.25, 0.1)
"""How well a service must fit; the second counts only when nothing reaches the first."""
_OWN_WORDS = 0.5
_LOOKED_AT, _LOOKED_AT_MOST = 60, 500
CALLED_FOR = ("helpline", "stress", "low-mood", "find-therapy")
"""What a bare "help!" is asked about."""


class Matcher:
    """Understands requests and finds services. Thread-safe; knows nothing of members and keeps nothing of theirs.

    Args:
        catalog: what can be offered.
        needs: the vocabulary, `catalog.loader.load_needs()`.
        encoder: None matches by words only.
        cache_folder: where the vectors of catalog and phrases are kept; None makes them at every start.
    """

    def __init__(
        self, catalog: Catalog, needs: Sequence[Need], encoder: MakesVectors | None, cache_folder: Path | None
    ) -> None:
        cache = VectorCache(cache_folder)
        self._needs = tuple(needs)
        self._encoder = encoder
        self._readers = Readers(self._needs, catalog, self._encoder, cache)
        self._services = ServiceIndex(catalog, self._needs, self._encoder, cache)
        self._readers.of("en")

    def understand(self, text: str, language: str, defaults: Constraints) -> Understanding:
        """The five best needs, what the help must be like, and whether to answer, to ask or to stay light.

        Args:
            text: anything at all; it is neither kept nor repeated.
            language: ISO 639-1; `es` and `th` have phrases of their own, any other is read as English.
            defaults: what is known of the member or the community; what the text says goes first.
        """
        constraints = joined(read(text, language), defaults)
        if not split(text):
            return Understanding(constraints=constraints)
        if is_bare_call(text):
            return Understanding(_scores(CALLED_FOR), constraints, Outcome.CLARIFY, CALLED_FOR)
        reader = self._readers.of(language)
        reading = reader.read(text)
        order = np.argsort(-reading.shares)[:_NEEDS_KEPT]
        best = float(reading.shares[order[0]])
        scores = tuple(
            NeedScore(self._needs[i].id, round(reading.request * (float(reading.shares[i]) / best) ** _EVENED, 4))
            for i in order
        )
        scores = _with_named(scores, text)
        outcome = _outcome(reading, reader.thresholds)
        offers = tuple(need.id for need in scores[:_OFFERS_AT_MOST]) if outcome is Outcome.CLARIFY else ()
        return Understanding(scores, constraints, outcome, offers)

    def match(
        self,
        needs: Sequence[NeedScore],
        constraints: Constraints,
        *,
        language: str,
        now: datetime,
        text: str | None = None,
        hidden: Collection[str] = (),
        limit: int = 10,
    ) -> list[Match]:
        """The services that fit, best first; the first three differ. Empty: nothing fits, an unmet need.

        Args:
            needs: best first, as `understand` gives them; the first five count.
            constraints: region, age and audience exclude, the others rank; region None: worldwide services only.
            language: what the member reads.
            now: an aware time, for "open now".
            text: the member's words, compared with each service's own; None after a pressed button.
            hidden: service ids never to be shown.
            limit: how many at most.
        """
        ranked = sorted(needs, key=lambda need: -need.score)[:_NEEDS_KEPT]
        if not ranked or limit < 1:
            return []
        counting = [need.id for need in ranked if need.score >= _MEANINGFUL * ranked[0].score]
        fit = self._services.fit(ranked)
        rows = _likeliest(fit)
        fit = fit[rows]
        own = self._own_words(text, language, rows) if text and split(text) else np.zeros_like(fit)
        order = np.argsort(-fit * (1 + _OWN_WORDS * own), kind="stable")
        found: list[Match] = []
        for enough in _RELEVANT:
            for place in order[fit[order] >= enough].tolist():
                service = self._services.services[rows[place]]
                if service.id not in hidden and fitting.is_allowed(service, constraints, counting):
                    terms = {"needs": float(fit[place]), "words": float(1 + _OWN_WORDS * own[place])}
                    found.append(_weighed(service, terms, counting, constraints, (language, now)))
                if len(found) >= _LOOKED_AT:
                    break
            if found:
                break
        found.sort(key=lambda match: -match.score)
        return varied(found, ranked[0].id)[:limit]

    def _own_words(self, text: str, language: str, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        told = self._readers.of(language).told(text)
        return self._services.own_words(told, self._encoder.vector(told) if self._encoder else None, rows)


def _likeliest(fit: NDArray[np.float32]) -> NDArray[np.intp]:
    """The places of the services that fit at all, of thousands only those that fit best."""
    rows = np.flatnonzero(fit >= _RELEVANT[-1])
    if len(rows) > _LOOKED_AT_MOST:
        rows = np.sort(rows[np.argpartition(-fit[rows], _LOOKED_AT_MOST)[:_LOOKED_AT_MOST]])
    return rows


def settled(understanding: Understanding, matches: Sequence[Match]) -> Outcome:
    """The outcome once services were looked for: a clear request that nothing fits is an unmet need."""
    if understanding.outcome is Outcome.SERVICES and not matches:
        return Outcome.UNMET
    return understanding.outcome


def _with_named(scores: tuple[NeedScore, ...], text: str) -> tuple[NeedScore, ...]:
    """The five best, with what is said in so many words among them, so that its cautions count."""
    said = named(text)
    if not said:
        return scores
    least = round(scores[0].score * _NAMED_AT_LEAST, 4)
    found = {need.id: need.score for need in scores}
    raised = [NeedScore(need, max(least, found.get(need, 0.0))) for need in said][: _NEEDS_KEPT - 1]
    others = [need for need in scores if need.id not in said][: _NEEDS_KEPT - len(raised)]
    return tuple(sorted((*raised, *others), key=lambda need: -need.score))


def _scores(needs: Sequence[str]) -> tuple[NeedScore, ...]:
    """Needs that are only offered, none of them said."""
    return tuple(NeedScore(need, 0.5) for need in needs)


def _outcome(reading: Reading, thresholds: Mapping[str, float]) -> Outcome:
    if reading.request < thresholds["light"]:
        return Outcome.SMALLTALK
    if reading.request < thresholds["answer"] or float(reading.shares.max()) < thresholds["unsure"]:
        return Outcome.CLARIFY
    return Outcome.SERVICES


def _weighed(
    service: Service,
    terms: dict[str, float],
    needs: Sequence[str],
    constraints: Constraints,
    place: tuple[str, datetime],
) -> Match:
    wishes = fitting.weigh(service, constraints, *place)
    terms["readiness"] = fitting.readiness_factor(service, constraints)
    terms["evidence"] = fitting.evidence_factor(service)
    terms["wishes"] = wishes.factor
    because = Because(
        needs=tuple(need for need in needs if need in service.needs),
        met=tuple(wishes.met),
        missed=tuple(wishes.missed),
        terms=tuple((name, round(value, 3)) for name, value in terms.items()),
    )
    return Match(service, round(math.prod(terms.values()), 4), because)
