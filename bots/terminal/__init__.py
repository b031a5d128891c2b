"""The bot in a terminal: type what you need, press a button by its number, or pipe in a script, one line a message."""

from __future__ import annotations

import asyncio
import getpass
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from handlers import wording
from handlers.messages import Incoming
from handlers.translator import Say

if TYPE_CHECKING:
    from bots.desk import Desk
    from bots.identity import Pseudonyms
    from handlers.messages import Button, Reply

COMMUNITY = "terminal"
QUIT = ("/quit", "/exit")


class Terminal:
    """One member at one terminal; remembers only the buttons that stand on the screen."""

    def __init__(self, desk: Desk, pseudonyms: Pseudonyms, *, lines: TextIO, out: TextIO, locale: str) -> None:
        self._desk = desk
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
        await self._answer(Incoming(self._member, COMMUNITY, private=True, command="start", locale=self._locale))
        while (line := await self._next()) is not None:
            if line.lower() in QUIT:
                break
            if line and (message := self._translate(line)):
                await self._answer(message)
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
            return Incoming(self._member, COMMUNITY, private=True, pressed=pressed, locale=self._locale)
        if line.startswith("/"):
            command, _, rest = line[1:].partition(" ")
            return Incoming(
                self._member, COMMUNITY, private=True, command=command.lower(), text=rest.strip(), locale=self._locale
            )
        return Incoming(self._member, COMMUNITY, private=True, text=line, locale=self._locale)

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

    def _show(self, reply: Reply) -> None:
        self._buttons = []
        self._console.print()
        self._console.print(escape(reply.text))
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
