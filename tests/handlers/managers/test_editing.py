"""Managers find a service, hide it, check it and take changes back; every tap asks the platform for their rights."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.did_not_work import FLAGS
from handlers.messages import Memory
from tests.handlers.people import ANA, GROUP, say
from tests.handlers.staffroom import MANAGER, Platform, enter, private, tap

if TYPE_CHECKING:
    from catalog.model import Service
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage

SLEEP = "I cannot sleep, my mind races every night"


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "catalog")
    return platform


def with_number(desk: Desk) -> tuple[Service, str]:
    """A service whose name finds it alone, and its number to call."""
    assert desk.directory
    services = desk.directory.catalog.services
    for each in services:
        calls = [contact.display for contact in each.contacts if contact.channel == "call"]
        alike = [one for one in services if each.name.casefold() in f"{one.name} {one.provider}".casefold()]
        if calls and len(alike) == 1:
            return each, calls[0]
    raise AssertionError


async def card(desk: Desk, platform: Platform, service: Service) -> Reply:
    found = await private(desk, platform, MANAGER, command="catalog", text=service.name)
    return await tap(desk, platform, MANAGER, found, service.name)


async def test_hidden_it_is_gone_for_members_and_shown_again_it_is_back(desk: Desk, platform: Platform) -> None:
    assert desk.directory
    before = await say(desk, SLEEP, ANA, community=GROUP)
    first = next(each for each in desk.directory.catalog.services if each.name == before.items[0].title)
    page = await tap(desk, platform, MANAGER, await card(desk, platform, first), wording.B_CATALOG_HIDE)
    assert wording.CATALOG_HIDDEN in page.text
    after = await say(desk, SLEEP, ANA, community=GROUP)
    assert after.items
    assert first.name not in [item.title for item in after.items]
    page = await tap(desk, platform, MANAGER, page, wording.B_CATALOG_SHOW)
    assert wording.CATALOG_HIDDEN not in page.text
    again = await say(desk, SLEEP, ANA, community=GROUP)
    assert first.name in [item.title for item in again.items]


async def test_a_check_writes_its_date_and_how_and_can_be_taken_back(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    service, _ = with_number(desk)
    page = await tap(desk, platform, MANAGER, await card(desk, platform, service), wording.B_CATALOG_CHECKED)
    assert page.text == wording.CHECK_ASK
    page = await tap(desk, platform, MANAGER, page, wording.B_HOW_CALLED)
    own = await desk.shelves.of(GROUP)
    assert own
    now = own.catalog.service(service.id)
    assert now
    assert (now.verified.on, now.verified.how) == (desk._clock().date(), "called")
    await tap(desk, platform, MANAGER, page, wording.B_CATALOG_UNDO)
    assert desk.shelves.are_all_alike
    assert {each.what for each in await storage.edits.trail(GROUP)} == {"verify", "undo"}


async def test_verify_lists_what_was_checked_longest_ago_first(desk: Desk, platform: Platform) -> None:
    page = await private(desk, platform, MANAGER, command="verify", text="")
    dates = [button.label.rpartition(" · ")[2] for button in page.buttons]
    assert page.text == wording.VERIFY_OLDEST
    assert dates == sorted(dates)
    assert dates


async def test_verify_lists_first_what_members_say_does_not_work_until_somebody_has_checked_it(
    desk: Desk, platform: Platform
) -> None:
    service, _ = with_number(desk)
    tomorrow = desk._clock().date() + timedelta(days=1)
    body = json.dumps({"community": GROUP, "flags": {service.id: tomorrow.isoformat()}})
    await desk.keep.remember(GROUP, Memory(FLAGS, body, 3000))
    page = await private(desk, platform, MANAGER, command="verify", text="")
    assert page.text == wording.VERIFY_URGENT
    assert page.buttons[0].label == f"{service.name} · {wording.VERIFY_BROKEN}"
    desk._clock.now += timedelta(days=1)  # type: ignore[attr-defined]  # the tests' own clock
    card = await private(desk, platform, MANAGER, pressed=page.buttons[0].payload)
    how = await tap(desk, platform, MANAGER, card, wording.B_CATALOG_CHECKED)
    await tap(desk, platform, MANAGER, how, wording.B_HOW_CALLED)
    page = await private(desk, platform, MANAGER, command="verify", text="")
    assert page.text == wording.VERIFY_OLDEST
    assert service.name not in page.buttons[0].label


async def test_leaving_a_form_changes_nothing_and_the_next_words_are_words_again(
    desk: Desk, platform: Platform
) -> None:
    service, number = with_number(desk)
    asked = await tap(desk, platform, MANAGER, await card(desk, platform, service), f"Change {number}")
    await tap(desk, platform, MANAGER, asked, wording.B_AS_IT_IS)
    said = await private(desk, platform, MANAGER, text="0123 4567", community=GROUP)
    assert wording.NUMBER_CHECK not in said.text
    assert desk.shelves.are_all_alike


async def renumbered(desk: Desk, platform: Platform, service: Service, old: str, new: str) -> Reply:
    """Ask for another number; the last look before a yes."""
    await tap(desk, platform, MANAGER, await card(desk, platform, service), f"Change {old}")
    return await private(desk, platform, MANAGER, text=new)


async def test_a_number_that_is_changed_twice_is_the_last_one_and_its_check_is_dated(
    desk: Desk, platform: Platform
) -> None:
    service, number = with_number(desk)
    for old, new in ((number, "0123 4567"), ("0123 4567", "0123 9999")):
        sure = await renumbered(desk, platform, service, old, new)
        page = await tap(desk, platform, MANAGER, sure, wording.B_HOW_CALLED)
        assert new in page.text
    [edit] = desk.shelves.edits(GROUP).values()
    assert [each.display for each in edit.numbers] == ["0123 9999"]
    assert edit.verified
    assert (edit.verified.on, edit.verified.how) == (desk._clock().date(), "called")


async def test_a_number_that_the_file_has_lost_meanwhile_is_not_changed(desk: Desk, platform: Platform) -> None:
    service, number = with_number(desk)
    sure = await renumbered(desk, platform, service, number, "0123 4567")
    assert desk.directory
    catalog = desk.directory.catalog
    services = tuple(
        each.model_copy(update={"contacts": ()}) if each.id == service.id else each for each in catalog.services
    )
    desk.directory = replace(desk.directory, catalog=catalog.model_copy(update={"services": services}))
    assert (await tap(desk, platform, MANAGER, sure, wording.B_HOW_CALLED)).text == wording.FORM_LOST
    assert desk.shelves.are_all_alike


async def test_a_yes_under_one_service_never_writes_what_was_typed_for_another(desk: Desk, platform: Platform) -> None:
    service, number = with_number(desk)
    sure = await renumbered(desk, platform, service, number, "0123 4567")
    assert desk.directory
    other = next(one for one in desk.directory.catalog.services if one.contacts and one.id != service.id)
    found = await private(desk, platform, MANAGER, command="catalog", text=other.id)
    page = await tap(desk, platform, MANAGER, found, other.name)
    await tap(desk, platform, MANAGER, page, f"Change {other.contacts[0].display}")
    await private(desk, platform, MANAGER, text="0999 9999")
    assert (await tap(desk, platform, MANAGER, sure, wording.B_HOW_CALLED)).text == wording.FORM_LOST
    assert desk.shelves.are_all_alike


async def test_what_others_read_along_is_no_answer_to_a_form(desk: Desk, platform: Platform) -> None:
    service, number = with_number(desk)
    await tap(desk, platform, MANAGER, await card(desk, platform, service), f"Change {number}")
    said = await private(desk, platform, MANAGER, text="0123 4567", shared=True)
    assert wording.NUMBER_CHECK not in said.text


async def test_a_yes_without_a_form_behind_it_changes_nothing(desk: Desk, platform: Platform) -> None:
    service, number = with_number(desk)
    await tap(desk, platform, MANAGER, await card(desk, platform, service), f"Change {number}")
    sure = await private(desk, platform, MANAGER, text="0123 4567")
    desk.keep._near.clear()
    desk.keep.hold(MANAGER, "home", GROUP, 60)
    assert (await tap(desk, platform, MANAGER, sure, wording.B_HOW_CALLED)).text == wording.FORM_LOST
    assert desk.shelves.are_all_alike


async def test_what_is_typed_is_written_nowhere_before_the_yes(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    service, number = with_number(desk)
    await tap(desk, platform, MANAGER, await card(desk, platform, service), f"Change {number}")
    await private(desk, platform, MANAGER, text="0123 4567")
    assert [kind for kind, _, _ in (await storage.holdings(MANAGER)).memories] == ["home"]
    shown = await private(desk, platform, MANAGER, command="mydata")
    assert wording.MY_DATA_FORM in shown.text
    await private(desk, platform, MANAGER, command="forget")
    assert desk.keep.known(MANAGER, "form draft") is None


async def test_every_button_asks_for_rights(desk: Desk, platform: Platform, storage: Storage) -> None:
    service, _ = with_number(desk)
    page = await card(desk, platform, service)
    asked = platform.asked_for_rights
    platform.managers.clear()
    for button in page.buttons:
        assert (await private(desk, platform, MANAGER, pressed=button.payload)).text == wording.SETUP_MANAGERS
        assert (await private(desk, platform, ANA, pressed=button.payload)).text == wording.SETUP_MANAGERS
    assert platform.asked_for_rights == asked + 2 * len(page.buttons)
    assert await storage.edits.trail() == ()


async def test_without_storage_it_says_so_and_changes_nothing(desk: Desk, platform: Platform) -> None:
    service, _ = with_number(desk)
    page = await card(desk, platform, service)
    desk.keep._storage = None
    assert (await tap(desk, platform, MANAGER, page, wording.B_CATALOG_HIDE)).text == wording.SETUP_NOT_SAVED
    assert desk.shelves.are_all_alike


async def test_nothing_found_says_how_to_search(desk: Desk, platform: Platform) -> None:
    said = await private(desk, platform, MANAGER, command="catalog", text="zzz unheard of")
    assert said.text.startswith(wording.CATALOG_NONE)
