"""Managers decide on what members suggest: a checklist, a reason, and two of them where a contact is new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from catalog.stub import Known, stub
from handlers import suggested, taken, wording
from handlers.buttons import Press, Verb, mark
from handlers.editing import MANAGER
from handlers.link import name_of
from handlers.messages import Button, Reply
from handlers.setup import refuse
from handlers.talk import At, Step, Talk
from handlers.tools import private
from storage.store import Change

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.taken import Taken
    from handlers.tools import Tools
    from storage.store import Suggestion

CHECKS = (wording.CHECK_IDENTITY, wording.CHECK_EATING, wording.CHECK_HEALERS)
"""What a manager must have looked at, one after the other."""
TICKED = "".join(str(number) for number in range(1, len(CHECKS) + 1))
REASONS = {
    "safe": wording.DECLINE_SAFE,
    "proof": wording.DECLINE_EVIDENCE,
    "place": wording.DECLINE_PLACE,
    "cost": wording.DECLINE_COST,
    "have": wording.DECLINE_HAVE,
    "gone": wording.DECLINE_GONE,
    "else": wording.DECLINE_OUTSIDE,
}
"""Why not, as the member hears it."""
TWO = 2
"""So many managers must agree to a contact that is new."""
LEFT_AT_ONCE = 5
"""Ways to entries that are not written yet."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/suggestions, or a button under one that waits."""
    if QUEUE.begun(tools.press):
        return await QUEUE.go_on(message, tools)
    if message.command != "suggestions":
        return None
    if not message.private:
        return private("", Press(Verb.COMMAND, "suggestions"), tools)
    return await _list(At("", f"{await tools.community(message)}.0", message, tools))


def card(suggestion: Suggestion, tools: Tools) -> Reply:
    """One that waits, as the staff chat shows it."""
    say = suggested.say_to_staff(suggestion.community, tools)
    return _card(suggestion, replace(tools, say=say))


def _card(suggestion: Suggestion, tools: Tools) -> Reply:
    say = tools.say
    text = [say(wording.QUEUE_CARD), "", *suggested.lines(suggestion.support, suggestion.need, tools)]
    text += ["", say(wording.QUEUE_ONE_AGREED)] if suggestion.agreed else []
    buttons = (
        QUEUE.button(say(wording.B_QUEUE_TAKE), "card", "take", suggestion.id, tools),
        QUEUE.button(say(wording.B_QUEUE_DECLINE), "card", "no", suggestion.id, tools),
    )
    return Reply("\n".join((*text, "", say(wording.QUEUE_LINK))), verbatim=suggestion.link, buttons=buttons, staff=True)


async def _list(at: At) -> Reply:
    """The oldest that waits, and a button to the next; then what was taken in, and has no entry yet."""
    community, _, place = at.state.partition(".")
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    found = await at.tools.keep.suggestions(lambda store: store.waiting(community))
    if found is None:
        return Reply(at.tools.say(wording.MY_DATA_UNREADABLE), private=True)
    waiting, say = found[0], at.tools.say
    left, buttons = await _unwritten(community, at)
    if not waiting:
        return Reply("\n".join((say(wording.QUEUE_NONE), *left)), buttons=buttons, private=True)
    here = int(place) % len(waiting) if place.isdecimal() else 0
    shown = _card(waiting[here], at.tools)
    more = QUEUE.button(say(wording.B_QUEUE_NEXT), "list", "next", f"{community}.{here + 1}", at.tools)
    text = "\n\n".join((say(wording.QUEUE_MANY, n=len(waiting)), *left, shown.text))
    first = (*shown.buttons, more) if len(waiting) > 1 else shown.buttons
    return replace(shown, text=text, buttons=(*first, *buttons), private=True)


async def _unwritten(community: str, at: At) -> tuple[list[str], tuple[Button, ...]]:
    """A line about what was taken in and stands in no list yet, and a way to the form of each."""
    some = await taken.not_listed(community, at.tools.directory, at.tools.keep)
    line = [at.tools.say(wording.TAKEN_LEFT, n=len(some))] if some else []
    shown = some[:LEFT_AT_ONCE]
    return line, tuple(taken.write_button(one, wording.B_WRITE_NAMED, at.message, at.tools) for one in shown)


# What is asked before each step


async def _waits(at: At) -> Suggestion | Reply:
    """The suggestion, to a manager of its community as the platform says now; else what is said instead."""
    id_ = at.state.partition(".")[0]
    found = await at.tools.keep.suggestions(lambda store: store.get(id_))
    if found is None:
        return _reply(at, at.tools.say(wording.MY_DATA_UNREADABLE))
    suggestion = found[0]
    if suggestion is None:
        return _reply(at, at.tools.say(wording.QUEUE_GONE))
    if refusal := await refuse(suggestion.community, at.message, at.tools):
        return _reply(at, refusal.text)
    return suggestion


def _reply(at: At, text: str, *buttons: Button, verbatim: str = "") -> Reply:
    """In the staff chat it stands for all of them; elsewhere it is for this manager."""
    return Reply(text, verbatim=verbatim, buttons=buttons, private=at.message.private, staff=True)


def _button(at: At, label: str, step: str, answer_: str, state: str | None = None) -> Button:
    return QUEUE.button(at.tools.say(label), step, answer_, at.state if state is None else state, at.tools)


# The steps


async def _check(at: At) -> Reply:
    """The next of the things to have looked at. What was ticked stands behind the id."""
    suggestion = await _waits(at)
    if isinstance(suggestion, Reply):
        return suggestion
    ticked = at.state.partition(".")[2] if at.answer == "yes" else ""
    if ticked == TICKED:
        only = _button(at, wording.B_ONLY_LINK, "check", "link", f"{suggestion.id}.{TICKED}")
        too = _button(at, wording.B_WITH_CONTACT, "check", "contact", f"{suggestion.id}.{TICKED}")
        return _reply(at, at.tools.say(wording.QUEUE_CONTACT), only, too)
    if not TICKED.startswith(ticked):
        return await _lost(at)
    yes = _button(at, wording.B_CHECK_YES, "check", "yes", f"{suggestion.id}.{TICKED[: len(ticked) + 1]}")
    no = _button(at, wording.B_CHECK_NO, "check", "no", suggestion.id)
    return _reply(at, at.tools.say(CHECKS[len(ticked)]), yes, no)


async def _take(at: At) -> Reply:
    """Everything was ticked; with a contact, only once two managers have agreed."""
    suggestion = await _waits(at)
    if isinstance(suggestion, Reply):
        return suggestion
    if at.state.partition(".")[2] != TICKED or at.message.origin is None:
        return await _lost(at)
    if at.answer == "contact":
        by = mark(at.message.origin.person)
        line = Change(suggestion.community, MANAGER, "agree")
        found = await at.tools.keep.suggestions(lambda store: store.agree(suggestion.id, by, line))
        agreed = found[0] if found else None
        if agreed is None:
            return _reply(at, at.tools.say(wording.QUEUE_GONE if found else wording.SETUP_NOT_SAVED))
        if len(agreed.agreed) < TWO:
            if by not in suggestion.agreed:
                await suggested.tell_staff(agreed.community, card(agreed, at.tools), at.tools)
            return _reply(at, at.tools.say(wording.QUEUE_AGREED))
    return await _decided(at, suggestion)


async def _why(at: At) -> Reply:
    suggestion = await _waits(at)
    if isinstance(suggestion, Reply):
        return suggestion
    reasons = [_button(at, label, "why", reason, suggestion.id) for reason, label in REASONS.items()]
    return _reply(at, at.tools.say(wording.QUEUE_WHY), *reasons)


async def _decline(at: At) -> Reply:
    suggestion = await _waits(at)
    return suggestion if isinstance(suggestion, Reply) else await _decided(at, suggestion)


async def _decided(at: At, suggestion: Suggestion) -> Reply:
    """Of two who decide at the same moment, one does. Then the member hears it, and the other managers."""
    reason = REASONS.get(at.answer)
    line = _line(suggestion, at.answer if reason else None)
    found = await at.tools.keep.suggestions(lambda store: store.decide(suggestion.id, line))
    decided = found[0] if found else None
    if decided is None:
        return _reply(at, at.tools.say(wording.QUEUE_GONE if found else wording.SETUP_NOT_SAVED))
    sentence = wording.SUGGEST_DECLINED if reason else wording.SUGGEST_TAKEN
    told = await suggested.tell_member(decided, sentence, at.tools, reason=reason)
    await _tell_others(at, decided, wording.QUEUE_DECLINED_BY if reason else wording.QUEUE_TAKEN_BY)
    say = at.tools.say
    last = say(wording.QUEUE_TOLD if told else wording.QUEUE_NOT_TOLD)
    if reason:
        return _reply(at, f"{say(wording.QUEUE_DECLINED)} {last}")
    return await _taken(at, decided, last)


def _line(suggestion: Suggestion, reason: str | None) -> Change:
    """What the trail says: which service was taken in; of a declined one, which we forget, only why."""
    if reason:
        return Change(suggestion.community, MANAGER, "decline", reason)
    return Change(suggestion.community, MANAGER, "approve", name_of(suggestion.link))


async def _taken(at: At, decided: Suggestion, last: str) -> Reply:
    """One tap leads to its form in chat, another one to its entry for the file."""
    say, with_contact = at.tools.say, at.answer == "contact"
    kept = await taken.take(decided, at.tools.keep, has_contact=with_contact)
    if kept is None:  # nothing is lost: the entry stands here
        return _entry(at, decided, last, has_contact=with_contact)
    text = [last, "", say(wording.QUEUE_TAKEN)]
    text += [say(wording.QUEUE_TWO_AGREED)] if with_contact else []
    text += [] if at.message.private else [say(wording.QUEUE_WAY_IN, command="/suggestions")]
    write = taken.write_button(kept, wording.B_WRITE_HERE, at.message, at.tools)
    return _reply(at, "\n".join(text), write, _button(at, wording.B_ENTRY, "taken", "file", kept.state))


async def _file(at: At) -> Reply:
    """The beginning of its entry, for those who edit the file."""
    community, _, id_ = at.state.partition(taken.AFTER)
    if refusal := await refuse(community, at.message, at.tools):
        return _reply(at, refusal.text)
    waiting = await taken.unwritten(community, at.tools.keep)
    if waiting is None:
        return _reply(at, at.tools.say(wording.MY_DATA_UNREADABLE))
    found = next((one for one in waiting if one.id == id_), None)
    if found is None:
        return _reply(at, at.tools.say(wording.TAKEN_GONE))
    return _entry(at, found, "", has_contact=found.has_contact)


def _entry(at: At, known: Suggestion | Taken, first: str, *, has_contact: bool) -> Reply:
    text = [first, ""] if first else []
    text += [at.tools.say(wording.QUEUE_STUB)]
    text += [at.tools.say(wording.QUEUE_TWO_AGREED)] if has_contact else []
    need, today = at.tools.needs[known.need], at.tools.now.date()
    begun = Known(name_of(known.link), known.link, known.support, has_contact=has_contact)
    return _reply(at, "\n".join(text), verbatim=stub(need, begun, on=today))


async def _tell_others(at: At, decided: Suggestion, sentence: str) -> None:
    """The staff chat sees who decided, unless the answer stands there already."""
    origin = at.message.origin
    if origin is None or not at.message.private:
        return
    say = suggested.say_to_staff(decided.community, at.tools)
    named = suggested.kind_and_need(decided.support, decided.need, at.tools, say)
    await suggested.tell_staff(decided.community, Reply(say(sentence, name=origin.name, **named), staff=True), at.tools)


async def _lost(at: At) -> Reply:
    return _reply(at, at.tools.say(wording.OLD_BUTTON))


QUEUE = Talk(
    "q",
    {
        "card": Step(_lost, {"take": "check", "no": "why"}),
        "list": Step(_list, {"next": "list"}),
        "check": Step(_check, {"yes": "check", "no": "why", "link": "take", "contact": "take"}),
        "take": Step(_take),
        "taken": Step(_lost, {"file": "file"}),
        "file": Step(_file),
        "why": Step(_why, dict.fromkeys(REASONS, "declined")),
        "declined": Step(_decline),
    },
    _lost,
)
