"""A platform turned us away for good: the operator has to change something before the bot can run there."""

from __future__ import annotations


class DoorRefused(Exception):  # noqa: N818  it reads as what happened; commands print its sentence
    """Raised by a door's `serve`; its text is one clear sentence for the operator, free of tokens and ids."""
