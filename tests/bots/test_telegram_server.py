"""The local Telegram is as strict as the real one; otherwise passing its tests would mean nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.bots.telegram_kit import GROUP, ME
from tests.bots.telegram_rules import INTEGERS, METHODS, Refused, published, visible
from tests.bots.telegram_server import TOKEN, TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        await running.private(ME, "hi")
        yield running


async def call(server: TelegramServer, method: str, **data: str) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{TOKEN}/{method}", data=data) as answer,
    ):
        body: dict[str, Any] = await answer.json()
        assert body["ok"] or body["error_code"] == answer.status
        return body


def keyboard(*buttons: dict[str, str]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        ({}, 400, "text"),
        ({"text": " "}, 400, "empty"),
        ({"text": "a" * 4097}, 400, "too long"),
        ({"text": "😀" * 2049}, 400, "too long"),
        ({"text": "<b>a</i>", "parse_mode": "HTML"}, 400, "unmatched end tag"),
        ({"text": "<b>a", "parse_mode": "HTML"}, 400, "can't find end tag"),
        ({"text": "<p>a</p>", "parse_mode": "HTML"}, 400, "unsupported start tag"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, 400, "unsupported start tag"),
        ({"text": "a", "colour": "red"}, 400, "unknown parameters"),
        ({"text": "a", "message_thread_id": "7"}, 400, "thread not found"),
        ({"text": "a", "reply_parameters": '{"message_id": 5}'}, 400, "replied not found"),
        ({"text": "a", "reply_markup": keyboard({"text": "B", "callback_data": "x" * 65})}, 400, "DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard({"text": "B", "callback_data": ""})}, 400, "DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard({"text": "B", "url": "tel:5"})}, 400, "URL_INVALID"),
        ({"text": "a", "reply_markup": keyboard({"text": "B"})}, 400, "button"),
        ({"text": "a", "reply_markup": keyboard(*[{"text": "B", "callback_data": "x"}] * 101)}, 400, "TOO_LONG"),
        ({"text": "a", "chat_id": "9"}, 403, "can't initiate"),
        ({"text": "a", "chat_id": str(GROUP)}, 400, "chat not found"),
    ],
)
async def test_a_wrong_message_is_refused(server: TelegramServer, said: dict[str, str], code: int, why: str) -> None:
    body = await call(server, "sendMessage", **({"chat_id": str(ME)} | said))
    assert (body["ok"], body["error_code"]) == (False, code)
    assert why in body["description"]
    assert server.messages == []


async def test_an_unknown_method_and_a_wrong_token_are_refused(server: TelegramServer) -> None:
    assert (await call(server, "sendPigeon"))["error_code"] == 404
    async with aiohttp.ClientSession() as session, session.post(f"{server.url}/bot1:x/getMe") as answer:
        assert answer.status == 401


async def test_updates_wait_for_the_bot_and_are_gone_once_confirmed(server: TelegramServer) -> None:
    (first,) = (await call(server, "getUpdates"))["result"]
    assert (await call(server, "getUpdates"))["result"] == [first]
    assert (await call(server, "getUpdates", offset=str(first["update_id"] + 1)))["result"] == []
    assert first["message"]["text"] == "hi"


async def test_a_press_is_acknowledged_once_and_in_at_most_200_letters(server: TelegramServer) -> None:
    sent = await call(
        server, "sendMessage", chat_id=str(ME), text="a", reply_markup=keyboard({"text": "B", "callback_data": "x"})
    )
    query = await server.press(sent["result"]["message_id"], ME, "x")
    assert not (await call(server, "answerCallbackQuery", callback_query_id=query, text="a" * 201))["ok"]
    assert (await call(server, "answerCallbackQuery", callback_query_id=query))["ok"]
    assert not (await call(server, "answerCallbackQuery", callback_query_id=query))["ok"]


async def test_only_own_messages_that_are_still_there_can_be_changed(server: TelegramServer) -> None:
    sent = (await call(server, "sendMessage", chat_id=str(ME), text="a"))["result"]["message_id"]
    where = {"chat_id": str(ME), "message_id": str(sent)}
    assert (await call(server, "editMessageText", **where, text="b"))["ok"]
    assert (await call(server, "editMessageReplyMarkup", **where))["ok"]
    assert server.messages[0].text == "b"
    assert (await call(server, "deleteMessage", **where))["ok"]
    assert not (await call(server, "deleteMessage", **where))["ok"]
    assert not (await call(server, "editMessageText", chat_id=str(ME), message_id="1001", text="b"))["ok"]


def test_a_member_sees_what_stands_between_the_tags() -> None:
    assert (
        visible('<b>1 &lt; 2</b> <a href="https://example.org">&quot;x&quot; &#65; &copy;</a>', "HTML")
        == '1 < 2 "x" A &copy;'
    )
    with pytest.raises(Refused):
        visible("<b></b>", "HTML")


def specification() -> dict[str, Any]:
    if (published_one := published()) is None:
        pytest.skip("the published Bot API specification is not on this machine (PEERBRIDGE_SPECS)")
    return published_one


def test_every_method_and_parameter_stands_in_the_published_specification() -> None:
    methods = specification()["methods"]
    for name, (required, optional) in METHODS.items():
        fields = {field["name"]: field for field in methods[name].get("fields", [])}
        assert required | optional <= fields.keys(), name
        # Telegram needs these three only for messages that were not sent through an inline query.
        always = {field for field, about in fields.items() if about["required"]}
        assert always <= required, name
        assert {f for f in (required | optional) & INTEGERS if "Integer" not in fields[f]["types"]} == set(), name


async def test_what_the_server_sends_has_every_field_the_specification_requires(server: TelegramServer) -> None:
    types = specification()["types"]
    await server.group(GROUP, ME, "@peerbridge_test_bot /help", thread=4)
    sent = await call(
        server, "sendMessage", chat_id=str(ME), text="a", reply_markup=keyboard({"text": "B", "callback_data": "x"})
    )
    await server.press(sent["result"]["message_id"], ME, "x")
    updates = (await call(server, "getUpdates"))["result"]
    assert len(updates) == 3
    for update in updates:
        check(update, "Update", types)


def check(thing: dict[str, Any], kind: str, types: dict[str, Any]) -> None:
    """Every required field is there, every field is known, and so on inside."""
    fields = {field["name"]: field for field in types[kind].get("fields", [])}
    assert {name for name, field in fields.items() if field["required"]} <= thing.keys(), kind
    assert thing.keys() <= fields.keys(), kind
    for name, value in thing.items():
        inner = fields[name]["types"][0].removeprefix("Array of ")
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and types[inner if inner != "MaybeInaccessibleMessage" else "Message"].get(
                "fields"
            ):
                check(part, inner if inner != "MaybeInaccessibleMessage" else "Message", types)
