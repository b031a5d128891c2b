"""Scores how many telling words a message shares with each of a fixed set of documents (BM25)."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_SATURATION = 1.2
_LENGTH_SHARE = 0.6


class WordIndex:
    """Documents, ready to be scored. A word in half of a few documents still counts: idf = log(1+(N-n+.5)/(n+.5))."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.size = len(documents)
        counts = [Counter(document) for document in documents]
        self._places: dict[str, int] = {}
        words = np.array([self._place(word) for count in counts for word in count], dtype=np.intp)
        at = np.repeat(np.arange(self.size), [len(count) for count in counts])
        often = np.array([times for count in counts for times in count.values()], dtype=np.float32)
        weights = _weights(words, at, often, self.size)
        order = np.argsort(words, kind="stable")
        self._at, self._weights = at[order], weights[order]
        self._starts = np.r_[0, np.cumsum(np.bincount(words, minlength=len(self._places)))]

    def _place(self, word: str) -> int:
        return self._places.setdefault(word, len(self._places))

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """(documents,) float32, 0 where no word is shared."""
        total = np.zeros(self.size, dtype=np.float32)
        for word, times in Counter(words).items():
            place = self._places.get(word)
            if place is not None:
                part = slice(self._starts[place], self._starts[place + 1])
                total[self._at[part]] += self._weights[part] * min(times, 2)
        return total


def _weights(
    words: NDArray[np.intp], at: NDArray[np.intp], often: NDArray[np.float32], size: int
) -> NDArray[np.float32]:
    """What each word adds to the score of each document it stands in."""
    lengths = np.bincount(at, weights=often, minlength=size)
    damp = _SATURATION * (
        1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / max(float(lengths.mean()) if size else 1.0, 1.0)
    )
    found_in = np.bincount(words)[words] if len(words) else words
    idf = np.log(1 + (size - found_in + 0.5) / (found_in + 0.5))
    return np.asarray(idf * often * (_SATURATION + 1) / (often + damp[at]), dtype=np.float32)


_RARE = 0.01
"""Words in fewer lines than this share say little, on either side and however many lines there are."""


class TalkOdds:
    """How much more likely words are in a request than in small talk (naive Bayes)."""

    def __init__(self, requests: Sequence[Sequence[str]], talk: Sequence[Sequence[str]]) -> None:
        asked, said = (Counter(word for line in lines for word in set(line)) for lines in (requests, talk))
        many, few = max(len(requests), 1), max(len(talk), 1)
        self._odds = {
            word: float(np.log((asked[word] / many + _RARE) / (said[word] / few + _RARE))) for word in asked | said
        }

    def odds(self, words: Sequence[str]) -> float:
        """The summed log odds, damped by length: above 0 reads like a request, 0 when no word is known."""
        found = [self._odds[word] for word in set(words) if word in self._odds]
        return sum(found) / math.sqrt(max(len(found), 1))
