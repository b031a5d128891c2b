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

from catalog.loader import load_catalog, load_needs
from commands.settings import CHECKOUT
from handlers.listed import facts
from handlers.telling import vocabulary
from insight.publishing import Publisher
from insight.reading import read
from insight.report import compile_report
from insight.tables import Kind
from storage.store import Storage, sqlite_address
from tests.bench.closing import COMMUNITIES, NOW
from tests.bench.figures import Section, short
from tests.insight.living import frozen, put
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need
    from insight.nesting import Nesting
    from tests.bench.figures import Scale

KINDS = (Kind.REQUEST, Kind.UNMET, Kind.SHOWN, Kind.INTEREST)
SIZE, MEMBERS = 100_000, 3_000
_COLUMNS = ("", "contributions", "published in s", "memory MB", "rows told", "report of a year in s", "its page in s")
_NOTE = (
    f"{COMMUNITIES} communities of {SIZE:,} members; the real needs and services, {len(KINDS)} purposes. Publishing:"
    " close the week, decide what may be told, freeze it, delete the counts, scrub the file. Report: read a simulated"
    " year of one community with 3,000 members, and say all that may be said. Page: the same as HTML with six charts,"
    " loading the library that draws them. Bounds: 60 s, 300 MB, 1 s, 1 s."
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
            rows.append((engine, f"{scale.contributions:,}", *figures, short(told["page_s"])))
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
    await put(storage, "simulated", frozen(MEMBERS))
    started = time.perf_counter()
    tables = read("simulated", await storage.published("simulated"), nesting)
    report = compile_report(tables, facts(needs, catalog))
    report_s = time.perf_counter() - started
    await storage.close()
    if report.silence:
        raise RuntimeError("the report says nothing")
    from insight.page import page  # noqa: PLC0415  loading it belongs to what is measured

    page(report)
    page_s = time.perf_counter() - started - report_s
    return {"total_s": total_s, "mb": megabytes, "rows": rows, "report_s": report_s, "page_s": page_s}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(publish(sys.argv[1]))))
