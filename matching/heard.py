"""One message as it is read: its slips mended, and everything that several readers want of it made only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matching.text import split

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from encoder.encoder import MakesVectors


class Heard:
    """Lives as long as one request, in one thread; shows nothing of the text when printed.

    Args:
        text: the message, prepared for reading.
        encoder: None reads by words only.
        tell: how the text becomes English; None where it is.
    """

    def __init__(
        self, text: str, encoder: MakesVectors | None = None, tell: Callable[[str], str] | None = None
    ) -> None:
        self.text = text
        self._encoder = encoder
        self._tell = tell
        self._words: list[str] | None = None
        self._vector: NDArray[np.float32] | None = None
        self._told: Heard | None = None

    @property
    def words(self) -> list[str]:
        """As they were typed, in small letters; see `matching.text.split`."""
        if self._words is None:
            self._words = split(self.text)
        return self._words

    def vector(self) -> NDArray[np.float32]:
        """(384,) of length 1; raises ValueError without an encoder."""
        if self._vector is None:
            if self._encoder is None:
                raise ValueError("reading by meaning needs an encoder")
            self._vector = self._encoder.vector(self.text)
        return self._vector

    @property
    def told(self) -> Heard:
        """The same in English, as far as we can tell it."""
        if self._tell is None:
            return self
        if self._told is None:
            self._told = Heard(self._tell(self.text), self._encoder)
        return self._told

    def without(self, text: str) -> Heard:
        """What is left of the same message."""
        return Heard(text, self._encoder, self._tell)
