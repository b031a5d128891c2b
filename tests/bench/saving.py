"""How long it takes to count one member, beside the same row written by hand."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiosqlite

from storage.sqlite import _PRAGMAS
from storage.store import Storage, sqlite_address
from tests.bench.figures import Section, percentile, ratios, rounds, short, spread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from tests.bench.figures import Scale

    Save = Callable[[int], Awaitable[None]]

TOGETHER = 20
_COLUMNS = ("", "p50 ms", "p99 ms", "one by one, /s", "ratio", f"{TOGETHER} at once, /s", "ratio")
_NOTE = (
    "Both: one row a transaction, same disk, same pragmas (write-ahead log, one fsync each). Storage.count also looks"
    " up whether the week is open and its key, computes the keyed digest, and keeps a deadline."
)
_RAW = "raw aiosqlite"
_OURS = "Storage.count"


async def measure(scale: Scale, folder: Path) -> Section:
    """Both write new members into a file of their own, round by round."""
    alone: dict[str, list[list[float]]] = {_RAW: [], _OURS: []}
    together: dict[str, list[float]] = {_RAW: [], _OURS: []}
    numbers = itertools.count()
    async with _raw(folder / "raw.sqlite") as raw, _ours(folder / "ours.sqlite") as ours:
        for _ in rounds(scale):
            for name, save in ((_RAW, raw), (_OURS, ours)):
                await save(next(numbers))
                alone[name].append([await _ms(save, next(numbers)) for _ in range(scale.counts)])
                together[name].append(await _a_second(save, numbers, scale.counts))
    rows = tuple(_row(name, alone, together) for name in (_RAW, _OURS))
    return Section("Saving: one member is counted", _COLUMNS, rows, (_NOTE,))


def _row(name: str, alone: dict[str, list[list[float]]], together: dict[str, list[float]]) -> tuple[str, ...]:
    rates = {peer: [1000 * len(ms) / sum(ms) for ms in alone[peer]] for peer in alone}
    return (
        name,
        str(spread([percentile(ms, 0.5) for ms in alone[name]])),
        short(percentile([one for ms in alone[name] for one in ms], 0.99)),
        str(spread(rates[name])),
        str(ratios(rates[name], rates[_RAW])),
        str(spread(together[name])),
        str(ratios(together[name], together[_RAW])),
    )


async def _ms(save: Save, number: int) -> float:
    started = time.perf_counter()
    await save(number)
    return (time.perf_counter() - started) * 1000


async def _a_second(save: Save, numbers: itertools.count[int], count: int) -> float:
    """Saves a second, so many under way at any time."""
    started = time.perf_counter()

    async def some() -> None:
        for _ in range(max(1, count // TOGETHER)):
            await save(next(numbers))

    await asyncio.gather(*(some() for _ in range(TOGETHER)))
    return TOGETHER * max(1, count // TOGETHER) / (time.perf_counter() - started)


@asynccontextmanager
async def _ours(path: Path) -> AsyncIterator[Save]:
    storage = await Storage.open(sqlite_address(path), key=bytes(32), clock=lambda: datetime.now(UTC), deadline_s=10.0)
    try:
        yield lambda number: storage.count("c" * 16, f"{number:032x}", [("request", "sleep")])
    finally:
        await storage.close()


@asynccontextmanager
async def _raw(path: Path) -> AsyncIterator[Save]:
    async with aiosqlite.connect(path, isolation_level=None) as database:
        for pragma in _PRAGMAS:
            await database.execute(f"PRAGMA {pragma}")
        await database.execute(
            "CREATE TABLE digests (week_key INTEGER, digest BLOB, what TEXT, PRIMARY KEY (week_key, digest))"
            " WITHOUT ROWID"
        )
        one_writer = asyncio.Lock()

        async def save(number: int) -> None:
            async with one_writer:
                await database.execute("BEGIN IMMEDIATE")
                await database.execute(
                    "INSERT OR IGNORE INTO digests VALUES (1, ?, 'sleep')", (number.to_bytes(32, "little"),)
                )
                await database.execute("COMMIT")

        yield save
