"""What the bot does on Telegram unasked: look who manages a group, who can read a staff chat, and write to staff."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import CallbackQuery, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bots.telegram_bot.pins import Pins
from bots.telegram_bot.send import Spot, spot
from bots.telegram_bot.translate import PLATFORM, account
from handlers.messages import Origin
from handlers.post import Readers
from handlers.trouble import trace

if TYPE_CHECKING:
    from telegram import Chat, MaybeInaccessibleMessage
    from telegram.ext import ExtBot

    from bots.identity import Pseudonyms
    from bots.telegram_bot.moves import Moves
    from bots.telegram_bot.send import Courier
    from handlers.messages import Incoming, Reply

log = logging.getLogger(__name__)

_MANAGE = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


class Outside(Pins):
    """See `handlers.post.Outside`; numbers of accounts and chats are opened here and nowhere else."""

    def __init__(self, bot: ExtBot[int], courier: Courier, pseudonyms: Pseudonyms, moves: Moves) -> None:
        super().__init__(bot, pseudonyms, moves)
        self._courier = courier

    def placed(self, incoming: Incoming, said: Message | CallbackQuery) -> Incoming:
        """The message with what the door knows about where it came from."""
        held, who = (said.message, said.from_user.id) if isinstance(said, CallbackQuery) else (said, account(said))
        if held is None or who is None:
            return incoming
        return replace(incoming, origin=self._origin(held, who, said))

    def _origin(self, held: MaybeInaccessibleMessage, who: int, said: Message | CallbackQuery) -> Origin:
        place, group = spot(held), held.chat.type != ChatType.PRIVATE
        here = self._pseudonyms.address(PLATFORM, "chat", self._moves.now(held.chat.id)) if group else None

        async def is_manager(home: str) -> bool:
            return await self._manages(home, who)

        async def say(reply: Reply) -> bool:
            return await self._courier.send(reply, place)

        async def size() -> int | None:
            try:
                return await self._moves.ask(held.chat.id, self._bot.get_chat_member_count)
            except TelegramError as error:
                log.info("a group does not say how many members it has: %s", trace(error))
                return None

        return Origin(
            person=self._pseudonyms.address(PLATFORM, "person", who),
            name=_name(said),
            home=here,
            chat=here,
            chat_name=held.chat.title if group else None,
            link=said.link if isinstance(said, Message) and group else None,
            is_manager=is_manager,
            say=say,
            size=size if group else None,
        )

    async def is_moderator(self, home: str, person: str) -> bool:
        """Telegram has no moderators but its administrators."""
        who = self._pseudonyms.behind(person, "person")
        return who is not None and await self._manages(home, who)

    async def readers(self, chat: str, home: str) -> Readers:
        """Anybody may read a group that has a public name or belongs to a channel; any other one, only its members."""
        number = self._pseudonyms.behind(chat, "chat")
        if number is None or chat == home:
            return Readers("community" if chat == home else "gone")
        try:
            found = await self._moves.ask(number, self._bot.get_chat)
            if found.username or found.active_usernames or found.linked_chat_id or found.type not in _GROUPS:
                return Readers("public", found.title or "")
            return Readers(chat_name=found.title or "", people=await self._bot.get_chat_member_count(found.id))
        except TelegramError as error:
            log.info("a staff chat could not be looked at: %s", trace(error))
            return Readers("gone")

    async def send(self, to: str, reply: Reply) -> bool:
        """To a person who has written to the bot before, or to a group that it is in."""
        number = self._pseudonyms.behind(to, "person") or self._pseudonyms.behind(to, "chat")
        return number is not None and await self._courier.send(reply, Spot(number, None, None))

    async def _manages(self, home: str, who: int) -> bool:
        chat = self._pseudonyms.behind(home, "chat")
        if chat is None:
            return False
        try:
            found = await self._moves.ask(chat, lambda number: self._bot.get_chat_member(number, who))
        except TelegramError as error:
            log.info("Telegram did not say who manages a group: %s", trace(error))
            return False
        return found.status in _MANAGE


def _name(said: Message | CallbackQuery) -> str:
    """As the app shows them: the first name, and the name behind @ if they have one."""
    chat: Chat | None = said.sender_chat if isinstance(said, Message) else None
    if chat is not None or said.from_user is None:
        return chat.title or "" if chat else ""
    handle = f" (@{said.from_user.username})" if said.from_user.username else ""
    return f"{said.from_user.full_name}{handle}"
