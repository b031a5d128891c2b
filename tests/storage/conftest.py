"""The tests of storage run on both engines: SQLite on disk, and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.storage.kit import Clock, Place, file_place, opened
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.postgres import Postgres

_names = itertools.count(1)
ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that looks at the file itself runs on SQLite alone; every other one runs on both."""
    if {"place", "storage", "hasty", "filled"} & set(metafunc.fixturenames):
        engines = ENGINES[:1] if "path" in metafunc.fixturenames else ENGINES
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", ENGINES[0]))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL for the whole run; when it cannot start, the tests fail."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def made_before(server: Postgres) -> str:
    """A database with our tables, to copy; making them takes five times as long."""

    async def make() -> None:
        await (await opened(Place(server.url("made_before")), Clock())).close()

    server.sql("CREATE DATABASE made_before")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make()).result()
    return "made_before"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "peerbridge.db"


@contextmanager
def a_database(server: Postgres, template: str = "template1") -> Iterator[Place]:
    """A database of its own."""
    name = f"test_{next(_names)}"
    server.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield Place(server.url(name))
    server.sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def place(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Place]:
    """A place for a database on the engine whose turn it is; empty, unless storage will be opened there anyway."""
    if engine == "sqlite":
        yield file_place(tmp_path / "data" / "peerbridge.db")
        return
    template = request.getfixturevalue("made_before") if "storage" in request.fixturenames else "template1"
    with a_database(request.getfixturevalue("server"), template) as found:
        yield found


@pytest.fixture
async def storage(place: Place, clock: Clock) -> AsyncIterator[Storage]:
    storage = await opened(place, clock)
    yield storage
    await storage.close()
