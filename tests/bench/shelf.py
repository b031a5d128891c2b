"""The shipped catalog, ready to be searched, as the command and the desk have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.loader import load_catalog, load_needs
from encoder.encoder import Encoder
from handlers.tools import Directory
from matching.matcher import Matcher
from tests.bench.requests import CATALOG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Need

CACHE = "cache"
"""In the bench's folder: the vectors."""


def shelve(folder: Path) -> tuple[Sequence[Need], Directory]:
    """The vocabulary, and the catalog with the encoder; vectors that `folder` does not hold are made."""
    needs = load_needs()
    catalog = load_catalog(CATALOG, needs).catalog
    assert catalog is not None
    return needs, Directory(catalog, Matcher(catalog, needs, Encoder.load(), folder / CACHE))
