"""Managers change the list in chat: their changes, and a trail of what was changed without who."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the changes to the list, and the trail."""
    op.create_table(
        "catalog_edits",
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("community", "service", name="pk_catalog_edits"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sqlite_with_rowid=False,
    )
