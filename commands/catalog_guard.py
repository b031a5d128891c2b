"""Golden requests guard the list that members get: an edit that breaks one waits, at a start as while the bot runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from catalog.golden import FILE_NAME as GOLDEN
from catalog.golden import load_golden
from catalog.problems import Problem
from commands.catalog_golden import broken_golden
from commands.catalog_minds import Shelf, midweek

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from catalog.model import Catalog
    from handlers.consider import SecondJudge
    from handlers.tools import Directory

TRIED_AT_MOST = 3
"""Earlier versions that are looked at when the bot starts with a list that breaks a golden request."""
WAY_OUT = "to go on all the same, add “paused: why” there"


@dataclass(frozen=True, slots=True)
class Looked:
    """A list made ready, and what it does not keep."""

    directory: Directory
    problems: tuple[Problem, ...] = ()
    """Each with its line in golden.yaml, why, and the way out."""
    broken: frozenset[str] = frozenset()
    """The same by what is said; it stays the same when lines move."""


class Guard:
    """One per process. It knows which list is in use, and what that one does not keep."""

    def __init__(
        self, path: Path, shelve: Callable[[Catalog], Directory], judge: SecondJudge | None, *, can_tell: bool
    ) -> None:
        self._path = path.absolute()
        self._shelve = shelve
        self._judge = judge
        self._can_tell = can_tell
        """Without the encoder nobody could tell what a message finds."""
        self._in_use: Looked | None = None
        self._tried: Looked | None = None

    def begin(self, catalog: Catalog, earlier: Iterable[Catalog]) -> tuple[Looked, tuple[Problem, ...]]:
        """The list to start with, and why the one of the file is not used where an earlier one keeps what it breaks."""
        looked = self.look(catalog)
        if looked.problems:
            for _, other in zip(range(TRIED_AT_MOST), map(self.look, earlier), strict=False):
                if not other.problems:
                    return self._use(other), looked.problems
        return self._use(looked), ()

    def refuse(self, catalog: Catalog) -> tuple[Problem, ...]:
        """What a list breaks; nothing where it breaks no more than the one in use, which may be this very list."""
        self._tried = looked = self.look(catalog)
        used = self._in_use
        if used is None or used.directory.catalog.digest == catalog.digest or looked.broken <= used.broken:
            return ()
        return looked.problems

    def take(self, catalog: Catalog) -> Looked:
        """The list is in use from now on. It need not be made ready twice."""
        tried, self._tried = self._tried, None
        return self._use(tried if tried and tried.directory.catalog is catalog else self.look(catalog))

    def look(self, catalog: Catalog) -> Looked:
        """Make a list ready, and run the golden requests. Takes up to seconds."""
        directory = self._shelve(catalog)
        if not self._can_tell:
            return Looked(directory)
        goldens = load_golden(self._path)
        shelf = Shelf(directory, self._judge, midweek(datetime.now(UTC)))
        found = (*goldens.problems, *broken_golden(goldens.requests, shelf))
        said = {line: golden.say for line, golden in goldens.requests}
        problems = tuple(Problem(None, None, f"{GOLDEN}, line {one.line}: {one.sentence}; {WAY_OUT}") for one in found)
        return Looked(directory, problems, frozenset(said.get(one.line or 0, GOLDEN) for one in found))

    def _use(self, looked: Looked) -> Looked:
        self._in_use = looked
        return looked
