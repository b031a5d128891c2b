"""Managers choose what their members can do with the bot; whoever is in danger is answered whatever they choose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.features import ALWAYS, BROKEN, FEATURES, NUMBERS
from handlers.messages import Button, Reply
from handlers.setup import refuse
from handlers.setup_page import MORE
from handlers.suggested import SUGGEST
from handlers.talk import At, Step, Talk
from storage.store import Change

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools

_TOLD = {
    SUGGEST: (wording.FEATURE_SUGGEST, "/suggest"),
    NUMBERS: (wording.FEATURE_NUMBERS, "/insight"),
    BROKEN: (wording.FEATURE_BROKEN, ""),
}
"""What it is, and the command that stands in that sentence."""
_TURN = {
    (SUGGEST, False): wording.B_SUGGEST_OFF,
    (SUGGEST, True): wording.B_SUGGEST_ON,
    (NUMBERS, False): wording.B_NUMBERS_OFF,
    (NUMBERS, True): wording.B_NUMBERS_ON,
    (BROKEN, False): wording.B_BROKEN_OFF,
    (BROKEN, True): wording.B_BROKEN_ON,
}
_IN_TRAIL = {SUGGEST: "suggestions", NUMBERS: "numbers", BROKEN: "“did not work”"}
_ON, _OFF = "1", "0"


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """A button of the page; /setup leads to it."""
    return await SWITCHING.go_on(message, tools) if SWITCHING.begun(tools.press) else None


async def _page(at: At, said: str = "") -> Reply:
    """What is on, what is off, and a button for each."""
    if refusal := await refuse(at.state, at.message, at.tools):
        return refusal
    off, say = at.tools.roster.of(at.state).off, at.tools.say
    lines = [said, say(wording.FEATURES, always=say.listing(ALWAYS))]
    for name in FEATURES:
        sentence, command = _TOLD[name]
        lines.append(f"{'–' if name in off else '✓'} {say(sentence, command=command)}")
    buttons = [
        SWITCHING.button(
            say(_TURN[name, name in off]), "page", name + (_ON if name in off else _OFF), at.state, at.tools
        )
        for name in FEATURES
    ]
    back = Press(Verb.TALK, f"{MORE}...{at.state}")
    buttons.append(Button(say(wording.B_SETUP_BACK), payload=at.tools.payload(back)))
    return Reply("\n\n".join(filter(None, lines)), buttons=tuple(buttons), private=True)


async def _turn(at: At) -> Reply:
    """On or off as the button says, so that a second tap changes nothing."""
    if refusal := await refuse(at.state, at.message, at.tools):
        return refusal
    turned, is_on, roster = at.answer[:-1], at.answer[-1] == _ON, at.tools.roster
    staff = roster.of(at.state)
    off = tuple(name for name in FEATURES if (not is_on if name == turned else name in staff.off))
    if not await roster.save(at.state, replace(staff, off=off)):
        return await _page(at, at.tools.say(wording.SETUP_NOT_SAVED))
    change = Change(at.state, "manager", "setting", f"{_IN_TRAIL[turned]} {'on' if is_on else 'off'}")
    await at.tools.keep.edits(lambda store: store.note(change))
    return await _page(at, at.tools.say(wording.CHOSEN_SAVED))


SWITCHING = Talk(
    "f",
    {
        "page": Step(_page, {name + way: "turn" for name in FEATURES for way in (_ON, _OFF)}),
        "turn": Step(_turn),
    },
    _page,
)
