"""The bot on every platform that has a token."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from bots.identity import Pseudonyms
from bots.refusal import DoorRefused
from commands.house import open_house
from commands.keys import people_key, root_key
from commands.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from commands.settings import Settings
    from handlers.desk import Desk

log = logging.getLogger(__name__)


async def serve(settings: Settings) -> int:
    """Answer until stopped by a signal; returns the exit code: 2 where the database was refused.

    Raises:
        SettingsError: no token is set, or a platform refuses the one that is.
    """
    if not (settings.telegram_token or settings.discord_token):
        raise SettingsError(
            "No token is set. Set PEERBRIDGE_TELEGRAM_TOKEN or PEERBRIDGE_DISCORD_TOKEN; README.md says how. "
            "To try the bot without any token, use `peerbridge chat`."
        )
    key = root_key(settings, make=False)
    async with open_house(settings, key) as (house, stop):
        for problem in house.problems:
            log.warning("%s, %s", settings.catalog.name, problem)
        for name in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
        doors = _doors(settings, house.desk, Pseudonyms(people_key(settings, make=False)), stop)
        refusals = [refusal for refusal in await asyncio.gather(*map(_kept_open, doors)) if refusal]
        if len(refusals) == len(doors):
            raise SettingsError("\n".join(refusals))
    return 2 if house.refusal else 0


async def _kept_open(door: Coroutine[Any, Any, None]) -> str | None:
    """Serve until stopped; a platform that refuses its token does not take the other one down."""
    try:
        await door
    except DoorRefused as refusal:
        log.error("%s", refusal)  # noqa: TRY400  the sentence is for the operator; a traceback would bury it
        return str(refusal)
    return None


def _doors(
    settings: Settings, desk: Desk, pseudonyms: Pseudonyms, stop: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    doors: list[Coroutine[Any, Any, None]] = []
    if settings.telegram_token:
        from bots import telegram_bot  # noqa: PLC0415  only a platform that is used is loaded

        token = settings.telegram_token.get_secret_value()
        doors.append(telegram_bot.serve(desk, pseudonyms, token=token, api_url=settings.telegram_api_url, stop=stop))
    if settings.discord_token:
        from bots import discord_bot  # noqa: PLC0415  the same

        doors.append(
            discord_bot.serve(
                desk,
                pseudonyms,
                token=settings.discord_token.get_secret_value(),
                api_url=settings.discord_api_url,
                gateway_url=settings.discord_gateway_url,
                listening=settings.discord_listening,
                stop=stop,
            )
        )
    return doors
