"""A reader who knows every rule and sees everything told: which worlds could have led to it, and what do all share?

The worlds are small, and the thresholds with them, so that every possible log can be looked at. Nothing is left to
cleverness: a count that an attacker can derive is one that all logs with the same published tables agree on.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from insight.control import Frozen, Week, close_quarter, close_week
from insight.nesting import Nesting
from insight.tables import Kind, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from insight.rules import Rules

Log = tuple[int, ...]
"""How many members did each of a world's patterns in one week."""


@dataclass(frozen=True)
class World:
    """What one member may do in a week, and which numbers are part of which."""

    nesting: Nesting
    patterns: tuple[frozenset[Subject], ...]
    """Each with everything wider that it counts for."""

    def counts(self, log: Log) -> dict[Subject, int]:
        found: dict[Subject, int] = defaultdict(int)
        for number, pattern in zip(log, self.patterns, strict=True):
            for subject in pattern if number else ():
                found[subject] += number
        return dict(found)

    def logs(self, members: int) -> Iterator[Log]:
        return (log for number in range(members + 1) for log in _shares(number, len(self.patterns)))

    def questions(self) -> Iterator[tuple[str, list[int]]]:
        """What an attacker would like to know how many members did, and in which patterns that is done."""
        for one in self.nesting.parents:
            yield str(one), self._where({one}, set())
        for one, two in combinations(self.nesting.parents, 2):
            yield f"{one} and {two}", self._where({one, two}, set())
            yield f"{one}, not {two}", self._where({one}, {two})
            yield f"{two}, not {one}", self._where({two}, {one})
        for whole, groups in self.nesting.covers.items():
            for group in groups:
                twice = [place for place, pattern in enumerate(self.patterns) if len(pattern & group) > 1]
                yield f"{whole} twice over", twice
                for one, two in combinations(sorted(group), 2):
                    yield f"{whole}, neither {one} nor {two}", self._where({whole}, {one, two})

    def _where(self, done: set[Subject], left: set[Subject]) -> list[int]:
        return [place for place, pattern in enumerate(self.patterns) if pattern >= done and not pattern & left]


def _shares(number: int, ways: int) -> Iterator[Log]:
    if ways == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in _shares(number - first, ways - 1):
            yield (first, *rest)


def subject(name: str) -> Subject:
    return Subject(Kind.REQUEST, name)


def world(
    holders: dict[str, str], covers: dict[str, Sequence[str]], acts: Sequence[str], *, most: int, sensitive: str = ""
) -> World:
    """holders: each subject and those that hold it, as `b: "T A"`. acts: what a member may do; `most` of them."""
    parents = {subject(name): frozenset(map(subject, above.split())) for name, above in holders.items()}
    groups = {
        subject(name): tuple(frozenset(map(subject, group.split())) for group in given)
        for name, given in covers.items()
    }
    nesting = Nesting(parents, groups, frozenset(map(subject, sensitive.split())))
    patterns = []
    for number in range(1, most + 1):
        for some in combinations(acts, number):
            done = {subject(name) for act in some for name in act.split()}
            patterns.append(frozenset(done.union(*(nesting.wider[each] for each in done))))
    return World(nesting, tuple(dict.fromkeys(patterns)))


def leaks(world: World, *, members: int, rules: Rules, honest: Rules, most: int = 3) -> list[str]:
    """What can be derived of one week, whatever was told: at most so many findings.

    members: of the community, which the attacker knows. rules: as they are, perhaps with one switched off. honest: what
    they promise.
    """
    by_told: dict[object, list[Log]] = defaultdict(list)
    for log in world.logs(members):
        by_told[_key(close_week(world.counts(log), world.nesting, size=members, rules=rules))].append(log)
    found = []
    for name, asked in world.questions():
        for seen, logs in by_told.items():
            possible = {sum(log[place] for place in asked) for log in logs}
            if why := _betrayed(possible, world, name, honest, members):
                found.append(f"{name} {why} {sorted(possible)} from {seen}")
                if len(found) == most:
                    return found
    return found


def leaks_of_quarter(world: World, *, members: int, rules: Rules, honest: Rules, most: int = 3) -> list[str]:
    """The same for two weeks and the quarter they make; all three have been told."""
    weeks = []
    for log in world.logs(members):
        counts = world.counts(log)
        told = close_week(counts, world.nesting, size=members, rules=rules)
        weeks.append((log, Week(counts, told), _key(told)))
    by_told: dict[object, list[tuple[Log, Log]]] = defaultdict(list)
    for log, week, key in weeks:
        for other_log, other, other_key in weeks:
            quarter = _key(close_quarter([week, other], world.nesting, size=members, rules=rules))
            by_told[key, other_key, quarter].append((log, other_log))
    found = []
    for name, asked in world.questions():
        for seen, pairs in by_told.items():
            for which in (0, 1):
                possible = {sum(pair[which][place] for place in asked) for pair in pairs}
                if why := _betrayed(possible, world, name, honest, members):
                    found.append(f"{name} {why} {sorted(possible)} in week {which} from {seen}")
                    if len(found) == most:
                        return found
    return found


def _betrayed(possible: set[int], world: World, name: str, honest: Rules, members: int) -> str | None:
    sensitive = name in {str(each) for each in world.nesting.sensitive}
    if possible <= set(range(1, honest.k_sensitive if sensitive else honest.k)):
        return "is known to be few:"
    if possible == {members}:
        return "was done by everybody:"
    return None


def _key(told: Frozen) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    return told.below, tuple(sorted((str(subject), str(value)) for subject, value in told.values.items()))
