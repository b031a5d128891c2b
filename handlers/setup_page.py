"""The page on which managers see what is set up for asking moderators, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers import notice, wording
from handlers.buttons import Press, Verb
from handlers.messages import Button, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.messages import Incoming
    from handlers.post import Readers
    from handlers.roster import Staff
    from handlers.tools import Tools
    from storage.store import CommunitySettings

STEP, THERE = "page", "s.there"
"""The step under which the page's buttons stand; the subject of a doorway into the staff's own group."""
MORE, ANNOUNCE = "e", "l"
"""The talks in which managers choose everything else, and in which they put up the notice and let the bot listen:
`handlers.choosing`, `handlers.announcing`."""
REFUSED = {
    "public": wording.SETUP_PUBLIC,
    "community": wording.SETUP_COMMUNITY,
    "gone": wording.SETUP_UNREACHABLE,
}


@dataclass(frozen=True, slots=True)
class Here:
    """What a step of the page is about."""

    community: str
    staff: Staff
    settings: CommunitySettings
    readers: Readers | None
    message: Incoming
    tools: Tools
    make: Callable[[str, str, str], Button]
    """A button with this label, answer and state."""

    def button(self, label: str, answer: str, more: str = "", **named: str) -> Button:
        """A button of the page."""
        return self.make(self.tools.say(label, **named), answer, f"{more}.{self.community}")

    def announce(self, label: str, answer: str, more: str = "", **named: str) -> Button:
        """A button that leads to `handlers.announcing`."""
        subject = f"{ANNOUNCE}.{STEP}.{answer}.{more}.{self.community}"
        return Button(self.tools.say(label, **named), payload=self.tools.payload(Press(Verb.TALK, subject)))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be set up: what the page says about it, and what can be tapped."""

    is_done: Callable[[Here], bool]
    tell: Callable[[Here], str]
    buttons: Callable[[Here], tuple[Button, ...]]


def compose(here: Here) -> Reply:
    """What is there, what is missing, and a button for each; it can be turned on once everything is there."""
    staff, say = here.staff, here.tools.say
    lines = [say(wording.SETUP_ON if staff.is_on else wording.SETUP_OFF), say(wording.SETUP_WHAT)]
    lines += [f"{'✓' if item.is_done(here) else '–'} {item.tell(here)}" for item in ITEMS]
    buttons = [button for item in ITEMS for button in item.buttons(here)]
    if staff.is_on:
        buttons.append(here.button(wording.B_SETUP_OFF, "off"))
    elif all(item.is_done(here) for item in ITEMS):
        lines.append(say(wording.SETUP_READY))
        buttons.append(here.button(wording.B_SETUP_ON, "on"))
    listening = here.settings.listening
    lines.append(say(wording.SETUP_LISTENING if listening else wording.SETUP_NOT_LISTENING))
    turn = (wording.B_SETUP_DEAF, "deaf") if listening else (wording.B_SETUP_LISTEN, "listen")
    return Reply("\n\n".join(lines), buttons=(*buttons, here.announce(*turn)), private=True)


def compose_young(here: Here) -> Reply:
    """Where members are 13 to 17 nothing is handed over; what the bot reads is told there as well."""
    lines, buttons = [here.tools.say(wording.SETUP_YOUNG), _tell_notice(here)], _notice_buttons(here)
    if here.settings.listening:
        lines.append(here.tools.say(wording.SETUP_LISTENING))
        buttons = (*buttons, here.announce(wording.B_SETUP_DEAF, "deaf"))
    return Reply("\n\n".join(lines), buttons=buttons, private=True)


def _tell_country(here: Here) -> str:
    say = here.tools.say
    code = here.settings.country
    return say(wording.SETUP_COUNTRY, country=say.country(code)) if code else say(wording.SETUP_NO_COUNTRY)


def _tell_people(here: Here) -> str:
    say = here.tools.say
    names = [person.name for person in here.staff.people]
    return say(wording.SETUP_PEOPLE, names=say.listing(names)) if names else say(wording.SETUP_NO_PEOPLE)


def _remove_people(here: Here) -> tuple[Button, ...]:
    return tuple(
        here.button(wording.B_SETUP_REMOVE, "remove", person.mark, name=person.name) for person in here.staff.people
    )


def _tell_channel(here: Here) -> str:
    say = here.tools.say
    if here.readers is None:
        return say(wording.SETUP_NO_CHAT)
    if here.readers.refused:
        return say(REFUSED[here.readers.refused])
    return say(wording.SETUP_CHAT, name=here.readers.chat_name, readers=who(here.readers, here.tools))


def _channel_buttons(here: Here) -> tuple[Button, ...]:
    """On Discord the channel they stand in; on Telegram a way into a group of their choice."""
    message, tools = here.message, here.tools
    taken = (here.button(wording.B_SETUP_NO_CHAT, "none"),) if here.staff.channel else ()
    if message.origin and message.origin.chat and message.private:
        return (here.button(wording.B_SETUP_HERE, "here"), *taken)
    doorway = tools.doorways.seal(
        tools.payload(Press(Verb.TALK, THERE)),
        member=message.member,
        community=here.community,
        now=tools.now,
    )
    return (Button(tools.say(wording.B_SETUP_THERE), doorway=doorway, to_group=True), *taken)


def _tell_notice(here: Here) -> str:
    tools, staff, say = here.tools, here.staff, here.tools.say
    if notice.waits(here.community, tools):
        return say(wording.SETUP_NOTICE_POSTED)
    if staff.has_notice:
        old = (say(wording.SETUP_NOTICE_OLD),) if notice.is_old(here.community, tools) else ()
        return "\n".join((say(wording.SETUP_NOTICE), *old))
    words = notice.text(here.community, tools, listening=here.settings.listening)
    lines = [say(wording.SETUP_NO_NOTICE), words]
    if notice.place(here.message, staff) is None:
        lines.append(say(wording.SETUP_NOTICE_ELSEWHERE, command="/setup"))
    return "\n".join(lines)


def _notice_buttons(here: Here) -> tuple[Button, ...]:
    """Let the bot do it, in the place where the manager stands; or say that it was done by hand."""
    waits = notice.waits(here.community, here.tools)
    by_hand = () if here.staff.has_notice and not waits else (here.announce(wording.B_SETUP_PINNED, "pinned"),)
    if notice.place(here.message, here.staff) is None:
        return by_hand
    origin = here.message.origin
    name = origin.chat_name if origin and origin.chat else None
    label = wording.B_NOTICE_POST_IN if name else wording.B_NOTICE_POST
    if waits or here.staff.has_notice:
        label = wording.B_NOTICE_PIN if waits else wording.B_NOTICE_AGAIN
    return (here.announce(label, "post", notice.seen(here.staff), name=name or ""), *by_hand)


ITEMS: tuple[Item, ...] = (
    Item(
        lambda here: here.settings.country is not None,
        _tell_country,
        lambda here: (here.button(wording.B_SETUP_COUNTRY, "country"),),
    ),
    Item(
        lambda here: bool(here.staff.people) or _can_use(here.readers),
        _tell_people,
        _remove_people,
    ),
    Item(
        lambda here: bool(here.staff.people) if here.readers is None else _can_use(here.readers),
        _tell_channel,
        _channel_buttons,
    ),
    Item(
        lambda here: here.staff.has_notice,
        _tell_notice,
        _notice_buttons,
    ),
)
"""What must be there before it can be turned on, in the order of the page."""


def _can_use(readers: Readers | None) -> bool:
    return readers is not None and readers.refused is None


def who(readers: Readers, tools: Tools) -> str:
    """Who can read a staff chat, in words."""
    say = tools.say
    told = [say(wording.READERS_ROLES, names=say.listing(readers.roles))] if readers.roles else []
    if readers.people is not None:
        single = wording.READERS_PEOPLE if readers.by_role else wording.READERS_MEMBERS
        told.append(say(single, n=readers.people))
    return say.listing(told) if told else say(wording.READERS_STAFF)
