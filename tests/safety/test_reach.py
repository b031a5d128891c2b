"""Whatever shape a cry for help comes in, both doors hear it; what the bot may not read, it does not read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from handlers import wording
from tests.bots.discord_server import DiscordServer
from tests.bots.discord_shapes import BOT
from tests.bots.telegram_rules import units
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, BEN, GROUP, DiscordPerson, TelegramPerson, discord_door, telegram_door

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from handlers.desk import Desk

CRY = "I am going to kill myself tonight"
HEARD = "findahelpline"
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
DISGUISED = {
    "upper case": CRY.upper(),
    "several lines": "it rained all day\n\nI am going to\nkill myself tonight\n\nbye",
    "zero-width": "\u200b".join(CRY),
    "look-alikes": CRY.translate(str.maketrans("aeo", "\u0430\u0435\u043e")),
    "full-width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in CRY),
    "mathematical letters": "".join(chr(0x1D41A + ord(c) - 97) if c.islower() else c for c in CRY),
}


@pytest.fixture
async def telegram(desk: Desk) -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server, telegram_door(server, desk):
        yield server


@pytest.fixture
async def discord(desk: Desk) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server, discord_door(server, desk):
        await server.online()
        yield server


async def heard_on_telegram(server: TelegramServer, count: int = 1) -> bool:
    return HEARD in (await server.sent(count))[count - 1].text


async def heard_on_discord(server: DiscordServer, count: int = 1) -> bool:
    return HEARD in (await server.sent(count))[count - 1].content


def entity(kind: str, text: str, part: str) -> dict[str, Any]:
    return {"type": kind, "offset": units(text[: text.index(part)]), "length": units(part)}


async def test_a_disguise_hides_nothing_on_telegram(telegram: TelegramServer) -> None:
    for number, shape in enumerate(DISGUISED, start=1):
        await telegram.private(ANA + number, DISGUISED[shape])
        assert await heard_on_telegram(telegram, number), shape


async def test_a_disguise_hides_nothing_on_discord(discord: DiscordServer) -> None:
    for number, shape in enumerate(DISGUISED, start=1):
        await discord.dm(ANA + number, DISGUISED[shape])
        assert await heard_on_discord(discord, number), shape


async def test_an_edited_message_is_heard_on_telegram(telegram: TelegramServer) -> None:
    said = await telegram.private(ANA, "good morning")
    await telegram.sent(1)
    await telegram.edit(said, CRY)
    assert await heard_on_telegram(telegram, 2)


async def test_an_edited_message_is_heard_on_discord(discord: DiscordServer) -> None:
    said = await discord.dm(ANA, "good morning")
    await discord.sent(1)
    await discord.edit(said, CRY)
    assert await heard_on_discord(discord, 2)


async def test_a_caption_and_an_edited_caption_are_heard_on_telegram(telegram: TelegramServer) -> None:
    await telegram.private(ANA, CRY, photo=PHOTO)
    assert await heard_on_telegram(telegram)
    picture = await telegram.private(BEN, "my garden", photo=PHOTO)
    await telegram.sent(2)
    await telegram.edit(picture, CRY)
    assert await heard_on_telegram(telegram, 3)


async def test_words_beside_a_picture_are_heard_on_discord(discord: DiscordServer) -> None:
    picture = {"id": "1", "filename": "a.png", "size": 1, "url": "https://example.org/a.png", "proxy_url": ""}
    await discord._write(ANA, (await discord.dm(ANA, "hello")).channel, CRY, attachments=[picture])
    assert await heard_on_discord(discord, 2)


async def test_a_forwarded_message_is_heard_on_telegram(telegram: TelegramServer) -> None:
    other = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Somebody"}
    await telegram.private(ANA, CRY, forward_origin=other)
    assert await heard_on_telegram(telegram)


async def test_a_forwarded_message_is_heard_on_discord(discord: DiscordServer) -> None:
    channel = (await discord.dm(ANA, "hello")).channel
    said = {"type": 0, "content": CRY, "embeds": [], "attachments": [], "flags": 0, "components": []}
    said |= {"timestamp": "2026-11-25T11:00:00+00:00", "edited_timestamp": None, "mentions": [], "mention_roles": []}
    forwarded = {"type": 1, "channel_id": "2001", "message_id": "1"}
    await discord._write(ANA, channel, "", message_snapshots=[{"message": said}], message_reference=forwarded)
    assert await heard_on_discord(discord, 2)


async def test_a_spoiler_is_read_on_telegram(telegram: TelegramServer) -> None:
    text = f"content warning {CRY}"
    await telegram.private(ANA, text, entities=[entity("spoiler", text, CRY)])
    assert await heard_on_telegram(telegram)


async def test_a_spoiler_is_read_on_discord(discord: DiscordServer) -> None:
    await discord.dm(ANA, f"content warning ||{CRY}||")
    assert await heard_on_discord(discord)


async def test_a_block_of_code_is_not_read_on_telegram(telegram: TelegramServer) -> None:
    text = f"what does this program print?\nprint('{CRY}')"
    await telegram.private(ANA, text, entities=[entity("pre", text, f"print('{CRY}')")])
    assert not await heard_on_telegram(telegram)


async def test_a_block_of_code_is_not_read_on_discord(discord: DiscordServer) -> None:
    await discord.dm(ANA, f"what does this program print?\n```py\nprint('{CRY}')\n```")
    assert not await heard_on_discord(discord)


async def test_a_reply_to_the_bot_in_a_group_is_heard_on_telegram(telegram: TelegramServer) -> None:
    ana = TelegramPerson(telegram)
    answer = await ana.say_in_group("hello")
    await telegram.group(GROUP, ANA, CRY, reply_to=answer.message_id)
    assert await heard_on_telegram(telegram, 2)


async def test_a_reply_to_the_bot_in_a_server_is_heard_on_discord(discord: DiscordServer) -> None:
    answer = await DiscordPerson(discord).mention("hello")
    await discord.say(ANA, f"<@{BOT}> {CRY}", reply_to=answer.id)
    assert await heard_on_discord(discord, 2)


async def test_a_message_edited_into_a_call_is_heard_in_a_group_on_telegram(telegram: TelegramServer) -> None:
    said = await telegram.group(GROUP, ANA, "hm")
    await telegram.edit(said, f"@peerbridge_test_bot {CRY}")
    assert await heard_on_telegram(telegram)


async def test_what_calls_nobody_in_a_group_is_left_alone_on_telegram(telegram: TelegramServer) -> None:
    said = await telegram.group(GROUP, ANA, CRY)
    await telegram.edit(said, f"{CRY}!")
    await telegram.private(BEN, "/help")
    assert wording.NEUTRAL not in (await telegram.sent(1))[0].text
    assert [message.chat_id for message in telegram.messages] == [BEN]


async def test_what_calls_nobody_in_a_server_is_left_alone_on_discord(discord: DiscordServer) -> None:
    said = await discord.say(ANA, CRY)
    await discord.edit(said, f"{CRY}!")
    await discord.dm(BEN, "/help")
    [answer] = await discord.sent(1)
    assert answer.channel != said.channel


async def test_other_bots_and_the_bots_own_words_are_not_heard_on_telegram(telegram: TelegramServer) -> None:
    robot = {"id": 5, "is_bot": True, "first_name": "Other"}
    await telegram.group(GROUP, 5, f"@peerbridge_test_bot {CRY}", sender=robot)
    own = {"type": "user", "date": int(time.time()), "sender_user": robot}
    await telegram.private(ANA, CRY, forward_origin=own)
    assert not (await telegram.sent(1))[0].text.startswith("Thank you for telling me")
    assert [message.chat_id for message in telegram.messages] == [ANA]


async def test_other_bots_and_the_bots_own_words_are_not_heard_on_discord(discord: DiscordServer) -> None:
    await discord.say(BEN, f"<@{BOT}> {CRY}", bot=True)
    await discord.say(BEN, f"<@{BOT}> {CRY}", webhook_id="77")
    await discord.dm(ANA, "hello")
    [answer] = await discord.sent(1)
    assert HEARD not in answer.content
