"""Counts that nobody waits for are written many at a time; those that somebody waits for are kept before we say so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from storage import batches
from storage.batches import Batches, Contribution
from storage.errors import StorageUnavailable
from tests.storage.kit import COMMUNITY, MEMBER, OTHER, Clock, Hang, closed_counts, open_counts, opened, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from storage.store import Storage
    from tests.storage.kit import Place

SLEEP = [("request", "sleep")]
COUNTED = "SELECT count(*) FROM digests"


def commits(storage: Storage) -> list[int]:
    """A list that grows with every transaction that ends well."""
    done: list[int] = []
    event.listen(storage._database.engine.sync_engine, "commit", lambda _: done.append(1))
    return done


async def test_what_nobody_waits_for_is_written_within_a_second_many_members_at_a_time(
    storage: Storage, place: Place
) -> None:
    done = commits(storage)
    for number in range(300):
        storage.note(COMMUNITY, f"{number:032x}", SLEEP)
    assert rows(place, COUNTED) == [(0,)]
    await asyncio.sleep(1.6)
    assert rows(place, COUNTED) == [(300,)]
    assert len(done) == 1


async def test_closing_writes_what_waits(place: Place, clock: Clock) -> None:
    first = await opened(place, clock)
    first.note(COMMUNITY, MEMBER, SLEEP)
    await first.close()
    assert rows(place, COUNTED) == [(1,)]


async def test_a_count_that_is_waited_for_is_kept_when_it_returns(storage: Storage, place: Place) -> None:
    storage.note(COMMUNITY, OTHER, SLEEP)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert rows(place, COUNTED) == [(2,)]


async def test_members_who_come_together_share_a_transaction(storage: Storage) -> None:
    await storage.count(COMMUNITY, OTHER, SLEEP)
    done = commits(storage)
    await asyncio.gather(*(storage.count(COMMUNITY, f"{number:032x}", SLEEP) for number in range(100)))
    assert len(done) <= 3


async def test_what_a_member_asks_to_see_or_forget_includes_what_waits(storage: Storage, place: Place) -> None:
    storage.note(COMMUNITY, MEMBER, SLEEP)
    assert (await storage.holdings(MEMBER)).digests == 1
    storage.note(COMMUNITY, MEMBER, [("request", "grief")])
    assert (await storage.forget(MEMBER)).digests == 2
    await asyncio.sleep(1.3)
    assert rows(place, COUNTED) == [(0,)]


async def test_the_week_is_that_of_the_question_not_of_the_writing(storage: Storage, clock: Clock) -> None:
    storage.note(COMMUNITY, MEMBER, SLEEP)
    clock.turn(days=7)
    assert await storage.close_weeks() == 1
    assert [(each.week, each.members) for each in await closed_counts(storage)] == [("2026-W48", 1)]


async def test_a_disk_that_hangs_turns_members_away_before_the_memory_is_full(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROOM", 50)
    storage = await opened(path, clock, deadline_s=0.3)
    hang = Hang()
    await hang.plant(storage, path, "digests")
    for number in range(50):
        storage.note(COMMUNITY, f"{number:032x}", SLEEP)
    with pytest.raises(StorageUnavailable, match="busy"):
        storage.note(COMMUNITY, MEMBER, SLEEP)
    hang.let_go()
    assert len(await open_counts(storage, COMMUNITY)) == 1
    assert rows(path, COUNTED) == [(50,)]
    await storage.close()


async def test_what_could_not_be_written_is_written_later_and_said_once(
    path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    storage = await opened(path, clock, deadline_s=0.2)
    storage._batches._every_s = 0.05
    hang = Hang()
    await hang.plant(storage, path, "digests")
    storage.note(COMMUNITY, MEMBER, SLEEP)
    await asyncio.sleep(1)
    hang.let_go()
    await asyncio.sleep(0.6)
    assert rows(path, COUNTED) == [(1,)]
    assert caplog.text.count("cannot be written just now") == 1
    await storage.close()


async def test_who_is_cancelled_while_waiting_in_the_queue_is_not_written() -> None:
    written: list[str] = []
    go = asyncio.Event()

    async def write(some: Sequence[Contribution], _: float | None) -> None:
        await go.wait()
        written.extend(each.member for each in some)

    queue = Batches(write)
    first = asyncio.create_task(queue.save(Contribution("c", "first", "w", frozenset()), 5))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(queue.save(Contribution("c", "second", "w", frozenset()), 5))
    third = asyncio.create_task(queue.save(Contribution("c", "third", "w", frozenset()), 5))
    await asyncio.sleep(0.01)
    second.cancel()
    first.cancel()
    await asyncio.sleep(0)
    go.set()
    await third
    assert written == ["first", "third"]
    await queue.close()


def test_a_contribution_shows_no_member() -> None:
    shown: Any = repr(Contribution(COMMUNITY, MEMBER, "2026-W48", frozenset(SLEEP)))
    assert MEMBER not in shown


async def test_who_has_opted_out_is_left_out_until_they_opt_in(storage: Storage, clock: Clock) -> None:
    await storage.opt_out(MEMBER, out=True)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    storage.note(COMMUNITY, MEMBER, SLEEP)
    await storage.count(COMMUNITY, OTHER, SLEEP)
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [1]
    [(kind, body, until)] = (await storage.holdings(MEMBER)).memories
    assert (kind, body, (until - clock.now).days) == ("optout", "", 400)
    await storage.opt_out(MEMBER, out=False)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [2]


async def test_opting_out_does_not_outlive_its_days(storage: Storage, clock: Clock) -> None:
    await storage.opt_out(MEMBER, out=True)
    clock.turn(days=401)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [1]
