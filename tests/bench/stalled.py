"""Answers that need nothing from the database, while the database does not answer at all."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handlers.desk import Desk
from handlers.messages import PRIVATE, Incoming
from storage.store import Storage
from tests.bench.figures import Section, percentile, short
from tests.bench.load import PSEUDONYMS
from tests.bench.shelf import shelve
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.bench.figures import Scale
    from tests.storage.postgres import Postgres

RUNNING, STALLED = "database answers", "database stalled"
IN_FLIGHT, SAVING = 5, 20
_PAUSE_S = 0.02
_COLUMNS = ("", "answers", "p50 ms", "p99 ms", "p99, ratio")
_MESSAGES = (
    {"command": "help"},
    {"command": "privacy"},
    {"command": "crisis"},
    {"text": "I want to end my life tonight"},
    {"command": "nonsense"},
)
_NOTE = (
    f"PostgreSQL, stopped like a machine that hangs. {IN_FLIGHT} members ask for help, privacy, crisis lines or write"
    f" of danger, every {_PAUSE_S * 1000:.0f} ms; {SAVING} others go on asking for what must be saved, and wait."
)


async def measure(scale: Scale, folder: Path) -> Section:
    """The same members, first while the database answers, then while it does not."""
    shelf = await asyncio.to_thread(shelve, folder)
    numbers = iter(range(1, 10**9))
    took: dict[str, list[float]] = {}
    with postgres() as server:
        storage = await Storage.open(server.url("postgres"), key=bytes(32), clock=lambda: datetime.now(UTC))
        desk = Desk(
            needs=shelf.needs,
            key=bytes(32),
            storage=storage,
            directory=shelf.directory,
            second_judge=shelf.second_judge,
        )
        await _members(desk, numbers, 0.2)
        took[RUNNING] = await _window(desk, numbers, scale.stall_s)
        took[STALLED] = await _while_stalled(server, desk, numbers, scale.stall_s)
        await storage.close()
    base = percentile(took[RUNNING], 0.99)
    rows = tuple(
        (
            name,
            f"{len(ms):,}",
            short(percentile(ms, 0.5)),
            short(percentile(ms, 0.99)),
            short(percentile(ms, 0.99) / base),
        )
        for name, ms in took.items()
    )
    return Section(f"Answers while the database stalls for {scale.stall_s:g} s", _COLUMNS, rows, (_NOTE,))


async def _while_stalled(server: Postgres, desk: Desk, numbers: Iterator[int], seconds: float) -> list[float]:
    server.stall()
    try:
        return await _window(desk, numbers, seconds)
    finally:
        server.go_on()


async def _window(desk: Desk, numbers: Iterator[int], seconds: float) -> list[float]:
    """Milliseconds that each answer took, while others save."""
    others = [asyncio.create_task(_keep_saving(desk, numbers)) for _ in range(SAVING)]
    try:
        return await _members(desk, numbers, seconds)
    finally:
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _members(desk: Desk, numbers: Iterator[int], seconds: float) -> list[float]:
    ends = time.perf_counter() + seconds
    found: Sequence[list[float]] = await asyncio.gather(*(_keep_asking(desk, numbers, ends) for _ in range(IN_FLIGHT)))
    return [ms for each in found for ms in each]


async def _keep_asking(desk: Desk, numbers: Iterator[int], ends: float) -> list[float]:
    took = []
    while time.perf_counter() < ends:
        number = next(numbers)
        started = time.perf_counter()
        assert await desk.answer(_message(number, _MESSAGES[number % len(_MESSAGES)]))
        took.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(_PAUSE_S)
    return took


async def _keep_saving(desk: Desk, numbers: Iterator[int]) -> None:
    while True:
        message = _message(next(numbers), {"command": "optout"})
        if reply := await desk.answer(message):
            await desk.delivered(message, reply)
        await asyncio.sleep(0.2)


def _message(number: int, said: dict[str, str]) -> Incoming:
    return Incoming(PSEUDONYMS.member("nowhere", number), PRIVATE, private=True, **said)  # type: ignore[arg-type]  # text or command
