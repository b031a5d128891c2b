"""Managers turn things off through both real doors: the buttons go, and nothing is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.translator import Say
from tests.bots import discord_shapes as shapes
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, BEN, GROUP, PSEUDONYMS, SLEEP, DiscordPerson, Place, TelegramPerson, counted
from tests.journeys.test_moderators import MAX, through
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from tests.bots.discord_shapes import Sent as DiscordSent
    from tests.bots.telegram_methods import Sent

ES = Say("es")


def labels(found: list[Sent]) -> set[str]:
    return {button["text"].lstrip("123. ") for sent in found for button in sent.buttons}


async def test_on_telegram_numbers_are_turned_off_and_on_again(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (_, storage):
        server.admins = {(GROUP, MAX)}
        manager, community = TelegramPerson(server, MAX), PSEUDONYMS.community("telegram", GROUP)
        [more] = await manager.press(await through(server, MAX, "/setup"), wording.B_SETUP_MORE)
        [page] = await manager.press(more, wording.B_FEATURES)
        [off] = await manager.press(page, wording.B_NUMBERS_OFF)
        told = await ask(server, ANA)
        assert wording.B_WHY in labels(told)
        assert not {wording.B_INTEREST, wording.B_NOT_FOR_ME} & labels(told)
        assert await open_counts(storage, community) == ()
        await manager.press(off, wording.B_NUMBERS_ON)
        told = await ask(server, BEN)
        assert {wording.B_INTEREST, wording.B_NOT_FOR_ME} <= labels(told)
        await counted(storage, community, "request")
        assert server.refusals == []


async def ask(server: TelegramServer, account: int) -> list[Sent]:
    """Ask in the group and follow the button into the private chat."""
    before = len(server.messages)
    await server.group(GROUP, account, f"@peerbridge_test_bot {SLEEP}")
    public = (await server.sent(before + 1))[before]
    person = TelegramPerson(server, account)
    await person.follow(public)
    await server.until(lambda: any(wording.B_WIPE in labels([sent]) for sent in server.messages[before + 1 :]))
    return [sent for sent in server.messages[before + 1 :] if sent.chat_id == account]


async def test_on_discord_suggestions_are_turned_off_and_meet_one_sentence(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        server.roles[MAX] = [shapes.MANAGERS]
        manager = DiscordPerson(server, MAX)
        before = len(await server.sent(0))
        await server.slash(MAX, "setup", "staff", guild=True, channel=shapes.STAFF_CHANNEL)
        page: DiscordSent = (await server.sent(before + 1))[before]
        [page] = await manager.press(page, ES(wording.B_SETUP_HERE))
        [asked] = await DiscordPerson(server).slash("suggest")
        assert asked.content != ES(wording.SUGGEST_CLOSED)
        [more] = await manager.press(page, ES(wording.B_SETUP_MORE))
        [page] = await manager.press(more, ES(wording.B_FEATURES))
        await manager.press(page, ES(wording.B_SUGGEST_OFF))
        [closed] = await DiscordPerson(server).slash("suggest")
        assert closed.content == ES(wording.SUGGEST_CLOSED)
        assert server.problems == []
