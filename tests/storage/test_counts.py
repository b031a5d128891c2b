from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from storage.weeks import week_after, week_of
from tests.storage.kit import COMMUNITY, KEY, MEMBER, OTHER, Clock, Tally, closed_counts, open_counts, opened, raw, rows

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Place

SLEEP = [("request", "sleep")]


def tally(members: int, week: str = "2026-W48", community: str = COMMUNITY) -> Tally:
    return Tally(community, week, "request", "sleep", members)


async def test_a_member_counts_once_a_week_however_often_they_ask(storage: Storage) -> None:
    for _ in range(5):
        await storage.count(COMMUNITY, MEMBER, SLEEP * 2)
    await storage.count(COMMUNITY, OTHER, SLEEP)
    assert await open_counts(storage, COMMUNITY) == (tally(2),)


async def test_a_member_counts_for_each_thing_and_in_each_community(storage: Storage) -> None:
    await storage.count(COMMUNITY, MEMBER, [("request", "sleep"), ("interest", "sleep"), ("request", "grief")])
    await storage.count("private", MEMBER, SLEEP)
    assert [(each.purpose, each.what, each.members) for each in await open_counts(storage, COMMUNITY)] == [
        ("interest", "sleep", 1),
        ("request", "grief", 1),
        ("request", "sleep", 1),
    ]
    assert await open_counts(storage, "private") == (tally(1, community="private"),)


async def test_counting_nothing_writes_nothing(storage: Storage, place: Place) -> None:
    await storage.count(COMMUNITY, MEMBER, [])
    assert rows(place, "SELECT * FROM week_keys") == []


async def test_an_open_week_is_not_in_the_tallies(storage: Storage) -> None:
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert await storage.close_weeks() == 0
    assert await closed_counts(storage) == ()


async def test_a_week_that_has_ended_is_folded_exactly_once(storage: Storage, clock: Clock) -> None:
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await storage.count("private", OTHER, SLEEP)
    clock.turn(days=7)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert await storage.close_weeks() == 1
    assert await storage.close_weeks() == 0
    assert await closed_counts(storage) == (tally(1), tally(1, community="private"))
    assert await closed_counts(storage, COMMUNITY) == (tally(1),)
    assert await open_counts(storage, COMMUNITY) == (tally(1, "2026-W49"),)


async def test_several_weeks_that_have_ended_are_folded_together(storage: Storage, clock: Clock) -> None:
    for _ in range(3):
        await storage.count(COMMUNITY, MEMBER, SLEEP)
        clock.turn(days=7)
    assert await storage.close_weeks() == 3
    assert [each.week for each in await closed_counts(storage)] == ["2026-W48", "2026-W49", "2026-W50"]


async def test_two_processes_that_close_a_week_at_once_count_it_once(
    storage: Storage, place: Place, clock: Clock
) -> None:
    second = await opened(place, clock)
    for number in range(30):
        await storage.count(COMMUNITY, f"{number:032x}", SLEEP)
    clock.turn(days=7)
    assert sum(await asyncio.gather(*(each.close_weeks() for each in (storage, second) * 3))) == 1
    assert await closed_counts(second) == (tally(30),)
    await second.close()


async def test_two_processes_that_count_at_once_share_one_week_key(
    storage: Storage, place: Place, clock: Clock
) -> None:
    second = await opened(place, clock)
    await asyncio.gather(*(each.count(COMMUNITY, MEMBER, SLEEP) for each in (storage, second) * 5))
    assert await open_counts(storage, COMMUNITY) == (tally(1),)
    await second.close()


async def test_a_clock_that_goes_back_never_opens_a_closed_week_again(storage: Storage, clock: Clock) -> None:
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    clock.turn(days=7)
    await storage.close_weeks()
    clock.turn(days=-7)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    assert await storage.close_weeks() == 0
    clock.turn(days=14)
    assert await storage.close_weeks() == 1
    assert await closed_counts(storage) == (tally(1), tally(1, "2026-W49"))


async def test_a_closed_week_leaves_neither_digest_nor_key_in_the_files(
    storage: Storage, path: Path, clock: Clock
) -> None:
    for number in range(200):
        await storage.count(COMMUNITY, f"{number:032x}", [("request", "sleep"), ("unmet", "grief")])
    secrets = [row[0] for row in rows(path, "SELECT digest FROM digests UNION SELECT wrapped FROM week_keys")]
    assert len(secrets) == 402
    assert all(secret in raw(path) for secret in secrets)
    clock.turn(days=7)
    await storage.close_weeks()
    left = raw(path)
    assert not [secret for secret in secrets if secret[:16] in left or secret[-16:] in left]


async def test_the_rows_of_one_member_cannot_be_linked_with_each_other(storage: Storage, place: Place) -> None:
    await storage.count(COMMUNITY, MEMBER, [("request", "sleep"), ("request", "grief"), ("interest", "sleep")])
    await storage.count("private", MEMBER, SLEEP)
    digests = [row[0] for row in rows(place, "SELECT digest FROM digests")]
    assert len(set(digests)) == 4


async def test_the_file_holds_no_week_key_that_could_be_used_without_the_root_key(storage: Storage, path: Path) -> None:
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    [row] = rows(path, "SELECT id, community, purpose, week, wrapped FROM week_keys")
    secret = storage._keyring.week_key(*row).secret
    assert secret not in raw(path)
    assert KEY not in raw(path)


async def test_rows_lie_in_the_order_of_their_digests(storage: Storage, path: Path) -> None:
    for number in range(20):
        await storage.count(COMMUNITY, f"{number:032x}", SLEEP)
    digests = [row[0] for row in rows(path, "SELECT digest FROM digests")]
    assert digests == sorted(digests)
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        rows(path, "SELECT rowid FROM digests")


async def test_rows_are_written_in_an_order_that_tells_nothing(storage: Storage) -> None:
    written: list[bytes] = []

    def listen(*call: Any) -> None:
        if "INSERT INTO digests" in call[2]:
            written.extend(bytes(part) for row in call[3] for part in row if isinstance(part, bytes | memoryview))

    event.listen(storage._database.engine.sync_engine, "before_cursor_execute", listen)
    await storage.count(COMMUNITY, MEMBER, [("request", f"need-{number}") for number in range(8)])
    assert len(written) == 8
    assert written == sorted(written)


def test_weeks_run_from_monday_in_utc_and_across_years(clock: Clock) -> None:
    clock.now = clock.now.replace(year=2027, month=1, day=3, hour=23, minute=59)
    assert week_of(clock.now) == "2026-W53"
    assert week_after("2026-W53") == "2027-W01"
    clock.turn(minutes=1)
    assert week_of(clock.now) == "2027-W01"
