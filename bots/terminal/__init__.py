"""The bot in a terminal: type what you need, press a button by its number, or pipe in a script, one line a message."""

from __future__ import annotations

import asyncio
import getpass
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from bots.desk import post_of
from handlers import wording
from handlers.messages import Incoming, Origin
from handlers.post import Pinning, Published, Readers
from handlers.translator import Say

if TYPE_CHECKING:
    from bots.desk import Desk
    from bots.identity import Pseudonyms
    from handlers.messages import Button, Reply

COMMUNITY = "terminal"
HOME, STAFF, YOU = "terminal.home", "terminal.staff", "terminal.you"
"""Addresses, as `handlers.post` knows them: here all of them are this screen."""
QUIT = ("/quit", "/exit")


class Terminal:
    """One member at one terminal; remembers only the buttons that stand on the screen."""

    def __init__(self, desk: Desk, pseudonyms: Pseudonyms, *, lines: TextIO, out: TextIO, locale: str) -> None:
        self._desk = desk
        self._post = post_of(desk)
        self._member = pseudonyms.member("terminal", _account())
        self._lines = lines
        self._console = Console(file=out, highlight=False, width=None if out.isatty() else 100)
        self._say = Say(locale)
        self._locale = locale
        self._buttons: list[Button] = []
        self._notes: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Answer line after line until /quit or the end of the input."""
        self._console.print(escape(self._say(wording.T_WELCOME)), style="bold")
        self._post.attach("terminal", self)
        await self._answer(self._incoming(command="start"))
        while (line := await self._next()) is not None:
            if line.lower() in QUIT:
                break
            if line and (message := self._translate(line)):
                await self._answer(message)
        self._post.detach("terminal", self)
        await asyncio.gather(*self._notes)
        self._console.print(escape(self._say(wording.T_BYE)))

    async def _next(self) -> str | None:
        prompt = self._say(wording.T_PROMPT)
        self._console.print(escape(prompt), end="", style="bold green")
        line = await asyncio.to_thread(self._lines.readline)
        if not line:
            self._console.print()
            return None
        if not self._lines.isatty():
            self._console.print(escape(line.strip()))
        return line.strip()

    def _translate(self, line: str) -> Incoming | None:
        if line.isdecimal() and len(line) < 4:  # noqa: PLR2004  longer numbers are words of the member's
            number = int(line)
            if not 1 <= number <= len(self._buttons):
                self._console.print(escape(self._say(wording.T_NO_SUCH_NUMBER)))
                return None
            button = self._buttons[number - 1]
            pressed = button.payload or button.doorway
            return self._incoming(pressed=pressed)
        if line.startswith("/"):
            command, _, rest = line[1:].partition(" ")
            return self._incoming(command=command.lower(), text=rest.strip())
        return self._incoming(text=line)

    def _incoming(self, **said: Any) -> Incoming:
        origin = Origin(YOU, _account(), HOME, STAFF, COMMUNITY, None, self._is_manager, self._say_more)
        return Incoming(self._member, COMMUNITY, private=True, locale=self._locale, origin=origin, **said)

    # What a platform is asked, see `handlers.post`: whoever sits here may do everything.

    async def _is_manager(self, home: str) -> bool:
        return home == HOME

    async def _say_more(self, reply: Reply) -> bool:
        self._show(reply, more=True)
        return True

    async def is_moderator(self, home: str, person: str) -> bool:
        """Whoever sits here is one."""
        return (home, person) == (HOME, YOU)

    async def readers(self, chat: str, home: str) -> Readers:
        """Whoever sees this screen."""
        return Readers(chat_name=COMMUNITY, people=1) if (chat, home) == (STAFF, HOME) else Readers("gone")

    async def send(self, to: str, reply: Reply) -> bool:
        """Show what a moderator would read."""
        self._show(replace(reply, text=f"{self._say(wording.T_STAFF)} {reply.text}"), more=True)
        return to in (STAFF, YOU)

    async def publish(self, chat: str, reply: Reply) -> Published:
        """Show what the community would read."""
        self._show(replace(reply, text=f"{self._say(wording.T_NOTICE)} {reply.text}"), more=True)
        return Published(f"{chat}.notice")

    async def pin(self, chat: str, message: str) -> Pinning:
        """A screen has nothing to pin to."""
        return Pinning.DONE if message == f"{chat}.notice" else Pinning.GONE

    async def unpin(self, chat: str, message: str) -> bool:
        """Nothing is pinned here."""
        return message == f"{chat}.notice"

    async def _answer(self, message: Incoming) -> None:
        reply = await self._desk.answer(message)
        if reply is None:
            return
        if reply.remove:
            self._console.clear()
        self._show(reply)
        # The next line may be a cry for help: it must not wait until this answer has been noted.
        noting = asyncio.create_task(self._desk.delivered(message, reply))
        self._notes.add(noting)
        noting.add_done_callback(self._notes.discard)

    def _show(self, reply: Reply, *, more: bool = False) -> None:
        """`more`: the buttons that stand on the screen already keep their numbers."""
        self._buttons = self._buttons if more else []
        self._console.print()
        self._console.print(escape(reply.text))
        if reply.verbatim:
            self._console.print()
            self._console.print(escape(reply.verbatim), soft_wrap=True)
        for file in reply.files:
            said = (file.caption or file.words) if file.is_picture else file.data.decode()
            self._console.print()
            self._console.print(Padding(escape(f"{file.name}: {said}"), (0, 0, 0, 2)), soft_wrap=True)
        for item in reply.items:
            self._console.print()
            self._console.print(escape(item.title), style="bold cyan")
            self._console.print(Padding(escape(item.text), (0, 0, 0, 2)))
            if item.url:
                self._console.print(Padding(escape(item.url), (0, 0, 0, 2)), style="underline", soft_wrap=True)
            self._show_buttons(item.buttons)
        if reply.buttons:
            self._console.print()
            self._show_buttons(reply.buttons)
        self._console.print()

    def _show_buttons(self, buttons: tuple[Button, ...]) -> None:
        shown = []
        for button in buttons:
            if button.url:
                shown.append(f"{button.label}: {button.url}")
                continue
            self._buttons.append(button)
            shown.append(f"[{len(self._buttons)}] {button.label}")
        if shown:
            self._console.print(Padding(escape("   ".join(shown)), (0, 0, 0, 2)), style="yellow")


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
