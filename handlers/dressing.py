"""Dresses a danger answer for the chat: its buttons, what is remembered for an hour, and the member's country."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from handlers import moderators
from handlers.areas import area_buttons
from handlers.buttons import Press, Verb
from handlers.context import ABUSE, Context, pack
from handlers.messages import Button, Memory, Reply
from handlers.trouble import record
from matching.constraints import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.messages import Incoming
    from handlers.tools import Tools
    from safety import answers
    from safety.lines import Line
    from safety.verdict import Danger

    Special = Callable[[answers.AnswerButton], Button | None]

log = logging.getLogger(__name__)

MINUTES = 60
"""How long a private chat stays in the danger context after a danger answer."""
OPEN = "open"


def dress(
    said: answers.Answer,
    danger: Danger,
    where: str | None,
    message: Incoming,
    tools: Tools,
    special: Special = lambda _: None,
) -> Reply:
    """The answer as a reply; `special` makes the buttons that belong to a talk."""
    buttons = tuple(
        special(button) or _button(button, danger, message, tools)
        for button in said.buttons
        if button.action != "services"
    )
    if any(button.action == "mistake" for button in said.buttons):
        buttons = (*buttons, *moderators.offer(danger, message, tools))
    if message.private and any(button.action == "services" for button in said.buttons):
        buttons = (*buttons, *area_buttons(tools))
    remembered = danger.tier is not None and danger.path != ABUSE and message.private
    context = Context(danger, tools.language, where)
    return Reply(
        said.text,
        buttons=buttons,
        private=message.private,
        memories=(Memory("danger", context.write(), MINUTES),) if remembered else (),
        again=danger_payload(OPEN, danger, tools),
        invites=said.asks,
    )


def danger_payload(action: str, danger: Danger, tools: Tools) -> str:
    """What a button under a danger answer says when it is pressed."""
    return tools.payload(Press(Verb.DANGER, f"{action}.{pack(danger)}"))


def country_at_once(message: Incoming, tools: Tools, before: Context | None) -> str | None:
    """Their own choice or their community's country first; what the words say may be about somewhere else."""
    known = tools.country_at_hand(message) or (before.country if before else None)
    if known or not message.text:
        return known
    try:
        return read(message.text, tools.language).region
    except Exception as error:  # noqa: BLE001  a country is a kindness; the answer must not wait for it
        record(log, "a country could not be read", error)
        return None


def first_lines(tools: Tools) -> tuple[Line, ...]:
    """The lines that the community put first; none where its catalog cannot be read."""
    try:
        return tools.first_lines()
    except Exception as error:  # noqa: BLE001  the shipped lines are enough
        record(log, "the community's crisis lines could not be read", error)
        return ()


def _button(button: answers.AnswerButton, danger: Danger, message: Incoming, tools: Tools) -> Button:
    """In a group every button leads into a private place."""
    if button.action == "wipe":
        return Button(button.label, payload=tools.payload(Press(Verb.WIPE)))
    payload = danger_payload(OPEN if button.action == "private" else button.action, danger, tools)
    return Button(button.label, payload=payload) if message.private else Button(button.label, doorway=payload)
