"""Discord: members write to the bot, mention it, use its slash commands and press its buttons."""

from __future__ import annotations

from bots.discord_bot.door import serve

__all__ = ["serve"]
