"""The asking half of the tests' Discord: the REST routes that a bot uses, as strict as the real ones."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.bots import discord_shapes as discord
from tests.bots.discord_rules import MODAL, Refusal, check

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.bots.discord_server import DiscordServer
    from tests.bots.discord_shapes import Interaction, Sent

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MESSAGE, DEFER, DEFER_UPDATE = 4, 5, 6
RETRY_AFTER_S = 0.2
ACKNOWLEDGE_WITHIN_S = 3.0
FILE_LIMIT = 10_485_760
PINS = 250
"""In one channel."""
SENDS = ("/messages", "/callback", "/webhooks/")


def add_routes(app: web.Application, server: DiscordServer) -> None:
    """All routes below /api/v10; every refusal is recorded as a problem unless the test asked for it."""
    rest, api = _Rest(server), "/api/v10"
    hook, original = "/webhooks/{app}/{token}", "/webhooks/{app}/{token}/messages/@original"
    routes = [
        ("GET", "/users/@me", rest.me),
        ("POST", "/users/@me/channels", rest.open_dm),
        ("GET", "/oauth2/applications/@me", rest.application),
        ("GET", "/applications/@me", rest.application),
        ("GET", "/gateway", rest.gateway),
        ("GET", "/gateway/bot", rest.gateway),
        ("GET", "/applications/{app}/commands", rest.commands),
        ("PUT", "/applications/{app}/commands", rest.put_commands),
        ("POST", "/applications/{app}/commands", rest.post_command),
        ("GET", "/channels/{channel}", rest.channel),
        ("GET", "/guilds/{guild}/members/{user}", rest.member),
        ("POST", "/channels/{channel}/messages", rest.create),
        ("GET", "/channels/{channel}/messages", rest.history),
        ("PATCH", "/channels/{channel}/messages/{message}", rest.edit),
        ("DELETE", "/channels/{channel}/messages/{message}", rest.delete),
        ("PUT", "/channels/{channel}/messages/pins/{message}", rest.pin),
        ("DELETE", "/channels/{channel}/messages/pins/{message}", rest.unpin),
        ("POST", "/interactions/{id}/{token}/callback", rest.callback),
        ("POST", hook, rest.follow_up),
        ("GET", original, rest.get_original),
        ("PATCH", original, rest.patch_original),
        ("DELETE", original, rest.delete_original),
    ]
    for method, path, handler in routes:
        app.router.add_route(method, api + path, rest.guarded(handler))


class _Rest:
    def __init__(self, server: DiscordServer) -> None:
        self.server = server

    def guarded(self, handler: Handler) -> Handler:
        """Refusals become Discord's error bodies."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.server.requests.append(f"{request.method} {request.path}")
            try:
                self._let_in(request)
                return await handler(request)
            except Refusal as refusal:
                if refusal.why != "asked for by the test":
                    self.server.problems.append(f"{request.method} {request.match_info.route.resource}: {refusal.why}")
                return _refused(refusal)

        return handle

    def _let_in(self, request: web.Request) -> None:
        if self.server.down:
            self.server.down -= 1
            raise Refusal(503, 0, "asked for by the test")
        by_token = "token" in request.match_info
        if not by_token and request.headers.get("Authorization") != f"Bot {self.server.token}":
            raise Refusal(401, 0, "asked for by the test")
        if request.method != "GET" and self.server.refusals and any(part in request.path for part in SENDS):
            raise self.server.refusals.popleft()

    async def me(self, _: web.Request) -> web.Response:
        return _json(discord.user_of(discord.BOT, bot=True))

    async def application(self, _: web.Request) -> web.Response:
        return _json(
            {
                "id": str(discord.BOT),
                "name": "Peerbridge",
                "description": "",
                "icon": None,
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "summary": "",
                "team": None,
                "owner": discord.user_of(1),
            }
        )

    async def gateway(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        return _json({"url": self.server.gateway_url, "shards": 1, "session_start_limit": limit})

    async def commands(self, _: web.Request) -> web.Response:
        return _json(self.server.commands)

    async def put_commands(self, request: web.Request) -> web.Response:
        body = await _body(request, "commands")
        self.server.commands = [self._command(command) for command in body]
        self.server.synced += 1
        return _json(self.server.commands)

    async def post_command(self, request: web.Request) -> web.Response:
        self.server.commands.append(self._command(await _body(request, "command")))
        return _json(self.server.commands[-1], 201)

    def _command(self, command: dict[str, Any]) -> dict[str, Any]:
        ids = {"id": str(self.server.next_id()), "application_id": str(discord.BOT), "version": "1"}
        defaults = {"type": 1, "default_member_permissions": None, "nsfw": False, "dm_permission": True}
        return {**defaults, **command, **ids}

    async def open_dm(self, request: web.Request) -> web.Response:
        user = int((await request.json())["recipient_id"])
        return _json({"id": str(discord.dm_channel(user)), "type": 1, "recipients": [discord.user_of(user)]})

    async def channel(self, request: web.Request) -> web.Response:
        number = int(request.match_info["channel"])
        if number in {discord.CHANNEL, discord.STAFF_CHANNEL, discord.OPEN_CHANNEL}:
            found = discord.channel(number)
            return _json(found | ({"permission_overwrites": []} if number in self.server.opened else {}))
        if number < discord.DM_OFFSET:
            raise Refusal(404, 10003, "unknown channel")
        user = number - discord.DM_OFFSET
        return _json({"id": str(number), "type": 1, "recipients": [discord.user_of(user)]})

    async def member(self, request: web.Request) -> web.Response:
        if int(request.match_info["guild"]) != discord.GUILD:
            raise Refusal(404, 10004, "unknown guild")
        user = int(request.match_info["user"])
        if user not in self.server.roles:
            raise Refusal(404, 10007, "asked for by the test")  # they have left the server
        return _json(self.server.member(user))

    async def create(self, request: web.Request) -> web.Response:
        channel = int(request.match_info["channel"])
        body = await _body(request, "message")
        if channel in self.server.closed_dms:
            raise Refusal(403, 50007, "asked for by the test")
        if channel in self.server.may_not_write:
            raise Refusal(403, 50013, "asked for by the test")
        message = self._said_before(channel, body)
        if message is None:
            reference = body.get("message_reference") or {}
            message = self._message(channel, body, None)
            message.reply_to = int(reference["message_id"]) if reference else None
            self.server.record(message)
        if self.server.lose_answers:
            self.server.lose_answers -= 1
            raise Refusal(502, 0, "asked for by the test")
        return _json(discord.payload(message))

    def _said_before(self, channel: int, body: dict[str, Any]) -> Sent | None:
        """As at Discord: the same nonce again is the same message, where the bot wants it to be."""
        if not body.get("enforce_nonce"):
            return None
        said = (each for each in self.server.messages.values() if each.channel == channel)
        return next((each for each in said if each.body.get("nonce") == body["nonce"]), None)

    async def history(self, request: web.Request) -> web.Response:
        channel, limit = int(request.match_info["channel"]), int(request.query.get("limit", "50"))
        there = [m for m in self.server.messages.values() if m.channel == channel and not m.deleted]
        return _json([discord.payload(m) for m in reversed(there) if m.only_for is None][:limit])

    async def edit(self, request: web.Request) -> web.Response:
        message = self._known(int(request.match_info["message"]))
        _change(message, await _body(request, "edit"))
        return _json(discord.payload(message))

    async def delete(self, request: web.Request) -> web.Response:
        message = self._known(int(request.match_info["message"]))
        if message.only_for is not None:
            raise Refusal(404, 10008, "an ephemeral message is unknown outside its interaction")
        message.deleted = True
        return web.Response(status=204)

    async def pin(self, request: web.Request) -> web.Response:
        """Everybody sees that something was pinned, in a message of its own."""
        message, pinned = self._to_pin(request)
        if message.id in pinned:
            return web.Response(status=204)
        if len(pinned) >= PINS:
            raise Refusal(400, 30003, "asked for by the test")
        pinned.append(message.id)
        told = discord.Sent(self.server.next_id(), message.channel, discord.user_of(discord.BOT, bot=True))
        body = discord.payload(told) | {"type": 6, "message_reference": discord.reference(message)}
        await self.server.emit("MESSAGE_CREATE", body | {"guild_id": str(discord.GUILD)})
        return web.Response(status=204)

    async def unpin(self, request: web.Request) -> web.Response:
        message, pinned = self._to_pin(request)
        if message.id in pinned:
            pinned.remove(message.id)
        return web.Response(status=204)

    def _to_pin(self, request: web.Request) -> tuple[Sent, list[int]]:
        channel, number = int(request.match_info["channel"]), int(request.match_info["message"])
        if channel not in self.server.may_pin:
            raise Refusal(403, 50013, "asked for by the test")
        message = self.server.messages.get(number)
        if message is None or message.deleted or message.channel != channel or message.only_for is not None:
            raise Refusal(404, 10008, "asked for by the test")
        return message, self.server.pinned.setdefault(channel, [])

    async def callback(self, request: web.Request) -> web.Response:
        made = self._interaction(request)
        body = await _body(request, "callback")
        if made.answered is not None:
            raise Refusal(400, 40060, "interaction has already been acknowledged")
        if self.server.clock() - made.made > ACKNOWLEDGE_WITHIN_S:
            raise Refusal(404, 10062, "unknown interaction: acknowledged too late")
        if body["type"] not in {MESSAGE, DEFER, DEFER_UPDATE, MODAL} or (
            body["type"] == DEFER_UPDATE and not made.source
        ):
            raise Refusal(400, 50035, "this kind of callback does not fit")
        if body["type"] == MODAL and made.is_filled:
            raise Refusal(400, 50035, "no window follows a window")
        made.answered = body["type"]
        if body["type"] == MODAL:
            made.window = body["data"]
        elif body["type"] == DEFER_UPDATE:
            made.original = made.source
        else:
            message = self._message(made.channel, body.get("data") or {}, made)
            message.thinking = body["type"] == DEFER
            made.original = message.id
            self.server.record(message)
        return _json({"interaction": {"id": str(made.id), "type": 2}})

    async def follow_up(self, request: web.Request) -> web.Response:
        made = self._acknowledged(request)
        body = await _body(request, "webhook")
        waiting = self.server.messages.get(made.original or 0)
        if waiting is not None and waiting.thinking:
            _change(waiting, body)  # Discord: the first one takes the place, and the privacy, of “thinking …”
            message = waiting
        else:
            message = self._message(made.channel, body, made)
        self.server.record(message)
        return _json(discord.payload(message))

    async def get_original(self, request: web.Request) -> web.Response:
        return _json(discord.payload(self._original(request)))

    async def patch_original(self, request: web.Request) -> web.Response:
        message = self._original(request)
        _change(message, await _body(request, "webhook edit"))
        self.server.record(message)
        return _json(discord.payload(message))

    async def delete_original(self, request: web.Request) -> web.Response:
        self._original(request).deleted = True
        return web.Response(status=204)

    def _message(self, channel: int, body: dict[str, Any], made: Interaction | None) -> Sent:
        hidden = bool((body.get("flags") or 0) & discord.EPHEMERAL)
        if hidden and made is None:
            raise Refusal(400, 50035, "only answers to interactions can be ephemeral")
        message = discord.Sent(self.server.next_id(), channel, discord.user_of(discord.BOT, bot=True))
        message.only_for = made.user if made and hidden else None
        _change(message, body)
        return message

    def _known(self, number: int) -> Sent:
        message = self.server.messages.get(number)
        if message is None or message.deleted:
            raise Refusal(404, 10008, "unknown message")
        return message

    def _interaction(self, request: web.Request) -> Interaction:
        made = self.server.interactions.get(request.match_info["token"])
        if made is None or request.match_info.get("id", str(made.id)) != str(made.id):
            raise Refusal(404, 10062, "unknown interaction")
        return made

    def _acknowledged(self, request: web.Request) -> Interaction:
        made = self._interaction(request)
        if made.answered is None:
            raise Refusal(404, 10015, "unknown webhook: the interaction was not acknowledged")
        return made

    def _original(self, request: web.Request) -> Sent:
        return self._known(self._acknowledged(request).original or 0)


def _change(message: Sent, body: dict[str, Any]) -> None:
    message.body = {**message.body, **body}
    message.content = body.get("content", message.content) or ""
    message.embeds = body.get("embeds", message.embeds) or []
    message.components = body.get("components", message.components) or []
    message.files = body.get("files", message.files)
    message.thinking = False


async def _body(request: web.Request, kind: str) -> Any:
    if request.content_type == "multipart/form-data":
        return await _with_files(request, kind)
    if request.content_type != "application/json":
        raise Refusal(400, 50035, "the body is not JSON")
    body = await request.json()
    check(kind, body)
    return body


async def _with_files(request: web.Request, kind: str) -> Any:
    """The JSON, with what was uploaded under `files`: name to content."""
    form = await request.post()
    body = json.loads(str(form["payload_json"]))
    check(kind, body)
    found = {name: value for name, value in form.items() if isinstance(value, web.FileField)}
    named = {f"files[{each['id']}]": each for each in body.get("attachments") or []}
    if found.keys() != named.keys():
        raise Refusal(400, 50035, "attachments and files are not the same")
    body["files"] = {value.filename: value.file.read() for value in found.values()}
    for name, data in body["files"].items():
        if not data or len(data) > FILE_LIMIT:
            raise Refusal(413, 40005, "a file is empty or too large")
        if name not in {each["filename"] for each in named.values()}:
            raise Refusal(400, 50035, "a file has another name than its attachment")
    return body


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # without a charset: discord.py compares the header as a whole
    shown = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=shown)


def _refused(refusal: Refusal) -> web.Response:
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        limit = {"message": "You are being rate limited.", "retry_after": RETRY_AFTER_S, "global": False}
        return _json(
            limit, 429, {"Via": "1.1 local", "Retry-After": "1", "X-RateLimit-Reset-After": str(RETRY_AFTER_S)}
        )
    return _json({"message": refusal.why, "code": refusal.code}, refusal.status)
