"""A member suggests a service: a link, what kind, for which need. Nothing else can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import decide, suggested, wording
from handlers.areas import AREAS
from handlers.buttons import Press, Verb
from handlers.link import Refused, page_of, read_link
from handlers.messages import PRIVATE, Memory, Reply
from handlers.suggested import SUPPORTS
from handlers.talk import At, Step, Talk
from handlers.tools import private
from storage.store import Limit, Suggestion
from storage.suggestions import LASTS_DAYS

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools

DRAFT = "suggest"
"""The kind of memory in which the link waits until it is sent; empty while we wait for the link."""
DRAFT_MINUTES = 30
AT_ONCE = 20
"""Needs on one page: Discord takes 25 buttons."""
_WHY_NOT = {
    Refused.NO_LINK: wording.LINK_NONE,
    Refused.NOT_SECURE: wording.LINK_NOT_SECURE,
    Refused.LONG: wording.LINK_LONG,
    Refused.HIDDEN: wording.LINK_HIDDEN,
    Refused.CHAT: wording.LINK_CHAT,
    Refused.PERSONAL: wording.LINK_PERSONAL,
    Refused.HOST: wording.LINK_HOST,
}
_LIMITS = {
    Limit.MEMBER: wording.SUGGEST_ENOUGH,
    Limit.COMMUNITY: wording.SUGGEST_FULL,
    Limit.WAITS: wording.SUGGEST_WAITS,
}


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """/suggest, the link that was asked for, or a button."""
    if SUGGEST.begun(tools.press):
        return await SUGGEST.go_on(message, tools)
    if message.command != "suggest" and not await _is_awaited(message, tools):
        return None
    if not message.private:
        return private("", Press(Verb.COMMAND, "suggest"), tools)
    community = await tools.community(message)
    if refusal := _refuse(community, tools):
        return refusal
    return await _take(message, tools) if message.text.strip() else await _ask(message, tools)


async def _is_awaited(message: Incoming, tools: Tools) -> bool:
    """Whether this is the link that was asked for just now: one word with a dot in it, in private."""
    words = message.text.split()
    plain = message.private and not message.pressed and message.command is None
    return plain and len(words) == 1 and "." in words[0] and await tools.keep.recall(message.member, DRAFT) is not None


def _refuse(community: str, tools: Tools) -> Reply | None:
    if community == PRIVATE:
        return Reply(tools.say(wording.SETUP_IN_GROUP, command="/suggest"), private=True)
    if not suggested.is_open(community, tools):
        return Reply(tools.say(wording.SUGGEST_CLOSED), private=True)
    return None


async def _ask(message: Incoming, tools: Tools) -> Reply:
    """Where others read what is typed, the link comes behind the command; else it is waited for."""
    only = tools.say(wording.SUGGEST_ONLY)
    if message.shared:
        return Reply(f"{tools.say(wording.SUGGEST_ASK_BEHIND, command='/suggest')}\n\n{only}", private=True)
    await tools.keep.remember(message.member, Memory(DRAFT, "", DRAFT_MINUTES))
    return Reply(f"{tools.say(wording.SUGGEST_ASK)}\n\n{only}", private=True)


async def _take(message: Incoming, tools: Tools) -> Reply:
    """The link, checked; it waits in the member's own memory while they tap the rest."""
    link = read_link(message.text)
    if isinstance(link, Refused):
        return Reply(tools.say(_WHY_NOT[link]), private=True)
    if _is_known(link, tools):
        await tools.keep.drop(message.member, DRAFT)
        return Reply(tools.say(wording.SUGGEST_KNOWN), private=True)
    await tools.keep.remember(message.member, Memory(DRAFT, link, DRAFT_MINUTES))
    kinds = tuple(
        SUGGEST.button(_label(label, tools), "kind", "kind", support, tools) for support, label in SUPPORTS.items()
    )
    return Reply(tools.say(wording.SUGGEST_KIND), buttons=kinds, private=True)


def _is_known(link: str, tools: Tools) -> bool:
    services = tools.directory.catalog.services if tools.directory else ()
    return page_of(link) in {page_of(service.url) for service in services}


# The steps


async def _area(at: At) -> Reply:
    areas = tuple(
        SUGGEST.button(at.tools.say(label), "area", area, at.state, at.tools) for area, (label, _) in AREAS.items()
    )
    return Reply(at.tools.say(wording.SUGGEST_AREA), buttons=areas, private=True)


async def _need(at: At) -> Reply:
    """A page of the area's needs. The state names the kind, and behind the first page where the next one begins."""
    support, _, begin = at.state.partition(".")
    area, _, first = begin.partition(".") if at.answer == "more" else (at.answer, "", "0")
    needs = [need for need in at.tools.needs.values() if need.area == area]
    start = int(first) if first.isdecimal() else 0
    shown = needs[start : start + AT_ONCE]
    buttons = [
        SUGGEST.button(_label(need.label, at.tools), "need", "need", f"{support}.{need.code}", at.tools)
        for need in shown
    ]
    if len(needs) > start + AT_ONCE:
        more = f"{support}.{area}.{start + AT_ONCE}"
        buttons.append(SUGGEST.button(at.tools.say(wording.B_MORE), "need", "more", more, at.tools))
    return Reply(at.tools.say(wording.SUGGEST_NEED), buttons=tuple(buttons), private=True)


async def _preview(at: At) -> Reply:
    """All of it, as managers will read it. Nothing has been sent."""
    link, support, need = await _draft(at), *_chosen(at)
    if not link or not need:
        return await _lost(at)
    say = at.tools.say
    text = "\n".join((say(wording.SUGGEST_PREVIEW), "", *suggested.lines(support, need, at.tools)))
    buttons = (
        SUGGEST.button(say(wording.B_SUGGEST_TELL), "preview", "tell", at.state, at.tools),
        SUGGEST.button(say(wording.B_SEND_NAMED), "preview", "send", at.state, at.tools),
        SUGGEST.button(say(wording.B_SEND_NOT), "preview", "no", at.state, at.tools),
    )
    return Reply(text, verbatim=link, buttons=buttons, private=True)


async def _send(at: At) -> Reply:
    """Kept first; then the staff chat is written to; then the member hears it."""
    link, support, need = await _draft(at), *_chosen(at)
    community = await at.tools.community(at.message)
    if refusal := _refuse(community, at.tools):
        return refusal
    if not link or not need:
        return await _lost(at)
    say, origin = at.tools.say, at.message.origin
    reply_to = origin.person if origin and at.answer == "tell" else None
    made = Suggestion(community, link, support, need, say.language, reply_to)
    kept = await at.tools.keep.suggestions(lambda store: store.add(at.message.member, made))
    if kept is None:
        return Reply(say(wording.SETUP_NOT_SAVED), private=True)
    await at.tools.keep.drop(at.message.member, DRAFT)
    if limit := kept[0]:
        return Reply(say(_LIMITS[limit]), private=True)
    sentences = [say(wording.SUGGEST_SENT, days=LASTS_DAYS)]
    if not await suggested.tell_staff(community, decide.card(made, at.tools), at.tools):
        sentences.append(say(wording.SUGGEST_LATER))
    if reply_to:
        sentences.append(say(wording.SUGGEST_WILL_TELL))
    return Reply("\n".join(sentences), private=True)


async def _not(at: At) -> Reply:
    await at.tools.keep.drop(at.message.member, DRAFT)
    return Reply(at.tools.say(wording.SUGGEST_NOT), private=True)


async def _lost(at: At) -> Reply:
    return Reply(at.tools.say(wording.SUGGEST_LOST, command="/suggest"), private=True)


async def _draft(at: At) -> str | None:
    return await at.tools.keep.recall(at.message.member, DRAFT)


def _chosen(at: At) -> tuple[str, str]:
    """The kind and the need of the state; empty where they are none of ours."""
    support, _, code = at.state.partition(".")
    need = next((need.id for need in at.tools.needs.values() if need.code == code), "")
    return (support, need) if support in SUPPORTS else ("", "")


def _label(label: str, tools: Tools) -> str:
    said = tools.say.plain(label)
    return said[:1].upper() + said[1:]


SUGGEST = Talk(
    "u",
    {
        "kind": Step(_lost, {"kind": "area"}),
        "area": Step(_area, dict.fromkeys(AREAS, "need")),
        "need": Step(_need, {"need": "preview", "more": "need"}),
        "preview": Step(_preview, {"tell": "send", "send": "send", "no": "not"}),
        "send": Step(_send),
        "not": Step(_not),
    },
    _lost,
)
