"""Reads a message by its letters: every three and every five in a row, which typos and word endings hardly touch."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.kept import kept
from matching.text import split
from matching.words import LITTLE, RARE, WordScores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Grams = NDArray[np.uint64]
    Times = NDArray[np.uint16]

_STEP = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose powers spread letters over all 64 bits: two runs of letters practically never share a number."""

_BEYOND = np.uint64(2**64 - 1)
"""Stands behind the last run of letters, so that a search never points outside."""

_MORE, _NO_ODDS = 2, 128
"""Columns beside the documents, and the byte that stands for odds of nothing."""

_MOST = 65_535
"""Beyond this nobody counts: it is what two bytes hold."""


def grams(words: Iterable[str]) -> Grams:
    """A number for every three and every five letters in a row of the folded text, word ends included.

    Args:
        words: the text, `split`.
    """
    line = f" {' '.join(words)} "
    letters = _numbers(line).astype(np.uint64)
    if len(letters) < 3:  # noqa: PLR2004  the shortest run
        return np.zeros(0, dtype=np.uint64)
    threes = (letters[:-2] * _STEP + letters[1:-1]) * _STEP + letters[2:]
    return np.concatenate([threes, (threes[:-2] * _STEP + letters[3:-1]) * _STEP + letters[4:]])


def _numbers(line: str) -> NDArray[Any]:
    """The code of each letter."""
    if line.isascii():
        return np.frombuffer(line.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class GramIndex:
    """One document a need, made of its phrases' letters, and what the same letters say about small talk.

    Args:
        phrases: the lines of each document.
        talk: lines that are no request.
        folder: where the index is kept, see `matching.kept`.
        name: of its file there.
    """

    def __init__(
        self,
        phrases: Sequence[Sequence[str]],
        talk: Sequence[str],
        folder: Path | None = None,
        name: str = "letters",
    ) -> None:
        lines = (line for part in (("v3",), *phrases, talk) for line in (f"{len(part)}", *part))
        arrays = kept(folder, name, lines, lambda: _made(phrases, talk))
        self._keys, self._table, self._scale = arrays["keys"], arrays["table"], arrays["scale"]

    def read(self, words: Iterable[str]) -> tuple[NDArray[np.float32], float]:
        """((documents,) scores, log odds that this is a request and no small talk); zeros for unknown letters.

        Args:
            words: the text, `split`.
        """
        found = grams(words)
        found.sort()  # neighbours are found near each other
        numbers = self._keys[:-1].searchsorted(found)
        numbers = numbers[self._keys.take(numbers) == found]
        told = np.add.reduce(self._table.take(numbers, axis=0), 0, dtype=np.float32)
        odds = (float(told[-2]) - _NO_ODDS * len(numbers)) * float(self._scale[1])
        return told[:-_MORE] * self._scale[0], odds / math.sqrt(max(float(told[-1]), 1.0))


def _made(phrases: Sequence[Sequence[str]], talk: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The numbers of an index, which takes much more memory to make than to keep."""
    documents = deque(_counted(lines) for lines in phrases)
    said, _, said_in = _counted(talk)
    keys = _all_of([said, *(found for found, _, _ in documents)])
    size, entries = len(documents), sum(len(found) for found, _, _ in documents)
    asked, told = (np.zeros(len(keys), dtype=np.float32) for _ in range(2))

    def numbered() -> Iterator[tuple[NDArray[np.int32], Times]]:
        while documents:
            found, often, in_lines = documents.popleft()  # so that nothing lies in memory twice
            numbers = np.searchsorted(keys, found).astype(np.int32)
            asked[numbers] += in_lines
            yield numbers, often

    scores = WordScores.made(numbered(), entries, (len(keys), size))
    told[np.searchsorted(keys, said)] = said_in
    odds = np.log(asked / max(sum(map(len, phrases)), 1) + RARE) - np.log(told / max(len(talk), 1) + RARE)
    odds = np.where(np.abs(odds) > LITTLE, odds, 0).astype(np.float32)
    return {"keys": np.append(keys, _BEYOND), **_table(scores, odds)}


def _table(scores: WordScores, odds: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """A row for each run of letters: what it adds to each document, its odds, and whether it has any; in bytes.

    A few bytes side by side are read far faster than lists of documents that lie all over the memory.
    """
    scale = np.array([np.max(scores.weights, initial=1e-6) / 255, np.max(np.abs(odds), initial=1e-6) / 127], np.float32)
    table = np.zeros((len(odds), scores.size + _MORE), dtype=np.uint8)
    rows = np.repeat(np.arange(len(odds)), np.diff(scores.starts))
    table[rows, scores.at] = np.rint(scores.weights / scale[0])
    table[:, -2] = np.rint(odds / scale[1]) + _NO_ODDS
    table[:, -1] = odds != 0
    return {"table": table, "scale": scale}


def _all_of(parts: Sequence[Grams]) -> Grams:
    """Every number once, rising; a few parts at a time, because all together are many."""
    found = parts[0]
    for first in range(1, len(parts), 8):
        found = np.unique(np.concatenate([found, *parts[first : first + 8]]))
    return found


def _counted(lines: Sequence[str]) -> tuple[Grams, Times, Times]:
    """Each run of letters once, rising, how often it stands there, and in how many lines."""
    each = [np.unique(grams(split(line)), return_counts=True) for line in lines]
    if not each:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint16), np.zeros(0, dtype=np.uint16)
    found, place = np.unique(np.concatenate([one for one, _ in each]), return_inverse=True)
    often = np.bincount(place, weights=np.concatenate([times for _, times in each]), minlength=len(found))
    often, in_lines = np.minimum(often, _MOST), np.bincount(place, minlength=len(found))
    return found, often.astype(np.uint16), np.minimum(in_lines, _MOST).astype(np.uint16)
