"""Keeps on disk what was worked out from our own phrases, so that a start takes no time. Never what members say."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Arrays = dict[str, Any]
    """Arrays of numpy by name."""

log = logging.getLogger(__name__)


def kept(folder: Path | None, name: str, lines: Iterable[str], make: Callable[[], Arrays]) -> Arrays:
    """What `make` makes of the lines, read from the folder where it was made of the same lines before.

    Args:
        folder: None makes it anew.
        name: of the file; one for each kind, for it keeps only its last.
        lines: sentences of the catalog or the vocabulary, in order.
        make: gives arrays by name. A file that cannot be read or written costs time only.
    """
    if folder is None:
        return make()
    told = hashlib.sha256()
    for line in lines:
        told.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    path = folder / f"{name}.npz"
    found = _read(path, told.hexdigest())
    if found is None:
        found = make()
        _write(path, found | {"of": np.array(told.hexdigest())})
    return found


def _read(path: Path, digest: str) -> Arrays | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["of"]) == digest:
                return {name: stored[name] for name in stored.files if name != "of"}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        log.warning("a file of the cache could not be read and is made again (%s)", type(problem).__name__)
    return None


def _write(path: Path, arrays: Arrays) -> None:
    """Replace the file in one step, so that nobody ever reads half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f"{path.stem}.", suffix=".part", dir=path.parent)
    except OSError as problem:
        log.warning("a file of the cache could not be written (%s)", type(problem).__name__)
        return
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        Path(part).replace(path)
    except OSError as problem:
        log.warning("a file of the cache could not be written (%s)", type(problem).__name__)
        Path(part).unlink(missing_ok=True)
