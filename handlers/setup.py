"""Managers set up the hand-over to moderators in chat: a page of steps with buttons; rights are asked each time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import PRIVATE, Button, Reply
from handlers.talk import At, Step, Talk
from handlers.tools import private
from safety.lines import countries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.messages import Incoming
    from handlers.post import Readers
    from handlers.roster import Staff
    from handlers.tools import Tools
    from storage.store import CommunitySettings

THERE = "there"
"""The subject of a doorway into the staff's own group."""
_REFUSED = {
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
    at: At

    def button(self, label: str, answer: str, more: str = "", **named: str) -> Button:
        """A button of the page."""
        tools = self.at.tools
        return SETUP.button(tools.say(label, **named), "page", answer, f"{more}.{self.community}", tools)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be set up: what the page says about it, and what can be tapped."""

    is_done: Callable[[Here], bool]
    tell: Callable[[Here], str]
    buttons: Callable[[Here], tuple[Button, ...]]


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/setup in the community itself, or one of the page's buttons."""
    press = tools.press
    if leads_to_staff(press):
        return await _there(message, tools)
    if SETUP.begun(press):
        return await SETUP.go_on(message, tools)
    if message.command != "setup":
        return None
    community = await tools.community(message)
    origin = message.origin
    if origin and origin.home and community != PRIVATE and await origin.is_manager(origin.home):
        staff = tools.roster.of(community)
        if staff.home != origin.home and not await tools.roster.save(community, replace(staff, home=origin.home)):
            return private(tools.say(wording.SETUP_NOT_SAVED), Press(Verb.COMMAND, "setup"), tools)
    if not message.private:
        return private("", Press(Verb.COMMAND, "setup"), tools)
    return await _page(At("", f".{community}", message, tools))


def leads_to_staff(press: Press | None) -> bool:
    """Whether this is the doorway into the staff's own group, the only one that opens where others read along."""
    return press is not None and press.verb is Verb.TALK and press.subject == f"{SETUP.name}.{THERE}"


async def refuse(community: str, message: Incoming, tools: Tools) -> Reply | None:
    """None when the platform says, now, that this member manages the community."""
    home, origin = tools.roster.of(community).home, message.origin
    if community == PRIVATE or home is None:
        return Reply(tools.say(wording.SETUP_IN_GROUP, command="/setup"), private=True)
    if origin is None or not await origin.is_manager(home):
        return Reply(tools.say(wording.SETUP_MANAGERS), private=True)
    return None


# The page


async def _page(at: At) -> Reply:
    community = _community(at)
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    staff, settings, say = at.tools.roster.of(community), at.tools.keep.settings(community), at.tools.say
    readers = await at.tools.post.readers(staff.channel, staff.home) if staff.channel and staff.home else None
    here = Here(community, staff, settings, readers, at)
    if settings.age_setting == "13-17":
        return Reply(say(wording.SETUP_YOUNG), private=True)
    lines = [say(wording.SETUP_ON if staff.is_on else wording.SETUP_OFF), say(wording.SETUP_WHAT)]
    lines += [f"{'✓' if item.is_done(here) else '–'} {item.tell(here)}" for item in ITEMS]
    buttons = [button for item in ITEMS for button in item.buttons(here)]
    if staff.is_on:
        buttons.append(here.button(wording.B_SETUP_OFF, "off"))
    elif all(item.is_done(here) for item in ITEMS):
        lines.append(say(wording.SETUP_READY))
        buttons.append(here.button(wording.B_SETUP_ON, "on"))
    return Reply("\n\n".join(lines), buttons=tuple(buttons), private=True)


def _tell_country(here: Here) -> str:
    say = here.at.tools.say
    code = here.settings.country
    return say(wording.SETUP_COUNTRY, country=say.country(code)) if code else say(wording.SETUP_NO_COUNTRY)


def _tell_people(here: Here) -> str:
    say = here.at.tools.say
    names = [person.name for person in here.staff.people]
    return say(wording.SETUP_PEOPLE, names=say.listing(names)) if names else say(wording.SETUP_NO_PEOPLE)


def _remove_people(here: Here) -> tuple[Button, ...]:
    return tuple(
        here.button(wording.B_SETUP_REMOVE, "remove", person.mark, name=person.name) for person in here.staff.people
    )


def _tell_channel(here: Here) -> str:
    say = here.at.tools.say
    if here.readers is None:
        return say(wording.SETUP_NO_CHAT)
    if here.readers.refused:
        return say(_REFUSED[here.readers.refused])
    return say(wording.SETUP_CHAT, name=here.readers.chat_name, readers=_who(here.readers, here.at.tools))


def _channel_buttons(here: Here) -> tuple[Button, ...]:
    """On Discord the channel they stand in; on Telegram a way into a group of their choice."""
    message, tools = here.at.message, here.at.tools
    taken = (here.button(wording.B_SETUP_NO_CHAT, "none"),) if here.staff.channel else ()
    if message.origin and message.origin.chat and message.private:
        return (here.button(wording.B_SETUP_HERE, "here"), *taken)
    doorway = tools.doorways.seal(
        tools.payload(Press(Verb.TALK, f"{SETUP.name}.{THERE}")),
        member=message.member,
        community=here.community,
        now=tools.now,
    )
    return (Button(tools.say(wording.B_SETUP_THERE), doorway=doorway, to_group=True), *taken)


def _tell_notice(here: Here) -> str:
    say = here.at.tools.say
    if here.staff.has_notice:
        return say(wording.SETUP_NOTICE)
    return "\n".join((say(wording.SETUP_NO_NOTICE), say(wording.NOTICE)))


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
        lambda here: () if here.staff.has_notice else (here.button(wording.B_SETUP_PINNED, "pinned"),),
    ),
)
"""What must be there before it can be turned on, in the order of the page."""


def _can_use(readers: Readers | None) -> bool:
    return readers is not None and readers.refused is None


# What the buttons do


async def _countries(at: At) -> Reply:
    community, say = _community(at), at.tools.say
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    named = sorted((say.country(code), code) for code in countries())
    buttons = tuple(SETUP.button(name, "country", code, f".{community}", at.tools) for name, code in named)
    return Reply(say(wording.SETUP_COUNTRY_ASK), buttons=buttons, private=True)


async def _chosen(at: At) -> Reply:
    community = _community(at)
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    settings = replace(at.tools.keep.settings(community), country=at.answer)
    return await _then_page(at, saved=await at.tools.keep.save_settings(community, settings))


async def _remove(at: At) -> Reply:
    community, roster = _community(at), at.tools.roster
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    marked = [person for person in roster.of(community).people if person.mark == at.state.partition(".")[0]]
    saved = [await roster.leave(community, person.member) for person in marked]
    return await _then_page(at, saved=all(saved))


async def _here(at: At) -> Reply:
    """The channel in which the manager stands becomes the staff chat, if others cannot read it."""
    origin = at.message.origin
    if refusal := await refuse(_community(at), at.message, at.tools):
        return refusal
    if origin is None or origin.chat is None:
        return await _page(at)
    saved, sentence = await _use(_community(at), origin.chat, at.tools)
    return Reply(at.tools.say(sentence), private=True) if sentence else await _then_page(at, saved=saved)


async def _there(message: Incoming, tools: Tools) -> Reply:
    """A manager came through the doorway into the staff's own group: it becomes the staff chat."""
    origin, community = message.origin, message.community
    if refusal := await refuse(community, message, tools):
        return replace(refusal, private=False, staff=True)
    if origin is None or origin.chat is None:
        return Reply(tools.say(wording.SETUP_UNREACHABLE), staff=True)
    saved, sentence = await _use(community, origin.chat, tools)
    if sentence or not saved:
        return Reply(tools.say(sentence or wording.SETUP_NOT_SAVED), staff=True)
    home = tools.roster.of(community).home or ""
    who = _who(await tools.post.readers(origin.chat, home), tools)
    return Reply(tools.say(wording.SETUP_CHAT_SET, readers=who), staff=True)


async def _use(community: str, chat: str, tools: Tools) -> tuple[bool, str | None]:
    """Whether it was saved, or the sentence that says why the chat is refused."""
    staff = tools.roster.of(community)
    readers = await tools.post.readers(chat, staff.home or "")
    if readers.refused:
        return False, _REFUSED[readers.refused]
    changed = replace(staff, channel=chat, channel_name=readers.chat_name)
    return await tools.roster.save(community, changed), None


def _change(**to: object) -> Callable[[At], Awaitable[Reply]]:
    """A step that changes the record, and shows the page again. Without anybody left to ask it cannot stay on."""

    async def step(at: At) -> Reply:
        community = _community(at)
        if refusal := await refuse(community, at.message, at.tools):
            return refusal
        staff = replace(at.tools.roster.of(community), **to)  # type: ignore[arg-type]  # Staff's own fields
        ready = staff.reachable and staff.has_notice and at.tools.keep.settings(community).country is not None
        return await _then_page(
            at, saved=await at.tools.roster.save(community, replace(staff, is_on=staff.is_on and ready))
        )

    return step


async def _then_page(at: At, *, saved: bool) -> Reply:
    page = await _page(replace(at, state=f".{_community(at)}"))
    return page if saved else replace(page, text=f"{at.tools.say(wording.SETUP_NOT_SAVED)}\n\n{page.text}")


def _who(readers: Readers, tools: Tools) -> str:
    say = tools.say
    told = [say(wording.READERS_ROLES, names=say.listing(readers.roles))] if readers.roles else []
    if readers.people is not None:
        single = wording.READERS_PEOPLE if readers.by_role else wording.READERS_MEMBERS
        told.append(say(single, n=readers.people))
    return say.listing(told) if told else say(wording.READERS_STAFF)


def _community(at: At) -> str:
    return at.state.partition(".")[2]


SETUP = Talk(
    "s",
    {
        "page": Step(
            _page,
            {
                "country": "country",
                "remove": "remove",
                "here": "here",
                "none": "none",
                "pinned": "pinned",
                "on": "on",
                "off": "off",
            },
        ),
        "country": Step(_countries, dict.fromkeys(countries(), "chosen")),
        "chosen": Step(_chosen),
        "remove": Step(_remove),
        "here": Step(_here),
        "none": Step(_change(channel=None, channel_name="")),
        "pinned": Step(_change(has_notice=True)),
        "on": Step(_change(is_on=True)),
        "off": Step(_change(is_on=False)),
    },
    _page,
)
