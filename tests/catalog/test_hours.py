"""A service is open when its own clock says so, whatever the clock of the person who asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.hours import is_open
from catalog.model import Day, Hours, Period

DAYS: tuple[Day, ...] = get_args(Day)
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/London"))


def hours(days: str, opens: str, closes: str, time_zone: str = "Europe/London") -> Hours:
    period = Period.model_validate({"days": days.split(), "opens": opens, "closes": closes})
    return Hours(time_zone=time_zone, periods=(period,))


def at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("open_hours", "moment", "expected"),
    [
        (hours("mon", "09:00", "17:00"), at(0, "09:00"), True),
        (hours("mon", "09:00", "17:00"), at(0, "08:59"), False),
        (hours("mon", "09:00", "17:00"), at(0, "17:00"), False),
        (hours("mon", "09:00", "17:00"), at(1, "12:00"), False),
        (hours("mon", "20:00", "02:00"), at(1, "01:59"), True),
        (hours("mon", "20:00", "02:00"), at(1, "02:00"), False),
        (hours("mon", "20:00", "02:00"), at(0, "01:00"), False),
        (hours("sun", "20:00", "02:00"), at(0, "01:00"), True),
        (hours("mon", "22:00", "24:00"), at(0, "23:59"), True),
        (hours("mon", "22:00", "24:00"), at(1, "00:00"), False),
        (hours("mon", "00:00", "24:00"), at(0, "00:00"), True),
        (hours("mon", "08:00", "08:00"), at(1, "07:59"), True),
        (hours("mon", "09:00", "17:00", "Asia/Bangkok"), at(0, "02:00"), True),
        (hours("mon", "09:00", "17:00", "Asia/Bangkok"), at(0, "10:00"), False),
    ],
)
def test_a_service_is_open_between_its_two_times(open_hours: Hours, moment: datetime, expected: bool) -> None:  # noqa: FBT001  a table's column
    assert is_open(open_hours, moment) is expected


def test_the_clock_of_the_service_follows_its_summer_time() -> None:
    nine = hours("mon", "09:00", "10:00")
    assert is_open(nine, datetime(2026, 11, 23, 9, 30, tzinfo=UTC)) is True
    assert is_open(nine, datetime(2026, 7, 6, 8, 30, tzinfo=UTC)) is True
    assert is_open(nine, datetime(2026, 7, 6, 9, 30, tzinfo=UTC)) is False


def test_unknown_hours_are_neither_open_nor_closed() -> None:
    assert is_open(Hours(), MONDAY) is None
    assert is_open(Hours(note="each centre has its own"), MONDAY) is None
    assert is_open(hours("mon", "09:00", "17:00", "Nowhere/Land"), MONDAY) is None
    assert is_open(Hours(always=True), MONDAY) is True


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(Hours(always=True), datetime(2026, 11, 23))  # noqa: DTZ001  a naive time is what is refused


ZONES = st.sampled_from(["Europe/London", "Asia/Bangkok", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"])
CLOCKS = st.integers(0, 24 * 60).map(lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001  hypothesis wants naive bounds


def _open_by_counting(days: list[Day], opens: str, closes: str, there: datetime) -> bool:
    """The same rule in other words: walk from each opening of the last two days, minute by wall-clock minute."""
    begins, ends = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (opens, closes))
    ends += 24 * 60 if ends <= begins else 0
    now = there.hour * 60 + there.minute
    return any(
        DAYS[(there.weekday() - back) % 7] in days and begins <= now + back * 24 * 60 < ends for back in (0, 1, 2)
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(DAYS), min_size=1, unique=True), CLOCKS, CLOCKS, ZONES, MOMENTS)
def test_open_means_the_same_as_counting_minutes(
    days: list[Day], opens: str, closes: str, zone: str, moment: datetime
) -> None:
    open_hours = hours(" ".join(days), opens, closes, zone)
    expected = _open_by_counting(days, opens, closes, moment.astimezone(ZoneInfo(zone)))
    assert is_open(open_hours, moment) is expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(DAYS), min_size=1), CLOCKS, CLOCKS, MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_where_the_asker_sits_changes_nothing(
    days: list[Day], opens: str, closes: str, moment: datetime, offset: int
) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(minutes=offset)))
    open_hours = hours(" ".join(days), opens, closes)
    assert is_open(open_hours, moment) == is_open(open_hours, elsewhere)
