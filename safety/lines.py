"""Which crisis lines a member is shown, and which number is the emergency number where they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from safety.line import Hours, Line, LineContact, Period, Purpose
from safety.loader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

__all__ = [
    "Hours",
    "Line",
    "LineContact",
    "Period",
    "Purpose",
    "countries",
    "emergency_number",
    "is_refused",
    "lines_for",
    "shipped_lines",
    "worldwide",
]


def lines_for(
    country: str | None,
    purposes: Iterable[Purpose],
    *,
    languages: Sequence[str],
    now: datetime,
    first: Sequence[Line] = (),
    region: str | None = None,
    young: bool | None = None,
    limit: int = 3,
) -> tuple[Line, ...]:
    """The lines to show, best first: open now, then day and night, then in the member's language.

    No region is promised more than `limit` lines. Where the region is unknown, the best line of every part of the
    country is kept, so that nobody is left without one; a country without lines has the worldwide pages. A line for
    children stands beside the adult one unless the member is known to be grown up, and before it if they are young.

    Args:
        country: ISO 3166-1 code, or None when it is unknown.
        purposes: what the lines are for, most fitting first.
        languages: the member's languages, best first.
        now: a moment with a time zone.
        first: lines that the community added. They come before ours while they are open, but push none of ours out.
        region: ISO 3166-2 code of the part of the country, when known.
        young: whether this is a young person; None when unknown.
        limit: how many lines one person is shown.
    """
    wanted, spoken = tuple(purposes), tuple(languages)
    ours, added = shipped_lines(country), [line for line in first if line.country == country]
    adult_lines, child_line = _Candidates(wanted, spoken, now, region), _Candidates(("child",), spoken, now, region)
    if not any(line.hours.always for line in adult_lines.fitting(ours, children="child" in wanted)):
        ours = (*ours, *worldwide(wanted))
    adult = adult_lines.pick(ours, added, limit, children="child" in wanted)
    child = () if young is False else child_line.pick(shipped_lines(country), (), 1)
    beside = tuple(line for line in child if line not in adult)
    if not beside:
        return adult
    if young:
        return (*beside, *adult)[:limit]
    kept = adult[: max(1, limit - 1)]
    return (*kept, *beside)[: max(limit, len(kept))]


def emergency_number(country: str | None, kind: Literal["medical", "police"] = "medical") -> str | None:
    """The number that brings an ambulance or the police; None where we do not know it: say "your local number"."""
    found = read_yaml("lines.yaml")["countries"].get(country)
    return found["emergency"][kind] if found else None


def countries() -> tuple[str, ...]:
    """ISO 3166-1 codes of the countries whose lines we know."""
    return tuple(read_yaml("lines.yaml")["countries"])


@cache
def shipped_lines(country: str | None) -> tuple[Line, ...]:
    """Every reviewed line of a country, in the order of the file; empty when we know none."""
    found = read_yaml("lines.yaml")["countries"].get(country)
    return tuple(_line(entry, country) for entry in found["lines"]) if found else ()


def worldwide(purposes: Iterable[Purpose]) -> tuple[Line, ...]:
    """Pages that lead to a line in most countries."""
    wanted = set(purposes)
    return tuple(line for line in _worldwide() if wanted.intersection(line.purposes))


def is_refused(dial: str) -> bool:
    """Whether a number is known to be stale or wrong, however it is written."""
    return _digits(dial) in {_digits(number) for number in read_yaml("lines.yaml")["refused"]}


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What one member needs of a line."""

    purposes: tuple[Purpose, ...]
    languages: tuple[str, ...]
    now: datetime
    region: str | None

    def pick(
        self, shipped: Sequence[Line], first: Sequence[Line], limit: int, *, children: bool = True
    ) -> tuple[Line, ...]:
        """Community lines that are open, then ours, then community lines that are closed."""
        ours = self.fitting(shipped, children=children)
        added = [line for line in self.fitting(first, children=children) if not _repeats(line, ours)]
        ahead = [line for line in ours if any(_repeats(other, [line]) for other in first)]
        ahead += [line for line in added if line.is_open(self.now) is not False]
        # One place is always kept for a line of ours: nobody can push the last reviewed line out.
        ahead = ahead[: limit - 1]
        rest = [line for line in (*ours, *added) if line not in ahead]
        return self._trim([*ahead, *rest], limit)

    def fitting(self, lines: Iterable[Line], *, children: bool) -> list[Line]:
        """The lines that are for this and serve this part of the country, best first."""
        found = [
            line
            for line in lines
            if set(self.purposes) & set(line.purposes)
            and (children or not line.country or "child" not in line.purposes)
            and (not self.region or not line.regions or self.region in line.regions)
            and not any(is_refused(contact.dial) for contact in line.contacts)
        ]
        return sorted(found, key=self._rank)

    def _rank(self, line: Line) -> tuple[bool, bool, bool, bool, int]:
        return (
            line.is_open(self.now) is not True,
            not line.hours.always,
            not set(self.languages) & set(line.languages),
            bool(line.regions) is not bool(self.region),
            min(self.purposes.index(purpose) for purpose in line.purposes if purpose in self.purposes),
        )

    def _trim(self, lines: Sequence[Line], limit: int) -> tuple[Line, ...]:
        if self.region or not any(line.regions for line in lines):
            return tuple(lines[:limit])
        national = [line for line in lines if not line.regions][:limit]
        served: set[str] = set()
        kept: list[Line] = []
        for line in lines:
            if line.regions and len(national) < limit and served.isdisjoint(line.regions):
                served.update(line.regions)
                kept.append(line)
            elif line in national:
                kept.append(line)
        return tuple(kept)


def _repeats(line: Line, others: Iterable[Line]) -> bool:
    dials = {_digits(contact.dial) or contact.dial for contact in line.contacts}
    return any(dials <= {_digits(c.dial) or c.dial for c in other.contacts} for other in others)


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit())


@cache
def _worldwide() -> tuple[Line, ...]:
    return tuple(_line(entry, None) for entry in read_yaml("lines.yaml")["worldwide"])


def _line(entry: Mapping[str, Any], country: str | None) -> Line:
    hours = entry.get("hours", {})
    periods = tuple(Period(tuple(p["days"]), p["opens"], p["closes"]) for p in hours.get("periods", ()))
    return Line(
        name=entry["name"],
        country=country,
        purposes=tuple(entry["purposes"]),
        languages=tuple(entry.get("languages", ())),
        hours=Hours(hours.get("always", False), hours.get("time_zone"), periods),
        contacts=tuple(LineContact(**contact) for contact in entry["contacts"]),
        regions=tuple(entry.get("regions", ())),
        url=entry.get("url"),
        note=entry.get("note", {}),
        read_on=read_yaml("lines.yaml")["read_on"],
    )
