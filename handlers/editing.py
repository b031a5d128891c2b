"""Managers change the list in chat: hide, a new number, a check, and back again; rights are asked at every use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from catalog.model import Verified
from catalog.overlay import LONGEST, Edit, NewNumber, read_number
from handlers import cards, chores, forms, wording
from handlers.buttons import Press, Verb
from handlers.found import TALK, Found, everything, listed, one, page, searched, to_check
from handlers.messages import Button, Form, Question, Reply
from handlers.setup import know_home, refuse
from handlers.talk import At, Step, Talk
from handlers.tools import private
from storage.store import Change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from catalog.model import Contact
    from handlers.messages import Incoming
    from handlers.tools import Tools

MANAGER = "manager"
HOW = {"called": "called", "read": "read its page"}
"""How a fact was checked, as the file says it."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/catalog and /verify, one of their buttons, or the answer to a question of a form."""
    if CATALOG.begun(tools.press):
        return await CATALOG.go_on(message, tools)
    if given := forms.taken(CATALOG, message, tools):
        return await CATALOG.go_on(*given)
    return await _begun(message, tools) if message.command in ("catalog", "verify") else None


async def _begun(message: Incoming, tools: Tools) -> Reply:
    """In the community itself a doorway; in private the list, to managers alone."""
    again = Press(Verb.COMMAND, message.command or "")
    if not await know_home(message, tools):
        return private(tools.say(wording.SETUP_NOT_SAVED), again, tools)
    if not message.private:
        return private("", again, tools)
    community = await tools.community(message)
    if refusal := await refuse(community, message, tools):
        return refusal
    found = searched(community, message.text.split(), tools)
    if message.command == "verify":
        own = await tools.shelves.of(community)
        tasks = await chores.to_check(community, own.catalog, tools.keep, tools.now.date()) if own else []
        return to_check(found, tasks, tools)
    return listed(found, tools) if message.text.split() else await _home(At("", community, message, tools))


# The pages


async def _home(at: At) -> Reply:
    community, say = at.state.partition(".")[0], at.tools.say
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    changed = len(at.tools.shelves.edits(community))
    text = say(wording.CATALOG_HOME, n=len(everything(community, at.tools)), changed=changed)
    text = f"{text}\n\n{say(wording.CATALOG_SEARCH, command='/catalog')}"
    add = Button(say(wording.B_CATALOG_ADD), payload=at.tools.payload(Press(Verb.TALK, f"{forms.ADD}...{community}")))
    seen = CATALOG.button(say(wording.B_CATALOG_CHANGED), "home", "changed", community, at.tools)
    return Reply(text, buttons=(add, seen) if changed else (add,), private=True)


async def _changed(at: At) -> Reply:
    community = at.state.partition(".")[0]
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    return listed([each for each in everything(community, at.tools) if not each.edit.is_empty], at.tools)


async def _card(at: At) -> Reply:
    found = await one(at)
    return found if isinstance(found, Reply) else page(found, at.tools)


# What the buttons do


def _doing(what: str, act: Callable[[Edit], Edit]) -> Callable[[At], Awaitable[Reply]]:
    async def step(at: At) -> Reply:
        found = await one(at)
        return found if isinstance(found, Reply) else await _keep(found, what, act, at)

    return step


async def _keep(found: Found, what: str, act: Callable[[Edit], Edit], at: At) -> Reply:
    """Kept first, then live, then told."""
    tools, change = at.tools, Change(found.community, MANAGER, what, found.service.id)
    if not await tools.shelves.change(change, act):
        return Reply(tools.say(wording.SETUP_NOT_SAVED), private=True)
    edit = tools.shelves.edits(found.community).get(found.service.id) or Edit(service=found.service.id)
    return page(replace(found, edit=edit), tools, f"{tools.say(wording.CATALOG_SAVED)}\n")


async def _ask_how(at: At) -> Reply:
    found = await one(at)
    if isinstance(found, Reply):
        return found
    return Reply(at.tools.say(wording.CHECK_ASK), buttons=_how(at, "how"), private=True)


def _how(at: At, step: str) -> tuple[Button, ...]:
    """Whoever changes or checks a fact says how they know it."""
    labels = {"called": wording.B_HOW_CALLED, "read": wording.B_HOW_READ, "leave": wording.B_AS_IT_IS}
    return tuple(CATALOG.button(at.tools.say(label), step, each, at.state, at.tools) for each, label in labels.items())


async def _verify(at: At) -> Reply:
    found = await one(at)
    if isinstance(found, Reply):
        return found
    return await _keep(found, "verify", lambda edit: edit.model_copy(update={"verified": _today(at)}), at)


def _today(at: At) -> Verified:
    return Verified(on=at.tools.now.date(), by="a manager here", how=HOW[at.answer])


async def _leave(at: At) -> Reply:
    forms.drop(at)
    return await _card(at)


# A new number


async def _number(at: At) -> Reply:
    """Ask for it; then say it once more, and ask how they know it."""
    found = await one(at)
    if isinstance(found, Reply):
        return found
    contact = _contact(found, at)
    if contact is None:
        return Reply(at.tools.say(wording.GONE), private=True)
    if not at.message.filled:
        return _asked(found, contact, at)
    read = read_number(contact.channel, at.message.filled[0])
    if read is None:
        return _bad(found, contact, at)
    dial, display = read
    forms.hold(at, dial=dial, display=display)
    say = at.tools.say
    lines = [say(wording.NUMBER_OLD, name=cards.name(found.service, say), number=contact.display)]
    lines += [say(wording.NUMBER_NEW, number=display), say(wording.NUMBER_SPELT, number=" ".join(dial))]
    again = replace(_again(at, wording.B_NUMBER_AGAIN), form=True)
    return Reply("\n\n".join((*lines, say(wording.NUMBER_CHECK))), buttons=(*_how(at, "number"), again), private=True)


def _contact(found: Found, at: At) -> Contact | None:
    """As members see it now; its place among the service's contacts stands last in the state."""
    place = at.state.rpartition(".")[2]
    contacts = found.now.contacts
    return contacts[int(place)] if place.isdecimal() and int(place) < len(contacts) else None


def _asked(found: Found, contact: Contact, at: At) -> Reply:
    say = at.tools.say
    name = cards.name(found.service, say)
    question = Question(say(wording.NUMBER_FIELD), hint=name, value=contact.display, at_most=LONGEST)
    payload = at.tools.payload(Press(Verb.TALK, f"{TALK}.card.number.{at.state}"))
    form = Form(say(wording.NUMBER_TITLE), (question,), payload)
    intro = say(wording.NUMBER_ASK, name=name, number=contact.display)
    return forms.ask(form, at, intro, _again(at, wording.B_AS_IT_IS, "leave"))


def _bad(found: Found, contact: Contact, at: At) -> Reply:
    """Say why, and let them write it once more."""
    buttons = (replace(_again(at, wording.B_NUMBER_AGAIN), form=True), _again(at, wording.B_AS_IT_IS, "leave"))
    if not at.message.shared:
        _asked(found, contact, replace(at, message=replace(at.message, filled=())))
    return Reply(at.tools.say(wording.NUMBER_BAD), buttons=buttons, private=True)


def _again(at: At, label: str, answer_: str = "again") -> Button:
    return CATALOG.button(at.tools.say(label), "number", answer_, at.state, at.tools)


async def _save(at: At) -> Reply:
    """They said yes, and how they know it."""
    found, draft = await one(at), forms.held(at)
    if isinstance(found, Reply):
        return found
    place = int(at.state.rpartition(".")[2])
    if draft is None or place >= len(found.service.contacts):
        return Reply(at.tools.say(wording.FORM_LOST), private=True)
    old = found.service.contacts[place]
    new = NewNumber(channel=old.channel, was=old.dial, dial=draft["dial"], display=draft["display"])

    def act(edit: Edit) -> Edit:
        others = tuple(each for each in edit.numbers if (each.channel, each.was) != (new.channel, new.was))
        return edit.model_copy(update={"numbers": (*others, new), "verified": _today(at)})

    forms.drop(at)
    return await _keep(found, "number", act, at)


CATALOG = Talk(
    TALK,
    {
        "home": Step(_home, {"changed": "changed", "card": "card"}),
        "changed": Step(_changed),
        "card": Step(
            _card,
            {"hide": "hide", "show": "show", "undo": "undo", "checked": "how", "number": "number"},
        ),
        "hide": Step(_doing("hide", lambda edit: edit.model_copy(update={"hidden": True}))),
        "show": Step(_doing("show", lambda edit: edit.model_copy(update={"hidden": False}))),
        "undo": Step(_doing("undo", lambda edit: Edit(service=edit.service))),
        "how": Step(_ask_how, {"called": "verify", "read": "verify", "leave": "card"}),
        "verify": Step(_verify),
        "number": Step(_number, {"called": "save", "read": "save", "again": "number", "leave": "leave"}),
        "save": Step(_save),
        "leave": Step(_leave),
    },
    _home,
)
