"""What could not be sent to moderators yet: kept locked, handed to one process at a time, and not for long."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.outbox import LEASE_S
from tests.storage.kit import COMMUNITY, MEMBER, ROOT, Clock, opened, raw, rows

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Place

BODY = f'{{"community": "{COMMUNITY}", "chat": "Night Owls"}}'
OTHER_KEY = bytes(range(32, 64))


async def test_what_is_due_is_handed_out_once_until_its_lease_is_over(storage: Storage, clock: Clock) -> None:
    await storage.outbox.put(BODY, due=clock.now)
    [waiting] = await storage.outbox.lease()
    assert waiting.body == BODY
    clock.turn(seconds=LEASE_S - 1)
    assert await storage.outbox.lease() == []
    clock.turn(seconds=1)
    assert [each.id for each in await storage.outbox.lease()] == [waiting.id]


async def test_what_is_not_due_yet_waits(storage: Storage, clock: Clock) -> None:
    await storage.outbox.put(BODY, due=clock.now + timedelta(minutes=10))
    clock.turn(minutes=9, seconds=59)
    assert await storage.outbox.lease() == []
    assert await storage.outbox.waiting() == 1
    clock.turn(seconds=1)
    assert len(await storage.outbox.lease()) == 1


async def test_what_is_done_is_gone(storage: Storage, clock: Clock) -> None:
    id_ = await storage.outbox.put(BODY, due=clock.now)
    assert await storage.outbox.done(id_)
    assert not await storage.outbox.done(id_)
    assert (await storage.outbox.lease(), await storage.outbox.waiting()) == ([], 0)


async def test_the_same_id_replaces_and_is_free_again_but_never_lasts_longer(storage: Storage, clock: Clock) -> None:
    id_ = await storage.outbox.put(BODY, due=clock.now)
    [first] = await storage.outbox.lease()
    clock.turn(minutes=5)
    await storage.outbox.put("again", due=clock.now, id_=id_, expires=first.expires)
    [second] = await storage.outbox.lease()
    assert (second.id, second.body, second.expires) == (id_, "again", first.expires)


async def test_nothing_is_sent_after_a_day_and_nothing_stays(storage: Storage, place: Place, clock: Clock) -> None:
    await storage.outbox.put(BODY, due=clock.now)
    clock.turn(hours=24)
    assert await storage.outbox.lease() == []
    assert await storage.sweep() == 1
    assert rows(place, "SELECT id FROM outbox") == []


async def test_sweeping_leaves_what_can_still_be_sent(storage: Storage, clock: Clock) -> None:
    await storage.outbox.put(BODY, due=clock.now)
    clock.turn(hours=23, minutes=59)
    assert await storage.sweep() == 0
    assert len(await storage.outbox.lease()) == 1


async def test_of_many_who_ask_at_once_each_letter_goes_to_one(place: Place, clock: Clock) -> None:
    some = [await opened(place, clock) for _ in range(3)]
    for _ in range(6):
        await some[0].outbox.put(BODY, due=clock.now)
    handed = await asyncio.gather(*(each.outbox.lease() for each in some for _ in range(4)))
    ids = [waiting.id for found in handed for waiting in found]
    assert len(ids) == len(set(ids)) == 6
    for each in some:
        await each.close()


async def test_two_processes_do_not_get_the_same_letter(storage: Storage, place: Place, clock: Clock) -> None:
    for _ in range(20):
        await storage.outbox.put(BODY, due=clock.now)
    command = [sys.executable, "-m", "tests.storage.worker", "lease", place.url, "8"]
    workers = [
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE) for _ in range(2)
    ]
    said = [(await worker.communicate())[0].decode().split() for worker in workers]
    assert len(said[0] + said[1]) == len(set(said[0] + said[1])) == 20


async def test_the_file_tells_neither_what_nor_which_community_nor_when(storage: Storage, path: Path) -> None:
    clock_s = 1_764_072_000
    await storage.outbox.put(BODY, due=Clock().now)
    assert not [word for word in (BODY, COMMUNITY, "Night Owls", str(clock_s)) if word.encode() in raw(path)]
    [(leased, expires)] = rows(path, "SELECT leased, expires FROM outbox")
    assert (leased, expires % 900) == (0, 0)


async def test_what_was_sent_leaves_no_trace_in_the_file(storage: Storage, path: Path, clock: Clock) -> None:
    id_ = await storage.outbox.put(BODY, due=clock.now)
    [(sealed,)] = rows(path, "SELECT body FROM outbox")
    await storage.outbox.done(id_)
    await storage.sweep()
    assert sealed not in raw(path)


async def test_a_new_key_still_opens_what_waits(storage: Storage, place: Place, clock: Clock) -> None:
    await storage.outbox.put(BODY, due=clock.now)
    await storage.upkeep.change_key(OTHER_KEY, dry_run=False)
    later = await opened(place, clock, key=OTHER_KEY)
    assert [each.body for each in await later.outbox.lease()] == [BODY]
    await later.close()


async def test_purging_a_community_takes_what_waits_for_it_and_what_is_remembered_in_its_name(
    storage: Storage, clock: Clock
) -> None:
    await storage.outbox.put(BODY, due=clock.now)
    await storage.outbox.put("another", due=clock.now)
    await storage.remember(COMMUNITY, "staff", "{}", 60)
    await storage.remember(MEMBER, f"oncall {COMMUNITY}", "Sam", 60)
    await storage.remember(MEMBER, "oncall deadbeefdeadbeef", "Sam", 60)
    await storage.upkeep.purge(COMMUNITY, dry_run=False)
    assert await storage.outbox.waiting() == 1
    assert await storage.recall(COMMUNITY, "staff") is None
    assert [kind for kind, _, _ in (await storage.holdings(MEMBER)).memories] == ["oncall deadbeefdeadbeef"]


async def test_a_backup_never_holds_an_alert_and_a_restore_keeps_the_ones_that_wait(
    storage: Storage, tmp_path: Path, clock: Clock
) -> None:
    old = await storage.outbox.put(BODY, due=clock.now)
    assert (await storage.back_up(tmp_path / "backup.sqlite"))["outbox"] == 0
    await storage.outbox.done(old)
    new = await storage.outbox.put("new", due=clock.now)
    await storage.restore(tmp_path / "backup.sqlite", folder=tmp_path)
    assert [each.id for each in await storage.outbox.lease()] == [new]


async def test_one_kind_can_be_listed_and_dropped(storage: Storage, clock: Clock) -> None:
    await storage.remember(MEMBER, "oncall x", "Sam", 60)
    await storage.remember(COMMUNITY, "oncall x", "Kim", 30)
    assert sorted(await storage.of_kind("oncall x")) == ["Kim", "Sam"]
    await storage.drop(MEMBER, "oncall x")
    assert await storage.of_kind("oncall x") == ("Kim",)
    clock.turn(minutes=30)
    assert await storage.of_kind("oncall x") == ()
