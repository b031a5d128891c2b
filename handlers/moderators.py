"""A person who looks: members in danger can ask for a moderator, and see first what the moderator will read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import alerts, wording
from handlers.alerts import Alert
from handlers.buttons import mark
from handlers.calls import Asked, left, minutes
from handlers.consider import FROM_NEED
from handlers.context import ABUSE, pack, unpack
from handlers.messages import Button, Reply
from handlers.roster import MOST
from handlers.talk import At, Step, Talk
from handlers.translator import LANGUAGES, Say
from safety.answers import answered_tier, is_urgent
from safety.learned import LEARNED
from safety.verdict import Band, Danger, Tier
from storage.outbox import new_id

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.roster import Person, Staff
    from handlers.tools import Tools

_MARK = 3
_IN_GROUPS = (Tier.INTENT, Tier.MEDICAL)
_SAID = {
    Asked.SENT: wording.ASKED_SENT,
    Asked.LATER: wording.ASKED_LATER,
    Asked.FAILED: wording.ASKED_FAILED,
    Asked.ALREADY: wording.ASKED_ALREADY,
}


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """A button of the member's, or of a moderator's who got a note."""
    for talk in (MEMBER, MODERATOR):
        if talk.begun(tools.press):
            return await talk.go_on(message, tools)
    return None


# In a group


def for_staff(danger: Danger, message: Incoming, tools: Tools) -> Danger | None:
    """The danger that moderators are asked about unasked: a life, by the reviewed rules, in a group, never abuse."""
    by_rules = not any(rule == LEARNED or rule.startswith(FROM_NEED) for rule in danger.rules)
    grave = danger.band is Band.ACT and answered_tier(danger) in _IN_GROUPS and danger.path != ABUSE
    return danger if not message.private and by_rules and grave and _is_on(message.community, tools) else None


def from_group(message: Incoming, danger: Danger, minute: int) -> Alert:
    """The alert about a message that everybody in the group can read."""
    origin = message.origin
    return Alert(
        id=new_id(),
        community=message.community,
        at=minute,
        emergency=is_urgent(danger),
        chat=(origin.chat_name if origin else None) or "",
        link=origin.link if origin else None,
        own=mark(origin.person) if origin else "",
    )


def told(outcome: Asked, say: Say) -> str:
    """What the member hears about it at once."""
    return say(_SAID[outcome])


# In a private chat


def offer(danger: Danger, message: Incoming, tools: Tools) -> tuple[Button, ...]:
    """“Tell a moderator”, under a danger answer in private, where managers have set it up; never on the abuse path."""
    if not message.private or danger.path == ABUSE or not _is_on(tools.community_at_hand(message), tools):
        return ()
    return (MEMBER.entry(tools.say(wording.B_MODERATOR), _state(pack(danger), minutes(tools.now), ()), tools),)


def _is_on(community: str, tools: Tools) -> bool:
    """Set up, turned on, somebody there, and no community for 13 to 17: nothing is handed over about the young."""
    staff = tools.roster.of(community)
    return staff.is_on and staff.reachable and tools.keep.settings(community).age_setting != "13-17"


async def _preview(at: At) -> Reply:
    """The note word for word, who reads it, and the choice to leave somebody out. Nothing has been sent."""
    packed, minute, out = _read(at.state)
    community = await at.tools.community(at.message)
    if not _is_on(community, at.tools):
        return _reply(at, wording.ASKED_NOBODY)
    staff, alert = at.tools.roster.of(community), _alert(at, community, minute, out, named=True)
    readers = left(alert, staff)
    if not readers and not _channel_reads(alert, staff):
        return _reply(at, wording.ASKED_NOBODY)
    text = alerts.note(alert, unpack(packed), staff, _staff_say(community, at.tools), _country(community, at.tools))
    say, state = at.tools.say, _state(packed, minute, out)
    named = [person.name for person in readers]
    named += [say(wording.READER_CHAT, name=staff.channel_name)] if _channel_reads(alert, staff) else []
    parts = [say(wording.PREVIEW), text, say(wording.PREVIEW_READERS, names=say.listing(named))]
    if out and staff.channel:
        parts.append(say(wording.PREVIEW_NO_CHAT))
    buttons = [
        MEMBER.button(say(wording.B_SEND_NAMED), "ask", "send", state, at.tools),
        MEMBER.button(say(wording.B_SEND_UNNAMED), "ask", "anon", state, at.tools),
    ]
    buttons += [_without(person, packed, minute, out, at) for person in readers[:MOST]]
    buttons.append(MEMBER.button(say(wording.B_SEND_NOT), "ask", "no", state, at.tools))
    return Reply("\n\n".join((*parts, say(wording.PREVIEW_CHOICE))), buttons=tuple(buttons), private=True)


def _without(person: Person, packed: str, minute: int, out: tuple[str, ...], at: At) -> Button:
    label = at.tools.say(wording.B_LEAVE_OUT, name=person.name)
    return MEMBER.button(label, "ask", "out", _state(packed, minute, (*out, person.mark)), at.tools)


async def _send(at: At) -> Reply:
    """They have seen it and tapped: now it goes out."""
    packed, minute, out = _read(at.state)
    community = await at.tools.community(at.message)
    if not _is_on(community, at.tools):
        return _reply(at, wording.ASKED_NOBODY)
    alert = _alert(at, community, minute, out, named=at.answer == "send")
    return _reply(at, _SAID[await at.tools.calls.ask(at.message.member, alert, unpack(packed))])


async def _not(at: At) -> Reply:
    return _reply(at, wording.ASKED_NOT)


async def _old(at: At) -> Reply:
    return _reply(at, wording.OLD_BUTTON)


def _reply(at: At, sentence: str) -> Reply:
    """The way to the crisis lines stands under every one of these."""
    crisis = at.tools.command(wording.B_CRISIS, "crisis")
    return Reply(at.tools.say(sentence), buttons=(crisis,), private=True)


def _alert(at: At, community: str, minute: int, out: tuple[str, ...], *, named: bool) -> Alert:
    origin = at.message.origin
    return Alert(
        id=new_id(),
        community=community,
        at=minute,
        emergency=is_urgent(unpack(_read(at.state)[0])),
        who=(origin.name or None) if origin and named else None,
        own=mark(origin.person) if origin else "",
        left_out=out,
    )


def _channel_reads(alert: Alert, staff: Staff) -> bool:
    """Whoever is left out may be in the staff chat, so it is left out with them."""
    return bool(staff.channel) and not alert.left_out


def _staff_say(community: str, tools: Tools) -> Say:
    languages = tools.keep.settings(community).languages
    return Say(next((code for code in languages if code in LANGUAGES), LANGUAGES[0]))


def _country(community: str, tools: Tools) -> str | None:
    return tools.keep.settings(community).country


def _state(packed: str, minute: int, out: tuple[str, ...]) -> str:
    return f"{packed}.{minute:x}.{''.join(out)}"


def _read(state: str) -> tuple[str, int, tuple[str, ...]]:
    packed, minute, marks = (*state.split("."), "", "", "")[:3]
    out = tuple(marks[i : i + _MARK] for i in range(0, len(marks), _MARK))
    return packed, int(minute, 16) if minute else 0, out


# A moderator


async def _take(at: At) -> Reply:
    """“I'm on it”: the first one is; the others see who."""
    alert_id, _, community = at.state.partition(".")
    say, origin = at.tools.say, at.message.origin
    name, person = (origin.name, origin.person) if origin else ("", "")
    is_mine, who = await at.tools.calls.take(alert_id, person, name)
    if not is_mine:
        text = say(wording.ON_IT_ALREADY, name=who) if who else say(wording.ON_IT_SOMEBODY)
        return Reply(text, private=at.message.private, staff=True)
    here = (origin.chat or "",) if origin and not at.message.private else ()
    await at.tools.calls.tell_others(alert_id, community, name, but=(*here, person))
    done = MODERATOR.button(say(wording.B_DONE), "taken", "done", at.state, at.tools)
    text = say(wording.ON_IT) if at.message.private else say(wording.ON_IT_WHO, name=name)
    return Reply(f"{text}\n\n{say(wording.ON_IT_THEN)}", buttons=(done,), private=at.message.private, staff=True)


async def _done(at: At) -> Reply:
    return Reply(at.tools.say(wording.AFTERCARE), private=at.message.private, staff=True)


MEMBER = Talk(
    "m",
    {
        "ask": Step(_preview, {"send": "send", "anon": "send", "out": "ask", "no": "not"}),
        "send": Step(_send),
        "not": Step(_not),
    },
    _old,
)
MODERATOR = Talk(
    alerts.TALK,
    {
        "note": Step(_old, {"on": "taken"}),
        "taken": Step(_take, {"done": "done"}),
        "done": Step(_done),
    },
    _old,
)
