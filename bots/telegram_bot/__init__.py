"""The bot on Telegram: members write in a private chat or call it in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from bots.desk import Desk
    from bots.identity import Pseudonyms

__all__ = ["serve"]


async def serve(
    desk: Desk, pseudonyms: Pseudonyms, *, token: str, api_url: str | None = None, stop: asyncio.Event
) -> None:
    """Carry messages between Telegram and the desk until `stop` is set; returns within 2 seconds after that.

    `api_url` is the address of a self-hosted Bot API server, without a path. A network that is down is waited for.
    Raises `bots.refusal.DoorRefused` when Telegram does not know the token.
    """
    from bots.telegram_bot.door import Door  # noqa: PLC0415  the library loads only where Telegram is used

    await Door(desk, pseudonyms, token=token, api_url=api_url).serve(stop)
