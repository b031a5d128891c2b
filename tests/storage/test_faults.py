from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage.store import CommunitySettings, StorageUnavailable
from tests.storage.kit import (
    COMMUNITY,
    MEMBER,
    OTHER,
    ROOT,
    Clock,
    Hang,
    Tally,
    change,
    closed_counts,
    on_connect,
    open_counts,
    opened,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from typing import Any

    from storage.store import Storage
    from tests.storage.kit import Place

SLEEP = [("request", "sleep")]
DEADLINE_S = 0.5


@pytest.fixture
async def hasty(place: Place, clock: Clock) -> AsyncIterator[Storage]:
    """Storage whose deadline is short enough to wait for."""
    storage = await opened(place, clock, deadline_s=DEADLINE_S)
    yield storage
    await storage.close()


async def test_twenty_saves_at_once_all_succeed(storage: Storage) -> None:
    await asyncio.gather(*(storage.count(COMMUNITY, f"{number:032x}", SLEEP) for number in range(20)))
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [20]


async def test_a_cancelled_save_never_spoils_the_next_one(storage: Storage, place: Place) -> None:
    chance = random.Random(7)  # noqa: S311  a repeatable test, no secret
    for number in range(300):
        save = asyncio.create_task(storage.count(COMMUNITY, f"{number:032x}", SLEEP))
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(chance.choice([0, 0.0002]))
        save.cancel()
        await asyncio.gather(save, return_exceptions=True)
        if number % 10 == 0:
            await storage.count(COMMUNITY, MEMBER, SLEEP)
    await storage.spend("afterwards", 15)
    if place.path:
        with closing(sqlite3.connect(place.path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
    else:
        assert rows(place, "SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in%'") == []


async def test_a_save_is_kept_whole_or_not_at_all(storage: Storage, place: Place) -> None:
    refuse(place, "b")
    with pytest.raises(StorageUnavailable):
        await storage.count(COMMUNITY, MEMBER, [("request", "a"), ("request", "b"), ("interest", "c")])
    assert rows(place, "SELECT * FROM digests") == rows(place, "SELECT * FROM week_keys") == []
    await storage.count(COMMUNITY, MEMBER, [("request", "a")])


async def test_one_save_that_cannot_be_kept_does_not_spoil_those_of_others(storage: Storage, place: Place) -> None:
    refuse(place, "b")
    saves = [storage.count(COMMUNITY, f"{number:032x}", [("request", "ab"[number == 3])]) for number in range(6)]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert [number for number, each in enumerate(outcomes) if each] == [3]
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [5]


def refuse(place: Place, what: str) -> None:
    """From now on the database takes no digest of this."""
    if place.is_file:
        trigger = "BEGIN SELECT RAISE(ABORT, 'planted'); END"
        change(place, f"CREATE TRIGGER fail BEFORE INSERT ON digests WHEN NEW.what = '{what}' {trigger}")
    else:
        change(place, f"ALTER TABLE digests ADD CHECK (what <> '{what}')")


async def test_a_lock_held_by_another_program_is_named_within_the_deadline(hasty: Storage, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(StorageUnavailable, match="locked"):
            await hasty.count(COMMUNITY, MEMBER, SLEEP)
        assert time.monotonic() - started < DEADLINE_S + 0.2
        assert await closed_counts(hasty) == ()
    await hasty.count(COMMUNITY, MEMBER, SLEEP)


@pytest.mark.usefixtures("path")
async def test_a_full_disk_is_named_and_passes(storage: Storage) -> None:
    def fill(connection: Any) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 1")

    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await on_connect(storage, fill)
    with pytest.raises(StorageUnavailable, match="disk full"):
        await storage.count(COMMUNITY, MEMBER, [("request", f"need-{thing}") for thing in range(2000)])
    assert (await storage.holdings(MEMBER)).digests == 1
    await storage.count(COMMUNITY, OTHER, SLEEP)


async def test_a_page_that_breaks_while_we_run_is_named(storage: Storage, path: Path) -> None:
    await storage.remember(MEMBER, "home", "sleep", 60)
    change(path, "UPDATE memories SET body = x'00'")
    with pytest.raises(StorageUnavailable, match="corrupt"):
        await storage.recall(MEMBER, "home")


async def test_a_hanging_save_ends_at_its_deadline_and_holds_up_nobody(hasty: Storage, path: Path) -> None:
    hang = Hang()
    await hang.plant(hasty, path, "digests")
    started = time.monotonic()
    stuck = [asyncio.create_task(hasty.count(COMMUNITY, f"{number:032x}", SLEEP)) for number in range(8)]
    await asyncio.to_thread(hang.started.wait)
    lateness = await lateness_of_the_event_loop()
    assert await closed_counts(hasty) == ()
    assert await hasty.recall(MEMBER, "home") is None
    assert time.monotonic() - started < DEADLINE_S
    ninth = time.monotonic()
    with pytest.raises(StorageUnavailable, match="deadline"):
        await hasty.count(COMMUNITY, MEMBER, SLEEP)
    assert time.monotonic() - ninth < DEADLINE_S + 0.2
    outcomes = await asyncio.gather(*stuck, return_exceptions=True)
    assert {str(each) for each in outcomes} == {"storage is unavailable: deadline"}
    assert lateness < 0.1
    hang.let_go()


async def test_saves_work_again_when_the_disk_does_and_what_failed_is_not_kept(hasty: Storage, path: Path) -> None:
    hang = Hang()
    await hang.plant(hasty, path, "digests")
    with pytest.raises(StorageUnavailable, match="deadline"):
        await hasty.count(COMMUNITY, MEMBER, SLEEP)
    hang.let_go()
    await hasty.count(COMMUNITY, OTHER, SLEEP)
    assert [each.members for each in await open_counts(hasty, COMMUNITY)] == [1]
    assert (await hasty.holdings(MEMBER)).digests == 0


async def test_a_hanging_disk_ties_up_one_thread_not_one_for_every_save(hasty: Storage, path: Path) -> None:
    hang = Hang()
    await hang.plant(hasty, path, "digests")
    before = threading.active_count()
    for _ in range(3):
        attempts = [hasty.count(COMMUNITY, f"{number:032x}", SLEEP) for number in range(8)]
        await asyncio.gather(*attempts, return_exceptions=True)
    assert threading.active_count() <= before + 1
    hang.let_go()


async def test_closing_does_not_wait_for_a_disk_that_hangs(path: Path, clock: Clock) -> None:
    storage = await opened(path, clock, deadline_s=DEADLINE_S)
    hang = Hang()
    await hang.plant(storage, path, "digests")
    with pytest.raises(StorageUnavailable, match="deadline"):
        await storage.count(COMMUNITY, MEMBER, SLEEP)
    started = time.monotonic()
    await storage.close()
    assert time.monotonic() - started < 2 * DEADLINE_S + 0.2
    await storage.close()
    with pytest.raises(StorageUnavailable, match="closed"):
        await storage.count(COMMUNITY, MEMBER, SLEEP)
    hang.let_go()
    await asyncio.sleep(0.1)


async def test_a_scrub_that_cannot_be_done_now_is_done_by_the_next_sweep(hasty: Storage, path: Path) -> None:
    await hasty.remember(MEMBER, "home", "grief", 60)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM memories").fetchall()
        assert (await hasty.forget(MEMBER)).memories == 1
        assert rows(path, "SELECT name FROM meta WHERE name = 'scrub'")
    await hasty.sweep()
    assert not rows(path, "SELECT name FROM meta WHERE name = 'scrub'")


async def test_an_error_shows_no_parameter_and_no_statement(storage: Storage, path: Path) -> None:
    change(path, "DROP TABLE communities")
    with pytest.raises(StorageUnavailable) as unavailable:
        await storage.settings()
    assert str(unavailable.value) == "storage is unavailable: other"
    assert unavailable.value.__cause__ is None
    assert unavailable.value.__suppress_context__
    with pytest.raises(StorageUnavailable) as unavailable:
        await storage.save_settings(COMMUNITY, CommunitySettings(time_zone="Their/Words"))
    assert "Their/Words" not in f"{unavailable.value.__context__}"


async def test_killed_while_saving_nothing_acknowledged_is_lost(place: Place, clock: Clock) -> None:
    worker = await start_worker("count", place, 1000)
    acknowledged = [await said(worker) for _ in range(100)]
    worker.kill()
    acknowledged += (await worker.communicate())[0].decode().split()
    storage = await opened(place, clock)
    for member in acknowledged:
        assert (await storage.holdings(f"{int(member):032x}")).digests == 1 + int(member) % 2
    # A save of two rows that was under way is there as a whole or not at all.
    next_one = (await storage.holdings(f"{int(acknowledged[-1]) + 1:032x}")).digests
    assert next_one in {0, 1 + (int(acknowledged[-1]) + 1) % 2}
    await storage.close()


async def test_two_processes_on_one_database_count_at_once_and_one_that_is_killed_does_not_disturb_the_other(
    place: Place, clock: Clock
) -> None:
    first, second = await start_worker("count", place, 300), await start_worker("count", place, 300)
    for _ in range(40):
        await said(first)
    first.kill()
    await first.communicate()
    acknowledged = (await second.communicate())[0].decode().split()
    assert second.returncode == 0
    assert [int(member) for member in acknowledged] == [*range(300)]
    storage = await opened(place, clock)
    counted = {(each.purpose, each.members) for each in await open_counts(storage, COMMUNITY)}
    assert counted == {("request", 300), ("interest", 150)}
    await storage.close()


@pytest.mark.parametrize("after_s", [0.0, 0.004, 0.012])
async def test_killed_while_closing_a_week_it_is_counted_exactly_once(
    place: Place, clock: Clock, after_s: float
) -> None:
    storage = await opened(place, clock)
    for week in range(3):
        await storage.count(COMMUNITY, MEMBER, [("request", f"need-{thing}") for thing in range(900)])
        await storage.count(COMMUNITY, f"{week:032x}", SLEEP)
        clock.turn(days=7)
    worker = await start_worker("close", place, 3)
    assert await said(worker) == "ready"
    await asyncio.sleep(after_s)
    worker.send_signal(signal.SIGKILL)
    await worker.communicate()
    closed_by_us = await storage.close_weeks()
    assert closed_by_us in {0, 3}
    tallies = await closed_counts(storage)
    assert len(tallies) == 3 * 901
    assert {each.members for each in tallies} == {1}
    assert Tally(COMMUNITY, "2026-W50", "request", "sleep", 1) in tallies
    assert rows(place, "SELECT digest FROM digests UNION SELECT wrapped FROM week_keys") == []
    await storage.close()


async def start_worker(job: str, place: Place, number: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "tests" / "storage" / "worker.py"),
        job,
        place.url,
        str(number),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )


async def said(worker: asyncio.subprocess.Process) -> str:
    assert worker.stdout
    return (await worker.stdout.readline()).decode().strip()


async def lateness_of_the_event_loop() -> float:
    started = time.monotonic()
    await asyncio.sleep(0.05)
    return time.monotonic() - started - 0.05
