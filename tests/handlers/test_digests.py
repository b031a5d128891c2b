"""The Monday letter: only what may be told, once, by one process, to staff alone, at nine where the community lives."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from handlers import wording
from handlers.desk import Desk
from handlers.digests import AGAIN_AFTER, due
from handlers.messages import Incoming, Reply
from handlers.post import Readers
from storage.store import CommunitySettings, Storage
from tests.conftest import KEY
from tests.handlers.people import ANA, GROUP, labelled, pass_on
from tests.handlers.staffroom import MANAGER, STAFF_CHAT, Platform, choose_chat, enter, private, tap
from tests.handlers.weeks import ask, database, lacking, publish
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from handlers.tools import Directory
    from tests.conftest import Clock
    from tests.storage.postgres import Postgres

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
NINE = MONDAY.replace(hour=9)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with database(request.param, tmp_path, lambda: request.getfixturevalue("server")) as url:
        yield url


@pytest.fixture
async def storage(address: str, clock: Clock) -> AsyncIterator[Storage]:
    opened = await Storage.open(address, key=KEY, clock=clock, deadline_s=10)
    yield opened
    await opened.close()


@pytest.fixture
def desk(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    """A community whose managers want the letter."""
    platform = Platform()
    desk.post.attach("test", platform)
    await choose_chat(desk, platform, await enter(desk, platform, MANAGER, "setup"))
    said = await tap(desk, platform, MANAGER, await enter(desk, platform, MANAGER, "insight"), wording.B_LETTER_ON)
    assert said.text == wording.LETTER_ON.format(readers="all its members (4)")
    return platform


async def a_week_ends(desk: Desk, storage: Storage, clock: Clock, now: datetime = NINE, members: int = 14) -> None:
    """So many members of the week found nothing; then it is Monday."""
    await ask(storage, members, *lacking("unemployment", "wellbeing"))
    clock.now = now
    await publish(desk, storage)


def letters(platform: Platform) -> list[Reply]:
    return [reply for _, reply in platform.written if wording.LETTER in reply.text]


async def beside(address: str, desk: Desk, platform: Platform, clock: Clock) -> tuple[Desk, Storage]:
    """A second process on the same database, with a door of its own to the same platform."""
    storage = await Storage.open(address, key=KEY, clock=clock, deadline_s=10)
    other = Desk(needs=load_needs(), key=KEY, storage=storage, directory=desk.directory, clock=clock)
    other.post.attach("test", platform)
    await other.load_settings()
    return other, storage


async def test_on_monday_at_nine_the_staff_read_what_was_missing_with_entries_to_fill_in(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await a_week_ends(desk, storage, clock, NINE - timedelta(seconds=1))
    await desk.digests.send_due()
    assert letters(platform) == []
    clock.now = NINE
    await desk.digests.send_due()
    [letter] = letters(platform)
    assert platform.written[-1][0] == STAFF_CHAT
    assert "“finding work”: 14 members in the week of November 23, 2026. Your list has" in letter.text
    assert b"needs: [unemployment]" in letter.files[0].data
    assert letter.staff


async def test_three_holes_at_most_with_an_entry_and_a_button_for_each(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    for number, need in enumerate(("unemployment", "sleep", "stress", "anxiety")):
        area = desk._needs[need].area
        await ask(storage, 12 + number, *lacking(need, area), first=100 * number)
    clock.now = NINE
    await publish(desk, storage)
    await desk.digests.send_due()
    [letter] = letters(platform)
    assert [f"{number}. “" in letter.text for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert letter.files[0].data.count(b"  - id: our-") == 3
    assert len(letter.buttons) == 3


@pytest.mark.parametrize("members", [1, 10])
async def test_a_week_with_fewer_than_eleven_brings_no_letter_that_week_or_later(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock, members: int
) -> None:
    await a_week_ends(desk, storage, clock, members=members)
    for _ in range(40):
        await desk.digests.send_due()
        clock.now += timedelta(hours=6)
    assert letters(platform) == []


async def test_an_older_week_is_not_told_again_in_a_week_without_numbers(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await a_week_ends(desk, storage, clock)
    await desk.digests.send_due()
    await a_week_ends(desk, storage, clock, NINE + timedelta(days=7), members=5)
    await desk.digests.send_due()
    assert len(letters(platform)) == 1
    await a_week_ends(desk, storage, clock, NINE + timedelta(days=14), members=15)
    await desk.digests.send_due()
    assert len(letters(platform)) == 2


async def test_nothing_is_sent_before_the_week_was_published(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await ask(storage, 14, *lacking("unemployment", "wellbeing"))
    clock.now = NINE
    await desk.digests.send_due()
    assert letters(platform) == []
    await publish(desk, storage)
    clock.now += AGAIN_AFTER
    await desk.digests.send_due()
    assert len(letters(platform)) == 1


async def test_while_a_week_waits_to_be_published_the_one_before_is_not_told_in_its_place(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await a_week_ends(desk, storage, clock)
    await ask(storage, 14, *lacking("sleep", "coping"))
    clock.now = NINE + timedelta(days=7)
    await desk.digests.send_due()
    assert letters(platform) == []


async def test_only_where_managers_asked_for_it(desk: Desk, storage: Storage, platform: Platform, clock: Clock) -> None:
    shown = await enter(desk, platform, MANAGER, "insight")
    assert (await tap(desk, platform, MANAGER, shown, wording.B_LETTER_OFF)).text == wording.LETTER_OFF
    await a_week_ends(desk, storage, clock)
    await desk.digests.send_due()
    assert letters(platform) == []


async def test_it_cannot_be_asked_for_without_a_staff_chat_that_only_staff_read(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    shown = await enter(desk, platform, MANAGER, "insight")
    assert (await tap(desk, platform, MANAGER, shown, wording.B_LETTER_ON)).text == wording.INSIGHT_NO_CHAT
    await choose_chat(desk, platform, page)
    platform.readers_of[STAFF_CHAT] = Readers("public", "Staff")
    assert (await tap(desk, platform, MANAGER, shown, wording.B_LETTER_ON)).text == wording.SETUP_PUBLIC
    assert not desk.roster.of(GROUP).digest


async def test_of_several_processes_one_sends_it_and_a_restart_sends_it_not_again(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock, address: str
) -> None:
    await a_week_ends(desk, storage, clock)
    second, theirs = await beside(address, desk, platform, clock)
    await asyncio.gather(*(each.digests.send_due() for each in (desk, second)))
    assert len(letters(platform)) == 1
    await theirs.close()
    for _ in range(6):
        clock.now += timedelta(days=1)
        third, theirs = await beside(address, desk, platform, clock)
        await asyncio.gather(*(each.digests.send_due() for each in (desk, third)))
        await theirs.close()
    assert len(letters(platform)) == 1


async def test_a_bot_that_was_off_on_monday_sends_it_later_that_week(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await a_week_ends(desk, storage, clock, NINE + timedelta(days=3))
    await desk.digests.send_due()
    assert len(letters(platform)) == 1


async def test_a_letter_that_the_platform_refused_is_tried_again_by_whichever_process(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock, address: str
) -> None:
    platform.down = True
    await a_week_ends(desk, storage, clock)
    await desk.digests.send_due()
    platform.down = False
    await desk.digests.send_due()
    assert letters(platform) == [], "not at once"
    clock.now += AGAIN_AFTER
    second, theirs = await beside(address, desk, platform, clock)
    await second.digests.send_due()
    await desk.digests.send_due()
    assert len(letters(platform)) == 1
    await theirs.close()


async def test_a_process_that_dies_while_sending_never_lets_it_be_sent_twice(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock, address: str
) -> None:
    class Dies(Platform):
        async def send(self, to: str, reply: Reply) -> bool:
            await super().send(to, reply)
            raise KeyboardInterrupt

    dying = Dies(written=platform.written)
    desk.post.attach("test", dying)
    await a_week_ends(desk, storage, clock)
    with pytest.raises(KeyboardInterrupt):
        await desk.digests.send_due()
    second, theirs = await beside(address, desk, platform, clock)
    clock.now += timedelta(hours=1)
    await second.digests.send_due()
    assert len(letters(platform)) == 1
    await theirs.close()


async def test_a_process_without_a_door_to_that_platform_leaves_it_to_one_that_has_one(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock, address: str
) -> None:
    await a_week_ends(desk, storage, clock)
    second, theirs = await beside(address, desk, platform, clock)
    desk.post.detach("test", platform)
    await desk.digests.send_due()
    await second.digests.send_due()
    assert len(letters(platform)) == 1
    await theirs.close()


async def test_a_staff_chat_that_others_read_by_monday_gets_nothing_until_it_is_closed_again(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    closed = platform.readers_of[STAFF_CHAT]
    platform.readers_of[STAFF_CHAT] = Readers("public", "Staff")
    await a_week_ends(desk, storage, clock)
    await desk.digests.send_due()
    assert letters(platform) == []
    platform.readers_of[STAFF_CHAT] = closed
    clock.now += AGAIN_AFTER
    await desk.digests.send_due()
    assert len(letters(platform)) == 1


async def test_one_tap_by_a_manager_says_ours_and_it_is_not_named_again(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await a_week_ends(desk, storage, clock)
    await desk.digests.send_due()
    [letter] = letters(platform)
    ours = labelled(letter, wording.B_OURS.format(need="finding work"))
    assert len((ours.payload or "").encode()) <= 64
    origin = platform.origin(ANA, group=True, home=STAFF_CHAT, chat=STAFF_CHAT)
    said = await pass_on(desk, Incoming(ANA, "feedfeedfeedfeed", private=False, pressed=ours.payload, origin=origin))
    assert said.text == wording.SETUP_MANAGERS, "a moderator who is no manager decides nothing"
    said = await private(desk, platform, MANAGER, pressed=ours.payload)
    assert said.text == wording.OURS_SAVED.format(need="finding work")
    await a_week_ends(desk, storage, clock, NINE + timedelta(days=7))
    await desk.digests.send_due()
    assert len(letters(platform)) == 1


async def test_a_hole_in_one_language_is_its_own(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await ask(storage, 14, *lacking("sleep", "coping", "es"))
    await ask(storage, 30, *lacking("sleep", "coping"), first=100)
    clock.now = NINE
    await publish(desk, storage)
    await desk.digests.send_due()
    [letter] = letters(platform)
    [ours] = [button for button in letter.buttons if "Spanish" in button.label]
    assert b"  - id: our-sleep-es" in letter.files[0].data
    assert b"languages: [es]" in letter.files[0].data
    await private(desk, platform, MANAGER, pressed=ours.payload)
    page = await tap(desk, platform, MANAGER, await enter(desk, platform, MANAGER, "insight"), wording.B_HOLES)
    assert [label for label in (button.label for button in page.buttons) if label.startswith("We offer")] == [
        wording.B_OURS.format(need="sleeping badly")
    ]


async def test_it_is_nine_where_the_community_lives_and_in_its_language(
    desk: Desk, storage: Storage, platform: Platform, clock: Clock
) -> None:
    await desk.keep.save_settings(GROUP, CommunitySettings(languages=("th",), time_zone="Asia/Bangkok"))
    await a_week_ends(desk, storage, clock, MONDAY.replace(hour=1, minute=59))
    await desk.digests.send_due()
    assert platform.written == []
    clock.now = MONDAY.replace(hour=2)
    await desk.digests.send_due()
    assert "จดหมายวันจันทร์" in platform.written[-1][1].text


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", NINE),
        ("Asia/Bangkok", MONDAY.replace(hour=2)),
        ("America/New_York", MONDAY.replace(hour=14)),
        ("Pacific/Kiritimati", MONDAY),
        ("Pacific/Pago_Pago", MONDAY.replace(hour=20)),
        ("Nowhere/At_All", NINE),
        ("../etc/passwd", NINE),
    ],
)
def test_no_letter_before_the_week_has_ended_everywhere_it_counts(zone: str, expected: datetime) -> None:
    assert due("2026-W48", zone) == expected
