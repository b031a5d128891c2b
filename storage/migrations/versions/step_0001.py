"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    _settings()
    _counts()
    _memories()


def _settings() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "communities",
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("country", sa.String(8)),
        sa.Column("languages", sa.String(256), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("reply_mode", sa.String(16), nullable=False),
        sa.Column("age_setting", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("community", name="pk_communities"),
        sqlite_with_rowid=False,
    )


def _counts() -> None:
    op.create_table(
        "week_keys",
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_week_keys"),
        sa.UniqueConstraint("community", "purpose", "week", name="uq_week_keys_community"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "digests",
        sa.Column("week_key", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("week_key", "digest", name="pk_digests"),
        sa.ForeignKeyConstraint(["week_key"], ["week_keys.id"], name="fk_digests_week_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closed_weeks",
        sa.Column("week", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_closed_weeks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "community", "purpose", "what", name="pk_tallies"),
        sqlite_with_rowid=False,
    )


def _memories() -> None:
    op.create_table(
        "memories",
        sa.Column("owner", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_memories"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent",
        sa.Column("ticket", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_spent"),
        sqlite_with_rowid=False,
    )
