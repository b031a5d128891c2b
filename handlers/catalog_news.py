"""The staff chats hear, once, which line of the list of services has a mistake, and once that it is good again."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers import wording
from handlers.messages import Memory, Reply
from handlers.staff import send
from handlers.translator import LANGUAGES, Say
from handlers.trouble import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.keep import Keep
    from handlers.post import Post
    from handlers.roster import Roster

log = logging.getLogger(__name__)

TOLD = "catalog"
"""The kind of memory that says of which mistakes a community's staff was told."""
TOLD_MINUTES = 30 * 24 * 60
TICKET_MINUTES = 15
"""So long no other process says the same of the same saved file."""
LOOK_EVERY_S = 1.0
LISTED = 5
"""Mistakes that are named; the rest is counted."""
GOOD = "good"


@dataclass(frozen=True, slots=True)
class News:
    """How the file is now."""

    file: str = ""
    problems: tuple[str, ...] = ()
    """As `catalog.problems.Problem` says them; none where the file is good."""
    is_live: bool = False
    """Whether the file is used all the same: it breaks golden requests that no earlier list keeps either."""
    has_list: bool = True
    """Whether an earlier good list is still used."""
    saved: str = ""
    """What tells this saved file from the next, such as its time; the same in every process."""

    @property
    def key(self) -> str:
        """The same for the same mistakes."""
        if not self.problems:
            return GOOD
        said = ("live", *self.problems) if self.is_live else self.problems
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class CatalogNews:
    """One per process. Whoever could not be told is told as soon as that is possible, if it is still true then."""

    def __init__(self, roster: Roster, post: Post, keep: Keep) -> None:
        self._roster = roster
        self._post = post
        self._keep = keep
        self._news: News | None = None
        self._told: dict[str, str] = {}
        self._claimed: set[tuple[str, str, str]] = set()

    def tell(self, news: News) -> None:
        """The file was read, and this is how it is."""
        self._news = news

    async def run(self, stop: asyncio.Event) -> None:
        """Tell whoever has not heard, until `stop` is set."""
        while not stop.is_set():
            await self.send_due()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)

    async def send_due(self) -> None:
        """Look at every community that has a staff chat."""
        news = self._news
        for community in self._roster.with_staff_chat() if news else ():
            try:
                await self._send(community, news)
            except Exception as error:  # noqa: BLE001  one community must not keep back the next
                record(log, "a staff chat could not be told about the list of services", error)

    async def _send(self, community: str, news: News | None) -> None:
        if news is None or not self._post.is_open(self._roster.of(community).channel or ""):
            return
        if community not in self._told:
            self._told[community] = await self._keep.recall(community, TOLD) or GOOD
        if self._told[community] == news.key:
            return
        if not await self._is_ours(community, news):
            self._told[community] = news.key
        elif await send(community, self._reply(community, news), self._roster, self._post):
            self._told[community] = news.key
            if news.problems:
                await self._keep.remember(community, Memory(TOLD, news.key, TOLD_MINUTES))
            else:
                await self._keep.drop(community, TOLD)

    async def _is_ours(self, community: str, news: News) -> bool:
        """Whether no other process says it; where it could not be sent we try again ourselves."""
        claim = (community, news.key, news.saved)
        if claim not in self._claimed:
            if not await self._keep.spend(f"catalog {' '.join(claim)}", TICKET_MINUTES):
                return False
            self._claimed = {one for one in self._claimed if one[0] != community} | {claim}
        return True

    def _reply(self, community: str, news: News) -> Reply:
        languages = self._keep.settings(community).languages
        say = Say(next((code for code in languages if code in LANGUAGES), LANGUAGES[0]))
        return Reply(compose(news, say), staff=True, once=True)


def compose(news: News, say: Say) -> str:
    """What the staff reads; the mistakes themselves are told in English, as `peerbridge catalog check` tells them."""
    if not news.problems:
        return say(wording.CATALOG_GOOD, file=news.file)
    more = len(news.problems) - LISTED
    begun = wording.CATALOG_BROKEN if news.has_list else wording.CATALOG_LOST
    lines: Sequence[str] = [
        say(wording.CATALOG_UNKEPT if news.is_live else begun, file=news.file),
        *(f"• {problem}" for problem in news.problems[:LISTED]),
        *([say(wording.CATALOG_MORE, n=more, command="peerbridge catalog check")] if more > 0 else []),
        *([] if news.is_live else [say(wording.CATALOG_UNDO, command="peerbridge catalog rollback")]),
    ]
    return "\n".join(lines)
