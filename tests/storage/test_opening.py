# ruff: noqa: ASYNC240  the files are small, and each test has its event loop to itself
from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from storage import opening
from storage.schema import REVISIONS, metadata
from storage.store import Storage, StorageRefused, StorageUnavailable, sqlite_address
from tests.storage.kit import COMMUNITY, KEY, MEMBER, ROOT, Clock, change, closed_counts, open_counts, opened, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.storage.kit import Place

SLEEP = [("request", "sleep")]
SCHEMA = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%' ORDER BY name"


@pytest.fixture
async def made(path: Path, clock: Clock) -> Path:
    """A database that was closed in good order, with a member in it."""
    storage = await opened(path, clock)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await storage.close()
    return path


@pytest.fixture
async def filled(place: Place, clock: Clock) -> Place:
    """The same on the engine whose turn it is."""
    storage = await opened(place, clock)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await storage.close()
    return place


@pytest.fixture
def as_a_stranger() -> Iterator[Path]:
    """A folder that everybody can enter; the test then runs without the superuser's rights."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    before = os.geteuid()
    yield folder
    os.seteuid(before)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file with data in it; `-shm` is SQLite's notice board for readers and holds none."""
    return {file.name: data for file in folder.iterdir() if (data := file.read_bytes()) and file.suffix != ".db-shm"}


def become_a_stranger() -> None:
    if os.geteuid() == 0:
        os.seteuid(65534)


async def test_the_folder_and_the_files_are_for_the_operator_alone(storage: Storage, path: Path) -> None:
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    assert {file.name for file in path.parent.iterdir()} > {path.name, f"{path.name}-wal"}


async def test_closing_leaves_one_tidy_file(made: Path) -> None:
    assert [file.name for file in made.parent.iterdir()] == [made.name]


async def test_what_was_kept_is_there_after_a_restart(filled: Place, clock: Clock) -> None:
    storage = await opened(filled, clock)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [1]
    await storage.close()


async def test_another_key_is_refused_and_touches_nothing(filled: Place, clock: Clock) -> None:
    before = filled.everything()
    with pytest.raises(StorageRefused, match="another secret key: start with that key"):
        await opened(filled, clock, key=bytes(32))
    assert filled.everything() == before


async def test_a_newer_schema_is_refused_and_touches_nothing(filled: Place, clock: Clock) -> None:
    change(filled, "UPDATE alembic_version SET version_num = '9999'")
    before = filled.everything()
    with pytest.raises(StorageRefused, match="newer Peerbridge: upgrade this one"):
        await opened(filled, clock)
    assert filled.everything() == before


@pytest.mark.parametrize("at", [0, 100, 4096, 3 * 4096])
async def test_a_damaged_file_is_refused_and_touches_nothing(made: Path, clock: Clock, at: int) -> None:
    content = bytearray(made.read_bytes())
    content[at : at + 200] = b"\xa5" * 200
    made.write_bytes(content)
    with pytest.raises(StorageRefused, match="damaged: restore your latest backup"):
        await opened(made, clock)
    assert everything_in(made.parent) == {made.name: bytes(content)}


async def test_damage_in_a_page_that_no_start_needs_is_found(made: Path, clock: Clock) -> None:
    [(page,)] = rows(made, "SELECT rootpage FROM sqlite_master WHERE name = 'memories'")
    content = bytearray(made.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    made.write_bytes(content)
    with pytest.raises(StorageRefused, match="damaged"):
        await opened(made, clock)


async def test_after_a_crash_a_refusal_leaves_the_log_alone_too(made: Path, tmp_path: Path, clock: Clock) -> None:
    running = await opened(made, clock)
    await running.count(COMMUNITY, "somebody else", SLEEP)
    crashed = shutil.copytree(made.parent, tmp_path / "crashed")
    await running.close()
    before = everything_in(crashed)
    assert len(before) == 2
    with pytest.raises(StorageRefused, match="another secret key"):
        await opened(crashed / made.name, clock, key=bytes(32))
    assert everything_in(crashed) == before
    storage = await opened(crashed / made.name, clock)
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [2]
    await storage.close()


async def test_a_file_cut_short_is_refused(made: Path, clock: Clock) -> None:
    made.write_bytes(made.read_bytes()[:5000])
    with pytest.raises(StorageRefused, match="damaged"):
        await opened(made, clock)


async def test_the_database_of_another_program_is_refused(place: Place, clock: Clock) -> None:
    if place.path:
        place.path.parent.mkdir()
    change(place, "CREATE TABLE theirs (id INTEGER)")
    before = place.everything()
    with pytest.raises(StorageRefused, match="another program"):
        await opened(place, clock)
    assert place.everything() == before


@pytest.mark.parametrize("name", ["with a space", "100%41", "ข้อมูล", "a#b", "really?mode=memory"])
async def test_a_folder_may_have_any_name(tmp_path: Path, clock: Clock, name: str) -> None:
    path = tmp_path / name / "peerbridge.db"
    for _ in range(2):
        storage = await opened(path, clock)
        await storage.count(COMMUNITY, MEMBER, SLEEP)
        await storage.close()
    assert rows(path, "SELECT count(*) FROM digests") == [(1,)]


async def test_an_empty_file_is_a_new_database(path: Path, clock: Clock) -> None:
    path.parent.mkdir()
    path.touch()
    storage = await opened(path, clock)
    assert await closed_counts(storage) == ()
    await storage.close()


async def test_a_short_key_is_refused(path: Path, clock: Clock) -> None:
    with pytest.raises(StorageRefused, match="too short"):
        await opened(path, clock, key=b"secret")
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite:////data/peerbridge.db",
        "oracle://me:hunter2@host/db",
        "mysql+nosuch://me:hunter2@host/db",
        "postgresql://me:hunter2@host/db",
    ],
)
async def test_an_address_we_cannot_use_is_refused_without_repeating_it(url: str, clock: Clock) -> None:
    with pytest.raises(StorageRefused, match=r"write sqlite\+aiosqlite:///") as refused:
        await Storage.open(url, key=KEY, clock=clock)
    assert "hunter2" not in str(refused.value)


async def test_a_folder_that_cannot_be_written_is_unavailable(as_a_stranger: Path, clock: Clock) -> None:
    become_a_stranger()
    with pytest.raises(StorageUnavailable, match="read-only"):
        await opened(as_a_stranger / "data" / "peerbridge.db", clock)


async def test_a_read_only_file_can_be_read_and_saves_say_so(as_a_stranger: Path, clock: Clock) -> None:
    path = as_a_stranger / "peerbridge.db"
    storage = await opened(path, clock)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await storage.close()
    path.chmod(0o444)
    as_a_stranger.chmod(0o777)
    become_a_stranger()
    storage = await opened(path, clock)
    assert len(await open_counts(storage, COMMUNITY)) == 1
    with pytest.raises(StorageUnavailable, match="read-only"):
        await storage.count(COMMUNITY, "somebody else", SLEEP)
    await storage.close()


async def test_a_read_only_folder_is_unavailable_or_readable_never_a_crash(as_a_stranger: Path, clock: Clock) -> None:
    path = as_a_stranger / "peerbridge.db"
    await (await opened(path, clock)).close()
    path.chmod(0o444)
    as_a_stranger.chmod(0o555)
    become_a_stranger()
    with pytest.raises(StorageUnavailable):
        await opened(path, clock)


async def test_the_migrations_and_the_model_make_the_same_tables_on_either_engine(filled: Place) -> None:
    engine = create_async_engine(filled.url)
    async with engine.connect() as connection:

        def compare(sync: Connection) -> object:
            return compare_metadata(MigrationContext.configure(sync), metadata)

        assert await connection.run_sync(compare) == []
    await engine.dispose()


async def test_the_migrations_and_the_model_make_the_same_statements(made: Path, tmp_path: Path) -> None:
    model = create_engine(f"sqlite:///{tmp_path / 'model.db'}")
    metadata.create_all(model)
    model.dispose()
    assert squeezed(made) == squeezed(tmp_path / "model.db")


def squeezed(path: Path) -> list[tuple[str, str]]:
    return [(name, "".join((sql or "").split())) for name, sql in rows(path, SCHEMA)]


def test_storage_knows_every_migration_without_loading_alembic() -> None:
    steps = ScriptDirectory(str(ROOT / "storage" / "migrations")).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == REVISIONS


async def test_a_migration_that_fails_leaves_no_table_behind(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The key is written after the tables; a database that cannot take it must not keep them either.
    monkeypatch.setattr(opening, "insert", None)
    with pytest.raises(TypeError):
        await opened(place, clock)
    assert place.tables() == []
    monkeypatch.undo()
    await (await opened(place, clock)).close()


def test_a_second_start_does_not_load_alembic(path: Path) -> None:
    script = (
        "import asyncio, sys; from datetime import UTC, datetime; from storage.store import Storage\n"
        "now = lambda: datetime.now(UTC)\n"
        "async def start(): await (await Storage.open(sys.argv[1], key=bytes(32), clock=now)).close()\n"
        "asyncio.run(start()); print('alembic' in sys.modules)"
    )
    assert [run(script, path), run(script, path)] == ["True", "False"]


def run(script: str, path: Path) -> str:
    command = [sys.executable, "-c", script, sqlite_address(path)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603  our own script


async def test_processes_that_start_at_once_make_one_database(place: Place) -> None:
    worker = [sys.executable, str(ROOT / "tests" / "storage" / "worker.py"), "count", place.url, "3"]
    started = [
        await asyncio.create_subprocess_exec(*worker, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        for _ in range(4)
    ]
    assert [await each.wait() for each in started] == [0, 0, 0, 0]
    assert rows(place, "SELECT count(*) FROM digests") == [(4,)]
    if place.is_file:
        assert rows(place, "PRAGMA integrity_check") == [("ok",)]


async def test_two_keys_that_start_at_once_do_not_both_win(place: Place, clock: Clock) -> None:
    outcomes = await asyncio.gather(
        opened(place, clock), opened(place, clock, key=b"another key of ours!"), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Storage", "StorageRefused"]
    for each in outcomes:
        if isinstance(each, Storage):
            await each.close()


async def test_nothing_shows_the_key(storage: Storage) -> None:
    shown = f"{storage!r} {storage._keyring!r} {storage._database!r}"
    assert shown == "Storage(address and key hidden) Keyring(hidden) Database(address hidden)"


def test_the_words_for_trouble_need_no_database_library() -> None:
    script = "import sys, storage.errors, storage.records; print('sqlalchemy' in sys.modules)"
    assert run(script, ROOT) == "False"
