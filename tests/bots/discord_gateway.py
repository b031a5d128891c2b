"""The live half of the tests' Discord: it greets, identifies, hears heartbeats, resumes, and tells what happens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
CONTENT = 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | CONTENT
HEARTBEAT_MS = 41_250


class Gateway:
    """One bot's connection; `greet` gives the events that follow READY."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._socket: web.WebSocketResponse | None = None
        self._session = ""
        self._events: list[dict[str, Any]] = []
        self.identified = 0
        self.allows_content = False
        """The bot's owner turned “Message Content Intent” on."""
        self.shows_content = False
        self.resumed = 0
        self.connected = asyncio.Event()
        self.hello: list[tuple[str, dict[str, Any]]] = []

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One WebSocket, from HELLO to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self._say(socket, {"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(frame.data))
        if self._socket is socket:
            self._socket = None
            self.connected.clear()
        return socket

    async def emit(self, event: str, data: dict[str, Any]) -> None:
        """Something happened. Kept, so that a bot that resumes hears it late."""
        frame = {"op": DISPATCH, "t": event, "s": len(self._events) + 1, "d": data}
        self._events.append(frame)
        if self._socket is not None:
            await self._say(self._socket, frame)

    async def drop(self, *, cleanly: bool = False) -> None:
        """Lose the connection: without a word, or with a request to reconnect."""
        socket, self._socket = self._socket, None
        self.connected.clear()
        if socket is None:
            return
        if cleanly:
            await self._say(socket, {"op": RECONNECT, "d": None})
        await socket.close(code=4000)

    async def close(self) -> None:
        """The server ends."""
        if self._socket is not None:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def _hear(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["op"] == HEARTBEAT:
            await self._say(socket, {"op": ACK, "d": None})
        elif frame["op"] == IDENTIFY:
            await self._identify(socket, frame["d"])
        elif frame["op"] == RESUME:
            await self._resume(socket, frame["d"])

    async def _identify(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        if said["token"] != self._token:
            await socket.close(code=4004)
        elif said["intents"] & PRIVILEGED & ~(CONTENT if self.allows_content else 0):
            await socket.close(code=4014)
        else:
            self.identified += 1
            self.shows_content = bool(said["intents"] & CONTENT)
            self._session, self._events, self._socket = secrets.token_hex(8), [], socket
            for event, data in self.hello:
                if event == "READY":
                    data = {**data, "session_id": self._session}  # noqa: PLW2901  each session has its own
                await self.emit(event, data)
            self.connected.set()

    async def _resume(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        if said["token"] != self._token or said["session_id"] != self._session:
            await self._say(socket, {"op": INVALID, "d": False})
            return
        self.resumed += 1
        self._socket = socket
        for frame in self._events[said["seq"] :]:
            await self._say(socket, frame)
        await self.emit("RESUMED", {})
        self.connected.set()

    @staticmethod
    async def _say(socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionError):
            await socket.send_str(json.dumps(frame))
