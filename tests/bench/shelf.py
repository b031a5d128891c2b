"""The shipped catalog, or a larger one made of it, ready to be searched as the command and the desk have it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.loader import load_catalog, load_needs
from commands.minds import load_encoder, load_second_judge
from handlers.tools import Directory
from matching.matcher import Matcher
from tests.bench.requests import CATALOG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need
    from handlers.consider import SecondJudge

CACHE = "cache"
"""In the bench's folder: the vectors."""
_SEED = 20_261_125


@dataclass(frozen=True, slots=True)
class Shelf:
    """What every request is considered with."""

    needs: Sequence[Need]
    directory: Directory
    second_judge: SecondJudge | None


def shelve(folder: Path, size: int | None = None) -> Shelf:
    """The vocabulary, the catalog and both danger judges; vectors that `folder` does not hold are made."""
    needs, catalog = load_needs(), stocked(size)
    encoder = load_encoder()
    matcher = Matcher(catalog, needs, encoder, folder / CACHE)
    return Shelf(needs, Directory(catalog, matcher), load_second_judge(encoder))


def stocked(size: int | None = None) -> Catalog:
    """The shipped catalog, joined by as many mixtures as make `size` services: one's name, another's examples.

    A mixture serves the needs of the service whose name it bears; the examples are of one with the same first need.
    """
    catalog = load_catalog(CATALOG, load_needs()).catalog
    assert catalog is not None
    shipped = catalog.services
    if size is None or size <= len(shipped):
        return catalog
    chance = random.Random(_SEED)  # noqa: S311  the same catalog in every run
    kin = {need: [s for s in shipped if s.needs[0] == need] for need in {s.needs[0] for s in shipped}}
    mixed = []
    for number in range(len(shipped), size):
        one = shipped[number % len(shipped)]
        lines = chance.choice(kin[one.needs[0]]).examples
        examples = tuple(chance.sample(lines, k=max(1, len(lines) - 1)))
        mixed.append(one.model_copy(update={"id": f"{one.id}-{number}", "examples": examples}))
    return catalog.model_copy(update={"services": (*shipped, *mixed)})
