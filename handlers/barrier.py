"""What would make it hard to reach out? Six answers to tap, one practical reply to each, and the lines again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.context import pack, read_context, unpack
from handlers.dressing import country_at_once, dress, first_lines
from handlers.talk import At, Step, Talk
from safety.barrier import BARRIERS, barrier

if TYPE_CHECKING:
    from handlers.messages import Button, Reply
    from handlers.tools import Tools
    from safety.answers import AnswerButton
    from safety.verdict import Danger

ASK, TOLD = "ask", "told"


def entry(button: AnswerButton, danger: Danger, tools: Tools) -> Button | None:
    """The button under a danger answer that begins this talk; None for any other."""
    return BARRIER.entry(button.label, pack(danger), tools) if button.action == "barrier" else None


async def _ask(at: At) -> Reply:
    return _say(at, None)


async def _reply(at: At) -> Reply:
    return _say(at, at.answer)


async def _lost(at: At) -> Reply:
    """A button of an older version: the question once more, so that nobody in danger meets silence."""
    return _say(at, None)


def _say(at: At, reason: str | None) -> Reply:
    danger, tools = unpack(at.state), at.tools
    where = country_at_once(at.message, tools, read_context(tools.keep.known(at.message.member, "danger")))
    said = barrier(
        reason,
        danger,
        language=tools.language,
        country=where,
        now=tools.now,
        first=first_lines(tools),
        young=tools.is_young(at.message),
    )
    return dress(said, danger, where, at.message, tools, lambda button: _button(button, at))


def _button(button: AnswerButton, at: At) -> Button | None:
    if button.action in BARRIERS:
        return BARRIER.button(button.label, ASK, button.action, at.state, at.tools)
    if button.action == "barrier":
        return BARRIER.button(button.label, TOLD, "more", at.state, at.tools)
    return None


BARRIER = Talk(
    "b",
    {ASK: Step(_ask, dict.fromkeys(BARRIERS, TOLD)), TOLD: Step(_reply, {"more": ASK})},
    _lost,
)
