"""How long it takes to close a week of a million contributions, and how much memory, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import asyncpg

from commands.settings import CHECKOUT
from storage.store import Storage, sqlite_address
from tests.bench.figures import Section, short
from tests.storage.kit import closed_counts
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.figures import Scale

COMMUNITIES, PURPOSES, THINGS = 20, ("request", "shown", "interest", "unmet"), 60
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
_COLUMNS = ("", "contributions", "closed in s", "of that scrubbing s", "memory MB", "counts right")
_NOTE = (
    f"{COMMUNITIES} communities, {len(PURPOSES)} purposes, {THINGS} things each. Closing: count, write the tallies,"
    " delete the digests and their keys, in one transaction; scrubbing: write the file anew, so that no trace is left."
    " Memory: the most that the process had, Python included. Bounds: 60 s, 300 MB."
)


async def measure(scale: Scale, folder: Path) -> Section:
    """Both engines, each once."""
    rows = []
    with postgres(durable=True) as server:
        for engine, url in (
            ("SQLite", sqlite_address(folder / "closing.sqlite")),
            ("PostgreSQL", server.url("postgres")),
        ):
            ids = await _keys(url)
            if engine == "SQLite":
                await asyncio.to_thread(_fill_sqlite, folder / "closing.sqlite", ids, scale.contributions)
            else:
                await _fill_postgres(url, ids, scale.contributions)
            told = await asyncio.to_thread(_in_a_process_of_its_own, url)
            right = "yes" if told["members"] == scale.contributions + len(ids) else "no"
            rows.append(
                (
                    engine,
                    f"{scale.contributions:,}",
                    short(told["total_s"]),
                    short(told["total_s"] - told["closed_s"]),
                    short(told["mb"]),
                    right,
                )
            )
    return Section("Closing a week", _COLUMNS, tuple(rows), (_NOTE,))


async def _keys(url: str) -> list[int]:
    """The ids of the week's keys, each with one member."""
    storage = await Storage.open(url, key=bytes(32), clock=lambda: NOW, deadline_s=30.0)
    for community in range(COMMUNITIES):
        for purpose in PURPOSES:
            await storage.count(f"{community:016x}", "f" * 32, [(purpose, "thing-0")])
    ids = [key.id for key in storage._week_keys.values()]
    await storage.close()
    return ids


def _digests(ids: list[int], contributions: int) -> Iterator[tuple[int, bytes, str]]:
    chance = random.Random(5)  # noqa: S311  the same rows in every run
    for key in sorted(ids):
        share = contributions // len(ids) + (key == min(ids)) * (contributions % len(ids))
        for digest in sorted(chance.randbytes(32) for _ in range(share)):
            yield key, digest, f"thing-{chance.randrange(THINGS)}"


def _fill_sqlite(path: Path, ids: list[int], contributions: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany("INSERT INTO digests VALUES (?, ?, ?)", _digests(ids, contributions))


async def _fill_postgres(url: str, ids: list[int], contributions: int) -> None:
    connection: Any = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.copy_records_to_table("digests", records=_digests(ids, contributions))
    await connection.close()


def _in_a_process_of_its_own(url: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.closing", url]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True, env=dict(os.environ))  # noqa: S603  ourselves
    told: dict[str, float] = json.loads(done.stdout)
    return told


async def close(url: str) -> dict[str, float]:
    """Close the week that `measure` has filled; seconds, megabytes, and how many members were counted."""
    storage = await Storage.open(url, key=bytes(32), clock=lambda: NOW + timedelta(days=7))
    closed_s = 0.0
    scrub, started = storage._database.scrub, time.perf_counter()

    async def note_the_time(**limits: float) -> None:
        nonlocal closed_s
        closed_s = time.perf_counter() - started
        await scrub(**limits)  # type: ignore[arg-type]  # passed on as it came

    storage._database.scrub = note_the_time  # type: ignore[assignment]  # only to look at the clock
    await storage.close_weeks()
    total_s = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    members = sum(tally.members for tally in await closed_counts(storage))
    await storage.close()
    return {"closed_s": closed_s, "total_s": total_s, "mb": megabytes, "members": members}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(close(sys.argv[1]))))
