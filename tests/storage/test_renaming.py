"""A community has another code: all that is kept of it follows, in one step, on both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage.store import RENAMED, Change, CommunitySettings, Renamed, Suggestion
from storage.suggestions import OF_A_COMMUNITY
from tests.storage.kit import COMMUNITY, MEMBER, OTHER, TELLS_ALL, Tally, closed_counts, open_counts, opened, raw, rows

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Storage
    from tests.storage.kit import Clock, Place

OLD, NEW, ELSEWHERE = COMMUNITY, "beefbeefbeefbeef", "abababababababab"
RENAME = Renamed(OLD, NEW, "test.old-address", "test.new-address")
SLEEP, GRIEF = [("request", "sleep")], [("request", "grief")]
THIRD = "3" * 32


class TextRules:
    """The plainest rules: bodies are text, two of them are joined, and what ends with a community says whose it is."""

    with_addresses = ("staff",)

    def whose(self, kind: str, body: str) -> str:  # noqa: ARG002  as the real one
        return body.partition(" ")[0]

    def rewritten(self, kind: str, body: str, renamed: Renamed) -> str:  # noqa: ARG002  as the real one
        return renamed.follow(body)

    def merged(self, kind: str, old: str, new: str) -> str:  # noqa: ARG002  as the real one
        return f"{old}+{new}"

    def merged_edit(self, service: str, old: str, new: str) -> str:
        return f"{service}:{old}+{new}"


RULES = TextRules()


async def fill(storage: Storage, clock: Clock) -> None:
    """Something in every table that knows the community."""
    await storage.save_size(OLD, 50)
    await storage.count(OLD, MEMBER, [*SLEEP, ("kept", "sleep")])
    clock.turn(days=7)
    await storage.publish(TELLS_ALL)
    await storage.count(OLD, MEMBER, SLEEP)
    await storage.save_settings(OLD, CommunitySettings("TH", ("th",), listening=True))
    await storage.remember(OLD, "staff", f"{OLD} {RENAME.old_address}", 600)
    await storage.remember(MEMBER, f"oncall {OLD}", f"{MEMBER} is on call", 600)
    await storage.remember(OTHER, "home", OLD, 600)
    await storage.suggestions.add(MEMBER, Suggestion(OLD, "https://a.example.org", "group", "sleep", "en"))
    await storage.edits.change(Change(OLD, "manager", "hide", "a-line"), lambda _: "hidden")
    await storage.outbox.put(f"{OLD} {RENAME.old_address}", due=clock(), id_="0" * 16)


def named(place: Place) -> dict[str, int]:
    """How many rows name the old code openly, by table."""
    tables = "tallies published sizes communities week_keys suggestions catalog_edits changes".split()  # noqa: SIM905  reads as a list
    found = {name: rows(place, f"SELECT count(*) FROM {name} WHERE community = '{OLD}'")[0][0] for name in tables}  # noqa: S608  our own tables
    return found | {"memories": rows(place, f"SELECT count(*) FROM memories WHERE kind LIKE '%{OLD}'")[0][0]}  # noqa: S608  the same


async def test_everything_of_a_community_is_found_under_its_new_code_and_nothing_under_the_old_one(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await fill(storage, clock)
    assert all(named(place).values())
    told, members = await storage.published(OLD), await storage.holdings(MEMBER)
    await storage.rename(RENAME, RULES)
    assert not any(named(place).values())
    assert await storage.settings() == {NEW: CommunitySettings("TH", ("th",), listening=True)}
    assert await open_counts(storage, NEW) == (Tally(NEW, "2026-W49", "request", "sleep", 1),)
    assert await closed_counts(storage) == (Tally(NEW, "2026-W48", "kept", "sleep", 1),)
    assert await storage.published(NEW) == told
    assert rows(place, "SELECT community, members FROM sizes") == [(NEW, 50)]
    assert await storage.recall(NEW, "staff") == f"{NEW} {RENAME.new_address}"
    assert await storage.recall(OLD, "staff") is None
    assert await storage.recall(MEMBER, f"oncall {NEW}") == f"{MEMBER} is on call"
    assert await storage.recall(OTHER, "home") == NEW
    assert [each.link for each in await storage.suggestions.waiting(NEW)] == ["https://a.example.org"]
    assert await storage.edits.all() == {NEW: {"a-line": "hidden"}}
    assert [change.about for change in await storage.edits.trail(NEW)] == ["a-line"]
    [waits] = await storage.outbox.lease()
    assert (waits.id, waits.body) == ("0" * 16, f"{NEW} {RENAME.new_address}")
    after = await storage.holdings(MEMBER)
    assert (after.digests, after.counted, len(after.memories)) == (
        members.digests,
        members.counted,
        len(members.memories),
    )


async def test_done_twice_or_by_two_processes_at_once_it_is_as_done_once(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await fill(storage, clock)
    second = await opened(place, clock)
    await asyncio.gather(*(each.rename(RENAME, RULES) for each in (storage, second) * 3))
    assert await storage.rename(RENAME, RULES) == 0
    assert await storage.recall(NEW, "staff") == f"{NEW} {RENAME.new_address}"
    assert await open_counts(storage, NEW) == (Tally(NEW, "2026-W49", "request", "sleep", 1),)
    assert await storage.edits.all() == {NEW: {"a-line": "hidden"}}
    await second.close()


async def test_what_was_written_under_the_old_code_meanwhile_is_moved_by_the_next_news(storage: Storage) -> None:
    await storage.rename(RENAME, RULES)
    await storage.save_settings(OLD, CommunitySettings("TH"))
    await storage.count(OLD, MEMBER, SLEEP)
    await storage.rename(RENAME, RULES)
    assert await storage.settings() == {NEW: CommunitySettings("TH")}
    assert await open_counts(storage, OLD) == ()


async def test_a_member_who_was_counted_before_is_not_counted_again_under_the_new_code(storage: Storage) -> None:
    await storage.count(OLD, MEMBER, SLEEP)
    await storage.rename(RENAME, RULES)
    await storage.count(NEW, MEMBER, SLEEP)
    await storage.count(NEW, OTHER, SLEEP)
    assert [each.members for each in await open_counts(storage, NEW)] == [2]


async def test_where_somebody_wrote_first_the_side_with_more_codes_stays_and_nobody_counts_twice(
    storage: Storage,
) -> None:
    for member in (MEMBER, OTHER):
        await storage.count(OLD, member, SLEEP)
    await storage.count(OLD, MEMBER, [("unmet", "sleep")])
    await storage.count(NEW, MEMBER, SLEEP)
    for member in (OTHER, THIRD):
        await storage.count(NEW, member, [("unmet", "sleep")])
    await storage.rename(RENAME, RULES)
    counted = {(each.purpose, each.members) for each in await open_counts(storage, NEW)}
    assert counted == {("request", 2), ("unmet", 2)}
    assert await open_counts(storage, OLD) == ()
    await storage.count(NEW, MEMBER, SLEEP)
    assert {each.members for each in await open_counts(storage, NEW) if each.purpose == "request"} == {2}


async def test_a_process_that_has_not_heard_yet_counts_into_the_same_week(
    storage: Storage, place: Place, clock: Clock
) -> None:
    second = await opened(place, clock)
    for member in (MEMBER, OTHER):
        await second.count(OLD, member, SLEEP)
    await second.count(NEW, MEMBER, SLEEP)
    await storage.rename(RENAME, RULES)
    await second.count(OLD, MEMBER, SLEEP)
    await second.count(NEW, THIRD, SLEEP)
    assert [each.members for each in await open_counts(storage, NEW)] == [3]
    assert rows(place, "SELECT count(*) FROM digests") == [(3,)]
    await second.close()


async def test_numbers_of_a_week_that_both_codes_have_are_never_added_up(storage: Storage, clock: Clock) -> None:
    await storage.count(OLD, MEMBER, SLEEP)
    clock.turn(days=7)
    for community in (OLD, NEW):
        await storage.count(community, MEMBER, [*GRIEF, ("kept", "grief")])
    clock.turn(days=7)
    await storage.publish(TELLS_ALL)
    theirs = await storage.published(NEW)
    await storage.rename(RENAME, RULES)
    told = await storage.published(NEW)
    assert {period for period, _ in told} == {"2026-W48", "2026-W49"}
    assert [each for each in told if each[0] == "2026-W49"] == theirs
    assert [each for each in await closed_counts(storage) if each.week == "2026-W49"] == [
        Tally(NEW, "2026-W49", "kept", "grief", 1)
    ]


async def test_what_managers_chose_under_both_codes_is_merged(storage: Storage) -> None:
    await storage.save_settings(OLD, CommunitySettings("TH", ("th",), "Asia/Bangkok", listening=True))
    await storage.save_settings(NEW, CommunitySettings("ES", reply_mode="public"))
    await storage.edits.change(Change(OLD, "manager", "hide", "a"), lambda _: "one")
    await storage.edits.change(Change(NEW, "manager", "hide", "a"), lambda _: "two")
    await storage.remember(OLD, "staff", "before", 600)
    await storage.remember(NEW, "staff", "after", 60)
    await storage.rename(RENAME, RULES)
    merged = CommunitySettings("ES", ("th",), "Asia/Bangkok", "public", listening=True)
    assert await storage.settings() == {NEW: merged}
    assert await storage.edits.all() == {NEW: {"a": "a:one+two"}}
    assert await storage.recall(NEW, "staff") == "before+after"
    assert len(await storage.edits.trail(NEW)) == 2


async def test_a_community_whose_staff_chat_it_is_gets_the_new_address_and_keeps_the_rest(storage: Storage) -> None:
    await storage.remember(ELSEWHERE, "staff", f"{ELSEWHERE} {RENAME.old_address} and more", 600)
    await storage.remember(ELSEWHERE, "flags", "something else", 600)
    await storage.save_settings(ELSEWHERE, CommunitySettings("MX"))
    await storage.rename(RENAME, RULES)
    assert await storage.recall(ELSEWHERE, "staff") == f"{ELSEWHERE} {RENAME.new_address} and more"
    assert await storage.recall(ELSEWHERE, "flags") == "something else"
    assert await storage.settings() == {ELSEWHERE: CommunitySettings("MX")}


async def test_a_memory_lasts_no_longer_for_having_moved(storage: Storage, clock: Clock) -> None:
    await storage.remember(OLD, "staff", "set up", 60)
    await storage.remember(OTHER, "home", OLD, 60)
    await storage.remember(MEMBER, f"oncall {OLD}", f"{MEMBER} is on call", 60)
    clock.turn(minutes=59)
    await storage.rename(RENAME, RULES)
    assert await storage.recall(NEW, "staff")
    clock.turn(minutes=1)
    found = [await storage.recall(*of) for of in ((NEW, "staff"), (OTHER, "home"), (MEMBER, f"oncall {NEW}"))]
    assert found == [None, None, None]


async def test_who_is_on_call_can_still_have_that_forgotten_also_in_a_backup_from_before(
    storage: Storage, tmp_path: Path
) -> None:
    await storage.remember(MEMBER, f"oncall {OLD}", f"{MEMBER} is on call", 600)
    await storage.count(OLD, MEMBER, SLEEP)
    await storage.back_up(tmp_path / "before")
    await storage.rename(RENAME, RULES)
    gone = await storage.forget(MEMBER)
    assert (gone.digests, gone.memories) == (1, 1)
    await storage.restore(tmp_path / "before", folder=tmp_path, listed=await storage.upkeep.forgotten())
    held = await storage.holdings(MEMBER)
    assert (held.digests, held.memories) == (0, ())


async def test_the_day_of_a_community_is_as_full_as_it_was(storage: Storage) -> None:
    for number in range(OF_A_COMMUNITY):
        made = Suggestion(OLD, f"https://{number}.example.org", "group", "sleep", "en")
        assert await storage.suggestions.add(f"{number:032x}", made) is None
    await storage.rename(RENAME, RULES)
    for each in await storage.suggestions.waiting(NEW):
        await storage.suggestions.decide(each.id)
    assert await storage.suggestions.add(OTHER, Suggestion(NEW, "https://x.example.org", "group", "sleep", "en"))


async def test_which_code_it_had_is_known_to_other_processes_and_purged_with_the_community(storage: Storage) -> None:
    await storage.rename(RENAME, RULES)
    [body] = await storage.of_kind(RENAMED)
    assert Renamed.read(body) == RENAME
    await storage.upkeep.purge(NEW, dry_run=False)
    assert await storage.of_kind(RENAMED) == ()


async def test_a_move_that_breaks_in_the_middle_leaves_all_as_it_was(
    storage: Storage, place: Place, clock: Clock
) -> None:
    await fill(storage, clock)
    before = named(place)
    await storage.edits.change(Change(NEW, "manager", "hide", "a-line"), lambda _: "hidden")

    class Broken(TextRules):
        def merged_edit(self, service: str, old: str, new: str) -> str:  # noqa: ARG002  as the real one
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await storage.rename(RENAME, Broken())
    assert named(place) == before
    assert await storage.recall(OLD, "staff") == f"{OLD} {RENAME.old_address}"
    assert await storage.of_kind(RENAMED) == ()


async def test_no_address_stands_openly_in_the_file_nor_who_is_behind_it(storage: Storage, path: Path) -> None:
    await storage.remember(OLD, "staff", f"{OLD} {RENAME.old_address}", 600)
    await storage.rename(RENAME, RULES)
    left = raw(path)
    assert RENAME.old_address.encode() not in left
    assert RENAME.new_address.encode() not in left
