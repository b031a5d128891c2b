"""What every journey starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.kit import Place

if TYPE_CHECKING:
    from pathlib import Path

    from handlers.consider import SecondJudge
    from handlers.tools import Directory
    from tests.conftest import Clock


@pytest.fixture
def place(tmp_path: Path, clock: Clock, directory: Directory, second_judge: SecondJudge) -> Place:
    return Place(tmp_path / "data" / "peerbridge.sqlite", clock, directory, second_judge)
