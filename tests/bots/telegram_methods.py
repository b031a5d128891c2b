# ruff: noqa: N802  the methods are named as Telegram names them
"""The Bot API's methods on the local Telegram: what each does to the chats, and when it says no."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.bots.telegram_rules import Refused, check_caption, check_keyboard, check_picture, units, visible

BOT = {"id": 4242, "is_bot": True, "first_name": "Peerbridge", "username": "peerbridge_test_bot"}


@dataclass(slots=True)
class Sent:
    """A message that the bot sent and Telegram accepted."""

    chat_id: int
    message_id: int
    text: str
    """What the member sees, without markup."""
    html: str
    buttons: list[dict[str, str]]
    silent: bool = False
    preview: bool = True
    """Telegram adds a picture of the first linked page."""
    reply_to: int | None = None
    thread: int | None = None
    deleted: bool = False
    file: tuple[str, bytes] | None = None
    """Name and content of a picture or document; `text` is then what stands under it."""

    def data(self, label: str) -> str:
        """The callback data of the button whose label contains these words."""
        return next(b["callback_data"] for b in self.buttons if label in b["text"] and "callback_data" in b)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    data: bytes


@dataclass(slots=True)
class Acknowledged:
    """How the bot answered a pressed button."""

    query_id: str
    text: str
    alert: bool


@dataclass
class Methods:
    """The state of every chat, and one coroutine for each method, named as Telegram names it."""

    messages: list[Sent] = field(default_factory=list)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    commands: list[dict[str, str]] = field(default_factory=list)
    """What everybody is offered."""
    staff_commands: list[dict[str, str]] = field(default_factory=list)
    """What the administrators of groups are offered."""
    blocked: set[int] = field(default_factory=set)
    admins: set[tuple[int, int]] = field(default_factory=set)
    """(chat, account)."""
    public: dict[int, str] = field(default_factory=dict)
    """Groups with a public name, which anybody can read."""
    linked: dict[int, int] = field(default_factory=dict)
    """Groups in which the posts of a channel are discussed, and that channel."""
    left: set[int] = field(default_factory=set)
    """Groups that the bot is not in any more."""
    may_pin: set[int] = field(default_factory=set)
    """Groups in which the bot is an administrator with the right to pin."""
    may_not_write: set[int] = field(default_factory=set)
    """Groups in which only some may write, and the bot is none of them."""
    pinned: dict[int, list[int]] = field(default_factory=dict)
    """Chat to what is pinned there, the newest last."""
    rung: list[int] = field(default_factory=list)
    """What was pinned with a sound for everybody."""
    upgraded: dict[int, int] = field(default_factory=dict)
    """Groups that have become supergroups, and the number that each has now."""
    too_old: set[int] = field(default_factory=set)
    """Messages that cannot be deleted any more."""

    def __post_init__(self) -> None:
        self._ids = itertools.count(1001)
        self._updates: list[dict[str, Any]] = []
        self._heard: dict[int, dict[str, Any]] = {}
        self._queries: set[str] = set()
        self._topics: set[tuple[int, int]] = set()
        self._changed = asyncio.Condition()

    async def _getMe(self) -> dict[str, Any]:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    async def _getUpdates(
        self, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: list[str] | None = None,  # noqa: ASYNC109  Telegram's parameter
    ) -> list[dict[str, Any]]:  # fmt: skip
        def waiting() -> list[dict[str, Any]]:
            return [u for u in self._updates if not allowed_updates or u.keys() & set(allowed_updates)]

        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        async with self._changed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(waiting), timeout)
            return waiting()[:limit]

    async def _sendMessage(self, chat_id: int, text: str, **more: Any) -> dict[str, Any]:
        chat = self._chat(chat_id)
        if chat_id in self.may_not_write:
            raise Refused("Bad Request: not enough rights to send text messages to the chat")
        message = Sent(
            chat_id,
            next(self._ids),
            visible(text, more.get("parse_mode")),
            text,
            check_keyboard(more.get("reply_markup")),
            silent=more.get("disable_notification", False),
            preview=not more.get("link_preview_options", {}).get("is_disabled", False),
            thread=more.get("message_thread_id"),
        )
        if message.thread and (chat_id, message.thread) not in self._topics:
            raise Refused("Bad Request: message thread not found")
        if answered := more.get("reply_parameters"):
            message.reply_to = answered["message_id"]
            if message.reply_to not in self._heard and not answered.get("allow_sending_without_reply"):
                raise Refused("Bad Request: message to be replied not found")
        return self._accept(message, chat, {"text": message.text}, **more)

    async def _sendPhoto(self, chat_id: int, photo: Upload | str, **more: Any) -> dict[str, Any]:
        if isinstance(photo, str):
            raise Refused("Bad Request: wrong file identifier/HTTP URL specified")
        width, height = check_picture(photo.data)
        ids = {"file_id": "p", "file_unique_id": "p", "width": width, "height": height}
        return self._file(chat_id, photo, {"photo": [ids]}, **more)

    async def _sendDocument(self, chat_id: int, document: Upload | str, **more: Any) -> dict[str, Any]:
        if isinstance(document, str) or not document.data:
            raise Refused("Bad Request: file must be non-empty")
        return self._file(chat_id, document, {"document": {"file_id": "d", "file_unique_id": "d"}}, **more)

    def _file(self, chat_id: int, upload: Upload, shown: dict[str, Any], **more: Any) -> dict[str, Any]:
        caption = check_caption(more.get("caption", ""))
        message = Sent(
            chat_id,
            next(self._ids),
            caption,
            caption,
            check_keyboard(more.get("reply_markup")),
            silent=more.get("disable_notification", False),
            thread=more.get("message_thread_id"),
            file=(upload.name, upload.data),
        )
        return self._accept(message, self._chat(chat_id), shown | {"caption": caption}, **more)

    def _accept(self, message: Sent, chat: dict[str, Any], shown: dict[str, Any], **more: Any) -> dict[str, Any]:
        self.messages.append(message)
        heard = {"message_id": message.message_id, "date": int(time.time()), "chat": chat, "from": BOT} | shown
        if message.thread:
            heard |= {"message_thread_id": message.thread, "is_topic_message": True}
        self._heard[message.message_id] = heard | ({"reply_markup": m} if (m := more.get("reply_markup")) else {})
        return heard

    def _chat(self, chat_id: int) -> dict[str, Any]:
        self._not_upgraded(chat_id)
        if chat_id in self.left:
            raise Refused("Forbidden: bot was kicked from the supergroup chat", 403)
        if chat_id in self.blocked:
            raise Refused("Forbidden: bot was blocked by the user", 403)
        known = [message["chat"] for message in self._heard.values() if message["chat"]["id"] == chat_id]
        if not known and chat_id > 0:
            raise Refused("Forbidden: bot can't initiate conversation with a user", 403)
        if not known:
            raise Refused("Bad Request: chat not found")
        return dict(known[-1])

    def _not_upgraded(self, chat_id: int) -> None:
        if new := self.upgraded.get(chat_id):
            raise Refused("Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new)

    def _own(self, chat_id: int, message_id: int) -> Sent:
        self._not_upgraded(chat_id)
        for message in self.messages:
            if (message.chat_id, message.message_id, message.deleted) == (chat_id, message_id, False):
                return message
        raise Refused("Bad Request: message to edit or delete not found")

    async def _editMessageText(self, chat_id: int, message_id: int, text: str, **more: Any) -> dict[str, Any]:
        message = self._own(chat_id, message_id)
        message.text, message.html = visible(text, more.get("parse_mode")), text
        message.buttons = check_keyboard(more.get("reply_markup"))
        self._heard[message_id] = self._heard[message_id] | {"text": message.text, "edit_date": int(time.time())}
        return self._heard[message_id]

    async def _editMessageReplyMarkup(
        self, chat_id: int, message_id: int, reply_markup: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        self._own(chat_id, message_id).buttons = check_keyboard(reply_markup)
        return self._heard[message_id]

    async def _deleteMessage(self, chat_id: int, message_id: int) -> bool:
        message = self._own(chat_id, message_id)
        if message_id in self.too_old:
            raise Refused("Bad Request: message can't be deleted for everyone")
        message.deleted = True
        return True

    async def _deleteMessages(self, chat_id: int, message_ids: list[int]) -> bool:
        self._not_upgraded(chat_id)
        if not 1 <= len(message_ids) <= 100:
            raise Refused("Bad Request: wrong number of message identifiers")
        mine = [m for m in self.messages if m.chat_id == chat_id and m.message_id in message_ids]
        if any(m.message_id in self.too_old for m in mine):
            raise Refused("Bad Request: message can't be deleted for everyone")
        for message in mine:
            message.deleted = True
        return True

    async def _answerCallbackQuery(
        self, callback_query_id: str, text: str = "", *, show_alert: bool = False, **_: Any
    ) -> bool:
        if callback_query_id not in self._queries:
            raise Refused("Bad Request: query is too old and response timeout expired or query ID is invalid")
        if units(text) > 200:
            raise Refused("Bad Request: MESSAGE_TOO_LONG")
        self._queries.discard(callback_query_id)
        self.acknowledged.append(Acknowledged(callback_query_id, text, show_alert))
        return True

    async def _sendChatAction(self, chat_id: int, action: str, **_: Any) -> bool:
        self._chat(chat_id)
        if action != "typing":
            raise Refused("Bad Request: wrong parameter action in request")
        return True

    async def _setMyCommands(
        self, commands: list[dict[str, str]], scope: dict[str, str] | None = None, **_: Any
    ) -> bool:
        for command in commands:
            if (
                not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"])
                or not 1 <= units(command["description"]) <= 256
            ):
                raise Refused("Bad Request: BOT_COMMAND_INVALID")
        if scope not in (None, {"type": "default"}, {"type": "all_chat_administrators"}):
            raise Refused("Bad Request: unsupported scope")
        if scope == {"type": "all_chat_administrators"}:
            self.staff_commands = commands
        else:
            self.commands = commands
        return True

    async def _getMyCommands(self, **_: Any) -> list[dict[str, str]]:
        return self.commands

    async def _getChat(self, chat_id: int) -> dict[str, Any]:
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        more: dict[str, Any] = {"accent_color_id": 0, "max_reaction_count": 11}
        more["accepted_gift_types"] = dict.fromkeys(gifts, False)
        if name := self.public.get(chat_id):
            more |= {"username": name, "active_usernames": [name]}
        if channel := self.linked.get(chat_id):
            more["linked_chat_id"] = channel
        return self._chat(chat_id) | more

    async def _getChatMemberCount(self, chat_id: int) -> int:
        self._chat(chat_id)
        people = {message["from"]["id"] for message in self._heard.values() if message["chat"]["id"] == chat_id}
        return len(people | {BOT["id"]})

    async def _getChatMember(self, chat_id: int, user_id: int) -> dict[str, Any]:
        self._chat(chat_id)
        status = {"status": "member", "user": user(user_id, None)}
        if (chat_id, user_id) not in self.admins:
            return status
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
        )
        rights += (
            " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
        )
        return status | {"status": "administrator"} | dict.fromkeys(rights.split(), False)

    async def _pinChatMessage(self, chat_id: int, message_id: int, *, disable_notification: bool = False) -> bool:
        """Everybody sees that something was pinned, in a message of its own."""
        message, pinned = self._to_pin(chat_id, message_id), self.pinned.setdefault(chat_id, [])
        if message_id not in pinned:
            pinned.append(message_id)
            if not disable_notification:
                self.rung.append(message_id)
            told = {"message_id": next(self._ids), "date": int(time.time()), "chat": message["chat"], "from": BOT}
            await self.deliver({"message": told | {"pinned_message": message}})
        return True

    async def _unpinChatMessage(self, chat_id: int, message_id: int | None = None) -> bool:
        pinned = self.pinned.setdefault(chat_id, [])
        number = message_id if message_id is not None else pinned[-1] if pinned else 0
        self._to_pin(chat_id, number)
        if number in pinned:
            pinned.remove(number)
        return True

    def _to_pin(self, chat_id: int, message_id: int) -> dict[str, Any]:
        self._chat(chat_id)
        if chat_id < 0 and chat_id not in self.may_pin:
            raise Refused("Bad Request: not enough rights to manage pinned messages in the chat")
        message = self._heard.get(message_id)
        is_gone = any(sent.deleted for sent in self.messages if sent.message_id == message_id)
        if message is None or message["chat"]["id"] != chat_id or is_gone:
            raise Refused("Bad Request: message to pin not found")
        return message

    async def deliver(self, update: dict[str, Any]) -> None:
        """Hand the bot an update, see `telegram_server`."""
        raise NotImplementedError

    async def _deleteWebhook(self, **_: Any) -> bool:
        return True


def user(user_id: int, language_code: str | None) -> dict[str, Any]:
    """A person's account."""
    spoken = {"language_code": language_code} if language_code else {}
    return {"id": user_id, "is_bot": False, "first_name": "Somebody"} | spoken
