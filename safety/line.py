"""A crisis line: who answers, where, when, and in which languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

Purpose = Literal["suicide", "abuse", "sexual-assault", "child"]
Channel = Literal["call", "text", "whatsapp", "web"]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class LineContact:
    """One way to reach a line."""

    channel: Channel
    dial: str
    """Digits only, as a phone takes it; an address for `web`."""
    display: str
    """The same as members read it."""
    send_word: str | None = None
    """The word to send first, for text lines."""
    landline: bool = False
    """It only works from a landline."""


@dataclass(frozen=True, slots=True)
class Period:
    """Open on these days between two times of the line's own clock; past midnight when closes <= opens."""

    days: tuple[str, ...]
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody answers. Neither `always` nor `periods`: unknown."""

    always: bool = False
    time_zone: str | None = None
    """IANA name; needed with `periods`."""
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody a member can reach when it gets too much."""

    name: str
    country: str | None
    """ISO 3166-1 code; None for worldwide pages."""
    purposes: tuple[Purpose, ...]
    languages: tuple[str, ...]
    """Empty for pages that lead to lines in many languages."""
    hours: Hours
    contacts: tuple[LineContact, ...]
    regions: tuple[str, ...] = ()
    """ISO 3166-2 codes of the parts of the country it serves; empty means all of it."""
    url: str | None = None
    note: Mapping[str, str] = field(default_factory=dict, hash=False)
    """A short hint by language."""
    read_on: date | None = None
    """The day its number was read on a page."""

    def is_open(self, now: datetime) -> bool | None:
        """Whether somebody answers at this moment (`now` has a time zone); None when we do not know."""
        if self.hours.always:
            return True
        if not self.hours.periods or not self.hours.time_zone:
            return None
        try:
            there = now.astimezone(ZoneInfo(self.hours.time_zone))
        except (OSError, ValueError, LookupError):
            return None  # the machine does not know this time zone
        return any(_covers(period, there) for period in self.hours.periods)


def _covers(period: Period, there: datetime) -> bool:
    opens, closes = _minutes(period.opens), _minutes(period.closes)
    minute, today = there.hour * 60 + there.minute, DAYS[there.weekday()]
    if opens < closes:
        return today in period.days and opens <= minute < closes
    yesterday = DAYS[there.weekday() - 1]
    return (today in period.days and minute >= opens) or (yesterday in period.days and minute < closes)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
