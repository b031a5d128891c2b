"""A catalog made ready to be searched, for the commands that compare and try catalogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.minds import load_encoder
from handlers.tools import Directory
from matching.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need


def shelve(catalog: Catalog, needs: Sequence[Need], cache: Path | None) -> Directory:
    """The catalog with a matcher of its own; `cache` keeps its vectors."""
    return Directory(catalog, Matcher(catalog, needs, load_encoder(), cache))
