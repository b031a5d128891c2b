from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest

from bots.discord_bot import serve
from bots.refusal import DoorRefused
from handlers.messages import Button, Incoming, Item, Reply
from tests.bots.discord_running import COMMANDS, PSEUDONYMS, STOPS_WITHIN_S, Desk, bot, running
from tests.bots.discord_server import DiscordServer

ANA, BEN = 501, 502
SECRET = "my very own words"


async def test_an_answer_that_is_too_fast_for_discord_arrives_later() -> None:
    desk = Desk()
    async with running(desk) as server:
        server.refuse_next(429, times=2)
        await server.dm(ANA, "hello")
        await server.slash(ANA, "help", guild=True)
        await server.sent(2)
        await server.until(lambda: len(desk.noted) == 2)


async def test_a_dropped_connection_comes_back_and_nothing_is_lost() -> None:
    desk = Desk()
    async with running(desk) as server:
        await server.gateway.drop()
        await server.dm(ANA, "while you were away")
        await server.sent(1)
        await server.gateway.drop(cleanly=True)
        await asyncio.wait_for(server.gateway.connected.wait(), 5)
        await server.dm(ANA, "and now")
        await server.sent(2)
    assert (server.gateway.identified, server.gateway.resumed) == (1, 2)


async def test_an_event_that_discord_py_cannot_read_ends_nothing() -> None:
    desk = Desk()
    async with running(desk) as server:
        await server.emit("MESSAGE_CREATE", {"id": "1", "content": SECRET})
        await server.until(lambda: server.gateway.identified == 2)
        await server.dm(ANA, "are you there?")
        await server.sent(1)


async def test_a_wrong_token_is_told_in_one_sentence_without_the_token() -> None:
    async with DiscordServer() as server:
        with pytest.raises(DoorRefused) as refused:
            await _serve(server, "a-wrong-token")
        assert "PEERBRIDGE_DISCORD_TOKEN" in str(refused.value)
        assert "a-wrong-token" not in str(refused.value)


async def test_a_token_that_the_gateway_refuses_is_told_too() -> None:
    async with DiscordServer() as server:
        server.gateway._token = "another"
        with pytest.raises(DoorRefused):
            await _serve(server, server.token)


async def test_a_discord_that_is_down_at_first_is_tried_again() -> None:
    desk = Desk()
    async with DiscordServer() as server:
        server.down = 1
        async with bot(server, desk):
            await server.dm(ANA, "hello")
            await server.sent(1)


async def test_a_member_who_closed_their_messages_harms_nobody() -> None:
    desk = Desk()
    async with running(desk) as server:
        server.close_dm(ANA)
        await server.dm(ANA, "hello")
        await server.until(lambda: len(desk.heard) == 1)
        await server.dm(BEN, "hello")
        await server.sent(1)
        await server.until(lambda: len(desk.noted) == 1)
    assert len(desk.heard) == 2


async def test_an_answer_counts_as_delivered_only_when_discord_took_it() -> None:
    desk = Desk()
    async with running(desk) as server:
        server.refuse_next(403, 50001)
        await server.mention(ANA, "hello")
        await server.until(lambda: not server.refusals)
        assert desk.noted == []
        await server.mention(ANA, "hello")
        await server.sent(1)
        await server.until(lambda: len(desk.noted) == 1)


async def test_an_interaction_that_ran_out_is_passed_over_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    async with running(desk) as server:
        server.refuse_next(404, 10062)
        await server.slash(ANA, "help", guild=True)
        await server.until(lambda: not server.refusals)
        await server.dm(ANA, "hello")
        await server.sent(1)
    assert len(desk.heard) == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_slow_desk_is_waited_for_because_discord_was_told_at_once() -> None:
    async def think() -> None:
        await asyncio.sleep(3.2)

    desk = Desk(thinks=think)
    async with running(desk) as server:
        await server.slash(ANA, "help", guild=True)
        [answer] = await server.sent(1)
    assert answer.only_for == ANA


async def test_one_members_slow_answer_holds_nobody_back() -> None:
    gate = asyncio.Event()

    async def think() -> None:
        if len(desk.heard) == 1:
            await gate.wait()

    desk = Desk(thinks=think)
    async with running(desk) as server:
        await server.dm(ANA, "slow")
        await server.dm(BEN, "quick")
        [first] = await server.sent(1)
        gate.set()
        await server.sent(2)
    assert first.channel != 10**12 + ANA


async def test_an_address_that_discord_finds_wrong_does_not_cost_the_answer() -> None:
    desk = Desk(
        Reply("Call them.", (Item("Line", "Day and night.", "https://example.org"),), (Button("b", payload="p"),))
    )
    async with running(desk) as server:
        server.refuse_next(400, 50035)
        await server.dm(ANA, "hello")
        [answer] = await server.sent(1)
        await server.until(lambda: len(desk.noted) == 1)
    assert answer.content == "Call them.\n\nLine\nDay and night.\nhttps://example.org"


async def test_neither_words_nor_token_nor_accounts_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def explode(message: Incoming) -> Reply:
        raise RuntimeError(message.text)

    caplog.set_level(logging.DEBUG)
    desk = Desk(explode)
    async with running(desk) as server:
        await server.dm(ANA, SECRET)
        await server.slash(ANA, "find", SECRET, guild=True)
        await server.until(lambda: len(desk.heard) == 2)
        desk.says = Reply("Hello.")
        server.refuse_next(429)
        await server.slash(ANA, "find", SECRET)
        await server.emit("MESSAGE_CREATE", {"id": "1", "content": SECRET})
        await server.until(lambda: server.gateway.identified == 2)
        await server.mention(ANA, SECRET)
        await server.sent(2)
        interactions = list(server.interactions)
    assert "RuntimeError" in caplog.text
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for hidden in (SECRET, server.token, str(10**12 + ANA), *interactions):
        assert hidden not in logged


async def test_the_door_closes_in_time_even_when_a_desk_hangs() -> None:
    async def hang() -> None:
        await asyncio.sleep(60)

    desk = Desk(thinks=hang)
    async with DiscordServer() as server:
        began = server.clock()
        async with bot(server, desk):
            await server.dm(ANA, "hello")
            await server.until(lambda: bool(desk.heard))
            began = server.clock()
        assert server.clock() - began < STOPS_WITHIN_S


async def test_an_answer_under_way_is_still_sent_when_the_bot_stops() -> None:
    async def think() -> None:
        thinking.set()
        await asyncio.sleep(0.3)

    thinking = asyncio.Event()
    desk = Desk(thinks=think)
    async with DiscordServer() as server:
        async with bot(server, desk):
            await server.dm(ANA, "hello")
            await thinking.wait()
        await server.sent(1, seconds=0.1)
    assert len(desk.noted) == 1


async def _serve(server: DiscordServer, token: str) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(
            serve(
                Desk(), PSEUDONYMS, token=token, api_url=server.api_url, gateway_url=server.gateway_url,
                commands=COMMANDS, stop=asyncio.Event(),
            ),
            5,
        )  # fmt: skip
