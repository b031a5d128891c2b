"""Managers set up the hand-over to moderators in chat: a page of steps with buttons; rights are asked each time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import PRIVATE, Button, Reply
from handlers.setup_page import MORE, REFUSED, STEP, THERE, Here, compose, compose_young, who
from handlers.staff import look, look_at_own
from handlers.talk import At, Step, Talk
from handlers.tools import private
from safety.lines import countries
from storage.store import Change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.messages import Incoming
    from handlers.tools import Tools


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/setup in the community itself, or one of the page's buttons."""
    press = tools.press
    if leads_to_staff(press):
        return await _there(message, tools)
    if SETUP.begun(press):
        return await SETUP.go_on(message, tools)
    if message.command != "setup":
        return None
    if not await know_home(message, tools):
        return private(tools.say(wording.SETUP_NOT_SAVED), Press(Verb.COMMAND, "setup"), tools)
    if not message.private:
        return private("", Press(Verb.COMMAND, "setup"), tools)
    return await page(At("", f".{await tools.community(message)}", message, tools))


async def know_home(message: Incoming, tools: Tools) -> bool:
    """Where a manager types a command in the community, keep its address, to ask for rights. False: not kept."""
    community, origin = await tools.community(message), message.origin
    if origin and origin.home and community != PRIVATE and await origin.is_manager(origin.home):
        staff = tools.roster.of(community)
        return staff.home == origin.home or await tools.roster.save(community, replace(staff, home=origin.home))
    return True


def leads_to_staff(press: Press | None) -> bool:
    """Whether this is the doorway into the staff's own group, the only one that opens where others read along."""
    return press is not None and press.verb is Verb.TALK and press.subject == THERE


async def refuse(community: str, message: Incoming, tools: Tools) -> Reply | None:
    """None when the platform says, now, that this member manages the community."""
    home, origin = tools.roster.of(community).home, message.origin
    if community == PRIVATE or home is None:
        return Reply(tools.say(wording.SETUP_IN_GROUP, command="/setup"), private=True)
    if origin is None or not await origin.is_manager(home):
        return Reply(tools.say(wording.SETUP_MANAGERS), private=True)
    return None


# The page


async def page(at: At) -> Reply:
    """What is set up, and a button for everything that can be; the community stands behind the state's last dot."""
    community = community_of(at)
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    staff, settings, say = at.tools.roster.of(community), at.tools.keep.settings(community), at.tools.say
    readers = await look_at_own(community, at.tools.roster, at.tools.post)

    def make(label: str, answer_: str, state: str) -> Button:
        return SETUP.button(label, STEP, answer_, state, at.tools)

    more = Button(say(wording.B_SETUP_MORE), payload=at.tools.payload(Press(Verb.TALK, f"{MORE}...{community}")))
    here = Here(community, staff, settings, readers, at.message, at.tools, make)
    shown = compose_young(here) if settings.age_setting == "13-17" else compose(here)
    return replace(shown, buttons=(*shown.buttons, more))


# What the buttons do


async def _countries(at: At) -> Reply:
    community, say = community_of(at), at.tools.say
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    named = sorted((say.country(code), code) for code in countries())
    buttons = tuple(SETUP.button(name, "country", code, f".{community}", at.tools) for name, code in named)
    return Reply(say(wording.SETUP_COUNTRY_ASK), buttons=buttons, private=True)


async def _chosen(at: At) -> Reply:
    community = community_of(at)
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    settings = replace(at.tools.keep.settings(community), country=at.answer)
    return await then_page(at, "country", saved=await at.tools.keep.save_settings(community, settings))


async def _remove(at: At) -> Reply:
    community, roster = community_of(at), at.tools.roster
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    marked = [person for person in roster.of(community).people if person.mark == at.state.partition(".")[0]]
    saved = [await roster.leave(community, person.member) for person in marked]
    return await then_page(at, "moderators on call", saved=all(saved))


async def _here(at: At) -> Reply:
    """The channel in which the manager stands becomes the staff chat, if others cannot read it."""
    origin = at.message.origin
    if refusal := await refuse(community_of(at), at.message, at.tools):
        return refusal
    if origin is None or origin.chat is None:
        return await page(at)
    saved, sentence = await _use(community_of(at), origin.chat, at.tools)
    if sentence:
        return Reply(at.tools.say(sentence), private=True)
    return await then_page(at, "staff chat", saved=saved)


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
    told = who(await look(origin.chat, community, tools.roster, tools.post), tools)
    return Reply(tools.say(wording.SETUP_CHAT_SET, readers=told), staff=True)


async def _use(community: str, chat: str, tools: Tools) -> tuple[bool, str | None]:
    """Whether it was saved, or the sentence that says why the chat is refused."""
    staff = tools.roster.of(community)
    readers = await look(chat, community, tools.roster, tools.post)
    if readers.refused:
        return False, REFUSED[readers.refused]
    changed = replace(staff, channel=chat, channel_name=readers.chat_name)
    return await tools.roster.save(community, changed), None


def _change(name: str, **to: object) -> Callable[[At], Awaitable[Reply]]:
    """A step that changes the record, and shows the page again. Without anybody left to ask it cannot stay on."""

    async def step(at: At) -> Reply:
        community = community_of(at)
        if refusal := await refuse(community, at.message, at.tools):
            return refusal
        staff = replace(at.tools.roster.of(community), **to)  # type: ignore[arg-type]  # Staff's own fields
        ready = staff.reachable and staff.has_notice and at.tools.keep.settings(community).country is not None
        saved = await at.tools.roster.save(community, replace(staff, is_on=staff.is_on and ready))
        return await then_page(at, name, saved=saved)

    return step


async def then_page(at: At, name: str, *, saved: bool) -> Reply:
    """The page once more, after a change of this name, which goes into the trail if it was kept."""
    if saved:
        change = Change(community_of(at), "manager", "setting", name)
        await at.tools.keep.edits(lambda store: store.note(change))
    return await page_with(at, "" if saved else at.tools.say(wording.SETUP_NOT_SAVED))


async def page_with(at: At, said: str) -> Reply:
    """The page once more, below a sentence."""
    shown = await page(replace(at, state=f".{community_of(at)}"))
    return replace(shown, text="\n\n".join(filter(None, (said, shown.text))))


def community_of(at: At) -> str:
    """The community that a step of the page is about."""
    return at.state.partition(".")[2]


SETUP = Talk(
    "s",
    {
        STEP: Step(
            page,
            {
                "country": "country",
                "remove": "remove",
                "here": "here",
                "none": "none",
                "on": "on",
                "off": "off",
            },
        ),
        "country": Step(_countries, dict.fromkeys(countries(), "chosen")),
        "chosen": Step(_chosen),
        "remove": Step(_remove),
        "here": Step(_here),
        "none": Step(_change("staff chat", channel=None, channel_name="")),
        "on": Step(_change("asking moderators", is_on=True)),
        "off": Step(_change("asking moderators", is_on=False)),
    },
    page,
)
