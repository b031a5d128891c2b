"""`peerbridge catalog stats`: what there is for each need, and what is missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

import typer
from rich.console import Console
from rich.table import Table

from catalog.loader import load_catalog, load_needs
from catalog.model import Cost, Readiness
from catalog.problems import unknown
from commands.finishing import stop
from handlers.translator import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Need, Service

READINESS: tuple[Readiness, ...] = get_args(Readiness)
_ALWAYS = len(READINESS) + 1 + len(LANGUAGES) + 1
"""How many columns are no countries."""
_NEED_WIDE, _COUNT_WIDE, _BETWEEN = 23, 2, 3
_FREE = frozenset({"free"})
_LISTED = 10
_WIDE = 240
"""Letters in a line of a file: a table that is cut shows no holes."""


def show_stats(path: Path, *, region: str | None, language: str | None, cost: str | None, home: str | None) -> int:
    """Print the grid of needs, holes first; the options narrow it to whom they describe.

    Args:
        path: the catalog.
        region: a country or a part of one.
        language: two small letters.
        cost: one of the words of the catalog.
        home: the community's own country.
    """
    region = region.upper() if region else None
    if cost and cost not in get_args(Cost):
        stop(unknown(cost, "a cost we know", get_args(Cost)))
    needs = load_needs()
    loaded = load_catalog(path, needs)
    if loaded.catalog is None:
        typer.echo(f"{path.name} needs changes first; see peerbridge catalog check.")
        return 1
    fitting = [one for one in loaded.catalog.services if fits(one, region, language, cost)]
    wanted = ", ".join(one for one in (region, language, cost) if one)
    typer.echo(f"{len(fitting)} of {len(loaded.catalog.services)} services" + (f" fit {wanted}." if wanted else "."))
    for sentence in holes(needs, fitting, None if region else home):
        typer.echo(sentence)
    _print(rows(needs, fitting), grid_columns(fitting))
    return 0


def holes(needs: Sequence[Need], services: Sequence[Service], home: str | None) -> list[str]:
    """What is missing, the worst first: needs without anybody, then by readiness, cost, language and at home."""
    told = {"Nobody serves": _unserved(needs, services)}
    served = [need for need in needs if need.id not in told["Nobody serves"]]
    for readiness in READINESS:
        told[f"Nothing under “{readiness}” for"] = _unserved(
            served, [one for one in services if readiness in one.readiness]
        )
    told["Nothing free for"] = _unserved(served, [one for one in services if one.cost == "free"])
    for language in LANGUAGES:
        told[f"Nothing in “{language}” for"] = _unserved(served, [one for one in services if language in one.languages])
    if home:
        told[f"Nothing in {home} for"] = _unserved(served, [one for one in services if fits(one, home, None, None)])
    return [f"{words}: {_some(missing)}." for words, missing in told.items() if missing]


def _unserved(needs: Sequence[Need], services: Sequence[Service]) -> list[str]:
    served = {need for service in services for need in service.needs}
    return [need.id for need in needs if need.id not in served]


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
    console = Console(highlight=False)
    room = console.width if console.is_terminal else _WIDE
    shown = _fitting(columns, room)
    grid = Table("need", *shown, title="Services for each need, those with the most holes first", title_justify="left")
    for need, counts in table:
        grid.add_row(need, *(str(count) if count else "–" for count in counts[: len(shown)]))
    Console(highlight=False, width=room).print(grid)
    if left := columns[len(shown) :]:
        typer.echo(f"This window has no room for {', '.join(left)}. Make it wider, or write --region {left[0]}")


def _fitting(columns: Sequence[str], room: int) -> Sequence[str]:
    """As many columns as the window has room for; all that are no countries are always there."""
    used = _NEED_WIDE
    for at, column in enumerate(columns):
        used += max(len(column), _COUNT_WIDE) + _BETWEEN
        if used > room and at >= _ALWAYS:
            return columns[:at]
    return columns


def _some(needs: Sequence[str]) -> str:
    more = len(needs) - _LISTED
    return ", ".join(needs[:_LISTED]) + (f" and {more} more" if more > 0 else "")
