"""How long it takes to close a week of a million contributions and publish what may be told, and to read a report."""

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
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import insert

from catalog.loader import load_catalog, load_needs
from commands.settings import CHECKOUT
from handlers.telling import vocabulary
from insight.publishing import Publisher
from insight.reading import find, read
from insight.tables import Kind
from storage.schema import published
from storage.store import Storage, sqlite_address
from tests.bench.closing import COMMUNITIES, NOW
from tests.bench.figures import Section, short
from tests.insight import simulator
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need
    from insight.nesting import Nesting
    from tests.bench.figures import Scale

KINDS = (Kind.REQUEST, Kind.UNMET, Kind.SHOWN, Kind.INTEREST)
SIZE, YEAR = 100_000, 52
_COLUMNS = ("", "contributions", "published in s", "memory MB", "rows told", "report of a year in s")
_NOTE = (
    f"{COMMUNITIES} communities of {SIZE:,} members; the real needs and services, {len(KINDS)} purposes. Publishing:"
    " close the week, decide what may be told, freeze it, delete the counts, scrub the file. Report: read a simulated"
    " year of one community with 3,000 members, make its tables, and look for every subject. Bounds: 60 s, 300 MB, 1 s."
)


async def measure(scale: Scale, folder: Path) -> Section:
    """Both engines, each once."""
    file, rows = folder / "publishing.sqlite", []
    with postgres(durable=True) as server:
        for engine, url in (("SQLite", sqlite_address(file)), ("PostgreSQL", server.url("postgres"))):
            ids = await _keys(url)
            if engine == "SQLite":
                await asyncio.to_thread(_fill_sqlite, file, ids, scale.contributions)
            else:
                await _fill_postgres(url, ids, scale.contributions)
            told = await asyncio.to_thread(_in_a_process_of_its_own, url)
            figures = (short(told["total_s"]), short(told["mb"]), f"{told['rows']:,.0f}", short(told["report_s"]))
            rows.append((engine, f"{scale.contributions:,}", *figures))
    return Section("Publishing a week", _COLUMNS, tuple(rows), (_NOTE,))


def lists() -> tuple[Sequence[Need], Catalog, Nesting]:
    """The shipped lists."""
    needs = load_needs()
    catalog = load_catalog(CHECKOUT / "services_catalog.yaml", needs).catalog
    if catalog is None:
        raise RuntimeError("the shipped catalog cannot be read")
    return needs, catalog, vocabulary(needs, catalog)


async def _keys(url: str) -> dict[int, list[str]]:
    """The ids of the week's keys, and what is counted under each."""
    *_, nesting = lists()
    things = {kind: sorted(subject.what for subject in nesting.parents if subject.kind is kind) for kind in KINDS}
    storage = await Storage.open(url, key=bytes(32), clock=lambda: NOW, deadline_s=30.0)
    for community in range(COMMUNITIES):
        await storage.save_size(f"{community:016x}", SIZE)
        await storage.count(f"{community:016x}", "f" * 32, [(kind, things[kind][0]) for kind in KINDS])
    ids = {key.id: things[Kind(purpose)] for (_, purpose, _), key in storage._week_keys.items()}
    await storage.close()
    return ids


def _digests(ids: dict[int, list[str]], contributions: int) -> Iterator[tuple[int, bytes, str]]:
    chance = random.Random(5)  # noqa: S311  the same rows in every run
    for key, things in sorted(ids.items()):
        for digest in sorted(chance.randbytes(32) for _ in range(contributions // len(ids))):
            yield key, digest, chance.choice(things)


def _fill_sqlite(path: Path, ids: dict[int, list[str]], contributions: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany("INSERT INTO digests VALUES (?, ?, ?)", _digests(ids, contributions))


async def _fill_postgres(url: str, ids: dict[int, list[str]], contributions: int) -> None:
    connection: Any = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.copy_records_to_table("digests", records=_digests(ids, contributions))
    await connection.close()


def _in_a_process_of_its_own(url: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.publishing", url]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True, env=dict(os.environ))  # noqa: S603  ourselves
    told: dict[str, float] = json.loads(done.stdout)
    return told


async def publish(url: str) -> dict[str, float]:
    """Publish the week that `measure` has filled, then read a year; seconds, megabytes, and rows that were frozen."""
    needs, catalog, nesting = lists()
    storage = await Storage.open(url, key=bytes(32), clock=lambda: NOW + timedelta(days=7))
    started = time.perf_counter()
    await storage.publish(Publisher(nesting))
    total_s = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = sum([len(await storage.published(f"{community:016x}")) for community in range(COMMUNITIES)])
    await _live_a_year(storage, needs, catalog, nesting)
    started = time.perf_counter()
    tables = read("simulated", await storage.published("simulated"), nesting)
    found = [find(tables, subject) for subject in nesting.order]
    report_s = time.perf_counter() - started
    await storage.close()
    if not any(found):
        raise RuntimeError("the report says nothing")
    return {"total_s": total_s, "mb": megabytes, "rows": rows, "report_s": report_s}


async def _live_a_year(storage: Storage, needs: Sequence[Need], catalog: Catalog, nesting: Nesting) -> None:
    """Freeze a simulated year as publishing would have, week by week."""
    weeks = simulator.year(simulator.community(3_000, 5, needs, catalog), 5, weeks=YEAR)
    rows = simulator.frozen(weeks, nesting, size=3_000)
    columns = ("purpose", "what", "shown", "number")
    named = [
        {"community": "simulated", "period": period, **dict(zip(columns, row, strict=True))} for period, row in rows
    ]

    async def work(connection: Any) -> None:
        await connection.execute(insert(published), named)

    await storage._database.write(work, deadline_s=60)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(publish(sys.argv[1]))))
