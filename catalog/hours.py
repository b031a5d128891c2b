"""Is somebody there to answer right now?"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from catalog.model import Day, Hours, Period

if TYPE_CHECKING:
    from datetime import datetime

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
DAYS: tuple[Day, ...] = get_args(Day)


def is_open(hours: Hours, now: datetime) -> bool | None:
    """Whether a service answers at this moment (an aware datetime; ValueError if naive); None when unknown."""
    if now.tzinfo is None:
        raise ValueError("the time needs a time zone")
    if hours.always:
        return True
    if not hours.periods or hours.time_zone is None:
        return None
    try:
        there = now.astimezone(ZoneInfo(hours.time_zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    minute = there.weekday() * MINUTES_A_DAY + there.hour * 60 + there.minute
    return any(_covers(period, minute) for period in hours.periods)


def _covers(period: Period, minute: int) -> bool:
    """Whether a minute of the week (from Monday 00:00 on the service's clock) lies in the period."""
    opens, closes = _minutes(period.opens), _minutes(period.closes)
    lasts = closes - opens if closes > opens else closes - opens + MINUTES_A_DAY
    starts = (DAYS.index(day) * MINUTES_A_DAY + opens for day in period.days)
    return any((minute - start) % MINUTES_A_WEEK < lasts for start in starts)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
