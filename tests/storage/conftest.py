from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.storage.kit import Clock, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.store import Storage


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "peerbridge.db"


@pytest.fixture
async def storage(path: Path, clock: Clock) -> AsyncIterator[Storage]:
    storage = await opened(path, clock)
    yield storage
    await storage.close()
