"""A form is filled in at once where the app shows one; elsewhere its questions are asked one after the other."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.messages import Reply
from handlers.translator import Say

if TYPE_CHECKING:
    from handlers.messages import Button, Form, Incoming
    from handlers.talk import At, Talk
    from handlers.tools import Tools

FORM = "form"
"""What was answered so far, in this process alone: nothing that is begun is written down."""
DRAFT = "form draft"
"""What was filled in and waits for a yes, in the same way."""
MINUTES = 30
ADD = "d"
"""The talk in which a service is added, see `handlers.adding`."""


def ask(form: Form, at: At, intro: str, *buttons: Button) -> Reply:
    """The form itself, or its next question; `buttons` lead out of it."""
    if at.message.can_fill:
        return Reply(at.tools.say(wording.FORM_TAP), form=form, private=True)
    given = at.message.filled
    kept = json.dumps({"press": form.payload, "given": given})
    at.tools.keep.hold(at.message.member, FORM, kept, MINUTES)
    question = form.questions[len(given)]
    lines = (intro, question.label, question.hint) if len(form.questions) > 1 else (intro,)
    return Reply("\n\n".join(filter(None, lines)), buttons=buttons, private=True)


def taken(talk: Talk, message: Incoming, tools: Tools) -> tuple[Incoming, Tools] | None:
    """What they wrote as the answer to a question of this talk; None where none was asked, or they did not write."""
    kept = tools.keep.known(message.member, FORM)
    if not kept or not message.private or message.shared or message.pressed or message.command:
        return None
    if not message.text.strip():
        return None
    begun = json.loads(kept)
    press = tools.buttons.read(begun["press"])
    if not talk.begun(press):
        return None
    tools.keep.hold(message.member, FORM, "", 0)
    filled = (*begun["given"], message.text.strip())
    say = Say(press.language) if press and press.language else tools.say  # a name says nothing about who typed it
    told = replace(message, text="", pressed=begun["press"], filled=filled)
    return told, replace(tools, press=press, say=say)


def hold(at: At, **values: str) -> None:
    """Keep what was filled in until they say yes; it belongs to this very place of the talk."""
    at.tools.keep.hold(at.message.member, DRAFT, json.dumps({"state": at.state, **values}), MINUTES)


def held(at: At) -> dict[str, str] | None:
    """What was filled in here; None when it is gone, or belongs to another place."""
    kept = at.tools.keep.known(at.message.member, DRAFT)
    found: dict[str, str] | None = json.loads(kept) if kept else None
    return found if found and found["state"] == at.state else None


def drop(at: At) -> None:
    """Forget all of it."""
    for kind in (FORM, DRAFT):
        at.tools.keep.hold(at.message.member, kind, "", 0)
