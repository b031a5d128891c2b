"""The Discord door, running against the tests' own Discord, with a desk that says what the test wrote down."""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord

from bots.discord_bot import serve
from bots.identity import Pseudonyms
from handlers.messages import Incoming, Reply
from handlers.post import Post
from tests.bots.discord_server import DiscordServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bots.desk import Desk as FrontDesk
    from bots.discord_bot.slash import Command as Offered

PSEUDONYMS = Pseudonyms(b"a made-up key for tests")
STOPS_WITHIN_S = 3.0


@dataclass(frozen=True)
class Command:
    name: str
    description: str
    takes_text: bool = False
    for_staff: bool = False
    hint: str = "Say it in your own words."


COMMANDS = (
    Command("help", "What I can do"),
    Command("find", "Say what you need", takes_text=True),
    Command("clear", "Clear"),
)


@dataclass
class Desk:
    """Answers with `says`: a reply, None, or a function of the message."""

    says: Reply | Callable[[Incoming], Reply | None] | None = field(default_factory=lambda: Reply("Hello."))
    heard: list[Incoming] = field(default_factory=list)
    noted: list[Reply] = field(default_factory=list)
    thinks: Callable[[], Awaitable[None]] | None = None
    post: Post = field(default_factory=Post)

    async def answer(self, message: Incoming) -> Reply | None:
        self.heard.append(message)
        if self.thinks is not None:
            await self.thinks()
        return self.says(message) if callable(self.says) else self.says

    async def delivered(self, message: Incoming, reply: Reply) -> None:  # noqa: ARG002  the test knows it
        self.noted.append(reply)


@asynccontextmanager
async def bot(
    server: DiscordServer,
    desk: FrontDesk,
    *,
    commands: Sequence[Offered] = COMMANDS,
    pseudonyms: Pseudonyms = PSEUDONYMS,
    seconds: float = 8.0,
    listening: bool = False,
) -> AsyncIterator[None]:
    """The bot is online in here; it has left, in time, after it."""
    stop = asyncio.Event()
    door = asyncio.create_task(
        serve(
            desk, pseudonyms, token=server.token, api_url=server.api_url, gateway_url=server.gateway_url,
            commands=commands, listening=listening, stop=stop,
        )
    )  # fmt: skip
    try:
        await server.online(seconds)
        yield
    finally:
        stop.set()
        await asyncio.wait_for(door, STOPS_WITHIN_S)


@asynccontextmanager
async def running(desk: FrontDesk) -> AsyncIterator[DiscordServer]:
    """A Discord with the bot on it, which must not have broken a rule in the end."""
    async with DiscordServer() as server:
        try:
            async with bot(server, desk):
                yield server
                assert stored_views() == 0
        finally:
            assert server.problems == []


def stored_views() -> int:
    """How many views all living clients of discord.py keep."""
    clients = [kept for kept in gc.get_objects() if isinstance(kept, discord.Client)]
    return sum(len(kept._connection._view_store._views) for kept in clients)
