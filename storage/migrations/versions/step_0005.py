"""Services that members suggest wait here, locked, until managers have decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the suggestions."""
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("owner", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sqlite_with_rowid=False,
    )
