"""An attacker who reasons about all of our real numbers at once: between which two bounds must each one lie?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.control import Frozen
    from insight.nesting import Nesting
    from insight.tables import Subject

Bounds = dict["Subject", tuple[float, float]]


def bounds(told: Frozen, nesting: Nesting, size: float) -> Bounds:
    """Fewest and most members that each subject can have had, tightened until nothing moves any more."""
    known: Bounds = {}
    for subject in nesting.parents:
        value = told.values.get(subject)
        if value is None:
            known[subject] = (0, size if subject in nesting.sensitive or told.below is None else told.below - 1)
        else:
            known[subject] = (value.floor, size if value.exact is None else value.exact)
    while _tighten(known, nesting):
        pass
    return known


def _tighten(known: Bounds, nesting: Nesting) -> bool:
    moved = False

    def narrow(subject: Subject, low: float, high: float) -> None:
        nonlocal moved
        before = known[subject]
        known[subject] = (max(before[0], low), min(before[1], high))
        moved |= known[subject] != before

    for subject, holders in nesting.parents.items():
        for holder in holders:
            narrow(subject, 0, known[holder][1])
            narrow(holder, known[subject][0], math.inf)
    for whole, groups in nesting.covers.items():
        for group in groups:
            most = sum(known[part][1] for part in group)
            narrow(whole, 0, most)
            for part in group:
                narrow(part, known[whole][0] - (most - known[part][1]), math.inf)
    return moved


def betrayed(known: Bounds, nesting: Nesting, k: int) -> list[str]:
    """Numbers, and differences of a number and a part of it, that must lie between 1 and k - 1."""
    found = [f"{subject} {low}–{high}" for subject, (low, high) in known.items() if 1 <= low <= high < k]
    for subject, wider in nesting.wider.items():
        for holder in wider:
            least, most = _difference(known, holder, subject)
            if 1 <= least <= most < k:
                found.append(f"{holder} without {subject} {least}–{most}")
    return found


def _difference(known: Mapping[Subject, tuple[float, float]], holder: Subject, subject: Subject) -> tuple[float, float]:
    return known[holder][0] - known[subject][1], known[holder][1] - known[subject][0]
