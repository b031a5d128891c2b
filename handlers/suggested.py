"""What a suggestion looks like to those who read it, and how it is kept while it waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import staff, wording
from handlers.messages import Reply
from handlers.translator import LANGUAGES, Say

if TYPE_CHECKING:
    from handlers.tools import Tools
    from storage.store import Suggestion

SUGGEST = "suggest"
"""What managers turn off, see `handlers.features`."""
SUPPORTS = {
    "support-group": wording.SUPPORT_GROUP,
    "skills-training": wording.SUPPORT_SKILLS,
    "helpline": wording.SUPPORT_LINE,
    "counselling": wording.SUPPORT_COUNSEL,
    "psychoeducation": wording.SUPPORT_LEARN,
    "complementary-therapy": wording.SUPPORT_BODY,
    "supported-employment": wording.SUPPORT_WORK,
    "screening": wording.SUPPORT_CHECK,
    "directory": wording.SUPPORT_LIST,
}
"""Every kind of support of the catalog, as members call it."""


def is_open(community: str, tools: Tools) -> bool:
    """Where there is a staff chat, unless managers turned it off, and never where members are 13 to 17.

    Nothing of theirs is kept for others.
    """
    staff, young = tools.roster.of(community), tools.keep.settings(community).age_setting == "13-17"
    return staff.channel is not None and SUGGEST not in staff.off and not young


def kind_and_need(support: str, need: str, tools: Tools, say: Say | None = None) -> dict[str, str]:
    """Both in words, as they stand in sentences."""
    say = say or tools.say
    label = tools.needs[need].label if need in tools.needs else need
    return {"kind": say.plain(SUPPORTS.get(support, support)), "need": say.plain(label)}


def lines(support: str, need: str, tools: Tools, say: Say | None = None) -> list[str]:
    """A line for the kind and one for the need."""
    say = say or tools.say
    named = kind_and_need(support, need, tools, say)
    return [say(wording.SUGGESTION_KIND, kind=named["kind"]), say(wording.SUGGESTION_NEED, need=named["need"])]


def say_to_staff(community: str, tools: Tools) -> Say:
    """The language of a community's own staff."""
    languages = tools.keep.settings(community).languages
    return Say(next((code for code in languages if code in LANGUAGES), LANGUAGES[0]))


async def tell_staff(community: str, reply: Reply, tools: Tools) -> bool:
    """Whether the staff chat took it."""
    return await staff.send(community, reply, tools.roster, tools.post)


async def tell_member(suggestion: Suggestion, sentence: str, tools: Tools, *, reason: str | None = None) -> bool:
    """Write to the member what was decided, in their language, if they wanted that. Whether it reached them."""
    if suggestion.reply_to is None:
        return False
    say = Say(suggestion.language)
    named = kind_and_need(suggestion.support, suggestion.need, tools, say)
    because = {"reason": say(reason)} if reason else {}
    return await tools.post.send(suggestion.reply_to, Reply(say(sentence, **named, **because), private=True))
