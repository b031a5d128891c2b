"""Disclosure control: what of a closed week or quarter may be told at all. Computed once, then frozen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from insight.rules import RULES, Rules
from insight.tables import Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.nesting import Nesting
    from insight.tables import Subject


@dataclass(frozen=True, slots=True)
class Frozen:
    """What may be told of one community in one period."""

    below: int
    """Whatever has no value had fewer members than this, perhaps none."""
    values: Mapping[Subject, Value] = field(default_factory=dict)

    @property
    def exact(self) -> dict[Subject, int]:
        """The numbers that are told as they are."""
        return {subject: value.number or 0 for subject, value in self.values.items() if value.shown == "exact"}


@dataclass(frozen=True, slots=True)
class Week:
    """One closed week: how many members there were for each subject, and what was told of it."""

    counts: Mapping[Subject, int]
    told: Frozen
    size: int | None = None
    """Members of the community; None where nobody has said."""

    @property
    def at_least(self) -> int:
        """So many members the community has for certain: as many as were counted for the widest subject."""
        return self.size if self.size is not None else max(self.counts.values(), default=0)


def close_week(
    counts: Mapping[Subject, int], nesting: Nesting, *, size: int | None = None, rules: Rules = RULES
) -> Frozen:
    """What may be told of a week.

    Args:
        counts: members by subject; what is not there had none. Subjects that `nesting` does not know are left out.
        nesting: which numbers are part of which.
        size: members of the community; None where unknown.
        rules: only tests give others.
    """
    size = Week(counts, Frozen(rules.k), size).at_least
    if rules.nearly_all and size < 2 * rules.k:
        return Frozen(2 * rules.k)
    told = _Told(nesting, rules)
    for subject in nesting.order:
        if subject in nesting.sensitive and rules.sensitive_by_quarter:
            continue
        told.decide(subject, counts.get(subject, 0), rules.k, size)
    return Frozen(rules.k, told.values)


def close_quarter(weeks: Sequence[Week], nesting: Nesting, *, rules: Rules = RULES) -> Frozen:
    """What may be told of a quarter's sensitive subjects: the members of the busiest week.

    weeks: those of the quarter in which anything was counted, each with what was told of it.
    """
    large = [week for week in weeks if not rules.nearly_all or week.at_least >= 2 * rules.k_sensitive]
    below = rules.k_sensitive if len(large) == len(weeks) else 2 * rules.k_sensitive
    told = _Told(nesting, rules)
    for subject in nesting.order:
        if subject not in nesting.sensitive or not rules.sensitive_by_quarter:
            continue
        counts = [week.counts.get(subject, 0) for week in large]
        number = max(counts, default=0) if rules.busiest_week else sum(counts)
        busiest = [week for week in large if week.counts.get(subject, 0) == number]
        size = min((week.at_least for week in busiest), default=0)
        told.decide(subject, number, rules.k_sensitive, size, beside=[week.told for week in busiest])
    return Frozen(below, told.values)


class _Told:
    """Decides about one subject after the other, from narrow to wide; what was told before is never taken back."""

    def __init__(self, nesting: Nesting, rules: Rules) -> None:
        self._nesting = nesting
        self._rules = rules
        self.values: dict[Subject, Value] = {}
        self._exact: dict[Subject, int] = {}

    def decide(self, subject: Subject, count: int, k: int, size: int, *, beside: Sequence[Frozen] = ()) -> None:
        """Tell the number, or that it is k at least; below k nothing is told.

        beside: what was told of the same members' wider subjects before.
        """
        if (count < k and self._rules.threshold) or not count:
            return
        if (
            (self._rules.nearly_all and count > size - k)
            or not self._differs(subject, count, k)
            or not self._hides_the_rest(subject, count)
            or not all(self._fits_beside(subject, count, k, told) for told in beside)
        ):
            inside = [self._exact[each] for each in self._nesting.narrower[subject] if each in self._exact]
            self.values[subject] = Value("at least", max([k, *inside]))
            return
        self.values[subject] = Value("exact", count)
        self._exact[subject] = count

    def _differs(self, subject: Subject, count: int, k: int) -> bool:
        """Whether the told parts leave as many members as may be told, each of them alone."""
        inside = (self._exact[each] for each in self._nesting.narrower[subject] if each in self._exact)
        return not self._rules.differences or all(count - part >= k for part in inside)

    def _hides_the_rest(self, subject: Subject, count: int) -> bool:
        groups = self._nesting.covers.get(subject, ())
        return not self._rules.remainders or all(self._hides(group, count, self._exact) for group in groups)

    def _hides(self, group: frozenset[Subject], count: int, exact: Mapping[Subject, int]) -> bool:
        """Whether each part that is not told could be empty, and who is in two told parts could be k or more."""
        told = [exact[part] for part in group if part in exact]
        rest = sorted(self._most(part) for part in group if part not in exact)
        if not told and len(group) < self._rules.small_group:
            return False
        if not rest:
            return sum(told) - count >= self._rules.k
        return sum(told) + sum(rest[:-1]) >= count

    def _most(self, part: Subject) -> float:
        """So many members at most are in a part whose number is not told."""
        if part in self.values:
            return math.inf
        return (self._rules.k_sensitive if part in self._nesting.sensitive else self._rules.k) - 1

    def _fits_beside(self, subject: Subject, count: int, k: int, told: Frozen) -> bool:
        """Whether the busiest week has told nothing from which this number could be subtracted."""
        exact = told.exact
        for wider in self._nesting.wider[subject]:
            if wider not in exact:
                continue
            if self._rules.differences and exact[wider] - count < k:
                return False
            groups = [group for group in self._nesting.covers.get(wider, ()) if subject in group]
            if self._rules.remainders and not all(
                self._hides(group, exact[wider], {**exact, subject: count}) for group in groups
            ):
                return False
        return True
