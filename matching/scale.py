"""Brings scores of different kinds to one scale, so that they can be added."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean 0, deviation 1; all zeros when every value is the same."""
    flat = values - np.add.reduce(values) / np.float32(len(values))
    spread = math.sqrt(float(flat @ flat) / len(flat))
    return flat * np.float32(1 / spread) if spread > 1e-9 else np.zeros_like(flat)  # noqa: PLR2004  float dust


def damped(values: NDArray[np.float32], full: float) -> NDArray[np.float32]:
    """0 to 1: the best counts fully only when it reaches `full`, so that one chance word cannot decide."""
    return values / max(float(values.max(initial=0.0)), full)


def dots(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) products of (n, m) rows with one vector; `commands` sees to it that this thread alone works on them."""
    return np.asarray(rows @ vector, dtype=np.float32)


def odds_to_share(log_odds: float) -> float:
    """Log odds as a share, 0 to 1."""
    return 1 / (1 + math.exp(-min(max(log_odds, -30.0), 30.0)))


def shares(values: NDArray[np.float32], sharpness: float) -> NDArray[np.float32]:
    """(n,) that sum to 1: the higher the value, the larger its share."""
    raised = np.exp(sharpness * (values - values.max()))
    return np.asarray(raised / raised.sum(), dtype=np.float32)
