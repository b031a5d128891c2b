"""What goes wrong with storage, in words that hold no data: it is unavailable just now, or it refuses to open."""

from __future__ import annotations


class StorageUnavailable(Exception):  # noqa: N818  the name says what happened; callers treat it as a state
    """Nothing was saved or read just now.

    kind: `deadline`, `locked`, `read-only`, `denied`, `disk full`, `disk error`, `cannot open`, `corrupt`, `busy` (too
    much waits to be written), `key changed` (by another process, while this one ran), `closed` or `other`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(f"storage is unavailable: {kind}")
        self.kind = kind


class StorageRefused(Exception):  # noqa: N818  the same
    """Storage will not open, and has touched nothing: one sentence that names the way out."""
