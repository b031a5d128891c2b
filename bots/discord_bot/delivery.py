"""Sends a reply, in public only what may be public, and plainly when Discord does not like its clothes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import discord

from bots.discord_bot.dress import pages, plain_pages
from handlers.messages import Reply

if TYPE_CHECKING:
    from bots.discord_bot.places import Place


async def deliver(reply: Reply, place: Place) -> bool:
    """True when Discord accepted this very reply; False when its fallback, or nothing, was said instead.

    Raises:
        discord.HTTPException: Discord refused; the reply did not arrive, or only a first part of it.
    """
    shown = reply if place.private or not reply.private else _in_public(reply)
    if shown.remove:
        await place.remove()
    await _say(shown, place)
    return shown is reply


def _in_public(reply: Reply) -> Reply:
    """Only the fallback, and the buttons that lead to a private place."""
    doorways = tuple(button for button in reply.buttons if button.doorway) if reply.fallback else ()
    return Reply(reply.fallback or "", buttons=doorways)


async def _say(reply: Reply, place: Place) -> None:
    dressed = pages(reply)
    if not dressed:
        await place.stay_silent()
    for number, page in enumerate(dressed):
        try:
            await place.send(page, fleeting=reply.remove)
        except discord.HTTPException as refusal:
            if number or refusal.status != HTTPStatus.BAD_REQUEST:
                raise
            # a web address that Discord finds wrong must not cost the member the answer
            return await _say_plainly(reply, place)
    return None


async def _say_plainly(reply: Reply, place: Place) -> None:
    for page in plain_pages(reply):
        await place.send(page, fleeting=reply.remove)
