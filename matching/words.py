"""Scores how many telling words a message shares with each of a fixed set of documents (BM25)."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Pair = tuple[int, int]

_SATURATION = 1.2
_LENGTH_SHARE = 0.6
_TIMES_AT_MOST = 2
_AT_ONCE = 1 << 15
_EVERYWHERE = 0.8
"""What stands in more documents than this share says next to nothing and costs most."""


class WordScores:
    """What each word adds to the score of each document, words and documents by number.

    Args:
        words: a number for each word in each document it stands in.
        at: the documents' numbers.
        times: how often the word stands there.
        shape: how many words and how many documents there are.
    """

    def __init__(
        self, words: NDArray[np.integer[Any]], at: NDArray[np.int32], times: NDArray[np.integer[Any]], shape: Pair
    ) -> None:
        many, self.size = shape
        weights = _weights(words, at, times, self.size)
        telling = weights > 0
        order = np.argsort(words, kind="stable").astype(np.int32)
        order = order[telling[order]]
        self._at, self._weights = at[order].astype(np.min_scalar_type(self.size)), weights[order]
        each = np.bincount(words, weights=telling, minlength=many).astype(np.int32)
        self._starts = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(each, dtype=np.int32)])

    def of(self, words: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        """(documents,) float32 for words, each given as often as it counts: what is said twice counts most."""
        starts = self._starts[words]
        lengths = self._starts[words + 1] - starts
        ends = lengths.cumsum()
        if not len(words) or not ends[-1]:
            return np.zeros(self.size, dtype=np.float32)
        entries = np.repeat(starts - ends + lengths, lengths)
        entries += np.arange(len(entries))
        found = np.bincount(self._at[entries], weights=self._weights[entries], minlength=self.size)
        return found.astype(np.float32)


class WordIndex:
    """Documents, ready to be scored. A word in half of a few documents still counts: idf = log(1+(N-n+.5)/(n+.5))."""

    def __init__(self, documents: Iterable[Sequence[str] | Counter[str]]) -> None:
        self._places: dict[str, int] = {}
        parts: list[NDArray[np.int32]] = []
        for document in documents:  # one at a time: all together would fill the memory
            count = document if isinstance(document, Counter) else Counter(document)
            places = [self._place(word) for word in count]
            parts.append(np.array([places, list(count.values())], dtype=np.int32))
        self.size = len(parts)
        words, times = np.hstack(parts) if parts else np.zeros((2, 0), dtype=np.int32)
        at = np.repeat(np.arange(self.size, dtype=np.int32), [part.shape[1] for part in parts])
        self._scores = WordScores(words, at, times, (len(self._places), self.size))

    def _place(self, word: str) -> int:
        return self._places.setdefault(word, len(self._places))

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """(documents,) float32, 0 where no word is shared."""
        found: list[int] = []
        for word in words:
            place = self._places.get(word)
            if place is not None and found.count(place) < _TIMES_AT_MOST:
                found.append(place)
        return self._scores.of(np.array(found, dtype=np.intp))


def _weights(
    words: NDArray[np.integer[Any]], at: NDArray[np.int32], often: NDArray[np.integer[Any]], size: int
) -> NDArray[np.float32]:
    """What each word adds to the score of each document it stands in."""
    lengths = np.bincount(at, weights=often, minlength=size)
    damp = _SATURATION * (
        1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / max(float(lengths.mean()) if size else 1.0, 1.0)
    )
    found_in = np.bincount(words)
    idf = np.log(1 + (size - found_in + 0.5) / (found_in + 0.5))
    idf = np.where(found_in > _EVERYWHERE * size, 0, idf) * (_SATURATION + 1)
    weights = np.empty(len(words), dtype=np.float32)
    for first in range(0, len(words), _AT_ONCE):  # all at once would take many times the memory
        here = slice(first, first + _AT_ONCE)
        weights[here] = idf[words[here]] * often[here] / (often[here] + damp[at[here]])
    return weights


RARE = 0.01
"""Words in fewer lines than this share say little, on either side and however many lines there are."""


LITTLE = 0.05
"""Log odds below this are forgotten: rare words, most of all, which would fill the memory."""


class LineCounts:
    """In how many lines each word stands; takes line after line and keeps none."""

    def __init__(self, lines: Iterable[Sequence[str]] = ()) -> None:
        self.words: Counter[str] = Counter()
        self.lines = 0
        for line in lines:
            self.add(line)

    def add(self, line: Iterable[str]) -> None:
        """Count one line more."""
        self.words.update(set(line))
        self.lines += 1


class TalkOdds:
    """How much more likely words are in a request than in small talk (naive Bayes)."""

    def __init__(self, requests: LineCounts, talk: LineCounts) -> None:
        asked, said = requests.words, talk.words
        many, few = max(requests.lines, 1), max(talk.lines, 1)
        each = ((word, asked[word] / many + RARE, said[word] / few + RARE) for word in asked.keys() | said.keys())
        self._odds = {word: odds for word, one, other in each if abs(odds := math.log(one / other)) > LITTLE}

    def odds(self, words: Sequence[str]) -> float:
        """The summed log odds, damped by length: above 0 reads like a request, 0 when no word is known."""
        found = [odds for odds in map(self._odds.get, set(words)) if odds is not None]
        return sum(found) / math.sqrt(max(len(found), 1))
