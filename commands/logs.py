"""The log: a line or a JSON object for each event, turned over when it grows, never with what anybody wrote."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.settings import SettingsError

if TYPE_CHECKING:
    from commands.settings import Settings

FILE_BYTES = 5 * 2**20
OLDER_FILES = 4
"""Beside the newest: 25 MB at most."""

QUIET = (
    "httpx",
    "httpcore",
    "aiohttp.access",
    "telegram",
    "discord",
    "aiosqlite",
    "asyncpg",
    "alembic",
    "sqlalchemy",
    "watchfiles",
    "apscheduler",
    "matplotlib",
)
"""At INFO these write addresses that hold tokens, or what nobody needs to know."""

OURS = ("commands", "bots", "handlers", "matching", "safety", "catalog", "encoder", "storage", "insight", "__main__")
"""Only our own lines are known to hold no data; of a library's line we keep who spoke, how loudly and where."""


def set_up(settings: Settings) -> None:
    """Log to the terminal, and to a file if one is set.

    Raises:
        SettingsError: the file cannot be written.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if settings.log_file:
        handlers.append(_file(settings.log_file))
    for handler in handlers:
        handler.setFormatter(AsJson() if settings.log_format == "json" else AsText())
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class AsText(logging.Formatter):
    """One line for each event."""

    def format(self, record: logging.LogRecord) -> str:
        """The time in UTC, the level, who spoke, what, and for an error its class and frames."""
        event = _event(record)
        error = f" [{event['error']} at {' < '.join(event['frames'])}]" if "error" in event else ""
        return f"{event['time']} {event['level']} {event['logger']}: {event['event']}{error}"


class AsJson(logging.Formatter):
    """One JSON object on a line for each event: time, level, logger, event, and for an error its class and frames."""

    def format(self, record: logging.LogRecord) -> str:
        """The same as a JSON object."""
        return json.dumps(_event(record), ensure_ascii=False)


def _event(record: logging.LogRecord) -> dict[str, Any]:
    event: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
        "level": record.levelname,
        "logger": record.name,
        "event": _said(record),
    }
    if record.exc_info and record.exc_info[0] is not None:
        event["error"] = record.exc_info[0].__name__
        event["frames"] = frames(record.exc_info[1])
    return event


def frames(error: BaseException | None) -> list[str]:
    """Where an error passed, innermost first, such as `desk.py:12`; never its message, nor what it was caused by."""
    if error is None:
        return []
    passed = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(passed)]


def _said(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] not in OURS:
        return f"a library's line, left out ({Path(record.pathname).name}:{record.lineno})"
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    arguments = record.args
    if isinstance(arguments, tuple):
        # An error as an argument would print its message, which may be what somebody wrote.
        arguments = tuple(_plain(each) for each in arguments)
    try:
        said = str(record.msg) % arguments if arguments else str(record.msg)
    except (TypeError, ValueError):
        said = str(record.msg)
    return said.replace("\n", " ")


def _plain(value: object) -> object:
    if not isinstance(value, BaseException):
        return value
    # Our own words for trouble hold a kind from a fixed list, or a sentence for the operator.
    return str(value) if type(value).__module__.split(".")[0] in OURS else type(value).__name__


class _Private(RotatingFileHandler):
    """A file that only the operator can read."""

    def _open(self) -> Any:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
        return super()._open()


def _file(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _Private(path, maxBytes=FILE_BYTES, backupCount=OLDER_FILES, encoding="utf-8")
    except OSError:
        raise SettingsError(f"PEERBRIDGE_LOG_FILE: {path} cannot be written.") from None
