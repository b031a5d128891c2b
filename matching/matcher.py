"""From a member's words to the services that fit, with the reasons."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from encoder.cache import VectorCache
from matching.constraints import joined, read
from matching.ranking import NEEDS_KEPT, Asked, Ranking
from matching.readers import Readers
from matching.text import split
from matching.understanding import NeedScore, Outcome, Understanding
from matching.wishes import is_bare_call, named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from catalog.model import Catalog, Need
    from encoder.encoder import MakesVectors
    from matching.heard import Heard
    from matching.understanding import Constraints, Match, NearMiss

_OFFERS_AT_MOST = 4
_EVENED = 0.75
"""Shares tell how sure we are; as scores they are evened out, so that a second need is served beside the first."""
_NAMED_AT_LEAST = 0.1
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
        self._readers = Readers(self._needs, catalog, encoder, cache, folder=cache_folder)
        self._ranking = Ranking(catalog, self._needs, encoder, cache)
        self._readers.of("en")

    def offering(self, catalog: Catalog) -> Matcher:
        """The same understanding of requests, with what another catalog offers: only its services are looked at anew.

        Args:
            catalog: mostly the same services; phrases and examples in it teach this matcher nothing.
        """
        other = copy(self)
        other._ranking = Ranking(catalog, self._needs, self._encoder, VectorCache(None), self._ranking)  # noqa: SLF001  of its own class
        return other

    def heard(self, text: str, language: str) -> Heard:
        """The message as it is read, so that whoever looks at it makes its vector only once.

        Args:
            text: anything at all; only its first 4,000 characters are read.
            language: ISO 639-1; `es` and `th` have phrases of their own, any other is read as English.
        """
        return self._readers.of(language).heard(text)

    def understand(
        self, text: str, language: str, defaults: Constraints, *, heard: Heard | None = None
    ) -> Understanding:
        """The five best needs, what the help must be like, and whether to answer, to ask or to stay light.

        Args:
            text: anything at all; it is neither kept nor repeated.
            language: see `heard`.
            defaults: what is known of the member or the community; what the text says goes first.
            heard: what `heard` made of the same text, where somebody else has use for it too.
        """
        constraints = joined(read(text, language), defaults)
        if not split(text):
            return Understanding(constraints=constraints)
        if is_bare_call(text):
            return Understanding(_scores(CALLED_FOR), constraints, Outcome.CLARIFY, CALLED_FOR)
        reader = self._readers.of(language)
        reading = reader.read(heard or reader.heard(text))
        shares = reading.shares.tolist()
        order = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[:NEEDS_KEPT]
        best = shares[order[0]]
        scores = tuple(NeedScore(self._needs[at].id, reading.request * (shares[at] / best) ** _EVENED) for at in order)
        scores = _with_named(scores, text)
        outcome = _outcome(reading.request, best, reader.thresholds)
        offers = tuple(need.id for need in scores[:_OFFERS_AT_MOST]) if outcome is Outcome.CLARIFY else ()
        return Understanding(scores, constraints, outcome, offers)

    def match(
        self,
        needs: Sequence[NeedScore],
        constraints: Constraints,
        *,
        language: str,
        now: datetime,
        text: str | Heard | None = None,
        hidden: Collection[str] = (),
        limit: int = 10,
    ) -> list[Match]:
        """The services that fit, best first; the first three differ. Empty: nothing fits, an unmet need.

        Args:
            needs: best first, as `understand` gives them; the first five count.
            constraints: region, age and audience exclude, the others rank; region None: worldwide services only.
            language: what the member reads.
            now: an aware time, for "open now".
            text: the member's words, or what `heard` made of them, compared with each service's own; None after a
                pressed button.
            hidden: service ids never to be shown.
            limit: how many at most.
        """
        asked = self._asked(needs, constraints, language, now, text, hidden)
        return self._ranking.match(asked, limit) if asked and limit > 0 else []

    def near_misses(
        self,
        needs: Sequence[NeedScore],
        constraints: Constraints,
        *,
        language: str,
        now: datetime,
        text: str | Heard | None = None,
        shown: Sequence[Match] = (),
        limit: int = 10,
    ) -> list[NearMiss]:
        """The services that almost fit, best first, and why each is not shown.

        Args:
            needs: as for `match`.
            constraints: the same.
            language: the same.
            now: the same.
            text: the same.
            shown: what `match` found.
            limit: how many at most.
        """
        asked = self._asked(needs, constraints, language, now, text, ())
        return self._ranking.misses(asked, shown, limit) if asked and limit > 0 else []

    def _asked(
        self,
        needs: Sequence[NeedScore],
        constraints: Constraints,
        language: str,
        now: datetime,
        text: str | Heard | None,
        hidden: Collection[str],
    ) -> Asked | None:
        ranked = sorted(needs, key=lambda need: -need.score)[:NEEDS_KEPT]
        heard = self.heard(text, language) if isinstance(text, str) else text
        told = heard.told if heard else None
        return Asked(ranked, constraints, language, now, told, hidden) if ranked else None


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
    least = scores[0].score * _NAMED_AT_LEAST
    found = {need.id: need.score for need in scores}
    raised = [NeedScore(need, max(least, found.get(need, 0.0))) for need in said][: NEEDS_KEPT - 1]
    others = [need for need in scores if need.id not in said][: NEEDS_KEPT - len(raised)]
    return tuple(sorted((*raised, *others), key=lambda need: -need.score))


def _scores(needs: Sequence[str]) -> tuple[NeedScore, ...]:
    """Needs that are only offered, none of them said."""
    return tuple(NeedScore(need, 0.5) for need in needs)


def _outcome(request: float, best: float, thresholds: Mapping[str, float]) -> Outcome:
    if request < thresholds["light"]:
        return Outcome.SMALLTALK
    if request < thresholds["answer"] or best < thresholds["unsure"]:
        return Outcome.CLARIFY
    return Outcome.SERVICES
