"""The notice that tells a community what the bot reads: it posts and pins it itself, where a manager taps for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import mark
from handlers.messages import Reply
from handlers.post import Pinning
from handlers.roster import Notice
from handlers.translator import LANGUAGES, Say
from storage.store import Change

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.roster import Staff
    from handlers.tools import Tools

BUSY = "notice"
"""The kind of memory that says for a minute at most that some process is posting, under the community's digest."""
BUSY_MINUTES = 1
_WHY_NOT = {
    Pinning.NO_RIGHT: wording.NOTICE_NO_RIGHT,
    Pinning.AS_ADMIN: wording.NOTICE_AS_ADMIN,
    Pinning.FULL: wording.NOTICE_FULL,
    Pinning.GONE: wording.NOTICE_UNSURE,
    Pinning.UNKNOWN: wording.NOTICE_PIN_UNSURE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it, for the manager who tapped."""

    sentence: str
    copy: str = ""
    """The notice, where they must post it themselves."""
    pinned: bool = False


def text(community: str, tools: Tools, *, listening: bool) -> str:
    """What stands in the notice: in each of the community's languages, else in the manager's."""
    settings = tools.keep.settings(community)
    sentence = wording.NOTICE_YOUNG if settings.age_setting == "13-17" else wording.NOTICE
    spoken = [code for code in settings.languages if code in LANGUAGES] or [tools.language]
    return "\n\n".join(Say(code)(wording.NOTICE_LISTENING if listening else sentence) for code in spoken)


def place(message: Incoming, staff: Staff) -> str | None:
    """Where it goes: the channel that the manager stands in, or the group; None in the staff's own channel."""
    here = message.origin.chat if message.origin else None
    return None if here and here == staff.channel else here or staff.home


def seen(staff: Staff) -> str:
    """For the button: which notice stood there when it was shown. So a second tap on it posts no second notice."""
    return mark(staff.notice.message) if staff.notice else ""


def is_old(community: str, tools: Tools) -> bool:
    """Whether the bot would say something else now than what it pinned."""
    known = tools.roster.of(community).notice
    return known is not None and known.pinned and known.says != _now(community, tools)


def waits(community: str, tools: Tools) -> bool:
    """Whether it has posted what it would say now, and could not pin it."""
    known = tools.roster.of(community).notice
    return known is not None and not known.pinned and known.says == _now(community, tools)


def _now(community: str, tools: Tools) -> str:
    return mark(text(community, tools, listening=tools.keep.settings(community).listening))


async def put_up(community: str, chat: str, tools: Tools, *, listening: bool, shown: str) -> Told:
    """Post the notice in a chat, pin it, and take down the one that it replaces; of several taps, one does it.

    shown: what `seen` said when the button was made.
    """
    if not await tools.keep.claim(community, BUSY, "1", BUSY_MINUTES):
        return Told(wording.NOTICE_BUSY)
    try:
        await tools.roster.refresh(community)
        return await _Board(community, chat, tools).put_up(text(community, tools, listening=listening), shown)
    finally:
        await tools.keep.drop(community, BUSY)


async def pinned_by_hand(community: str, tools: Tools, *, listening: bool) -> tuple[bool, bool]:
    """A manager says that they pinned the notice; what we pinned before and is wrong now is taken down.

    Whether that is down, and whether it was kept.
    """
    known, old = tools.roster.of(community).notice, None
    if known and known.says == mark(text(community, tools, listening=listening)):
        known, old = replace(known, pinned=True, before=None), known.before
    elif known:
        known, old = None, _standing(known)
    is_down = old is None or await tools.post.unpin(*old)
    staff = replace(tools.roster.of(community), notice=known, has_notice=True)
    return is_down, await tools.roster.save(community, staff)


@dataclass(frozen=True, slots=True)
class _Board:
    """Where one community's notice is put up."""

    community: str
    chat: str
    tools: Tools

    async def put_up(self, words: str, shown: str) -> Told:
        staff = self.tools.roster.of(self.community)
        known, here = staff.notice, None
        if known and (known.says, known.chat) == (mark(words), self.chat):
            if known.pinned and seen(staff) != shown:
                return Told(wording.NOTICE_ALREADY, pinned=True)
            here = None if known.pinned else known
        outcome = await self._pin(here) if here else Pinning.GONE
        if here is None or outcome is Pinning.GONE:
            published = await self.tools.post.publish(self.chat, Reply(words))
            if published.message is None:
                return Told(wording.NOTICE_NOT_POSTED, words) if published.refused else Told(wording.NOTICE_UNSURE)
            here = Notice(self.chat, published.message, mark(words), before=_standing(known))
            await self._save(here)
            outcome = await self._pin(here)
        return await self._tell(here, outcome)

    async def _pin(self, notice: Notice) -> Pinning:
        return await self.tools.post.pin(notice.chat, notice.message)

    async def _tell(self, here: Notice, outcome: Pinning) -> Told:
        if outcome is not Pinning.DONE:
            return Told(_WHY_NOT[outcome])
        gone = here.before is None or await self.tools.post.unpin(*here.before)
        if not await self._save(replace(here, pinned=True, before=None)):
            return Told(wording.SETUP_NOT_SAVED)
        change = Change(self.community, "manager", "setting", "notice")
        await self.tools.keep.edits(lambda store: store.note(change))
        return Told(wording.NOTICE_DONE if gone else wording.NOTICE_OLD_STAYS, pinned=True)

    async def _save(self, notice: Notice) -> bool:
        staff = self.tools.roster.of(self.community)
        changed = replace(staff, notice=notice, has_notice=staff.has_notice or notice.pinned)
        return await self.tools.roster.save(self.community, changed)


def _standing(known: Notice | None) -> tuple[str, str] | None:
    """Chat and message of the notice of ours that is pinned now."""
    if known is None:
        return None
    return (known.chat, known.message) if known.pinned else known.before
