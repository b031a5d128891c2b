"""A desk that answers from a script, and the real Telegram door between it and the local Telegram."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

from bots.identity import Pseudonyms
from bots.telegram_bot import serve
from handlers.post import Post
from tests.bots.telegram_server import TOKEN, TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from handlers.messages import Incoming, Reply

PSEUDONYMS = Pseudonyms(b"a root key that only the tests know")
ME, GROUP, SOMEBODY = 7654321987, -1001234567890, 7654321988
"""A member, a group, another member."""


Script: TypeAlias = "Reply | Callable[[Incoming], Reply | Awaitable[Reply | None] | None]"


class ScriptedDesk:
    """Says what its script says and remembers what it was asked; stands in for the desk at the door's boundary."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.asked: list[Incoming] = []
        self.delivered_replies: list[Reply] = []
        self.deliveries_fail = False
        self.post = Post()

    async def answer(self, message: Incoming) -> Reply | None:
        self.asked.append(message)
        said = self._script(message) if callable(self._script) else self._script
        return await said if inspect.isawaitable(said) else said

    async def delivered(self, message: Incoming, reply: Reply) -> None:
        assert message in self.asked
        self.delivered_replies.append(reply)
        if self.deliveries_fail:
            raise RuntimeError("not counted")


@asynccontextmanager
async def telegram(
    script: Script,
) -> AsyncIterator[tuple[TelegramServer, ScriptedDesk]]:
    """The local Telegram and the desk, with the door serving between them."""
    desk, stop = ScriptedDesk(script), asyncio.Event()
    async with TelegramServer() as server:
        serving = asyncio.create_task(serve(desk, PSEUDONYMS, token=TOKEN, api_url=server.url, stop=stop))
        try:
            yield server, desk
        finally:
            stop.set()
            await serving
