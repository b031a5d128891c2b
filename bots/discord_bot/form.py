"""A form in Discord's clothes: a window with up to five lines to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bots.discord_bot.dress import FORM
from bots.discord_bot.escape import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from handlers.messages import Form, Question

TITLE = 45
HINT = 100
AT_MOST = 5


def modal(form: Form) -> discord.ui.Modal:
    """The window. Stopped before it is sent: discord.py then never keeps it, and what is filled in comes by id."""
    title = shorten(form.title, TITLE, escaped=False)
    window = discord.ui.Modal(title=title, custom_id=f"{FORM}:{form.payload}")
    for number, question in enumerate(form.questions[:AT_MOST]):
        window.add_item(_line(question, number))
    window.stop()
    return window


def values(data: Mapping[str, Any]) -> tuple[str, ...]:
    """What was filled in, in the order of the questions."""
    found = {str(line.get("custom_id")): str(line.get("value") or "") for line in _lines(data)}
    return tuple(found[name] for name in sorted(found))


def _line(question: Question, number: int) -> discord.ui.Label[discord.ui.Modal]:
    line: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=str(number),
        default=question.value or None,
        required=question.needed,
        max_length=question.at_most,
    )
    label = shorten(question.label, TITLE, escaped=False)
    return discord.ui.Label(text=label, description=shorten(question.hint, HINT, escaped=False) or None, component=line)


def _lines(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in data.get("components") or ():
        if inner := part.get("component"):
            yield inner
        yield from part.get("components") or ()
