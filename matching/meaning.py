"""Scores needs by meaning: how close a message's vector lies to those of the example phrases."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.scale import dots, standard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from encoder.encoder import MakesVectors

    Vectors = NDArray[np.float32]

_STEEP = 18.0
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
        cards: (needs, fewer) each need's own words, `turned`.
        phrases: (n, fewer) example phrases, each once, `turned`.
        rows: (m,) which of them each need's phrases are, need by need.
        owners: (m,) which need each of these belongs to, rising.
        talk: (k, fewer) small talk, `turned`.
        learned: weights made from the shipped phrases; a community's own phrases count by closeness.
    """

    def __init__(
        self,
        cards: Vectors,
        phrases: Vectors,
        rows: Sequence[int],
        owners: NDArray[np.intp],
        talk: Vectors,
        learned: Learned,
    ) -> None:
        count = np.bincount(owners, minlength=len(cards)) + 1
        ends = np.cumsum(count)
        self._starts, self._counts = ends - count, count.astype(np.float32)
        self._asked = len(rows) + len(cards)
        self._rows = np.empty((self._asked + len(talk), cards.shape[1]), dtype=np.float32)
        """Every phrase, need by need, then small talk: they lie together, so that one step compares all."""
        self._rows[self._asked :] = talk
        places = np.array(rows, dtype=np.intp)
        for need, end in enumerate(ends.tolist()):  # one at a time: all together would lie in memory twice
            first = end - int(count[need])
            self._rows[first : end - 1] = phrases[places[first - need : end - 1 - need]]
            self._rows[end - 1] = cards[need]
        self._own = np.vstack([learned.axes, learned.linear[:, :-1], learned.talk[None, :-1]])
        """Everything that a vector is compared with as it is: the axes, each need's weights, those of a request."""
        self._bias = np.concatenate([-dots(learned.axes, learned.middle), learned.linear[:, -1], learned.talk[-1:]])
        self._width = len(learned.axes)

    def read(self, vector: Vectors) -> tuple[dict[str, Vectors], dict[str, float]]:
        """({way of comparing: (needs,) scores}, {sign of a request: its strength}) of one unit vector (384,)."""
        own = dots(self._own, vector) + self._bias
        along, linear = own[: self._width], own[self._width : -1]
        along /= max(math.sqrt(float(along @ along)), 1e-9)
        all_near = dots(self._rows, along)
        near, talk = all_near[: self._asked], all_near[self._asked :]
        closest = sorted(np.maximum.reduceat(near, self._starts).tolist())[-_CLOSE:]
        near *= np.float32(_STEEP)
        raised = np.add.reduceat(np.exp(near, out=near), self._starts)
        needs = {"linear": standard(linear), "nearest": standard(np.log(raised / self._counts))}
        request = {"line": float(own[-1]), "near": sum(closest) / len(closest), "near talk": _top(talk, _CLOSE_TALK)}
        return needs, request


def turned(rows: Vectors, learned: Learned) -> Vectors:
    """(n, fewer) unit rows along the axes that tell phrases apart, of (n, 384) unit vectors."""
    found: Vectors = np.einsum("nj,kj->nk", rows, learned.axes)
    found -= dots(learned.axes, learned.middle)
    lengths = np.sqrt(np.einsum("ij,ij->i", found, found))
    found /= np.maximum(lengths, 1e-9)[:, None]
    return found


class Turning:
    """An encoder whose vectors are `turned` already: a third as long, so that reading them takes little memory."""

    def __init__(self, encoder: MakesVectors, learned: Learned) -> None:
        self._encoder, self._learned = encoder, learned
        axes = hashlib.sha256(learned.axes.tobytes() + learned.middle.tobytes()).hexdigest()
        self.digest, self.knows = f"{encoder.digest} along {axes}", encoder.knows

    def vector(self, text: str) -> Vectors:
        """(fewer,) float32 of length 1."""
        along: Vectors = turned(self._encoder.vector(text)[None], self._learned)[0]
        return along


def _top(values: Vectors, count: int) -> float:
    """The mean of the greatest few; the values are put into another order."""
    count = min(count, len(values))
    if not count:
        return 0.0
    values.partition(len(values) - count)
    return float(sum(values[-count:].tolist())) / count
