"""Managers read the numbers in private or in the staff chat; nobody else does, and never where members read along."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from handlers import wording
from handlers.desk import Desk
from handlers.insight import INSIGHT
from handlers.messages import Incoming, Reply
from handlers.post import Readers
from handlers.translator import LANGUAGES
from storage.store import Change, Storage
from tests.bots.telegram_rules import check_picture
from tests.conftest import KEY
from tests.handlers.people import ANA, GROUP, labelled, pass_on
from tests.handlers.staffroom import (
    HOME,
    MANAGER,
    STAFF_CHAT,
    Platform,
    choose_chat,
    enter,
    in_group,
    private,
    tap,
)
from tests.handlers.weeks import ask, database, lacking, publish, wanting
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from handlers.tools import Directory
    from tests.conftest import Clock
    from tests.storage.postgres import Postgres

STAFF_GROUP = "feedfeedfeedfeed"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Storage]:
    async with database(request.param, tmp_path, lambda: request.getfixturevalue("server")) as url:
        opened = await Storage.open(url, key=KEY, clock=clock, deadline_s=10)
        yield opened
        await opened.close()


@pytest.fixture
def desk(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)


@pytest.fixture
async def platform(desk: Desk, storage: Storage, clock: Clock) -> Platform:
    """A community with a staff chat and one week that was published."""
    platform = Platform()
    desk.post.attach("test", platform)
    await choose_chat(desk, platform, await enter(desk, platform, MANAGER, "setup"))
    assert desk.directory
    service = desk.directory.catalog.services[0]
    await ask(storage, 14, *lacking("unemployment", "wellbeing"))
    await ask(storage, 23, ("area", "coping"), ("request", "sleep"), first=100)
    await ask(storage, 30, ("shown", service.id), ("shown-kind", service.support), first=200)
    await ask(storage, 12, *wanting(service.id, service.support), first=200)
    await ask(storage, 10, ("area", "coping"), ("request", "grief"), first=300)
    clock.now += timedelta(days=7)
    await publish(desk, storage)
    return platform


async def in_staff_chat(desk: Desk, platform: Platform, member: str, **said: object) -> Reply:
    """Somebody writes or presses in the staff's own group, as on Telegram."""
    origin = platform.origin(member, group=True, home=STAFF_CHAT, chat=STAFF_CHAT, chat_name="Staff")
    return await pass_on(desk, Incoming(member, STAFF_GROUP, private=False, origin=origin, **said))  # type: ignore[arg-type]  # Incoming's own fields


async def page(desk: Desk, platform: Platform, label: str | None = None) -> Reply:
    """The overview, or the page behind one of its buttons, as a manager reads it in private."""
    shown = await enter(desk, platform, MANAGER, "insight")
    return await tap(desk, platform, MANAGER, shown, label) if label else shown


async def test_a_manager_reads_in_private_what_was_asked_and_missing_with_a_picture(
    desk: Desk, platform: Platform
) -> None:
    shown = await page(desk, platform)
    assert "Asked for something: 77 members in the week of November 23, 2026." in shown.text
    assert "(23 members)" in shown.text
    assert "Your list has 1 hole" in shown.text
    assert "10 members" not in shown.text
    [picture] = shown.files
    assert min(check_picture(picture.data)) > 500
    assert "77 members" in picture.words
    assert (shown.private, shown.staff) == (True, False)


async def test_each_page_has_its_numbers_and_a_way_to_the_others(desk: Desk, platform: Platform) -> None:
    needs = await page(desk, platform, wording.B_NEEDS)
    assert "23 members in the week of November 23, 2026" in needs.text
    assert "grief" not in needs.text.lower(), "ten members are never told"
    services = await tap(desk, platform, MANAGER, needs, wording.B_SERVICES)
    assert "shown to 30 members; would like it: 12 members; said no: fewer than 11" in services.text
    holes = await tap(desk, platform, MANAGER, services, wording.B_HOLES)
    assert "14 members in the week of November 23, 2026." in holes.text
    assert [len(each.files) for each in (needs, services, holes)] == [1, 1, 1]
    overview = await tap(desk, platform, MANAGER, holes, wording.B_OVERVIEW)
    assert overview.text == (await page(desk, platform)).text


async def test_a_hole_comes_with_an_entry_that_the_check_can_read(desk: Desk, platform: Platform) -> None:
    [file] = (await page(desk, platform, wording.B_HOLES)).files
    written = file.data.decode()
    assert (file.name, "  - id: our-unemployment" in written) == ("entries.yaml", True)
    assert "needs: [unemployment]" in written


async def test_what_is_listed_is_counted_in_the_communitys_own_list(desk: Desk, platform: Platform) -> None:
    assert desk.directory
    listed = [each.id for each in desk.directory.catalog.services if "unemployment" in each.needs]
    assert f"Your list has {len(listed)} for it." in (await page(desk, platform, wording.B_HOLES)).text
    hide = Change(GROUP, "manager", "hide", listed[0])
    assert await desk.shelves.change(hide, lambda edit: edit.model_copy(update={"hidden": True}))
    assert f"Your list has {len(listed) - 1} for it." in (await page(desk, platform, wording.B_HOLES)).text
    there = await in_staff_chat(desk, platform, MANAGER, command="insight")
    holes = await in_staff_chat(desk, platform, MANAGER, pressed=labelled(there, wording.B_HOLES).payload)
    assert f"Your list has {len(listed) - 1} for it." in holes.text


async def test_what_they_offer_already_is_not_named_again_until_they_want_it(
    desk: Desk, platform: Platform, clock: Clock
) -> None:
    holes = await page(desk, platform, wording.B_HOLES)
    [ours] = [button for button in holes.buttons if button.label.startswith("We offer this already")]
    said = await private(desk, platform, MANAGER, pressed=ours.payload)
    assert said.text.startswith("Okay, you offer it")
    holes = await page(desk, platform, wording.B_HOLES)
    assert "14 members" not in holes.text
    assert holes.files == ()
    assert "You said that you offer this" in holes.text
    clock.now += timedelta(minutes=10)
    assert "Your list has" not in (await page(desk, platform)).text, "it is remembered in the database"
    again = await tap(desk, platform, MANAGER, holes, wording.B_OURS_CLEAR)
    assert "14 members" in again.text


async def test_whoever_is_no_manager_reads_nothing_from_any_button(desk: Desk, platform: Platform) -> None:
    assert (await enter(desk, platform, ANA, "insight")).text == wording.SETUP_MANAGERS
    shown = [await page(desk, platform), *[await page(desk, platform, each) for each in (wording.B_HOLES,)]]
    before = desk.roster.of(GROUP)
    platform.managers.clear()
    pressed = [button for each in shown for button in each.buttons if button.payload]
    assert len(pressed) >= 8
    for button in pressed:
        asked = platform.asked_for_rights
        refused = await private(desk, platform, MANAGER, pressed=button.payload)
        assert (refused.text, refused.files) == (wording.SETUP_MANAGERS, ())
        assert platform.asked_for_rights == asked + 1, "the platform is asked at every use"
    assert desk.roster.of(GROUP) == before
    assert platform.written == []


async def test_in_the_group_it_points_to_a_private_place_and_says_nothing(desk: Desk, platform: Platform) -> None:
    for member in (MANAGER, ANA):
        public = await in_group(desk, platform, member, command="insight")
        assert (public.text, public.files) == (wording.NEUTRAL, ())
    shown = await page(desk, platform)
    for button in (each for each in shown.buttons if each.payload):
        public = await in_group(desk, platform, MANAGER, pressed=button.payload)
        assert (public.text, public.files) == (wording.NEUTRAL, ())


async def test_in_the_staff_chat_it_is_answered_there_for_managers(desk: Desk, platform: Platform) -> None:
    shown = await in_staff_chat(desk, platform, MANAGER, command="insight")
    assert ("77 members" in shown.text, shown.staff, len(shown.files)) == (True, True, 1)
    needs = await in_staff_chat(desk, platform, MANAGER, pressed=labelled(shown, wording.B_NEEDS).payload)
    assert ("23 members" in needs.text, needs.staff) == (True, True)
    assert (await in_staff_chat(desk, platform, ANA, command="insight")).text == wording.SETUP_MANAGERS


async def test_a_staff_chat_that_others_read_by_now_gets_no_number(desk: Desk, platform: Platform) -> None:
    shown = await in_staff_chat(desk, platform, MANAGER, command="insight")
    platform.readers_of[STAFF_CHAT] = Readers("public", "Staff")
    refused = await in_staff_chat(desk, platform, MANAGER, command="insight")
    assert (refused.text, refused.files) == (wording.SETUP_PUBLIC, ())
    refused = await in_staff_chat(desk, platform, MANAGER, pressed=labelled(shown, wording.B_NEEDS).payload)
    assert refused.text == wording.SETUP_PUBLIC
    refused = await page(desk, platform, wording.B_POST)
    assert (refused.text, platform.written) == (wording.SETUP_PUBLIC, [])
    assert "77 members" in (await page(desk, platform)).text, "in private they still read them"


async def test_a_manager_shows_it_in_the_staff_chat_and_learns_who_can_read_it(desk: Desk, platform: Platform) -> None:
    said = await page(desk, platform, wording.B_POST)
    assert said.text == wording.POSTED.format(readers="all its members (4)")
    [(to, shown)] = platform.written
    assert (to, "77 members" in shown.text, len(shown.files)) == (STAFF_CHAT, True, 1)
    platform.closed.add(STAFF_CHAT)
    assert (await page(desk, platform, wording.B_POST)).text == wording.SETUP_UNREACHABLE


async def test_it_speaks_the_managers_language(desk: Desk, platform: Platform) -> None:
    for language in LANGUAGES:
        public = await in_group(desk, platform, MANAGER, command="insight", locale=language)
        shown = await private(
            desk, platform, MANAGER, command="start", text=public.buttons[0].doorway or "", locale=language
        )
        assert "77" in shown.text
        assert (wording.INSIGHT_RULE in shown.text) == (language == "en")
        assert all(len((button.payload or "").encode()) <= 64 for button in shown.buttons)


async def test_without_numbers_it_says_why(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "setup")
    shown = await page(desk, platform)
    assert wording.INSIGHT_NOTHING_YET in shown.text
    assert [button.label for button in shown.buttons] == [wording.B_LETTER_ON]
    assert shown.files == ()
    await storage.close()
    assert (await page(desk, platform)).text == wording.INSIGHT_UNREADABLE


async def test_without_a_list_of_services_the_numbers_wait(desk: Desk, platform: Platform) -> None:
    desk.directory = None
    assert (await page(desk, platform)).text == wording.INSIGHT_UNREADABLE


async def test_a_picture_that_cannot_be_drawn_does_not_cost_the_numbers(
    desk: Desk, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("insight.picture.png", broken)
    shown = await page(desk, platform)
    assert ("77 members" in shown.text, shown.files) == (True, ())


async def test_before_set_up_it_says_what_to_type(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    assert (await page(desk, platform)).text == wording.SETUP_IN_GROUP.format(command="/setup")


async def test_with_two_communities_in_one_staff_chat_it_points_to_the_community(
    desk: Desk, platform: Platform
) -> None:
    other = "1111222233334444"
    await desk.roster.save(other, desk.roster.of(GROUP))
    public = await in_staff_chat(desk, platform, MANAGER, command="insight")
    assert (public.text, public.files) == (wording.NEUTRAL, ())


def test_every_button_leads_somewhere() -> None:
    for step in INSIGHT.steps.values():
        assert set(step.leads.values()) <= INSIGHT.steps.keys()
    assert HOME != STAFF_CHAT
