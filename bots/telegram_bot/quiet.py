"""What the bot on Telegram may log: which kind of trouble, and where in the program; never a word or a token."""

from __future__ import annotations

import logging

from handlers.trouble import record, trace

log = logging.getLogger(__name__)


def report(error: BaseException) -> str:
    """Log an unexpected error; the code (6 hex digits) that was logged, for the member to pass on."""
    return record(log, "something unexpected on the way to or from Telegram", error)


class _Discreet(logging.Handler):
    """Retells what the Telegram library logs: its own sentences quote whole updates."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log.log(record.levelno, "%s reports trouble: %s", record.name, trace(error) if error else "no error attached")


def hush() -> None:
    """Keep the libraries from logging members' words (telegram) and the token in addresses (httpx)."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    library = logging.getLogger("telegram")
    library.setLevel(logging.WARNING)
    library.propagate = False
    library.handlers = [_Discreet()]
