"""`peerbridge doctor` finds what an operator must look at, and says what to do."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from commands.disks import Encryption, encryption
from commands.keys import existing_secret
from commands.main import app
from commands.settings import CHECKOUT, read_settings
from storage.store import Storage, sqlite_address

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "a-secret-of-at-least-thirty-two-characters"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a database, and a key outside it."""
    (tmp_path / "key").write_text(SECRET)
    (tmp_path / "key").chmod(0o600)
    monkeypatch.setenv("PEERBRIDGE_SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("PEERBRIDGE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PEERBRIDGE_CATALOG", str(CHECKOUT / "services_catalog.yaml"))
    monkeypatch.setenv("PEERBRIDGE_CONTACT", "care@example.org")

    async def make() -> None:
        settings = read_settings(dict(os.environ))
        url, key = sqlite_address(settings.database_file), existing_secret(settings).root
        await (await Storage.open(url, key=key, clock=lambda: datetime.now(UTC))).close()

    asyncio.run(make())
    return tmp_path / "data"


def lines_of(code: int) -> list[str]:
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == code, done.output
    return done.output.splitlines()


def broken(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("broken")]


def test_a_machine_in_good_order_has_nothing_broken(data: Path) -> None:
    lines = lines_of(0)
    assert all(line.startswith(("ok ", "look ")) for line in lines)
    assert any("its revision is" in line for line in lines)
    assert any("services" in line for line in lines)
    assert data.exists()


def test_a_file_that_others_can_open_is_named_with_the_way_out(data: Path) -> None:
    (data / "peerbridge.sqlite").chmod(0o644)
    (data.parent / "key").chmod(0o640)
    data.chmod(0o755)
    found = [line for line in lines_of(1) if "chmod" in line]
    assert [(line.split()[0], line.split("chmod ")[1].split()[0]) for line in found] == [
        ("broken", "600"),
        ("look", "700"),
        ("broken", "600"),
    ]


def test_a_key_in_the_data_folder_is_broken(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = data / "key"
    inside.write_text(SECRET)
    inside.chmod(0o600)
    monkeypatch.setenv("PEERBRIDGE_SECRET_KEY_FILE", str(inside))
    assert "move it elsewhere" in broken(lines_of(1))[0]


def test_another_key_a_damaged_file_and_a_server_that_is_away_are_told_apart(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEERBRIDGE_DATABASE_URL", "postgresql+asyncpg://me:hunter2@127.0.0.1:9/db")
    [found] = broken(lines_of(1))
    assert "cannot open" in found
    assert "hunter2" not in found
    monkeypatch.delenv("PEERBRIDGE_DATABASE_URL")
    (data.parent / "key").write_text(SECRET + "2")
    assert "another secret key" in broken(lines_of(1))[0]
    (data / "peerbridge.sqlite").write_bytes(b"nonsense" * 1000)
    assert "damaged" in broken(lines_of(1))[0]


def test_a_broken_catalog_and_no_key_are_told(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = tmp_path / "services_catalog.yaml"
    catalog.write_text("services: 7\n")
    monkeypatch.setenv("PEERBRIDGE_CATALOG", str(catalog))
    monkeypatch.delenv("PEERBRIDGE_SECRET_KEY_FILE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    found = broken(lines_of(1))
    assert "PEERBRIDGE_SECRET_KEY is not set" in found[0]
    assert "catalog check" in found[1]
    assert data.exists()


@pytest.mark.parametrize(("free", "state"), [(10, "broken"), (200, "look"), (9000, "ok")])
def test_a_disk_that_fills_up_is_told_in_time(
    data: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = shutil.disk_usage(data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free * 2**20))
    [line] = [line for line in lines_of(int(state == "broken")) if "MB are free" in line]
    assert line.startswith(state)


def test_an_encrypted_disk_is_known_even_under_other_layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = tmp_path / "block"
    monkeypatch.setattr(os, "major", lambda _: 253)
    monkeypatch.setattr(os, "minor", lambda _: 1)
    assert encryption(tmp_path, block) is Encryption.UNKNOWN
    volume = block / "253:1"
    (volume / "slaves" / "dm-0" / "dm").mkdir(parents=True)
    assert encryption(tmp_path, block) is Encryption.NO
    (volume / "slaves" / "dm-0" / "dm" / "uuid").write_text("CRYPT-LUKS2-0123")
    assert encryption(tmp_path, block) is Encryption.YES
    assert encryption(tmp_path / "missing", block) is Encryption.UNKNOWN
