"""Encodes one request once, although several steps ask for its vector."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from encoder.encoder import MakesVectors


class Recent:
    """An encoder that remembers the vectors of the last few texts by their hash: one request is encoded once."""

    def __init__(self, encoder: MakesVectors) -> None:
        self._encoder = encoder
        self._last: tuple[tuple[bytes, NDArray[np.float32]], ...] = ()
        self.digest, self.knows = encoder.digest, encoder.knows

    def vector(self, text: str) -> NDArray[np.float32]:
        """As `Encoder.vector`."""
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        for known, vector in self._last:
            if known == key:
                return vector
        vector = self._encoder.vector(text)
        self._last = ((key, vector), *self._last[:3])
        return vector
