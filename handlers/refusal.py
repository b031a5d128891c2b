"""A member says “not for me” to a card, and with one more tap why; nothing has to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import counting, did_not_work, wording
from handlers.buttons import Press, Verb
from handlers.tools import private

if TYPE_CHECKING:
    from catalog.model import Service
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools

REASONS = {
    "too-costly": ("c", wording.REFUSE_COST),
    "wrong-area": ("p", wording.REFUSE_PLACE),
    "wrong-language": ("l", wording.REFUSE_LANGUAGE),
    "waiting-list": ("w", wording.REFUSE_WAIT),
    "not-my-age": ("a", wording.REFUSE_AGE),
    "not-ready": ("r", wording.REFUSE_READY),
    "tried-it": ("t", wording.REFUSE_TRIED),
}
"""What may be the matter: the letter that stands for it in a button, and what the button says."""
BY_LETTER = {letter: reason for reason, (letter, _) in REASONS.items()}
"""The same, read back from a button."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Ask why, with a button for each reason; then count the tap and say that it is counted."""
    press = tools.press
    if press is None or press.verb is not Verb.REFUSE:
        return None
    letter, _, service_id = press.subject.rpartition(".")
    service = tools.directory.catalog.service(service_id) if tools.directory else None
    if service is not None and letter == did_not_work.LETTER:
        return await did_not_work.answer(service, press, message, tools)
    if service is None or (letter and letter not in BY_LETTER):
        return private(tools.say(wording.GONE), press, tools)
    if not letter:
        return _ask(service, press, tools)
    notes = counting.refusal(service, BY_LETTER[letter])
    saved = await tools.keep.count(await tools.community(message), message.member, notes)
    left_out = await tools.keep.recall(message.member, "optout") is not None
    text = tools.say(wording.LEFT_OUT if left_out else wording.REFUSED if saved else wording.REFUSED_NOT_SAVED)
    wipe = tools.button(wording.B_WIPE, Press(Verb.WIPE))
    return private(text, press, tools, buttons=(tools.command(wording.B_CRISIS, "crisis"), wipe))


def _ask(service: Service, press: Press, tools: Tools) -> Reply:
    buttons = [tools.button(label, Press(Verb.REFUSE, f"{letter}.{service.id}")) for letter, label in REASONS.values()]
    return private(tools.say(wording.REFUSE_ASK), press, tools, buttons=tuple(buttons))
