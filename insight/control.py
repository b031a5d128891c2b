"""Disclosure control: what of a closed week or quarter may be told at all. Computed once, then frozen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from insight.rules import RULES, Rules
from insight.tables import HIDDEN, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.nesting import Nesting
    from insight.tables import Subject


@dataclass(frozen=True, slots=True)
class Frozen:
    """What may be told of one community in one period."""

    below: int | None
    """Whatever has no value had fewer members than this, perhaps none; None: nothing may be told at all."""
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


def close_week(counts: Mapping[Subject, int], nesting: Nesting, *, size: float | None, rules: Rules = RULES) -> Frozen:
    """What may be told of a week.

    Args:
        counts: members by subject; what is not there had none. Subjects that `nesting` does not know are left out.
        nesting: which numbers are part of which.
        size: members of the community; None where unknown, infinite where anybody may come.
        rules: only tests give others.
    """
    if rules.nearly_all and (size is None or size < 2 * rules.k):
        return Frozen(None)
    told = _Told(nesting, rules)
    for subject in nesting.order:
        if subject in nesting.sensitive and rules.sensitive_by_quarter:
            continue
        told.decide(subject, counts.get(subject, 0), rules.k, size)
    return Frozen(rules.k, told.values)


def close_quarter(weeks: Sequence[Week], nesting: Nesting, *, size: float | None, rules: Rules = RULES) -> Frozen:
    """What may be told of a quarter's sensitive subjects: the members of the busiest week.

    weeks: those of the quarter in which anything was counted, each with what was told of it. size: the smallest in it.
    """
    if rules.nearly_all and (size is None or size < 2 * rules.k_sensitive):
        return Frozen(None)
    told = _Told(nesting, rules)
    for subject in nesting.order:
        if subject not in nesting.sensitive or not rules.sensitive_by_quarter:
            continue
        counts = [week.counts.get(subject, 0) for week in weeks]
        number = max(counts, default=0) if rules.busiest_week else sum(counts)
        busiest = [week.told for week in weeks if week.counts.get(subject, 0) == number]
        told.decide(subject, number, rules.k_sensitive, size, beside=busiest)
    return Frozen(rules.k_sensitive, told.values)


class _Told:
    """Decides about one subject after the other, from narrow to wide; what was told before is never taken back."""

    def __init__(self, nesting: Nesting, rules: Rules) -> None:
        self._nesting = nesting
        self._rules = rules
        self.values: dict[Subject, Value] = {}
        self._exact: dict[Subject, int] = {}

    def decide(
        self, subject: Subject, count: int, k: int, size: float | None, *, beside: Sequence[Frozen] = ()
    ) -> None:
        """Tell the number, or that it is k at least; below k nothing is told.

        beside: what was told of the same members' wider subjects before.
        """
        inside = [self._exact[each] for each in self._nesting.narrower[subject] if each in self._exact]
        if (count < k and self._rules.threshold) or not count:
            if self._rules.silent_wholes and subject in self._nesting.covers:
                self.values[subject] = HIDDEN
        elif (
            (self._rules.nearly_all and (size is None or count > size - k))
            or not self._differs(count, k, inside)
            or not self._hides_the_rest(subject, count)
            or not all(self._fits_beside(subject, count, k, told) for told in beside)
        ):
            silent = self._rules.silent_wholes and subject in self._nesting.covers and not inside
            self.values[subject] = HIDDEN if silent else Value("at least", max([k, *inside]))
        else:
            self.values[subject] = Value("exact", count)
            self._exact[subject] = count

    def _differs(self, count: int, k: int, inside: Sequence[int]) -> bool:
        """Whether the told parts leave as many members as may be told, each of them alone."""
        return not self._rules.differences or all(count - part >= k for part in inside)

    def _hides_the_rest(self, subject: Subject, count: int) -> bool:
        groups = self._nesting.covers.get(subject, ())
        return not self._rules.remainders or all(self._hides(group, count, self._exact) for group in groups)

    def _hides(self, group: frozenset[Subject], count: int, exact: Mapping[Subject, int]) -> bool:
        """Whether each part that is not told could be empty, and who is in two told parts could be k or more."""
        told = [exact[part] for part in group if part in exact]
        rest = sorted(self._most(part) for part in group if part not in exact)
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
