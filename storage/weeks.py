"""Time in storage is coarse on purpose: ISO weeks for counts, quarters of an hour for expiry."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_QUARTER_S = 15 * 60
_DAY_S = 24 * 60 * 60


def week_of(moment: datetime) -> str:
    """The ISO week in UTC, such as `2026-W48`; these sort as text."""
    return _name(moment.astimezone(UTC).date())


def week_after(week: str) -> str:
    """The week that follows."""
    year, number = week.split("-W")
    return _name(date.fromisocalendar(int(year), int(number), 1) + timedelta(days=7))


def quarter_of(week: str) -> str:
    """The quarter in which a week's Thursday lies, such as `2026-Q4`; these sort as text."""
    year, number = week.split("-W")
    thursday = date.fromisocalendar(int(year), int(number), 4)
    return f"{thursday.year:04d}-Q{(thursday.month + 2) // 3}"


def weeks_of_quarter(quarter: str) -> tuple[str, ...]:
    """Its weeks, in order."""
    year, number = quarter.split("-Q")
    first = date(int(year), int(number) * 3 - 2, 1) - timedelta(days=7)
    around = (_name(first + timedelta(days=7 * step)) for step in range(16))
    return tuple(week for week in around if quarter_of(week) == quarter)


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


def quarter_hour_up(second: int) -> int:
    """Round up to a quarter of an hour, so that a stored expiry does not tell when the row was written."""
    return -(-second // _QUARTER_S) * _QUARTER_S


def day_up(second: int) -> int:
    """Round up to midnight UTC, for what lasts for days."""
    return -(-second // _DAY_S) * _DAY_S


def _name(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"
