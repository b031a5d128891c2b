"""Discord, from a member's words to a tally: the real door, desk, catalog and database, over real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.translator import Say
from tests.bots.discord_server import DiscordServer
from tests.bots.discord_shapes import CHANNEL, GUILD
from tests.journeys.kit import ANA, BEN, INTENT, PSEUDONYMS, SLEEP, DiscordPerson, Place, counted, purposes, tallies
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bots.discord_shapes import Sent

CLOSED = Say("es")(wording.DOORWAY_CLOSED)
"""The tests' Discord says of everybody that they use it in Spanish."""
COMMUNITY = PSEUDONYMS.community("discord", GUILD)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started
        assert started.problems == []


async def test_a_direct_message_brings_three_cards_and_a_counted_interest(place: Place, server: DiscordServer) -> None:
    ana = DiscordPerson(server)
    async with place.on_discord(server) as (_, storage):
        [answer] = await ana.say(SLEEP)
        assert answer.content.startswith(wording.FOUND)
        assert len(answer.embeds) == 3
        [noted] = await ana.press(answer, wording.B_INTEREST)
        assert noted.content.startswith(wording.NOTED)
        await counted(storage, "private", "request")
        assert purposes(await open_counts(storage, "private")) == {"request": 1, "interest": 1}
        assert ("request", "sleep") in tallies(await open_counts(storage, "private"))


async def test_a_slash_command_in_a_server_is_answered_for_the_member_alone(
    place: Place, server: DiscordServer
) -> None:
    ana = DiscordPerson(server)
    async with place.on_discord(server) as (_, storage):
        [answer] = await ana.slash("find", SLEEP)
        assert (answer.only_for, len(answer.embeds)) == (ANA, 3)
        [noted] = await ana.press(answer, wording.B_INTEREST)
        assert noted.only_for == ANA
        await counted(storage, COMMUNITY, "request")
        assert purposes(await open_counts(storage, COMMUNITY)) == {"request": 1, "interest": 1}


async def test_a_mention_leads_to_cards_for_the_member_alone_and_is_counted_for_the_server(
    place: Place, server: DiscordServer
) -> None:
    ana = DiscordPerson(server)
    async with place.on_discord(server) as (_, storage):
        public = await ana.mention(SLEEP)
        assert (public.channel, public.content, public.embeds) == (CHANNEL, wording.NEUTRAL, [])
        [cards] = await ana.press(public, wording.OPEN_PRIVATELY)
        assert (cards.only_for, len(cards.embeds)) == (ANA, 3)
        await ana.press(cards, wording.B_INTEREST)
        await counted(storage, COMMUNITY, "request")
        assert purposes(await open_counts(storage, COMMUNITY)) == {"request": 1, "interest": 1}
        assert await open_counts(storage, "private") == ()


async def test_a_button_works_after_a_restart_and_a_used_doorway_stays_used(
    place: Place, server: DiscordServer
) -> None:
    ana = DiscordPerson(server)
    async with place.on_discord(server) as (_, storage):
        public = await ana.mention(SLEEP)
        [cards] = await ana.press(public, wording.OPEN_PRIVATELY)
        await counted(storage, COMMUNITY, "request")
    await gone(server)
    async with place.on_discord(server) as (_, storage):
        [noted] = await ana.press(cards, wording.B_INTEREST)
        assert noted.content.startswith(wording.NOTED)
        assert purposes(await open_counts(storage, COMMUNITY)) == {"request": 1, "interest": 1}
        [closed] = await ana.press(public, wording.OPEN_PRIVATELY)
        assert closed.only_for == ANA
        assert closed.content.startswith(CLOSED)


async def test_a_stranger_who_presses_somebodys_doorway_sees_nothing_of_theirs(
    place: Place, server: DiscordServer
) -> None:
    async with place.on_discord(server):
        public = await DiscordPerson(server).mention(SLEEP)
        [closed] = await DiscordPerson(server, BEN).press(public, wording.OPEN_PRIVATELY)
        assert (closed.only_for, closed.embeds) == (BEN, [])
        assert closed.content.startswith(CLOSED)
        [cards] = await DiscordPerson(server).press(public, wording.OPEN_PRIVATELY)
        assert len(cards.embeds) == 3


async def test_danger_is_answered_in_private_in_a_slash_command_and_behind_the_public_line(
    place: Place, server: DiscordServer
) -> None:
    ana = DiscordPerson(server)
    async with place.on_discord(server):
        [direct] = await ana.say(INTENT)
        [slash] = await ana.slash("find", INTENT)
        public = await ana.mention(INTENT)
        assert "kill" not in public.content
        [opened] = await ana.press(public, next(iter(public.labels)))
        for answer in (direct, slash, opened):
            assert "findahelpline" in whole(answer)
        assert (slash.only_for, opened.only_for) == (ANA, ANA)


async def test_delete_this_answer_removes_it(place: Place, server: DiscordServer) -> None:
    ana = DiscordPerson(server)
    async with place.on_discord(server):
        for answer in (*await ana.say(SLEEP), *await ana.slash("find", SLEEP)):
            await ana.press(answer, wording.B_WIPE)
            assert answer.deleted


async def gone(server: DiscordServer) -> None:
    """Wait until Discord has noticed that the bot left."""
    await server.until(lambda: not server.gateway.connected.is_set())


def whole(answer: Sent) -> str:
    """All that the member reads."""
    return "\n".join([answer.content, *(embed.get("description", "") for embed in answer.embeds)])
