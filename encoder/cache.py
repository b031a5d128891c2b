"""Keeps the vectors of the catalog's and the vocabulary's sentences on disk, so that a start takes no time."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from encoder.encoder import WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from encoder.encoder import MakesVectors

log = logging.getLogger(__name__)


class VectorCache:
    """One file for each set of sentences that we wrote or a manager wrote. Never use it for what members say."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def vectors(
        self, texts: Sequence[str], encoder: MakesVectors, *, name: str = "vectors", width: int = WIDTH
    ) -> NDArray[np.float32]:
        """The vectors of these texts; those the file does not hold are made, and the file is replaced.

        Args:
            texts: sentences of the catalog or the vocabulary.
            encoder: makes what is missing.
            name: which file; one for each set, because a file keeps only the texts of its last call.
            width: how many numbers a vector of this encoder has.

        Returns:
            (len(texts), width) float32, in the order of `texts`. A cache that cannot be used costs time only.
        """
        keys = [_key(encoder.digest, text) for text in texts]
        stored = self._read(name, width)
        if stored is not None and stored[0] == b"".join(keys):
            return stored[1]
        known = _by_key(stored)
        stale = known.keys() - set(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for key, text in missing.items():
            known[key] = encoder.vector(text)
        rows = [known[key] for key in keys]
        if (missing or stale) and self._folder:
            self._write(name, dict(zip(keys, rows, strict=True)))
        return np.stack(rows) if rows else np.zeros((0, width), dtype=np.float32)

    def _read(self, name: str, width: int) -> tuple[bytes, NDArray[np.float32]] | None:
        """What the file holds, keys of 32 bytes and their rows; None if it is missing or broken."""
        if not self._folder:
            return None
        try:
            with (self._folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
                keys, rows = stored["keys"], stored["vectors"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
            log.warning("a vector cache could not be read and is made again (%s)", type(problem).__name__)
            return None
        sound = keys.dtype == np.uint8 and keys.shape == (len(rows), 32)
        if not (sound and rows.dtype == np.float32 and rows.shape[1:] == (width,) and np.isfinite(rows).all()):
            log.warning("a vector cache has the wrong shape and is made again")
            return None
        return keys.tobytes(), rows

    def _write(self, name: str, known: dict[bytes, NDArray[np.float32]]) -> None:
        """Replace the file in one step, so that nobody ever reads half of it."""
        keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), 32)
        if (folder := self._folder) is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(prefix=f"{name}.", suffix=".part", dir=folder)
        except OSError as problem:
            log.warning("a vector cache could not be written (%s)", type(problem).__name__)
            return
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, keys=keys, vectors=np.stack(list(known.values())))
            Path(path).replace(folder / f"{name}.npz")
        except OSError as problem:
            log.warning("a vector cache could not be written (%s)", type(problem).__name__)
            Path(path).unlink(missing_ok=True)


def _by_key(stored: tuple[bytes, NDArray[np.float32]] | None) -> dict[bytes, NDArray[np.float32]]:
    if stored is None:
        return {}
    keys, rows = stored
    return {keys[32 * at : 32 * at + 32]: row for at, row in enumerate(rows)}


def _key(digest: str, text: str) -> bytes:
    return hashlib.sha256(f"{digest}\n{text}".encode("utf-8", "surrogatepass")).digest()
