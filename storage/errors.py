"""What goes wrong with storage, in words that hold no data: it is unavailable just now, or it refuses to open."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = {
    5: "locked",
    6: "locked",
    8: "read-only",
    10: "disk error",
    11: "corrupt",
    13: "disk full",
    14: "cannot open",
    26: "corrupt",
}
"""SQLite's primary result codes, https://sqlite.org/rescode.html."""


class StorageUnavailable(Exception):  # noqa: N818  the name says what happened; callers treat it as a state
    """Nothing was saved or read just now.

    kind: `deadline`, `locked`, `read-only`, `disk full`, `disk error`, `cannot open`, `corrupt`, `closed` or `other`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(f"storage is unavailable: {kind}")
        self.kind = kind


class StorageRefused(Exception):  # noqa: N818  the same
    """Storage will not open, and has touched nothing: one sentence that names the way out."""


@contextmanager
def without_details() -> Iterator[None]:
    """Turn a database error into `StorageUnavailable`: no statement, no parameter, no path survives."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StorageUnavailable(kind_of(error)) from None


def kind_of(error: SQLAlchemyError) -> str:
    """Name a database error by its code, never by its message."""
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else None
    while cause is not None:
        code = getattr(cause, "sqlite_errorcode", None)
        if isinstance(code, int):
            return _KINDS.get(code & 0xFF, "other")
        cause = cause.__cause__
    return "other"
