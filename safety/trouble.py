"""How a judge's own failure is written down: its class and where it happened, never a word of the message."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging

_FRAMES = 3


def record(log: logging.Logger, what: str, error: BaseException) -> None:
    """Log the error's class and its last frames. The error's own message may hold a member's words: it is left out."""
    last = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    log.error("%s: %s at %s", what, type(error).__name__, " < ".join(f"{f.name}:{f.lineno}" for f in reversed(last)))
