"""The Monday letter tells what is to be done: at most five facts, what waits for a decision, and never twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from catalog.model import Verified
from handlers import chores, taken, wording
from handlers.desk import Desk
from handlers.did_not_work import FLAGS
from handlers.digests import NUMBERS_WITHIN
from handlers.messages import Memory
from handlers.tools import Directory
from handlers.translator import Say
from storage.store import Change, CommunitySettings, Suggestion
from tests.conftest import KEY
from tests.handlers.people import ANA, GROUP
from tests.handlers.staffroom import MANAGER, STAFF_CHAT, Platform, choose_chat, enter, tap
from tests.handlers.weeks import ask, lacking, publish

if TYPE_CHECKING:
    from datetime import date

    from catalog.model import Catalog
    from handlers.messages import Reply
    from storage.store import Storage
    from tests.conftest import Clock

NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)
LATER = NINE + NUMBERS_WITHIN
LINK = "https://www.lighthouse-keepers.org/groups"
YEAR = timedelta(days=365)


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    """A community whose managers want the letter."""
    platform = Platform()
    desk.post.attach("test", platform)
    await choose_chat(desk, platform, await enter(desk, platform, MANAGER, "setup"))
    await tap(desk, platform, MANAGER, await enter(desk, platform, MANAGER, "insight"), wording.B_LETTER_ON)
    platform.written.clear()
    return platform


def letters(platform: Platform) -> list[Reply]:
    return [reply for to, reply in platform.written if to == STAFF_CHAT]


def aged(desk: Desk, count: int, on: date, first: int = 0) -> list[str]:
    """So many services of the list were last checked on that day; their ids."""
    assert desk.directory
    catalog = desk.directory.catalog
    chosen = [service.id for service in catalog.services if service.contacts][first : first + count]
    checked = Verified(on=on, by="somebody", how="called")
    services = tuple(
        service.model_copy(update={"verified": checked}) if service.id in chosen else service
        for service in catalog.services
    )
    desk.directory = replace(desk.directory, catalog=catalog.model_copy(update={"services": services}))
    return chosen


def name(desk: Desk, id_: str) -> str:
    assert desk.directory
    found = desk.directory.catalog.service(id_)
    assert found
    return found.name


async def suggestion(storage: Storage) -> Suggestion:
    made = Suggestion(GROUP, LINK, "support-group", "loneliness", "en")
    assert await storage.suggestions.add(ANA, made) is None
    return made


async def flag(desk: Desk, service: str, on: date) -> None:
    body = json.dumps({"community": GROUP, "flags": {service: on.isoformat()}})
    await desk.keep.remember(GROUP, Memory(FLAGS, body, 400 * 24 * 60))


async def test_without_any_numbers_it_tells_the_work_alone_and_once(
    desk: Desk, platform: Platform, storage: Storage, clock: Clock
) -> None:
    [old] = aged(desk, 1, (NINE - YEAR).date())
    clock.now = NINE
    await desk.digests.send_due()
    assert letters(platform) == [], "last week's numbers may still come"
    clock.now = LATER
    await desk.digests.send_due()
    [letter] = letters(platform)
    assert letter.text.startswith(wording.LETTER_WORK)
    assert f"• {name(desk, old)}: last checked on" in letter.text
    assert wording.CHORES_ALL.format(command="/verify") in letter.text
    assert letter.staff
    assert (letter.files, letter.buttons) == ((), ())
    other = Desk(needs=load_needs(), key=KEY, storage=storage, directory=desk.directory, clock=clock)
    other.post.attach("test", platform)
    await other.load_settings()
    await ask(storage, 14, *lacking("unemployment", "wellbeing"))
    for _ in range(5):
        clock.now += timedelta(days=1)
        await desk.digests.send_due()
        await other.digests.send_due()
    assert len(letters(platform)) == 1


async def test_what_was_missing_and_what_is_to_be_done_stand_in_one_letter(
    desk: Desk, platform: Platform, storage: Storage, clock: Clock
) -> None:
    [old] = aged(desk, 1, (NINE - YEAR).date())
    await ask(storage, 14, *lacking("unemployment", "wellbeing"))
    clock.now = NINE
    await publish(desk, storage)
    await desk.digests.send_due()
    clock.now = LATER
    await desk.digests.send_due()
    [letter] = letters(platform)
    assert letter.text.startswith(wording.LETTER)
    assert "finding work" in letter.text.partition(wording.CHORES)[0]
    assert name(desk, old) in letter.text.partition(wording.CHORES)[2]
    assert len(letter.files) == len(letter.buttons) == 1


async def test_five_are_named_and_the_rest_is_counted(desk: Desk, platform: Platform, clock: Clock) -> None:
    aged(desk, 9, (NINE - YEAR).date())
    clock.now = LATER
    await desk.digests.send_due()
    [letter] = letters(platform)
    assert letter.text.count("• ") == chores.SHOWN == 5
    assert wording.CHORES_MORE.format(n=4, command="/verify") in letter.text


async def test_what_did_not_work_for_members_stands_first_and_a_later_check_makes_good_for_it(
    desk: Desk, platform: Platform, clock: Clock
) -> None:
    old, broken = aged(desk, 1, (NINE - YEAR).date()), aged(desk, 1, NINE.date() - timedelta(days=9), first=1)
    await flag(desk, broken[0], NINE.date())
    clock.now = LATER
    await desk.digests.send_due()
    first, second = [line for line in letters(platform)[0].text.splitlines() if line.startswith("• ")]
    assert first.startswith(f"• {name(desk, broken[0])}: members say that it does not work")
    assert name(desk, old[0]) in second
    checked = Verified(on=LATER.date(), by="a manager here", how="called")
    for id_ in (*broken, *old):
        change = Change(GROUP, "manager", "verify", id_)
        await desk.shelves.change(change, lambda edit: edit.model_copy(update={"verified": checked}))
    clock.now += timedelta(days=7)
    await desk.digests.send_due()
    assert len(letters(platform)) == 1


async def test_what_waits_for_a_decision_or_an_entry_is_counted_and_not_named(
    desk: Desk, platform: Platform, storage: Storage, clock: Clock
) -> None:
    made = await suggestion(storage)
    assert await taken.take(made, desk.keep, has_contact=False)
    clock.now = LATER
    await desk.digests.send_due()
    [letter] = letters(platform)
    assert wording.QUEUE_MANY.format(n=1) in letter.text
    assert wording.TAKEN_LEFT.format(n=1) in letter.text
    assert "/suggestions" in letter.text
    assert "lighthouse" not in letter.text + letter.verbatim


async def test_where_nothing_at_all_is_to_be_told_nothing_is_sent(
    desk: Desk, platform: Platform, storage: Storage, clock: Clock
) -> None:
    await ask(storage, 5, *lacking("unemployment", "wellbeing"))
    clock.now = NINE
    await publish(desk, storage)
    for hours in (0, 2, 30, 100):
        clock.now = NINE + timedelta(hours=hours)
        await desk.digests.send_due()
    assert platform.written == []


async def test_no_chore_is_what_others_are_shown_what_is_hidden_or_what_was_only_brought_in(
    desk: Desk, clock: Clock
) -> None:
    ids = aged(desk, 3, (NINE - YEAR).date())
    assert desk.directory
    catalog, today = desk.directory.catalog, clock.now.date()
    regions = {ids[0]: ("TH",), ids[1]: ("GB",), ids[2]: ("*",)}
    services = [
        service.model_copy(update={"regions": regions.get(service.id, service.regions)}) for service in catalog.services
    ]
    brought = services[-1].model_copy(update={"id": "brought-in", "regions": ("GB",)})
    desk.directory = _with(desk.directory, catalog.model_copy(update={"services": services, "unchecked": (brought,)}))
    await desk.keep.save_settings(GROUP, CommunitySettings(country="GB"))
    change = Change(GROUP, "manager", "hide", ids[2])
    await desk.shelves.change(change, lambda edit: edit.model_copy(update={"hidden": True}))
    own = await desk.shelves.of(GROUP)
    assert own
    assert [task.id for task in await chores.to_check(GROUP, own.catalog, desk.keep, today)] == [ids[1]]


def _with(directory: Directory, catalog: Catalog) -> Directory:
    return Directory(catalog, directory.matcher)


@pytest.mark.parametrize("language", ["en", "es", "th"])
async def test_it_is_said_in_the_staffs_language(desk: Desk, storage: Storage, clock: Clock, language: str) -> None:
    aged(desk, 1, (NINE - 3 * YEAR).date())
    await suggestion(storage)
    say = Say(language)
    lines = await chores.lines(GROUP, desk.directory, desk.keep, clock.now.date(), say)
    assert lines[0] == say(wording.CHORES)
    assert lines[-1] == say(wording.CHORES_DECIDE, command="/suggestions")
