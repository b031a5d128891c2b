"""The bot's notice in a group of Telegram: posted once, pinned without a sound, unpinned when another replaces it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bots.telegram_bot import dress
from bots.telegram_bot.send import persistently
from bots.telegram_bot.translate import PLATFORM
from handlers.post import Pinning, Published
from handlers.trouble import trace

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bots.identity import Pseudonyms
    from bots.telegram_bot.moves import Moves
    from handlers.messages import Reply

log = logging.getLogger(__name__)

_REFUSED = ("not enough rights", "chat_admin_required", "have no rights")
"""What Telegram says, in small letters, where the bot may not write or pin."""
_GONE = ("pin not found", "message_id_invalid")


class Pins:
    """See `handlers.post.Outside`, its last three."""

    def __init__(self, bot: ExtBot[int], pseudonyms: Pseudonyms, moves: Moves) -> None:
        self._bot = bot
        self._moves = moves
        self._pseudonyms = pseudonyms

    async def publish(self, chat: str, reply: Reply) -> Published:
        """In one message and one attempt: two notices would be worse than a manager who looks and taps again."""
        number = self._pseudonyms.behind(chat, "chat")
        if number is None:
            return Published(refused=True)
        [piece] = dress.pieces(reply)
        preview = LinkPreviewOptions(is_disabled=True)
        try:
            sent = await self._moves.ask(
                number,
                lambda chat: self._bot.send_message(
                    chat, piece.html, parse_mode=ParseMode.HTML, link_preview_options=preview
                ),
            )
        except (BadRequest, Forbidden) as error:
            log.warning("Telegram did not take a notice: %s", trace(error))
            return Published(refused=True)
        return Published(self._pseudonyms.address(PLATFORM, "message", sent.message_id))

    async def pin(self, chat: str, message: str) -> Pinning:
        """Only an administrator of the group may pin; and Telegram sends a bot that is one every message."""
        where, what = self._pseudonyms.behind(chat, "chat"), self._pseudonyms.behind(message, "message")
        if where is None or what is None:
            return Pinning.GONE
        try:
            await persistently(lambda: self._bot.pin_chat_message(where, what, disable_notification=True))
        except ChatMigrated as moved:  # in the new chat, its number means another message
            self._moves.heard(where, moved)
            return Pinning.GONE
        except (BadRequest, Forbidden) as error:
            said = error.message.lower()
            if any(words in said for words in _GONE):
                return Pinning.GONE
            return Pinning.AS_ADMIN if any(words in said for words in _REFUSED) else Pinning.UNKNOWN
        return Pinning.DONE

    async def unpin(self, chat: str, message: str) -> bool:
        """Whether it is not pinned any more; one that was deleted is not."""
        where, what = self._pseudonyms.behind(chat, "chat"), self._pseudonyms.behind(message, "message")
        if where is None or what is None:
            return False
        try:
            await persistently(lambda: self._bot.unpin_chat_message(where, message_id=what))
        except ChatMigrated as moved:
            self._moves.heard(where, moved)
        except TelegramError as error:
            log.info("a notice could not be unpinned: %s", trace(error))
            return isinstance(error, BadRequest) and "not found" in error.message.lower()
        return True
