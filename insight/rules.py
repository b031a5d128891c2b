"""The rules of disclosure control, each with a switch that only the tests turn, to see the leak that it prevents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """How many members a number must be about, and what else must hold. In members."""

    k: int = 11
    """Fewer are never told."""
    k_sensitive: int = 20
    """The same for sensitive subjects."""
    threshold: bool = True
    """Fewer than k are never told."""
    sensitive_by_quarter: bool = True
    """Sensitive subjects have the higher threshold, and are told in quarters alone."""
    differences: bool = True
    """Two numbers of which one is part of the other differ by k at least, or only the narrower is told."""
    remainders: bool = True
    """What the told parts leave of a whole must not betray the parts that are not told, nor who is in two of them."""
    silent_wholes: bool = True
    """Of a whole whose parts are known nothing is said, not even “fewer than”, unless it or a part of it is told."""
    nearly_all: bool = True
    """At least k members of the community are not in a number: else everybody's answer would be known."""
    busiest_week: bool = True
    """A longer period tells of its busiest week alone: weeks are not added up, one member could be all of them."""


RULES = Rules()
