"""Managers can let the bot listen to messages that do not call it; off until they do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the setting, off for every community."""
    op.add_column("communities", sa.Column("listening", sa.Boolean(), nullable=False, server_default=sa.false()))
