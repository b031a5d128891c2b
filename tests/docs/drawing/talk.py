"""Leads a real conversation with the desk, and keeps what everybody would see of it, to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.messages import Incoming
from tests.handlers.people import ANA, GROUP, pass_on
from tests.handlers.staffroom import STAFF_CHAT, Platform

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Button, Reply
    from tests.conftest import Clock

ABRIDGED = "…"
STAFF_GROUP = "feedfeedfeedfeed"
IN_GROUP = "In the group, where all can read"
IN_PRIVATE = "In the private chat, where only they can read"
IN_STAFF_CHAT = "In the staff chat"
HEAD_OF_A_FILE = 4
"""Lines of an attached text that are drawn."""


@dataclass(frozen=True, slots=True)
class Card:
    """A service as it is shown."""

    title: str
    text: str
    url: str
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing that somebody said, tapped, or was shown; `who` is empty for a line that says where we are."""

    who: str
    text: str
    cards: tuple[Card, ...] = ()
    buttons: tuple[str, ...] = ()
    tapped: bool = False

    def words(self) -> str:
        """All of it as plain lines."""
        if not self.who:
            return f"({self.text})"
        said = f"{self.who} taps: {self.text}" if self.tapped else f"{self.who}: {self.text}"
        cards = (
            "\n".join(filter(None, (card.title, card.text, card.url, _buttons(card.buttons)))) for card in self.cards
        )
        return ("\n\n" if self.cards else "\n").join(filter(None, (said, *cards, _buttons(self.buttons))))


def _buttons(labels: tuple[str, ...]) -> str:
    return "".join(f"[{label}] " for label in labels).strip()


def bubble(reply: Reply, cards: int | None = None) -> Bubble:
    """What a reply looks like; `cards`: so many of them are drawn, and “…” stands for the others."""
    parts = [reply.text, reply.verbatim]
    for file in reply.files:
        lines = (file.caption or file.words).splitlines() if file.is_picture else file.data.decode().splitlines()
        shown = [*lines[:HEAD_OF_A_FILE], ABRIDGED] if len(lines) > HEAD_OF_A_FILE else lines
        parts.append("\n".join([f"({'picture' if file.is_picture else 'file'} {file.name})", *shown]))
    items = reply.items if cards is None else reply.items[:cards]
    shown_cards = [
        Card(item.title, item.text, item.url or "", tuple(button.label for button in item.buttons)) for item in items
    ]
    if len(items) < len(reply.items):
        shown_cards.append(Card(ABRIDGED, "", "", ()))
    labels = tuple(button.label for button in reply.buttons)
    return Bubble("Bot", "\n\n".join(filter(None, parts)), tuple(shown_cards), labels)


@dataclass
class Talk:
    """A conversation in the making. `who` acts, under the `name` that the picture shows; `drawn` is what was kept."""

    desk: Desk
    platform: Platform
    clock: Clock
    who: str = ANA
    name: str = "Member"
    drawn: list[Bubble] = field(default_factory=list)
    last: Reply | None = None
    silent: bool = False
    """What is done now is needed, and not drawn."""

    def divide(self, words: str) -> None:
        """Say where we are from here on."""
        self._keep(Bubble("", words))

    async def say(self, text: str, *, cards: int | None = None) -> Reply:
        """Write in private; what begins with a slash is a command."""
        self._keep(Bubble(self.name, text))
        return await self._private(cards, **_typed(text))

    async def tap(self, label: str, *, cards: int | None = None) -> Reply:
        """Press the first button of the last answer whose label begins so."""
        button = self._button(label)
        self._keep(Bubble(self.name, button.label, tapped=True))
        return await self._private(cards, pressed=button.payload or button.doorway)

    async def say_in_group(self, text: str) -> Reply:
        """Call the bot where everybody reads along."""
        self._keep(Bubble(self.name, text))
        typed = _typed(text.removeprefix("@bot "))
        origin = self.platform.origin(self.who, group=True)
        return await self._passed(Incoming(self.who, GROUP, private=False, origin=origin, **typed), None)  # type: ignore[arg-type]  # Incoming's own fields

    async def follow(self, label: str, *, cards: int | None = None) -> Reply:
        """Tap the button that leads from the group into a private chat, as on Telegram."""
        button = self._button(label)
        self._keep(Bubble(self.name, button.label, tapped=True))
        self.divide(IN_PRIVATE)
        return await self._private(cards, command="start", text=button.doorway)

    async def tap_in_staff_chat(self, label: str) -> Reply:
        """Press a button where the staff reads along."""
        button = self._button(label)
        self._keep(Bubble(self.name, button.label, tapped=True))
        place = {"home": STAFF_CHAT, "chat": STAFF_CHAT, "chat_name": "Staff"}
        origin = self.platform.origin(self.who, group=True, **place)
        return await self._passed(
            Incoming(self.who, STAFF_GROUP, private=False, pressed=button.payload, origin=origin), None
        )

    def shows(self, reply: Reply | None) -> None:
        """Something that the bot wrote before, or by itself; its buttons can be tapped."""
        assert reply
        self.last = reply
        self._keep(bubble(reply))

    async def _private(self, cards: int | None, **said: object) -> Reply:
        origin = self.platform.origin(self.who, group=False)
        return await self._passed(Incoming(self.who, "private", private=True, origin=origin, **said), cards)  # type: ignore[arg-type]  # the same

    async def _passed(self, message: Incoming, cards: int | None) -> Reply:
        self.clock.now += timedelta(seconds=1)
        self.last = await pass_on(self.desk, message)
        self._keep(bubble(self.last, cards))
        return self.last

    def _keep(self, said: Bubble) -> None:
        if not self.silent:
            self.drawn.append(said)

    def _button(self, label: str) -> Button:
        assert self.last
        buttons = [button for item in self.last.items for button in item.buttons] + list(self.last.buttons)
        found = next((button for button in buttons if button.label.startswith(label)), None)
        assert found, f"no button begins with {label}: {[button.label for button in buttons]}"
        return found


def _typed(text: str) -> dict[str, str]:
    if not text.startswith("/"):
        return {"text": text}
    command, _, rest = text[1:].partition(" ")
    return {"command": command, "text": rest}
