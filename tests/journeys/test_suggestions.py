"""A member suggests a service and managers decide, through the real doors of both platforms."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers import wording
from handlers.decide import CHECKS
from handlers.translator import Say
from tests.bots import discord_shapes as shapes
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, GROUP, PSEUDONYMS, DiscordPerson, Place, TelegramPerson

if TYPE_CHECKING:
    import pytest

    from tests.bots.discord_shapes import Sent as DiscordSent
    from tests.bots.telegram_methods import Sent
    from tests.conftest import Clock

MAX, SAM = 7654321990, 7654321991
"""Two managers."""
STAFF_GROUP = -1009876543210
LINK = "https://www.lighthouse-keepers.org/groups?id=12"
KNOWN = "lighthouse-keepers"
ES = Say("es")


# Telegram


async def through(server: TelegramServer, account: int, command: str) -> Sent:
    """Type a command in the group, follow the doorway, and read what stands behind it."""
    before = len(server.messages)
    await server.group(GROUP, account, command)
    public = (await server.sent(before + 1))[before]
    return (await TelegramPerson(server, account).follow(public))[0]


async def staff_chat(server: TelegramServer) -> None:
    """A manager makes the staff's own group the place for suggestions."""
    server.admins = {(GROUP, MAX), (GROUP, SAM)}
    page = await through(server, MAX, "/setup")
    link = next(button["url"] for button in page.buttons if "startgroup=" in button.get("url", ""))
    before = len(server.messages)
    await server.group(STAFF_GROUP, MAX, f"/start@peerbridge_test_bot {link.partition('startgroup=')[2]}")
    await server.sent(before + 1)


async def suggest(server: TelegramServer) -> Sent:
    """What a member types and taps; the answer."""
    await through(server, ANA, "/suggest")
    person = TelegramPerson(server, ANA)
    [said] = await person.say(LINK)
    for label in ("A group of people", "Feeling well", "Loneliness", wording.B_SUGGEST_TELL):
        [said] = await person.press(said, label)
    return said


async def press(server: TelegramServer, account: int, message: Sent, label: str, more: int = 1) -> list[Sent]:
    """Tap in the staff's own group, and wait for so many messages."""
    before = len(server.messages)
    await server.press(message.message_id, account, message.data(label))
    return (await server.sent(before + more))[before:]


def unlinked(server: TelegramServer) -> bool:
    """Whether the link stands in blocks of fixed letters alone, and nothing shows a preview."""
    outside = [re.sub(r"<pre>.*?</pre>", "", sent.html, flags=re.DOTALL) for sent in server.messages]
    buttons = [button.get("url", "") for sent in server.messages for button in sent.buttons]
    return not [text for text in (*outside, *buttons) if KNOWN in text] and not any(s.preview for s in server.messages)


async def test_on_telegram_from_a_link_to_the_beginning_of_an_entry(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with TelegramServer() as server, place.on_telegram(server) as (desk, storage):
            await staff_chat(server)
            said = await suggest(server)
            assert said.text.startswith("Thank you.")
            [card] = [sent for sent in server.messages if sent.chat_id == STAFF_GROUP and KNOWN in sent.html]
            assert LINK in card.text
            assert not [word for word in ("Somebody", str(ANA)) if word in card.html]
            disk = b"".join(file.read_bytes() for file in place.path.parent.rglob("*") if file.is_file())
            assert KNOWN.encode() not in disk
            [reply] = await press(server, MAX, card, wording.B_QUEUE_TAKE)
            for _ in CHECKS:
                [reply] = await press(server, MAX, reply, wording.B_CHECK_YES)
            assert KNOWN not in caplog.text, "before it is taken in; then it is a service as any other"
            told, ready = await press(server, MAX, reply, wording.B_ONLY_LINK, more=2)
            assert (told.chat_id, ready.chat_id) == (ANA, STAFF_GROUP)
            assert told.text.startswith("Good news")
            [stub] = await press(server, MAX, ready, wording.B_ENTRY)
            assert "  - id: lighthouse-keepers\n    name:" in stub.text
            assert unlinked(server)
            manager = TelegramPerson(server, MAX)
            [page] = await manager.follow(ready)
            assert LINK in page.text
            [page] = await manager.press(page, wording.COST_FREE[1:])
            for typed in ("Lighthouse keepers", "The keepers", "People meet and talk on the coast."):
                [page] = await manager.say(typed)
            [done] = await manager.press(page, wording.B_HOW_READ)
            assert done.text.startswith(wording.CATALOG_SAVED)
            shelf = await desk.shelves.of(PSEUDONYMS.community("telegram", GROUP))
            assert shelf
            assert shelf.catalog.service("lighthouse-keepers")
            assert server.refusals == []
            assert (await storage.upkeep.kept()).rows["suggestions"] == 1


async def test_on_telegram_a_contact_needs_a_second_manager_and_a_demoted_one_is_none(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        await staff_chat(server)
        await suggest(server)
        card = next(sent for sent in server.messages if sent.chat_id == STAFF_GROUP and KNOWN in sent.html)
        for account, last in ((MAX, 2), (SAM, 1)):
            [reply] = await press(server, account, card, wording.B_QUEUE_TAKE)
            for _ in CHECKS:
                [reply] = await press(server, account, reply, wording.B_CHECK_YES)
            if account == SAM:
                server.admins = {(GROUP, MAX)}
            found = await press(server, account, reply, wording.B_WITH_CONTACT, more=last)
        assert [sent.text for sent in found] == [wording.SETUP_MANAGERS]
        server.admins = {(GROUP, MAX), (GROUP, SAM)}
        told, ready = await press(server, SAM, reply, wording.B_WITH_CONTACT, more=2)
        assert told.chat_id == ANA
        [stub] = await press(server, SAM, ready, wording.B_ENTRY)
        assert "contacts:" in stub.text
        assert unlinked(server)


async def test_on_telegram_forgetting_takes_it_back_and_a_declined_one_is_told_kindly(
    place: Place, clock: Clock
) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        await staff_chat(server)
        await suggest(server)
        await TelegramPerson(server, ANA).say("/forget")
        card = next(sent for sent in server.messages if sent.chat_id == STAFF_GROUP and KNOWN in sent.html)
        [gone] = await press(server, MAX, card, wording.B_QUEUE_TAKE)
        assert gone.text == wording.QUEUE_GONE
        clock.now += timedelta(seconds=1)
        await suggest(server)
        cards = [sent for sent in server.messages if sent.chat_id == STAFF_GROUP and KNOWN in sent.html]
        [why] = await press(server, MAX, cards[-1], wording.B_QUEUE_DECLINE)
        found = await press(server, MAX, why, wording.DECLINE_HAVE, more=2)
        assert [sent.chat_id for sent in found] == [ANA, STAFF_GROUP]
        assert wording.DECLINE_HAVE in found[0].text
        assert unlinked(server)


# Discord, where this one shows everything in Spanish


async def on_discord(server: DiscordServer) -> None:
    server.roles[MAX] = [shapes.MANAGERS]
    before = len(await server.sent(0))
    await server.slash(MAX, "setup", "staff", guild=True, channel=shapes.STAFF_CHANNEL)
    page = (await server.sent(before + 1))[before]
    await DiscordPerson(server, MAX).press(page, ES(wording.B_SETUP_HERE))


def is_quiet(sent: DiscordSent) -> bool:
    """No link outside the block of fixed letters, no card, and previews off."""
    outside = re.sub(r"```\n.*?\n```", "", sent.content, flags=re.DOTALL)
    return KNOWN not in outside and not sent.embeds and (KNOWN not in sent.content or "```" in sent.content)


async def test_on_discord_from_a_link_to_a_decision(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server) as (desk, _):
        await on_discord(server)
        ana, boss = DiscordPerson(server, ANA), DiscordPerson(server, MAX)
        [refused] = await ana.slash("suggest", "https://bit.ly/abc")
        assert refused.content.startswith(ES(wording.LINK_HIDDEN))
        [asked] = await ana.slash("suggest")
        assert asked.content.startswith(ES(wording.SUGGEST_ASK_BEHIND, command="/suggest"))
        [said] = await ana.slash("suggest", LINK)
        for label in ("Un grupo de gente", "Estar bien", "Soledad"):
            [said] = await ana.press(said, label)
        assert said.only_for == ANA
        card, answer = await ana.press(said, ES(wording.B_SUGGEST_TELL), answers=2)
        assert (card.channel, answer.only_for) == (shapes.STAFF_CHANNEL, ANA)
        assert LINK in card.content
        assert card.body["flags"] & 4
        [reply] = await boss.press(card, wording.B_QUEUE_TAKE)
        for _ in CHECKS:
            [reply] = await boss.press(reply, wording.B_CHECK_YES)
        told, heard, ready = await boss.press(reply, wording.B_ONLY_LINK, answers=3)
        assert (told.channel, heard.channel) == (shapes.dm_channel(ANA), shapes.STAFF_CHANNEL)
        assert told.content.startswith("Buenas noticias")
        [stub] = await boss.press(ready, wording.B_ENTRY)
        assert (ready.only_for, stub.only_for) == (MAX, MAX)
        assert "  - id: lighthouse-keepers" in stub.content
        assert all(is_quiet(sent) for sent in await server.sent(0))
        [page] = await boss.press(ready, wording.B_WRITE_HERE)
        assert LINK in page.content
        before = len(await server.sent(0))
        free = next(said for shown, said in page.labels.items() if wording.COST_FREE in shown)
        typed = ("Lighthouse keepers", "The keepers", "People meet and talk on the coast.")
        await server.fill(await server.press(page, MAX, free), *typed)
        look = (await server.sent(before + 1))[before]
        [done] = await boss.press(look, wording.B_HOW_READ)
        assert done.content.startswith(wording.CATALOG_SAVED)
        shelf = await desk.shelves.of(PSEUDONYMS.community("discord", shapes.GUILD))
        assert shelf
        assert shelf.catalog.service("lighthouse-keepers")
        assert server.problems == []


async def test_on_discord_whoever_is_no_manager_is_refused_and_a_queue_is_for_managers(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        await on_discord(server)
        ana, boss = DiscordPerson(server, ANA), DiscordPerson(server, MAX)
        [said] = await ana.slash("suggest", LINK)
        for label in ("Un grupo de gente", "Estar bien", "Soledad"):
            [said] = await ana.press(said, label)
        card, _ = await ana.press(said, ES(wording.B_SEND_NAMED), answers=2)
        server.roles[SAM] = [shapes.MODERATORS]
        [refused] = await DiscordPerson(server, SAM).press(card, wording.B_QUEUE_TAKE)
        assert refused.content == wording.SETUP_MANAGERS
        [refused] = await ana.slash("suggestions")
        assert refused.content == ES(wording.SETUP_MANAGERS)
        [page] = await boss.slash("suggestions")
        assert LINK in page.content
        server.roles[MAX] = []
        [refused] = await boss.press(page, ES(wording.B_QUEUE_DECLINE))
        assert refused.content == ES(wording.SETUP_MANAGERS)
        assert all(is_quiet(sent) for sent in await server.sent(0))
