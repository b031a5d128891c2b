# ruff: noqa: ASYNC240  the files are small, and each test has its event loop to itself
"""Backups and moves carry everything, end after 30 days, and never bring back what a member had deleted."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import pytest

from storage.records import CommunitySettings
from storage.store import StorageRefused
from tests.storage.conftest import a_database
from tests.storage.kit import (
    COMMUNITY,
    KEY,
    MEMBER,
    OTHER,
    Clock,
    Place,
    Tally,
    change,
    closed_counts,
    file_place,
    open_counts,
    opened,
    raw,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.postgres import Postgres

SLEEP = [("request", "sleep")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday.backup"


async def fill(storage: Storage, clock: Clock) -> None:
    await storage.count(COMMUNITY, OTHER, SLEEP)
    clock.turn(days=7)
    await storage.close_weeks()
    for member in (MEMBER, OTHER):
        await storage.count(COMMUNITY, member, [("request", "sleep"), ("unmet", "grief")])
        await storage.remember(member, "country", "TH", 60 * 24 * 20)
    await storage.save_settings(COMMUNITY, CommunitySettings("TH"))
    await storage.spend("a ticket", 15)


async def test_a_backup_brings_back_everything(storage: Storage, clock: Clock, file: Path) -> None:
    await fill(storage, clock)
    before = (await storage.holdings(MEMBER), await closed_counts(storage), await storage.settings())
    made = await storage.back_up(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    await storage.save_settings(COMMUNITY, CommunitySettings("US"))
    await storage.count(COMMUNITY, "f" * 32, SLEEP)
    restored = await storage.restore(file, folder=file.parent)
    assert (restored.made_on, restored.forgotten) == (date(2026, 12, 2), 0)
    assert restored.rows == made
    assert (await storage.holdings(MEMBER), await closed_counts(storage), await storage.settings()) == before
    assert (await storage.holdings("f" * 32)).digests == 0
    await storage.count(COMMUNITY, "f" * 32, SLEEP)
    assert [each.name for each in file.parent.iterdir()] == [file.name]


async def test_a_backup_of_one_engine_can_be_restored_on_the_other(
    storage: Storage, place: Place, clock: Clock, file: Path, server: Postgres, tmp_path: Path
) -> None:
    await fill(storage, clock)
    await storage.back_up(file)
    with a_database(server) as database:
        other = database if place.is_file else file_place(tmp_path / "other" / "p.db")
        second = await opened(other, clock)
        await second.restore(file, folder=file.parent)
        assert await second.holdings(MEMBER) == await storage.holdings(MEMBER)
        assert await closed_counts(second) == await closed_counts(storage)
        await second.close()


async def test_what_a_member_had_deleted_since_does_not_come_back(
    storage: Storage, place: Place, clock: Clock, file: Path
) -> None:
    await fill(storage, clock)
    await storage.back_up(file)
    assert (await storage.forget(MEMBER)).digests == 2
    restored = await storage.restore(file, folder=file.parent)
    assert restored.forgotten == 3
    held = await storage.holdings(MEMBER)
    assert (held.digests, held.memories) == (0, ())
    assert (await storage.holdings(OTHER)).digests == 2
    # The list lives on: a second restore must not bring them back either.
    assert (await storage.restore(file, folder=file.parent)).forgotten == 3
    assert len(rows(place, "SELECT token FROM forgets")) == 3


async def test_forgets_that_were_kept_elsewhere_are_replayed_on_a_new_database(
    storage: Storage, clock: Clock, file: Path, tmp_path: Path
) -> None:
    await fill(storage, clock)
    await storage.back_up(file)
    await storage.forget(MEMBER)
    listed = await storage.upkeep.forgotten()
    fresh = await opened(tmp_path / "fresh" / "p.db", clock)
    assert (await fresh.restore(file, folder=file.parent, listed=listed)).forgotten == 3
    assert (await fresh.holdings(MEMBER)).digests == 0
    await fresh.close()


async def test_who_has_opted_out_since_stays_out(storage: Storage, file: Path) -> None:
    await storage.back_up(file)
    await storage.opt_out(MEMBER, out=True)
    await storage.restore(file, folder=file.parent)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert await open_counts(storage, COMMUNITY) == ()


async def test_a_week_that_ended_since_the_backup_is_closed_when_it_is_restored(
    storage: Storage, place: Place, clock: Clock, file: Path
) -> None:
    await fill(storage, clock)
    await storage.back_up(file)
    clock.turn(days=7)
    await storage.restore(file, folder=file.parent)
    assert rows(place, "SELECT digest FROM digests") == []
    assert Tally(COMMUNITY, "2026-W49", "request", "sleep", 2) in await closed_counts(storage)


async def test_a_backup_is_of_no_use_after_thirty_days(storage: Storage, clock: Clock, file: Path) -> None:
    await fill(storage, clock)
    await storage.back_up(file)
    clock.turn(days=30)
    await storage.restore(file, folder=file.parent)
    clock.turn(days=1)
    settings = await storage.settings()
    with pytest.raises(StorageRefused, match="older than 30 days"):
        await storage.restore(file, folder=file.parent)
    assert await storage.settings() == settings


async def test_tokens_end_with_the_backups_they_are_for(storage: Storage, place: Place, clock: Clock) -> None:
    await fill(storage, clock)
    await storage.forget(MEMBER)
    clock.turn(days=30)
    await storage.sweep()
    assert len(rows(place, "SELECT token FROM forgets")) == 3
    clock.turn(days=2)
    await storage.sweep()
    assert rows(place, "SELECT token FROM forgets") == []


async def test_what_is_no_backup_of_ours_is_refused_and_nothing_changes(
    storage: Storage, place: Place, clock: Clock, file: Path, tmp_path: Path
) -> None:
    await fill(storage, clock)
    before = place.everything()
    file.write_bytes(b"no database at all" * 99)
    with pytest.raises(StorageRefused, match="not a backup"):
        await storage.restore(file, folder=file.parent)
    with pytest.raises(StorageRefused, match="not a backup"):
        await storage.restore(file.with_name("missing"), folder=file.parent)
    live = tmp_path / "live" / "p.db"
    await (await opened(live, clock)).close()
    with pytest.raises(StorageRefused, match="not a backup"):
        await storage.restore(live, folder=file.parent)
    foreign = await opened(tmp_path / "foreign" / "p.db", clock, key=b"another key of ours!")
    await foreign.back_up(file.with_name("foreign"))
    await foreign.close()
    with pytest.raises(StorageRefused, match="another secret key"):
        await storage.restore(file.with_name("foreign"), folder=file.parent)
    assert place.everything() == before


async def test_a_backup_never_replaces_a_file(storage: Storage, file: Path) -> None:
    file.write_text("something of theirs")
    with pytest.raises(StorageRefused, match="choose another name"):
        await storage.back_up(file)
    assert file.read_text() == "something of theirs"


async def test_a_dry_run_tells_the_numbers_and_changes_nothing(
    storage: Storage, place: Place, clock: Clock, file: Path, tmp_path: Path
) -> None:
    await fill(storage, clock)
    assert (await storage.back_up(file, dry_run=True))["digests"] == 4
    assert not file.exists()
    await storage.back_up(file)
    await storage.forget(MEMBER)
    before = rows(place, "SELECT count(*) FROM digests"), rows(place, "SELECT * FROM meta ORDER BY name")
    assert (await storage.restore(file, folder=file.parent, dry_run=True)).forgotten == 3
    other = file_place(tmp_path / "other" / "p.db")
    assert (await storage.move(other.url, dry_run=True))["digests"] == 2
    assert not (tmp_path / "other").exists()
    assert before == (rows(place, "SELECT count(*) FROM digests"), rows(place, "SELECT * FROM meta ORDER BY name"))


async def test_a_backup_is_one_moment_while_members_go_on(storage: Storage, file: Path) -> None:
    """Each save counts two things at once: no backup may hold one without the other."""
    stop = asyncio.Event()

    async def go_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await storage.count(COMMUNITY, f"{number:032x}", [("request", "sleep"), ("unmet", "grief")])

    going_on = asyncio.create_task(go_on())
    await asyncio.sleep(0.1)
    for number in range(3):
        made = await storage.back_up(file.with_name(f"{number}"))
        assert made["digests"] % 2 == 0
    stop.set()
    await going_on


async def test_after_a_forget_neither_the_files_nor_a_new_backup_hold_a_trace(
    storage: Storage, path: Path, clock: Clock, file: Path
) -> None:
    await fill(storage, clock)
    every = "SELECT digest FROM digests UNION SELECT owner FROM memories UNION SELECT body FROM memories"
    seen = {row[0] for row in rows(path, every)}
    await storage.forget(MEMBER)
    gone = seen - {row[0] for row in rows(path, every)}
    await storage.back_up(file)
    assert len(gone) == 4
    for data in (raw(path), file.read_bytes()):
        assert not [each for each in gone if each[:16] in data or each[-16:] in data]
        assert MEMBER.encode() not in data
        assert bytes.fromhex(MEMBER) not in data
        assert KEY not in data


@pytest.fixture
def elsewhere(server: Postgres) -> Iterator[Place]:
    with a_database(server) as found:
        yield found


async def test_a_move_to_postgresql_loses_nothing_and_goes_on_there(path: Path, elsewhere: Place, clock: Clock) -> None:
    storage = await opened(path, clock)
    await fill(storage, clock)
    for number in range(2500):
        storage.note(COMMUNITY, f"{number:032x}", SLEEP)
    moved = await storage.move(elsewhere.url)
    assert moved["digests"] == 2504
    there = await opened(elsewhere, clock)
    assert await there.holdings(MEMBER) == await storage.holdings(MEMBER)
    assert await closed_counts(there) == await closed_counts(storage)
    assert await there.settings() == await storage.settings()
    assert not await there.spend("a ticket", 15)
    await there.count(COMMUNITY, MEMBER, SLEEP)
    assert await open_counts(there, COMMUNITY) == await open_counts(storage, COMMUNITY)
    await there.close()
    await storage.close()


async def test_a_move_refuses_a_database_that_holds_something(path: Path, elsewhere: Place, clock: Clock) -> None:
    storage, there = await opened(path, clock), await opened(elsewhere, clock)
    await there.count(COMMUNITY, MEMBER, SLEEP)
    for dry_run in (True, False):
        with pytest.raises(StorageRefused, match="not empty"):
            await storage.move(elsewhere.url, dry_run=dry_run)
    assert len(await open_counts(there, COMMUNITY)) == 1
    await storage.close()
    await there.close()


async def test_a_move_that_does_not_carry_everything_is_undone(path: Path, elsewhere: Place, clock: Clock) -> None:
    storage, there = await opened(path, clock), await opened(elsewhere, clock)
    await fill(storage, clock)
    await there.close()
    swallow = "BEGIN RETURN NULL; END"
    change(elsewhere, f"CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $${swallow}$$")
    change(elsewhere, "CREATE TRIGGER swallow BEFORE INSERT ON memories FOR EACH ROW EXECUTE FUNCTION swallow()")
    with pytest.raises(Exception, match="storage is unavailable"):
        await storage.move(elsewhere.url)
    assert rows(elsewhere, "SELECT * FROM digests") == []
    await storage.close()
