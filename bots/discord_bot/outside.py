"""What the bot does on Discord unasked: look who manages a server, who can read a staff channel, and write to staff."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import discord

from bots.discord_bot.delivery import deliver
from bots.discord_bot.dress import pages
from bots.discord_bot.pins import Pins
from bots.discord_bot.translate import PLATFORM
from handlers.messages import Origin
from handlers.post import Readers
from handlers.trouble import trace

if TYPE_CHECKING:
    from bots.discord_bot.dress import Page
    from bots.discord_bot.places import Place
    from bots.identity import Pseudonyms
    from handlers.messages import Incoming, Reply

log = logging.getLogger(__name__)

Said = discord.Message | discord.Interaction[discord.Client]


class Outside(Pins):
    """See `handlers.post.Outside`; numbers of accounts and channels are opened here and nowhere else."""

    def __init__(self, client: discord.Client, pseudonyms: Pseudonyms) -> None:
        super().__init__(client, pseudonyms)

    def placed(self, incoming: Incoming, said: Said, place: Place) -> Incoming:
        """The message with what the door knows about where it came from."""
        who, guild, channel = _author(said), said.guild, said.channel
        home = self._pseudonyms.address(PLATFORM, "community", guild.id) if guild else None

        async def is_manager(asked: str) -> bool:
            # Discord tells the rights of this very moment with each command and press.
            rights = said.permissions if isinstance(said, discord.Interaction) else discord.Permissions.none()
            return home is not None and asked == home and (rights.manage_guild or rights.administrator)

        async def say(reply: Reply) -> bool:
            return await deliver(reply, place)

        async def size() -> int | None:
            return guild.member_count if guild else None

        origin = Origin(
            person=self._pseudonyms.address(PLATFORM, "person", who.id),
            name=f"{who.display_name} (@{who.name})",
            home=home,
            chat=self._pseudonyms.address(PLATFORM, "chat", channel.id) if guild and channel else None,
            chat_name=getattr(channel, "name", None) if guild else None,
            link=said.jump_url if isinstance(said, discord.Message) and guild else None,
            is_manager=is_manager,
            say=say,
            size=size if guild else None,
        )
        return replace(incoming, origin=origin)

    async def is_moderator(self, home: str, person: str) -> bool:
        """Whoever may delete messages or send members to a pause, or manages the server."""
        guild, who = self._guild(home), self._pseudonyms.behind(person, "person")
        if guild is None or who is None:
            return False
        try:
            rights = (await guild.fetch_member(who)).guild_permissions
        except discord.NotFound:
            return False
        return rights.administrator or rights.manage_guild or rights.manage_messages or rights.moderate_members

    async def readers(self, chat: str, home: str) -> Readers:
        """A channel that @everyone can view is public; else the roles that can view it."""
        guild, number = self._guild(home), self._pseudonyms.behind(chat, "chat")
        if guild is None or number is None:
            return Readers("gone")
        try:
            channel = await self._client.fetch_channel(number)
        except (discord.NotFound, discord.Forbidden):
            return Readers("gone")
        if not isinstance(channel, discord.TextChannel) or channel.guild.id != guild.id:
            return Readers("gone")
        if channel.permissions_for(guild.default_role).view_channel:
            return Readers("public", channel.name)
        able = [role for role in guild.roles if not role.is_default() and channel.permissions_for(role).view_channel]
        single = [thing for thing in channel.overwrites if not isinstance(thing, discord.Role)]
        roles = tuple(role.name for role in sorted(able, reverse=True))
        return Readers(chat_name=channel.name, roles=roles, by_role=True, people=len(single) or None)

    async def send(self, to: str, reply: Reply) -> bool:
        """To a channel, or to a person who takes direct messages from this server's members."""
        try:
            channel = await self._channel(to)
            if channel is None:
                return False
            for page in pages(reply):
                await _say(page, channel)
        except discord.Forbidden:
            return False
        except (OSError, aiohttp.ClientError) as error:
            # Lost on the way back, perhaps: Discord may have it all the same.
            if not reply.once or isinstance(error, aiohttp.ClientConnectorError):
                raise
            log.warning("Discord did not say whether it took a message: %s", trace(error))
        return True

    async def _channel(self, to: str) -> discord.abc.Messageable | None:
        if (who := self._pseudonyms.behind(to, "person")) is not None:
            return await self._client.create_dm(discord.Object(who))
        if (number := self._pseudonyms.behind(to, "chat")) is not None:
            return self._client.get_partial_messageable(number)
        return None

    def _guild(self, home: str) -> discord.Guild | None:
        number = self._pseudonyms.behind(home, "community")
        return self._client.get_guild(number) if number is not None else None


async def _say(page: Page, channel: discord.abc.Messageable) -> None:
    """A bot that may not attach files there says the words alone. What the library tries again arrives once."""
    try:
        await channel.send(**page.arguments(), nonce=secrets.token_hex(8))
    except discord.Forbidden:
        if not page.files:
            raise
        await channel.send(**replace(page, files=()).arguments(), nonce=secrets.token_hex(8))


def _author(said: Said) -> discord.User | discord.Member:
    return said.user if isinstance(said, discord.Interaction) else said.author
