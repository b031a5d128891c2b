"""What Discord sends becomes an `Incoming`; accounts and servers become digests here, and other bots are not heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord

from bots.discord_bot.dress import opens_form, payload
from bots.discord_bot.escape import plain
from bots.discord_bot.form import values
from handlers.messages import PRIVATE, Incoming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bots.identity import Pseudonyms

PLATFORM = "discord"
_HUMAN = {discord.MessageType.default, discord.MessageType.reply}


def from_message(message: discord.Message, me: int, pseudonyms: Pseudonyms) -> Incoming | None:
    """What somebody wrote; addressed: in private, with the name of the bot (account id `me`), or as a reply to it.

    None for other bots, and for a message whose words Discord does not show us.
    """
    if message.author.bot or message.webhook_id or message.type not in _HUMAN:
        return None
    private = message.guild is None
    addressed = private or _calls(message, me)
    if not (addressed or message.content or message.message_snapshots):
        return None
    return Incoming(
        member=pseudonyms.member(PLATFORM, message.author.id),
        community=_community(message.guild.id if message.guild else None, pseudonyms),
        private=private,
        addressed=addressed,
        text=plain("\n".join([message.content, *(forwarded.content for forwarded in message.message_snapshots)])),
    )


def from_slash(
    interaction: discord.Interaction[discord.Client], name: str, text: str, pseudonyms: Pseudonyms
) -> Incoming:
    """A slash command; its answer is always for this member alone."""
    return Incoming(
        member=pseudonyms.member(PLATFORM, interaction.user.id),
        community=_community(interaction.guild_id, pseudonyms),
        private=True,
        shared=interaction.guild_id is not None,
        text=plain(text),
        command=name,
        locale=interaction.locale.value,
    )


def from_press(interaction: discord.Interaction[discord.Client], pseudonyms: Pseudonyms) -> Incoming | None:
    """A pressed button, or a form that was filled in; None when it is not ours."""
    if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
        return None
    pressed: Mapping[str, Any] = cast("Mapping[str, Any]", interaction.data or {})
    if (said := payload(str(pressed.get("custom_id", "")))) is None:
        return None
    is_filled = interaction.type is discord.InteractionType.modal_submit
    return Incoming(
        member=pseudonyms.member(PLATFORM, interaction.user.id),
        community=_community(interaction.guild_id, pseudonyms),
        private=True,
        shared=interaction.guild_id is not None,
        pressed=said,
        filled=values(pressed) if is_filled else (),
        can_fill=not is_filled and opens_form(str(pressed["custom_id"])),
        locale=interaction.locale.value,
    )


def _calls(message: discord.Message, me: int) -> bool:
    """It mentions the bot by name, or replies to it in words that Discord lets us read."""
    if any(user.id == me for user in message.mentions):
        return True
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author.id == me and bool(message.content)


def _community(guild: int | None, pseudonyms: Pseudonyms) -> str:
    return PRIVATE if guild is None else pseudonyms.community(PLATFORM, guild)
