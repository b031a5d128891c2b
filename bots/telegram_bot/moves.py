"""Telegram makes a supergroup of a group by itself and gives it another number: whoever has the old one is led on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from telegram.error import ChatMigrated, TelegramError

from bots.telegram_bot.translate import PLATFORM
from handlers.trouble import trace
from storage.store import Renamed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message

    from bots.identity import Pseudonyms
    from handlers.post import Post

log = logging.getLogger(__name__)
T = TypeVar("T")

_SUPERGROUPS = -(10**12)
"""Numbers of supergroups lie below; those stay as they are."""


class Moves:
    """One per door. Numbers live here as long as the door; what is kept knows codes and sealed addresses alone."""

    def __init__(self, post: Post, pseudonyms: Pseudonyms) -> None:
        self._post = post
        self._pseudonyms = pseudonyms
        self._new: dict[int, int] = {}

    def read(self, said: Message | None) -> bool:
        """Whether this is the news, which stands in the old chat and in the new one; told on at once."""
        if said is None:
            return False
        if said.migrate_to_chat_id:
            self._tell(said.chat.id, said.migrate_to_chat_id)
        elif said.migrate_from_chat_id:
            self._tell(said.migrate_from_chat_id, said.chat.id)
        else:
            return False
        return True

    def now(self, chat: int) -> int:
        """The number of a chat today, as far as this door has heard."""
        return self._new.get(chat, chat)

    async def ask(self, chat: int, call: Callable[[int], Awaitable[T]]) -> T:
        """Ask something of a chat, and of the new one where Telegram says that there is one."""
        try:
            return await call(self.now(chat))
        except ChatMigrated as moved:
            self.heard(chat, moved)
            return await call(moved.new_chat_id)

    async def look(self, call: Callable[[int], Awaitable[object]]) -> None:
        """At the start: Telegram keeps news for a day, and the bot may have been off for longer."""
        numbers = [self._pseudonyms.behind(place, "chat") for place in self._post.places()]
        for number in numbers:
            if number is not None and number > _SUPERGROUPS:
                try:
                    await self.ask(number, call)
                except TelegramError as error:
                    log.info("a group could not be looked at: %s", trace(error))

    def heard(self, chat: int, moved: ChatMigrated) -> None:
        """Telegram refused the old number and named the new one."""
        self._tell(chat, moved.new_chat_id)

    def _tell(self, old: int, new: int) -> None:
        if old == new:
            return
        self._new[old] = new
        codes = [self._pseudonyms.community(PLATFORM, chat) for chat in (old, new)]
        addresses = [self._pseudonyms.address(PLATFORM, "chat", chat) for chat in (old, new)]
        self._post.renamed(Renamed(*codes, *addresses))
