"""Where an answer goes: a channel or private chat, behind a slash command, or behind a pressed button."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

import discord

from bots.discord_bot.form import modal

if TYPE_CHECKING:
    from bots.discord_bot.dress import Page
    from handlers.messages import Form


class Place(Protocol):
    """One answer's place. Every method raises discord.py's errors when Discord refuses."""

    private: bool
    """Only the member can read what is sent here."""

    async def send(self, page: Page, *, fleeting: bool = False) -> None:
        """Say one message; a fleeting one is shown to the member alone and kept nowhere, where Discord can do that."""

    async def remove(self) -> None:
        """Delete the message whose button was pressed; where none was, the bot's last answers in a private chat."""

    async def stay_silent(self) -> None:
        """Nothing will be said: take back what announced an answer."""


CLEARED = 50
"""How many of the last messages of a private chat a /clear goes back."""


async def _clear(channel: discord.abc.Messageable, me: int) -> None:
    """Delete what the bot said last in a private chat; what Discord refuses stays."""
    with contextlib.suppress(discord.HTTPException):
        async for message in channel.history(limit=CLEARED):
            if message.author.id == me and not message.flags.loading:
                with contextlib.suppress(discord.HTTPException):
                    await message.delete()


class Chat:
    """A private chat, or a channel of a server where the bot was called."""

    def __init__(self, message: discord.Message) -> None:
        self._message = message
        self.private = message.guild is None
        self._said = False

    async def send(self, page: Page, *, fleeting: bool = False) -> None:  # noqa: ARG002  no such thing in a chat
        """In a channel, the first message replies to the member's, without a ping."""
        if self.private or self._said:
            await self._message.channel.send(**page.arguments())
        else:
            called = self._message.to_reference(fail_if_not_exists=False)
            await self._message.channel.send(**page.arguments(), reference=called)
        self._said = True

    async def remove(self) -> None:
        """No button was pressed: in a private chat, the last answers."""
        if isinstance(channel := self._message.channel, discord.DMChannel):
            await _clear(channel, channel.me.id)

    async def stay_silent(self) -> None:
        """Nothing was announced."""


class Slash:
    """Behind a slash command: in a server only the member sees the answer."""

    private = True

    def __init__(self, interaction: discord.Interaction[discord.Client]) -> None:
        self._interaction = interaction
        self._hidden = interaction.guild_id is not None
        self._said = False

    async def acknowledge(self) -> None:
        """Within 3 seconds, before anything else: “thinking …”."""
        await self._interaction.response.defer(ephemeral=self._hidden, thinking=True)

    async def send(self, page: Page, *, fleeting: bool = False) -> None:
        """The first message takes the place of “thinking …”."""
        if self._said:
            await self._interaction.followup.send(**page.arguments(), ephemeral=self._hidden or fleeting)
        else:
            await self._interaction.edit_original_response(**page.in_place())
        self._said = True

    async def remove(self) -> None:
        """No button was pressed: in a private chat, the last answers. What only one member sees, they dismiss."""
        channel, me = self._interaction.channel, self._interaction.client.user
        if not self._hidden and me and isinstance(channel, discord.abc.Messageable):
            await _clear(channel, me.id)

    async def stay_silent(self) -> None:
        """Take “thinking …” back."""
        if not self._said:
            await self._interaction.delete_original_response()


class Press:
    """Behind a pressed button, or a form that a button opened: a new message, in a server for the member alone."""

    private = True

    def __init__(self, interaction: discord.Interaction[discord.Client]) -> None:
        self._interaction = interaction
        self._hidden = interaction.guild_id is not None

    async def acknowledge(self) -> None:
        """Within 3 seconds, without a sign: the original response is then the message that holds the button."""
        if not self._interaction.response.is_done():
            await self._interaction.response.defer()

    async def send(self, page: Page, *, fleeting: bool = False) -> None:
        """A new message below the one with the button."""
        await self._interaction.followup.send(**page.arguments(), ephemeral=self._hidden or fleeting)

    async def open(self, form: Form) -> bool:
        """Show a form; False where the press was acknowledged, or came from a form, or Discord waits no longer."""
        if self._interaction.response.is_done() or self._interaction.type is discord.InteractionType.modal_submit:
            return False
        try:
            await self._interaction.response.send_modal(modal(form))
        except discord.NotFound:
            return False
        return True

    async def remove(self) -> None:
        """Delete the message with the button; one that is gone already is what the member wanted."""
        with contextlib.suppress(discord.NotFound):
            await self._interaction.delete_original_response()

    async def stay_silent(self) -> None:
        """Nothing was announced."""
