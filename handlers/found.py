"""Which service of the list a manager means, and its page: as members see it, and what can be changed about it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalog.overlay import Edit
from handlers import cards, forms, wording
from handlers.buttons import Press, Verb
from handlers.messages import Button, Reply
from handlers.setup import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from catalog.model import Service
    from catalog.worklist import Task
    from handlers.talk import At
    from handlers.tools import Tools

TALK = "c"
"""The talk in which the list is changed, see `handlers.editing`."""
FOUND_AT_MOST = 10
CONTACTS_AT_MOST = 8


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


def code(service_id: str) -> str:
    """Eight characters that stand for a service in a button."""
    return base64.urlsafe_b64encode(hashlib.sha256(service_id.encode()).digest())[:8].decode()


# What is found


def everything(community: str, tools: Tools) -> list[Found]:
    """Every service of the community's list, the hidden ones too."""
    edits, shared = tools.shelves.edits(community), tools.shelves.shared
    services = shared.catalog.services if shared else ()
    known = {service.id for service in services}
    added = [edit.added for edit in edits.values() if edit.added and edit.service not in known]
    return [Found(community, each, edits.get(each.id) or Edit(service=each.id)) for each in (*services, *added)]


def searched(community: str, words: Iterable[str], tools: Tools) -> list[Found]:
    """Those that have all the words in their names, or what they are for."""
    wanted = [word.casefold() for word in words]
    return [each for each in everything(community, tools) if all(word in _told(each.service) for word in wanted)]


def _told(service: Service) -> str:
    names = (words.name for words in service.translations.values())
    shown = (contact.display for contact in service.contacts)
    return " ".join((service.id, service.name, service.provider, *names, *service.needs, *shown)).casefold()


async def one(at: At) -> Found | Reply:
    """The service that a button names, to a manager as the platform says now; else what is said instead."""
    community, _, rest = at.state.partition(".")
    if refusal := await refuse(community, at.message, at.tools):
        forms.drop(at)
        return refusal
    named = rest.partition(".")[0]
    found = next((each for each in everything(community, at.tools) if code(each.service.id) == named), None)
    return found or Reply(at.tools.say(wording.GONE), private=True)


def listed(found: list[Found], tools: Tools) -> Reply:
    """A button for each."""
    if not found:
        return _none(tools)
    buttons = tuple(_named(each, cards.name(each.service, tools.say), tools) for each in found[:FOUND_AT_MOST])
    text = wording.CATALOG_WHICH if len(found) <= FOUND_AT_MOST else wording.CATALOG_FIRST
    return Reply(tools.say(text, n=FOUND_AT_MOST), buttons=buttons, private=True)


def to_check(found: list[Found], tasks: Sequence[Task], tools: Tools) -> Reply:
    """Those to be checked, in the order of the work list; behind them the ones that were looked at longest ago."""
    if not found:
        return _none(tools)
    say, urgent = tools.say, {task.id: place for place, task in enumerate(tasks)}
    broken = {task.id for task in tasks if task.why == "did not work"}
    ordered = sorted(found, key=lambda each: (urgent.get(each.service.id, len(urgent)), each.now.verified.on))
    buttons = []
    for each in ordered[:FOUND_AT_MOST]:
        why = say(wording.VERIFY_BROKEN) if each.service.id in broken else str(each.now.verified.on)
        buttons.append(_named(each, f"{cards.name(each.service, say)} · {why}", tools))
    text = wording.VERIFY_URGENT if ordered[0].service.id in urgent else wording.VERIFY_OLDEST
    return Reply(say(text), buttons=tuple(buttons), private=True)


def _none(tools: Tools) -> Reply:
    said = f"{tools.say(wording.CATALOG_NONE)}\n\n{tools.say(wording.CATALOG_SEARCH, command='/catalog')}"
    return Reply(said, private=True)


def _named(found: Found, label: str, tools: Tools) -> Button:
    return _button(label, "home", "card", found.state, tools)


def shown(community: str, service_id: str, tools: Tools, said: str) -> Reply:
    """The page of one service that is there."""
    return page(next(each for each in everything(community, tools) if each.service.id == service_id), tools, said)


def ids(community: str, tools: Tools) -> set[str]:
    """Every id that is taken, also by what nobody has looked at yet."""
    shared = tools.shelves.shared
    unchecked = {service.id for service in shared.catalog.unchecked} if shared else set()
    return {each.service.id for each in everything(community, tools)} | unchecked


def page(found: Found, tools: Tools, said: str = "") -> Reply:
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
        return _button(label, "card", answer_, state, tools)

    hide = make(say(wording.B_CATALOG_SHOW), "show") if edit.hidden else make(say(wording.B_CATALOG_HIDE), "hide")
    numbers = [
        replace(make(say(wording.B_CATALOG_NUMBER, number=each.display), "number", f"{found.state}.{place}"), form=True)
        for place, each in enumerate(found.now.contacts[:CONTACTS_AT_MOST])
    ]
    undo = [make(say(wording.B_CATALOG_UNDO), "undo")] if not edit.is_empty and not edit.added else []
    return (*numbers, make(say(wording.B_CATALOG_CHECKED), "checked"), hide, *undo)


def _button(label: str, step: str, answer_: str, state: str, tools: Tools) -> Button:
    """Leads into the talk, whose table of steps stands with what they do."""
    return Button(label, payload=tools.payload(Press(Verb.TALK, f"{TALK}.{step}.{answer_}.{state}")))
