"""`peerbridge catalog check`: everything that must be changed, at once, or the word “ready”."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from catalog.loader import load_catalog, load_needs
from matching.advice import advice

if TYPE_CHECKING:
    from pathlib import Path


def check_catalog(path: Path) -> int:
    """Print every problem with its line, or what the catalog holds; returns the exit code."""
    needs = load_needs()
    loaded = load_catalog(path, needs)
    if loaded.problems or loaded.counts is None or loaded.catalog is None:
        count = len(loaded.problems)
        typer.echo(f"{path.name} needs {'one change' if count == 1 else f'{count} changes'}:")
        for problem in loaded.problems:
            typer.echo(str(problem))
        return 1
    counts = loaded.counts
    typer.echo(
        f"{path.name} is ready: {counts.services} services for {counts.needs_served} needs, "
        f"{counts.exercises} exercises, {counts.contacts} numbers and addresses."
    )
    if found := advice(loaded.catalog, needs):
        typer.echo("It works as it is. What would help more people find help:")
        for sentence in found:
            typer.echo(f"- {sentence}")
    return 0
