"""A desk on both engines, and a community with a staff chat and two managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from handlers.desk import Desk
from storage.store import Storage, sqlite_address
from tests.conftest import KEY
from tests.handlers.staffroom import KIM, MANAGER, Platform, choose_chat, enter
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from handlers.tools import Directory
    from tests.conftest import Clock
    from tests.storage.postgres import Postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Storage]:
    if request.param == "sqlite":
        url = sqlite_address(tmp_path / "data" / "db.sqlite")
    else:
        server = request.getfixturevalue("server")
        name = f"suggest_{abs(hash(request.node.name))}"
        server.sql(f"CREATE DATABASE {name}")
        url = server.url(name)
    opened = await Storage.open(url, key=KEY, clock=clock, deadline_s=10)
    yield opened
    await opened.close()


@pytest.fixture
def desk(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    """A community with a staff chat, and two managers."""
    platform = Platform(managers={MANAGER, KIM})
    desk.post.attach("test", platform)
    await choose_chat(desk, platform, await enter(desk, platform, MANAGER, "setup"))
    platform.written.clear()
    return platform
