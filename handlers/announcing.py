"""Managers tell their community what the bot reads: a notice, posted by it or by hand, and whether it listens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import notice, wording
from handlers.messages import Reply
from handlers.setup import community_of, page, page_with, refuse, then_page
from handlers.setup_page import ANNOUNCE, STEP
from handlers.talk import At, Step, Talk

if TYPE_CHECKING:
    from handlers.messages import Button, Incoming
    from handlers.notice import Told
    from handlers.tools import Tools


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """A button about the notice or about listening; /setup leads to it."""
    return await ANNOUNCING.go_on(message, tools) if ANNOUNCING.begun(tools.press) else None


async def _post(at: At) -> Reply:
    """Post the notice and pin it, where the manager stands."""
    community, tools = community_of(at), at.tools
    if refusal := await refuse(community, at.message, tools):
        return refusal
    chat = notice.place(at.message, tools.roster.of(community))
    if chat is None:
        return await page(at)
    listening = tools.keep.settings(community).listening
    told = await notice.put_up(community, chat, tools, listening=listening, shown=_shown(at))
    if told.copy:
        buttons = (_button(at, wording.B_SETUP_PINNED, STEP, "pinned"), _button(at, wording.B_SETUP_BACK, STEP, STEP))
        return Reply(tools.say(told.sentence), verbatim=told.copy, buttons=buttons, private=True)
    return await page_with(at, tools.say(told.sentence))


async def _pinned(at: At) -> Reply:
    """They pinned it themselves."""
    community, tools = community_of(at), at.tools
    if refusal := await refuse(community, at.message, tools):
        return refusal
    return await _by_hand(at, "notice", listening=tools.keep.settings(community).listening)


async def _by_hand(at: At, name: str, *, listening: bool) -> Reply:
    is_down, saved = await notice.pinned_by_hand(community_of(at), at.tools, listening=listening)
    shown = await then_page(at, name, saved=saved)
    return shown if is_down else replace(shown, text=f"{at.tools.say(wording.NOTICE_OLD_STAYS)}\n\n{shown.text}")


# Listening


async def _ask(at: At) -> Reply:
    """What listening means, and what members must be able to read before it begins."""
    community, say = community_of(at), at.tools.say
    if refusal := await refuse(community, at.message, at.tools):
        return refusal
    asked = [say(wording.SETUP_LISTEN_ASK), say(wording.SETUP_LISTEN_APP), say(wording.SETUP_LISTEN_PIN)]
    words = notice.text(community, at.tools, listening=True)
    return Reply("\n\n".join((*asked, words)), buttons=_ways_to_listen(at), private=True)


def _ways_to_listen(at: At) -> tuple[Button, ...]:
    staff = at.tools.roster.of(community_of(at))
    by_hand = _button(at, wording.B_SETUP_LISTEN_PINNED, "listen", "hear")
    back = _button(at, wording.B_SETUP_BACK, "listen", "back")
    if notice.place(at.message, staff) is None:
        return by_hand, back
    return _button(at, wording.B_LISTEN_POST, "listen", "post", notice.seen(staff)), by_hand, back


async def _post_and_hear(at: At) -> Reply:
    """It listens only once members can read that it does."""
    community, tools = community_of(at), at.tools
    if refusal := await refuse(community, at.message, tools):
        return refusal
    chat = notice.place(at.message, tools.roster.of(community))
    if chat is None:
        return await _ask(at)
    told = await notice.put_up(community, chat, tools, listening=True, shown=_shown(at))
    if not told.pinned:
        return Reply(tools.say(told.sentence), verbatim=told.copy, buttons=_ways_to_listen(at), private=True)
    saved = await _set(at, listening=True)
    shown = await then_page(at, "listening", saved=saved)
    return replace(shown, text=f"{tools.say(told.sentence)}\n\n{shown.text}")


async def _hear(at: At) -> Reply:
    """They pinned the other notice themselves."""
    if refusal := await refuse(community_of(at), at.message, at.tools):
        return refusal
    if not await _set(at, listening=True):
        return await then_page(at, "listening", saved=False)
    return await _by_hand(at, "listening", listening=True)


async def _deafen(at: At) -> Reply:
    """The pinned notice must say what is true: what we pinned is replaced, else managers must pin the other one."""
    community, tools, roster = community_of(at), at.tools, at.tools.roster
    if refusal := await refuse(community, at.message, tools):
        return refusal
    if not tools.keep.settings(community).listening:
        return await page_with(at, "")
    if not await _set(at, listening=False):
        return await then_page(at, "listening", saved=False)
    told = await _replace(at)
    saved = told is not None and told.pinned
    if not saved:
        staff = roster.of(community)
        saved = await roster.save(community, replace(staff, has_notice=False, is_on=False))
    shown = await then_page(at, "listening", saved=saved)
    said = [wording.SETUP_DEAF_DONE, told.sentence] if told and told.pinned else [wording.SETUP_DEAF]
    said = [told.sentence, *said] if told and not told.pinned and not told.copy else said
    return replace(shown, text="\n\n".join((*map(tools.say, said), shown.text)))


async def _replace(at: At) -> Told | None:
    """Put the other notice up where ours stands; None where managers pinned it themselves."""
    community, tools = community_of(at), at.tools
    known = tools.roster.of(community).notice
    if known is None or not known.pinned:
        return None
    return await notice.put_up(community, known.chat, tools, listening=False, shown="")


async def _set(at: At, *, listening: bool) -> bool:
    community, keep = community_of(at), at.tools.keep
    return await keep.save_settings(community, replace(keep.settings(community), listening=listening))


def _button(at: At, label: str, step: str, answer_: str, more: str = "") -> Button:
    return ANNOUNCING.button(at.tools.say(label), step, answer_, f"{more}.{community_of(at)}", at.tools)


def _shown(at: At) -> str:
    return at.state.partition(".")[0]


ANNOUNCING = Talk(
    ANNOUNCE,
    {
        STEP: Step(page, {"post": "post", "pinned": "pinned", "listen": "listen", "deaf": "deaf", STEP: STEP}),
        "post": Step(_post),
        "pinned": Step(_pinned),
        "listen": Step(_ask, {"post": "post and hear", "hear": "hear", "back": STEP}),
        "post and hear": Step(_post_and_hear),
        "hear": Step(_hear),
        "deaf": Step(_deafen),
    },
    page,
)
