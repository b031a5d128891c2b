"""Members suggest a service: what goes on, what is kept, and how much of it, on both engines."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from catalog.loader import load_needs
from catalog.model import Support
from handlers import wording
from handlers.decide import REASONS
from handlers.desk import Desk
from handlers.post import Readers
from handlers.suggested import SUPPORTS
from storage.store import CommunitySettings
from storage.suggestions import OF_A_COMMUNITY, OF_A_MEMBER
from tests.conftest import KEY
from tests.handlers.people import ANA, BEN, GROUP, everything
from tests.handlers.staffroom import MANAGER, STAFF_CHAT, Platform, address, enter, in_group, private, tap
from tests.handlers.suggestions.kit import LINK, WORDS, begin, cards, press, suggest, told, waiting

if TYPE_CHECKING:
    from handlers.tools import Directory
    from storage.store import Storage
    from tests.conftest import Clock


async def test_the_staff_chat_gets_link_kind_and_need_and_nothing_about_the_member(
    desk: Desk, platform: Platform
) -> None:
    preview = await begin(desk, platform)
    assert platform.written == []
    reply = await tap(desk, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert wording.SUGGEST_WILL_TELL in reply.text
    [card] = cards(platform)
    assert card.verbatim == preview.verbatim == LINK
    assert "Kind: a group of people who know it too\nFor: loneliness" in card.text
    assert not [part for part in ("Ana", "ana", ANA, address(ANA)) if part in everything(card) + card.verbatim]


async def test_before_it_is_taken_in_the_link_stands_only_where_no_app_makes_a_link_of_it(
    desk: Desk, platform: Platform
) -> None:
    replies = [await begin(desk, platform)]
    replies.append(await tap(desk, platform, ANA, replies[0], wording.B_SUGGEST_TELL))
    replies += cards(platform)
    replies += [await private(desk, platform, ANA, command=command) for command in ("mydata", "mydata-json")]
    replies.append(await enter(desk, platform, MANAGER, "suggestions"))
    replies.append(await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_DECLINE))
    replies.append(await press(desk, platform, MANAGER, replies[-1], REASONS["cost"]))
    replies += [reply for _, reply in platform.written]
    assert sum("lighthouse" in reply.verbatim for reply in replies) >= 5
    assert not [reply for reply in replies if "lighthouse" in everything(reply)]


async def test_words_are_not_taken_and_not_kept(desk: Desk, platform: Platform, storage: Storage) -> None:
    await enter(desk, platform, ANA, "suggest")
    reply = await private(desk, platform, ANA, command="suggest", text=f"{LINK} {WORDS}")
    assert reply.text == wording.LINK_NONE
    assert [body for kind, body, _ in (await storage.holdings(ANA)).memories if kind == "suggest"] == [""]
    assert await waiting(storage) == ()


async def test_each_wrong_link_is_answered_with_what_to_send_instead(desk: Desk, platform: Platform) -> None:
    await enter(desk, platform, ANA, "suggest")
    for link, sentence in {
        "http://example.org": wording.LINK_NOT_SECURE,
        "https://bit.ly/abc": wording.LINK_HIDDEN,
        "https://t.me/abc": wording.LINK_CHAT,
        "https://ana@example.org/": wording.LINK_PERSONAL,
        "https://10.0.0.1/": wording.LINK_HOST,
        f"https://example.org/{'a' * 200}": wording.LINK_LONG,
    }.items():
        assert (await private(desk, platform, ANA, text=link)).text == sentence


async def test_a_link_that_nobody_asked_for_is_no_suggestion(desk: Desk, platform: Platform, storage: Storage) -> None:
    await enter(desk, platform, ANA, "report")
    reply = await private(desk, platform, ANA, text=LINK)
    assert wording.SUGGEST_KIND not in reply.text
    assert not [memory for memory in (await storage.holdings(ANA)).memories if memory[0] == "suggest"]
    assert await waiting(storage) == ()


async def test_danger_comes_first_even_behind_the_command(desk: Desk, platform: Platform) -> None:
    await enter(desk, platform, ANA, "suggest")
    reply = await private(desk, platform, ANA, command="suggest", text="I want to kill myself tonight")
    assert wording.LINK_NONE not in reply.text
    assert "call" in reply.text


async def test_nothing_is_sent_or_kept_when_they_change_their_mind(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    preview = await begin(desk, platform)
    assert (await tap(desk, platform, ANA, preview, wording.B_SEND_NOT)).text == wording.SUGGEST_NOT
    assert (platform.written, await waiting(storage)) == ([], ())
    assert [kind for kind, _, _ in (await storage.holdings(ANA)).memories if kind == "suggest"] == []
    assert wording.SUGGEST_LOST[:20] in (await tap(desk, platform, ANA, preview, wording.B_SEND_NAMED)).text


async def test_who_does_not_want_to_be_written_to_leaves_no_address(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform, tell=False)
    [kept] = await waiting(storage)
    assert kept.reply_to is None
    reply = await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_DECLINE)
    reply = await press(desk, platform, MANAGER, reply, REASONS["cost"])
    assert wording.QUEUE_NOT_TOLD in reply.text
    assert told(platform) == []


async def test_in_the_group_itself_nothing_is_taken(desk: Desk, platform: Platform, storage: Storage) -> None:
    reply = await in_group(desk, platform, ANA, command="suggest", text=LINK)
    assert reply.text == wording.NEUTRAL
    assert not [memory for memory in (await storage.holdings(ANA)).memories if memory[0] == "suggest"]


async def test_only_where_there_is_a_staff_chat(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "setup")
    assert (await enter(desk, platform, ANA, "suggest")).text == wording.SUGGEST_CLOSED


async def test_a_private_chat_that_came_from_no_group_is_told_where_to_type_it(desk: Desk, platform: Platform) -> None:
    reply = await private(desk, platform, BEN, command="suggest", text=LINK)
    assert reply.text == wording.SETUP_IN_GROUP.format(command="/suggest")


async def test_nothing_of_teenagers_is_kept_for_others(desk: Desk, platform: Platform, storage: Storage) -> None:
    preview = await begin(desk, platform)
    await storage.save_settings(GROUP, CommunitySettings("IE", age_setting="13-17"))
    await desk.load_settings()
    assert (await enter(desk, platform, BEN, "suggest")).text == wording.SUGGEST_CLOSED
    assert (await tap(desk, platform, ANA, preview, wording.B_SEND_NAMED)).text == wording.SUGGEST_CLOSED
    assert await waiting(storage) == ()


async def test_what_is_in_the_list_already_is_said_at_once(
    desk: Desk, platform: Platform, directory: Directory
) -> None:
    await enter(desk, platform, ANA, "suggest")
    service = next(service for service in directory.catalog.services if service.url.startswith("https://www."))
    reply = await private(desk, platform, ANA, text=service.url.replace("www.", ""))
    assert reply.text == wording.SUGGEST_KNOWN


async def test_one_member_can_send_a_few_and_then_waits(desk: Desk, platform: Platform, clock: Clock) -> None:
    for number in range(OF_A_MEMBER):
        assert "Thank you" in (await suggest(desk, platform, link=f"{LINK}/{number}")).text
    assert (await suggest(desk, platform, link=f"{LINK}/9")).text == wording.SUGGEST_ENOUGH
    assert (await suggest(desk, platform, BEN, link=f"{LINK}/1")).text == wording.SUGGEST_WAITS
    assert len(cards(platform)) == OF_A_MEMBER
    assert clock.now


async def test_a_community_takes_so_many_a_day_even_from_who_forgets_in_between(desk: Desk, platform: Platform) -> None:
    for number in range(OF_A_COMMUNITY):
        await suggest(desk, platform, link=f"{LINK}/{number}")
        await private(desk, platform, ANA, command="forget")
    assert (await suggest(desk, platform, BEN, link=f"{LINK}/99")).text == wording.SUGGEST_FULL
    assert len(cards(platform)) == OF_A_COMMUNITY


async def test_mydata_lists_it_and_forget_takes_it_out_of_the_queue(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    shown = await private(desk, platform, ANA, command="mydata")
    assert "You suggested a service (a group of people who know it too, for: loneliness)." in shown.text
    assert shown.verbatim == LINK
    data = json.loads((await private(desk, platform, ANA, command="mydata-json")).verbatim)
    kept = [each["value"] for each in data["remembered"] if each["kind"] == "suggestion"]
    assert kept == [{"link": LINK, "support": "support-group", "need": "loneliness"}]
    await private(desk, platform, ANA, command="forget")
    assert await waiting(storage) == ()
    assert (await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_TAKE)).text == wording.QUEUE_GONE
    assert "suggested" not in (await private(desk, platform, ANA, command="mydata")).text


async def test_a_restart_in_the_middle_loses_nothing(
    desk: Desk, platform: Platform, storage: Storage, directory: Directory, clock: Clock
) -> None:
    preview = await begin(desk, platform)
    later = Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)
    later.post.attach("test", platform)
    await later.load_settings()
    await tap(later, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert [each.link for each in await waiting(storage)] == [LINK]
    assert len(cards(platform)) == 1


async def test_half_an_hour_later_the_link_is_forgotten(
    desk: Desk, platform: Platform, storage: Storage, clock: Clock
) -> None:
    preview = await begin(desk, platform)
    clock.now += timedelta(minutes=31)
    reply = await tap(desk, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert reply.text == wording.SUGGEST_LOST.format(command="/suggest")
    assert await waiting(storage) == ()


async def test_a_staff_chat_that_others_can_read_gets_no_link_and_the_queue_still_has_it(
    desk: Desk, platform: Platform
) -> None:
    platform.readers_of[STAFF_CHAT] = Readers("public", "Staff")
    assert wording.SUGGEST_LATER in (await suggest(desk, platform)).text
    assert cards(platform) == []
    page = await enter(desk, platform, MANAGER, "suggestions")
    assert page.verbatim == LINK


async def test_what_cannot_be_kept_is_said_and_not_passed_on(desk: Desk, platform: Platform, storage: Storage) -> None:
    preview = await begin(desk, platform)
    await storage.close()
    reply = await tap(desk, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert reply.text == wording.SETUP_NOT_SAVED
    assert platform.written == []


async def test_every_kind_and_every_need_can_be_chosen_and_every_button_fits(desk: Desk, platform: Platform) -> None:
    await enter(desk, platform, ANA, "suggest")
    kinds = await private(desk, platform, ANA, text=LINK)
    assert len(kinds.buttons) == len(SUPPORTS)
    areas = await tap(desk, platform, ANA, kinds, "Therapy with movement, art or music")
    found, pages = set(), [await tap(desk, platform, ANA, areas, area.label) for area in areas.buttons]
    while pages:
        page = pages.pop()
        found |= {button.label.lower() for button in page.buttons}
        assert len(page.buttons) <= 25
        assert all(len((button.payload or "").encode()) <= 64 for button in page.buttons)
        pages += [
            await tap(desk, platform, ANA, page, button.label) for button in page.buttons if button.label == "More"
        ]
    assert found - {"more"} == {need.label.lower() for need in load_needs()}


def test_every_kind_of_the_catalog_has_its_words() -> None:
    assert set(SUPPORTS) == set(get_args(Support))
