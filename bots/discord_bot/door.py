"""Keeps the bot on Discord: connects, comes back after any failure, and leaves when asked to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING

import discord
import yarl

from bots.discord_bot.client import Client, report
from bots.refusal import DoorRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bots.desk import Desk
    from bots.discord_bot.slash import Command
    from bots.identity import Pseudonyms

log = logging.getLogger(__name__)

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
STEADY_AFTER_S = 60.0
"""A connection that held this long was a good one: the next wait is short again."""
LAST_ANSWERS_S = 1.0
GOODBYE_S = 1.0
WRONG_TOKEN = 4004
REFUSED = "Discord does not accept the token in PEERBRIDGE_DISCORD_TOKEN. Copy it again from the bot's page at Discord."


async def serve(
    desk: Desk,
    pseudonyms: Pseudonyms,
    *,
    token: str,
    api_url: str | None = None,
    gateway_url: str | None = None,
    commands: Iterable[Command] | None = None,
    listening: bool = False,
    stop: asyncio.Event,
) -> None:
    """Be on Discord until `stop` is set; returns within about 2 seconds of it.

    `api_url` (such as `http://host/api/v10`) and `gateway_url` replace Discord's own for the whole process.
    `commands` are offered behind the slash; those of `handlers.wording` when not given.
    `listening`: ask Discord for messages that do not call the bot, too; without them where Discord refuses.

    Raises:
        DoorRefused: Discord does not accept the token.
    """
    _point_at(api_url, gateway_url)
    # Below this, discord.py logs events (members' words), addresses with account ids, and interaction tokens.
    logging.getLogger("discord").setLevel(logging.ERROR)
    offered = tuple(_wording() if commands is None else commands)
    wait = FIRST_WAIT_S
    while not stop.is_set():
        began = time.monotonic()
        client = Client(desk, pseudonyms, offered, listening=listening)
        listening = await _connected(client, token, stop) and listening
        wait = FIRST_WAIT_S if time.monotonic() - began > STEADY_AFTER_S else wait
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)
        wait = min(2 * wait, LONGEST_WAIT_S)


async def _connected(client: Client, token: str, stop: asyncio.Event) -> bool:
    """One connection, from its start until it fails or `stop` is set; False where Discord lets us not listen."""
    running = asyncio.create_task(client.start(token))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    except discord.LoginFailure:
        raise DoorRefused(REFUSED) from None
    except discord.PrivilegedIntentsRequired:
        log.warning(
            "Discord does not let the bot read messages that do not call it. Turn on “Message Content Intent” on the "
            "bot's page at Discord, or take PEERBRIDGE_DISCORD_LISTENING away. Until then it reads only what calls it."
        )
        return False
    except discord.ConnectionClosed as closed:
        if closed.code == WRONG_TOKEN:
            raise DoorRefused(REFUSED) from None
        log.warning("Discord closed the connection (code %s)", closed.code)
    except Exception as error:  # noqa: BLE001  an event that discord.py cannot read ends its connection; ours comes back
        report(error)
    finally:
        stopping.cancel()
        await _leave(client, running)
    return True


async def _leave(client: Client, running: asyncio.Task[None]) -> None:
    client.leave()
    await client.settle(LAST_ANSWERS_S)
    try:
        await asyncio.wait_for(client.close(), GOODBYE_S)
    except Exception as error:  # noqa: BLE001  Discord does not answer our goodbye; we leave all the same
        report(error)
        await client.http.close()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def _point_at(api_url: str | None, gateway_url: str | None) -> None:
    """discord.py keeps both addresses for the whole process."""
    if api_url is not None:
        discord.http.Route.BASE = api_url.rstrip("/")
    if gateway_url is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def _wording() -> Iterable[Command]:
    from handlers.wording import COMMANDS  # noqa: PLC0415  the door needs no sentences before it opens

    return COMMANDS
