"""Managers read what members wanted: in private or in the staff chat, never where members read along."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers import insight_page, picture, setup, wording
from handlers.buttons import Press, Verb
from handlers.features import NUMBERS
from handlers.letter import TALK, entries, our_button
from handlers.messages import PRIVATE, Button, Memory, Reply
from handlers.numbers import OURS, OURS_MINUTES, Numbers, add_ours, load
from handlers.setup_page import REFUSED, who
from handlers.staff import look, look_at_own, send
from handlers.talk import At, Step, Talk
from handlers.tools import private

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.messages import Attachment, Incoming
    from handlers.tools import Tools
    from insight.report import Report

    Page = Callable[["Shown"], Awaitable[Reply]]

_PAGES = {
    "needs": wording.B_NEEDS,
    "services": wording.B_SERVICES,
    "holes": wording.B_HOLES,
    "page": wording.B_OVERVIEW,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is made of."""

    at: At
    community: str
    numbers: Numbers
    report: Report
    """In the manager's language."""

    def button(self, label: str, step: str, answer: str, more: str = "") -> Button:
        """A button under a page."""
        return INSIGHT.button(self.at.tools.say(label), step, answer, f"{more}.{self.community}", self.at.tools)


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/insight, or a button under one of its pages or under a Monday letter."""
    if INSIGHT.begun(tools.press):
        return await INSIGHT.go_on(message, tools)
    if message.command != "insight":
        return None
    community = await tools.community(message) if message.private else _whose_staff_chat(message, tools)
    if community is None:
        return private("", Press(Verb.COMMAND, "insight"), tools)
    return await _overview(At("", f".{community}", message, tools))


def _whose_staff_chat(message: Incoming, tools: Tools) -> str | None:
    """The community whose staff write here; None where members may read along, or staff of several communities do."""
    chat = message.origin.chat if message.origin else None
    found = tools.roster.with_channel(chat) if chat else ()
    return found[0] if len(found) == 1 else None


async def _refuse(community: str, message: Incoming, tools: Tools) -> Reply | None:
    """None where this member may read the numbers, and nobody reads along but staff."""
    chat = message.origin.chat if message.origin else None
    if not message.private and (chat is None or chat != tools.roster.of(community).channel):
        return private("", Press(Verb.COMMAND, "insight"), tools)
    if refusal := await setup.refuse(community, message, tools):
        return _placed(refusal, message)
    if message.private or chat is None:
        return None
    readers = await look(chat, community, tools.roster, tools.post)
    return _placed(Reply(tools.say(REFUSED[readers.refused])), message) if readers.refused else None


def _placed(reply: Reply, message: Incoming) -> Reply:
    """In private, or as it is in the staff's own chat."""
    return replace(reply, private=message.private, staff=not message.private)


def _page(show: Page) -> Callable[[At], Awaitable[Reply]]:
    """A step that shows a page, once the platform has said that this member may read it."""

    async def step(at: At) -> Reply:
        community, tools = _community(at), at.tools
        if refusal := await _refuse(community, at.message, tools):
            return refusal
        if NUMBERS in tools.roster.of(community).off:
            text = tools.say(wording.OFF_INSIGHT, command="/setup")
            return _placed(Reply(text, buttons=(_letter_button(at),)), at.message)
        numbers = await load(community, tools.keep, [*tools.needs.values()], tools.shelves)
        if numbers is None:
            return _placed(Reply(tools.say(wording.INSIGHT_UNREADABLE)), at.message)
        report = await asyncio.to_thread(numbers.report, tools.say)
        return _placed(await show(Shown(at, community, numbers, report)), at.message)

    return step


# The pages


async def _show_overview(shown: Shown) -> Reply:
    staff, silent = shown.at.tools.roster.of(shown.community), shown.report.silence is not None
    chart = () if silent else await _chart(shown, picture.OVERVIEW)
    buttons = [] if silent else [*_ways(shown, "page")]
    if staff.channel and shown.at.message.private:
        buttons.append(shown.button(wording.B_POST, "page", "post"))
    buttons.append(_letter_button(shown.at))
    return Reply(insight_page.overview(shown.report, shown.at.tools.say), buttons=tuple(buttons), files=chart)


def _letter_button(at: At) -> Button:
    """The Monday letter, on or off."""
    community, tools = _community(at), at.tools
    label, way = (wording.B_LETTER_OFF, "off") if tools.roster.of(community).digest else (wording.B_LETTER_ON, "on")
    return INSIGHT.button(tools.say(label), "page", way, f".{community}", tools)


async def _show_needs(shown: Shown) -> Reply:
    text = insight_page.needs(shown.report, shown.at.tools.say)
    return Reply(text, buttons=_ways(shown, "needs"), files=await _chart(shown, "needs"))


async def _show_services(shown: Shown) -> Reply:
    text = insight_page.services(shown.report, shown.at.tools.say)
    return Reply(text, buttons=_ways(shown, "services"), files=await _chart(shown, "services"))


async def _show_holes(shown: Shown) -> Reply:
    tools, say = shown.at.tools, shown.at.tools.say
    holes = shown.report.holes[: insight_page.HOLES]
    lines = [f"{number}. {insight_page.hole(hole, say)}" for number, hole in enumerate(holes, start=1)]
    parts = ["\n".join((say(wording.INSIGHT_HOLES), *lines)), say(wording.HOLES_FILE)] if holes else []
    parts = parts or [say(wording.INSIGHT_NO_HOLE)]
    buttons = [our_button(hole, shown.community, tools.needs, tools.buttons, say) for hole in holes]
    if shown.numbers.ours:
        named = sorted(_named(mark, tools) for mark in shown.numbers.ours)
        parts.append(say(wording.OURS_LIST, needs=say.listing(named)))
        buttons.append(shown.button(wording.B_OURS_CLEAR, "holes", "clear"))
    region = tools.keep.settings(shown.community).country
    files = (entries(holes, tools.needs, region, tools.now.date(), say),) if holes else ()
    return Reply("\n\n".join(parts), buttons=(*buttons, *_ways(shown, "holes")), files=files)


async def _chart(shown: Shown, name: str) -> tuple[Attachment, ...]:
    report = await asyncio.to_thread(shown.numbers.report)
    return await picture.draw(report, name, shown.at.tools.say)


def _ways(shown: Shown, here: str) -> tuple[Button, ...]:
    return tuple(shown.button(label, "page", name) for name, label in _PAGES.items() if name != here)


# What the buttons do


async def _post(shown: Shown) -> Reply:
    """The overview, as the staff chat reads it. The chat is looked at once more before it is sent."""
    tools = shown.at.tools
    page = replace(await _show_overview(shown), staff=True, private=False)
    readers = await look_at_own(shown.community, tools.roster, tools.post)
    if readers is None:
        return Reply(tools.say(wording.INSIGHT_NO_CHAT))
    if readers.refused:
        return Reply(tools.say(REFUSED[readers.refused]))
    if not await send(shown.community, page, tools.roster, tools.post):
        return Reply(tools.say(wording.SETUP_UNREACHABLE))
    return Reply(tools.say(wording.POSTED, readers=who(readers, tools)))


async def _letters_on(at: At) -> Reply:
    """Only where a staff chat is there to read them."""
    community, tools = _community(at), at.tools
    if refusal := await _refuse(community, at.message, tools):
        return refusal
    readers = await look_at_own(community, tools.roster, tools.post)
    if readers is None or readers.refused:
        sentence = REFUSED[readers.refused] if readers and readers.refused else wording.INSIGHT_NO_CHAT
        return _placed(Reply(tools.say(sentence)), at.message)
    return await _turn(at, on=True, text=tools.say(wording.LETTER_ON, readers=who(readers, tools)))


async def _letters_off(at: At) -> Reply:
    if refusal := await _refuse(_community(at), at.message, at.tools):
        return refusal
    return await _turn(at, on=False, text=at.tools.say(wording.LETTER_OFF))


async def _turn(at: At, *, on: bool, text: str) -> Reply:
    roster, community = at.tools.roster, _community(at)
    saved = await roster.save(community, replace(roster.of(community), digest=on))
    return _placed(Reply(text if saved else at.tools.say(wording.SETUP_NOT_SAVED)), at.message)


async def _ours(at: At) -> Reply:
    """One tap: they offer it, and it is not named again."""
    community, tools = _community(at), at.tools
    if refusal := await _refuse(community, at.message, tools):
        return refusal
    code = at.state.partition(".")[0]
    need = next((need for need in tools.needs.values() if need.code == code[:2]), None)
    if need is None:
        return _placed(Reply(tools.say(wording.OLD_BUTTON)), at.message)
    mark = f"{need.id}:{code[2:]}" if code[2:] else need.id
    saved = await add_ours(community, mark, tools.keep)
    text = tools.say(wording.OURS_SAVED, need=_named(mark, tools)) if saved else tools.say(wording.SETUP_NOT_SAVED)
    return _placed(Reply(text), at.message)


async def _clear(at: At) -> Reply:
    if refusal := await _refuse(_community(at), at.message, at.tools):
        return refusal
    await at.tools.keep.remember(_community(at), Memory(OURS, "[]", OURS_MINUTES))
    return await _holes(at)


def _named(mark: str, tools: Tools) -> str:
    need, _, language = mark.partition(":")
    label = tools.say.plain(tools.needs[need].label) if need in tools.needs else need
    return f"{label} ({tools.say.language_name(language)})" if language else label


def _community(at: At) -> str:
    return at.state.partition(".")[2] or PRIVATE


_overview, _holes = _page(_show_overview), _page(_show_holes)
INSIGHT = Talk(
    TALK,
    {
        "page": Step(
            _overview,
            {name: name for name in ("page", "needs", "services", "holes", "post", "on", "off")},
        ),
        "needs": Step(_page(_show_needs)),
        "services": Step(_page(_show_services)),
        "holes": Step(_holes, {"ours": "ours", "clear": "clear"}),
        "post": Step(_page(_post)),
        "on": Step(_letters_on),
        "off": Step(_letters_off),
        "ours": Step(_ours),
        "clear": Step(_clear),
    },
    _overview,
)
