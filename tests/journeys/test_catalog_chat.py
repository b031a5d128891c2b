"""A manager mends a phone number from inside the chat, through the real doors, and members are shown it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.translator import Say
from tests.bots import discord_shapes as shapes
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, GROUP, PSEUDONYMS, DiscordPerson, Place, TelegramPerson
from tests.journeys.test_moderators import MAX, through

if TYPE_CHECKING:
    from handlers.desk import Desk

NEW = "0800 111 2222"
ES = Say("es")


async def contact(desk: Desk, community: str, service: str) -> list[str]:
    """The numbers that members of the community are shown."""
    shelf = await desk.shelves.of(community)
    assert shelf
    found = shelf.catalog.service(service)
    assert found
    return [each.display for each in found.contacts]


def with_number(desk: Desk) -> tuple[str, str, str]:
    """A service whose name finds it alone, and its number."""
    assert desk.directory
    services = desk.directory.catalog.services
    for each in services:
        named = [other for other in services if each.name.casefold() in f"{other.name} {other.provider}".casefold()]
        calls = [contact.display for contact in each.contacts if contact.channel == "call"]
        if len(named) == 1 and len(calls) == 1:
            return each.id, each.name, calls[0]
    raise AssertionError("no such service")


async def test_on_telegram_a_number_is_changed_in_under_a_minute(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (desk, storage):
        service, name, old = with_number(desk)
        server.admins = {(GROUP, MAX)}
        home = await through(server, MAX, "/catalog")
        assert wording.CATALOG_SEARCH.format(command="/catalog") in home.text
        manager = TelegramPerson(server, MAX)
        [found] = await manager.say(f"/catalog {name}")
        [card] = await manager.press(found, name)
        [asked] = await manager.press(card, old)
        assert asked.text == wording.NUMBER_ASK.format(name=name, number=old)
        [refused] = await manager.say("call me maybe")
        assert refused.text == wording.NUMBER_BAD
        [sure] = await manager.say(NEW)
        assert " ".join("08001112222") in sure.text
        assert await contact(desk, PSEUDONYMS.community("telegram", GROUP), service) == await contact(
            desk, "another", service
        ), "nothing is live before they say yes"
        [done] = await manager.press(sure, wording.B_HOW_CALLED)
        assert done.text.startswith(wording.CATALOG_SAVED)
        assert NEW in await contact(desk, PSEUDONYMS.community("telegram", GROUP), service)
        assert old in await contact(desk, "another", service)
        assert [each.what for each in await storage.edits.trail()] == ["number"]
        assert server.refusals == []


async def test_on_telegram_a_demoted_manager_loses_an_open_form_at_once(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (desk, storage):
        service, name, old = with_number(desk)
        server.admins = {(GROUP, MAX)}
        await through(server, MAX, "/catalog")
        manager = TelegramPerson(server, MAX)
        [found] = await manager.say(f"/catalog {name}")
        [card] = await manager.press(found, name)
        await manager.press(card, old)
        [sure] = await manager.say(NEW)
        server.admins = set()
        for refused in (
            await manager.press(sure, wording.B_HOW_CALLED),
            await manager.press(card, wording.B_CATALOG_HIDE),
            await manager.say("/catalog"),
            await manager.say(f"/verify {name}"),
        ):
            assert [each.text for each in refused] == [wording.SETUP_MANAGERS]
        assert await storage.edits.all() == {}
        assert await storage.edits.trail() == ()
        assert old in await contact(desk, PSEUDONYMS.community("telegram", GROUP), service)


async def test_on_discord_a_number_is_changed_in_a_form(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server) as (desk, storage):
        service, name, old = with_number(desk)
        server.roles[MAX], server.roles[ANA] = [shapes.MANAGERS], []
        manager = DiscordPerson(server, MAX)
        [found] = await manager.slash("catalog", name)
        [card] = await manager.press(found, name)
        said = next(said for shown, said in card.labels.items() if old in shown)
        before = len(await server.sent(0))
        opened = await server.press(card, MAX, said)
        await server.fill(opened, NEW)
        sure = (await server.sent(before + 1))[before]
        assert (sure.only_for, " ".join("08001112222") in sure.content) == (MAX, True)
        [done] = await manager.press(sure, ES(wording.B_HOW_READ))
        assert done.content.startswith(ES(wording.CATALOG_SAVED))
        assert NEW in await contact(desk, PSEUDONYMS.community("discord", shapes.GUILD), service)
        assert [each.what for each in await storage.edits.trail()] == ["number"]
        server.roles[MAX] = []
        [refused] = await manager.press(card, ES(wording.B_CATALOG_HIDE))
        assert refused.content == ES(wording.SETUP_MANAGERS)
        before = len(await server.sent(0))
        await server.press(card, MAX, said)
        assert (await server.sent(before + 1))[before].content == ES(wording.SETUP_MANAGERS)
        [refused] = await DiscordPerson(server, ANA).slash("catalog")
        assert refused.content == ES(wording.SETUP_MANAGERS)
        assert server.problems == []


async def test_on_discord_a_service_is_added_in_one_form(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server) as (desk, _):
        server.roles[MAX] = [shapes.MANAGERS]
        manager = DiscordPerson(server, MAX)
        [page] = await manager.slash("catalog")
        for sentence in (wording.B_CATALOG_ADD, wording.SUPPORT_GROUP, wording.AREA_COPING):
            label = ES(sentence)
            [page] = await manager.press(page, label[:1].upper() + label[1:])
        [page] = await manager.press(page, next(iter(page.labels)))
        said = next(said for shown, said in page.labels.items() if ES(wording.COST_FREE) in shown)
        before = len(await server.sent(0))
        typed = ("Night Owls", "Youth House", "https://owls.example.com/", "Meet others at night.")
        await server.fill(await server.press(page, MAX, said), *typed, "no number")
        bad = (await server.sent(before + 1))[before]
        assert bad.content.startswith(ES(wording.NUMBER_BAD)[:40])
        again = next(said for shown, said in bad.labels.items() if ES(wording.B_NUMBER_AGAIN) in shown)
        await server.fill(await server.press(bad, MAX, again), *typed, "")
        look = (await server.sent(before + 2))[before + 1]
        [done] = await manager.press(look, ES(wording.B_HOW_READ))
        assert done.content.startswith(ES(wording.CATALOG_SAVED))
        shelf = await desk.shelves.of(PSEUDONYMS.community("discord", shapes.GUILD))
        assert shelf
        assert shelf.catalog.service("night-owls")
        assert server.problems == []
