"""How well each service fits the needs and the words of a message, before anything else is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from encoder.cache import VectorCache
from matching.scale import damped, dots
from matching.text import Words
from matching.words import WordIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from catalog.model import Catalog, Need, Service
    from encoder.encoder import MakesVectors
    from matching.heard import Heard
    from matching.understanding import NeedScore

    Scores = NDArray[np.float32]

_FURTHER, _LATER_NEED, _LEAST = 0.85, 0.06, 0.5
"""What a service counts for its second need, how much less for each one after, and at least."""
_FURTHER_NEEDS = 0.2
_SITUATIONS = frozenset(
    {
        "addiction-in-family",
        "adhd",
        "autism",
        "bipolar",
        "caregiving",
        "chronic-illness",
        "chronic-pain",
        "eating",
        "gambling",
        "housing",
        "lgbtq",
        "migrants",
        "ocd",
        "older-adults",
        "perinatal",
        "psychosis",
        "unemployment",
        "veterans",
        "young-people",
    }
)
"""A service made for one of these mostly speaks of it, whatever else it also helps with."""
_OTHER_SITUATION, _SAID = 0.55, 0.12
_WORDS_FULL = 12.0
_FEW = 4
"""Fewer than one service in so many are compared one by one; copying more of them costs more than comparing all."""
_FAR, _NEAR = 0.1, 0.6
"""Cosines between a request and a service that count as nothing and as everything."""


class ServiceIndex:
    """All services side by side, so that thousands take no longer than a hundred."""

    def __init__(
        self,
        catalog: Catalog,
        needs: Sequence[Need],
        encoder: MakesVectors | None,
        cache: VectorCache,
        like: ServiceIndex | None = None,
    ) -> None:
        self.services = catalog.services
        self._places = {need.id: place for place, need in enumerate(needs)}
        self._served = np.zeros((len(needs), len(self.services)), dtype=np.float32)
        for row, service in enumerate(self.services):
            for rank, need in enumerate(service.needs):
                if need in self._places:
                    later = max(_LEAST, _FURTHER - _LATER_NEED * (rank - 1))
                    self._served[self._places[need], row] = later if rank else 1.0
        firsts = [service.needs[0] if service.needs else "" for service in self.services]
        situations = [self._places.get(need, -1) if need in _SITUATIONS else -1 for need in firsts]
        self._situation = np.array(situations, dtype=np.intp)
        self._unsaid = np.full(len(needs) + 1, _OTHER_SITUATION, dtype=np.float32)
        """What is left of the fit of a service made for a situation of which nothing was said; last, for no situation
        at all."""
        self._unsaid[-1] = 1
        self._words = Words("en")
        self._own: WordIndex | Scores
        """What each service says of itself, as words where there is no encoder, else (services, 384) as vectors."""
        if encoder is None:
            self._own = WordIndex.made([self._words.of(_card(service)) for service in self.services])
        else:
            self._own = like.vectors_for(self.services, encoder) if like else _vectors(self.services, encoder, cache)

    def vectors_for(self, services: Sequence[Service], encoder: MakesVectors) -> Scores:
        """(services, 384) the vectors of these, made only where this index has none of the same words."""
        if isinstance(self._own, WordIndex):
            raise TypeError("this index was made without an encoder")
        known = {_words(service): self._own[row] for row, service in enumerate(self.services)}
        missing = [service for service in services if _words(service) not in known]
        made = _vectors(missing, encoder, VectorCache(None))
        known |= {_words(service): made[row] for row, service in enumerate(missing)}
        rows = [known[_words(service)] for service in services]
        return np.stack(rows) if rows else np.zeros((0, self._own.shape[1]), dtype=np.float32)

    def fit(self, needs: Sequence[NeedScore]) -> Scores:
        """(services,) 0 to about 1: the best served need, and a little for each further one."""
        known = [(self._places[need.id], need.score) for need in needs if need.id in self._places]
        if not known:
            return np.zeros(len(self.services), dtype=np.float32)
        best_score = max(1e-6, *(score for _, score in known))
        served = self._served.take([place for place, _ in known], axis=0)
        served *= np.array([[score / best_score] for _, score in known], dtype=np.float32)
        fit: Scores = served.max(0)
        fit *= np.float32(1 - _FURTHER_NEEDS)
        fit += np.float32(_FURTHER_NEEDS) * served.sum(0)
        left = self._unsaid.copy()
        left[[place for place, score in known if score >= _SAID * best_score]] = 1
        fit *= left.take(self._situation)
        return fit

    def own_words(self, heard: Heard, rows: NDArray[np.intp]) -> Scores:
        """(rows,) 0 to 1: how close a message comes to the own name, summary and examples of the services `rows`."""
        own = self._own
        if isinstance(own, WordIndex):
            return damped(own.scores(self._words.among(heard.words))[rows], _WORDS_FULL)
        if len(rows) > len(own) // _FEW:
            near = dots(own, heard.vector()).take(rows)
        else:
            near = dots(own.take(rows, axis=0), heard.vector())
        near -= np.float32(_FAR)
        near *= np.float32(1 / (_NEAR - _FAR))
        return np.minimum(np.maximum(near, 0), 1)


def _words(service: Service) -> tuple[str, ...]:
    return (service.name, service.summary, *service.examples)


def _card(service: Service) -> str:
    return " ".join((service.name, service.name, service.summary, *service.examples))


def _vectors(services: Sequence[Service], encoder: MakesVectors, cache: VectorCache) -> Scores:
    """(services, 384): half the card, half the mean of its examples."""
    cards = cache.vectors([f"{s.name}. {s.summary}" for s in services], encoder, name="services")
    examples = cache.vectors([line for s in services for line in s.examples], encoder, name="examples")
    rows, start = cards.copy(), 0
    for row, service in enumerate(services):
        if count := len(service.examples):
            mean = examples[start : start + count].mean(0)
            rows[row] = 0.5 * cards[row] + 0.5 * mean / max(float(np.linalg.norm(mean)), 1e-6)
            start += count
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), dtype=np.float32)
