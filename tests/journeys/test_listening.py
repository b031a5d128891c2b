"""Listening through both real doors: what the app shows of messages that do not call the bot, and what follows."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import wording
from tests.bots import discord_shapes as shapes
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, BEN, GROUP, INTENT, PSEUDONYMS, DiscordPerson, Place, TelegramPerson, discord_door
from tests.journeys.test_moderators import MAX, through
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    import pytest

    from handlers.desk import Desk

HEARD = "findahelpline"
MET_WITH_SILENCE = (
    "good morning",
    "I cannot sleep, does anybody know a group",
    "I wish I would not wake up",
    "my husband is beating me right now, he has a knife",
)
"""The last one sounds urgent to the rules; but whoever hurts them may read along."""


async def switch_on(server: TelegramServer) -> None:
    """A manager pins the notice and says so."""
    server.admins = {(GROUP, MAX)}
    manager = TelegramPerson(server, MAX)
    [asked] = await manager.press(await through(server, MAX, "/setup"), wording.B_SETUP_LISTEN)
    [page] = await manager.press(asked, wording.B_SETUP_LISTEN_PINNED)
    assert wording.SETUP_LISTENING in page.text


async def listens(desk: Desk) -> None:
    community = PSEUDONYMS.community("discord", shapes.GUILD)
    assert await desk.keep.save_settings(community, replace(desk.keep.settings(community), listening=True))


async def test_on_telegram_a_manager_switches_it_on_and_only_urgent_danger_is_answered(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (_, storage):
        await server.group(GROUP, ANA, INTENT)
        await switch_on(server)
        before = len(server.messages)
        for text in MET_WITH_SILENCE:
            await server.group(GROUP, BEN, text)
        cry = await server.group(GROUP, ANA, INTENT)
        [answer] = (await server.sent(before + 1))[before:]
        assert HEARD in answer.text
        assert answer.chat_id == GROUP
        await server.edit(cry, f"{INTENT}, really")
        await TelegramPerson(server, BEN).say("/help")
        in_group = [sent for sent in server.messages[before:] if sent.chat_id == GROUP]
        assert in_group == [answer]
        assert not await open_counts(storage, PSEUDONYMS.community("telegram", GROUP))
        full = (await TelegramPerson(server, ANA).follow(answer))[0]
        assert HEARD in full.text


async def test_on_telegram_a_message_that_is_edited_into_a_cry_is_heard(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        await switch_on(server)
        before = len(server.messages)
        said = await server.group(GROUP, ANA, "hm")
        await server.edit(said, INTENT)
        assert HEARD in (await server.sent(before + 1))[before].text


async def test_on_telegram_what_staff_let_it_hear_survives_a_restart(place: Place) -> None:
    async with TelegramServer() as server:
        async with place.on_telegram(server):
            await switch_on(server)
        before = len(server.messages)
        async with place.on_telegram(server):
            await server.group(GROUP, ANA, INTENT)
            assert HEARD in (await server.sent(before + 1))[before].text


async def test_on_discord_only_urgent_danger_is_answered_and_only_where_managers_let_it_listen(place: Place) -> None:
    async with DiscordServer() as server, place.desk() as (desk, storage):
        server.gateway.allows_content = True
        async with discord_door(server, desk, listening=True):
            await server.say(ANA, INTENT)
            await DiscordPerson(server, BEN).say("/help")
            await listens(desk)
            for text in MET_WITH_SILENCE:
                await server.say(BEN, text)
            cry = await server.say(ANA, INTENT)
            _, answer = await server.sent(2)
            assert (answer.channel, answer.reply_to) == (shapes.CHANNEL, cry.id)
            assert HEARD in answer.content
            await server.edit(cry, f"{INTENT}!")
            await DiscordPerson(server, BEN).say("/help")
            assert [sent.channel for sent in await server.sent(3)].count(shapes.CHANNEL) == 1
            assert not await open_counts(storage, PSEUDONYMS.community("discord", shapes.GUILD))
        assert server.problems == []


async def test_on_discord_without_its_consent_the_words_never_come(place: Place) -> None:
    async with DiscordServer() as server, place.desk() as (desk, _), discord_door(server, desk):
        await listens(desk)
        await server.say(ANA, INTENT)
        answer = await DiscordPerson(server, BEN).say("/help")
        assert await server.sent(1) == answer
        assert not server.gateway.shows_content


async def test_where_discord_refuses_that_the_bot_goes_on_without_and_says_so_once(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    async with DiscordServer() as server, place.desk() as (desk, _):
        with caplog.at_level(logging.WARNING):
            async with discord_door(server, desk, listening=True):
                [answer] = await DiscordPerson(server, ANA).say(INTENT)
        assert HEARD in answer.content
        assert [record.getMessage().partition(".")[0] for record in caplog.records] == [
            "Discord does not let the bot read messages that do not call it"
        ]
