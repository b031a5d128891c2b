"""`peerbridge catalog check`: everything that must be changed, at once, or the word “ready” and what would help."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from catalog.golden import FILE_NAME, load_golden
from catalog.loader import load_catalog, load_needs
from catalog.problems import MOST, Problem
from commands.catalog_hints import cut_off, hints
from matching.advice import advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from catalog.golden import Goldens
    from catalog.loader import Loaded
    from catalog.model import Catalog, Need
    from encoder.encoder import ReadsMessages

HINTS_SHOWN = 40


def check_catalog(path: Path, cache: Path | None = None, *, force: bool = False, everything: bool = False) -> int:
    """Print every problem with its line, or what the catalog holds and what would help; returns the exit code.

    Args:
        path: the catalog; golden.yaml beside it is run too.
        cache: where vectors are kept.
        force: golden requests that fail are told and no reason to refuse.
        everything: all hints, however many.
    """
    with _keeping_everything():
        return _check(path, cache, force=force, everything=everything)


@contextmanager
def _keeping_everything() -> Iterator[None]:
    """What is read stays to the end: looking for rubbish meanwhile would take a tenth of the time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def _check(path: Path, cache: Path | None, *, force: bool, everything: bool) -> int:
    needs, goldens = load_needs(), load_golden(path)
    with ThreadPoolExecutor(1) as side:
        encoder = side.submit(_encoder) if goldens.requests else None
        loaded = load_catalog(path, needs)
        if loaded.problems or loaded.counts is None or loaded.catalog is None:
            _tell(path.name, loaded.problems)
            return 1
        if goldens.problems:
            _tell(FILE_NAME, goldens.problems)
            return 1
        broken = _run_golden(goldens, loaded.catalog, needs, cache, encoder) if encoder else []
    if broken:
        _tell_broken(broken, len(goldens.requests), force=force)
        if not force:
            return 1
    counts = loaded.counts
    typer.echo(
        f"{path.name} is ready: {counts.services} services for {counts.needs_served} needs, "
        f"{counts.exercises} exercises, {counts.contacts} numbers and addresses."
    )
    _tell_hints(_hints(path, loaded, needs), everything=everything)
    return 0


def _tell(name: str, problems: Sequence[Problem]) -> None:
    count = len(problems)
    many = "one change" if count == 1 else f"{count} changes" if count <= MOST else f"more than {MOST} changes"
    typer.echo(f"{name} needs {many}:")
    for problem in problems:
        typer.echo(str(problem))


def _encoder() -> ReadsMessages | None:
    from commands.minds import load_encoder  # noqa: PLC0415  slow to load, and not every check needs it

    return load_encoder()


def _run_golden(
    goldens: Goldens,
    catalog: Catalog,
    needs: Sequence[Need],
    cache: Path | None,
    encoder: Future[ReadsMessages | None],
) -> list[Problem]:
    from commands.catalog_golden import broken_golden  # noqa: PLC0415  the same
    from commands.catalog_minds import shelve  # noqa: PLC0415  the same

    if cache is not None and not any(cache.glob("*.npz")):
        typer.echo("Getting to know the words. The first time takes about half a minute …")
    return broken_golden(goldens.requests, shelve(catalog, needs, cache, encoder.result()))


def _tell_broken(broken: Sequence[Problem], of: int, *, force: bool) -> None:
    said = "request no longer finds what it must" if len(broken) == 1 else "requests no longer find what they must"
    typer.echo(f"{FILE_NAME}: {len(broken)} of {of} golden {said}:")
    for problem in broken:
        typer.echo(str(problem))
    if not force:
        typer.echo(
            "Undo the edit, or change golden.yaml: add the service that is right now to “expect”, or say why the "
            "request may fail under “paused”. With --force the catalog is taken as it is."
        )


def _hints(path: Path, loaded: Loaded, needs: Sequence[Need]) -> list[Problem]:
    """What would help, by line; first what is said of the catalog as a whole. Of the base, only old facts count."""
    if loaded.catalog is None:
        return []
    found = [*hints(loaded.catalog, loaded.lines, datetime.now(UTC).date()), *cut_off(path.read_text("utf-8"))]
    for remark in advice(loaded.catalog, needs):
        if not remark.services:
            found.append(Problem(None, None, remark.sentence))
        elif own := [one for one in remark.services if one in loaded.lines]:
            found.append(Problem(loaded.lines[own[0]], own[0], remark.sentence))
    return sorted(found, key=lambda one: one.line or 0)


def _tell_hints(told: Sequence[Problem], *, everything: bool) -> None:
    if not told:
        return
    shown = told if everything else told[:HINTS_SHOWN]
    typer.echo("It works as it is. What would help more people find help:")
    for hint in shown:
        typer.echo(f"- {hint}")
    if len(shown) < len(told):
        typer.echo(f"- and {len(told) - len(shown)} more; write --all to see them")
