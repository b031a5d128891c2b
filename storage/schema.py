"""The tables: what they hold, and nothing that says who or when."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every migration in `storage/migrations/versions`, oldest first. Known here so that a start needs no Alembic."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _table(name: str, *parts: Column[object] | UniqueConstraint) -> Table:
    # A hidden row number would tell in which order members came; without it rows lie in the order of their key.
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


meta = _table(
    "meta",
    Column("name", String(32), primary_key=True),
    Column("value", String(128), nullable=False),
)

communities = _table(
    "communities",
    Column("community", String(64), primary_key=True),
    Column("country", String(8)),
    Column("languages", String(256), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("reply_mode", String(16), nullable=False),
    Column("age_setting", String(16), nullable=False),
    Column("listening", Boolean, nullable=False, server_default=false()),
)

week_keys = _table(
    "week_keys",
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("community", String(64), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("week", String(8), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    UniqueConstraint("community", "purpose", "week"),
)

digests = _table(
    "digests",
    Column("week_key", BigInteger, ForeignKey("week_keys.id"), primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("what", String(64), nullable=False),
)

closed_weeks = _table("closed_weeks", Column("week", String(8), primary_key=True))

tallies = _table(
    "tallies",
    Column("week", String(8), primary_key=True),
    Column("community", String(64), primary_key=True),
    Column("purpose", String(32), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("members", Integer, nullable=False),
)

memories = _table(
    "memories",
    Column("owner", LargeBinary(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

spent = _table(
    "spent",
    Column("ticket", LargeBinary(32), primary_key=True),
    Column("expires", BigInteger, nullable=False),
)

forgets = _table(
    "forgets",
    Column("token", LargeBinary(32), primary_key=True),
    Column("expires", BigInteger, nullable=False),
)

outbox = _table(
    "outbox",
    Column("id", String(16), primary_key=True),
    Column("leased", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

sizes = _table(
    "sizes",
    Column("community", String(64), primary_key=True),
    Column("members", Integer, nullable=False),
)

published = _table(
    "published",
    Column("community", String(64), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("purpose", String(32), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("shown", String(16), nullable=False),
    Column("number", Integer),
)

suggestions = _table(
    "suggestions",
    Column("id", String(16), primary_key=True),
    Column("community", String(64), nullable=False),
    Column("owner", LargeBinary(32), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

catalog_edits = _table(
    "catalog_edits",
    Column("community", String(64), primary_key=True),
    Column("service", String(40), primary_key=True),
    Column("body", Text, nullable=False),
)

changes = _table(
    "changes",
    Column("id", String(16), primary_key=True),
    Column("community", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("role", String(16), nullable=False),
    Column("what", String(32), nullable=False),
    Column("about", String(40), nullable=False),
)
