"""What managers may turn off for their members: never what keeps somebody safe, or what members decide about data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Verb
from handlers.did_not_work import LETTER
from handlers.messages import Reply
from handlers.suggest import SUGGEST as SUGGESTING
from handlers.suggested import SUGGEST
from handlers.tools import private

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from handlers.buttons import Press
    from handlers.messages import Button, Incoming, Note
    from handlers.tools import Tools

NUMBERS, BROKEN = "numbers", "broken"
FEATURES = (SUGGEST, NUMBERS, BROKEN)
"""Everything that can be turned off, in the order of the managers' page."""
ALWAYS = ("/privacy", "/mydata", "/forget", "/report")
"""What the page names, beside danger, as what can never be turned off."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """One kind sentence where an old button asks for what managers have turned off."""
    del message
    if not (tools.off and tools.press) or (name := _feature(tools.press)) not in tools.off:
        return None
    if name == SUGGEST:
        return Reply(tools.say(wording.SUGGEST_CLOSED), private=True)
    if tools.press.verb is Verb.INTEREST:
        return None  # how to get it is told all the same, see `handlers.interest`
    crisis = (tools.command(wording.B_CRISIS, "crisis"),)
    sentence = wording.OFF_BROKEN if name == BROKEN else wording.OFF_NUMBERS
    return private(tools.say(sentence), tools.press, tools, buttons=crisis)


def hide(reply: Reply, tools: Tools) -> Reply:
    """The reply without the buttons of what managers have turned off."""
    if not tools.off:
        return reply
    items = tuple(replace(item, buttons=_shown(item.buttons, tools)) for item in reply.items)
    return replace(reply, items=items, buttons=_shown(reply.buttons, tools))


def counted(notes: Sequence[Note], off: Collection[str]) -> Sequence[Note]:
    """What may be noted: nothing at all where managers want no numbers."""
    return () if NUMBERS in off else notes


def _shown(buttons: Sequence[Button], tools: Tools) -> tuple[Button, ...]:
    return tuple(button for button in buttons if not _is_off(button, tools))


def _is_off(button: Button, tools: Tools) -> bool:
    press = tools.buttons.read(button.payload) if button.payload else None
    return press is not None and _feature(press) in tools.off


def _feature(press: Press) -> str | None:
    """Which of them a button belongs to."""
    if press.verb is Verb.INTEREST:
        return NUMBERS
    if press.verb is Verb.REFUSE:
        return BROKEN if press.subject.partition(".")[0] == LETTER and "." in press.subject else NUMBERS
    begins = SUGGESTING.begun(press) or (press.verb is Verb.COMMAND and press.subject == SUGGEST)
    return SUGGEST if begins else None
