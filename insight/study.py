"""The community's mix of requests beside the order that a study found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from insight.nesting import ANY, AREAS
from insight.shares import share, wilson
from insight.tables import Kind, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.shares import Share
    from insight.tables import Period, Table

RESPONDENTS = 369
INTERESTED = 0.81
"""Of the respondents, from 0 to 1: interested in reaching mental health services through their online community."""
INTERESTED_RANGE = wilson(round(RESPONDENTS * INTERESTED), RESPONDENTS)
ORDER = AREAS
"""Which services they were most interested in, most first."""
SOURCE = "Merchant and others (2022), Psychiatric Quarterly 93:613–625, doi.org/10.1007/s11126-022-09974-7"

Verdict = Literal["same", "other", "unsure"]


@dataclass(frozen=True, slots=True)
class Mix:
    """How large a part of the members asked about each area, in one week. Some ask about two areas."""

    period: Period
    of: int
    """All members who asked in that week."""
    shares: tuple[Share, ...]
    """One for each area, in the order of the study."""
    verdict: Verdict
    """same: clearly the order of the study. other: two areas clearly stand the other way round. unsure: chance alone
    could explain what is seen."""


def mix(weeks: Sequence[Table]) -> Mix | None:
    """The week that tells most areas, then most members; None where no week tells any."""
    asked = Subject(Kind.ASKED, ANY)
    found = []
    for table in weeks:
        shares = [share(table, Subject(Kind.AREA, area), asked) for area in ORDER]
        known = [one for one in shares if one]
        told = sum(bool(one.value.floor) for one in known)
        if len(known) == len(ORDER) and told:
            exact = sum(one.value.exact is not None for one in known)
            found.append(((told, exact, known[0].of, table.period.start), table.period, tuple(known)))
    if not found:
        return None
    _, period, best = max(found, key=lambda each: each[0])
    return Mix(period, best[0].of, best, _verdict(best))


def _verdict(shares: Sequence[Share]) -> Verdict:
    pairs = list(pairwise(shares))
    if any(after.low > before.high for before, after in pairs):
        return "other"
    return "same" if all(before.low > after.high for before, after in pairs) else "unsure"
