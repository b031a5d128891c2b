"""How large a part of the members: with the range in which chance alone could have moved it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from insight.tables import Period, Subject, Table, Value

_Z = 1.959964
"""Standard deviations on each side: 19 of 20 such ranges hold the true part."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the members in one week. low, high: a 95 % range, from 0 to 1."""

    part: Subject
    whole: Subject
    period: Period
    value: Value
    """Of the part; it is exact, or a bound."""
    of: int
    """Members in the whole."""
    low: float
    high: float

    @property
    def point(self) -> float | None:
        """From 0 to 1, where the number of the part is told."""
        return None if self.value.exact is None else self.value.exact / self.of


def wilson(number: int, of: int) -> tuple[float, float]:
    """The 95 % range for the true part behind `number` of `of`, by Wilson's score; it holds for small numbers too."""
    part, spread = number / of, _Z * _Z / of
    middle = (part + spread / 2) / (1 + spread)
    reach = _Z * math.sqrt(part * (1 - part) / of + spread / (4 * of)) / (1 + spread)
    # Rounding must not put the part itself outside of its range.
    return max(0.0, min(part, middle - reach)), min(1.0, max(part, middle + reach))


def share(table: Table, part: Subject, whole: Subject) -> Share | None:
    """A part of a whole in one week; None where the whole is not told exactly, or nothing is told of the part."""
    of, value = table.value(whole).exact, table.value(part)
    if not of or value.shown == "hidden" or (value.number or 0) > of:
        return None
    number = value.number or 0
    low, high = wilson(number if value.floor else max(number - 1, 0), of)
    if value.shown == "at least":
        high = 1.0
    if value.shown == "fewer than":
        low = 0.0
    return Share(part, whole, table.period, value, of, low, high)


def surest(tables: Iterable[Table], part: Subject, whole: Subject) -> Share | None:
    """Of all weeks the one that tells most: an exact part first, then the largest whole, then the last week."""
    shares = [found for table in tables if (found := share(table, part, whole))]
    return max(shares, key=lambda one: (one.value.exact is not None, one.of, one.period.start), default=None)
