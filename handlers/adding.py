"""Managers add a service in chat: what kind, for what, what it costs, five questions, and one look at all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from catalog.model import Contact, Evidence, Service, Verified
from catalog.overlay import read_number
from catalog.sentences import simple_id
from handlers import editing, forms, wording
from handlers.areas import AREAS
from handlers.buttons import Press, Verb
from handlers.forms import ADD
from handlers.link import Refused, read_link
from handlers.messages import Button, Form, Question, Reply
from handlers.setup import refuse
from handlers.suggested import SUPPORTS
from handlers.talk import At, Step, Talk
from storage.store import Change

if TYPE_CHECKING:
    from catalog.model import Cost, Format, Readiness, Support
    from handlers.messages import Incoming
    from handlers.tools import Tools

READY: dict[str, Readiness] = {"support-group": "connect", "psychoeducation": "learn", "screening": "learn"}
READY |= {"skills-training": "try", "complementary-therapy": "try"}
"""What each kind is for; all others are there to get help."""
COSTS: dict[Cost, str] = {
    "free": wording.COST_FREE,
    "low-cost": wording.COST_LOW,
    "paid": wording.COST_PAID,
    "mixed": wording.COST_MIXED,
}
NONE = "-"
"""What somebody writes where there is no number."""
AT_ONCE = 20
"""Needs on one page: Discord takes 25 buttons."""
_ID = 36
_LINK, _NUMBER = 2, 4
"""The places of these questions."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """A button of the talk, or the answer to one of its questions; /catalog leads to it."""
    if ADDING.begun(tools.press):
        return await ADDING.go_on(message, tools)
    given = forms.taken(ADDING, message, tools)
    return await ADDING.go_on(*given) if given else None


async def _refused(at: At) -> Reply | None:
    refusal = await refuse(at.state.partition(".")[0], at.message, at.tools)
    if refusal:
        forms.drop(at)
    return refusal


def _button(at: At, label: str, step: str, answer_: str, more: str = "") -> Button:
    state = f"{at.state}.{more}" if more else at.state
    return ADDING.button(label, step, answer_, state, at.tools)


async def _kind(at: At) -> Reply:
    if refusal := await _refused(at):
        return refusal
    say = at.tools.say
    buttons = [_button(at, _big(say.plain(label)), "kind", "kind", str(n)) for n, label in enumerate(SUPPORTS.values())]
    return Reply(say(wording.SUGGEST_KIND), buttons=tuple(buttons), private=True)


async def _area(at: At) -> Reply:
    if refusal := await _refused(at):
        return refusal
    buttons = [_button(at, at.tools.say(label), "area", area) for area, (label, _) in AREAS.items()]
    return Reply(at.tools.say(wording.SUGGEST_AREA), buttons=tuple(buttons), private=True)


async def _need(at: At) -> Reply:
    """A page of the area's needs; behind the first one the state says which area, and where it begins."""
    if refusal := await _refused(at):
        return refusal
    community, kind, *rest = at.state.split(".")
    area, first = (rest[0], int(rest[1])) if at.answer == "more" else (at.answer, 0)
    needs = [need for need in at.tools.needs.values() if need.area == area]
    here = replace(at, state=f"{community}.{kind}")
    shown = needs[first : first + AT_ONCE]
    buttons = [_button(here, _big(at.tools.say.plain(need.label)), "need", "need", need.code) for need in shown]
    if len(needs) > first + AT_ONCE:
        buttons.append(_button(here, at.tools.say(wording.B_MORE), "need", "more", f"{area}.{first + AT_ONCE}"))
    return Reply(at.tools.say(wording.SUGGEST_NEED), buttons=tuple(buttons), private=True)


async def _cost(at: At) -> Reply:
    if refusal := await _refused(at):
        return refusal
    buttons = [
        replace(_button(at, _big(at.tools.say(label)), "cost", "cost", str(n)), form=True)
        for n, label in enumerate(COSTS.values())
    ]
    return Reply(at.tools.say(wording.ADD_COST), buttons=tuple(buttons), private=True)


# The five questions


def _form(at: At) -> Form:
    say = at.tools.say
    asked = (
        Question(say(wording.ADD_NAME), at_most=80),
        Question(say(wording.ADD_PROVIDER), at_most=80),
        Question(say(wording.ADD_LINK), say(wording.ADD_LINK_HINT), at_most=200),
        Question(say(wording.ADD_SUMMARY), say(wording.ADD_SUMMARY_HINT), at_most=300),
        Question(say(wording.ADD_NUMBER), say(wording.ADD_NUMBER_HINT), at_most=60, needed=False),
    )
    return Form(say(wording.ADD_TITLE), asked, at.tools.payload(Press(Verb.TALK, f"{ADD}.cost.cost.{at.state}")))


async def _questions(at: At) -> Reply:
    """All at once or one after the other; what cannot be right is asked once more."""
    if refusal := await _refused(at):
        return refusal
    form, filled, say = _form(at), at.message.filled, at.tools.say
    leave = _button(at, say(wording.B_AS_IT_IS), "cost", "leave")
    wrong = _wrong(filled, form, at.tools)
    if wrong and at.message.shared:
        again = replace(_button(at, say(wording.B_NUMBER_AGAIN), "cost", "again"), form=True)
        return Reply(wrong, buttons=(again, leave), private=True)
    if wrong:
        at = replace(at, message=replace(at.message, filled=filled[:-1]))
    if wrong or len(filled) < len(form.questions):
        return forms.ask(form, at, wrong or say(wording.ADD_INTRO, n=len(form.questions)), leave)
    return _look(at, *filled)


def _wrong(filled: tuple[str, ...], form: Form, tools: Tools) -> str:
    """What cannot be right in what they wrote; empty where all can."""
    for place, (typed, question) in enumerate(zip(filled, form.questions, strict=False)):
        if (question.needed and not typed.strip()) or len(typed) > question.at_most:
            return tools.say(wording.ADD_LONG, n=question.at_most)
        if place == _LINK and isinstance(read_link(typed), Refused):
            return tools.say(wording.ADD_BAD_LINK)
        if place == _NUMBER and typed.strip() not in ("", NONE) and read_number("call", typed) is None:
            return tools.say(wording.NUMBER_BAD)
    return ""


def _look(at: At, name: str, provider: str, link: str, summary: str, number: str) -> Reply:
    """All of it once more; nothing is live yet."""
    read = read_number("call", number) if number.strip() not in ("", NONE) else None
    dial, display = read or ("", "")
    values = {"name": name, "provider": provider, "url": str(read_link(link)), "summary": summary}
    values = {key: " ".join(value.split()) for key, value in values.items()}
    forms.hold(at, dial=dial, display=display, **values)
    say = at.tools.say
    spelt = (say(wording.NUMBER_NEW, number=display), say(wording.NUMBER_SPELT, number=" ".join(dial))) if read else ()
    _, kind, code, cost = at.state.split(".")
    need = next((need.label for need in at.tools.needs.values() if need.code == code), "")
    told = say(wording.SUGGESTION_NEED, need=say.plain(need))
    kinds = say(wording.SUGGESTION_KIND, kind=say.plain(list(SUPPORTS.values())[int(kind)]))
    lines = (*values.values(), kinds, told, say(list(COSTS.values())[int(cost)]), *spelt)
    labels = {"called": wording.B_HOW_CALLED, "read": wording.B_HOW_READ, "leave": wording.B_AS_IT_IS}
    buttons = tuple(_button(at, say(label), "look", answer_) for answer_, label in labels.items())
    return Reply("\n".join((*lines, "", say(wording.NUMBER_CHECK))), buttons=buttons, private=True)


# Yes


async def _save(at: At) -> Reply:
    """Kept first, then live, then told."""
    if refusal := await _refused(at):
        return refusal
    draft, community, say = forms.held(at), at.state.partition(".")[0], at.tools.say
    service = _service(draft, at) if draft else None
    if service is None:
        return Reply(say(wording.FORM_LOST), private=True)
    change = Change(community, editing.MANAGER, "add", service.id)
    if not await at.tools.shelves.change(change, lambda edit: edit.model_copy(update={"added": service})):
        return Reply(say(wording.SETUP_NOT_SAVED), private=True)
    forms.drop(at)
    return editing.shown(community, service.id, at.tools, f"{say(wording.CATALOG_SAVED)}\n")


async def _leave(at: At) -> Reply:
    forms.drop(at)
    return Reply(at.tools.say(wording.ADD_LEFT), private=True)


def _service(draft: dict[str, str], at: At) -> Service | None:
    """The entry, with what the community has chosen for country and language."""
    community, kind, code, cost = at.state.split(".")
    need = next((need for need in at.tools.needs.values() if need.code == code), None)
    settings, support = at.tools.keep.settings(community), list(SUPPORTS)[int(kind)]
    if need is None:
        return None
    called: tuple[Format, ...] = ("phone",) if draft["dial"] else ()
    contact = Contact(channel="call", dial=draft["dial"], display=draft["display"])
    made_by = Verified(on=at.tools.now.date(), by="a manager here", how=editing.HOW[at.answer])
    return Service(
        id=_free_id(draft["name"], community, at.tools),
        name=draft["name"],
        provider=draft["provider"],
        url=draft["url"],
        summary=draft["summary"],
        area=need.area,
        support=cast("Support", support),
        needs=(need.id,),
        readiness=(READY.get(support, "get-help"),),
        cost=list(COSTS)[int(cost)],
        regions=(settings.country or "*",),
        languages=settings.languages[:1] or (at.tools.language,),
        formats=("web", *called),
        contacts=(contact,) if draft["dial"] else (),
        evidence=Evidence(level="none"),
        verified=made_by,
    )


def _free_id(name: str, community: str, tools: Tools) -> str:
    taken = editing.ids(community, tools)
    first = simple_id(name, at_most=_ID) or "our-service"
    return next(each for each in (first, *(f"{first}-{n}" for n in range(2, 999))) if each not in taken)


def _big(label: str) -> str:
    return label[:1].upper() + label[1:]


ADDING = Talk(
    ADD,
    {
        "kind": Step(_kind, {"kind": "area"}),
        "area": Step(_area, dict.fromkeys(AREAS, "need")),
        "need": Step(_need, {"need": "cost", "more": "need"}),
        "cost": Step(_cost, {"cost": "questions", "again": "questions", "leave": "leave"}),
        "questions": Step(_questions),
        "look": Step(_leave, {"called": "save", "read": "save", "leave": "leave"}),
        "save": Step(_save),
        "leave": Step(_leave),
    },
    _leave,
)
