"""Pictures and files go through both doors, and words arrive even where an app takes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.messages import Attachment, Button, Reply
from tests.bots import discord_shapes as shapes
from tests.bots.discord_running import PSEUDONYMS as ON_DISCORD
from tests.bots.discord_running import Desk, running
from tests.bots.pictures import LIST, PICTURE, png
from tests.bots.telegram_kit import GROUP, ME, PSEUDONYMS, telegram

if TYPE_CHECKING:
    from handlers.messages import Incoming

BUTTON = Button("More", payload="t1n|i.page.needs.x|||")
SHOWN = Reply("Twelve members asked.", buttons=(BUTTON,), files=(PICTURE, LIST), staff=True)
ANA = 501


async def test_on_telegram_a_picture_and_a_file_stand_before_the_words_with_what_they_show() -> None:
    async with telegram(SHOWN) as (server, desk):
        await server.private(ME, "/insight")
        picture, file, words = await server.sent(3)
        assert (picture.file, picture.text) == (("numbers.png", PICTURE.data), PICTURE.words)
        assert (file.file, file.text) == (("entries.yaml", LIST.data), LIST.words)
        assert (words.text, words.file) == ("Twelve members asked.", None)
        assert words.data("More").startswith(str(BUTTON.payload))
        assert [sent.silent for sent in (picture, file, words)] == [True, True, False], "one sound for one answer"
        await server.until(lambda: bool(desk.delivered_replies))
        assert server.refusals == []


async def test_on_telegram_the_staff_chat_gets_the_picture_unasked() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(GROUP, ME, "hello")
        await server.sent(1)
        assert await desk.post.send(PSEUDONYMS.address("telegram", "chat", GROUP), SHOWN)
        assert [sent.chat_id for sent in server.messages] == [GROUP] * 4
        assert server.messages[1].file


async def test_on_telegram_delete_this_answer_takes_the_picture_with_it() -> None:
    def script(message: Incoming) -> Reply:
        if message.pressed:
            return Reply("Deleted.", remove=True)
        return Reply("Twelve.", buttons=(Button("Delete this answer", payload="x1n||||"),), files=(PICTURE,))

    async with telegram(script) as (server, _):
        await server.private(ME, "/insight")
        picture, words = await server.sent(2)
        await server.press(words.message_id, ME, words.data("Delete"))
        await server.until(lambda: picture.deleted and words.deleted)


@pytest.mark.parametrize("refusal", [{"code": 400, "text": "Bad Request: not enough rights to send photos"}, None])
async def test_on_telegram_the_words_arrive_without_the_picture(refusal: dict[str, object] | None) -> None:
    broken = Attachment("numbers.png", png()[:20] if refusal is None else png(), "Bars.")
    async with telegram(Reply("Twelve members asked.", files=(broken,))) as (server, _):
        if refusal:
            server.refuse("sendPhoto", **refusal)  # type: ignore[arg-type]  # its own fields
        await server.private(ME, "/insight")
        [words] = await server.sent(1)
        assert words.text == "Twelve members asked."


@pytest.mark.parametrize("how", ["slash", "press", "dm"])
async def test_on_discord_a_picture_comes_with_the_answer_for_the_member_alone(how: str) -> None:
    def script(message: Incoming) -> Reply:
        return SHOWN if message.pressed or how != "press" else Reply("Hello.", buttons=(BUTTON,))

    async with running(Desk(script)) as server:
        if how == "dm":
            await server.dm(ANA, "hello")
        else:
            await server.slash(ANA, "help", guild=True)
        [shown] = await server.sent(1)
        if how == "press":
            await server.press(shown, ANA, shown.labels["More"])
            _, shown = await server.sent(2)
        assert shown.files == {"numbers.png": PICTURE.data, "entries.yaml": LIST.data}
        assert [each["description"] for each in shown.body["attachments"]] == [PICTURE.words, LIST.words]
        assert (shown.content, shown.only_for) == ("Twelve members asked.", None if how == "dm" else ANA)


async def test_on_discord_the_staff_channel_gets_words_alone_where_no_file_may_be_attached() -> None:
    desk, staff = Desk(), ON_DISCORD.address("discord", "chat", shapes.STAFF_CHANNEL)
    async with running(desk) as server:
        assert await desk.post.send(staff, SHOWN)
        server.refuse_next(403, 50013)
        assert await desk.post.send(staff, SHOWN)
        first, second = await server.sent(2)
        assert (len(first.files), len(second.files)) == (2, 0)
        assert second.content == "Twelve members asked."
        server.refuse_next(403, 50013, times=2)
        assert not await desk.post.send(staff, SHOWN)


def test_what_a_picture_holds_is_in_no_log() -> None:
    assert "PNG" not in repr(SHOWN)


ONCE = Reply("Monday letter.", buttons=(BUTTON,), files=(LIST,), once=True, staff=True)


async def test_on_telegram_what_is_said_once_is_not_tried_again_when_nobody_knows_whether_it_arrived() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(GROUP, ME, "hello")
        await server.sent(1)
        staff = PSEUDONYMS.address("telegram", "chat", GROUP)
        server.drop("sendMessage", 1)
        assert await desk.post.send(staff, ONCE), "it may stand there"
        assert server.calls.count("sendMessage") == 2
        for refusal in ({"code": 502, "text": "Bad Gateway"}, {"code": 403, "text": "Forbidden: kicked"}):
            server.refuse("sendMessage", **refusal)  # type: ignore[arg-type]  # its own fields
            assert not await desk.post.send(staff, ONCE), "it surely does not"
        assert [sent.file for sent in server.messages] == [None], "no file comes without its words"
        assert await desk.post.send(staff, ONCE)
        assert [bool(sent.file) for sent in server.messages] == [False, False, True]


async def test_on_discord_what_the_library_tries_again_arrives_once() -> None:
    desk, staff = Desk(), ON_DISCORD.address("discord", "chat", shapes.STAFF_CHANNEL)
    async with running(desk) as server:
        server.lose_answers = 1
        assert await desk.post.send(staff, ONCE)
        [sent] = await server.sent(1)
        assert sent.body["enforce_nonce"]
        assert sum(request.endswith("/messages") for request in server.requests) == 2
