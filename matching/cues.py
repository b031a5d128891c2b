"""Passes over rules that cannot match: each needs some letters in a row, and most messages have none of them."""

from __future__ import annotations

import re
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_SHORTEST = 2
"""A single letter stands in nearly every message."""
_NOTHING: frozenset[str] = frozenset()


class Runs:
    """Letters in a row of which a text must hold at least one; without any, every text does."""

    def __init__(self, runs: Collection[str]) -> None:
        kept = {run for run in runs if not any(other != run and other in run for other in runs)}
        self._ascii = tuple(sorted(run for run in kept if run.isascii()))
        self._other = tuple(sorted(kept - {*self._ascii}))
        self._none = not kept

    def stand_in(self, text: str) -> bool:
        """Whether the text holds one of them."""
        for run in self._ascii:
            if run in text:
                return True
        return self._none or (not text.isascii() and any(run in text for run in self._other))


class Cue:
    """Several regular expressions as one, tried only on texts with some of the letters that a match cannot do without.

    Args:
        patterns: regular expressions, for text in small letters.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._source = "|".join(patterns)
        self.needed = needs(self._source)
        self._runs = Runs(self.needed)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression; made when first needed."""
        return re.compile(self._source)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in the text, or None."""
        return self.pattern.search(text) if self._runs.stand_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in the text."""
        return self.pattern.finditer(text) if self._runs.stand_in(text) else iter(())

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is the whole text, or None."""
        return self.pattern.fullmatch(text) if self._runs.stand_in(text) else None


class Cues(dict[str, Cue]):
    """Cues by name, the earlier before the later; most texts have nothing that any of them needs."""

    def __init__(self, cues: Mapping[str, Cue]) -> None:
        super().__init__(cues)
        each = [cue.needed for cue in cues.values()]
        self._runs = Runs(frozenset().union(*each) if all(each) else ())

    def in_text(self, text: str) -> Iterator[str]:
        """The names of those that match, in order."""
        return (name for name, cue in self.items() if cue.search(text)) if self._runs.stand_in(text) else iter(())


def needs(expression: str) -> frozenset[str]:
    """Runs of letters of which every match holds at least one; empty when nothing can be said."""
    parser = import_module("re._parser")  # the standard library's own reader of expressions; it has no public name
    return _of(parser.parse(expression))


def _of(parts: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The same of a parsed sequence: the best of what its parts cannot do without."""
    found: list[frozenset[str]] = []
    run = ""
    for name, given in parts:
        kind = str(name)
        if kind == "LITERAL":
            run += chr(given)
            continue
        if kind == "AT":  # the edge of a word takes no room
            continue
        found.append(frozenset({run}))
        run = ""
        found.append(_inside(kind, given))
    found.append(frozenset({run}))
    best = max(found, key=lambda runs: min(map(len, runs), default=0))
    return best if best and min(map(len, best)) >= _SHORTEST else _NOTHING


def _inside(kind: str, given: Any) -> frozenset[str]:
    if kind == "SUBPATTERN":
        return _of(given[-1])
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of(given[2]) if given[0] else _NOTHING
    if kind == "BRANCH":
        branches = [_of(branch) for branch in given[1]]
        return frozenset().union(*branches) if all(branches) else _NOTHING
    return _NOTHING
