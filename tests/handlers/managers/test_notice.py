"""The bot posts and pins its own notice: once, where a manager taps for it, and what is pinned says what is true."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.announcing import ANNOUNCING
from handlers.messages import Incoming, Memory
from handlers.post import Pinning
from handlers.roster import STAFF, STAFF_MINUTES, Staff
from handlers.translator import LANGUAGES, Say
from storage.store import CommunitySettings
from tests.handlers.people import ANA, GROUP, labelled, pass_on
from tests.handlers.staffroom import HOME, MANAGER, STAFF_CHAT, Platform, enter, private, set_up, tap

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage

TALK = "test.talk"
WHY_NOT = {
    Pinning.NO_RIGHT: wording.NOTICE_NO_RIGHT,
    Pinning.AS_ADMIN: wording.NOTICE_AS_ADMIN,
    Pinning.FULL: wording.NOTICE_FULL,
    Pinning.GONE: wording.NOTICE_UNSURE,
    Pinning.UNKNOWN: wording.NOTICE_PIN_UNSURE,
}


async def opened(desk: Desk, platform: Platform) -> Reply:
    desk.post.attach("test", platform)
    return await enter(desk, platform, MANAGER, "setup")


async def test_one_tap_posts_it_in_the_community_and_pins_it(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    assert page.text.startswith(wording.NOTICE_DONE)
    assert f"✓ {wording.SETUP_NOTICE}" in page.text
    assert platform.board() == [(HOME, wording.NOTICE)]
    assert [change.about for change in await storage.edits.trail(GROUP)] == ["notice"]


async def test_it_is_in_every_language_of_the_community_and_pinned_by_hand_says_the_same(desk: Desk) -> None:
    platform = Platform()
    await desk.keep.save_settings(GROUP, CommunitySettings(languages=("en", "th")))
    page = await opened(desk, platform)
    both = "\n\n".join(Say(code)(wording.NOTICE) for code in ("en", "th"))
    assert both in page.text
    await tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST)
    assert platform.board() == [(HOME, both)]


@pytest.mark.parametrize("listening", [False, True])
def test_in_all_languages_together_it_fits_one_message(listening: bool) -> None:  # noqa: FBT001  a parameter of the test
    sentence = wording.NOTICE_LISTENING if listening else wording.NOTICE
    assert len("\n\n".join(Say(code)(sentence) for code in LANGUAGES)) < 1900


async def test_two_taps_at_once_or_one_after_the_other_post_one_notice(desk: Desk) -> None:
    platform = Platform()
    page = await opened(desk, platform)
    platform.goes_on.clear()
    first = asyncio.create_task(tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST))
    await asyncio.wait_for(platform.publishing.wait(), 30)
    second = asyncio.create_task(tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST))
    done, _ = await asyncio.wait({first, second}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    platform.goes_on.set()
    assert (await first).text.startswith(wording.NOTICE_DONE)
    assert (await second).text.startswith(wording.NOTICE_BUSY)
    assert done == {second}
    late = await tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST)
    assert late.text.startswith(wording.NOTICE_ALREADY)
    assert len(platform.published) == 1


async def test_a_second_process_that_has_not_heard_of_the_first_posts_no_second_notice(desk: Desk) -> None:
    platform = Platform()
    page = await opened(desk, platform)
    before = dict(desk.roster._staff)
    await tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST)
    desk.roster._staff = before
    late = await tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST)
    assert late.text.startswith(wording.NOTICE_ALREADY)
    assert len(platform.published) == 1


@pytest.mark.parametrize("outcome", list(WHY_NOT))
async def test_where_it_may_not_pin_it_says_why_and_the_manager_can_do_it(desk: Desk, outcome: Pinning) -> None:
    platform = Platform(pins=outcome)
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    assert page.text.startswith(WHY_NOT[outcome])
    assert f"– {wording.SETUP_NOTICE_POSTED}" in page.text
    assert not desk.roster.of(GROUP).has_notice
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_PINNED)
    assert f"✓ {wording.SETUP_NOTICE}" in page.text
    assert len(platform.published) == 1


async def test_once_it_has_the_right_it_pins_what_it_posted_and_posts_nothing_new(desk: Desk) -> None:
    platform = Platform(pins=Pinning.NO_RIGHT)
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    platform.pins = Pinning.DONE
    page = await tap(desk, platform, MANAGER, page, wording.B_NOTICE_PIN)
    assert page.text.startswith(wording.NOTICE_DONE)
    assert (len(platform.published), len(platform.pinned)) == (1, 1)


async def test_a_posted_notice_that_was_deleted_before_it_could_be_pinned_is_posted_anew(desk: Desk) -> None:
    platform = Platform(pins=Pinning.NO_RIGHT)
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    platform.pins = Pinning.DONE
    platform.published["test.message-0"] = ("deleted", "")
    await tap(desk, platform, MANAGER, page, wording.B_NOTICE_PIN)
    assert platform.board() == [(HOME, wording.NOTICE)]


async def test_where_it_may_not_write_the_manager_gets_the_text_to_copy(desk: Desk) -> None:
    platform = Platform(takes_notice=False)
    told = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    assert (told.text, told.verbatim) == (wording.NOTICE_NOT_POSTED, wording.NOTICE)
    page = await tap(desk, platform, MANAGER, told, wording.B_SETUP_PINNED)
    assert f"✓ {wording.SETUP_NOTICE}" in page.text


async def test_where_nobody_can_say_whether_it_arrived_the_manager_is_asked_to_look(desk: Desk) -> None:
    platform = Platform(takes_notice=None)
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    assert page.text.startswith(wording.NOTICE_UNSURE)
    assert not desk.roster.of(GROUP).has_notice


async def test_posted_again_the_old_one_is_taken_down(desk: Desk) -> None:
    platform = Platform()
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    await desk.keep.save_settings(GROUP, CommunitySettings(languages=("en", "es")))
    page = await enter(desk, platform, MANAGER, "setup")
    assert wording.SETUP_NOTICE_OLD in page.text
    page = await tap(desk, platform, MANAGER, page, wording.B_NOTICE_AGAIN)
    assert platform.board() == [(HOME, f"{wording.NOTICE}\n\n{Say('es')(wording.NOTICE)}")]
    assert wording.SETUP_NOTICE_OLD not in page.text
    platform.unpins = False
    page = await tap(desk, platform, MANAGER, page, wording.B_NOTICE_AGAIN)
    assert page.text.startswith(wording.NOTICE_OLD_STAYS)


async def test_its_own_page_survives_a_restart(desk: Desk) -> None:
    platform = Platform(pins=Pinning.NO_RIGHT)
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    before = desk.roster.of(GROUP)
    desk.roster._staff = {}
    await desk.load_settings()
    assert desk.roster.of(GROUP) == before
    assert before.notice is not None
    platform.pins = Pinning.DONE
    await tap(desk, platform, MANAGER, page, wording.B_NOTICE_PIN)
    assert len(platform.published) == 1


async def test_what_an_earlier_version_kept_is_still_read(desk: Desk) -> None:
    earlier = {
        "community": GROUP,
        "home": HOME,
        "channel": None,
        "channel_name": "",
        "has_notice": True,
        "is_on": False,
    }
    await desk.keep.remember(GROUP, Memory(STAFF, json.dumps(earlier), STAFF_MINUTES))
    await desk.load_settings()
    assert desk.roster.of(GROUP) == Staff(home=HOME, has_notice=True)
    platform = Platform()
    page = await opened(desk, platform)
    assert f"✓ {wording.SETUP_NOTICE}" in page.text
    await tap(desk, platform, MANAGER, page, wording.B_NOTICE_AGAIN)
    assert platform.board() == [(HOME, wording.NOTICE)]


async def test_a_demoted_manager_posts_nothing(desk: Desk) -> None:
    platform = Platform()
    page = await opened(desk, platform)
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    platform.managers.clear()
    for reply in (page, asked):
        for button in (each for each in reply.buttons if "|l." in (each.payload or "")):
            assert (await private(desk, platform, MANAGER, pressed=button.payload)).text == wording.SETUP_MANAGERS
    for step in ("post", "pinned", "listen", "deaf"):
        payload = f"t1n|l.page.{step}..{GROUP}|||"
        assert (await private(desk, platform, ANA, pressed=payload)).text == wording.SETUP_MANAGERS
    assert (platform.published, desk.roster.of(GROUP).has_notice) == ({}, False)
    assert set(ANNOUNCING.steps["page"].leads) == {"post", "pinned", "listen", "deaf", "page"}


async def test_what_cannot_be_kept_is_not_posted(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    page = await opened(desk, platform)
    await storage.close()
    told = await tap(desk, platform, MANAGER, page, wording.B_NOTICE_POST)
    assert told.text.startswith(wording.NOTICE_BUSY)
    assert platform.published == {}


async def test_on_a_server_it_goes_to_the_channel_that_the_manager_stands_in_and_never_to_the_staffs(
    desk: Desk,
) -> None:
    platform = Platform()
    desk.post.attach("test", platform)

    async def said(chat: str, **more: object) -> Reply:
        origin = platform.origin(MANAGER, group=True, chat=chat, chat_name=chat.removeprefix("test."))
        return await pass_on(desk, Incoming(MANAGER, GROUP, private=True, shared=True, origin=origin, **more))  # type: ignore[arg-type]  # Incoming's own fields

    page = await said(STAFF_CHAT, command="setup")
    page = await said(STAFF_CHAT, pressed=labelled(page, wording.B_SETUP_HERE).payload)
    assert wording.SETUP_NOTICE_ELSEWHERE.format(command="/setup") in page.text
    assert not [button for button in page.buttons if button.label.startswith("Post and pin")]
    page = await said(TALK, command="setup")
    post = labelled(page, wording.B_NOTICE_POST_IN.format(name="talk")).payload
    await said(STAFF_CHAT, pressed=post)
    assert platform.board() == []
    await said(TALK, pressed=post)
    assert platform.board() == [(TALK, wording.NOTICE)]


# Listening


async def test_it_listens_once_its_notice_is_pinned_and_the_old_one_is_taken_down(desk: Desk) -> None:
    platform = Platform()
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    page = await tap(desk, platform, MANAGER, asked, wording.B_LISTEN_POST)
    assert wording.SETUP_LISTENING in page.text
    assert platform.board() == [(HOME, wording.NOTICE_LISTENING)]
    page = await tap(desk, platform, MANAGER, asked, wording.B_LISTEN_POST)
    assert wording.SETUP_LISTENING in page.text
    assert len(platform.published) == 2


async def test_it_does_not_listen_before_members_can_read_it(desk: Desk) -> None:
    platform = Platform(pins=Pinning.AS_ADMIN)
    asked = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_SETUP_LISTEN)
    told = await tap(desk, platform, MANAGER, asked, wording.B_LISTEN_POST)
    assert told.text == wording.NOTICE_AS_ADMIN
    assert not desk.keep.settings(GROUP).listening
    page = await tap(desk, platform, MANAGER, told, wording.B_SETUP_LISTEN_PINNED)
    assert wording.SETUP_LISTENING in page.text
    assert len(platform.published) == 1


async def test_once_it_stops_the_other_notice_is_pinned_and_it_goes_on_asking_moderators(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    page = await tap(desk, platform, MANAGER, asked, wording.B_LISTEN_POST)
    stop = await tap(desk, platform, MANAGER, page, wording.B_SETUP_DEAF)
    assert stop.text.startswith(wording.SETUP_DEAF_DONE)
    assert platform.board() == [(HOME, wording.NOTICE)]
    assert desk.roster.of(GROUP).is_on
    again = await tap(desk, platform, MANAGER, page, wording.B_SETUP_DEAF)
    assert wording.SETUP_NOT_LISTENING in again.text
    assert platform.board() == [(HOME, wording.NOTICE)]
    assert len(platform.published) == 2


async def test_once_it_stops_and_cannot_pin_the_manager_must_and_nobody_is_asked_until_then(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    page = await tap(desk, platform, MANAGER, asked, wording.B_LISTEN_POST)
    platform.pins, platform.unpins = Pinning.NO_RIGHT, False
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_DEAF)
    assert page.text.startswith(f"{wording.NOTICE_NO_RIGHT}\n\n{wording.SETUP_DEAF}")
    assert not desk.keep.settings(GROUP).listening
    assert not desk.roster.of(GROUP).is_on
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_PINNED)
    assert page.text.startswith(wording.NOTICE_OLD_STAYS)
    platform.unpins = True
    assert desk.roster.of(GROUP).has_notice


async def test_an_old_tap_on_stop_does_not_undo_what_was_pinned_by_hand_meanwhile(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    listening = await tap(desk, platform, MANAGER, asked, wording.B_SETUP_LISTEN_PINNED)
    page = await tap(desk, platform, MANAGER, listening, wording.B_SETUP_DEAF)
    await tap(desk, platform, MANAGER, await tap(desk, platform, MANAGER, page, wording.B_SETUP_PINNED), "Turn it on")
    await tap(desk, platform, MANAGER, listening, wording.B_SETUP_DEAF)
    assert desk.roster.of(GROUP).is_on
    assert desk.roster.of(GROUP).has_notice


async def test_pinned_by_hand_instead_ours_is_taken_down(desk: Desk) -> None:
    platform = Platform()
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    await tap(desk, platform, MANAGER, asked, wording.B_SETUP_LISTEN_PINNED)
    assert platform.board() == []
    assert desk.roster.of(GROUP).notice is None


async def test_the_young_are_not_told_that_moderators_are_asked(desk: Desk) -> None:
    platform = Platform()
    await desk.keep.save_settings(GROUP, CommunitySettings(age_setting="13-17"))
    await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_NOTICE_POST)
    [(_, said)] = platform.board()
    assert said == wording.NOTICE_YOUNG
    assert "moderators" not in said


async def test_where_the_young_are_listened_to_it_can_be_stopped(desk: Desk) -> None:
    platform = Platform()
    await desk.keep.save_settings(GROUP, CommunitySettings(age_setting="13-17", listening=True))
    page = await tap(desk, platform, MANAGER, await opened(desk, platform), wording.B_SETUP_DEAF)
    assert wording.SETUP_DEAF in page.text
    assert not desk.keep.settings(GROUP).listening
