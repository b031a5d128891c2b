"""A made-up year in a real database, as publishing would have frozen it week by week."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from catalog.loader import load_catalog, load_needs
from handlers.listed import facts
from handlers.telling import vocabulary
from insight.reading import read
from storage.schema import published
from tests.insight import simulator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Catalog
    from insight.facts import Facts
    from insight.publishing import Row
    from insight.tables import Table
    from storage.store import Storage

NEEDS = load_needs()
SEED = 5
_COLUMNS = ("purpose", "what", "shown", "number")


@cache
def shipped() -> Catalog:
    """The catalog that comes with Peerbridge."""
    catalog = load_catalog(Path(__file__).parents[2] / "services_catalog.yaml", NEEDS).catalog
    assert catalog
    return catalog


OURS = vocabulary(NEEDS, shipped())
FACTS: Facts = facts(NEEDS, shipped())


@cache
def frozen(members: int) -> tuple[tuple[str, Row], ...]:
    """What is frozen of a year of a community with so many members."""
    place = simulator.community(members, SEED, NEEDS, shipped())
    return tuple(simulator.frozen(simulator.year(place, SEED), OURS, size=members))


@cache
def tables(members: int) -> tuple[Table, ...]:
    """The same, as it is read."""
    return tuple(read("simulated", frozen(members), OURS))


async def put(storage: Storage, community: str, rows: Sequence[tuple[str, Row]]) -> None:
    """Freeze these rows for a community."""
    named = [
        {"community": community, "period": period, **dict(zip(_COLUMNS, row, strict=True))} for period, row in rows
    ]

    async def work(connection: Any) -> None:
        await connection.execute(insert(published), named)

    await storage._database.write(work, deadline_s=60)
