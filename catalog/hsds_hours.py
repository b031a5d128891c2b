"""Opening hours, from schedules of the standard and to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from babel.core import get_global

from catalog.hsds_shape import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from catalog.hsds_rows import Row

_OURS = {theirs: ours for ours, theirs in DAYS.items()}
_WHOLE_DAY = {("00:00", "23:59"), ("00:00", "24:00"), ("00:00", "00:00")}
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_LONGEST_NOTE = 200


def schedules(hours: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One schedule for each period, and one for the note; none when nothing is known."""
    if hours.get("always"):
        yield {"freq": "WEEKLY", "byday": ",".join(DAYS.values()), "opens_at": "00:00", "closes_at": "23:59"}
    for period in hours.get("periods", ()):
        days = ",".join(DAYS[day] for day in period["days"])
        yield {"freq": "WEEKLY", "byday": days, "opens_at": period["opens"], "closes_at": period["closes"]}
    if hours.get("note"):
        yield {"description": hours["note"]}


def hours_of(rows: Iterable[Row], regions: Sequence[str]) -> dict[str, Any] | None:
    """The hours as an entry has them; None when nothing is known. Without a sure time zone they become a note."""
    periods: list[dict[str, Any]] = []
    notes: list[str] = []
    for row in rows:
        note = row.text("description") or row.text("notes")
        period = _period(row)
        if period is None or row.text("valid_to"):  # only for a time: told as it stands, never taken for the rule
            notes += [note] if note else []
        else:
            periods.append(period)
    said = "; ".join(dict.fromkeys(notes))[:_LONGEST_NOTE].strip()
    if any(set(one["days"]) == set(DAYS) and (one["opens"], one["closes"]) in _WHOLE_DAY for one in periods):
        return {"always": True} | ({"note": said} if said else {})
    zone = _zone(regions)
    if periods and zone:
        return {"time_zone": zone, "periods": periods} | ({"note": said} if said else {})
    told = "; ".join([*(_told(one) for one in periods), *([said] if said else [])])[:_LONGEST_NOTE].strip()
    return {"note": told} if told else None


def _period(row: Row) -> dict[str, Any] | None:
    opens, closes = _clock(row, "opens_at"), _clock(row, "closes_at")
    days = row.text("byday")
    if not days or not opens or not closes or (row.text("freq") or "WEEKLY") != "WEEKLY":
        return None
    named = [_OURS.get(day.strip().upper()) for day in days.split(",")]
    if None in named:
        row.wrong("byday", "these are not days of the week; write them with two letters, such as MO,TU,FR")
        return None
    return {"days": list(dict.fromkeys(named)), "opens": opens, "closes": closes}


def _clock(row: Row, name: str) -> str | None:
    text = row.text(name)
    if text is None:
        return None
    found = _CLOCK.fullmatch(text)
    if not found or int(found[1]) > 24 or int(found[2]) > 59:  # noqa: PLR2004  a clock
        row.wrong(name, "this is not a time of day; write hours and minutes, such as 09:30")
        return None
    return f"{found[1]}:{found[2]}"


def _zone(regions: Sequence[str]) -> str | None:
    """The time zone of a country that has only one."""
    countries = {region.partition("-")[0] for region in regions}
    known: Mapping[str, Sequence[str]] = get_global("territory_zones")
    zones = known.get(next(iter(countries)), ()) if len(countries) == 1 else ()
    return zones[0] if len(zones) == 1 else None


def _told(period: Mapping[str, Any]) -> str:
    return f"{', '.join(day.capitalize() for day in period['days'])} {period['opens']}–{period['closes']}"
