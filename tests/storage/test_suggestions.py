"""What members suggested: locked, without a trace of who it was but for themselves, and gone once it is decided."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage.store import Change, Limit, Suggestion
from storage.suggestions import LASTS_DAYS, OF_A_COMMUNITY, OF_A_MEMBER
from tests.storage.kit import COMMUNITY, KEY, MEMBER, OTHER, opened, raw, rows

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Clock, Place

ELSEWHERE = "beefbeefbeefbeef"
OTHER_KEY = bytes(range(32, 64))
HOST = "lighthouse-keepers"


def suggested(number: int = 0, *, community: str = COMMUNITY, reply_to: str | None = "test.ana") -> Suggestion:
    link = f"https://www.{HOST}.org/{number}"
    return Suggestion(community, link, "support-group", "loneliness", "es", reply_to)


async def test_it_waits_for_its_community_alone_oldest_first(storage: Storage, clock: Clock) -> None:
    first, second = suggested(1), suggested(2)
    for each in (second, first):
        assert await storage.suggestions.add(MEMBER, each) is None
        clock.turn(seconds=1)
    await storage.suggestions.add(MEMBER, suggested(3, community=ELSEWHERE))
    found = await storage.suggestions.waiting(COMMUNITY)
    assert [each.link for each in found] == [second.link, first.link]
    assert (found[0].support, found[0].need, found[0].language) == ("support-group", "loneliness", "es")
    assert (found[0].reply_to, found[0].agreed) == ("test.ana", ())
    assert await storage.suggestions.get(first.id) == found[1]


async def test_nobody_can_have_more_than_a_few_waiting_or_made_today(storage: Storage, clock: Clock) -> None:
    for number in range(OF_A_MEMBER):
        assert await storage.suggestions.add(MEMBER, suggested(number)) is None
    assert await storage.suggestions.add(MEMBER, suggested(9)) is Limit.MEMBER
    for each in await storage.suggestions.waiting(COMMUNITY):
        await storage.suggestions.decide(each.id)
    assert await storage.suggestions.add(MEMBER, suggested(9)) is Limit.MEMBER
    assert await storage.suggestions.add(OTHER, suggested(10)) is None
    clock.turn(hours=24)
    assert await storage.suggestions.add(MEMBER, suggested(9)) is None


async def test_a_community_takes_only_so_many_a_day_even_from_who_suggests_and_forgets(
    storage: Storage, clock: Clock
) -> None:
    for number in range(OF_A_COMMUNITY):
        assert await storage.suggestions.add(MEMBER, suggested(number)) is None
        await storage.forget(MEMBER)
    assert await storage.suggestions.add(OTHER, suggested(99)) is Limit.COMMUNITY
    assert await storage.suggestions.add(OTHER, suggested(99, community=ELSEWHERE)) is None
    clock.turn(hours=24, minutes=15)
    assert await storage.suggestions.add(OTHER, suggested(99)) is None


async def test_so_many_wait_in_a_community_and_no_more(storage: Storage, clock: Clock) -> None:
    for number in range(20):
        assert await storage.suggestions.add(f"{number:032x}", suggested(number)) is None
        clock.turn(hours=3)
    assert await storage.suggestions.add(MEMBER, suggested(99)) is Limit.COMMUNITY


async def test_the_same_link_waits_once(storage: Storage) -> None:
    await storage.suggestions.add(MEMBER, suggested())
    assert await storage.suggestions.add(OTHER, suggested()) is Limit.WAITS
    assert await storage.suggestions.add(OTHER, suggested(community=ELSEWHERE)) is None


async def test_of_many_who_decide_at_once_one_does(place: Place, storage: Storage, clock: Clock) -> None:
    beside = await opened(place, clock)
    await storage.suggestions.add(MEMBER, suggested())
    [waits] = await storage.suggestions.waiting(COMMUNITY)
    told = await asyncio.gather(*(each.suggestions.decide(waits.id) for each in (storage, beside) for _ in range(4)))
    assert [each for each in told if each] == [waits]
    assert await storage.suggestions.get(waits.id) is None
    assert await storage.suggestions.agree(waits.id, "abc") is None
    await beside.close()


async def test_two_who_agree_at_once_are_both_counted_and_one_who_agrees_twice_once(
    place: Place, storage: Storage, clock: Clock
) -> None:
    beside = await opened(place, clock)
    await storage.suggestions.add(MEMBER, suggested())
    [waits] = await storage.suggestions.waiting(COMMUNITY)
    await asyncio.gather(*(each.suggestions.agree(waits.id, by) for each in (storage, beside) for by in ("abc", "def")))
    found = await storage.suggestions.get(waits.id)
    assert found
    assert sorted(found.agreed) == ["abc", "def"]
    assert found.made == waits.made
    await beside.close()


async def test_what_is_written_into_the_trail_with_a_decision_is_written_once_or_not_at_all(
    place: Place, storage: Storage, clock: Clock
) -> None:
    beside = await opened(place, clock)
    await storage.suggestions.add(MEMBER, suggested())
    [waits] = await storage.suggestions.waiting(COMMUNITY)
    agree, decline = Change(COMMUNITY, "manager", "agree"), Change(COMMUNITY, "manager", "decline", "cost")
    for by in ("abc", "abc", "def"):
        await storage.suggestions.agree(waits.id, by, agree)
    both = (storage, beside)
    await asyncio.gather(*(each.suggestions.decide(waits.id, decline) for each in both for _ in range(3)))
    await storage.suggestions.agree(waits.id, "xyz", agree)
    assert sorted(each.what for each in await storage.edits.trail(COMMUNITY)) == ["agree", "agree", "decline"]
    await beside.close()


async def test_two_processes_cannot_exceed_the_limit_of_a_member(place: Place, storage: Storage, clock: Clock) -> None:
    beside = await opened(place, clock)
    told = await asyncio.gather(
        *((storage, beside)[n % 2].suggestions.add(MEMBER, suggested(n)) for n in range(2 * OF_A_MEMBER))
    )
    assert told.count(None) == OF_A_MEMBER
    await beside.close()


async def test_the_member_sees_and_deletes_theirs_and_nobody_elses(storage: Storage, clock: Clock) -> None:
    await storage.suggestions.add(MEMBER, suggested(1))
    await storage.suggestions.add(OTHER, suggested(2))
    await storage.suggestions.add(MEMBER, suggested(3, community=ELSEWHERE))
    held = (await storage.holdings(MEMBER)).memories
    assert [kind for kind, _, _ in held] == ["suggestion", "suggestion"]
    assert all(f"{HOST}.org/" in body and "test.ana" not in body for _, body, _ in held)
    assert all((until - clock.now).days in (LASTS_DAYS, LASTS_DAYS + 1) for _, _, until in held)
    assert (await storage.forget(MEMBER)).memories == 2
    assert (await storage.holdings(MEMBER)).memories == ()
    assert [each.link[-1] for each in await storage.suggestions.waiting(COMMUNITY)] == ["2"]
    assert await storage.suggestions.waiting(ELSEWHERE) == ()


async def test_of_a_decided_one_a_blank_is_left_for_a_day_and_the_member_sees_that_too(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await storage.suggestions.add(MEMBER, suggested())
    [waits] = await storage.suggestions.waiting(COMMUNITY)
    await storage.suggestions.decide(waits.id)
    assert [(kind, body) for kind, body, _ in (await storage.holdings(MEMBER)).memories] == [("suggested", "")]
    clock.turn(hours=48)
    assert (await storage.holdings(MEMBER)).memories == ()
    assert await storage.sweep() >= 1
    assert rows(place, "SELECT id FROM suggestions") == []


async def test_nobody_decides_on_what_is_too_old_and_nothing_of_it_stays(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await storage.suggestions.add(MEMBER, suggested())
    [waits] = await storage.suggestions.waiting(COMMUNITY)
    clock.turn(days=LASTS_DAYS + 1)
    assert await storage.suggestions.waiting(COMMUNITY) == ()
    assert await storage.suggestions.decide(waits.id) is None
    await storage.sweep()
    assert rows(place, "SELECT id FROM suggestions") == []


async def test_the_file_tells_neither_what_nor_who_nor_when(storage: Storage, path: Path) -> None:
    for number in range(2):
        await storage.suggestions.add(MEMBER, suggested(number))
    disk = raw(path)
    known = (HOST, "support-group", "loneliness", "test.ana", MEMBER)
    assert not [word for word in known if word.encode() in disk]
    assert bytes.fromhex(MEMBER) not in disk
    found = rows(path, "SELECT owner, expires FROM suggestions")
    assert len({owner for owner, _ in found}) == 2
    assert {expires % 86400 for _, expires in found} == {0}


@pytest.mark.parametrize("way", ["decide", "forget", "expire"])
async def test_what_is_decided_forgotten_or_too_old_leaves_no_trace_in_the_file(
    storage: Storage, path: Path, clock: Clock, way: str
) -> None:
    await storage.suggestions.add(MEMBER, suggested())
    [waits] = await storage.suggestions.waiting(COMMUNITY)
    [(sealed,)] = rows(path, "SELECT body FROM suggestions")
    if way == "decide":
        await storage.suggestions.decide(waits.id)
    elif way == "forget":
        await storage.forget(MEMBER)
    else:
        clock.turn(days=LASTS_DAYS + 1)
    await storage.sweep()
    assert sealed not in raw(path)
    assert rows(path, "SELECT name FROM meta WHERE name = 'scrub'") == []


async def test_with_a_new_key_it_still_waits_and_is_still_theirs(storage: Storage, place: Place, clock: Clock) -> None:
    await storage.suggestions.add(MEMBER, suggested())
    before = await storage.suggestions.waiting(COMMUNITY)
    assert (await storage.upkeep.change_key(OTHER_KEY, dry_run=False))["suggestions"] == 1
    later = await opened(place, clock, key=OTHER_KEY)
    assert await later.suggestions.waiting(COMMUNITY) == before
    assert (await later.forget(MEMBER)).memories == 1
    await later.close()


@pytest.mark.parametrize("way", ["purge", "erase"])
async def test_operators_can_delete_them(storage: Storage, way: str) -> None:
    await storage.suggestions.add(MEMBER, suggested(1))
    await storage.suggestions.add(MEMBER, suggested(2, community=ELSEWHERE))
    if way == "purge":
        assert (await storage.upkeep.purge(COMMUNITY, dry_run=False))["suggestions"] == 1
        assert len(await storage.suggestions.waiting(ELSEWHERE)) == 1
    else:
        assert (await storage.upkeep.erase_secrets(dry_run=False))["suggestions"] == 2


async def test_a_restored_backup_brings_back_neither_what_was_forgotten_nor_what_was_decided(
    storage: Storage, tmp_path: Path
) -> None:
    for number, member in enumerate((MEMBER, OTHER, "0" * 32)):
        await storage.suggestions.add(member, suggested(number))
    await storage.back_up(tmp_path / "backup.sqlite")
    by_number = {each.link[-1]: each.id for each in await storage.suggestions.waiting(COMMUNITY)}
    await storage.forget(MEMBER)
    await storage.suggestions.decide(by_number["1"])
    done = await storage.restore(tmp_path / "backup.sqlite", folder=tmp_path)
    assert done.forgotten == 2
    assert [each.id for each in await storage.suggestions.waiting(COMMUNITY)] == [by_number["2"]]


async def test_it_moves_to_another_database(storage: Storage, tmp_path: Path, clock: Clock) -> None:
    await storage.suggestions.add(MEMBER, suggested())
    url = f"sqlite+aiosqlite:///{tmp_path / 'moved.sqlite'}"
    assert (await storage.move(url))["suggestions"] == 1
    moved = await type(storage).open(url, key=KEY, clock=clock)
    assert await moved.suggestions.waiting(COMMUNITY) == await storage.suggestions.waiting(COMMUNITY)
    await moved.close()
