"""Alembic starts here; it works on the connection, and in the transaction, that storage hands it."""

from __future__ import annotations

from alembic import context

from storage.schema import metadata


def migrate() -> None:
    """Run the steps that are still missing. The caller commits, so a step and its record land together."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()


# Alembic loads this file under this name; an ordinary import does nothing.
if __name__ == "env_py":
    migrate()
