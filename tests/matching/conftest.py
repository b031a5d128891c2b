from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_catalog, load_needs
from encoder.encoder import Encoder
from matching.matcher import Matcher

if TYPE_CHECKING:
    from catalog.model import Catalog, Need


@pytest.fixture(scope="session")
def needs() -> tuple[Need, ...]:
    return load_needs()


@pytest.fixture(scope="session")
def catalog(needs: tuple[Need, ...]) -> Catalog:
    loaded = load_catalog(Path("services_catalog.yaml"), needs)
    assert loaded.catalog, loaded.problems
    return loaded.catalog


@pytest.fixture(scope="session")
def vectors(request: pytest.FixtureRequest) -> Path:
    """Kept between runs: making all vectors takes a quarter of a minute."""
    cache = request.config.cache
    assert cache
    return cache.mkdir("vectors")


@pytest.fixture(scope="session")
def matcher(catalog: Catalog, needs: tuple[Need, ...], vectors: Path) -> Matcher:
    return Matcher(catalog, needs, Encoder.load(), vectors)


@pytest.fixture(scope="session")
def words_only(catalog: Catalog, needs: tuple[Need, ...]) -> Matcher:
    return Matcher(catalog, needs, None, None)
