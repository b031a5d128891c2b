"""What the tests of `peerbridge catalog` share: a folder with a short file, and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from commands.main import app
from tests.catalog.samples import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OWN = GOOD.replace("groups-2020", "our-groups-2020")
SHORT = f"extends: base\n{OWN}"


class Folder:
    """A community's folder: its services_catalog.yaml, and the command that works on it."""

    def __init__(self, folder: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = folder / "services_catalog.yaml"
        data = folder / "data"
        data.mkdir()
        (data / "cache").symlink_to(vectors)
        monkeypatch.setenv("PEERBRIDGE_CATALOG", str(self.path))
        monkeypatch.setenv("PEERBRIDGE_DATA_DIR", str(data))
        monkeypatch.setenv("COLUMNS", "240")

    def save(self, text: str, name: str = "services_catalog.yaml") -> Path:
        """Write a file of the folder."""
        path = self.path.with_name(name)
        path.write_text(text, encoding="utf-8")
        return path

    @property
    def text(self) -> str:
        """What stands in services_catalog.yaml."""
        return self.path.read_text(encoding="utf-8")

    def types(self, *words: str, says: str = "", code: int = 0) -> str:
        """What `peerbridge catalog …` prints; the exit code must be as given."""
        done = CliRunner().invoke(app, ["catalog", *words], input=says)
        assert done.exit_code == code, done.output
        return done.output
