"""Listens to Discord, asks the desk, and sends what it answers; each message on its own, so none waits for another."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord

from bots.desk import post_of
from bots.discord_bot.delivery import deliver
from bots.discord_bot.outside import Outside
from bots.discord_bot.places import Chat, Press, Slash
from bots.discord_bot.slash import Tree
from bots.discord_bot.translate import PLATFORM, from_message, from_press, from_slash
from handlers.trouble import record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bots.desk import Desk
    from bots.discord_bot.outside import Said
    from bots.discord_bot.places import Place
    from bots.discord_bot.slash import Command
    from bots.identity import Pseudonyms
    from handlers.messages import Incoming, Reply


log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""No privileged intent: Discord sends us the words of direct messages and of mentions only."""
LISTENING_INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)
"""Discord also sends the words of all other messages that the bot can see, if its owner allowed that there."""
EDIT_IS_NEWS = timedelta(minutes=5)
EDITS_REMEMBERED = 200
FORM_WITHIN_S = 2.0
"""Discord waits 3 seconds for the first sign."""


class Client(discord.Client):
    """One connection to Discord. Keeps no message, member or button."""

    def __init__(
        self, desk: Desk, pseudonyms: Pseudonyms, commands: Iterable[Command], *, listening: bool = False
    ) -> None:
        super().__init__(
            intents=LISTENING_INTENTS if listening else INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self._desk = desk
        self._post = post_of(desk)
        self._pseudonyms = pseudonyms
        self._outside = Outside(self, pseudonyms)
        self._tree = Tree(self, commands, self._on_slash, report)
        self._offered = False
        self._edits: deque[tuple[int, datetime]] = deque(maxlen=EDITS_REMEMBERED)
        self._answering: set[asyncio.Task[Any]] = set()

    async def on_connect(self) -> None:
        """Connected: offer the commands, once a connection."""
        log.info("Discord: the bot is there")
        self._post.attach(PLATFORM, self._outside)
        if not self._offered:
            await self._tree.offer()
            self._offered = True

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote."""
        incoming = from_message(message, self._me, self._pseudonyms)
        if incoming is not None:
            await self._answer(incoming, Chat(message), message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote; link previews and pins come the same way and are not news."""
        changed = event.message.edited_at
        if changed is None or discord.utils.utcnow() - changed > EDIT_IS_NEWS:
            return
        if (edit := (event.message_id, changed)) not in self._edits:
            self._edits.append(edit)
            await self.on_message(event.message)

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """A button was pressed; it says everything itself, so it works after a restart."""
        incoming = from_press(interaction, self._pseudonyms)
        if incoming is not None:
            await self._answer(incoming, Press(interaction), interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  they hold a member's words
        """One door for the unexpected: the error's class and place, never its text."""
        if (error := sys.exc_info()[1]) is not None:
            report(error)

    def leave(self) -> None:
        """Nobody is written to through this connection any more."""
        self._post.detach(PLATFORM, self._outside)

    async def settle(self, seconds: float) -> None:
        """Let the answers that are under way be sent."""
        if under_way := self._answering - {asyncio.current_task()}:
            await asyncio.wait(under_way, timeout=seconds)

    @property
    def _me(self) -> int:
        return self.user.id if self.user else 0

    async def _on_slash(self, interaction: discord.Interaction[discord.Client], name: str, text: str) -> None:
        incoming = from_slash(interaction, name, text, self._pseudonyms)
        await self._answer(incoming, Slash(interaction), interaction)

    async def _answer(self, incoming: Incoming, place: Place, said: Said) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a coroutine always runs in a task
        self._answering.add(task)
        try:
            await self._converse(self._outside.placed(incoming, said, place), place)
        except Exception as error:  # noqa: BLE001  one member's trouble must not reach another's
            report(error)
        finally:
            self._answering.discard(task)

    async def _converse(self, incoming: Incoming, place: Place) -> None:
        if isinstance(place, Press) and incoming.can_fill:
            reply, is_shown = await self._in_time(incoming, place)
            if is_shown:
                return
        else:
            if isinstance(place, Slash | Press):
                await place.acknowledge()
            reply = await self._desk.answer(incoming)
        if reply is None:
            await place.stay_silent()
        elif await deliver(reply, place):
            await self._desk.delivered(incoming, reply)

    async def _in_time(self, incoming: Incoming, place: Press) -> tuple[Reply | None, bool]:
        """The reply, and whether it was a form and is shown: that can only be the first thing that Discord hears."""
        asking = asyncio.ensure_future(self._desk.answer(incoming))
        try:
            await asyncio.wait({asking}, timeout=FORM_WITHIN_S)
            if asking.done() and (reply := asking.result()) and reply.form and await place.open(reply.form):
                return reply, True
            await place.acknowledge()
            return await asking, False
        finally:
            asking.cancel()


def report(error: BaseException) -> None:
    """Log the class, the place and a code; nothing of the error's own text, which may hold a member's words."""
    if isinstance(error, discord.NotFound):
        return  # the member deleted the message, or the press is older than Discord waits
    if isinstance(error, discord.HTTPException):
        log.warning("Discord refused: %s (status %s, code %s)", type(error).__name__, error.status, error.code)
        return
    record(log, "the Discord door failed", error)
