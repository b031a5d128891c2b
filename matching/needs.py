"""Which needs does a message speak of, and is it a request at all?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.negation import without_denied
from matching.scale import odds_to_share, shares
from matching.text import LETTERS_AT_MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

Scores = NDArray[np.float32]
Reads = Callable[[str], tuple[Scores, float]]
"""((needs,) scores of about the same scale, log odds of a request) of a text."""

_DENIED_SHARE = 0.25
"""What is left of a denied clause ("not depressed, just tired of my job") when needs are ranked."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each way of reading counts, for the needs and for whether it is a request."""

    needs: dict[str, float]
    request: dict[str, float]
    bias: float
    sharpness: float
    """How steeply a better score becomes a larger share."""
    unsure: float = 0.2
    """When the best need's share is below this, it is better to ask."""


SHARES = {
    ("en", True): Shares(
        needs={"words": 0.8, "letters": 0.4, "meaning": 1.0},
        request={"letters": 0.75, "meaning": 0.77},
        bias=-2.86,
        sharpness=1.6,
    ),
    ("en", False): Shares(
        needs={"words": 1.6, "letters": 1.2}, request={"letters": 1.29}, bias=-4.66, sharpness=1.6, unsure=0.12
    ),
    ("es", True): Shares(
        needs={"letters": 2.0, "told words": 1.2, "told meaning": 0.7, "meaning": 0.5},
        request={"letters": 0.59, "told meaning": 0.13, "meaning": 1.16},
        bias=-4.2,
        sharpness=1.0,
    ),
    ("es", False): Shares(
        needs={"letters": 2.0, "told words": 1.2}, request={"letters": 1.11}, bias=-6.38, sharpness=1.6, unsure=0.12
    ),
    ("th", True): Shares(
        needs={"letters": 3.0, "told words": 1.2, "told meaning": 0.7},
        request={"letters": 1.1, "told meaning": 0.19},
        bias=-3.66,
        sharpness=1.0,
    ),
    ("th", False): Shares(
        needs={"letters": 2.0, "told words": 1.2}, request={"letters": 1.25}, bias=-3.84, sharpness=2.0, unsure=0.12
    ),
}
"""Fitted on phrases held out from the vocabulary, never on the requests of tests."""


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
        readings: ways of reading by name; each has its shares in `SHARES`.
        language: `en`, `es` or `th`.
        prepare: what is done to a text first, such as mending typos.
        tell: how a text becomes English, for comparing it with services.
    """

    def __init__(
        self,
        readings: Mapping[str, Reads],
        language: str,
        prepare: Callable[[str], str] = str,
        tell: Callable[[str], str] | None = None,
    ) -> None:
        self._readings = readings
        self._shares = SHARES[language, any("meaning" in name for name in readings)]
        self.unsure_below = self._shares.unsure
        self._language = language
        self._prepare = prepare
        self._tell = tell or prepare

    def read(self, text: str) -> Reading:
        """The needs of a text of any length."""
        whole = self._prepare(text[:LETTERS_AT_MOST])
        kept = without_denied(whole, self._language)
        scores, request = self._add(whole)
        if kept != whole:
            scores = _DENIED_SHARE * scores + (1 - _DENIED_SHARE) * self._add(kept)[0]
        return Reading(shares(scores, self._shares.sharpness), odds_to_share(request))

    def told(self, text: str) -> str:
        """The text in English, as far as we can tell it."""
        return self._tell(text[:LETTERS_AT_MOST])

    def _add(self, text: str) -> tuple[Scores, float]:
        scores: Scores | None = None
        request = self._shares.bias
        for name, read in self._readings.items():
            fit, odds = read(text)
            part = np.float32(self._shares.needs.get(name, 0.0)) * fit
            scores = part if scores is None else scores + part
            request += self._shares.request.get(name, 0.0) * odds
        if scores is None:
            raise ValueError("a reader needs a way of reading")
        return scores, request
