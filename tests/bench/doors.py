"""How many members each door answers in a second, beside a bare echo bot of the same library."""

from __future__ import annotations

import statistics
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from handlers.desk import Desk
from safety.judge import judge
from storage.store import Storage, sqlite_address
from tests.bench.figures import Section, ratios, rounds, short, spread
from tests.bench.load import EchoDesk, load
from tests.bench.platforms import at_the_terminal, on_discord, telegram
from tests.bench.requests import english
from tests.bench.shelf import shelve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from tests.bench.figures import Scale
    from tests.bench.load import FrontDesk, Rate

    Measured = Callable[[FrontDesk | None], Awaitable[Rate]]

ECHO, DOOR, DESK = "bare echo bot", "our door, echoing", "our door and desk"
IN_FLIGHT = (1, 20)
CAPPED_WINDOW = 3
"""With Telegram's own limit members go on so much longer: the first 30 messages pass at once and are not counted."""
BURST = 30
_COLUMNS = ("door", "at once", "bot", "answers/s", "ratio to echo", "ms an answer", "messages/s", "ratio to echo")

_SHARED = (
    "Bot, local server and members share one process and this machine, so every rate is lower than with the server"
    " elsewhere, and ratios are nearer to 1; the milliseconds show what the desk adds."
)
_MEANT = (
    "The desk: danger check, encoder, matching, SQLite on disk; each member is new, writes one of the English requests"
    " and is counted. On Telegram an answer with cards is several messages, an echo is one."
)
_LIMIT = (
    "30/s is the limit that Telegram sets; our door always keeps it, and here its echo bot does too. The other"
    " Telegram rows are without it, for the bench alone. The terminal has one member, and no server;"
    " Discord's local server checks its limits, and not its schema."
)


async def measure(scale: Scale, folder: Path) -> Section:
    """Every door, with one member at a time and with many. `folder` holds the vectors and the database."""
    rows: list[tuple[str, ...]] = []
    async with real_desk(folder) as desk:
        for door, in_flight, measured in _places(scale):
            found = await _measure(measured, desk, scale)
            rows += [(door, str(in_flight), peer, *_figures(found, peer, in_flight)) for peer in found]
    return Section(
        "Doors: members who write and are answered in private", _COLUMNS, tuple(rows), (_SHARED, _MEANT, _LIMIT)
    )


@asynccontextmanager
async def real_desk(folder: Path) -> AsyncIterator[Desk]:
    """The desk with everything behind it, as `peerbridge run` builds it."""
    shelf = shelve(folder)
    key = bytes(range(32))
    storage = await Storage.open(sqlite_address(folder / "desk.sqlite"), key=key, clock=lambda: datetime.now(UTC))
    try:
        yield Desk(
            needs=shelf.needs,
            key=key,
            storage=storage,
            directory=shelf.directory,
            second_judge=shelf.second_judge,
        )
    finally:
        await storage.close()


def _places(scale: Scale) -> list[tuple[str, int, Measured]]:
    texts = [request.text for request in english(300)]
    # One member of the terminal says everything, and after words of danger the desk rightly answers otherwise.
    calm = [text.replace("\n", " ") for text in texts if not judge(text).is_urgent][: scale.lines]
    places: list[tuple[str, int, Measured]] = []
    for many in IN_FLIGHT:
        measured = partial(_on_telegram, texts=texts, many=many, window_s=scale.window_s, capped=False)
        places.append(("Telegram", many, measured))
    most = max(IN_FLIGHT)
    capped = partial(_on_telegram, texts=texts, many=most, window_s=scale.window_s * CAPPED_WINDOW, capped=True)
    places.append(("Telegram, 30/s", most, capped))
    for many in IN_FLIGHT:
        measured = partial(_on_discord, texts=texts, many=many, window_s=scale.window_s)
        places.append(("Discord", many, measured))
    places.append(("Terminal", 1, partial(at_the_terminal, lines=calm)))
    return places


async def _on_telegram(
    desk: FrontDesk | None, *, texts: Sequence[str], many: int, window_s: float, capped: bool
) -> Rate:
    async with telegram(desk, capped=capped) as bot:
        return await load(bot, texts, many, window_s, free=BURST if capped else 0)


async def _on_discord(desk: FrontDesk | None, *, texts: Sequence[str], many: int, window_s: float) -> Rate:
    async with on_discord(desk) as bot:
        return await load(bot, texts, many, window_s)


async def _measure(measured: Measured, desk: Desk, scale: Scale) -> dict[str, list[Rate]]:
    peers: tuple[tuple[str, FrontDesk | None], ...] = ((ECHO, None), (DOOR, EchoDesk()), (DESK, desk))
    found: defaultdict[str, list[Rate]] = defaultdict(list)
    for _ in rounds(scale):
        for peer, behind in peers:
            found[peer].append(await measured(behind))
    return found


def _figures(found: dict[str, list[Rate]], peer: str, in_flight: int) -> tuple[str, ...]:
    answers = {name: [rate.answers for rate in rates] for name, rates in found.items()}
    messages = {name: [rate.messages for rate in rates] for name, rates in found.items()}
    return (
        str(spread(answers[peer])),
        str(ratios(answers[peer], answers[ECHO])),
        short(statistics.median(1000 * in_flight / rate for rate in answers[peer])),
        str(spread(messages[peer])),
        str(ratios(messages[peer], messages[ECHO])),
    )
