"""The three platforms on this machine, each with our door or with a bare echo bot of the same library on it."""

from __future__ import annotations

import asyncio
import io
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import discord
import yarl
from rich.console import Console
from telegram.ext import AIORateLimiter, ApplicationBuilder, ExtBot, MessageHandler, filters

from bots.discord_bot import serve
from bots.discord_bot.client import INTENTS
from bots.telegram_bot.door import Door
from bots.telegram_bot.quiet import hush
from bots.terminal import Terminal
from tests.bench.load import PSEUDONYMS, Bot, Done, Rate, Watched
from tests.bots import discord_rules
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TOKEN, TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from telegram import Update

    from tests.bench.load import FrontDesk


class BusyTelegram(TelegramServer):
    """The tests' Telegram for many members: it does not look through every message for the chat of one."""

    def _chat(self, chat_id: int) -> dict[str, Any]:
        return {"id": chat_id, "type": "private", "first_name": "Somebody"}


@asynccontextmanager
async def telegram(desk: FrontDesk | None, *, capped: bool) -> AsyncIterator[Bot]:
    """Our door with this desk, or without one the echo bot. `capped`: 30 messages a second, as Telegram allows."""
    done = Done()
    async with BusyTelegram() as server:
        runs = _telegram_echo(server.url, done, capped) if desk is None else _door(server.url, desk, done, capped)
        async with runs:
            yield Bot("telegram", server.private, lambda: len(server.messages), done)
        assert server.refusals == []


@asynccontextmanager
async def _door(url: str, desk: FrontDesk, done: Done, capped: bool) -> AsyncIterator[None]:  # noqa: FBT001  private
    stop = asyncio.Event()
    door = Door(Watched(desk, done), PSEUDONYMS, token=TOKEN, api_url=url)
    if not capped:
        door._bot._rate_limiter = None
    serving = asyncio.create_task(door.serve(stop))
    try:
        yield
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def _telegram_echo(url: str, done: Done, capped: bool) -> AsyncIterator[None]:  # noqa: FBT001  private
    async def echo(update: Update, _: object) -> None:
        if (said := update.message) and said.text and said.from_user:
            await said.reply_text(said.text)
            done.tell(PSEUDONYMS.member("telegram", said.from_user.id))

    hush()
    carrier = ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=AIORateLimiter(max_retries=3) if capped else None)
    bot = ApplicationBuilder().bot(carrier).concurrent_updates(64).build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    async with bot:
        assert bot.updater
        await bot.start()
        await bot.updater.start_polling()
        try:
            yield
        finally:
            await bot.updater.stop()
            await bot.stop()


class _DiscordEcho(discord.Client):
    """What the library's own first example does."""

    def __init__(self, done: Done) -> None:
        super().__init__(intents=INTENTS)
        self._done = done

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot:
            await message.channel.send(message.content)
            self._done.tell(PSEUDONYMS.member("discord", message.author.id))


@asynccontextmanager
async def on_discord(desk: FrontDesk | None) -> AsyncIterator[Bot]:
    """Our door with this desk, or without one the echo bot."""
    done = Done()
    # Where this machine has Discord's schema, the server would spend more on checking a card than we on finding it.
    without_schema = patch.object(discord_rules, "_validator", lambda _: None)
    async with DiscordServer() as server:
        runs: AbstractAsyncContextManager[None]
        runs = _discord_echo(server, done) if desk is None else _discord_door(server, desk, done)
        with without_schema:
            async with runs:
                yield Bot("discord", server.dm, lambda: len(server._log), done)
        assert server.problems == []


@asynccontextmanager
async def _discord_door(server: DiscordServer, desk: FrontDesk, done: Done) -> AsyncIterator[None]:
    stop = asyncio.Event()
    serving = asyncio.create_task(
        serve(
            Watched(desk, done), PSEUDONYMS, token=server.token, api_url=server.api_url,
            gateway_url=server.gateway_url, stop=stop,
        )
    )  # fmt: skip
    try:
        await server.online()
        yield
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def _discord_echo(server: DiscordServer, done: Done) -> AsyncIterator[None]:
    discord.http.Route.BASE = server.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    client = _DiscordEcho(done)
    running = asyncio.create_task(client.start(server.token))
    try:
        await server.until(server.gateway.connected.is_set)
        yield
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)


async def at_the_terminal(desk: FrontDesk | None, lines: Sequence[str]) -> Rate:
    """A script of lines through our terminal with this desk, or through a loop that prints what it reads."""
    given, out = io.StringIO("".join(f"{line}\n" for line in lines)), io.StringIO()
    started = time.perf_counter()
    if desk is None:
        console = Console(file=out, highlight=False, width=100)
        while line := await asyncio.to_thread(given.readline):
            console.print(line.strip(), markup=False)
    else:
        await Terminal(desk, PSEUDONYMS, lines=given, out=out, locale="en").serve()
    rate = len(lines) / (time.perf_counter() - started)
    return Rate(rate, rate)
