"""The note that moderators get: where, who if they agreed, what was answered, what to do. No word of the message."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import Button, Reply
from safety.answers import answered_tier
from safety.lines import emergency_number
from safety.verdict import About, Tier

if TYPE_CHECKING:
    from handlers.buttons import Buttons
    from handlers.roster import Staff
    from handlers.translator import Say
    from safety.verdict import Danger

TALK = "a"
"""The letter of the talk that begins with the button under a note."""

_KINDS = {
    Tier.INTENT: wording.KIND_INTENT,
    Tier.IDEATION: wording.KIND_IDEATION,
    Tier.PASSIVE: wording.KIND_PASSIVE,
    Tier.SELFHARM: wording.KIND_SELFHARM,
    Tier.MEDICAL: wording.KIND_MEDICAL,
    Tier.DANGER: wording.KIND_DANGER,
}


@dataclass(frozen=True, slots=True, repr=False)
class Alert:
    """One hand-over, as it waits in the outbox if it must: which danger it was stands nowhere in it."""

    id: str
    community: str
    at: int
    """Minutes since 1970."""
    emergency: bool
    """The bot's answer named the emergency number."""
    chat: str | None = None
    """The group's name; None for a private chat."""
    link: str | None = None
    who: str | None = None
    """How the member is called, if they agreed to be named."""
    own: str = ""
    """The mark of the member's own address: nobody is called about themselves."""
    left_out: tuple[str, ...] = ()
    """Marks of people on call who must not read it."""
    told: tuple[str, ...] = ()
    """Addresses that have it."""

    def write(self) -> str:
        """As it is kept, encrypted, in the outbox."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, body: str) -> Alert:
        """The same back. Raises ValueError or TypeError when it is none of ours."""
        found = cls(**json.loads(body))
        return replace(found, left_out=tuple(found.left_out), told=tuple(found.told))


def note(alert: Alert, danger: Danger | None, staff: Staff, say: Say, country: str | None) -> str:
    """What is written to moderators. The kind of danger is told in the moment only, by giving `danger`."""
    lines = [say(wording.NOTE_HEAD), *_where(alert, say)]
    if danger is not None and danger.tier is not None:
        lines.append(say(wording.NOTE_KIND, kind=say.plain(_KINDS[answered_tier(danger)])))
        if danger.about is About.OTHER:
            lines.append(say(wording.NOTE_OTHER))
    lines.append(say(wording.NOTE_ANSWERED_EMERGENCY if alert.emergency else wording.NOTE_ANSWERED_LINES))
    return "\n".join((*lines, "", *_checklist(alert, staff, say, country)))


def dressed(text: str, alert: Alert, say: Say, buttons: Buttons) -> Reply:
    """The note with its button."""
    press = Press(Verb.TALK, f"{TALK}.note.on.{alert.id}.{alert.community}", language=say.language)
    return Reply(text, buttons=(Button(say(wording.B_ON_IT), payload=buttons.write(press)),), staff=True)


def _where(alert: Alert, say: Say) -> list[str]:
    time = datetime.fromtimestamp(alert.at * 60, UTC)
    lines = [say(wording.NOTE_WHEN, time=f"{time:%Y-%m-%d %H:%M} UTC")]
    if alert.chat is None:
        named = say(wording.NOTE_WHO, name=alert.who) if alert.who else say(wording.NOTE_NO_NAME)
        return [*lines, say(wording.NOTE_PRIVATE), named]
    lines.append(say(wording.NOTE_GROUP, chat=alert.chat))
    return [*lines, say(wording.NOTE_LINK, link=alert.link)] if alert.link else lines


def _checklist(alert: Alert, staff: Staff, say: Say, country: str | None) -> list[str]:
    """Four lines: say that you are on it, reach out, hand on to those who are trained, look after yourself."""
    number = emergency_number(country.split("-")[0]) if country else None
    others = [person.name for person in staff.people if person.mark not in (*alert.left_out, alert.own)]
    hand_on = say(wording.CHECK_HAND_ON, names=say.listing(others)) if len(others) > 1 else ""
    return [
        say(wording.CHECK_ON_IT),
        say(wording.CHECK_REACH_OUT),
        f"{say(wording.CHECK_CALL, number=number) if number else say(wording.CHECK_CALL_LOCAL)} {hand_on}".strip(),
        say(wording.CHECK_AFTERCARE),
    ]
