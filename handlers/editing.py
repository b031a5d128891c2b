"""Managers change the list in chat: search, show, hide, a new number, a check; rights are asked at every use."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalog.model import Verified
from catalog.overlay import LONGEST, Edit, NewNumber, read_number
from handlers import cards, forms, wording
from handlers.buttons import Press, Verb
from handlers.messages import Button, Form, Question, Reply
from handlers.setup import know_home, refuse
from handlers.talk import At, Step, Talk
from handlers.tools import private
from storage.store import Change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from catalog.model import Contact, Service
    from handlers.messages import Incoming
    from handlers.tools import Tools

MANAGER = "manager"
FOUND_AT_MOST = 10
CONTACTS_AT_MOST = 8
HOW = {"called": "called", "read": "read its page"}
"""How a fact was checked, as the file says it."""
TALK = "c"


@dataclass(frozen=True, slots=True)
class Found:
    """One service as the file has it, or as it was added, and what was changed about it."""

    community: str
    service: Service
    edit: Edit

    @property
    def now(self) -> Service:
        """As members see it."""
        return self.edit.laid_over(self.service)

    @property
    def state(self) -> str:
        """How buttons name it."""
        return f"{self.community}.{code(self.service.id)}"


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
    words = message.text.split()
    if not words and message.command == "catalog":
        return await _home(At("", community, message, tools))
    return _listed(_searched(community, words, tools), tools, by_age=message.command == "verify")


def code(service_id: str) -> str:
    """Eight characters that stand for a service in a button."""
    return base64.urlsafe_b64encode(hashlib.sha256(service_id.encode()).digest())[:8].decode()


# What is found


def _all(community: str, tools: Tools) -> list[Found]:
    """Every service of the community's list, the hidden ones too."""
    edits, shared = tools.shelves.edits(community), tools.shelves.shared
    services = shared.catalog.services if shared else ()
    known = {service.id for service in services}
    added = [edit.added for edit in edits.values() if edit.added and edit.service not in known]
    return [Found(community, each, edits.get(each.id) or Edit(service=each.id)) for each in (*services, *added)]


def _searched(community: str, words: Iterable[str], tools: Tools) -> list[Found]:
    """Those that have all the words in their names, or what they are for."""
    wanted = [word.casefold() for word in words]
    return [each for each in _all(community, tools) if all(word in _told(each.service) for word in wanted)]


def _told(service: Service) -> str:
    names = (words.name for words in service.translations.values())
    shown = (contact.display for contact in service.contacts)
    return " ".join((service.id, service.name, service.provider, *names, *service.needs, *shown)).casefold()


async def _one(at: At) -> Found | Reply:
    """The service that a button names, to a manager as the platform says now; else what is said instead."""
    community, _, rest = at.state.partition(".")
    if refusal := await refuse(community, at.message, at.tools):
        forms.drop(at)
        return refusal
    named = rest.partition(".")[0]
    found = next((each for each in _all(community, at.tools) if code(each.service.id) == named), None)
    return found or Reply(at.tools.say(wording.GONE), private=True)


# The pages


async def _home(at: At) -> Reply:
    community, say = at.state.partition(".")[0], at.tools.say
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    everything, changed = _all(community, at.tools), len(at.tools.shelves.edits(community))
    text = say(wording.CATALOG_HOME, n=len(everything), changed=changed)
    text = f"{text}\n\n{say(wording.CATALOG_SEARCH, command='/catalog')}"
    add = Button(say(wording.B_CATALOG_ADD), payload=at.tools.payload(Press(Verb.TALK, f"{forms.ADD}...{community}")))
    seen = CATALOG.button(say(wording.B_CATALOG_CHANGED), "home", "changed", community, at.tools)
    return Reply(text, buttons=(add, seen) if changed else (add,), private=True)


async def _changed(at: At) -> Reply:
    community = at.state.partition(".")[0]
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    return _listed([each for each in _all(community, at.tools) if not each.edit.is_empty], at.tools)


def _listed(found: list[Found], tools: Tools, *, by_age: bool = False) -> Reply:
    """A button for each; for a check, the ones that were looked at longest ago."""
    say = tools.say
    if not found:
        said = f"{say(wording.CATALOG_NONE)}\n\n{say(wording.CATALOG_SEARCH, command='/catalog')}"
        return Reply(said, private=True)
    if by_age:
        found = sorted(found, key=lambda each: each.now.verified.on)
    buttons = [_named(each, tools, by_age=by_age) for each in found[:FOUND_AT_MOST]]
    text = say(wording.CATALOG_WHICH if len(found) <= FOUND_AT_MOST else wording.CATALOG_FIRST, n=FOUND_AT_MOST)
    return Reply(say(wording.VERIFY_OLDEST) if by_age else text, buttons=tuple(buttons), private=True)


def _named(found: Found, tools: Tools, *, by_age: bool) -> Button:
    label = cards.name(found.service, tools.say)
    label = f"{label} · {found.now.verified.on}" if by_age else label
    return CATALOG.button(label, "home", "card", found.state, tools)


async def _card(at: At) -> Reply:
    found = await _one(at)
    return found if isinstance(found, Reply) else _shown(found, at.tools)


def shown(community: str, service_id: str, tools: Tools, said: str) -> Reply:
    """The page of one service that is there."""
    return _shown(next(each for each in _all(community, tools) if each.service.id == service_id), tools, said)


def ids(community: str, tools: Tools) -> set[str]:
    """Every id that is taken, also by what nobody has looked at yet."""
    shared = tools.shelves.shared
    unchecked = {service.id for service in shared.catalog.unchecked} if shared else set()
    return {each.service.id for each in _all(community, tools)} | unchecked


def _shown(found: Found, tools: Tools, said: str = "") -> Reply:
    """The service as members see it, what was changed, and what can be changed."""
    say, service, edit = tools.say, found.now, found.edit
    lines = [said, cards.name(service, say), cards.summary(service, say), *cards.reach(service, say, None), service.url]
    checked = service.verified
    lines.append(say(wording.WHY_VERIFIED, date=say.date(checked.on), by=checked.by, how=checked.how))
    lines += [say(wording.CATALOG_HIDDEN)] if edit.hidden else []
    lines += [say(wording.CATALOG_CHANGED)] if edit.numbers else []
    return Reply("\n".join(filter(None, lines)), buttons=_actions(found, tools), private=True)


def _actions(found: Found, tools: Tools) -> tuple[Button, ...]:
    say, edit = tools.say, found.edit

    def make(label: str, answer_: str, state: str = found.state) -> Button:
        return CATALOG.button(label, "card", answer_, state, tools)

    hide = make(say(wording.B_CATALOG_SHOW), "show") if edit.hidden else make(say(wording.B_CATALOG_HIDE), "hide")
    numbers = [
        replace(make(say(wording.B_CATALOG_NUMBER, number=each.display), "number", f"{found.state}.{place}"), form=True)
        for place, each in enumerate(found.now.contacts[:CONTACTS_AT_MOST])
    ]
    undo = [make(say(wording.B_CATALOG_UNDO), "undo")] if not edit.is_empty and not edit.added else []
    return (*numbers, make(say(wording.B_CATALOG_CHECKED), "checked"), hide, *undo)


# What the buttons do


def _doing(what: str, act: Callable[[Edit], Edit]) -> Callable[[At], Awaitable[Reply]]:
    async def step(at: At) -> Reply:
        found = await _one(at)
        return found if isinstance(found, Reply) else await _keep(found, what, act, at)

    return step


async def _keep(found: Found, what: str, act: Callable[[Edit], Edit], at: At) -> Reply:
    """Kept first, then live, then told."""
    tools, change = at.tools, Change(found.community, MANAGER, what, found.service.id)
    if not await tools.shelves.change(change, act):
        return Reply(tools.say(wording.SETUP_NOT_SAVED), private=True)
    edit = tools.shelves.edits(found.community).get(found.service.id) or Edit(service=found.service.id)
    return _shown(replace(found, edit=edit), tools, f"{tools.say(wording.CATALOG_SAVED)}\n")


async def _ask_how(at: At) -> Reply:
    found = await _one(at)
    if isinstance(found, Reply):
        return found
    return Reply(at.tools.say(wording.CHECK_ASK), buttons=_how(at, "how"), private=True)


def _how(at: At, step: str) -> tuple[Button, ...]:
    """Whoever changes or checks a fact says how they know it."""
    labels = {"called": wording.B_HOW_CALLED, "read": wording.B_HOW_READ, "leave": wording.B_AS_IT_IS}
    return tuple(CATALOG.button(at.tools.say(label), step, each, at.state, at.tools) for each, label in labels.items())


async def _verify(at: At) -> Reply:
    found = await _one(at)
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
    found = await _one(at)
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
    found, draft = await _one(at), forms.held(at)
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
