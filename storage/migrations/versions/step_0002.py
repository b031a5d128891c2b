"""Forgets are replayed on a backup that is restored: which rows went, told by tokens that only a backup can match."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the list of forgets."""
    op.create_table(
        "forgets",
        sa.Column("token", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_forgets"),
        sqlite_with_rowid=False,
    )
