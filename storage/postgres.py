"""PostgreSQL's own habits: many writers, locks that everybody respects, and rows whose place tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncConnection

MIGRATING = 1
CLOSING = 2
KEYS = 3
SUGGESTING = 4
CLAIMING = 5
_OURS = 0x70656572
"""Marks our advisory locks among those of other programs."""

REWRITTEN = ("digests", "memories", "week_keys", "outbox", "suggestions")
"""What `rewrite` is for, each table in a transaction of its own, or it could wait for somebody who waits for it."""
_SPARE_S = 5.0


def is_postgres(url: URL) -> bool:
    """Whether the address names a PostgreSQL database."""
    return url.get_backend_name() == "postgresql"


def connect_args(deadline_s: float, longest_s: float) -> dict[str, Any]:
    """What each connection is told: the server itself ends what nobody waits for any more."""
    milliseconds = str(int(deadline_s * 1000))
    return {
        "timeout": deadline_s,
        # For a network that has gone silent; the server's own limits come first.
        "command_timeout": longest_s + _SPARE_S,
        "server_settings": {
            "application_name": "peerbridge",
            "statement_timeout": milliseconds,
            # Shorter than the deadline, so that a lock held by another program is named as such.
            "lock_timeout": str(int(deadline_s * 800)),
            "idle_in_transaction_session_timeout": str(int((longest_s + _SPARE_S) * 1000)),
        },
    }


async def allow(connection: AsyncConnection, seconds: float) -> None:
    """Give the rest of this transaction more time."""
    for name in ("statement_timeout", "lock_timeout"):
        await connection.exec_driver_sql(f"SET LOCAL {name} = {int(seconds * 1000)}")


async def hold(connection: AsyncConnection, lock: int, *, shared: bool = False) -> None:
    """Hold one of our locks until the transaction ends; on SQLite, which has one writer, nothing needs doing."""
    if connection.dialect.name == "postgresql":
        kind = "_shared" if shared else ""
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock{kind}({_OURS}, {lock})")


async def lock(connection: AsyncConnection, table: str) -> None:
    """Nobody else writes to this table until the transaction ends; they may read. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


async def rewrite(connection: AsyncConnection, table: str) -> None:
    """Write a table anew in the order of its key: deleted rows are gone, and no row's place tells its time."""
    await connection.exec_driver_sql(f"CLUSTER {table} USING pk_{table}")
