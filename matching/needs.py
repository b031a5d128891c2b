"""Which needs does a message speak of, and is it a request at all?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.heard import Heard
from matching.negation import denied
from matching.scale import odds_to_share, shares
from matching.text import LETTERS_AT_MOST, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encoder.encoder import MakesVectors

Scores = NDArray[np.float32]
Reads = Callable[[Heard], tuple[dict[str, Scores], dict[str, float]]]
"""({way of comparing: (needs,) scores}, {sign of a request: its strength}) of a message."""

_DENIED = np.float32(4.0)
"""How far a need falls that somebody names only to deny it ("not depressed, just tired of my job")."""
_SELF = re.compile(
    r"\b(?:i|im|i'm|i've|ive|me|my|mine|myself|we|our|yo|me|mi|mis|conmigo|estoy|tengo|nos)\b|ฉัน|ผม|หนู|เรา|ลูก|แม่|พ่อ"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message speaks of; holds none of its words."""

    shares: Scores = field(repr=False)
    """(needs,) sum to 1."""
    request: float
    """0 to 1: how surely somebody asks for something."""


class NeedsReader:
    """Reads messages of one language in several ways and adds them up.

    Args:
        readings: ways of reading by name; what they find is weighed as `weights` says.
        weights: `needs` and `request`, name to weight; see `matching/fit.py`.
        language: `en`, `es` or `th`.
        prepare: what is done to a text first, such as mending typos.
        tell: how a text becomes English; None where it is.
        encoder: makes the vectors of messages; None where no way of reading wants one.
    """

    def __init__(
        self,
        readings: Mapping[str, Reads],
        weights: Mapping[str, Any],
        language: str,
        prepare: Callable[[str], str] = str,
        tell: Callable[[str], str] | None = None,
        encoder: MakesVectors | None = None,
    ) -> None:
        if not readings:
            raise ValueError("a reader needs a way of reading")
        self._readings = readings
        self._needs: dict[str, float] = weights["needs"]
        self._request: dict[str, float] = weights["request"]
        weighed = [name for name, weight in (*self._needs.items(), *self._request.items()) if weight]
        self._used = {name for name in readings if any(f"{one} ".startswith(f"{name} ") for one in weighed)}
        self.thresholds: dict[str, float] = weights["thresholds"]
        self._language = language
        self._prepare = prepare
        self._tell = tell
        self._encoder = encoder

    def heard(self, text: str) -> Heard:
        """The text, of any length, as it is read."""
        return Heard(self._prepare(text[:LETTERS_AT_MOST]), self._encoder, self._tell)

    def read(self, heard: Heard) -> Reading:
        """The needs of a message."""
        kept, clauses = denied(plain(heard.text), self._language)
        needs, request = self.signals(heard, used_only=True)
        scores = self._add(needs)
        if clauses:
            scores = self._add(self.signals(heard.without(kept), used_only=True)[0])
            scores -= self._named(heard.without(clauses))
        found = shares(scores, 1.0)
        return Reading(found, odds_to_share(self._request_odds(request, found)))

    def signals(self, heard: Heard, *, used_only: bool = False) -> tuple[dict[str, Scores], dict[str, float]]:
        """Everything that was found in a message, by name, not yet weighed.

        Args:
            heard: the message.
            used_only: leave out ways of reading that have no weight.
        """
        needs: dict[str, Scores] = {}
        request = signs(heard.text)
        for name, read in self._readings.items():
            if used_only and name not in self._used:
                continue
            scores, odds = read(heard)
            for way, found in scores.items():
                needs[f"{name} {way}" if way else name] = found
            for sign, value in odds.items():
                request[f"{name} {sign}" if sign else name] = value
        return needs, request

    def _named(self, clauses: Heard) -> Scores:
        """(needs,) above 0 for the needs that the denied words name."""
        words = next((read for name, read in self._readings.items() if name.endswith("words")), None)
        if words is None:
            return np.zeros(1, dtype=np.float32)
        return np.asarray(_DENIED * sum(words(clauses)[0].values()), dtype=np.float32)

    def _add(self, needs: Mapping[str, Scores]) -> Scores:
        total = np.zeros(1, dtype=np.float32)
        for name, scores in needs.items():
            if weight := self._needs.get(name):
                total = total + scores * np.float32(weight)
        return total

    def _request_odds(self, request: Mapping[str, float], found: Scores) -> float:
        weights = self._request
        odds = weights["bias"] + weights.get("sure", 0.0) * sureness(found)
        return odds + sum(weights.get(name, 0.0) * value for name, value in request.items())


def signs(text: str) -> dict[str, float]:
    """What the form of a text says about whether it is a request."""
    return {
        "length": math.log1p(text.count(" ") if text.isascii() else len(text) / 5),
        "self": float(_SELF.search(text) is not None),
        "question": float("?" in text),
    }


def sureness(found: Scores) -> float:
    """Log odds of the best need."""
    best = float(found.max())
    return math.log((best + 1e-6) / (1 - best + 1e-6))
