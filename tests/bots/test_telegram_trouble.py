"""What members hear, and what the log says, when Telegram, the network or our own program fails."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
import traceback

import pytest

from bots.refusal import DoorRefused
from bots.telegram_bot import serve
from bots.telegram_bot.send import Courier
from handlers.messages import Button, Item, Reply
from tests.bots.telegram_kit import GROUP, ME, PSEUDONYMS, SOMEBODY, ScriptedDesk, telegram
from tests.bots.telegram_server import TOKEN, TelegramServer

HELLO = Reply("Hello.")
SECRET = "something only a member would write"


async def test_an_answer_still_arrives_after_telegram_asked_to_slow_down() -> None:
    async with telegram(HELLO) as (server, desk):
        server.refuse("sendMessage", times=2, code=429, retry_after=1)
        await server.private(ME, "hi")
        await server.sent(1)
        await server.until(lambda: desk.delivered_replies == [HELLO])


async def test_a_member_who_blocked_the_bot_harms_nobody_and_counts_as_not_delivered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with telegram(Reply("Hi", items=(Item("Card", "words"),))) as (server, desk):
        server.blocked.add(ME)
        await server.private(ME, "hi")
        await server.private(SOMEBODY, "hi")
        await server.sent(2)
        await server.until(lambda: len(desk.delivered_replies) == 1)
        assert {message.chat_id for message in server.messages} == {SOMEBODY}
        assert server.calls.count("sendMessage") == 3
        assert "Forbidden" not in caplog.text


async def test_a_refused_message_arrives_once_more_without_dress() -> None:
    async with telegram(Reply("a < b", buttons=(Button("Go", "g1"),))) as (server, desk):
        server.refuse("sendMessage", code=400, text="Bad Request: can't parse entities")
        await server.private(ME, "hi")
        (answer,) = await server.sent(1)
        assert (answer.html, answer.buttons) == ("a < b", [])
        await server.until(lambda: len(desk.delivered_replies) == 1)


async def test_a_message_refused_twice_is_given_up_and_not_counted_as_delivered() -> None:
    async with telegram(HELLO) as (server, desk):
        server.refuse("sendMessage", times=2, code=400)
        await server.private(ME, "hi")
        await server.until(lambda: server.calls.count("sendMessage") == 2)
        await server.private(SOMEBODY, "hi")
        await server.sent(1)
        await server.until(lambda: len(desk.delivered_replies) == 1)


async def test_an_answer_follows_a_group_that_has_become_a_supergroup() -> None:
    async with telegram(lambda m: HELLO if m.addressed else None) as (server, desk):
        await server.group(GROUP - 1, ME, "first words in the new place")
        server.refuse("sendMessage", code=400, migrate_to_chat_id=GROUP - 1)
        await server.group(GROUP, ME, "/help")
        [answer] = await server.sent(1)
        assert (answer.chat_id, answer.reply_to) == (GROUP - 1, None)  # its number is another message's there
        await server.until(lambda: desk.delivered_replies == [HELLO])


async def test_a_card_that_is_refused_does_not_take_the_others_with_it() -> None:
    reply = Reply("Text", items=(Item("Bad", "card"), Item("Good", "card")))
    async with telegram(reply) as (server, desk):
        server.refuse("sendMessage", times=2, code=400, after=1)
        await server.private(ME, "hi")
        assert [message.text for message in await server.sent(2)] == ["Text", "Good\ncard"]
        await server.until(lambda: desk.delivered_replies == [reply])


async def test_a_button_telegram_would_refuse_is_left_out_and_the_rest_stay() -> None:
    bad = (Button("Long", "x" * 65), Button("Phone", url="tel:555"), Button(" ", "p"), Button("Nothing"))
    async with telegram(Reply("Text", buttons=(*bad, Button("Good", "g" * 64)))) as (server, _):
        await server.private(ME, "hi")
        (answer,) = await server.sent(1)
        assert answer.buttons == [{"text": "Good", "callback_data": "g" * 64}]
        assert server.refusals == []


@pytest.mark.parametrize(
    ("method", "times"),
    [("getUpdates", 2), ("sendMessage", 2), ("getMe", 1), ("deleteWebhook", 1), ("setMyCommands", 1)],
)
async def test_an_answer_arrives_though_connections_drop(method: str, times: int) -> None:
    desk, stop = ScriptedDesk(HELLO), asyncio.Event()
    async with TelegramServer() as server:
        server.drop(method, times)
        await server.private(ME, "hi")
        serving = asyncio.create_task(serve(desk, PSEUDONYMS, token=TOKEN, api_url=server.url, stop=stop))
        await server.sent(1)
        stop.set()
        await serving
        assert len(server.messages) == 1


async def test_a_press_whose_acknowledgement_fails_is_answered_all_the_same() -> None:
    async with telegram(Reply("Hi", buttons=(Button("Go", "g1"),))) as (server, _):
        await server.private(ME, "hi")
        (held,) = await server.sent(1)
        server.refuse("answerCallbackQuery", code=400, text="Bad Request: query is too old")
        await server.press(held.message_id, ME, "g1")
        await server.sent(2)


async def test_a_press_is_acknowledged_before_a_slow_desk_has_answered() -> None:
    async def slow() -> Reply:
        await asyncio.sleep(1.5)
        return Reply("Private", private=True, fallback="Only there.")

    async with telegram(lambda m: slow() if m.pressed else Reply("Hi", buttons=(Button("Go", "g1"),))) as (server, _):
        await server.group(GROUP, ME, "/help")
        (held,) = await server.sent(1)
        await server.press(held.message_id, ME, "g1")
        await server.until(lambda: bool(server.acknowledged), within_s=1.3)
        assert (await server.sent(2))[1].text == "Only there."


async def test_many_slow_answers_hold_nobody_elses_answer_back() -> None:
    async def hanging() -> Reply:
        await asyncio.sleep(60)
        return HELLO

    async with telegram(lambda m: hanging() if m.text == "slow" else Reply("Call now.")) as (server, _):
        for member in range(20):
            await server.private(1000 + member, "slow")
        await server.private(ME, "danger")
        await server.sent(1, within_s=1)
        assert server.messages[0].chat_id == ME


async def test_the_desk_is_asked_about_64_messages_at_once_at_most() -> None:
    never = asyncio.Event()

    async def hanging() -> None:
        await never.wait()

    async with telegram(lambda _: hanging()) as (server, desk):
        for member in range(70):
            await server.private(1000 + member, "slow")
        await server.until(lambda: len(desk.asked) == 64)
        await asyncio.sleep(0.2)
        assert len(desk.asked) == 64


async def test_a_group_over_its_limit_holds_no_private_answer_back() -> None:
    async with telegram(HELLO) as (server, _):
        for _ in range(90):
            await server.group(GROUP, ME, "/help")
        await server.sent(20)
        await server.private(ME, "danger")
        await server.until(lambda: any(message.chat_id == ME for message in server.messages), within_s=2)


async def crash(*_: object) -> Reply:
    raise ValueError(SECRET)


async def test_a_crash_becomes_one_sentence_with_a_code_and_the_log_holds_no_word_of_the_member(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with telegram(crash) as (server, desk):
        await server.private(ME, SECRET)
        (answer,) = await server.sent(1)
        code = answer.text.split("code ")[1].split(")")[0]
        assert f"(code {code})" in caplog.text
        assert "/crisis" in answer.text
        assert desk.delivered_replies == []
        await server.group(GROUP, ME, SECRET)
        await server.until(lambda: len(desk.asked) == 2)
    assert len(server.messages) == 1
    assert "ValueError at test_telegram_trouble.py" in caplog.text
    assert SECRET not in caplog.text


async def test_a_crash_behind_a_command_in_a_group_is_said_there() -> None:
    async with telegram(crash) as (server, _):
        asked = await server.group(GROUP, ME, "/find sleep")
        (answer,) = await server.sent(1)
        assert "code" in answer.text
        assert answer.reply_to == asked


async def test_even_a_crash_while_apologising_leaves_no_word_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Courier, "send", crash)
    async with telegram(crash) as (server, _):
        await server.private(ME, SECRET)
        await server.until(lambda: caplog.text.count("something unexpected") == 2)
        gc.collect()
        await server.until(lambda: "ValueError" in caplog.text)
    assert SECRET not in caplog.text


async def test_a_crash_behind_a_press_is_said_in_the_chat_and_the_button_stops_spinning() -> None:
    async with telegram(lambda m: crash(m) if m.pressed else Reply("Hi", buttons=(Button("Go", "g1"),))) as (server, _):
        await server.private(ME, "hi")
        (held,) = await server.sent(1)
        await server.press(held.message_id, ME, "g1")
        assert "code" in (await server.sent(2))[1].text
        assert len(server.acknowledged) == 1


async def test_a_failing_count_after_the_answer_is_no_apology_to_the_member() -> None:
    async with telegram(HELLO) as (server, desk):
        desk.deliveries_fail = True
        await server.private(ME, "hi")
        await server.until(lambda: len(desk.delivered_replies) == 1)
        await server.private(ME, "again")
        assert [message.text for message in await server.sent(2)] == ["Hello.", "Hello."]


@pytest.fixture
def talkative_libraries(caplog: pytest.LogCaptureFixture) -> None:
    """Logging as a fresh process with `DEBUG` everywhere would have it."""
    for name in ("telegram", "httpx", "httpcore"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.NOTSET)
    caplog.set_level(logging.DEBUG)


@pytest.mark.usefixtures("talkative_libraries")
async def test_neither_the_token_nor_a_members_words_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with telegram(lambda m: Reply(m.text, buttons=(Button("Go", "g1"),))) as (server, desk):
        server.refuse("sendMessage", code=400, text=f"Bad Request: {SECRET}")
        server.drop("getUpdates")
        await server.private(ME, SECRET)
        await server.sent(1)
        server.refuse("sendMessage", code=500, text=f"Internal: {SECRET}")
        await server.private(ME, SECRET)
        await server.deliver({"message": {"message_id": "broken", "text": SECRET}})
        await server.until(lambda: "reports trouble" in caplog.text)
        await server.until(lambda: len(desk.asked) == 2)
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text
    assert str(ME) not in caplog.text


async def test_one_update_that_cannot_be_read_does_not_make_the_bot_deaf() -> None:
    async with telegram(HELLO) as (server, _):
        await server.deliver({"message": {"message_id": "broken", "text": SECRET}})
        await server.private(ME, "danger")
        await server.sent(1, within_s=4)


async def test_a_token_that_telegram_does_not_know_ends_with_a_sentence_that_does_not_show_it() -> None:
    token = "4242:never-given"
    async with TelegramServer() as server:
        with pytest.raises(DoorRefused) as refused:
            await serve(ScriptedDesk(HELLO), PSEUDONYMS, token=token, api_url=server.url, stop=asyncio.Event())
    assert token not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("reach", ["answering", "hanging", "unreachable"])
async def test_it_stops_within_two_seconds(reach: str) -> None:
    stop = asyncio.Event()

    async def hang() -> Reply:
        await asyncio.sleep(60)
        return HELLO

    desk = ScriptedDesk(HELLO if reach == "answering" else lambda _: hang())
    async with TelegramServer() as server:
        address = "http://127.0.0.1:9" if reach == "unreachable" else server.url
        serving = asyncio.create_task(serve(desk, PSEUDONYMS, token=TOKEN, api_url=address, stop=stop))
        await server.private(ME, "hi")
        if reach == "unreachable":
            await asyncio.sleep(0.3)
        else:
            await server.until(lambda: bool(desk.asked))
        begun = time.monotonic()
        stop.set()
        await serving
        assert time.monotonic() - begun < 2


async def test_an_answer_under_way_is_finished_before_it_stops() -> None:
    stop = asyncio.Event()

    async def slowly() -> Reply:
        await asyncio.sleep(0.5)
        return HELLO

    desk = ScriptedDesk(lambda _: slowly())
    async with TelegramServer() as server:
        serving = asyncio.create_task(serve(desk, PSEUDONYMS, token=TOKEN, api_url=server.url, stop=stop))
        await server.private(ME, "hi")
        await server.until(lambda: bool(desk.asked))
        stop.set()
        await serving
        assert [message.text for message in server.messages] == ["Hello."]
