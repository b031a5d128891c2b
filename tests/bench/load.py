"""Members who write to a bot, so many at once, and how many of them it answers in a second."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bots.identity import Pseudonyms
from handlers.messages import Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from handlers.messages import Incoming

PATIENCE_S = 20.0
PSEUDONYMS = Pseudonyms(b"a made-up key for the bench")
_accounts = itertools.count(500_001)


class FrontDesk(Protocol):
    """What stands behind a door."""

    async def answer(self, message: Incoming, /) -> Reply | None:
        """The reply."""

    async def delivered(self, message: Incoming, reply: Reply, /) -> None:
        """The platform accepted it."""


class EchoDesk:
    """Says what it hears: behind it, only the door's own work is left to measure."""

    async def answer(self, message: Incoming, /) -> Reply | None:
        return Reply(message.text)

    async def delivered(self, message: Incoming, reply: Reply, /) -> None:
        """Nothing is noted."""


class Done:
    """Knows when a bot has finished with a member's message: answered, and noted what it notes."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def expect(self, member: str) -> asyncio.Future[None]:
        self._waiting[member] = asyncio.get_running_loop().create_future()
        return self._waiting[member]

    def tell(self, member: str) -> None:
        if (waiting := self._waiting.pop(member, None)) and not waiting.done():
            waiting.set_result(None)


class Watched:
    """A desk, and word of each message that it has finished with."""

    def __init__(self, desk: FrontDesk, done: Done) -> None:
        self._desk = desk
        self._done = done

    async def answer(self, message: Incoming, /) -> Reply | None:
        return await self._desk.answer(message)

    async def delivered(self, message: Incoming, reply: Reply, /) -> None:
        await self._desk.delivered(message, reply)
        self._done.tell(message.member)


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that runs, on a local server."""

    platform: str
    say: Callable[[int, str], Awaitable[object]]
    """A member (account) writes to it in private."""
    sent: Callable[[], int]
    """How many messages the server has accepted from it."""
    done: Done


@dataclass(frozen=True, slots=True)
class Rate:
    """Members answered a second, and messages that this took: an answer with cards is several."""

    answers: float
    messages: float


async def load(bot: Bot, texts: Sequence[str], in_flight: int, window_s: float, *, free: int = 0) -> Rate:
    """Each text is written by a new member; the next one writes as soon as one of `in_flight` has been answered.

    Members go on for `window_s`, and the last of them is waited for. The first `free` messages do not count.
    """
    words = itertools.cycle(texts)
    answers = 0

    async def one() -> None:
        account = next(_accounts)
        answered = bot.done.expect(PSEUDONYMS.member(bot.platform, account))
        await bot.say(account, next(words))
        await asyncio.wait_for(answered, PATIENCE_S)

    async def members() -> None:
        nonlocal answers
        while clock() < ends or bot.sent() <= uncounted:
            await one()
            answers += 1

    await one()  # the first answer of a process opens connections
    clock = time.perf_counter
    began, before, ends = clock(), bot.sent(), clock() + window_s
    uncounted = before + free
    counting = asyncio.create_task(_passed(bot, uncounted)) if free else None
    await asyncio.gather(*(members() for _ in range(in_flight)))
    sent, since = bot.sent(), await counting if counting else began
    messages = (sent - uncounted) / (clock() - since)
    return Rate(messages * answers / (sent - before), messages)


async def _passed(bot: Bot, messages: int) -> float:
    """The moment when the bot had sent so many."""
    while bot.sent() < messages:  # noqa: ASYNC110  the server counts, and does not ring
        await asyncio.sleep(0.001)
    return time.perf_counter()
