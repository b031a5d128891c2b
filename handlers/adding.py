"""Managers add a service in chat: what kind, for what, what it costs, a few questions, and one look at all of it.

What members suggested and managers took in is added in the same way, with link, kind and need filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers import editing, entry_form, forms, found, suggested, taken, wording
from handlers.areas import AREAS
from handlers.buttons import Press, Verb
from handlers.entry_form import COSTS
from handlers.forms import ADD
from handlers.messages import Button, Form, Reply
from handlers.setup import refuse
from handlers.suggested import SUPPORTS
from handlers.talk import At, Step, Talk
from storage.store import Change

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.taken import Taken
    from handlers.tools import Tools

AT_ONCE = 20
"""Needs on one page: Discord takes 25 buttons."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is added, and what is known of it already."""

    community: str
    taken: Taken | None
    chosen: str
    """What was tapped so far, as buttons say it."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """A button of the talk, or the answer to one of its questions; /catalog or a decision leads to it."""
    if ADDING.begun(tools.press):
        return await ADDING.go_on(message, tools)
    given = forms.taken(ADDING, message, tools)
    return await ADDING.go_on(*given) if given else None


async def _place(at: At) -> Place | Reply:
    """To a manager as the platform says now; else what is said instead. Through a doorway the message names it."""
    named, _, chosen = at.state.partition(".")
    community, _, id_ = named.partition(taken.AFTER)
    community = community or at.message.community
    if refusal := await refuse(community, at.message, at.tools):
        forms.drop(at)
        return refusal
    if not id_:
        return Place(community, None, chosen)
    waiting = await taken.unwritten(community, at.tools.keep)
    if waiting is None:
        return Reply(at.tools.say(wording.MY_DATA_UNREADABLE), private=True)
    wanted = next((one for one in waiting if one.id == id_), None)
    if wanted is None:
        forms.drop(at)
        return Reply(at.tools.say(wording.TAKEN_GONE), private=True)
    return Place(community, wanted, chosen)


def _button(at: At, label: str, step: str, answer_: str, more: str = "") -> Button:
    state = f"{at.state}.{more}" if more else at.state
    return ADDING.button(label, step, answer_, state, at.tools)


# What is tapped


async def _begin(at: At) -> Reply:
    """What was taken in begins where nobody has said anything yet; all else with its kind."""
    place = await _place(at)
    if isinstance(place, Reply):
        return place
    if not place.taken or place.taken.support not in SUPPORTS or place.taken.need not in at.tools.needs:
        return _kinds(replace(at, state=place.taken.state if place.taken else place.community))
    kind, code = list(SUPPORTS).index(place.taken.support), at.tools.needs[place.taken.need].code
    return _costs(replace(at, state=f"{place.taken.state}.{kind}.{code}"), place.taken)


async def _kind(at: At) -> Reply:
    place = await _place(at)
    return place if isinstance(place, Reply) else _kinds(replace(at, state=at.state.partition(".")[0]))


def _kinds(at: At) -> Reply:
    say = at.tools.say
    buttons = [_button(at, _big(say.plain(label)), "kind", "kind", str(n)) for n, label in enumerate(SUPPORTS.values())]
    return Reply(say(wording.SUGGEST_KIND), buttons=tuple(buttons), private=True)


async def _area(at: At) -> Reply:
    place = await _place(at)
    if isinstance(place, Reply):
        return place
    buttons = [_button(at, at.tools.say(label), "area", area) for area, (label, _) in AREAS.items()]
    return Reply(at.tools.say(wording.SUGGEST_AREA), buttons=tuple(buttons), private=True)


async def _need(at: At) -> Reply:
    """A page of the area's needs; behind the first one the state says which area, and where it begins."""
    place = await _place(at)
    if isinstance(place, Reply):
        return place
    named, kind, *rest = (*at.state.split("."), "", "", "")
    area, first = (rest[0], int(rest[1])) if at.answer == "more" and rest[1].isdecimal() else (at.answer, 0)
    needs = [need for need in at.tools.needs.values() if need.area == area]
    here = replace(at, state=f"{named}.{kind}")
    shown = needs[first : first + AT_ONCE]
    buttons = [_button(here, _big(at.tools.say.plain(need.label)), "need", "need", need.code) for need in shown]
    if len(needs) > first + AT_ONCE:
        buttons.append(_button(here, at.tools.say(wording.B_MORE), "need", "more", f"{area}.{first + AT_ONCE}"))
    return Reply(at.tools.say(wording.SUGGEST_NEED), buttons=tuple(buttons), private=True)


async def _cost(at: At) -> Reply:
    place = await _place(at)
    return place if isinstance(place, Reply) else _costs(at, None)


def _costs(at: At, filled: Taken | None) -> Reply:
    """What is filled in already stands above the question; kind and need can be chosen anew."""
    say = at.tools.say
    buttons = [
        replace(_button(at, _big(say(label)), "cost", "cost", str(n)), form=True)
        for n, label in enumerate(COSTS.values())
    ]
    if filled is None:
        return Reply(say(wording.ADD_COST), buttons=tuple(buttons), private=True)
    lines = [say(wording.TAKEN_KNOWN), filled.link, *suggested.lines(filled.support, filled.need, at.tools)]
    lines += [] if filled.has_contact else [say(wording.TAKEN_NO_NUMBER)]
    again = _button(replace(at, state=filled.state), say(wording.B_TAKEN_KIND), "cost", "anew")
    return Reply("\n".join((*lines, "", say(wording.ADD_COST))), buttons=(*buttons, again), private=True)


# What is written


async def _questions(at: At) -> Reply:
    """All at once or one after the other; what cannot be right is asked once more."""
    place = await _place(at)
    if isinstance(place, Reply):
        return place
    filled, say, asked = at.message.filled, at.tools.say, entry_form.questions(place.taken, at.tools.say)
    form = Form(say(wording.ADD_TITLE), asked, at.tools.payload(Press(Verb.TALK, f"{ADD}.cost.cost.{at.state}")))
    leave = _button(at, say(wording.B_AS_IT_IS), "cost", "leave")
    wrong = entry_form.wrong(filled, place.taken, say)
    if wrong and at.message.shared:
        again = replace(_button(at, say(wording.B_NUMBER_AGAIN), "cost", "again"), form=True)
        return Reply(wrong, buttons=(again, leave), private=True)
    if wrong:
        at = replace(at, message=replace(at.message, filled=filled[:-1]))
    if wrong or len(filled) < len(form.questions):
        intro = "" if filled else say(wording.ADD_INTRO, n=len(form.questions))
        return forms.ask(form, at, wrong or intro, leave)
    return _look(at, place)


def _look(at: At, place: Place) -> Reply:
    """All of it once more; nothing is live yet."""
    say, chosen = at.tools.say, entry_form.tapped(place.community, place.chosen, at.tools)
    if chosen is None:
        return Reply(say(wording.FORM_LOST), private=True)
    draft = entry_form.read(at.message.filled, place.taken)
    forms.hold(at, **draft)
    lines = [draft[name] for name in ("name", "provider", "url", "summary")]
    lines += suggested.lines(chosen.support, chosen.need.id, at.tools)
    lines.append(say(COSTS[chosen.cost]))
    if draft["dial"]:
        spelt = " ".join(draft["dial"])
        lines += [say(wording.NUMBER_NEW, number=draft["display"]), say(wording.NUMBER_SPELT, number=spelt)]
    labels = {"called": wording.B_HOW_CALLED, "read": wording.B_HOW_READ, "leave": wording.B_AS_IT_IS}
    buttons = tuple(_button(at, say(label), "look", answer_) for answer_, label in labels.items())
    return Reply("\n".join((*lines, "", say(wording.NUMBER_CHECK))), buttons=buttons, private=True)


# Yes


async def _save(at: At) -> Reply:
    """Kept first, then live, then told."""
    place = await _place(at)
    if isinstance(place, Reply):
        return place
    say, tools, draft = at.tools.say, at.tools, forms.held(at)
    chosen = entry_form.tapped(place.community, place.chosen, tools)
    if draft is None or chosen is None:
        return Reply(say(wording.FORM_LOST), private=True)
    if place.taken and not await taken.is_first(place.taken, tools.keep):
        return Reply(say(wording.TAKEN_GONE), private=True)
    service = entry_form.service(draft, chosen, at.answer, tools)
    change = Change(place.community, editing.MANAGER, "add", service.id)
    if not await tools.shelves.change(change, lambda edit: edit.model_copy(update={"added": service})):
        return Reply(say(wording.SETUP_NOT_SAVED), private=True)
    forms.drop(at)
    if place.taken:
        await taken.done(place.taken, tools.keep)
    return found.shown(place.community, service.id, tools, f"{say(wording.CATALOG_SAVED)}\n")


async def _leave(at: At) -> Reply:
    forms.drop(at)
    return Reply(at.tools.say(wording.ADD_LEFT), private=True)


def _big(label: str) -> str:
    return label[:1].upper() + label[1:]


ADDING = Talk(
    ADD,
    {
        "begin": Step(_begin),
        "kind": Step(_kind, {"kind": "area"}),
        "area": Step(_area, dict.fromkeys(AREAS, "need")),
        "need": Step(_need, {"need": "cost", "more": "need"}),
        "cost": Step(_cost, {"cost": "questions", "again": "questions", "anew": "kind", "leave": "leave"}),
        "questions": Step(_questions),
        "look": Step(_leave, {"called": "save", "read": "save", "leave": "leave"}),
        "save": Step(_save),
        "leave": Step(_leave),
    },
    _leave,
)
