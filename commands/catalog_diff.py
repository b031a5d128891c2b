"""`peerbridge catalog diff OLD NEW`: what differs, in words, and who would find other services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from catalog.golden import FILE_NAME, load_golden
from catalog.loader import load_catalog, load_needs
from catalog.problems import quoted
from commands.catalog_golden import broken_golden
from commands.catalog_minds import shelve
from commands.catalog_words import differences
from commands.finishing import stop
from commands.minds import load_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need

SAMPLES = 150
"""How many examples of the services are tried as requests, beside the golden ones."""


def show_diff(old: Path, new: Path, cache: Path, *, region: str | None) -> int:
    """Print both; returns 0 whether anything differs or not."""
    needs = load_needs()
    before, after = _loaded(old, needs), _loaded(new, needs)
    said = list(differences(before, after))
    for sentence in said or ["Both hold the same services."]:
        typer.echo(sentence)
    if before.model_copy(update={"digest": ""}) == after.model_copy(update={"digest": ""}):
        return 0
    asked = _requests(new, before, after, region)
    encoder = load_encoder()
    was, now = shelve(before, needs, cache, encoder), shelve(after, needs, cache, encoder)
    moved = 0
    for text, place, language in asked:
        first = was.shown_for(text, region=place, language=language)
        then = now.shown_for(text, region=place, language=language)
        if first[1] != then[1]:
            moved += 1
            typer.echo(f"Who says {quoted(text)}{f' in {place}' if place else ''} {_now_finds(first[1], then[1])}")
    for problem in broken_golden(load_golden(new.absolute()).requests, now):
        typer.echo(f"{FILE_NAME} {problem}")
    typer.echo(f"{moved} of {len(asked)} requests would get other services, or the same in another order.")
    return 0


def _loaded(path: Path, needs: Sequence[Need]) -> Catalog:
    found = load_catalog(path, needs)
    if found.catalog is None:
        stop(f"{path.name} needs changes first; see peerbridge catalog check {path.name}")
    return found.catalog


def _requests(
    path: Path, before: Catalog, after: Catalog, region: str | None
) -> list[tuple[str, str | None, str | None]]:
    """The golden requests, then examples of the services that changed, then those of all."""
    asked: dict[str, tuple[str, str | None, str | None]] = {
        golden.say: (golden.say, golden.region or region, golden.language)
        for _, golden in load_golden(path.absolute()).requests
    }
    was = {service.id: service for service in before.services}
    by_change = sorted((*after.services, *before.services), key=lambda one: was.get(one.id) == one)
    for service in by_change:
        place = region or (service.regions[0] if service.regions[0] != "*" else None)
        for text in service.examples[:2]:
            if len(asked) < SAMPLES:
                asked.setdefault(text, (text, place, None))
    return list(asked.values())


def _now_finds(was: Sequence[str], now: Sequence[str]) -> str:
    if not now:
        return f"finds nothing any more (was {', '.join(was)})."
    return f"now finds {', '.join(now)} (was {', '.join(was) or 'nothing'})."
