"""Sends the Monday letter where managers asked for it: once, by one process, and only if there is something to tell."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers import chores
from handlers.letter import letter
from handlers.numbers import load
from handlers.staff import send
from handlers.translator import LANGUAGES, Say
from handlers.trouble import record
from insight.tables import week as week_called
from storage.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from catalog.model import Need
    from handlers.buttons import Buttons
    from handlers.keep import Keep
    from handlers.messages import Reply
    from handlers.post import Post
    from handlers.roster import Roster
    from handlers.shelves import Shelves
    from insight.holes import Hole

log = logging.getLogger(__name__)

LETTER = "letter"
"""The kind of memory that says of which week the last letter was, under the community's digest."""
LETTER_MINUTES = 400 * 24 * 60
HOUR = 9
"""On Monday, in the community's time zone."""
LOOK_EVERY_S = 60.0
NUMBERS_WITHIN = timedelta(hours=2)
"""So long the letter waits for last week's numbers; then it says what is to be done, without them."""
AGAIN_AFTER = timedelta(minutes=10)
"""A letter that could not be sent, or of which nothing can be told yet."""


class Digests:
    """One per process; any number of processes may run it on one database.

    The letter is claimed in the database before it is sent, and freed only if the platform refused it. So a process
    that dies in between loses one letter, and nobody ever gets one twice.
    """

    def __init__(
        self,
        roster: Roster,
        post: Post,
        keep: Keep,
        buttons: Buttons,
        needs: Mapping[str, Need],
        shelves: Shelves,
        clock: Callable[[], datetime],
    ) -> None:
        self._roster = roster
        self._post = post
        self._keep = keep
        self._buttons = buttons
        self._needs = needs
        self._shelves = shelves
        self._clock = clock
        self._not_before: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due, until `stop` is set."""
        while not stop.is_set():
            await self.send_due()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)

    async def send_due(self) -> None:
        """Look at every community whose managers want the letter."""
        for community in self._roster.with_digest():
            try:
                await self._send_if_due(community)
            except Exception as error:  # noqa: BLE001  one community must not keep back the next
                record(log, "a Monday letter could not be sent", error)

    async def _send_if_due(self, community: str) -> None:
        now = self._clock()
        week, home = week_of(now - timedelta(days=7)), self._roster.of(community).home
        zone = self._keep.settings(community).time_zone
        if now < max(self._not_before.get(community, now), due(week, zone)) or not home or not self._post.is_open(home):
            return
        self._not_before[community] = now + AGAIN_AFTER
        reply = await self._letter(community, week)
        if reply is None or not await self._keep.claim(community, LETTER, week, LETTER_MINUTES):
            return
        if not await send(community, reply, self._roster, self._post):
            await self._keep.drop(community, LETTER)

    async def _letter(self, community: str, week: str) -> Reply | None:
        """None where there is nothing to tell, the letter was sent, or its numbers may still come."""
        if await self._keep.recall(community, LETTER) == week:
            return None
        settings, today = self._keep.settings(community), self._clock().date()
        say = Say(next((code for code in settings.languages if code in LANGUAGES), LANGUAGES[0]))
        holes = await self._holes(community, week, say)
        if holes is None and self._clock() < due(week, settings.time_zone) + NUMBERS_WITHIN:
            return None
        work = await chores.lines(community, await self._shelves.of(community), self._keep, today, say)
        if not (holes or work):
            return None
        return letter(
            holes or (),
            work,
            community=community,
            needs=self._needs,
            buttons=self._buttons,
            say=say,
            region=settings.country,
            today=today,
        )

    async def _holes(self, community: str, week: str, say: Say) -> Sequence[Hole] | None:
        """What was missing in that very week; None where it was not published, or cannot be read now."""
        found = await load(community, self._keep, [*self._needs.values()], self._shelves)
        if found is None or week not in {table.period.name for table in found.tables}:
            return None
        return (await asyncio.to_thread(found.report, say, weeks=1)).holes


def due(week: str, zone: str) -> datetime:
    """Nine o'clock on the Monday after a week, where the community lives; in no case before the week has ended."""
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place = ZoneInfo("UTC")
    monday = datetime.combine(week_called(week).start + timedelta(days=7), datetime.min.time(), UTC)
    return max(monday, monday.replace(hour=HOUR, tzinfo=place))
