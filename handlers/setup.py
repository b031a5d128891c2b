"""Managers set up the hand-over to moderators in chat: a page of steps with buttons; rights are asked each time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import PRIVATE, Button, Reply
from handlers.setup_page import MORE, REFUSED, STEP, THERE, Here, compose, notice, who
from handlers.staff import look, look_at_own
from handlers.talk import At, Step, Talk
from handlers.tools import private
from safety.lines import countries

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
    return await _page(At("", f".{await tools.community(message)}", message, tools))


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


async def _page(at: At) -> Reply:
    community = _community(at)
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    staff, settings, say = at.tools.roster.of(community), at.tools.keep.settings(community), at.tools.say
    readers = await look_at_own(community, at.tools.roster, at.tools.post)

    def make(label: str, answer_: str, state: str) -> Button:
        return SETUP.button(label, STEP, answer_, state, at.tools)

    more = Button(say(wording.B_SETUP_MORE), payload=at.tools.payload(Press(Verb.TALK, f"{MORE}...{community}")))
    if settings.age_setting == "13-17":
        return Reply(say(wording.SETUP_YOUNG), buttons=(more,), private=True)
    page = compose(Here(community, staff, settings, readers, at.message, at.tools, make))
    return replace(page, buttons=(*page.buttons, more))


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


async def _ask_to_listen(at: At) -> Reply:
    """What listening means, and what members must be able to read before it begins."""
    community, say = _community(at), at.tools.say
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    asked = [say(wording.SETUP_LISTEN_ASK), say(wording.SETUP_LISTEN_APP), say(wording.SETUP_LISTEN_PIN)]
    buttons = tuple(
        SETUP.button(say(label), "listen", answer_, f".{community}", at.tools)
        for label, answer_ in ((wording.B_SETUP_LISTEN_PINNED, "hear"), (wording.B_SETUP_BACK, "back"))
    )
    return Reply("\n\n".join((*asked, notice(at.tools, listening=True))), buttons=buttons, private=True)


async def _listen(at: At) -> Reply:
    return await _set_listening(at, listening=True)


async def _stop_listening(at: At) -> Reply:
    return await _set_listening(at, listening=False)


async def _set_listening(at: At, *, listening: bool) -> Reply:
    """The pinned notice must say what is true: once the bot no longer listens, another one has to be pinned."""
    community, keep, roster = _community(at), at.tools.keep, at.tools.roster
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    saved = await keep.save_settings(community, replace(keep.settings(community), listening=listening))
    if saved:
        staff = roster.of(community)
        saved = await roster.save(community, replace(staff, has_notice=listening, is_on=staff.is_on and listening))
    page = await _then_page(at, saved=saved)
    return page if listening else replace(page, text=f"{at.tools.say(wording.SETUP_DEAF)}\n\n{page.text}")


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


def _community(at: At) -> str:
    return at.state.partition(".")[2]


SETUP = Talk(
    "s",
    {
        STEP: Step(
            _page,
            {
                "country": "country",
                "remove": "remove",
                "here": "here",
                "none": "none",
                "pinned": "pinned",
                "on": "on",
                "off": "off",
                "listen": "listen",
                "deaf": "deaf",
            },
        ),
        "listen": Step(_ask_to_listen, {"hear": "hear", "back": STEP}),
        "hear": Step(_listen),
        "deaf": Step(_stop_listening),
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
