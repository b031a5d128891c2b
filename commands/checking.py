"""`peerbridge catalog check`: everything that must be changed, at once, or the word “ready” and what would help."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from catalog.files import open_page
from catalog.golden import FILE_NAME, load_golden
from catalog.hints import hints
from catalog.loader import load_catalog, load_needs
from matching.advice import advice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need
    from catalog.problems import Problem

HINTS_SHOWN = 40
_SIDE_BY_SIDE = 500
"""Of more services, only those that stand near each other by kind and provider are compared."""


def check_catalog(path: Path, cache: Path | None = None, *, force: bool = False) -> int:
    """Print every problem with its line, or what the catalog holds and what would help; returns the exit code.

    Args:
        path: the catalog; golden.yaml beside it is run too.
        cache: where vectors are kept.
        force: golden requests that fail are told and no reason to refuse.
    """
    needs = load_needs()
    loaded = load_catalog(path, needs)
    if loaded.problems or loaded.counts is None or loaded.catalog is None:
        _tell(path.name, loaded.problems)
        return 1
    goldens = load_golden(path)
    if goldens.problems:
        _tell(FILE_NAME, goldens.problems)
        return 1
    if goldens.requests and (broken := _run_golden(path, loaded.catalog, needs, cache)):
        _tell_broken(broken, len(goldens.requests), force=force)
        if not force:
            return 1
    counts = loaded.counts
    typer.echo(
        f"{path.name} is ready: {counts.services} services for {counts.needs_served} needs, "
        f"{counts.exercises} exercises, {counts.contacts} numbers and addresses."
    )
    _tell_hints(_hints(path, loaded.catalog, needs))
    return 0


def _tell(name: str, problems: Sequence[Problem]) -> None:
    count = len(problems)
    typer.echo(f"{name} needs {'one change' if count == 1 else f'{count} changes'}:")
    for problem in problems:
        typer.echo(str(problem))


def _run_golden(path: Path, catalog: Catalog, needs: Sequence[Need], cache: Path | None) -> list[Problem]:
    from commands.catalog_golden import broken_golden  # noqa: PLC0415  the encoder is slow to load
    from commands.catalog_minds import shelve  # noqa: PLC0415  the same

    return broken_golden(load_golden(path).requests, shelve(catalog, needs, cache))


def _tell_broken(broken: Sequence[Problem], of: int, *, force: bool) -> None:
    typer.echo(f"{FILE_NAME}: {len(broken)} of {of} golden requests no longer find what they must:")
    for problem in broken:
        typer.echo(str(problem))
    if not force:
        typer.echo(
            "Undo the edit, or change golden.yaml: add the service that is right now to `expect`, or say why the "
            "request may fail under `paused`. With --force the catalog is taken as it is."
        )


def _hints(path: Path, catalog: Catalog, needs: Sequence[Need]) -> list[str]:
    lines = own_lines(path)
    told = [str(hint) for hint in hints(catalog, lines, datetime.now(UTC).date())]
    for sentence in _advice(catalog, needs):
        ids = [one for one in re.findall(r"“([a-z0-9-]+)”", sentence) if catalog.service(one)]
        if not ids:
            told.append(sentence)
        elif line := next((lines[one] for one in ids if one in lines), None):
            told.append(f"line {line}: {sentence}")
    return told


def _advice(catalog: Catalog, needs: Sequence[Need]) -> list[str]:
    """What an entry costs in matching; of thousands, only those are compared that may be alike."""
    if len(catalog.services) <= _SIDE_BY_SIDE:
        return advice(catalog, needs)
    ordered = sorted(catalog.services, key=lambda one: (one.support, one.provider, one.needs))
    slices = [ordered[at : at + _SIDE_BY_SIDE] for at in range(0, len(ordered), _SIDE_BY_SIDE)]
    told = [advice(catalog.model_copy(update={"services": tuple(part)}), needs) for part in slices]
    of_all = advice(catalog.model_copy(update={"services": ()}), needs)
    missing = [sentence for sentence in of_all if all(sentence in part for part in told)]
    return missing + [sentence for part in told for sentence in part if sentence not in of_all]


def own_lines(path: Path) -> dict[str, int]:
    """Where the services of this very file stand, by id: those that it adds and those that it overrides."""
    root = open_page(path).root
    if root is None:
        return {}
    services = {node.at("id").text or "": node.line for node in root.at("services").items}
    return services | {name: node.place for name, node in root.at("override").fields.items()}


def _tell_hints(told: Sequence[str]) -> None:
    if not told:
        return
    typer.echo("It works as it is. What would help more people find help:")
    for sentence in told[:HINTS_SHOWN]:
        typer.echo(f"- {sentence}")
    if len(told) > HINTS_SHOWN:
        typer.echo(f"- and {len(told) - HINTS_SHOWN} more like these")
