"""What many tests share: the shipped catalog ready to be searched, and a desk on a real database."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_catalog, load_needs
from commands.settings import CHECKOUT
from encoder.encoder import Encoder
from handlers.consider import SecondJudge
from handlers.desk import Desk
from handlers.tools import Directory
from matching.matcher import Matcher
from safety.learned import Learned
from storage.store import Storage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

KEY = b"a key of the tests, 32 bytes long"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""A Wednesday."""


class Clock:
    """A clock that only moves when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def vectors(pytestconfig: pytest.Config) -> Path:
    """Where vectors of the shipped catalog and phrases are kept between test runs."""
    cache = pytestconfig.cache
    assert cache is not None
    return cache.mkdir("vectors")


@pytest.fixture(scope="session")
def directory(vectors: Path) -> Directory:
    needs = load_needs()
    catalog = load_catalog(CHECKOUT / "services_catalog.yaml", needs).catalog
    assert catalog is not None
    return Directory(catalog, Matcher(catalog, needs, Encoder.load(), vectors))


@pytest.fixture(scope="session")
def second_judge() -> SecondJudge:
    encoder = Encoder.load()
    return SecondJudge(encoder, Learned.load(encoder=encoder.digest))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def storage(tmp_path: Path, clock: Clock) -> AsyncIterator[Storage]:
    opened = await Storage.open(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'db.sqlite'}", key=KEY, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def desk(storage: Storage, directory: Directory, second_judge: SecondJudge, clock: Clock) -> Desk:
    return Desk(
        needs=load_needs(), key=KEY, storage=storage, directory=directory, second_judge=second_judge, clock=clock
    )


@pytest.fixture
def unswept() -> Iterator[None]:
    """No garbage is collected meanwhile: with all tests in one process that takes half a second of whoever is timed."""
    gc.disable()
    yield
    gc.enable()
