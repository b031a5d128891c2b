"""Reads a message by its letters: every three, four and five in a row, which typos and word endings hardly touch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from matching.text import split
from matching.words import LITTLE, RARE, WordScores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Grams = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose powers spread letters over all 64 bits: two runs of letters practically never share a number."""


def grams(text: str) -> Grams:
    """A number for every three, four and five letters in a row of the folded text, word ends included."""
    line = f" {' '.join(split(text))} "
    letters = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(letters) < 3:  # noqa: PLR2004  the shortest run
        return np.zeros(0, dtype=np.uint64)
    threes = (letters[:-2] * _STEP + letters[1:-1]) * _STEP + letters[2:]
    fours = threes[:-1] * _STEP + letters[3:]
    return np.concatenate([threes, fours, fours[:-1] * _STEP + letters[4:]])


class GramIndex:
    """One document a need, made of its phrases' letters, and what the same letters say about small talk.

    Args:
        phrases: the lines of each document.
        talk: lines that are no request.
    """

    def __init__(self, phrases: Sequence[Sequence[str]], talk: Sequence[str]) -> None:
        documents = [_counted(lines) for lines in phrases]
        words = np.concatenate([found for found, _, _ in documents]) if documents else np.zeros(0, dtype=np.uint64)
        said, _, said_in = _counted(talk)
        self._keys = np.unique(np.concatenate([words, said]))
        numbers = np.searchsorted(self._keys, words)
        at = np.repeat(np.arange(len(documents), dtype=np.int32), [len(found) for found, _, _ in documents])
        times = np.concatenate([often for _, often, _ in documents]) if documents else np.zeros(0, dtype=np.int64)
        self._scores = WordScores(numbers, at, times, (len(self._keys), len(documents)))
        lines_with = np.concatenate([lines for _, _, lines in documents]) if documents else times
        asked = np.bincount(numbers, weights=lines_with, minlength=len(self._keys))
        told = np.zeros(len(self._keys))
        told[np.searchsorted(self._keys, said)] = said_in
        odds = np.log(asked / max(sum(map(len, phrases)), 1) + RARE) - np.log(told / max(len(talk), 1) + RARE)
        self._odds = np.where(np.abs(odds) > LITTLE, odds, 0).astype(np.float32)

    def read(self, text: str) -> tuple[NDArray[np.float32], float]:
        """((documents,) scores, log odds that this is a request and no small talk); zeros for unknown letters."""
        found, times = np.unique(grams(text), return_counts=True)
        numbers = np.searchsorted(self._keys, found)
        numbers[numbers == len(self._keys)] = 0
        known = self._keys[numbers] == found if len(self._keys) else np.zeros(len(found), dtype=np.bool_)
        numbers = numbers[known]
        odds = self._odds[numbers]
        telling = int(np.count_nonzero(odds))
        return self._scores.of(numbers, times[known]), float(odds.sum(dtype=np.float64)) / math.sqrt(max(telling, 1))


def _counted(lines: Sequence[str]) -> tuple[Grams, NDArray[np.int64], NDArray[np.int64]]:
    """Each run of letters once, how often it stands there, and in how many lines."""
    each = [np.unique(grams(line), return_counts=True) for line in lines]
    if not each:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found, place = np.unique(np.concatenate([one for one, _ in each]), return_inverse=True)
    often = np.bincount(place, weights=np.concatenate([times for _, times in each]), minlength=len(found))
    return found, often.astype(np.int64), np.bincount(place, minlength=len(found)).astype(np.int64)
