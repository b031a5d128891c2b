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
    from handlers.translator import Say
    from insight.holes import Hole
    from insight.report import Report
    from insight.tables import Table
    from storage.publications import Row

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
    ours: frozenset[str]
    """Holes that managers asked not to be told again, see `mark_of`."""

    def report(self, say: Say | None = None, *, weeks: int = QUARTER) -> Report:
        """All lines, with the names of needs and services as `say` says them, or in English. Takes up to a second."""
        found = compile_report(self.tables, facts(self.needs, self.catalog, say), weeks=weeks)
        holes = (hole for hole in found.holes if not {mark_of(hole), hole.need} & self.ours)
        return replace(found, holes=tuple(holes))


async def load(community: str, keep: Keep, needs: Sequence[Need], catalog: Catalog) -> Numbers | None:
    """Read what was published about a community; None while storage is down."""
    rows = await keep.published(community)
    if rows is None:
        return None
    tables = await asyncio.to_thread(_tables, community, rows, needs, catalog)
    return Numbers(community, tables, needs, catalog, await ours(community, keep))


def _tables(
    community: str, rows: Sequence[tuple[str, Row]], needs: Sequence[Need], catalog: Catalog
) -> tuple[Table, ...]:
    return tuple(read(community, rows, vocabulary(needs, catalog)))


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
