"""How late the event loop wakes while twenty members wait for an answer: what every other member would feel."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from handlers.messages import PRIVATE, Incoming
from tests.bench.doors import real_desk
from tests.bench.figures import Section, percentile, rounds, short, spread
from tests.bench.load import PSEUDONYMS
from tests.bench.requests import english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from handlers.desk import Desk
    from tests.bench.figures import Scale

IDLE, DESK = "nobody waits", "20 wait for the desk"
IN_FLIGHT = 20
_TICK_S = 0.001
_COLUMNS = ("", "p50 ms late", "p99 ms late", "worst ms late", "answers/s")
_NOTE = (
    "A task asks to be woken every millisecond and notes how late it is. The desk: both danger checks, encoder,"
    " matching, SQLite on disk; each message is a new member's, one of the English requests."
)


async def measure(scale: Scale, folder: Path) -> Section:
    """The loop with nothing to do, and with many members at once. `folder` holds the vectors and the database."""
    texts = [request.text for request in english(scale.requests)]
    late: dict[str, list[list[float]]] = {IDLE: [], DESK: []}
    rates: dict[str, list[float]] = {IDLE: [], DESK: []}
    async with real_desk(folder) as desk:
        await _keep_asking(desk, texts[:1], iter([0]))  # the first answer ever loads a language
        numbers = iter(range(1, 10**9))
        for _ in rounds(scale):
            for name, many in ((IDLE, 0), (DESK, IN_FLIGHT)):
                ticks, answered = await _watched(desk, texts, many, scale.window_s * 2, numbers)
                late[name].append(ticks)
                rates[name].append(answered / (scale.window_s * 2))
    rows = tuple(
        (
            name,
            str(spread([percentile(one, 0.5) for one in late[name]])),
            str(spread([percentile(one, 0.99) for one in late[name]])),
            short(max(tick for one in late[name] for tick in one)),
            str(spread(rates[name])),
        )
        for name in late
    )
    return Section(f"Lag of the event loop, {IN_FLIGHT} requests in flight", _COLUMNS, rows, (_NOTE,))


async def _watched(
    desk: Desk, texts: Sequence[str], many: int, window_s: float, numbers: Iterator[int]
) -> tuple[list[float], int]:
    """(milliseconds that each tick came late, how many answers were given)."""
    done = [0]
    members = [asyncio.create_task(_keep_asking(desk, texts, numbers, done)) for _ in range(many)]
    ticks, ends = [], time.perf_counter() + window_s
    while (started := time.perf_counter()) < ends:
        await asyncio.sleep(_TICK_S)
        ticks.append(max(0.0, time.perf_counter() - started - _TICK_S) * 1000)
    answered = done[0]
    for member in members:
        member.cancel()
    await asyncio.gather(*members, return_exceptions=True)
    return ticks, answered


async def _keep_asking(desk: Desk, texts: Sequence[str], numbers: Iterator[int], done: list[int] | None = None) -> None:
    """Member after member writes and is answered, until `numbers` or the task ends."""
    for number in numbers:
        text, member = texts[number % len(texts)], PSEUDONYMS.member("nowhere", number)
        message = Incoming(member, PRIVATE, private=True, text=text)
        if reply := await desk.answer(message):
            await desk.delivered(message, reply)
        if done is not None:
            done[0] += 1
