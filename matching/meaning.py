"""Scores needs by meaning: how close a message's vector lies to those of the example phrases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.scale import dots, standard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_STEEP = 12.0
"""How much more a close phrase counts than one a little further off."""
_CLOSE, _CLOSE_TALK = 5, 3


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned beforehand from the shipped phrases; see `matching/fit.py`."""

    linear: Vectors
    """(needs, 385) logistic weights of each need and, last, its bias."""
    talk: Vectors
    """(385,) the same for "this is a request and no small talk"."""
    middle: Vectors
    """(384,) the mean phrase."""
    axes: Vectors
    """(fewer, 384) the directions in which phrases differ most: closeness is measured along these only, in half the
    time."""


class Meaning:
    """The needs as they lie among the vectors.

    Args:
        cards: (needs, 384) unit vectors of each need's own words.
        phrases: (n, 384) unit vectors of example phrases.
        owners: (n,) which need each phrase belongs to, rising.
        talk: (m, 384) unit vectors of small talk.
        learned: weights made from the shipped phrases; a community's own phrases count by closeness.
    """

    def __init__(
        self, cards: Vectors, phrases: Vectors, owners: NDArray[np.intp], talk: Vectors, learned: Learned
    ) -> None:
        of = np.r_[owners, np.arange(len(cards))]
        order = np.argsort(of, kind="stable")
        self._learned = learned
        self._linear = np.ascontiguousarray(learned.linear[:, :-1])
        self._starts = np.searchsorted(of[order], np.arange(len(cards)))
        self._counts = np.bincount(of, minlength=len(cards)).astype(np.float32)
        self._rows = np.vstack([self._turned(phrases), self._turned(cards)])[order]
        self._talk = self._turned(talk)

    def read(self, vector: Vectors) -> tuple[dict[str, Vectors], dict[str, float]]:
        """({way of comparing: (needs,) scores}, {sign of a request: its strength}) of one unit vector (384,)."""
        turned = self._turned(vector[None])[0]
        near = dots(self._rows, turned)
        raised = np.add.reduceat(np.exp(_STEEP * near), self._starts) / self._counts
        needs = {
            "linear": standard(dots(self._linear, vector) + self._learned.linear[:, -1]),
            "nearest": standard(np.log(raised)),
        }
        request = {
            "line": float(vector @ self._learned.talk[:-1] + self._learned.talk[-1]),
            "near": _top(near, _CLOSE),
            "near talk": _top(dots(self._talk, turned), _CLOSE_TALK) if len(self._talk) else 0.0,
        }
        return needs, request

    def _turned(self, rows: Vectors) -> Vectors:
        """(n, fewer) unit rows along the axes that tell phrases apart."""
        axes = self._learned.axes
        return _unit(np.einsum("nj,kj->nk", rows, axes) - dots(axes, self._learned.middle))


def _top(values: Vectors, count: int) -> float:
    """The mean of the greatest few."""
    count = min(count, len(values))
    return float(np.partition(values, len(values) - count)[-count:].mean()) if count else 0.0


def _unit(rows: Vectors) -> Vectors:
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
