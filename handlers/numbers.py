"""The published numbers of a community, made into a report: read anew each time, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.listed import facts
from handlers.messages import Memory
from handlers.telling import vocabulary
from insight.holes import QUARTER
from insight.reading import read
from insight.report import compile_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Catalog, Need
    from handlers.keep import Keep
    from handlers.shelves import Shelves
    from handlers.translator import Say
    from insight.holes import Hole
    from insight.report import Report
    from insight.tables import Table

OURS = "ours"
"""The kind of memory in which a community says what it offers already, under the community's digest."""
OURS_MINUTES = 400 * 24 * 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """What may be told of the last quarter."""

    community: str
    tables: tuple[Table, ...]
    needs: Sequence[Need]
    catalog: Catalog
    """The list as this community has it."""
    ours: frozenset[str]
    """Holes that managers asked not to be told again, see `mark_of`."""

    def report(self, say: Say | None = None, *, weeks: int = QUARTER) -> Report:
        """All lines, with the names of needs and services as `say` says them, or in English. Takes up to a second."""
        found = compile_report(self.tables, facts(self.needs, self.catalog, say), weeks=weeks)
        holes = (hole for hole in found.holes if not {mark_of(hole), hole.need} & self.ours)
        return replace(found, holes=tuple(holes))


async def load(community: str, keep: Keep, needs: Sequence[Need], shelves: Shelves) -> Numbers | None:
    """Read what was published about a community; None while storage is down, or the list cannot be read."""
    shared, own, rows = shelves.shared, await shelves.of(community), await keep.published(community)
    if shared is None or own is None or rows is None:
        return None
    told = await asyncio.to_thread(vocabulary, needs, shared.catalog, shelves.added())
    tables = await asyncio.to_thread(read, community, rows, told)
    return Numbers(community, tuple(tables), needs, own.catalog, await ours(community, keep))


def mark_of(hole: Hole) -> str:
    """`sleep`, or `sleep:th` for a hole in one language."""
    return f"{hole.need}:{hole.language}" if hole.language else hole.need


async def ours(community: str, keep: Keep) -> frozenset[str]:
    """What a community's managers said they offer already."""
    return frozenset(json.loads(await keep.recall(community, OURS) or "[]"))


async def add_ours(community: str, mark: str, keep: Keep) -> bool:
    """Remember that they offer it. False: it could not be kept."""
    known = await ours(community, keep)
    return await keep.remember(community, Memory(OURS, json.dumps(sorted({*known, mark})), OURS_MINUTES))
