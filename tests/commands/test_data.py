"""`peerbridge data` tells numbers, asks before it deletes, and a dry run changes nothing."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bots.identity import Pseudonyms
from commands import forget_list
from commands.data_work import KEPT
from commands.keys import existing_secret, find_secret, waiting_file, write_secret
from commands.main import app
from commands.settings import Settings, SettingsError, read_settings
from storage.schema import metadata
from storage.store import CommunitySettings, Storage, StorageRefused, sqlite_address
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

FIRST = "a-first-secret-of-at-least-32-characters"
GROUP = -100123
SLEEP = [("request", "sleep")]


class Machine:
    """An operator's machine: a data folder, a key file, and a terminal."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.key_file = folder / "secrets" / "key"
        self.key_file.parent.mkdir()
        self.key_file.write_text(FIRST)
        self.key_file.chmod(0o600)
        self._monkeypatch = monkeypatch
        self.set("DATA_DIR", str(folder / "data"))
        self.set("SECRET_KEY_FILE", str(self.key_file))

    def set(self, name: str, value: str) -> None:
        self._monkeypatch.setenv(f"PEERBRIDGE_{name}", value)

    @property
    def settings(self) -> Settings:
        return read_settings(dict(os.environ))

    @property
    def people(self) -> Pseudonyms:
        return Pseudonyms(existing_secret(self.settings).people)

    def types(self, *words: str, says: str = "") -> str:
        """What the terminal shows; the exit code must be 0."""
        done = CliRunner().invoke(app, ["data", *words], input=says)
        assert done.exit_code == 0, done.output
        return done.output

    def fails(self, *words: str) -> str:
        done = CliRunner().invoke(app, ["data", *words])
        assert done.exit_code == 2, done.output
        return done.output

    def storage(self, work: Callable[[Storage], Awaitable[None]], *, now: datetime | None = None) -> None:
        async def whole() -> None:
            url = self.settings.database_url or sqlite_address(self.settings.database_file)
            key = existing_secret(self.settings).root
            storage = await Storage.open(url, key=key, clock=lambda: now or datetime.now(UTC))
            try:
                await work(storage)
            finally:
                await storage.close()

        asyncio.run(whole())

    @property
    def everything(self) -> dict[str, bytes]:
        return {str(each): each.read_bytes() for each in sorted(self.folder.rglob("*")) if each.is_file()}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path, monkeypatch)
    fill(machine)
    return machine


def fill(machine: Machine) -> None:
    ana, group = machine.people.member("telegram", 7), machine.people.community("telegram", GROUP)

    async def before(storage: Storage) -> None:
        await storage.count(group, ana, SLEEP)

    async def now(storage: Storage) -> None:
        await storage.close_weeks()
        await storage.count(group, ana, SLEEP)
        await storage.count("private", ana, SLEEP)
        await storage.remember(ana, "country", "TH", 600)
        await storage.save_settings(group, CommunitySettings("TH"))

    machine.storage(before, now=datetime.now(UTC) - timedelta(days=500))
    machine.storage(now)


def held(machine: Machine) -> int:
    """How many things are held about Ana."""
    found: list[int] = []

    async def look(storage: Storage) -> None:
        holdings = await storage.holdings(machine.people.member("telegram", 7))
        found.append(holdings.digests + len(holdings.memories))

    machine.storage(look)
    return found[0]


def test_every_table_is_named_in_plain_words() -> None:
    assert KEPT.keys() == metadata.tables.keys()


def test_show_tells_numbers_and_no_digest(machine: Machine) -> None:
    shown = machine.types("show")
    assert re.search(r"digests of who has been counted this week\W+2\b", shown)
    assert "Communities: 2" in shown
    for secret in (machine.people.member("telegram", 7), machine.people.community("telegram", GROUP), FIRST):
        assert secret not in shown
    assert not re.search(r"[0-9a-f]{12}", shown)


@pytest.mark.parametrize(
    "words",
    [
        ("purge", "--community", f"telegram:{GROUP}"),
        ("retain",),
        ("retain", "--days", "30"),
        ("backup", "{folder}/new.backup"),
        ("rotate-key",),
        ("erase-keys",),
        ("shutdown",),
        ("move", "sqlite+aiosqlite:///{folder}/other/p.db"),
    ],
)
def test_a_dry_run_changes_nothing(machine: Machine, words: tuple[str, ...]) -> None:
    before = machine.everything
    machine.types(*(word.replace("{folder}", str(machine.folder)) for word in words), "--dry-run")
    assert machine.everything == before


@pytest.mark.parametrize(
    "words", [("purge", "--community", "private"), ("rotate-key",), ("erase-keys",), ("shutdown",)]
)
def test_nothing_is_deleted_before_the_operator_says_yes(machine: Machine, words: tuple[str, ...]) -> None:
    before = machine.everything
    machine.types(*words, says="n\n")
    assert machine.everything == before


def test_purging_a_community_takes_the_platforms_own_number(machine: Machine) -> None:
    machine.types("purge", "--community", f"telegram:{GROUP}", "--yes")
    assert "Communities: 1" in machine.types("show")
    assert "telegram:ID" in machine.fails("purge", "--community", "our group", "--yes")


def test_counts_that_are_too_old_go(machine: Machine) -> None:
    assert "Would delete 1 counts" in machine.types("retain", "--dry-run")
    assert "Deleted 1 counts" in machine.types("retain")
    machine.set("RETENTION_DAYS", "30")
    assert "more than 30 days" in machine.types("retain")


def test_a_backup_comes_back_without_what_was_forgotten_since(machine: Machine) -> None:
    file = machine.folder / "monday.backup"
    machine.types("backup", str(file))

    async def forget(storage: Storage) -> None:
        await storage.forget(machine.people.member("telegram", 7))
        forget_list.write(machine.settings.forgets_file, await storage.upkeep.forgotten())

    machine.storage(forget)
    machine.settings.database_file.unlink()  # the database is lost, but not the list beside it
    said = machine.types("restore", str(file), "--yes")
    assert "3 rows that members had deleted were deleted again" in said
    assert held(machine) == 0
    assert "not a backup" in machine.fails("restore", str(machine.key_file), "--yes")


def test_a_list_of_forgets_that_is_damaged_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "forgets"
    forget_list.write(file, {b"a" * 32: 5, b"b" * 32: 6})
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(file.read_text() + "nonsense\nzz 4\n")
    assert forget_list.read(file) == {b"a" * 32: 5, b"b" * 32: 6}
    assert forget_list.read(tmp_path / "missing") == {}


def test_a_move_to_postgresql_is_verified_and_the_bot_goes_on_there(machine: Machine) -> None:
    with postgres() as server:
        assert "Moved, and counted on both sides" in machine.types("move", server.url("postgres"))
        machine.set("DATABASE_URL", server.url("postgres"))
        assert held(machine) == 3
        assert "Communities: 2" in machine.types("show")
        assert "not empty" in machine.fails("move", server.url("postgres"))
        machine.types("shutdown", "--yes")
        assert server.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_rotated_key_opens_everything_and_members_stay_who_they_were(machine: Machine) -> None:
    member = machine.people.member("telegram", 7)
    said = machine.types("rotate-key", "--yes")
    assert FIRST not in said
    assert machine.key_file.stat().st_mode & 0o777 == 0o600
    assert not waiting_file(machine.key_file).exists()
    assert machine.people.member("telegram", 7) == member
    assert held(machine) == 3
    machine.types("rotate-key", "--yes")
    assert held(machine) == 3
    machine.key_file.write_text(FIRST)
    with pytest.raises(StorageRefused, match="another secret key"):
        held(machine)


def test_a_rotation_that_was_cut_off_is_completed(machine: Machine) -> None:
    """The process died after the database had changed and before the key file did."""
    new = existing_secret(machine.settings).rotated()
    write_secret(new.text, machine.key_file)

    async def change(storage: Storage) -> None:
        await storage.upkeep.change_key(new.root, dry_run=False)

    machine.storage(change)
    assert "cut off" in machine.types("rotate-key", "--yes")
    assert machine.key_file.read_text().strip() == new.text
    assert held(machine) == 3


def test_a_key_in_the_environment_is_rotated_into_a_file(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PEERBRIDGE_SECRET_KEY_FILE")
    machine.set("SECRET_KEY", FIRST)
    assert "--key-file" in machine.fails("rotate-key", "--yes")
    file = machine.folder / "secrets" / "new"
    assert "remove PEERBRIDGE_SECRET_KEY" in machine.types("rotate-key", "--yes", "--key-file", str(file))
    monkeypatch.delenv("PEERBRIDGE_SECRET_KEY")
    machine.set("SECRET_KEY_FILE", str(file))
    assert held(machine) == 3


def test_erased_keys_cannot_be_read_any_more_and_counts_stay(machine: Machine) -> None:
    machine.types("erase-keys", "--yes")
    assert not machine.key_file.exists()
    with pytest.raises(SettingsError):
        find_secret(machine.settings, make=False)
    machine.key_file.write_text("another-secret-of-at-least-32-characters")
    assert held(machine) == 0
    assert "from 2025-W28" in machine.types("show")


def test_a_shutdown_leaves_nothing(machine: Machine) -> None:
    machine.set("LOG_FILE", str(machine.folder / "logs" / "peerbridge.log"))
    machine.types("shutdown", "--yes")
    assert machine.everything == {}


def test_trouble_is_a_sentence_that_names_no_address(machine: Machine) -> None:
    machine.set("DATABASE_URL", "postgresql+asyncpg://me:hunter2@127.0.0.1:9/db")
    said = machine.fails("show")
    assert "cannot be reached" in said
    assert "hunter2" not in said
