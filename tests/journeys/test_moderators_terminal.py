"""The hand-over can be tried out in a terminal: what a moderator would read is shown with its own mark."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from bots.terminal import Terminal
from handlers import wording
from tests.journeys.kit import PSEUDONYMS, Place, squeezed

if TYPE_CHECKING:
    from handlers.desk import Desk


class Screen(io.StringIO):
    """What is shown, and the number that stands before a button just now."""

    def number(self, label: str) -> str:
        before = squeezed(self.getvalue()).rpartition(f"] {label}")[0]
        return before.rpartition("[")[2]


class Typed:
    """A person who reads the screen before typing: lines that begin with “press ” name a button."""

    def __init__(self, lines: list[str], screen: Screen) -> None:
        self._lines, self._screen = iter(lines), screen

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        line = next(self._lines, "/quit")
        pressed = line.startswith("press ")
        return f"{self._screen.number(line.removeprefix('press ')) if pressed else line}\n"


async def talk(desk: Desk, *lines: str) -> str:
    screen = Screen()
    typed: Any = Typed(list(lines), screen)
    await Terminal(desk, PSEUDONYMS, lines=typed, out=screen, locale="en").serve()
    return squeezed(screen.getvalue())


async def test_a_note_to_staff_is_shown_in_the_terminal(place: Place) -> None:
    async with place.desk() as (desk, _):
        shown = await talk(
            desk,
            "/setup staff",
            "press Choose the country",
            "press Ireland",
            "/oncall",
            "press I will be on call",
            "/setup",
            "press It is pinned",
            "press Turn it on",
        )
        assert wording.SETUP_ON in shown
        shown = await talk(desk, "I wish I would not wake up", "press Tell a moderator")
        assert wording.ASKED_NOBODY in shown  # nobody is called about themselves
        desk.roster.forget(desk.roster.of("terminal").people[0].member)
        shown = await talk(desk, "/setup", "press Send notes to this channel", "press Turn it on")
        assert "Staff chat: terminal" in shown
        shown = await talk(desk, "I wish I would not wake up", "press Tell a moderator", "press Send it ")
        assert f"{wording.T_STAFF} {wording.NOTE_HEAD}" in shown
        assert wording.ASKED_SENT in shown
        assert "wake" not in shown.partition(wording.T_STAFF)[2]
        shown = await talk(desk, "/start")
        assert wording.T_STAFF not in shown
