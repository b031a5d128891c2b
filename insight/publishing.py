"""Hands closed weeks and quarters to disclosure control, in the plain rows that the database keeps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from insight.control import Frozen, Week, close_quarter, close_week
from insight.tables import HIDDEN, Kind, Subject, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.nesting import Nesting

Row = tuple[str, str, str, int | None]
"""purpose, what, how it is shown, members."""
FRAME = ("", "")
"""The purpose and what of the row that stands for the whole table: what is not listed had fewer members than this."""
EVERYWHERE = "private"
"""The community of private chats that no group sent us: anybody may be in it, so nobody can count who is not."""
_KINDS = {kind.value for kind in Kind}


class Publisher:
    """Decides what may be told, by the rules of `insight.control`. Holds the vocabulary, and nothing about members."""

    def __init__(self, nesting: Nesting) -> None:
        self._nesting = nesting

    def week(self, community: str, counts: Mapping[tuple[str, str], int], size: int | None) -> list[Row]:
        """The rows to freeze for one community and week; size: members of the community, None where unknown."""
        told = close_week(_subjects(counts), self._nesting, size=_size(community, size))
        return to_rows(told)

    def quarter(
        self,
        community: str,
        weeks: Sequence[tuple[Mapping[tuple[str, str], int], Sequence[Row]]],
        size: int | None,
    ) -> list[Row]:
        """The rows to freeze for a quarter: its weeks' counts of what is kept, with the rows frozen for each week.

        size: the smallest that the community had in one of its weeks; None where that is unknown.
        """
        closed = [Week(_subjects(counts), from_rows(rows)) for counts, rows in weeks]
        return to_rows(close_quarter(closed, self._nesting, size=_size(community, size)))

    def is_kept(self, purpose: str, what: str) -> bool:
        """Whether its weekly counts are needed until the quarter closes."""
        return purpose in _KINDS and Subject(Kind(purpose), what) in self._nesting.sensitive


def to_rows(told: Frozen) -> list[Row]:
    """The frame first, then one row for each value."""
    frame: Row = (*FRAME, "hidden" if told.below is None else "fewer than", told.below)
    values = sorted(told.values.items())
    return [frame, *((subject.kind.value, subject.what, value.shown, value.number) for subject, value in values)]


def from_rows(rows: Sequence[Row]) -> Frozen:
    """The same, read back. What a later version wrote and this one does not know is left out."""
    below = next((number for purpose, what, _, number in rows if (purpose, what) == FRAME), None)
    return Frozen(
        below,
        {
            Subject(Kind(purpose), what): _value(shown, number)
            for purpose, what, shown, number in rows
            if purpose in _KINDS
        },
    )


def _value(shown: str, number: int | None) -> Value:
    if shown == "exact":
        return Value("exact", number)
    return Value("at least", number) if shown == "at least" else HIDDEN


def _subjects(counts: Mapping[tuple[str, str], int]) -> dict[Subject, int]:
    return {Subject(Kind(purpose), what): number for (purpose, what), number in counts.items() if purpose in _KINDS}


def _size(community: str, size: int | None) -> float | None:
    return math.inf if community == EVERYWHERE else size
