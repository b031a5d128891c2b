"""A Telegram of our own on this machine: it speaks the Bot API over real sockets and refuses what Telegram refuses."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from tests.bots.telegram_methods import Methods, Upload, user
from tests.bots.telegram_rules import Refused, parameters, units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bots.telegram_methods import Sent

TOKEN = "4242:a-made-up-token-for-the-tests"
PATIENCE_S = 8.0
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who writes what Telegram itself says in a group."""
_ENTITIES = (("mention", re.compile(r"(?<!\w)@\w{3,}")), ("bot_command", re.compile(r"(?<!\S)/\w{1,32}(?:@\w+)?")))


@dataclass(slots=True)
class Trouble:
    """What happens to the next calls of one method."""

    times: int = 0
    after: int = 0
    """So many calls go well first."""
    refusal: Refused | None = None
    """None drops the connection without an answer."""
    delay_s: float = 0.0


@dataclass
class TelegramServer(Methods):
    """Use as `async with TelegramServer() as server:` and point the bot at `server.url` with `TOKEN`."""

    url: str = ""
    calls: list[str] = field(default_factory=list)
    """Every method that was called, refused or not."""
    refusals: list[str] = field(default_factory=list)
    """What was refused of itself, not on demand; a test that expects none checks that it is empty."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._update_ids = itertools.count(90_001)
        self._trouble: defaultdict[str, Trouble] = defaultdict(Trouble)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    # What people do

    async def private(self, user_id: int, text: str = "", *, language_code: str | None = "en", **more: Any) -> int:
        """Somebody writes to the bot in private; the message's id. `more` are further fields of the Message."""
        chat = {"id": user_id, "type": "private", "first_name": "Somebody"}
        return await self._say(chat, user(user_id, language_code), text, **more)

    async def group(
        self, chat_id: int, user_id: int, text: str = "", *, reply_to: int = 0, thread: int = 0, **more: Any
    ) -> int:
        """Somebody writes in a group (a negative id); `reply_to` is the id of any earlier message.

        `more`: `language_code`, `sender` (a whole User, such as another bot), further fields of the Message.
        """
        if chat_id in self.upgraded:
            raise AssertionError("nobody can write in a group that has become a supergroup")
        chat: dict[str, Any] = {"id": chat_id, "type": _kind(chat_id), "title": "A group"}
        if chat_id in self.public:
            chat["username"] = self.public[chat_id]
        if thread:
            self._topics.add((chat_id, thread))
            chat["is_forum"] = True
            more |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to:
            more["reply_to_message"] = self._heard[reply_to]
        sender = more.pop("sender", None) or user(user_id, more.pop("language_code", "en"))
        return await self._say(chat, sender, text, **more)

    async def upgrade(self, chat_id: int, new_id: int, *, news: Sequence[str] = ("to", "from")) -> None:
        """A group becomes a supergroup: its old number is refused from now on, and its administrators stay.

        news: the service messages that the bot gets, in this order: `to` in the old chat, `from` in the new one.
        """
        self.upgraded[chat_id] = new_id
        self.admins |= {(new_id, account) for chat, account in self.admins if chat == chat_id}
        chats = {number: {"id": number, "type": _kind(number), "title": "A group"} for number in (chat_id, new_id)}
        told = {"to": (chat_id, {"migrate_to_chat_id": new_id}), "from": (new_id, {"migrate_from_chat_id": chat_id})}
        self._heard[next(self._ids)] = {"chat": chats[new_id], "from": ANONYMOUS}
        for which in news:
            where, what = told[which]
            await self._say(chats[where], ANONYMOUS, "", **what)

    async def edit(self, message_id: int, text: str) -> None:
        """Somebody edits a message (or its caption); the same text is an edit that nobody made."""
        kind = "caption" if "caption" in self._heard[message_id] else "text"
        edited = self._heard[message_id] | {kind: text, "edit_date": int(time.time())} | _entities(text, kind)
        self._heard[message_id] = edited
        await self.deliver({"edited_message": edited})

    async def press(self, message_id: int, user_id: int, data: str, *, language_code: str | None = "en") -> str:
        """Somebody presses a button under one of the bot's messages; the query's id."""
        held = next(message for message in self.messages if message.message_id == message_id)
        if data not in [button.get("callback_data") for button in held.buttons]:
            raise AssertionError("no such button is under that message")
        query_id = str(next(self._update_ids))
        self._queries.add(query_id)
        query = {"id": query_id, "from": user(user_id, language_code), "chat_instance": "1", "data": data}
        await self.deliver({"callback_query": query | {"message": self._heard[message_id]}})
        return query_id

    async def _say(self, chat: dict[str, Any], sender: dict[str, Any], text: str, **more: Any) -> int:
        kind = "caption" if {"photo", "document", "video"} & more.keys() else "text"
        message: dict[str, Any] = {
            "message_id": next(self._ids),
            "date": int(time.time()),
            "chat": chat,
            "from": sender,
        }
        message |= ({kind: text} | _entities(text, kind) if text else {}) | more
        self._heard[message["message_id"]] = message
        await self.deliver({"message": message})
        return int(message["message_id"])

    async def deliver(self, update: dict[str, Any]) -> None:
        """Hand the bot an update as it is, its number added."""
        async with self._changed:
            self._updates.append({"update_id": next(self._update_ids)} | update)
            self._changed.notify_all()

    # What goes wrong

    def refuse(
        self, method: str, times: int = 1, *, code: int = 429, text: str = "on demand", after: int = 0, **extra: int
    ) -> None:
        """Refuse the next calls of a method, or those after some that go well.

        `extra` is what Telegram calls the response's parameters: `retry_after`, `migrate_to_chat_id`.
        """
        self._trouble[method] = Trouble(times, after, Refused(text, code, **extra), self._trouble[method].delay_s)

    def drop(self, method: str, times: int = 1) -> None:
        """Close the connection without an answer at the next calls of a method."""
        self._trouble[method] = Trouble(times, delay_s=self._trouble[method].delay_s)

    def delay(self, method: str, seconds: float) -> None:
        """Let every call of a method wait from now on."""
        self._trouble[method].delay_s = seconds

    # What a test waits for

    async def sent(self, count: int, within_s: float = PATIENCE_S) -> list[Sent]:
        """All messages accepted so far, as soon as there are `count`; TimeoutError when they do not come."""
        await self.until(lambda: len(self.messages) >= count, within_s)
        return self.messages

    async def until(self, condition: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
        """Wait until something is true, here or at the desk; TimeoutError when it does not become true."""
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110  what is waited for may change anywhere
                await asyncio.sleep(0.01)

    # The Bot API

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method, token = request.match_info["method"], request.match_info["token"]
        form = await request.post()
        raw = {name: str(value) for name, value in form.items()}
        uploads = {
            name: Upload(value.filename, value.file.read())
            for name, value in form.items()
            if isinstance(value, web.FileField)
        }
        self.calls.append(method)
        trouble = self._trouble[method]
        await asyncio.sleep(trouble.delay_s)
        try:
            if token != TOKEN:
                raise Refused("Unauthorized", 401)  # noqa: TRY301  the only place that turns refusals into answers
            if trouble.times and trouble.after:
                trouble.after -= 1
            elif trouble.times:
                trouble.times -= 1
                if trouble.refusal is None:
                    if request.transport:
                        request.transport.abort()
                    return web.Response()
                raise trouble.refusal
            answer = await getattr(self, f"_{method}", self._unknown)(**parameters(method, raw) | uploads)
        except Refused as refused:
            if refused is not trouble.refusal:
                self.refusals.append(f"{method}: {refused.description}")
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
            return web.json_response(body, status=refused.code)
        return web.json_response({"ok": True, "result": answer})

    async def _unknown(self, **_: Any) -> None:
        raise Refused("Not Found", 404)


def _kind(chat_id: int) -> str:
    """Numbers of supergroups begin with -100."""
    return "supergroup" if chat_id < -(10**12) else "group"


def _entities(text: str, kind: str) -> dict[str, Any]:
    found = [
        {"type": name, "offset": units(text[: match.start()]), "length": units(match[0])}
        for name, pattern in _ENTITIES
        for match in pattern.finditer(text)
    ]
    return {"entities" if kind == "text" else "caption_entities": found} if found else {}
