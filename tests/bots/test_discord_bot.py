from __future__ import annotations

from dataclasses import replace

import pytest

from bots.discord_bot.dress import CONTENT
from handlers.messages import PRIVATE, Button, Item, Reply
from tests.bots.discord_rules import specification
from tests.bots.discord_running import PSEUDONYMS, Desk, bot, running
from tests.bots.discord_server import DiscordServer
from tests.bots.discord_shapes import BOT, GUILD

ANA, BEN = 501, 502
COMMUNITY = PSEUDONYMS.community("discord", GUILD)
NEUTRAL = Reply("I have an answer for you.", buttons=(Button("Show it only to me", doorway="sealed-Door_1"),))
CARDS = Reply(
    "This may fit.",
    items=(
        Item(
            "Night Owls", "A group. Free.", "https://example.org/owls", (Button("Count my interest", payload="i1|a"),)
        ),
        Item("Quiet Hours", "A course.", None, (Button("Count my interest", payload="i1|b"),)),
    ),
    buttons=(Button("More", payload="m1|"), Button("Web", url="https://example.org/more")),
    private=True,
)


async def test_a_direct_message_is_answered_in_private() -> None:
    desk = Desk()
    async with running(desk) as server:
        await server.dm(ANA, "I cannot sleep")
        [answer] = await server.sent(1)
    assert answer.content == "Hello."
    [heard] = desk.heard
    assert (heard.text, heard.private, heard.addressed, heard.community) == ("I cannot sleep", True, True, PRIVATE)
    assert heard.member == PSEUDONYMS.member("discord", ANA)
    assert heard.locale is None


async def test_a_slash_command_in_a_server_is_answered_to_its_member_alone() -> None:
    desk = Desk(CARDS)
    async with running(desk) as server:
        await server.slash(ANA, "find", "I cannot sleep", guild=True)
        [answer] = await server.sent(1)
    assert answer.only_for == ANA
    assert [embed["title"] for embed in answer.embeds] == ["1\\. Night Owls", "2\\. Quiet Hours"]
    [heard] = desk.heard
    assert (heard.command, heard.text, heard.private, heard.community) == ("find", "I cannot sleep", True, COMMUNITY)
    assert heard.locale == "es-ES"


async def test_a_slash_command_in_a_private_chat_stays_readable_there() -> None:
    desk = Desk()
    async with running(desk) as server:
        await server.slash(ANA, "help")
        [answer] = await server.sent(1)
    assert answer.only_for is None
    assert (desk.heard[0].command, desk.heard[0].text, desk.heard[0].community) == ("help", "", PRIVATE)


async def test_a_mention_gets_a_public_reply_with_a_door_that_only_its_owner_sees_through() -> None:
    desk = Desk(lambda message: CARDS if message.pressed else NEUTRAL)
    async with running(desk) as server:
        asked = await server.mention(ANA, "I cannot sleep")
        [public] = await server.sent(1)
        await server.press(public, ANA, public.labels["Show it only to me"])
        [_, private] = await server.sent(2)
    assert public.only_for is None
    assert public.reply_to == asked.id
    assert private.only_for == ANA
    assert (desk.heard[0].text, desk.heard[0].private, desk.heard[0].community) == ("I cannot sleep", False, COMMUNITY)
    assert (desk.heard[1].pressed, desk.heard[1].private) == ("sealed-Door_1", True)


async def test_nobody_is_pinged_by_an_answer() -> None:
    async with running(Desk(Reply("@everyone and <@501>"))) as server:
        await server.mention(ANA, "hello")
        [answer] = await server.sent(1)
    assert answer.body["allowed_mentions"] == {"parse": []}


async def test_a_reply_to_the_bot_in_readable_words_calls_it() -> None:
    desk = Desk()
    async with running(desk) as server:
        await server.mention(ANA, "hello")
        [answer] = await server.sent(1)
        await server.say(ANA, f"<@{BOT}> and more", reply_to=answer.id)
        await server.sent(2)
        await server.say(ANA, "unreadable", reply_to=answer.id)
        await server.dm(BEN, "the last one")
        await server.sent(3)
    assert [heard.text for heard in desk.heard] == ["hello", "and more", "the last one"]


async def test_messages_that_do_not_call_the_bot_are_not_taken_for_calls() -> None:
    desk = Desk(lambda message: Reply("Hello.") if message.addressed else None)
    async with running(desk) as server:
        await server.say(ANA, "I talk to everybody")
        await server.say(ANA, "@everyone hello", mention_everyone=True, content="@everyone hello")
        await server.say(BEN, f"<@{BOT}> I am a bot", bot=True)
        await server.say(BEN, f"<@{BOT}> I am a webhook", webhook_id="77")
        await server.say(BEN, f"<@{BOT}> joined", type=7)
        await server.dm(ANA, "only this")
        await server.sent(1)
    assert [heard.text for heard in desk.heard if heard.addressed] == ["only this"]
    assert "I talk to everybody" not in [heard.text for heard in desk.heard]


async def test_a_changed_message_is_answered_again_but_a_link_preview_is_not() -> None:
    desk = Desk()
    async with running(desk) as server:
        written = await server.dm(ANA, "frist")
        await server.edit(written, None)
        await server.sent(1)
        await server.edit(written, "first")
        await server.edit(written, None)
        await server.sent(2)
        await server.dm(ANA, "last")
        await server.sent(3)
    assert sorted(heard.text for heard in desk.heard) == ["first", "frist", "last"]


async def test_the_desk_may_stay_silent() -> None:
    desk = Desk(lambda message: Reply("Here.") if message.text == "last" else None)
    async with running(desk) as server:
        await server.dm(ANA, "silence")
        made = await server.slash(ANA, "help", guild=True)
        await server.until(lambda: made.original is not None and server.messages[made.original].deleted)
        await server.dm(ANA, "last")
        assert [sent.content for sent in await server.sent(1)] == ["Here."]


async def test_buttons_work_after_a_restart() -> None:
    desk = Desk(CARDS)
    async with DiscordServer() as server:
        async with bot(server, Desk(CARDS)):
            await server.dm(ANA, "I cannot sleep")
            [answer] = await server.sent(1)
        async with bot(server, desk):
            await server.press(answer, ANA, answer.labels["2. Count my interest"])
            await server.sent(2)
        assert server.problems == []
    assert [heard.pressed for heard in desk.heard] == ["i1|b"]


async def test_a_press_is_answered_with_a_new_message() -> None:
    desk = Desk(lambda message: Reply("Noted.") if message.pressed else CARDS)
    async with running(desk) as server:
        await server.slash(ANA, "find", "sleep", guild=True)
        [cards] = await server.sent(1)
        await server.press(cards, ANA, "pb:i1|a")
        [cards, noted] = await server.sent(2)
        await server.dm(BEN, "hello")
        [*_, in_private] = await server.sent(3)
        await server.press(in_private, BEN, "pb:m1|")
        [*_, answer] = await server.sent(4)
    assert (noted.content, noted.only_for, cards.content) == ("Noted.", ANA, "This may fit.")
    assert (answer.content, answer.only_for, answer.channel) == ("Noted.", None, in_private.channel)


@pytest.mark.parametrize("guild", [True, False])
async def test_a_removed_answer_is_gone_and_leaves_no_trace(guild: bool) -> None:  # noqa: FBT001  a parameter
    desk = Desk(lambda message: Reply("It is gone.", remove=True) if message.pressed else CARDS)
    async with running(desk) as server:
        await server.slash(ANA, "find", "sleep", guild=guild)
        [answer] = await server.sent(1)
        await server.press(answer, ANA, "pb:m1|")
        [answer, gone] = await server.sent(2)
        await server.until(lambda: len(desk.noted) == 2)
    assert answer.deleted
    assert (gone.content, gone.only_for) == ("It is gone.", ANA)


async def test_what_is_private_is_never_said_in_public() -> None:
    private = Reply(
        "For you alone.", (Item("Secret", "card"),), (*NEUTRAL.buttons, Button("b", payload="p")), private=True
    )
    desk = Desk(lambda message: replace(private, fallback=message.text or None))
    async with running(desk) as server:
        await server.mention(ANA, "")
        await server.mention(ANA, "Please write to me in private.")
        [public] = await server.sent(1)
        await server.dm(ANA, "here it may")
        [_, answer] = await server.sent(2)
        await server.until(lambda: len(desk.noted) == 1)
    assert (public.content, public.embeds) == ("Please write to me in private.", [])
    assert list(public.labels) == ["Show it only to me"]
    assert answer.content == "For you alone."
    assert [heard.private for heard in desk.heard] == [False, False, True]


async def test_a_long_text_arrives_whole_in_polite_pieces() -> None:
    paragraph = "This is a sentence that says something useful. " * 20
    text = "\n\n".join([paragraph.strip()] * 6)
    async with running(Desk(Reply(text, buttons=(Button("More", payload="m"),)))) as server:
        await server.dm(ANA, "tell me all")
        pieces = await server.sent(3)
    assert "\n\n".join(piece.content for piece in pieces) == text
    assert all(len(piece.content) <= CONTENT for piece in pieces)
    assert [bool(piece.components) for piece in pieces] == [False, False, True]


async def test_commands_are_offered_once_and_again_only_when_they_changed() -> None:
    async with DiscordServer() as server:
        for expected in (1, 1):
            async with bot(server, Desk()):
                await server.dm(ANA, "hello")
                await server.until(lambda: any(line.endswith("/commands") for line in server.requests))
            assert server.synced == expected
        server.commands[0]["description"] = "An older sentence"
        async with bot(server, Desk()):
            await server.until(lambda: server.synced == 2)
        assert [command["name"] for command in server.commands] == ["help", "find", "clear"]


async def test_requests_are_held_against_the_published_specification() -> None:
    if specification() is None:
        pytest.skip("Discord's published specification is not on this machine (PEERBRIDGE_SPECS)")
    async with running(Desk(CARDS)) as server:
        await server.dm(ANA, "hello")
        await server.slash(ANA, "find", "sleep", guild=True)
        await server.sent(2)


async def test_clear_takes_the_bots_last_answers_in_a_private_chat_away() -> None:
    desk = Desk(lambda message: Reply("Cleared.", remove=True) if message.command == "clear" else CARDS)
    async with running(desk) as server:
        await server.dm(ANA, "one")
        [one] = await server.sent(1)
        other = await server.dm(BEN, "somebody else")
        [_, others] = await server.sent(2)
        await server.slash(ANA, "clear")
        [*_, last] = await server.sent(3)
        await server.until(lambda: len(desk.noted) == 3)
    assert (one.deleted, others.deleted, other.deleted) == (True, False, False)
    assert (last.content, last.deleted) == ("Cleared.", False)


async def test_clear_typed_as_words_of_a_command_works_like_the_command() -> None:
    desk = Desk(lambda message: Reply("Cleared.", remove=True) if message.text == "clear" else CARDS)
    async with running(desk) as server:
        await server.dm(ANA, "one")
        [one] = await server.sent(1)
        await server.dm(ANA, "clear")
        [_, last] = await server.sent(2)
    assert (one.deleted, last.deleted) == (True, False)
