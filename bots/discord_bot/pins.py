"""The bot's notice in a channel of a Discord server: posted once, pinned, and unpinned when another replaces it."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

import discord

from bots.discord_bot.dress import pages
from bots.discord_bot.translate import PLATFORM
from handlers.post import Pinning, Published
from handlers.trouble import trace

if TYPE_CHECKING:
    from bots.identity import Pseudonyms
    from handlers.messages import Reply

log = logging.getLogger(__name__)

_PINS_FULL = 30003
"""Discord's code where a channel holds as many pinned messages as it can."""


class Pins:
    """See `handlers.post.Outside`, its last three."""

    def __init__(self, client: discord.Client, pseudonyms: Pseudonyms) -> None:
        self._client = client
        self._pseudonyms = pseudonyms

    async def publish(self, chat: str, reply: Reply) -> Published:
        """In one message; what the library tries again arrives once."""
        number = self._pseudonyms.behind(chat, "chat")
        if number is None:
            return Published(refused=True)
        [page] = pages(reply)
        try:
            channel = self._client.get_partial_messageable(number)
            sent = await channel.send(**page.arguments(), nonce=secrets.token_hex(8))
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("Discord did not take a notice: %s", trace(error))
            return Published(refused=True)
        return Published(self._pseudonyms.address(PLATFORM, "message", sent.id))

    async def pin(self, chat: str, message: str) -> Pinning:
        """Needs the right “Pin Messages” in that channel."""
        held = self._held(chat, message)
        if held is None:
            return Pinning.GONE
        try:
            await held.pin()
        except discord.Forbidden:
            return Pinning.NO_RIGHT
        except discord.NotFound:
            return Pinning.GONE
        except discord.HTTPException as error:
            if error.code != _PINS_FULL:
                raise
            return Pinning.FULL
        return Pinning.DONE

    async def unpin(self, chat: str, message: str) -> bool:
        """Whether it is not pinned any more; one that was deleted is not."""
        held = self._held(chat, message)
        if held is None:
            return False
        try:
            await held.unpin()
        except discord.NotFound:
            return True
        except discord.Forbidden:
            return False
        return True

    def _held(self, chat: str, message: str) -> discord.PartialMessage | None:
        where, what = self._pseudonyms.behind(chat, "chat"), self._pseudonyms.behind(message, "message")
        if where is None or what is None:
            return None
        return self._client.get_partial_messageable(where).get_partial_message(what)
