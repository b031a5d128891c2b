"""Fetches what was written to the bot, for ever: a broken network, server or message never makes it deaf."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from telegram.constants import PollingLimit, UpdateType
from telegram.error import Conflict, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from handlers.trouble import trace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Update
    from telegram.ext import ExtBot

log = logging.getLogger(__name__)

ALLOWED = (UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY)
POLL_S = 10
LONGEST_PAUSE_S = 30.0


class Numbered(HTTPXRequest):
    """A connection that remembers the last updates' numbers, so that one the library cannot read is passed over."""

    __slots__ = ("numbers",)

    def __init__(self) -> None:
        super().__init__(connection_pool_size=1)
        self.numbers: list[int] = []

    async def do_request(self, *args: Any, **more: Any) -> tuple[int, bytes]:
        """As the library does it; the body is read a second time for the numbers alone."""
        code, body = await super().do_request(*args, **more)
        try:
            self.numbers = [int(update["update_id"]) for update in json.loads(body)["result"]]
        except (ValueError, TypeError, KeyError):
            self.numbers = []
        return code, body


async def updates(bot: ExtBot[int], connection: Numbered) -> AsyncIterator[Update]:
    """Every message, edit and press once, in order; never ends. `connection` is the bot's own for fetching."""
    offset: int | None = None
    limit, pause = int(PollingLimit.MAX_LIMIT), 0.0
    while True:
        try:
            found = await bot.get_updates(offset=offset, limit=limit, timeout=POLL_S, allowed_updates=ALLOWED)
        except TimedOut:
            continue
        except TelegramError as error:
            pause = await rest(error, pause)
            continue
        except Exception as error:  # noqa: BLE001  whatever the library trips over in a message it cannot read
            log.error("a message from Telegram could not be read: %s", trace(error))  # noqa: TRY400  its text may quote it
            if len(connection.numbers) == 1:
                offset = connection.numbers[0] + 1
            limit = 1
            continue
        limit, pause = int(PollingLimit.MAX_LIMIT), 0.0
        for update in found:
            offset = update.update_id + 1
            yield update


async def rest(error: TelegramError, pause: float) -> float:
    """Wait before the next attempt, longer each time; the seconds waited."""
    pause = min(LONGEST_PAUSE_S, 2 * pause or 0.5)
    if isinstance(error, Conflict):
        log.warning("another program reads this bot's messages: stop one of the two")
    log.warning("Telegram cannot be reached, trying again in %s s: %s", pause, trace(error))
    await asyncio.sleep(pause)
    return pause
