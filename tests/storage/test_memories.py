from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage.errors import StorageUnavailable
from storage.records import Forgotten, Holdings
from tests.storage.kit import COMMUNITY, MEMBER, OTHER, Clock, change, closed_counts, open_counts, opened, raw, rows

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Place

BODY = "supported-employment"
EVERY_SECRET = "SELECT digest FROM digests UNION SELECT owner FROM memories UNION SELECT body FROM memories"


async def test_a_member_gets_back_what_they_asked_us_to_remember(storage: Storage) -> None:
    await storage.remember(MEMBER, "country", "TH", 60)
    await storage.remember(MEMBER, "home", BODY, 60)
    await storage.remember(MEMBER, "country", "แคนาดา", 60)
    assert await storage.recall(MEMBER, "country") == "แคนาดา"
    assert await storage.recall(MEMBER, "home") == BODY
    assert await storage.recall(OTHER, "country") is None
    assert await storage.recall(MEMBER, "danger") is None


async def test_a_memory_is_gone_when_its_minutes_are_over(storage: Storage, clock: Clock) -> None:
    clock.turn(minutes=1)
    await storage.remember(MEMBER, "danger", "asked", 60)
    clock.turn(minutes=59, seconds=59)
    assert await storage.recall(MEMBER, "danger") == "asked"
    clock.turn(seconds=1)
    assert await storage.recall(MEMBER, "danger") is None
    assert (await storage.holdings(MEMBER)).memories == ()


async def test_the_stored_expiry_does_not_tell_when_a_memory_was_made(
    storage: Storage, place: Place, clock: Clock
) -> None:
    for _ in range(3):
        clock.turn(seconds=173)
        await storage.remember(MEMBER, f"kind {clock.now:%M}", "asked", 60)
        await storage.spend(f"ticket {clock.now:%M}", 15)
    for (expires,) in rows(place, "SELECT expires FROM memories UNION SELECT expires FROM spent"):
        assert expires % 900 == 0


async def test_the_file_holds_neither_the_body_nor_the_member_nor_the_ticket(storage: Storage, path: Path) -> None:
    await storage.remember(MEMBER, "home", BODY, 60)
    await storage.spend("a-ticket-of-theirs", 15)
    assert not [word for word in (BODY, MEMBER, "a-ticket-of-theirs") if word.encode() in raw(path)]
    assert bytes.fromhex(MEMBER) not in raw(path)


async def test_bodies_of_different_length_look_alike(storage: Storage, place: Place) -> None:
    await storage.remember(MEMBER, "home", "", 60)
    await storage.remember(OTHER, "home", BODY, 60)
    assert len({len(row[0]) for row in rows(place, "SELECT body FROM memories")}) == 1


async def test_a_body_moved_to_another_member_is_not_read(storage: Storage, place: Place) -> None:
    await storage.remember(MEMBER, "home", BODY, 60)
    await storage.remember(OTHER, "home", "grief", 60)
    change(place, "UPDATE memories SET body = (SELECT body FROM memories ORDER BY owner LIMIT 1)")
    answers = await asyncio.gather(*(storage.recall(each, "home") for each in (MEMBER, OTHER)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in answers) == ["StorageUnavailable", "str"]


async def test_a_body_moved_to_another_kind_is_not_read(storage: Storage, place: Place) -> None:
    await storage.remember(MEMBER, "home", BODY, 60)
    await storage.remember(MEMBER, "danger", "asked", 60)
    change(place, "UPDATE memories SET body = (SELECT body FROM memories WHERE kind = 'home')")
    assert await storage.recall(MEMBER, "home") == BODY
    with pytest.raises(StorageUnavailable, match="corrupt"):
        await storage.recall(MEMBER, "danger")


async def test_a_ticket_is_spent_once(storage: Storage, clock: Clock) -> None:
    assert await storage.spend("one", 15)
    assert not await storage.spend("one", 15)
    assert await storage.spend("two", 15)
    clock.turn(minutes=15)
    assert not await storage.spend("one", 15)


async def test_of_twenty_presses_at_once_one_is_the_first(storage: Storage) -> None:
    assert sum(await asyncio.gather(*(storage.spend("one", 15) for _ in range(20)))) == 1


async def test_of_twenty_who_claim_at_once_one_has_it_and_it_is_never_claimed_again(
    storage: Storage, place: Place, clock: Clock
) -> None:
    other = await opened(place, clock)
    claims = [each.claim(COMMUNITY, "letter", "2026-W48", 60) for each in (storage, other) for _ in range(10)]
    assert sum(await asyncio.gather(*claims)) == 1
    assert not await other.claim(COMMUNITY, "letter", "2026-W47", 60), "a clock that went back claims nothing"
    assert await other.claim(COMMUNITY, "letter", "2026-W49", 60)
    assert await storage.recall(COMMUNITY, "letter") == "2026-W49"
    await other.close()


async def test_sweeping_deletes_what_has_expired_and_nothing_else(storage: Storage, path: Path, clock: Clock) -> None:
    await storage.remember(MEMBER, "danger", "asked", 60)
    await storage.remember(MEMBER, "country", "TH", 600)
    await storage.spend("one", 15)
    [old] = [row[0] for row in rows(path, "SELECT body FROM memories WHERE kind = 'danger'")]
    clock.turn(hours=2)
    assert await storage.sweep() == 2
    assert await storage.sweep() == 0
    assert await storage.recall(MEMBER, "country") == "TH"
    assert old not in raw(path)


async def test_holdings_show_everything_that_leads_to_a_member(storage: Storage, clock: Clock) -> None:
    await storage.count(COMMUNITY, MEMBER, [("request", "sleep"), ("unmet", "grief")])
    await storage.count("private", MEMBER, [("request", "sleep")])
    await storage.count(COMMUNITY, OTHER, [("request", "money")])
    await storage.remember(MEMBER, "country", "TH", 60)
    await storage.remember(OTHER, "home", BODY, 60)
    assert await storage.holdings(MEMBER) == Holdings(
        digests=3,
        counted=(("request", "sleep"), ("unmet", "grief")),
        memories=(("country", "TH", clock.now + timedelta(hours=1)),),
    )
    assert BODY not in repr(await storage.holdings(OTHER))


async def test_forgetting_removes_what_holdings_show_and_leaves_others_alone(storage: Storage) -> None:
    for member in (MEMBER, OTHER):
        await storage.count(COMMUNITY, member, [("request", "sleep"), ("unmet", "grief")])
        await storage.count("private", member, [("request", "sleep")])
        await storage.remember(member, "country", "TH", 60)
    other = await storage.holdings(OTHER)
    assert await storage.forget(MEMBER) == Forgotten(digests=3, memories=1)
    assert await storage.forget(MEMBER) == Forgotten(digests=0, memories=0)
    assert await storage.holdings(MEMBER) == Holdings(digests=0, counted=(), memories=())
    assert await storage.holdings(OTHER) == other
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [1, 1]


async def test_what_closed_weeks_counted_can_no_longer_be_traced(storage: Storage, clock: Clock) -> None:
    await storage.count(COMMUNITY, MEMBER, [("request", "sleep")])
    clock.turn(days=7)
    await storage.close_weeks()
    assert (await storage.holdings(MEMBER)).digests == 0
    assert (await storage.forget(MEMBER)).digests == 0
    assert len(await closed_counts(storage)) == 1


async def test_nothing_that_was_forgotten_stays_in_the_files(storage: Storage, path: Path) -> None:
    """Pages that split keep copies of rows in their gaps, which secure_delete alone leaves behind."""
    members = [f"{number:032x}" for number in range(60)]
    for number, member in enumerate(members):
        await storage.count(COMMUNITY, member, [("request", f"need-{thing}") for thing in range(6)])
        await storage.remember(member, "home", BODY * (number % 20), 60)
    seen = {row[0] for row in rows(path, EVERY_SECRET)}
    for member in members[::2]:
        await storage.forget(member)
    kept = {row[0] for row in rows(path, EVERY_SECRET)}
    left = raw(path)
    assert len(seen - kept) == 30 * 8
    assert not [each for each in seen - kept if each[:16] in left or each[-16:] in left]
