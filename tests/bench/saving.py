"""How long it takes to count members, on SQLite and PostgreSQL, beside the same rows written by hand."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiosqlite
import asyncpg

from storage.sqlite import _PRAGMAS
from storage.store import Storage, sqlite_address
from tests.bench.figures import NONE, Section, percentile, ratios, rounds, short, spread
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.bench.figures import Scale

    Save = Callable[[int], Awaitable[None]]

TOGETHER = 20
_COLUMNS = ("", "p50 ms", "p99 ms", "one by one, /s", "ratio", f"{TOGETHER} members at once, /s", "ratio")
_NOTES = (
    "Raw: one row a transaction, one connection, same disk, same settings (write-ahead log, one fsync each).",
    "count: the member is told; it returns when the row is kept. Members who come together share a transaction.",
    "note: nobody waits; many members are written in one transaction. Its rate counts the writing, to the last row.",
)


@dataclass(frozen=True, slots=True)
class Peer:
    """One way of saving."""

    name: str
    raw: str
    """The peer it is measured against."""
    save: Save
    flush: Callable[[], Awaitable[None]] | None = None
    """Ends what `save` only began."""


async def measure(scale: Scale, folder: Path) -> Section:
    """Every peer writes new members into a database of its own, round by round."""
    found: list[tuple[str, ...]] = []
    with postgres(durable=True) as server:
        for name in ("raw", "ours"):
            server.sql(f"CREATE DATABASE {name}")
        for engine, raw, address in (
            ("SQLite", _raw_sqlite(folder / "raw.sqlite"), sqlite_address(folder / "ours.sqlite")),
            ("PostgreSQL", _raw_postgres(server.url("raw")), server.url("ours")),
        ):
            found += await _engine(engine, raw, address, scale)
    return Section("Saving: members are counted", _COLUMNS, tuple(found), _NOTES)


async def _engine(
    engine: str, raw: AbstractAsyncContextManager[Save], address: str, scale: Scale
) -> list[tuple[str, ...]]:
    storage = await Storage.open(address, key=bytes(32), clock=lambda: datetime.now(UTC), deadline_s=10.0)
    numbers = itertools.count()

    def count(number: int) -> Awaitable[None]:
        return storage.count("c" * 16, f"{number:032x}", [("request", "sleep")])

    async def note(number: int) -> None:
        storage.note("c" * 16, f"{number:032x}", [("request", "sleep")])

    async def flush() -> None:
        await storage._batches.flush()

    async with raw as by_hand:
        peers = (
            Peer(f"raw, {engine}", f"raw, {engine}", by_hand),
            Peer(f"count, {engine}", f"raw, {engine}", count),
            Peer(f"note, {engine}", f"raw, {engine}", note, flush),
        )
        alone: dict[str, list[list[float]]] = {peer.name: [] for peer in peers}
        rates: dict[str, list[float]] = {peer.name: [] for peer in peers}
        together: dict[str, list[float]] = {peer.name: [] for peer in peers}
        for _ in rounds(scale):
            for peer in peers:
                await peer.save(next(numbers))
                started = time.perf_counter()
                alone[peer.name].append([await _ms(peer.save, next(numbers)) for _ in range(scale.counts)])
                if peer.flush:
                    await peer.flush()
                rates[peer.name].append(scale.counts / (time.perf_counter() - started))
                together[peer.name].append(await _a_second(peer, numbers, scale.counts))
    await storage.close()
    return [_row(peer, alone, rates, together) for peer in peers]


def _row(
    peer: Peer,
    alone: Mapping[str, list[list[float]]],
    rates: Mapping[str, list[float]],
    together: Mapping[str, list[float]],
) -> tuple[str, ...]:
    waits = alone[peer.name]
    return (
        peer.name,
        NONE if peer.flush else str(spread([percentile(ms, 0.5) for ms in waits])),
        NONE if peer.flush else short(percentile([one for ms in waits for one in ms], 0.99)),
        str(spread(rates[peer.name])),
        str(ratios(rates[peer.name], rates[peer.raw])),
        str(spread(together[peer.name])),
        str(ratios(together[peer.name], together[peer.raw])),
    )


async def _ms(save: Save, number: int) -> float:
    started = time.perf_counter()
    await save(number)
    return (time.perf_counter() - started) * 1000


async def _a_second(peer: Peer, numbers: itertools.count[int], count: int) -> float:
    """Saves a second, so many under way at any time."""
    started = time.perf_counter()
    each = max(1, count // TOGETHER)

    async def some() -> None:
        for _ in range(each):
            await peer.save(next(numbers))

    await asyncio.gather(*(some() for _ in range(TOGETHER)))
    if peer.flush:
        await peer.flush()
    return TOGETHER * each / (time.perf_counter() - started)


@asynccontextmanager
async def _raw_sqlite(path: Path) -> AsyncIterator[Save]:
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


@asynccontextmanager
async def _raw_postgres(url: str) -> AsyncIterator[Save]:
    database: Any = await asyncpg.connect(url.replace("+asyncpg", ""))
    await database.execute(
        "CREATE TABLE digests (week_key BIGINT, digest BYTEA, what VARCHAR(64), PRIMARY KEY (week_key, digest))"
    )
    insert = await database.prepare("INSERT INTO digests VALUES (1, $1, 'sleep') ON CONFLICT DO NOTHING")
    one_writer = asyncio.Lock()

    async def save(number: int) -> None:
        async with one_writer, database.transaction():
            await insert.fetch(number.to_bytes(32, "little"))

    yield save
    await database.close()
