"""Which kind of trouble a database error is; whatever else it says may hold data, and is dropped."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.errors import StorageRefused, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_SQLITE = {
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

_POSTGRESQL = {
    "25006": "read-only",
    "42501": "denied",
    "53100": "disk full",
    "55P03": "locked",
    "57014": "deadline",
    "58030": "disk error",
    "3D000": "cannot open",
    "08": "cannot open",
    "28": "denied",
    "40": "locked",
    "53": "cannot open",
    "57": "cannot open",
    "XX": "corrupt",
}
"""PostgreSQL's SQLSTATE codes, or the class that their first two characters name; appendix A of its manual."""


@contextmanager
def without_details() -> Iterator[None]:
    """Turn a database error into `StorageUnavailable`: no statement, no parameter, no path survives."""
    try:
        yield
    except (StorageUnavailable, StorageRefused):
        raise
    except Exception as error:
        # While connecting, the driver of PostgreSQL raises errors of its own, and the system's.
        if not isinstance(error, (SQLAlchemyError, OSError)) and not _is_of_driver(error):
            raise
        raise StorageUnavailable(kind_of(error)) from None


def kind_of(error: Exception) -> str:
    """Name a database error by its code, never by its message."""
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while cause is not None:
        if kind := _named(cause):
            return kind
        cause = cause.__cause__
    return "cannot open" if isinstance(error, DBAPIError) and error.connection_invalidated else "other"


def _named(cause: BaseException) -> str | None:
    sqlite_code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(sqlite_code, int):
        return _SQLITE.get(sqlite_code & 0xFF, "other")
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str) and state:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], "other")
    if isinstance(cause, TimeoutError):
        return "deadline"
    if isinstance(cause, OSError) or type(cause).__name__ == "InterfaceError":
        return "cannot open"
    return None


def _is_of_driver(error: Exception) -> bool:
    return type(error).__module__.split(".")[0] == "asyncpg"
