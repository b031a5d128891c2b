"""Which kind of trouble a database error is; whatever else it says may hold data, and is dropped."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.errors import StorageUnavailable

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
