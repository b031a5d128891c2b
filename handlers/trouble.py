"""What may be written down when something breaks: which kind of error and where, never what was in it."""

from __future__ import annotations

import secrets
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging


def trace(error: BaseException) -> str:
    """The error's class and where it passed, such as `ValueError at desk.py:12 < door.py:80`.

    An exception's own message may hold a member's words or a token, so it is left out, and so are chained ones.
    """
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at {' < '.join(reversed(places)) or 'an unknown place'}"


def record(log: logging.Logger, what: str, error: BaseException) -> str:
    """Log the error under a new code, and return the code (6 hex digits) for the member to pass on."""
    code = secrets.token_hex(3)
    log.error("%s (code %s): %s", what, code, trace(error))
    return code
