"""A member tells us that something went wrong, with one tap and without writing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import Note, Purpose
from handlers.tools import private

if TYPE_CHECKING:
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools

REASONS = {
    "number": wording.REPORT_NUMBER,
    "fit": wording.REPORT_FIT,
    "hurt": wording.REPORT_HURT,
    "other": wording.REPORT_OTHER,
}


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Ask for one tap; count it, then say thanks."""
    press = tools.press
    if press and press.verb is Verb.PROBLEM and press.subject in REASONS:
        saved = await tools.keep.count(
            await tools.community(message), message.member, [Note(Purpose.PROBLEM, press.subject)]
        )
        return private(tools.say(wording.REPORT_THANKS if saved else wording.REPORT_NOT_SAVED), press, tools)
    if message.command != "report":
        return None
    buttons = tuple(tools.button(label, Press(Verb.PROBLEM, reason)) for reason, label in REASONS.items())
    return private(tools.say(wording.REPORT_ASK), Press(Verb.COMMAND, "report"), tools, buttons=buttons)
