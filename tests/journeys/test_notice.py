"""The bot posts and pins its own notice through both real doors, and says what it lacks where it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.translator import Say
from tests.bots import discord_shapes as shapes
from tests.bots.discord_rest import PINS
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, GROUP, INTENT, PSEUDONYMS, DiscordPerson, Place, TelegramPerson
from tests.journeys.test_moderators import MAX, through

if TYPE_CHECKING:
    from tests.bots.discord_shapes import Sent as DiscordSent
    from tests.bots.telegram_methods import Sent

ES = Say("es")


def said(server: TelegramServer, text: str) -> list[Sent]:
    """What was said to everybody in the group."""
    return [sent for sent in server.messages if sent.chat_id == GROUP and sent.text == text]


def on_board(server: TelegramServer) -> list[str]:
    """What members of the group find pinned."""
    texts = {sent.message_id: sent.text for sent in server.messages}
    return [texts[number] for number in server.pinned.get(GROUP, [])]


async def page_of(server: TelegramServer) -> Sent:
    server.admins = {(GROUP, MAX)}
    return await through(server, MAX, "/setup")


async def test_on_telegram_it_is_posted_pinned_without_a_sound_and_replaced_when_it_begins_and_stops_to_listen(
    place: Place,
) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        server.may_pin.add(GROUP)
        manager = TelegramPerson(server, MAX)
        [page] = await manager.press(await page_of(server), wording.B_NOTICE_POST)
        assert page.text.startswith(wording.NOTICE_DONE)
        assert on_board(server) == [wording.NOTICE]
        [asked] = await manager.press(page, wording.B_SETUP_LISTEN)
        [page] = await manager.press(asked, wording.B_LISTEN_POST)
        assert wording.SETUP_LISTENING in page.text
        assert on_board(server) == [wording.NOTICE_LISTENING]
        [page] = await manager.press(page, wording.B_SETUP_DEAF)
        assert page.text.startswith(wording.SETUP_DEAF_DONE)
        assert on_board(server) == [wording.NOTICE]
        assert (server.rung, server.refusals) == ([], [])


async def test_on_telegram_without_the_right_it_is_posted_once_and_says_which_right_and_what_that_costs(
    place: Place,
) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        manager = TelegramPerson(server, MAX)
        [page] = await manager.press(await page_of(server), wording.B_NOTICE_POST)
        assert page.text.startswith(wording.NOTICE_AS_ADMIN)
        assert on_board(server) == []
        assert len(said(server, wording.NOTICE)) == 1
        assert page.data(wording.B_SETUP_PINNED)
        server.may_pin.add(GROUP)
        [page] = await manager.press(page, wording.B_NOTICE_PIN)
        assert page.text.startswith(wording.NOTICE_DONE)
        assert on_board(server) == [wording.NOTICE]
        assert len(said(server, wording.NOTICE)) == 1


async def test_on_telegram_where_it_may_not_write_the_manager_gets_the_text_in_fixed_letters(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        page = await page_of(server)
        server.may_not_write.add(GROUP)
        [told] = await TelegramPerson(server, MAX).press(page, wording.B_NOTICE_POST)
        assert told.text.startswith(wording.NOTICE_NOT_POSTED)
        assert f"<pre>{wording.NOTICE}</pre>" in told.html
        assert server.pinned == {}


async def test_on_telegram_a_lost_answer_is_not_made_up_for_by_a_second_notice(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (desk, _):
        page = await page_of(server)
        before = server.calls.count("sendMessage")
        server.drop("sendMessage", 1)
        [told] = await TelegramPerson(server, MAX).press(page, wording.B_NOTICE_POST)
        assert told.text.startswith(wording.NOTICE_UNSURE)
        assert server.calls.count("sendMessage") == before + 2
        assert desk.roster.of(PSEUDONYMS.community("telegram", GROUP)).notice is None


async def test_on_telegram_a_manager_who_is_none_any_more_posts_nothing(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        page = await page_of(server)
        server.may_pin.add(GROUP)
        server.admins.clear()
        [told] = await TelegramPerson(server, MAX).press(page, wording.B_NOTICE_POST)
        assert told.text == wording.SETUP_MANAGERS
        assert said(server, wording.NOTICE) == []


async def test_what_somebody_pins_in_a_group_is_met_with_silence(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        cry = await server.group(GROUP, ANA, INTENT)
        before = len(server.messages)
        await server.group(GROUP, MAX, "", pinned_message=server._heard[cry])
        await TelegramPerson(server, ANA).say("/help")
        assert [sent.chat_id for sent in server.messages[before:]] == [ANA]


# Discord, where this one shows everything in Spanish


async def discord_page(server: DiscordServer, channel: int = shapes.CHANNEL) -> DiscordSent:
    server.roles[MAX] = [shapes.MANAGERS]
    before = len(await server.sent(0))
    await server.slash(MAX, "setup", "talk", guild=True, channel=channel)
    return (await server.sent(before + 1))[before]


def discord_board(server: DiscordServer, channel: int = shapes.CHANNEL) -> list[str]:
    return [server.messages[number].content for number in server.pinned.get(channel, [])]


async def test_on_discord_it_is_pinned_in_the_channel_where_the_manager_stands(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        server.may_pin |= {shapes.CHANNEL, shapes.OPEN_CHANNEL}
        manager, label = DiscordPerson(server, MAX), ES(wording.B_NOTICE_POST_IN, name="talk")
        notice, page = sorted(await manager.press(await discord_page(server), label, answers=2), key=whose)
        assert page.content.startswith(ES(wording.NOTICE_DONE))
        assert (notice.content, notice.channel) == (ES(wording.NOTICE), shapes.CHANNEL)
        assert discord_board(server) == [ES(wording.NOTICE)]
        elsewhere = await discord_page(server, shapes.OPEN_CHANNEL)
        await manager.press(elsewhere, ES(wording.B_NOTICE_AGAIN), answers=2)
        await server.until(lambda: discord_board(server) == [])
        assert discord_board(server, shapes.OPEN_CHANNEL) == [ES(wording.NOTICE)]
        assert server.problems == []


async def test_on_discord_without_the_right_or_room_it_says_so_and_pins_later_what_it_posted(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        manager, label = DiscordPerson(server, MAX), ES(wording.B_NOTICE_POST_IN, name="talk")
        _, page = sorted(await manager.press(await discord_page(server), label, answers=2), key=whose)
        assert page.content.startswith(ES(wording.NOTICE_NO_RIGHT))
        assert ES(wording.B_SETUP_PINNED) in page.labels
        server.may_pin.add(shapes.CHANNEL)
        server.pinned[shapes.CHANNEL] = list(range(PINS))
        [page] = await manager.press(page, ES(wording.B_NOTICE_PIN))
        assert page.content.startswith(ES(wording.NOTICE_FULL))
        server.pinned[shapes.CHANNEL] = []
        [page] = await manager.press(page, ES(wording.B_NOTICE_PIN))
        assert page.content.startswith(ES(wording.NOTICE_DONE))
        assert discord_board(server) == [ES(wording.NOTICE)]
        assert server.problems == []


async def test_on_discord_where_it_may_not_write_the_manager_gets_the_text_in_fixed_letters(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        page = await discord_page(server)
        server.may_not_write.add(shapes.CHANNEL)
        [told] = await DiscordPerson(server, MAX).press(page, ES(wording.B_NOTICE_POST_IN, name="talk"))
        assert told.content.startswith(ES(wording.NOTICE_NOT_POSTED))
        assert f"```\n{ES(wording.NOTICE)}\n```" in told.content
        assert server.pinned == {}


async def test_on_discord_two_taps_post_one_notice(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        server.may_pin.add(shapes.CHANNEL)
        page = await discord_page(server)
        payload = page.labels[ES(wording.B_NOTICE_POST_IN, name="talk")]
        before = len(await server.sent(0))
        for _ in range(2):
            await server.press(page, MAX, payload)
        found = (await server.sent(before + 3))[before:]
        assert [sent.content for sent in found].count(ES(wording.NOTICE)) == 1
        assert discord_board(server) == [ES(wording.NOTICE)]


def whose(sent: DiscordSent) -> bool:
    """What everybody can read comes first."""
    return sent.only_for is not None
