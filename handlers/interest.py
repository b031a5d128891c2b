"""A member pressed “Count my interest”, or wants to see the steps of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import cards, counting, wording
from handlers.buttons import Press, Verb
from handlers.features import NUMBERS
from handlers.tools import private

if TYPE_CHECKING:
    from catalog.model import Service
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools

CONFIRMED = "!"
"""Behind a service id: the member has read the question that comes before the exercise."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Save the interest first, then say that it is saved; the way to get it stands there either way."""
    press = tools.press
    if press is None or press.verb not in (Verb.INTEREST, Verb.STEPS):
        return None
    service = _service(press.subject.removesuffix(CONFIRMED), tools)
    if service is None:
        return private(tools.say(wording.GONE), press, tools)
    if press.verb is Verb.STEPS:
        return _steps(service, tools, press)
    first = tools.say(await _count(service, message, tools))
    if cards.is_exercise(service):
        steps = _steps(service, tools, press)
        return private(f"{first}\n\n{steps.text}", press, tools, buttons=steps.buttons)
    how = " · ".join((*cards.reach(service, tools.say, await tools.country(message)), service.url))
    return private(f"{first}\n{tools.say(wording.TO_GET_IT, how=how)}", press, tools)


async def _count(service: Service, message: Incoming, tools: Tools) -> str:
    """The sentence that says what was noted."""
    if NUMBERS in tools.off:
        return wording.OFF_NUMBERS
    noted = await tools.keep.count(await tools.community(message), message.member, counting.interest(service))
    if await tools.keep.recall(message.member, "optout") is not None:
        return wording.LEFT_OUT
    return wording.NOTED if noted else wording.NOT_NOTED


def _service(service_id: str, tools: Tools) -> Service | None:
    return tools.directory.catalog.service(service_id) if tools.directory else None


def _steps(service: Service, tools: Tools, press: Press) -> Reply:
    """The question that must be asked first, or the exercise step by step."""
    words = service.translations.get(tools.language)
    question = (words.ask_first if words and words.ask_first else None) or service.ask_first
    if question and not press.subject.endswith(CONFIRMED):
        fine = tools.button(wording.B_STEPS_FINE, Press(Verb.STEPS, service.id + CONFIRMED))
        stop = tools.button(wording.B_STEPS_STOP, Press(Verb.COMMAND, "leave-out"))
        text = tools.say(wording.BEFORE_YOU_START, question=question)
        return private(text, press, tools, buttons=(fine, stop))
    steps = (words.steps if words and words.steps else None) or service.steps
    lines = [cards.name(service, tools.say), *(f"{number}. {step}" for number, step in enumerate(steps, start=1))]
    lines += filter(None, [cards.tell(service, tools.say), tools.say(wording.STEPS_END)])
    wipe = tools.button(wording.B_WIPE, Press(Verb.WIPE))
    return private("\n".join(lines), press, tools, buttons=(wipe,))
