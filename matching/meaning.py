"""Scores needs by meaning: how close a message's vector lies to those of the example phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.scale import dots, standard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_NEED_PENALTY = 3.0
_TALK_PENALTY = 10.0
_BEST_PHRASES = 3
_MIX = (0.3, 0.25, 0.25)
"""Shares of the trained head, the centroid and the best phrases."""
_REQUEST = (4.37, 7.88, -9.60, 4.46)
_REQUEST_BIAS = -1.61
"""Logistic weights for `_request`, fitted on held-out phrases and small talk, never on the requests of tests."""


class Meaning:
    """The needs as they lie among the vectors.

    Args:
        cards: (needs, 384) unit vectors of each need's own words.
        phrases: (n, 384) unit vectors of example phrases.
        owners: (n,) which need each phrase belongs to.
        talk: (m, 384) unit vectors of small talk.
    """

    def __init__(self, cards: Vectors, phrases: Vectors, owners: NDArray[np.intp], talk: Vectors) -> None:
        self._size = len(cards)
        self._phrases = phrases
        self._talk = talk
        starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        self._table = _table(owners, self._size)
        means = _unit(np.add.reduceat(phrases, starts))
        self._centroids = cards.copy()
        self._centroids[owners[starts]] = _unit(0.5 * cards[owners[starts]] + 0.5 * means)
        rows, of = np.vstack([phrases, cards]), np.r_[owners, np.arange(self._size)]
        head, self._middle = _ridge(rows, np.eye(self._size, dtype=np.float32)[of], _NEED_PENALTY)
        self._head = np.ascontiguousarray(head.T)
        self._talk_head, self._talk_middle = _talk_ridge(phrases, talk)

    def read(self, vector: Vectors) -> tuple[Vectors, float]:
        """((needs,) standard scores, log odds that this is a request at all) of one unit vector (384,)."""
        near = dots(self._phrases, vector)
        centroid = dots(self._centroids, vector)
        signals = (dots(self._head, vector - self._middle), centroid, self._best_of(near))
        scores = np.stack([standard(signal) for signal in signals]).T @ np.array(_MIX, dtype=np.float32)
        return np.asarray(scores, dtype=np.float32), self._request(vector, near, float(centroid.max()))

    def _best_of(self, near: Vectors) -> Vectors:
        """(needs,) the mean closeness of each need's best three phrases."""
        rows = np.append(near, near.min(initial=0.0))[self._table]
        best = np.partition(rows, rows.shape[1] - _BEST_PHRASES, axis=1)[:, -_BEST_PHRASES:]
        return np.asarray(best.mean(1), dtype=np.float32)

    def _request(self, vector: Vectors, near: Vectors, centroid: float) -> float:
        line = float((vector - self._talk_middle) @ self._talk_head)
        talk = _top(dots(self._talk, vector), 3) if len(self._talk) else 0.0
        signals = (line, _top(near, 5), talk, centroid)
        return _REQUEST_BIAS + sum(w * s for w, s in zip(_REQUEST, signals, strict=True))


def _table(owners: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """(needs, most phrases of a need) which phrases a need has; filled up with one past the last."""
    counts = np.bincount(owners, minlength=size)
    table = np.full((size, max(int(counts.max(initial=0)), _BEST_PHRASES)), len(owners), dtype=np.intp)
    for need in range(size):
        table[need, : counts[need]] = np.flatnonzero(owners == need)
    return table


def _top(values: Vectors, count: int) -> float:
    """The mean of the greatest few."""
    count = min(count, len(values))
    return float(np.partition(values, len(values) - count)[-count:].mean()) if count else 0.0


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _ridge(rows: Vectors, goals: Vectors, penalty: float) -> tuple[Vectors, Vectors]:
    """Closed-form ridge regression: (weights (384, goals), the mean row to subtract first)."""
    middle = rows.mean(0)
    centred = rows - middle
    square = centred.T @ centred + penalty * np.eye(rows.shape[1], dtype=np.float32)
    return np.linalg.solve(square, centred.T @ (goals - goals.mean(0))).astype(np.float32), middle


def _talk_ridge(requests: Vectors, talk: Vectors) -> tuple[Vectors, Vectors]:
    """The direction from small talk to requests; both sides weigh the same, however many lines they have."""
    rows = np.vstack([requests, talk])
    goals = np.r_[np.ones(len(requests)), -np.ones(len(talk))].astype(np.float32)
    sizes = np.where(goals > 0, len(requests), max(len(talk), 1))
    weights = (len(rows) / 2 / sizes).astype(np.float32)[:, None]
    middle = ((rows * weights).sum(0) / weights.sum()).astype(np.float32)
    centred = rows - middle
    square = centred.T @ (centred * weights) + _TALK_PENALTY * np.eye(rows.shape[1], dtype=np.float32)
    return np.linalg.solve(square, centred.T @ (weights[:, 0] * goals)).astype(np.float32), middle
