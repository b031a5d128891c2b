"""What may be written down when something breaks: which kind of error and where, never what was in it."""

from __future__ import annotations

import secrets
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging


def record(log: logging.Logger, what: str, error: BaseException) -> str:
    """Log the error's class and frames under a new code, and return the code (6 hex digits).

    An exception's own message may hold a member's words or a token, so it is left out, and so are chained ones.
    """
    code = secrets.token_hex(3)
    frames = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    log.error("%s (code %s): %s at %s", what, code, type(error).__name__, frames or "no frame")
    return code
