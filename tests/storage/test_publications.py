"""What may be told of a closed period is frozen exactly once, and the counts behind it go."""

from __future__ import annotations

import asyncio
import re
import signal
from typing import TYPE_CHECKING

import pytest

from insight.nesting import nesting
from insight.publishing import Publisher
from storage.store import Storage
from storage.weeks import quarter_of, weeks_of_quarter
from tests.storage.kit import COMMUNITY, ROOT, TELLS_ALL, opened, rows
from tests.storage.test_faults import said, start_worker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.kit import Clock, Place

SLEEP, KEPT = ("request", "sleep"), ("kept", "alcohol")


async def ask(storage: Storage, members: int, *what: tuple[str, str]) -> None:
    for member in range(members):
        await storage.count(COMMUNITY, f"{member:032x}", what)


async def exact(storage: Storage, period: str) -> dict[tuple[str, str], int | None]:
    found = [row for name, row in await storage.published(COMMUNITY) if name == period]
    return {(purpose, what): number for purpose, what, shown, number in found if shown == "exact"}


async def test_a_closed_week_is_frozen_once_and_its_counts_are_deleted(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await ask(storage, 3, SLEEP)
    assert await storage.publish(TELLS_ALL) == 0
    clock.turn(days=7)
    assert await storage.publish(TELLS_ALL) == 1
    assert await storage.publish(TELLS_ALL) == 0
    assert await exact(storage, "2026-W48") == {SLEEP: 3}
    assert rows(place, "SELECT * FROM tallies") == rows(place, "SELECT * FROM digests") == []


async def test_what_a_quarter_needs_is_kept_until_it_is_frozen_and_then_deleted(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await storage.save_size(COMMUNITY, 90)
    await ask(storage, 3, SLEEP, KEPT)
    clock.turn(days=7)
    await storage.publish(TELLS_ALL)
    await storage.save_size(COMMUNITY, 120)
    await ask(storage, 2, KEPT)
    clock.turn(days=7)
    await storage.publish(TELLS_ALL)
    assert [what for (what,) in rows(place, "SELECT DISTINCT what FROM tallies")] == ["alcohol"]
    clock.turn(days=30)
    assert await storage.publish(TELLS_ALL) == 1
    assert await exact(storage, "2026-Q4") == {("kept", "all"): 5, ("kept", "size"): 90}
    assert rows(place, "SELECT * FROM tallies") == []
    assert await storage.publish(TELLS_ALL) == 0


async def test_a_frozen_week_stays_as_it_is_though_a_restore_counts_it_again(
    storage: Storage, clock: Clock, tmp_path: Path
) -> None:
    await ask(storage, 3, SLEEP)
    backup = tmp_path / "backup.sqlite"
    await storage.back_up(backup)
    clock.turn(days=7)
    await storage.publish(TELLS_ALL)
    await storage.restore(backup, folder=tmp_path)
    await storage.publish(TELLS_ALL)
    assert await exact(storage, "2026-W48") == {SLEEP: 3}


async def test_a_restore_that_forgets_somebody_does_not_change_what_was_told(
    storage: Storage, place: Place, clock: Clock, tmp_path: Path
) -> None:
    await ask(storage, 3, SLEEP)
    backup = tmp_path / "backup.sqlite"
    await storage.back_up(backup)
    clock.turn(days=7)
    await storage.publish(TELLS_ALL)
    clock.turn(days=-7)
    await storage.forget(f"{1:032x}")
    clock.turn(days=7)
    await storage.restore(backup, folder=tmp_path)
    await storage.publish(TELLS_ALL)
    assert await exact(storage, "2026-W48") == {SLEEP: 3}
    assert rows(place, "SELECT * FROM tallies") == []


async def test_what_was_told_goes_after_the_promised_days_and_with_its_community(
    storage: Storage, clock: Clock
) -> None:
    await ask(storage, 3, SLEEP)
    clock.turn(days=50)
    await storage.publish(TELLS_ALL)
    assert {name for name, _ in await storage.published(COMMUNITY)} == {"2026-W48", "2026-Q4"}
    clock.turn(days=340)
    await storage.upkeep.retain(400)
    assert {name for name, _ in await storage.published(COMMUNITY)} == {"2026-W48", "2026-Q4"}
    clock.turn(days=15)
    assert await storage.upkeep.retain(400) == 3
    assert {name for name, _ in await storage.published(COMMUNITY)} == {"2026-Q4"}
    await storage.upkeep.purge(COMMUNITY, dry_run=False)
    assert await storage.published(COMMUNITY) == []


@pytest.mark.parametrize("after_s", [0.0, 0.01, 0.03])
async def test_killed_while_publishing_each_week_is_told_exactly_once(
    place: Place, clock: Clock, after_s: float
) -> None:
    storage = await opened(place, clock)
    for week in range(3):
        await ask(storage, 1 + week, SLEEP)
        await storage.count(COMMUNITY, "f" * 32, [("request", f"need-{thing}") for thing in range(600)])
        clock.turn(days=7)
    worker = await start_worker("publish", place, 3)
    assert await said(worker) == "ready"
    await asyncio.sleep(after_s)
    worker.send_signal(signal.SIGKILL)
    await worker.communicate()
    assert await storage.publish(TELLS_ALL) in {0, 3}
    told = [await exact(storage, week) for week in ("2026-W48", "2026-W49", "2026-W50")]
    assert [week[SLEEP] for week in told] == [1, 2, 3]
    assert [len(week) for week in told] == [601] * 3
    assert rows(place, "SELECT what FROM tallies UNION SELECT what FROM digests") == []
    await storage.close()


async def test_with_the_real_rules_twelve_members_are_told_and_a_tenth_beside_nine_accounts_is_not(
    storage: Storage, place: Place, clock: Clock
) -> None:
    real = Publisher(nesting({"sleep": ("coping", False), "alcohol": ("coping", True)}, {}, ("en", "es")))
    await storage.save_size(COMMUNITY, 200)
    asked = ("asked", "any")
    for _ in range(3):
        await ask(storage, 12, asked)
    await ask(storage, 10, ("met", "cost"), ("request", "alcohol"))
    clock.turn(days=7)
    await storage.publish(real)
    assert await exact(storage, "2026-W48") == {asked: 12}
    assert ("", "", "fewer than", 11) in [row for _, row in await storage.published(COMMUNITY)]
    assert rows(place, "SELECT purpose, what, members FROM tallies") == [("request", "alcohol", 10)]
    clock.turn(days=60)
    await storage.publish(real)
    assert ("2026-Q4", ("", "", "fewer than", 20)) in await storage.published(COMMUNITY)
    assert rows(place, "SELECT * FROM tallies") == []


async def test_a_community_whose_size_nobody_has_told_is_told_nothing(storage: Storage, clock: Clock) -> None:
    await ask(storage, 30, ("asked", "any"))
    clock.turn(days=7)
    await storage.publish(Publisher(nesting({}, {}, ("en",))))
    assert [row for _, row in await storage.published(COMMUNITY)] == [("", "", "hidden", None)]


def test_only_publishing_reads_counts() -> None:
    """Commands, handlers and reports read published tables: no other file asks the database how many members."""
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("bots", "handlers", "commands", "insight", "storage")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"select\(tallies\)|tallies\.c\.members|FROM tallies", path.read_text(encoding="utf-8"))
    }
    assert readers == {"storage/publications.py"}


def test_storage_hands_out_no_count_that_was_not_published() -> None:
    handed_out = {
        name for name, method in vars(Storage).items() if not name.startswith("_") and re.search(r"tall|count", name)
    }
    assert handed_out == {"count"}, "the one that counts"


async def test_two_processes_that_publish_at_once_do_it_once(place: Place, clock: Clock) -> None:
    mine, other = await opened(place, clock), await opened(place, clock)
    await ask(mine, 2, SLEEP)
    clock.turn(days=7)
    assert sorted(await asyncio.gather(mine.publish(TELLS_ALL), other.publish(TELLS_ALL))) == [0, 1]
    assert await exact(other, "2026-W48") == {SLEEP: 2}
    await mine.close()
    await other.close()


def test_a_week_belongs_to_the_quarter_of_its_thursday() -> None:
    assert [quarter_of(week) for week in ("2026-W53", "2026-W01", "2026-W13", "2026-W14")] == [
        "2026-Q4",
        "2026-Q1",
        "2026-Q1",
        "2026-Q2",
    ]
    assert [len(weeks_of_quarter(f"2026-Q{number}")) for number in range(1, 5)] == [13, 13, 13, 14]
