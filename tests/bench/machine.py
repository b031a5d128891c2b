"""What the figures were measured on, without names or paths."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = (
    "python-telegram-bot",
    "discord.py",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "SQLAlchemy",
    "aiosqlite",
    "rank-bm25",
    "bm25s",
    "tantivy",
)


def facts() -> tuple[str, ...]:
    """Two lines: the machine, and the versions of what is compared."""
    load = f", load {os.getloadavg()[0]:.1f} before the first round"
    cores = f"{platform.system()} {platform.machine()}, {_cores()} cores{load}"
    return (
        f"{cores}, {platform.python_implementation()} {platform.python_version()}",
        ", ".join([f"SQLite {sqlite3.sqlite_version}", *(f"{name} {_version(name)}" for name in _LIBRARIES)]),
    )


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"
