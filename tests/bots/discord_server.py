"""A small strict Discord on this machine, for the real discord.py.

`async with DiscordServer() as server:` then `server.api_url`, `server.gateway_url`, `server.token`.
Members: `dm`, `say`, `mention`, `edit`, `slash`, `press`. The bot: `await server.sent(n)`, `server.messages`.
Trouble: `refuse_next`, `close_dm`, `gateway.drop`, `emit`. `server.problems` lists every breach of Discord's rules.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from tests.bots import discord_rest
from tests.bots import discord_shapes as shapes
from tests.bots.discord_gateway import Gateway
from tests.bots.discord_rules import Refusal
from tests.bots.discord_shapes import BOT, CHANNEL, GUILD, Interaction, Sent, dm_channel, user_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

FILLED = 5
"""The kind of interaction: a window was filled in."""


class DiscordServer:
    """See the module."""

    def __init__(self) -> None:
        self.token = "made-up.discord.token"
        self.messages: dict[int, Sent] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[dict[str, Any]] = []
        self.synced = 0
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.down = 0
        """So many requests from now on find Discord broken."""
        self.lose_answers = 0
        """So many messages from now on are taken, and the answer about them is lost on the way."""
        self.closed_dms: set[int] = set()
        self.roles: dict[int, list[int]] = {}
        """The roles that somebody has, and so their rights."""
        self.opened: set[int] = set()
        """Channels that @everyone can view now."""
        self.may_pin: set[int] = set()
        """Channels in which the bot has the right “Pin Messages”."""
        self.may_not_write: set[int] = set()
        """Channels in which it has no right to send messages."""
        self.pinned: dict[int, list[int]] = {}
        """Channel to what is pinned there, the newest last."""
        self.refusals: deque[Refusal] = deque()
        self.gateway = Gateway(self.token)
        self.clock = asyncio.get_running_loop().time
        self._ids = itertools.count(10**17, 4096)
        self._log: list[int] = []

    async def __aenter__(self) -> Self:
        app = web.Application()
        discord_rest.add_routes(app, self)
        app.router.add_get("/gateway", self.gateway.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.api_url = f"http://127.0.0.1:{port}/api/v10"
        self.gateway_url = f"ws://127.0.0.1:{port}/gateway"
        self.gateway.hello = [("READY", self._ready()), ("GUILD_CREATE", shapes.guild())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.close()
        await self._runner.cleanup()

    # What members do

    async def dm(self, user: int, text: str) -> Sent:
        """A member writes to the bot in private."""
        return await self._write(user, dm_channel(user), text)

    async def say(self, user: int, text: str, *, bot: bool = False, reply_to: int | None = None, **more: Any) -> Sent:
        """Somebody writes in the channel; the words reach the bot only if it is mentioned, or may read all."""
        return await self._write(user, CHANNEL, text, bot=bot, reply_to=reply_to, **more)

    async def mention(self, user: int, text: str) -> Sent:
        """A member calls the bot in the channel."""
        return await self.say(user, f"<@{BOT}> {text}")

    async def edit(self, message: Sent, text: str | None) -> None:
        """A member changes their message; None: only a link preview came."""
        changed = {} if text is None else {"content": text, "edited_timestamp": shapes.now()}
        message.content = message.content if text is None else text
        message.body = {**message.body, **changed}
        await self.emit("MESSAGE_UPDATE", message.body)

    async def slash(
        self, user: int, name: str, text: str | None = None, *, guild: bool = False, channel: int = CHANNEL
    ) -> Interaction:
        """A member uses a slash command, in the bot's private chat or in the server."""
        if name not in {command["name"] for command in self.commands}:
            raise AssertionError(f"the bot offers no command {name}")
        options = [] if text is None else [{"name": "text", "type": 3, "value": text}]
        data = {"id": "3001", "name": name, "type": 1, "options": options}
        return await self._interact(user, channel if guild else dm_channel(user), 2, data)

    async def press(self, message: Sent, user: int, custom_id: str, *, gone: bool = False) -> Interaction:
        """A member presses a button that they can see (`gone`: on a message that was deleted meanwhile)."""
        if custom_id not in message.labels.values():
            raise AssertionError("the message has no such button")
        if (message.deleted and not gone) or message.only_for not in {None, user}:
            raise AssertionError("the member cannot see that message")
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(user, message.channel, 3, data, source=message)

    async def fill(self, made: Interaction, *typed: str) -> Interaction:
        """A member writes into the window that a press has opened, and sends it off."""
        await self.until(lambda: made.window is not None)
        assert made.window is not None
        lines = [line["component"] for line in made.window["components"]]
        if len(lines) != len(typed):
            raise AssertionError(f"the window has {len(lines)} lines")
        for box, words in zip(lines, typed, strict=True):
            if len(words) > (box.get("max_length") or 4000) or (not words and box.get("required", True)):
                raise AssertionError("Discord would not let the member send that")
        filled = [
            {"type": 18, "id": n, "component": {"type": 4, "id": n, "custom_id": box["custom_id"], "value": words}}
            for n, (box, words) in enumerate(zip(lines, typed, strict=True))
        ]
        data = {"custom_id": made.window["custom_id"], "components": filled}
        source = self.messages[made.source or 0]
        return await self._interact(made.user, made.channel, FILLED, data, source=source)

    # What the bot did

    async def sent(self, count: int, seconds: float = 8.0) -> list[Sent]:
        """All messages of the bot so far, as soon as there are `count`; deleted ones stay in the list."""
        try:
            await self.until(lambda: len(self._log) >= count, seconds)
        except TimeoutError:
            raise AssertionError(f"the bot sent {len(self._log)} messages, not {count}") from None
        return [self.messages[number] for number in self._log]

    async def until(self, what: Callable[[], bool], seconds: float = 8.0) -> None:
        """Wait until `what()` is true."""
        async with asyncio.timeout(seconds):
            while not what():  # noqa: ASYNC110  what a test waits for is not always ours to signal
                await asyncio.sleep(0.01)

    async def online(self, seconds: float = 8.0) -> None:
        """The bot is connected and its commands are known."""
        await self.until(lambda: self.gateway.connected.is_set() and bool(self.commands), seconds)

    # Trouble

    def refuse_next(self, status: int, code: int = 0, times: int = 1) -> None:
        """Refuse the next requests that send something (429: with a retry after 0.2 s)."""
        self.refusals.extend(Refusal(status, code, "asked for by the test") for _ in range(times))

    def close_dm(self, user: int) -> None:
        """The member no longer takes messages from the bot."""
        self.closed_dms.add(dm_channel(user))

    async def emit(self, event: str, data: dict[str, Any]) -> None:
        """Send any event, well-formed or not."""
        await self.gateway.emit(event, data)

    # For discord_rest

    def member(self, user: int) -> dict[str, Any]:
        """Somebody on the server, with their roles."""
        return {**shapes.member(self.roles.get(user, [])), "user": user_of(user)}

    def rights(self, user: int) -> int:
        """All that somebody's roles let them do."""
        found = shapes.PLAIN
        for role in self.roles.get(user, []):
            found |= shapes.RIGHTS[role]
        return found

    def next_id(self) -> int:
        """A fresh id."""
        return next(self._ids)

    def record(self, message: Sent) -> None:
        """The bot said something that a member can see."""
        self.messages[message.id] = message
        if not message.thinking and message.id not in self._log:
            self._log.append(message.id)

    def _ready(self) -> dict[str, Any]:
        return {
            "v": 10,
            "user": user_of(BOT, bot=True),
            "guilds": [{"id": str(GUILD), "unavailable": True}],
            "application": {"id": str(BOT), "flags": 0},
            "resume_gateway_url": self.gateway_url,
        }

    async def _write(
        self, user: int, channel: int, text: str, *, bot: bool = False, reply_to: int | None = None, **more: Any
    ) -> Sent:
        message = Sent(self.next_id(), channel, user_of(user, bot=bot), text, reply_to=reply_to)
        called = f"<@{BOT}>" in text or channel != CHANNEL
        mentions = [user_of(BOT, bot=True)] if f"<@{BOT}>" in text else []
        answered = self.messages.get(reply_to or 0)
        self.messages[message.id] = message
        message.body = {
            **shapes.payload(message),
            "content": text if called or self.gateway.shows_content else "",
            "mentions": mentions,
            "type": 19 if answered else 0,
            **(
                {"guild_id": str(GUILD), "member": shapes.member(self.roles.get(user, []))}
                if channel == CHANNEL
                else {}
            ),
            **(
                {"referenced_message": shapes.payload(answered), "message_reference": shapes.reference(answered)}
                if answered
                else {}
            ),
            **more,
        }
        await self.emit("MESSAGE_CREATE", message.body)
        return message

    async def _interact(
        self, user: int, channel: int, kind: int, data: dict[str, Any], source: Sent | None = None
    ) -> Interaction:
        number = self.next_id()
        made = Interaction(
            number, f"secret-interaction-{number}", user, channel, self.clock(), source.id if source else None
        )
        made.is_filled = kind == FILLED
        self.interactions[made.token] = made
        place: dict[str, Any] = {"user": user_of(user), "context": 1, "channel": shapes.dm(user)}
        if channel < shapes.DM_OFFSET:
            who = {**self.member(user), "permissions": str(self.rights(user))}
            place = {"guild_id": str(GUILD), "member": who, "context": 0, "channel": shapes.channel(channel)}
        await self.emit(
            "INTERACTION_CREATE",
            {
                "id": str(number),
                "application_id": str(BOT),
                "type": kind,
                "data": data,
                "token": made.token,
                "version": 1,
                "channel_id": str(channel),
                "locale": "es-ES",
                "entitlements": [],
                "authorizing_integration_owners": {},
                "attachment_size_limit": 10_485_760,
                **({"message": shapes.payload(source)} if source else {}),
                **place,
            },
        )
        return made
