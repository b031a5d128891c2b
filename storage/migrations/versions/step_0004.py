"""What may be told about a closed week or quarter is computed once and frozen here; how large a community is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the published rows and the sizes."""
    op.create_table(
        "sizes",
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community", name="pk_sizes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published",
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("shown", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("community", "period", "purpose", "what", name="pk_published"),
        sqlite_with_rowid=False,
    )
