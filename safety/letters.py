"""Judges messages by their letters and words, beside the encoder, which knows their meaning."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

BUCKETS = 1 << 16
_RUNS = range(2, 6)
_STEP, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
"""Odd numbers whose products spread runs of letters evenly over all buckets."""
_SHIFT = np.uint64(65 - BUCKETS.bit_length())
_LETTERS_AT_MOST = 2_000
_WORD = re.compile(r"[^\W\d_]+|[.!?]")
_THAI = re.compile(r"[\u0e00-\u0e7f]+")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Letters:
    """A straight line through runs of letters."""

    weights: NDArray[np.float32]
    """(BUCKETS,)"""
    start: float

    def score(self, text: str) -> float:
        """Log odds of danger, not yet calibrated."""
        found = buckets(text)
        return self.start + float(self.weights[found].sum() / max(1.0, len(found)) ** 0.5)

    @classmethod
    def load(cls, path: Path) -> Letters:
        """Reads a weights file; OSError when it is missing, otherwise whatever numpy raises when it is damaged."""
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            weights = np.zeros(BUCKETS, dtype=np.float32)
            weights[kept["places"]] = kept["weights"].astype(np.float32) * kept["scale"]
            return cls(weights, float(kept["start"]))

    def save(self, path: Path) -> None:
        """Writes the weights as small whole numbers, leaving out those that count nothing."""
        scale = np.float32(max(float(np.abs(self.weights).max()), 1e-9) / 127)
        small = np.rint(self.weights / scale).astype(np.int8)
        places = np.flatnonzero(small)
        with path.open("wb") as file:
            np.savez_compressed(
                file, places=places.astype(np.uint16), weights=small[places], scale=scale, start=np.float32(self.start)
            )


def buckets(text: str) -> NDArray[np.intp]:
    """Where the runs of two to five letters, the words and the pairs of words of a text are counted; each once."""
    plain = " ".join(unicodedata.normalize("NFC", text[:_LETTERS_AT_MOST]).casefold().split())
    words = _WORD.findall(_THAI.sub(" ", plain))
    letters = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    runs, found = letters, []
    for size in _RUNS:
        runs = runs[:-1] * _STEP + letters[size - 1 :]
        found.append((runs * _MIX) >> _SHIFT)
    said = {f"w {word}" for word in words} | {f"w {a} {b}" for a, b in pairwise(words)}
    found.append(np.array([zlib.crc32(one.encode()) % BUCKETS for one in said], dtype=np.uint64))
    return np.unique(np.concatenate(found)).astype(np.intp)
