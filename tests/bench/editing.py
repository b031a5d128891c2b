"""How long a saved list of services takes to go live, while members are being answered."""

from __future__ import annotations

import asyncio
import shutil
import time
from typing import TYPE_CHECKING

from catalog.golden import FILE_NAME as GOLDEN
from commands.house import House, open_house
from commands.settings import Settings
from handlers.messages import PRIVATE, Incoming
from tests.bench.checking import saved
from tests.bench.figures import Section, percentile, short
from tests.bench.load import PSEUDONYMS
from tests.bench.requests import english
from tests.bench.shelf import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from catalog.model import Catalog
    from tests.bench.figures import Scale

QUIET, BUSY = "nobody writes", "20 messages a second"
A_SECOND = 20
PATIENCE_S = 60.0
_COLUMNS = ("save to live", "services", "edits", "p50 s", "p99 s", "answers", "p99 of an answer, ms")
_NOTE = (
    "From the moment in which the file is whole on the disk to the first moment in which every answer is of the new"
    " list: noticing, waiting until the file stays as it is, reading, checking, and making it ready to be searched."
    " Each edit renames one service; vectors of the others are cached, as after every edit."
)


async def measure(scale: Scale, folder: Path) -> Section:
    """The house as `peerbridge run` opens it, on a file of a thousand services; `folder` holds the vectors."""
    data, size = folder / "edit", scale.sizes[1]
    await asyncio.to_thread(shutil.copytree, folder / CACHE, data / CACHE)
    path = await asyncio.to_thread(saved, folder / f"edit-{size}", size)
    path.with_name(GOLDEN).unlink()  # mixtures of services keep no golden request
    rows = []
    async with open_house(Settings(data_dir=data, catalog=path), bytes(range(32))) as (house, _):
        edits = _edits(house, path, scale.lines)
        await next(edits)
        for name, rate in ((QUIET, 0), (BUSY, A_SECOND)):
            rows.append(await _row(name, house, edits, scale.lines, rate))
    return Section("Editing the list while the bot runs", _COLUMNS, tuple(rows), (_NOTE,))


async def _row(name: str, house: House, edits: Iterator[asyncio.Task[float]], many: int, rate: int) -> tuple[str, ...]:
    answered: list[float] = []
    members = asyncio.create_task(_members(house, rate, answered))
    live = [await next(edits) for _ in range(many)]
    members.cancel()
    await asyncio.gather(members, return_exceptions=True)
    services = len(_current(house).services)
    ms = short(percentile(answered, 0.99)) if answered else "–"
    figures = (short(percentile(live, 0.5)), short(percentile(live, 0.99)))
    return name, f"{services:,}", str(many), *figures, f"{len(answered):,}", ms


def _edits(house: House, path: Path, many: int) -> Iterator[asyncio.Task[float]]:
    """Each saves one more list and takes the seconds until it is live."""
    text = path.read_text(encoding="utf-8")
    first = _current(house).services[0].name
    for number in range(2 * many + 1):
        called = f"{first} {number}"
        yield asyncio.create_task(_edit(house, path, text.replace(f"name: {first}\n", f"name: {called}\n", 1), called))


async def _edit(house: House, path: Path, text: str, called: str) -> float:
    fresh = path.with_name("fresh")
    await asyncio.to_thread(fresh.write_text, text, "utf-8")
    fresh.replace(path)
    started = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        while _current(house).services[0].name != called:  # noqa: ASYNC110  it happens in a thread
            await asyncio.sleep(0.005)
    return time.perf_counter() - started


async def _members(house: House, rate: int, answered: list[float]) -> None:
    """So many new members a second, each with one of the English requests; milliseconds of every answer."""
    if not rate:
        return
    texts: Sequence[str] = [request.text for request in english(300)]
    running: set[asyncio.Task[None]] = set()
    for number in range(1, 10**9):
        task = asyncio.create_task(_ask(house, number, texts[number % len(texts)], answered))
        running.add(task)
        task.add_done_callback(running.discard)
        await asyncio.sleep(1 / rate)


async def _ask(house: House, number: int, text: str, answered: list[float]) -> None:
    message = Incoming(PSEUDONYMS.member("nowhere", number), PRIVATE, private=True, text=text)
    started = time.perf_counter()
    reply = await house.desk.answer(message)
    answered.append((time.perf_counter() - started) * 1000)
    if reply:
        await house.desk.delivered(message, reply)


def _current(house: House) -> Catalog:
    assert house.desk.directory
    return house.desk.directory.catalog
