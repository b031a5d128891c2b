"""What an operator does to the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.records import CommunitySettings
from storage.store import StorageRefused, StorageUnavailable
from tests.storage.kit import COMMUNITY, KEY, MEMBER, OTHER, Clock, closed_counts, open_counts, opened, raw, rows

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Place

SLEEP = [("request", "sleep")]
NEW_KEY = b"a new root key, 32 bytes long..."
HERE, THERE = COMMUNITY, "beefbeefbeefbeef"


async def fill(storage: Storage, clock: Clock) -> None:
    await storage.count(HERE, OTHER, SLEEP)
    await storage.count(THERE, OTHER, SLEEP)
    clock.turn(days=7)
    await storage.close_weeks()
    for community in (HERE, THERE):
        for member in (MEMBER, OTHER):
            await storage.count(community, member, SLEEP)
        await storage.save_settings(community, CommunitySettings("TH"))
    await storage.remember(MEMBER, "home", HERE, 600)
    await storage.remember(OTHER, "home", THERE, 600)
    await storage.remember(MEMBER, "country", "TH", 600)


async def test_what_is_kept_is_told_in_numbers(storage: Storage, clock: Clock) -> None:
    await fill(storage, clock)
    kept = await storage.upkeep.kept()
    assert (kept.communities, kept.first_week, kept.last_week) == (2, "2026-W48", "2026-W48")
    assert kept.rows["digests"] == 4
    assert kept.rows["memories"] == 3


async def test_purging_a_community_leaves_the_others_alone(storage: Storage, clock: Clock) -> None:
    await fill(storage, clock)
    would = await storage.upkeep.purge(HERE, dry_run=True)
    assert len(await open_counts(storage, HERE)) == 1
    assert await storage.upkeep.purge(HERE, dry_run=False) == would
    assert would == {
        "digests": 2,
        "week_keys": 1,
        "tallies": 1,
        "published": 0,
        "sizes": 0,
        "communities": 1,
        "suggestions": 0,
        "catalog_edits": 0,
        "changes": 0,
        "memories": 1,
        "outbox": 0,
    }
    assert await open_counts(storage, HERE) == await closed_counts(storage, HERE) == ()
    assert [each.members for each in await open_counts(storage, THERE)] == [2]
    assert len(await closed_counts(storage)) == 1
    assert await storage.recall(MEMBER, "country") == "TH"
    assert await storage.recall(MEMBER, "home") is None
    # The key that this process still knew is gone with the rows: a new one is made.
    await storage.count(HERE, MEMBER, SLEEP)
    assert [each.members for each in await open_counts(storage, HERE)] == [1]


async def test_counts_are_kept_for_so_many_days_and_no_longer(storage: Storage, clock: Clock) -> None:
    for _ in range(3):
        await storage.count(HERE, MEMBER, SLEEP)
        clock.turn(days=7)
    await storage.close_weeks()
    assert await storage.upkeep.retain(13, dry_run=True) == 1
    assert len(await closed_counts(storage)) == 3
    assert await storage.upkeep.retain(13) == 1
    assert [each.week for each in await closed_counts(storage)] == ["2026-W49", "2026-W50"]
    assert await storage.upkeep.retain(13) == 0


async def test_with_a_new_key_everything_is_as_before_and_the_old_one_is_refused(place: Place, clock: Clock) -> None:
    storage = await opened(place, clock)
    await fill(storage, clock)
    before = (await storage.holdings(MEMBER), await closed_counts(storage), await storage.settings())
    assert await storage.upkeep.change_key(NEW_KEY, dry_run=True) == {
        "week_keys": 2,
        "memories": 3,
        "outbox": 0,
        "suggestions": 0,
    }
    assert await storage.holdings(MEMBER) == before[0]
    await storage.upkeep.change_key(NEW_KEY, dry_run=False)
    await storage.close()
    with pytest.raises(StorageRefused, match="another secret key"):
        await opened(place, clock)
    for key in (NEW_KEY, b"and a third root key, some bytes"):
        storage = await opened(place, clock, key=key) if key == NEW_KEY else storage
        if key != NEW_KEY:
            await storage.upkeep.change_key(key, dry_run=False)
            await storage.close()
            storage = await opened(place, clock, key=key)
        assert (await storage.holdings(MEMBER), await closed_counts(storage), await storage.settings()) == before
        await storage.count(HERE, MEMBER, SLEEP)
        assert [each.members for each in await open_counts(storage, HERE)] == [2]
    assert (await storage.forget(MEMBER)).memories == 2
    await storage.close()


async def test_whoever_has_only_the_old_key_finds_nobody_after_a_change(place: Place, clock: Clock) -> None:
    storage = await opened(place, clock)
    await fill(storage, clock)
    old = storage._keyring
    await storage.upkeep.change_key(NEW_KEY, dry_run=False)
    owners = {bytes(row[0]) for row in rows(place, "SELECT owner FROM memories")}
    assert old.owner("home", MEMBER) not in owners
    for row in rows(place, "SELECT id, community, purpose, week, wrapped FROM week_keys"):
        with pytest.raises(StorageUnavailable):
            old.week_key(*row)
    await storage.close()


async def test_a_process_that_still_has_the_old_key_writes_nothing_with_it(place: Place, clock: Clock) -> None:
    storage, second = await opened(place, clock), await opened(place, clock)
    await storage.upkeep.change_key(NEW_KEY, dry_run=False)
    with pytest.raises(StorageUnavailable, match="key changed"):
        await second.remember(MEMBER, "country", "TH", 60)
    with pytest.raises(StorageUnavailable, match="key changed"):
        await second.count(HERE, MEMBER, SLEEP)
    assert rows(place, "SELECT * FROM memories") == rows(place, "SELECT * FROM week_keys") == []
    await storage.close()
    await second.close()


async def test_erasing_the_secrets_leaves_only_what_nobody_can_trace(place: Place, clock: Clock) -> None:
    storage = await opened(place, clock)
    await fill(storage, clock)
    tallies = await closed_counts(storage)
    await storage.upkeep.erase_secrets(dry_run=True)
    assert (await storage.holdings(MEMBER)).digests == 2
    assert (await storage.upkeep.erase_secrets(dry_run=False))["digests"] == 4
    await storage.close()
    storage = await opened(place, clock, key=NEW_KEY)
    assert await closed_counts(storage) == tallies
    assert (await storage.holdings(MEMBER)).digests == 0
    await storage.count(HERE, MEMBER, SLEEP)
    await storage.close()


async def test_erased_secrets_are_in_no_file(storage: Storage, path: Path, clock: Clock) -> None:
    await fill(storage, clock)
    every = "SELECT digest FROM digests UNION SELECT wrapped FROM week_keys UNION SELECT body FROM memories"
    secrets = [row[0] for row in rows(path, every)]
    await storage.upkeep.erase_secrets(dry_run=False)
    assert not [each for each in secrets if each[:16] in raw(path)]
    assert KEY not in raw(path)


async def test_a_database_that_is_shut_down_is_gone(place: Place, clock: Clock) -> None:
    storage = await opened(place, clock)
    await fill(storage, clock)
    would = await storage.upkeep.destroy(dry_run=True)
    assert len(await closed_counts(storage)) == 2
    assert await storage.upkeep.destroy(dry_run=False) == would
    await storage.close()
    if place.path:
        assert list(place.path.parent.iterdir()) == []
    else:
        assert place.tables() == []
