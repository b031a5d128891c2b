"""The two inserts that SQLAlchemy spells for each database: skip a row that is there, or replace it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    Insert = postgresql.Insert | sqlite.Insert


def insert_new(connection: AsyncConnection, table: Table) -> Insert:
    """Insert; a row whose key exists stays as it is, and does not count in `rowcount`."""
    return _insert(connection, table).on_conflict_do_nothing()


def upsert(connection: AsyncConnection, table: Table) -> Insert:
    """Insert, or replace the row that has the same primary key."""
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    news = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=news)


def _insert(connection: AsyncConnection, table: Table) -> Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
