"""The way of a message through the real Telegram library, over sockets, to the desk and back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from handlers.messages import PRIVATE, Button, Incoming, Item, Note, Purpose, Reply
from tests.bots.telegram_kit import GROUP, ME, PSEUDONYMS, SOMEBODY, telegram
from tests.bots.telegram_methods import BOT

if TYPE_CHECKING:
    from tests.bots.telegram_kit import ScriptedDesk
    from tests.bots.telegram_server import TelegramServer

HELLO = Reply("Hello.")
CARDS = Reply(
    "This may fit.",
    items=(
        Item("Sleep <well> & long", "Free. Any time.", "https://example.org/sleep", (Button("Count it", "i1|sleep"),)),
        Item("Peer line", "Call 555.", None, (Button("Why?", "w1|line"), Button("Web", url="https://example.org"))),
    ),
    buttons=(Button("More", payload="m1|sl"), Button("Delete this answer", payload="x1||||")),
    notes=(Note(Purpose.REQUEST, "sleep"),),
)


async def quietly(server: TelegramServer, desk: ScriptedDesk) -> None:
    """Everything said before has been worked on once a private “ping” has come back."""
    asked, sent = len(desk.asked), len(server.messages)
    await server.private(999, "ping")
    await server.until(lambda: any(message.chat_id == 999 for message in server.messages[sent:]))
    assert desk.asked[asked:] == [m for m in desk.asked[asked:] if m.text == "ping"]
    del desk.asked[asked:], server.messages[sent:]


async def test_a_private_request_gets_a_message_a_card_for_each_service_and_the_last_buttons() -> None:
    async with telegram(CARDS) as (server, desk):
        await server.private(ME, "I cannot sleep", language_code="es-MX")
        text, first, last = await server.sent(3)
        assert (text.text, text.silent, text.buttons) == ("This may fit.", False, [])
        assert first.text == "Sleep <well> & long\nFree. Any time.\nhttps://example.org/sleep"
        assert first.html.startswith("<b>Sleep &lt;well&gt; &amp; long</b>\n")
        assert [button["text"] for button in first.buttons] == ["Count it"]
        assert [button["text"] for button in last.buttons] == ["Why?", "Web", "More", "Delete this answer"]
        assert first.silent
        assert not any(message.preview for message in server.messages)
        assert desk.asked == [
            Incoming(PSEUDONYMS.member("telegram", ME), PRIVATE, private=True, text="I cannot sleep", locale="es-MX")
        ]
        await server.until(lambda: desk.delivered_replies == [CARDS])
        assert server.refusals == []


async def test_a_press_reaches_the_desk_with_the_buttons_payload() -> None:
    async with telegram(lambda m: HELLO if m.pressed else CARDS) as (server, desk):
        await server.private(ME, "sleep")
        cards = await server.sent(3)
        for message, label, payload in ((cards[1], "Count it", "i1|sleep"), (cards[2], "More", "m1|sl")):
            sent = len(server.messages)
            await server.press(message.message_id, ME, message.data(label))
            await server.sent(sent + 1)
            assert desk.asked[-1].pressed == payload
            assert desk.asked[-1].member == desk.asked[0].member
        assert [(a.text, a.alert) for a in server.acknowledged] == [("", False)] * 2


async def test_a_group_message_that_does_not_call_the_bot_stays_unanswered() -> None:
    async with telegram(lambda m: HELLO if m.addressed else None) as (server, desk):
        await server.group(GROUP, ME, "I cannot sleep")
        await server.until(lambda: len(desk.asked) == 1)
        assert not desk.asked[0].addressed
        assert desk.asked[0].community == PSEUDONYMS.community("telegram", GROUP)
        await quietly(server, desk)
        assert server.messages == []


@pytest.mark.parametrize(
    ("said", "text", "command"),
    [
        ("/help", "", "help"),
        ("/Help@Peerbridge_Test_Bot", "", "help"),
        ("/find@peerbridge_test_bot a quiet\nplace", "a quiet\nplace", "find"),
        ("@peerbridge_test_bot I cannot sleep", "I cannot sleep", None),
        ("hey 😴 @PeerBridge_Test_Bot can you help?", "hey 😴 can you help?", None),
        ("@peerbridge_test_bot /help", "", "help"),
    ],
)
async def test_a_command_or_a_mention_in_a_group_is_answered_under_it(
    said: str, text: str, command: str | None
) -> None:
    async with telegram(HELLO) as (server, desk):
        asked = await server.group(GROUP, ME, said)
        (answer,) = await server.sent(1)
        assert (answer.chat_id, answer.reply_to) == (GROUP, asked)
        assert (desk.asked[0].text, desk.asked[0].command) == (text, command)
        assert desk.asked[0].addressed
        assert not desk.asked[0].private


async def test_a_reply_to_the_bots_message_calls_it_and_a_reply_to_somebody_else_does_not() -> None:
    async with telegram(lambda m: HELLO if m.addressed else None) as (server, desk):
        first = await server.group(GROUP, ME, "/help")
        (answer,) = await server.sent(1)
        await server.group(GROUP, ME, "and then?", reply_to=answer.message_id)
        await server.sent(2)
        await server.group(GROUP, ME, "me too", reply_to=first)
        await server.until(lambda: len(desk.asked) == 3)
        assert [message.addressed for message in desk.asked] == [True, True, False]


@pytest.mark.parametrize(
    "said", ["/help@another_bot", "/find@another_bot help", "@peerbridge_test_bot /help@another_bot"]
)
async def test_a_command_for_another_bot_is_ignored(said: str) -> None:
    async with telegram(HELLO) as (server, desk):
        await server.group(GROUP, ME, said)
        await quietly(server, desk)
        assert (desk.asked, server.messages) == ([], [])


async def test_other_bots_service_messages_and_forwards_of_a_channel_are_ignored() -> None:
    async with telegram(HELLO) as (server, desk):
        await server.group(GROUP, 5, "/help", sender={"id": 5, "is_bot": True, "first_name": "Other"})
        await server.group(GROUP, ME, new_chat_title="New name")
        channel = {"id": -100777, "type": "channel", "title": "News"}
        await server.group(GROUP, 777000, "/help", sender_chat=channel, is_automatic_forward=True)
        await quietly(server, desk)
        assert (desk.asked, server.messages) == ([], [])


async def test_an_anonymous_admin_is_one_member_and_is_answered() -> None:
    async with telegram(HELLO) as (server, desk):
        group = {"id": GROUP, "type": "supergroup", "title": "A group"}
        anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        await server.group(GROUP, 1087968824, "/help", sender_chat=group, sender=anonymous)
        await server.sent(1)
        assert desk.asked[0].member == PSEUDONYMS.member("telegram", GROUP)


async def test_a_doorway_leads_into_the_private_chat_and_its_payload_comes_back_as_start() -> None:
    doorway = Reply("Only you will see it.", buttons=(Button("Show it only to me", doorway="aB3_-x"),))
    async with telegram(lambda m: HELLO if m.private else doorway) as (server, desk):
        await server.group(GROUP, ME, "/find sleep")
        (answer,) = await server.sent(1)
        assert answer.buttons == [{"text": "Show it only to me", "url": f"https://t.me/{BOT['username']}?start=aB3_-x"}]
        await server.private(ME, "/start aB3_-x")
        await server.sent(2)
        assert (desk.asked[1].command, desk.asked[1].text) == ("start", "aB3_-x")
        assert desk.asked[1].member == desk.asked[0].member


async def test_a_private_reply_is_never_posted_in_a_group() -> None:
    secret = Reply(
        "We hold this about you.", items=(Item("Card", "Words"),), private=True, fallback="Write to me there."
    )
    async with telegram(secret) as (server, desk):
        await server.group(GROUP, ME, "/mydata")
        await server.sent(1)
        await server.private(ME, "/mydata")
        await server.sent(3)
        assert [m.text for m in server.messages if m.chat_id == GROUP] == ["Write to me there."]
        await server.until(lambda: len(desk.delivered_replies) == 1)


async def test_a_private_reply_without_a_fallback_is_silence_in_a_group() -> None:
    async with telegram(lambda m: HELLO if m.private else Reply("Secret", private=True)) as (server, desk):
        await server.group(GROUP, ME, "/mydata")
        await server.until(lambda: len(desk.asked) == 1)
        await quietly(server, desk)
        assert server.messages == []


async def test_a_press_in_a_group_hears_the_fallback_alone() -> None:
    secret = Reply("Secret.", private=True, fallback="Only in private. " * 20)
    async with telegram(lambda m: secret if m.pressed else Reply("Hi", buttons=(Button("Mine", "c1|mydata"),))) as (
        server,
        desk,
    ):
        await server.group(GROUP, ME, "/help")
        (held,) = await server.sent(1)
        await server.press(held.message_id, SOMEBODY, held.data("Mine"))
        await server.until(lambda: len(server.acknowledged) == 1)
        assert server.acknowledged[0].alert
        assert server.acknowledged[0].text.startswith("Only in private. Only")
        assert desk.asked[-1].member == PSEUDONYMS.member("telegram", SOMEBODY)
        assert not desk.asked[-1].private
        await quietly(server, desk)
        assert server.messages == [held]
        assert desk.delivered_replies[:1] == [Reply("Hi", buttons=(Button("Mine", "c1|mydata"),))]


async def test_delete_this_answer_takes_every_message_of_the_answer_away() -> None:
    gone = Reply("Deleted.", remove=True)
    async with telegram(lambda m: gone if m.pressed == "x1||||" else CARDS) as (server, desk):
        await server.private(ME, "sleep")
        messages = list(await server.sent(3))
        await server.press(messages[2].message_id, ME, messages[2].data("Delete"))
        await server.until(lambda: all(message.deleted for message in messages))
        assert [(a.text, a.alert) for a in server.acknowledged] == [("Deleted.", False)]
        await server.until(lambda: gone in desk.delivered_replies)
        assert len(server.messages) == 3


async def test_a_message_too_old_to_delete_loses_its_words_instead() -> None:
    reply = Reply("Words.", buttons=(Button("Delete", "x1||||"),))
    async with telegram(lambda m: Reply("Deleted.", remove=True) if m.pressed else reply) as (server, _):
        await server.private(ME, "sleep")
        (held,) = await server.sent(1)
        server.too_old.add(held.message_id)
        await server.press(held.message_id, ME, held.data("Delete"))
        await server.until(lambda: held.text == "Deleted.")
        assert held.buttons == []


async def test_an_edited_message_is_answered_once_for_each_new_wording() -> None:
    async with telegram(lambda m: HELLO if m.addressed else None) as (server, desk):
        asked = await server.private(ME, "hm")
        await server.sent(1)
        await server.edit(asked, "I cannot sleep")
        await server.sent(2)
        await server.edit(asked, "I cannot sleep")
        in_group = await server.group(GROUP, ME, "nothing")
        await server.until(lambda: len(desk.asked) == 3)
        await server.edit(in_group, "nothing at all")
        await server.until(lambda: len(desk.asked) == 4)
        await quietly(server, desk)
        asked_for = [(message.text, message.addressed) for message in desk.asked]
        assert asked_for == [("hm", True), ("I cannot sleep", True), ("nothing", False), ("nothing at all", False)]
        await server.edit(in_group, "@peerbridge_test_bot help")
        await server.sent(3)
        assert desk.asked[-1].text == "help"


async def test_a_caption_counts_as_text() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    async with telegram(HELLO) as (server, desk):
        await server.group(GROUP, ME, "look @peerbridge_test_bot", photo=photo)
        await server.private(ME, photo=photo)
        await server.sent(2)
        assert sorted(message.text for message in desk.asked) == ["", "look"]
        assert all(message.addressed for message in desk.asked)


async def test_an_answer_stays_in_its_forum_topic() -> None:
    reply = Reply("Hi", buttons=(Button("Go", "g1"),))
    async with telegram(reply) as (server, _):
        await server.group(GROUP, ME, "/help", thread=31)
        (first,) = await server.sent(1)
        await server.press(first.message_id, ME, first.data("Go"))
        assert [message.thread for message in await server.sent(2)] == [31, 31]


async def test_the_desks_commands_are_shown_in_telegram() -> None:
    async with telegram(HELLO) as (server, _):
        await server.until(lambda: bool(server.commands))
        assert "crisis" in [command["command"] for command in server.commands]
        assert server.refusals == []


async def test_two_answers_to_one_chat_do_not_mix() -> None:
    async with telegram(lambda m: Reply(m.text, items=(Item(m.text, "card"), Item(m.text, "card")))) as (server, _):
        server.delay("sendMessage", 0.02)
        await asyncio.gather(server.private(ME, "one"), server.private(ME, "two"))
        words = [message.text.split("\n")[0] for message in await server.sent(6)]
        assert sorted((words[:3], words[3:])) == [["one"] * 3, ["two"] * 3]


async def test_clear_takes_the_last_answers_and_words_of_this_private_chat_away() -> None:
    cleared = Reply("Cleared.", remove=True)
    async with telegram(lambda m: cleared if m.command == "clear" else HELLO) as (server, desk):
        await server.private(SOMEBODY, "somebody else")
        (others,) = await server.sent(1)
        await server.private(ME, "one")
        await server.private(ME, "two")
        _, one, two = await server.sent(3)
        await server.private(ME, "/clear")
        *_, last = await server.sent(4)
        assert (one.deleted, two.deleted, others.deleted) == (True, True, False)
        assert (last.text, last.deleted) == ("Cleared.", False)
        await server.until(lambda: cleared in desk.delivered_replies)
        assert server.refusals == []


async def test_one_message_that_is_too_old_does_not_keep_the_others() -> None:
    async with telegram(lambda m: Reply("Cleared.", remove=True) if m.command == "clear" else HELLO) as (server, _):
        for number in range(60):
            await server.private(ME, f"message {number}")
            await server.sent(number + 1)
        old, *_, new = server.messages
        server.too_old.add(old.message_id)
        await server.private(ME, "/clear")
        await server.sent(61)
        assert new.deleted
        assert not old.deleted


async def test_clear_never_reaches_into_a_group() -> None:
    async with telegram(lambda m: Reply("Cleared.", remove=True) if m.command == "clear" else HELLO) as (server, _):
        await server.group(GROUP, ME, "/help@peerbridge_test_bot")
        await server.group(GROUP, ME, "/clear@peerbridge_test_bot")
        await server.sent(2)
        assert "deleteMessages" not in server.calls
