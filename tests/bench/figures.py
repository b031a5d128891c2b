"""Turns repeated measurements into figures that can be compared: medians, spreads, ratios, and a table of them."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NONE = "–"
"""Stands where a peer has no such figure."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    rounds: int
    requests: int
    window_s: float
    """How long members go on writing to a door."""
    danger_texts: int
    """Of each length, in each round."""
    random_texts: int
    counts: int
    """In each round."""
    contributions: int
    """Of the week that is closed."""
    stall_s: float
    """How long the database does not answer."""
    lines: int
    """That are typed into the terminal in each round."""
    sizes: tuple[int, ...]
    """Of the larger catalogs."""
    size_requests: int


FULL = Scale(
    rounds=3,
    requests=300,
    window_s=1.0,
    danger_texts=100,
    random_texts=2000,
    counts=200,
    contributions=1_000_000,
    stall_s=10.0,
    lines=40,
    sizes=(126, 1_000, 10_000),
    size_requests=50,
)
QUICK = Scale(
    rounds=1,
    requests=6,
    window_s=0.15,
    danger_texts=3,
    random_texts=20,
    counts=5,
    contributions=900,
    stall_s=0.5,
    lines=3,
    sizes=(126, 150),
    size_requests=4,
)
"""A smoke test: every row, no figure to rely on."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table: a title, its columns, its rows, and what a reader must know to judge them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of the rounds, and their lowest and highest."""

    values: tuple[float, ...]

    def __str__(self) -> str:
        middle, low, high = (short(pick(self.values)) for pick in (statistics.median, min, max))
        return middle if low == high else f"{middle} ({low}–{high})"


def spread(values: Sequence[float]) -> Spread:
    """The spread of one figure over the rounds."""
    return Spread(tuple(values))


def ratios(values: Sequence[float], baseline: Sequence[float]) -> Spread:
    """Each round against the baseline of the same round, so that a slow moment of the machine touches both."""
    return Spread(tuple(value / base for value, base in zip(values, baseline, strict=True)))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0–1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def short(number: float) -> str:
    """Three digits that count, no exponent: 0.0123, 1.23, 12.3, 123, 1,234."""
    if number == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(number))))
    return f"{number:,.{digits}f}"


def percent(share: float) -> str:
    """A share (0-1) in whole per cent."""
    return f"{share:.0%}"


def rounds(scale: Scale) -> Iterator[int]:
    """Every peer is measured once in each round: A B C, A B C, and so on."""
    return iter(range(scale.rounds))
