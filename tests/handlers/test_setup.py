"""Managers set up the hand-over in chat; the platform is asked for their rights at every single use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.post import Readers
from handlers.roster import Staff
from storage.store import CommunitySettings
from tests.handlers.people import ANA, GROUP, everything, labelled
from tests.handlers.staffroom import (
    HOME,
    KIM,
    MANAGER,
    SAM,
    STAFF_CHAT,
    Platform,
    address,
    choose_chat,
    enter,
    go_on_call,
    in_group,
    private,
    set_up,
    tap,
)

if TYPE_CHECKING:
    from handlers.desk import Desk
    from storage.store import Storage
    from tests.conftest import Clock


async def test_nothing_is_on_before_a_manager_has_set_it_up(desk: Desk) -> None:
    assert not desk.roster.of(GROUP).is_on


async def test_it_can_be_turned_on_once_country_people_and_notice_are_there(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    seen = [wording.SETUP_READY in page.text]
    page = await tap(desk, platform, MANAGER, await tap(desk, platform, MANAGER, page, "Choose the country"), "Ireland")
    seen.append(wording.SETUP_READY in page.text)
    await go_on_call(desk, platform, SAM)
    page = await enter(desk, platform, MANAGER, "setup")
    seen.append(wording.SETUP_READY in page.text)
    page = await tap(desk, platform, MANAGER, page, "It is pinned")
    seen.append(wording.SETUP_READY in page.text)
    assert seen == [False, False, False, True]
    page = await tap(desk, platform, MANAGER, page, "Turn it on")
    assert wording.SETUP_ON in page.text
    assert desk.roster.of(GROUP).is_on


async def test_it_survives_a_restart(desk: Desk, storage: Storage) -> None:
    await set_up(desk, Platform(), chat=True)
    before = desk.roster.of(GROUP)
    desk.roster._staff.clear()
    await desk.load_settings()
    assert desk.roster.of(GROUP) == before
    assert [person.name for person in before.people] == ["Sam (@sam)", "Kim (@kim)"]
    assert (await storage.settings())[GROUP].country == "IE"


async def test_whoever_is_no_manager_is_refused_and_changes_nothing(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, ANA, "setup")
    assert page.text == wording.SETUP_IN_GROUP.format(command="/setup")
    await enter(desk, platform, MANAGER, "setup")
    page = await enter(desk, platform, ANA, "setup")
    assert page.text == wording.SETUP_MANAGERS
    assert page.buttons == ()


async def test_a_demoted_manager_loses_every_button_at_once(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform, chat=True)
    before, settings = desk.roster.of(GROUP), desk.keep.settings(GROUP)
    platform.managers.clear()
    labels = [button for button in page.buttons if button.payload]
    assert len(labels) >= 5
    for button in labels:
        asked = platform.asked_for_rights
        reply = await private(desk, platform, MANAGER, pressed=button.payload)
        assert reply.text == wording.SETUP_MANAGERS
        assert platform.asked_for_rights == asked + 1
    assert (desk.roster.of(GROUP), desk.keep.settings(GROUP)) == (before, settings)


async def test_a_button_of_the_page_is_of_no_use_to_somebody_else(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    reply = await private(desk, platform, ANA, pressed=labelled(page, "Turn it off").payload)
    assert reply.text == wording.SETUP_MANAGERS
    assert desk.roster.of(GROUP).is_on


async def test_in_the_group_itself_nobody_sees_who_manages_or_how_it_is_set_up(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    for member in (MANAGER, ANA):
        for command in ("setup", "oncall"):
            public = await in_group(desk, platform, member, command=command)
            assert public.text == wording.NEUTRAL


async def test_only_a_moderator_can_be_on_call(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "setup")
    reply = await enter(desk, platform, ANA, "oncall")
    assert reply.text == wording.ON_CALL_MODERATORS
    assert desk.roster.of(GROUP).people == ()


async def test_being_on_call_needs_a_way_to_write_to_them(desk: Desk) -> None:
    platform = Platform(closed={address(SAM)})
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "setup")
    assert (await go_on_call(desk, platform, SAM)).text == wording.ON_CALL_CLOSED
    assert desk.roster.of(GROUP).people == ()
    platform.closed.clear()
    assert (await go_on_call(desk, platform, SAM)).text == wording.ON_CALL_JOINED
    assert [person.address for person in desk.roster.of(GROUP).people] == [address(SAM)]


async def test_a_moderator_can_leave_and_a_manager_can_take_them_off(desk: Desk) -> None:
    platform = Platform()
    await set_up(desk, platform)
    reply = await tap(desk, platform, SAM, await enter(desk, platform, SAM, "oncall"), wording.B_LEAVE)
    assert reply.text == wording.ON_CALL_LEFT
    page = await enter(desk, platform, MANAGER, "setup")
    page = await tap(desk, platform, MANAGER, page, "Take Kim (@kim) off")
    assert desk.roster.of(GROUP).people == ()
    desk.roster._staff.clear()
    await desk.load_settings()
    assert desk.roster.of(GROUP).people == ()


async def test_forgetting_takes_a_moderator_off_the_list_and_mydata_shows_it(desk: Desk) -> None:
    platform = Platform()
    await set_up(desk, platform)
    shown = await private(desk, platform, SAM, command="mydata")
    assert "You are on call for a community" in shown.text
    await private(desk, platform, SAM, command="forget")
    assert [person.member for person in desk.roster.of(GROUP).people] == [KIM]
    await desk.load_settings()
    assert [person.member for person in desk.roster.of(GROUP).people] == [KIM]


async def test_a_staff_chat_is_chosen_from_inside_and_shows_who_can_read_it(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    reply = await choose_chat(desk, platform, page)
    assert reply.text == wording.SETUP_CHAT_SET.format(readers="all its members (4)")
    assert desk.roster.of(GROUP).channel == STAFF_CHAT
    page = await enter(desk, platform, MANAGER, "setup")
    assert "Staff chat: Staff. Who can read it: all its members (4)." in page.text


async def test_a_public_chat_or_the_community_itself_is_refused(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    for readers, sentence in (
        (Readers("public", "Staff"), wording.SETUP_PUBLIC),
        (Readers("community"), wording.SETUP_COMMUNITY),
        (Readers("gone"), wording.SETUP_UNREACHABLE),
    ):
        platform.readers_of[STAFF_CHAT] = readers
        page = await enter(desk, platform, MANAGER, "setup")
        assert (await choose_chat(desk, platform, page)).text == sentence
        assert desk.roster.of(GROUP).channel is None


async def test_the_chat_of_another_community_is_no_staff_chat(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await desk.roster.save("feedfeedfeedfeed", Staff(home=STAFF_CHAT, has_notice=True))
    page = await enter(desk, platform, MANAGER, "setup")
    assert (await choose_chat(desk, platform, page)).text == wording.SETUP_COMMUNITY
    assert desk.roster.of(GROUP).channel is None


async def test_the_door_into_a_staff_chat_opens_for_its_manager_alone_and_once(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    await choose_chat(desk, platform, page, member=ANA)
    assert desk.roster.of(GROUP).channel is None
    await choose_chat(desk, platform, page)
    assert desk.roster.of(GROUP).channel == STAFF_CHAT
    page = await tap(desk, platform, MANAGER, await enter(desk, platform, MANAGER, "setup"), wording.B_SETUP_NO_CHAT)
    assert desk.roster.of(GROUP).channel is None


async def test_no_other_doorway_opens_where_others_read_along(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    for command in ("setup", "report", "mydata"):
        doorway = (await in_group(desk, platform, MANAGER, command=command)).buttons[0].doorway
        assert (await in_group(desk, platform, MANAGER, command="start", text=doorway)).text == wording.NEUTRAL


async def test_a_manager_demoted_on_the_way_does_not_bring_the_notes_elsewhere(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    platform.managers.clear()
    assert (await choose_chat(desk, platform, page)).text == wording.SETUP_MANAGERS
    assert desk.roster.of(GROUP).channel is None


async def test_on_a_server_the_channel_they_stand_in_can_be_the_staff_chat(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    origin = platform.origin(MANAGER, group=True, chat=STAFF_CHAT, chat_name="Staff")
    from handlers.messages import Incoming  # noqa: PLC0415  only this test speaks as Discord does
    from tests.handlers.people import pass_on  # noqa: PLC0415  the same

    def said(**more: object) -> Incoming:
        return Incoming(MANAGER, GROUP, private=True, shared=True, origin=origin, **more)  # type: ignore[arg-type]  # Incoming's own fields

    page = await pass_on(desk, said(command="setup"))
    page = await pass_on(desk, said(pressed=labelled(page, wording.B_SETUP_HERE).payload))
    assert desk.roster.of(GROUP).channel == STAFF_CHAT
    assert "Who can read it: all its members (4)" in page.text


async def test_taking_away_the_last_one_who_could_be_asked_turns_it_off(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform, people=(), chat=True)
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_NO_CHAT)
    assert not desk.roster.of(GROUP).is_on
    assert wording.SETUP_OFF in page.text


async def test_a_community_of_teenagers_has_no_hand_over(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    await storage.save_settings(GROUP, CommunitySettings("IE", age_setting="13-17"))
    await desk.load_settings()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    assert page.text == "\n\n".join((wording.SETUP_YOUNG, f"{wording.SETUP_NO_NOTICE}\n{wording.NOTICE_YOUNG}"))
    labels = [wording.B_NOTICE_POST, wording.B_SETUP_PINNED, wording.B_SETUP_MORE]
    assert [button.label for button in page.buttons] == labels


async def test_what_cannot_be_saved_is_said_and_not_pretended(desk: Desk, storage: Storage, clock: Clock) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    await storage.close()
    reply = await tap(desk, platform, MANAGER, page, "Turn it off")
    assert wording.SETUP_NOT_SAVED in reply.text
    assert desk.roster.of(GROUP).is_on
    assert clock.now


async def test_every_button_of_the_page_fits_its_platform(desk: Desk) -> None:
    page = await set_up(desk, Platform(), chat=True)
    assert all(len((button.payload or "").encode()) <= 64 for button in page.buttons)
    assert HOME not in everything(page)
