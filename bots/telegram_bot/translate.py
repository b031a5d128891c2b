"""What somebody wrote or pressed on Telegram, freed of Telegram."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telegram import MessageOriginUser
from telegram.constants import ChatType, MessageEntityType

from bots.telegram_bot import dress
from handlers.messages import PRIVATE, Incoming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import CallbackQuery, Chat, Message, MessageEntity, User

    from bots.identity import Pseudonyms

PLATFORM = "telegram"

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]+))?(?:\s+(?P<text>.*))?\Z", re.DOTALL)
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


def message(said: Message, me: User, pseudonyms: Pseudonyms) -> Incoming | None:
    """What a member said; None for anything that is not a person's message to read, or calls another bot."""
    sender, private = account(said), said.chat.type == ChatType.PRIVATE
    if sender is None or not (private or said.chat.type in _GROUPS) or not _has_content(said, private=private):
        return None
    text, mentioned = _without_mentions(said, me)
    text = "" if _says_what_a_bot_said(said) else text
    name = None
    if command := _COMMAND.match(text):
        name, text = command["name"].lower(), (command["text"] or "").strip()
        if not private and command["bot"] and command["bot"].lower() != str(me.username).lower():
            return None
    return Incoming(
        member=pseudonyms.member(PLATFORM, sender),
        community=_community(said.chat, pseudonyms),
        private=private,
        addressed=private or mentioned or name is not None or _replies_to(said, me),
        text=text,
        command=name,
        locale=said.from_user.language_code if said.from_user else None,
    )


def press(query: CallbackQuery, pseudonyms: Pseudonyms) -> Incoming | None:
    """A pressed button; None when it belongs to no chat we can answer in."""
    if query.message is None or not query.data or query.from_user.is_bot:
        return None
    return Incoming(
        member=pseudonyms.member(PLATFORM, query.from_user.id),
        community=_community(query.message.chat, pseudonyms),
        private=query.message.chat.type == ChatType.PRIVATE,
        pressed=dress.unpack(query.data)[0],
        locale=query.from_user.language_code,
    )


def _community(chat: Chat, pseudonyms: Pseudonyms) -> str:
    return PRIVATE if chat.type == ChatType.PRIVATE else pseudonyms.community(PLATFORM, chat.id)


def account(said: Message) -> int | None:
    """The account behind a message; an anonymous admin or a channel speaks as that chat."""
    if said.is_automatic_forward:
        return None
    if said.sender_chat:
        return said.sender_chat.id
    if said.from_user is None or said.from_user.is_bot:
        return None
    return said.from_user.id


def _has_content(said: Message, *, private: bool) -> bool:
    """Words, or in a private chat a voice message or picture, so that the desk can say that it only reads words."""
    if said.text or said.caption:
        return True
    return private and said.effective_attachment is not None and said.media_group_id is None


def _says_what_a_bot_said(said: Message) -> bool:
    """A member handed on a bot's words, perhaps ours; they are not the member's."""
    return isinstance(said.forward_origin, MessageOriginUser) and said.forward_origin.sender_user.is_bot


def _replies_to(said: Message, me: User) -> bool:
    earlier = said.reply_to_message
    return bool(earlier and earlier.from_user and earlier.from_user.id == me.id)


def _without_mentions(said: Message, me: User) -> tuple[str, bool]:
    """The text or caption without our name and without blocks of code, and whether our name was in it."""
    entities: Sequence[MessageEntity] = said.entities or said.caption_entities
    # Telegram counts in UTF-16 units, two bytes each.
    text = (said.text or said.caption or "").encode("utf-16-le", "surrogatepass")
    mentioned = False
    for entity in sorted(entities, key=lambda e: e.offset, reverse=True):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        if entity.type == MessageEntityType.PRE:
            text = text[:start] + "\n".encode("utf-16-le") + text[end:]
        elif _names(entity, text[start:end].decode("utf-16-le", "replace"), me):
            mentioned = True
            before, after = text[:start], text[end:]
            space = " ".encode("utf-16-le")
            text = before + (after.removeprefix(space) if not before or before.endswith(space) else after)
    return text.decode("utf-16-le", "replace").strip(), mentioned


def _names(entity: MessageEntity, words: str, me: User) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntityType.MENTION and words.lower() == f"@{me.username}".lower()
