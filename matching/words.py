"""Scores how many telling words a message shares with each of a fixed set of documents (BM25)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Pair = tuple[int, int]
    Numbers = NDArray[np.integer[Any]]

_SATURATION = 1.2
_LENGTH_SHARE = 0.6
_TIMES_AT_MOST = 2
_DOCUMENT_BITS, _TIMES_BITS = 24, 16
_TIMES_KEPT = 2**_TIMES_BITS - 1
"""How an entry is packed into 64 bits: the word, the document, and how often it stands there."""
_AT_ONCE = 1 << 15
_EVERYWHERE = 0.8
"""What stands in more documents than this share says next to nothing and costs most."""


@dataclass(frozen=True, slots=True, eq=False)
class WordScores:
    """What each word adds to the score of each document, words and documents by number."""

    at: NDArray[Any]
    """(entries,) the documents, word by word."""
    weights: NDArray[np.float32]
    """(entries,)"""
    starts: NDArray[np.int32]
    """(words + 1,) where each word's entries begin."""
    size: int
    """How many documents there are."""

    @classmethod
    def made(cls, documents: Iterable[tuple[Numbers, Numbers]], entries: int, shape: Pair) -> WordScores:
        """Of documents.

        Args:
            documents: for each its words by number, no two the same, and how often each stands there.
            entries: how many words that are in all.
            shape: how many different words and how many documents there are.
        """
        many, size = shape
        lengths, found_in = np.zeros(size), np.zeros(many, dtype=np.int32)
        packed, end = np.empty(entries, dtype=np.uint64), 0  # sorted in place: much less memory than an order beside it
        for at, (words, times) in enumerate(documents):
            here = packed[end : end + len(words)]
            here[:] = words
            here <<= _TIMES_BITS + _DOCUMENT_BITS
            here += np.uint64(at << _TIMES_BITS) + np.minimum(times, _TIMES_KEPT).astype(np.uint64)
            lengths[at] = times.sum()
            found_in[words] += 1
            end += len(words)
        packed.sort()
        each = np.where(found_in <= _EVERYWHERE * size, found_in, 0)
        starts = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(each, dtype=np.int32)])
        made = cls(np.empty(starts[-1], dtype=np.min_scalar_type(size)), np.empty(starts[-1], np.float32), starts, size)
        made._fill(packed, found_in, lengths)
        return made

    def _fill(self, packed: NDArray[np.uint64], found_in: NDArray[np.int32], lengths: NDArray[np.float64]) -> None:
        damp = _SATURATION * (
            1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / max(float(lengths.mean()) if self.size else 1.0, 1.0)
        )
        idf = np.log(1 + (self.size - found_in + 0.5) / (found_in + 0.5)) * (_SATURATION + 1)
        telling, end = found_in <= _EVERYWHERE * self.size, 0
        for first in range(0, len(packed), _AT_ONCE):  # all at once would take many times the memory
            part = packed[first : first + _AT_ONCE]
            words = (part >> np.uint64(_TIMES_BITS + _DOCUMENT_BITS)).astype(np.intp)
            part, words = part[telling[words]], words[telling[words]]
            at = (part >> np.uint64(_TIMES_BITS)).astype(np.intp) & (2**_DOCUMENT_BITS - 1)
            often = (part & np.uint64(_TIMES_KEPT)).astype(np.float64)
            self.at[end : end + len(part)] = at
            self.weights[end : end + len(part)] = idf[words] * often / (often + damp[at])
            end += len(part)

    def of(self, words: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        """(documents,) float32 for words, each given as often as it counts: what is said twice counts most."""
        starts = self.starts[words]
        lengths = self.starts[words + 1] - starts
        ends = lengths.cumsum()
        if not len(words) or not ends[-1]:
            return np.zeros(self.size, dtype=np.float32)
        entries = np.repeat(starts - ends + lengths, lengths)
        entries += np.arange(len(entries))
        found = np.bincount(self.at[entries], weights=self.weights[entries], minlength=self.size)
        return found.astype(np.float32)


class WordIndex:
    """Documents, ready to be scored. A word in half of a few documents still counts: idf = log(1+(N-n+.5)/(n+.5))."""

    def __init__(self, words: Iterable[str], scores: WordScores) -> None:
        self._places = {word: place for place, word in enumerate(words)}
        self._scores = scores
        self.size = scores.size

    @classmethod
    def made(cls, documents: Iterable[Sequence[str] | Counter[str]]) -> WordIndex:
        """Of the words of documents."""
        places: dict[str, int] = {}
        parts: list[NDArray[np.int32]] = []
        for document in documents:  # one at a time: all together would fill the memory
            count = document if isinstance(document, Counter) else Counter(document)
            numbers = [places.setdefault(word, len(places)) for word in count]
            parts.append(np.array([numbers, list(count.values())], dtype=np.int32))
        entries, shape = sum(part.shape[1] for part in parts), (len(places), len(parts))
        return cls(places, WordScores.made(((part[0], part[1]) for part in parts), entries, shape))

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]], size: int) -> WordIndex:
        """What `arrays` gave, of so many documents."""
        words = bytes(arrays["words"]).decode()
        scores = WordScores(arrays["at"], arrays["weights"], arrays["starts"], size)
        return cls(words.split("\n") if words else (), scores)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything that was worked out, by name."""
        words = np.frombuffer("\n".join(self._places).encode(), dtype=np.uint8)
        scores = self._scores
        return {"words": words, "at": scores.at, "weights": scores.weights, "starts": scores.starts}

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """(documents,) float32, 0 where no word is shared."""
        found: list[int] = []
        for word in words:
            place = self._places.get(word)
            if place is not None and found.count(place) < _TIMES_AT_MOST:
                found.append(place)
        return self._scores.of(np.array(found, dtype=np.intp))


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

    def __init__(self, odds: dict[str, float]) -> None:
        self._odds = odds

    @classmethod
    def made(cls, requests: LineCounts, talk: LineCounts) -> TalkOdds:
        """Of the lines of both."""
        asked, said = requests.words, talk.words
        many, few = max(requests.lines, 1), max(talk.lines, 1)
        each = ((word, asked[word] / many + RARE, said[word] / few + RARE) for word in asked.keys() | said.keys())
        return cls({word: odds for word, one, other in each if abs(odds := math.log(one / other)) > LITTLE})

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]]) -> TalkOdds:
        """What `arrays` gave."""
        words = bytes(arrays["odd words"]).decode()
        return cls(dict(zip(words.split("\n") if words else (), arrays["odds"].tolist(), strict=True)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything that was worked out, by name."""
        words = np.frombuffer("\n".join(self._odds).encode(), dtype=np.uint8)
        return {"odd words": words, "odds": np.array(list(self._odds.values()), dtype=np.float64)}

    def odds(self, words: Sequence[str]) -> float:
        """The summed log odds, damped by length: above 0 reads like a request, 0 when no word is known."""
        found = [odds for odds in map(self._odds.get, set(words)) if odds is not None]
        return sum(found) / math.sqrt(max(len(found), 1))
