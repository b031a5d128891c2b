"""How often the bot speaks of danger where all can read it; over the limit it says its neutral sentence instead.

In private there is no limit at all.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

WINDOW = timedelta(minutes=10)
UNCALLED = timedelta(hours=1)
"""Whoever did not call the bot hears nothing more from it in public within this time."""
MOST_IN_A_GROUP = 6
"""Public danger answers in one group within the window."""
ROOM = 10_000
"""Members remembered at most; nothing of this is ever written down."""


class PublicLimits:
    """One public danger answer for each member within the window, unless it becomes more urgent, and some a group."""

    def __init__(self) -> None:
        self._members: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._groups: dict[str, deque[datetime]] = {}

    def allow(self, community: str, member: str, urgency: int, now: datetime, *, overheard: bool = False) -> bool:
        """Whether one more public danger answer may be said now; it counts when it may.

        overheard: the message did not call the bot.
        """
        last, before = self._members.get(member, (None, 0))
        if last is not None and overheard and now - last < UNCALLED:
            return False
        if last is not None and now - last < WINDOW and urgency <= before:
            return False
        said = self._groups.setdefault(community, deque())
        while said and now - said[0] >= WINDOW:
            said.popleft()
        if len(said) >= MOST_IN_A_GROUP:
            return False
        said.append(now)
        self._members[member] = (now, urgency)
        self._members.move_to_end(member)
        while len(self._members) > ROOM:
            self._members.popitem(last=False)
        return True
