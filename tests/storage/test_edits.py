"""What managers changed in chat: kept for their community alone, never mixed up, and told without who it was."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from storage.store import Change
from tests.storage.kit import COMMUNITY, KEY, opened

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Clock, Place

ELSEWHERE = "beefbeefbeefbeef"
HIDE = Change(COMMUNITY, "manager", "hide", "a-line")


def hidden(_: str | None) -> str:
    return '{"hidden": true}'


async def test_a_change_is_kept_for_its_community_until_it_is_undone(storage: Storage) -> None:
    assert await storage.edits.change(HIDE, hidden) == hidden(None)
    assert await storage.edits.all() == {COMMUNITY: {"a-line": hidden(None)}}
    await storage.edits.change(Change(COMMUNITY, "manager", "undo", "a-line"), lambda _: None)
    assert await storage.edits.all() == {}
    assert [each.what for each in await storage.edits.trail()].count("undo") == 1


async def test_of_two_processes_that_change_one_service_neither_loses_its_change(
    place: Place, storage: Storage, clock: Clock
) -> None:
    beside = await opened(place, clock)
    await storage.edits.change(HIDE, lambda _: "[]")

    def adding(number: int) -> object:
        return lambda body: json.dumps([*json.loads(body or "[]"), number])

    await asyncio.gather(*((storage, beside)[n % 2].edits.change(HIDE, adding(n)) for n in range(8)))  # type: ignore[arg-type]  # a lambda of the right shape
    [body] = (await storage.edits.all())[COMMUNITY].values()
    assert sorted(json.loads(body)) == list(range(8))
    await beside.close()


async def test_the_trail_says_what_and_when_newest_first_and_nothing_of_who(storage: Storage, clock: Clock) -> None:
    await storage.edits.change(HIDE, hidden)
    clock.turn(minutes=5, seconds=7)
    await storage.edits.note(Change(COMMUNITY, "manager", "pause"))
    await storage.edits.note(Change(ELSEWHERE, "manager", "pause"))
    told = await storage.edits.trail(COMMUNITY)
    assert [(each.what, each.about) for each in told] == [("pause", ""), ("hide", "a-line")]
    assert told[0].at
    assert (told[0].at.second, told[0].role) == (0, "manager")
    assert set(Change.__slots__) == {"community", "role", "what", "about", "at"}


async def test_the_trail_ends_after_the_days_of_the_counts(storage: Storage, clock: Clock) -> None:
    await storage.edits.change(HIDE, hidden)
    clock.turn(days=31)
    await storage.edits.note(Change(COMMUNITY, "manager", "pause"))
    assert await storage.upkeep.retain(30) == 1
    assert [each.what for each in await storage.edits.trail()] == ["pause"]
    assert await storage.edits.all() == {COMMUNITY: {"a-line": hidden(None)}}


async def test_purging_a_community_takes_its_changes_and_its_trail(storage: Storage) -> None:
    for community in (COMMUNITY, ELSEWHERE):
        await storage.edits.change(Change(community, "manager", "hide", "a-line"), hidden)
    gone = await storage.upkeep.purge(COMMUNITY, dry_run=False)
    assert (gone["catalog_edits"], gone["changes"]) == (1, 1)
    assert list(await storage.edits.all()) == [ELSEWHERE]
    assert [each.community for each in await storage.edits.trail()] == [ELSEWHERE]


async def test_a_backup_and_a_move_take_them_along(storage: Storage, tmp_path: Path, clock: Clock) -> None:
    await storage.edits.change(HIDE, hidden)
    await storage.back_up(tmp_path / "backup.sqlite")
    await storage.edits.change(HIDE, lambda _: None)
    await storage.restore(tmp_path / "backup.sqlite", folder=tmp_path)
    assert COMMUNITY in await storage.edits.all()
    url = f"sqlite+aiosqlite:///{tmp_path / 'moved.sqlite'}"
    await storage.move(url)
    moved = await type(storage).open(url, key=KEY, clock=clock)
    assert await moved.edits.all() == await storage.edits.all()
    assert await moved.edits.trail() == await storage.edits.trail()
    await moved.close()
