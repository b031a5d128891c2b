"""`peerbridge catalog stats`: what there is for each need, and what is missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

import typer
from rich.console import Console
from rich.table import Table

from catalog.loader import load_catalog, load_needs
from catalog.model import Readiness
from handlers.translator import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Need, Service

READINESS: tuple[Readiness, ...] = get_args(Readiness)
_FREE = frozenset({"free"})
_LISTED = 10
_WIDE = 240
"""Letters in a line: a table that is cut shows no holes."""


def show_stats(path: Path, *, region: str | None, language: str | None, cost: str | None) -> int:
    """Print the grid of needs, holes first; the options narrow it to whom they describe."""
    needs = load_needs()
    loaded = load_catalog(path, needs)
    if loaded.catalog is None:
        typer.echo(f"{path.name} needs changes first; see peerbridge catalog check.")
        return 1
    fitting = [one for one in loaded.catalog.services if fits(one, region, language, cost)]
    wanted = ", ".join(one for one in (region, language, cost) if one)
    typer.echo(f"{len(fitting)} of {len(loaded.catalog.services)} services" + (f" fit {wanted}." if wanted else "."))
    _print(rows(needs, fitting), grid_columns(fitting))
    return 0


def fits(service: Service, region: str | None, language: str | None, cost: str | None) -> bool:
    """Whether somebody there, who reads that language and pays at most so, may use it."""
    country = (region or "").partition("-")[0]
    there = not region or bool({"*", region, country} & set(service.regions))
    return there and (not language or language in service.languages) and (not cost or service.cost == cost)


def grid_columns(services: Sequence[Service]) -> tuple[str, ...]:
    """What is counted for each need: each readiness, free ones, our languages, the whole world and each country."""
    places = Counter(place.partition("-")[0] for one in services for place in set(one.regions) if place != "*")
    return (*READINESS, "free", *LANGUAGES, "world", *(place for place, _ in places.most_common()))


def rows(needs: Sequence[Need], services: Sequence[Service]) -> list[tuple[str, list[int]]]:
    """Each need with its counts in the order of `grid_columns`; the needs with the most holes come first."""
    columns = grid_columns(services)
    made = []
    for need in needs:
        counts: Counter[str] = Counter()
        for service in services:
            if need.id in service.needs:
                places = {"world" if place == "*" else place.partition("-")[0] for place in service.regions}
                counts.update({*service.readiness, *places, *(set(service.languages) & set(LANGUAGES))})
                counts.update(_FREE & {service.cost})
        made.append((need.id, [counts[column] for column in columns]))
    least = len(READINESS)
    return sorted(made, key=lambda row: (-row[1][:least].count(0), -row[1].count(0), sum(row[1]), row[0]))


def _print(table: Sequence[tuple[str, list[int]]], columns: Sequence[str]) -> None:
    nobody = [need for need, counts in table if not any(counts)]
    if nobody:
        typer.echo(f"Nobody serves: {', '.join(nobody)}.")
    for at, readiness in enumerate(READINESS):
        missing = [need for need, counts in table if any(counts) and not counts[at]]
        if missing:
            typer.echo(f"Nothing to {readiness.replace('-', ' ')}: {', '.join(missing)}.")
    grid = Table(
        "need", *columns, title="Services for each need, those with the most holes first", title_justify="left"
    )
    for need, counts in table:
        grid.add_row(need, *(str(count) if count else "–" for count in counts))
    Console(highlight=False, width=_WIDE).print(grid)


def _some(needs: Sequence[str]) -> str:
    more = len(needs) - _LISTED
    return ", ".join(needs[:_LISTED]) + (f" and {more} more" if more > 0 else "")
