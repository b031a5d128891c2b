"""Rights, staff chats and unasked messages on Telegram, through the real library and sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.messages import Button, Incoming, Reply
from handlers.post import Pinning, Published, Readers
from tests.bots.telegram_kit import GROUP, ME, PSEUDONYMS, SOMEBODY, telegram

if TYPE_CHECKING:
    from tests.bots.telegram_kit import ScriptedDesk
    from tests.bots.telegram_server import TelegramServer

STAFF_GROUP = -1009876543210
HOME = PSEUDONYMS.address("telegram", "chat", GROUP)
STAFF = PSEUDONYMS.address("telegram", "chat", STAFF_GROUP)
PERSON = PSEUDONYMS.address("telegram", "person", ME)


async def heard(server: TelegramServer, desk: ScriptedDesk) -> Incoming:
    await server.until(lambda: bool(desk.asked))
    return desk.asked.pop()


async def test_an_address_opens_at_its_own_kind_and_platform_alone() -> None:
    assert PSEUDONYMS.behind(PERSON, "person") == ME
    assert PSEUDONYMS.behind(HOME, "chat") == GROUP
    assert PSEUDONYMS.behind(PERSON, "chat") is None
    assert PSEUDONYMS.behind(PERSON.replace("telegram", "discord"), "person") is None
    assert PSEUDONYMS.behind("telegram.nonsense", "person") is None
    assert PSEUDONYMS.address("telegram", "person", ME) == PERSON
    assert str(ME) not in PERSON


async def test_a_manager_is_asked_of_telegram_at_each_use_and_loses_the_right_with_the_role() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(GROUP, ME, "/setup")
        said = await heard(server, desk)
        assert said.origin is not None
        seen = []
        for admins in (set(), {(GROUP, ME)}, set()):
            server.admins = admins
            seen.append(await said.origin.is_manager(HOME))
        assert seen == [False, True, False]
        assert server.calls.count("getChatMember") == 3


async def test_who_manages_the_group_can_prove_it_from_a_private_chat_and_for_that_group_alone() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        server.admins = {(GROUP, ME)}
        await server.group(GROUP, SOMEBODY, "hello")
        await heard(server, desk)
        await server.private(ME, "/setup")
        said = await heard(server, desk)
        assert said.origin is not None
        assert (said.origin.home, said.origin.chat, said.origin.link) == (None, None, None)
        assert await said.origin.is_manager(HOME)
        assert not await said.origin.is_manager(STAFF)
        assert not await said.origin.is_manager("discord.something")


async def test_no_answer_of_telegram_means_no_right() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        server.admins = {(GROUP, ME)}
        await server.group(GROUP, ME, "/setup")
        said = await heard(server, desk)
        server.refuse("getChatMember", 9, code=400, text="Bad Request: on demand")
        assert said.origin is not None
        assert not await said.origin.is_manager(HOME)
        assert not await desk.post.is_moderator(HOME, PERSON)


async def test_rights_are_not_asked_for_an_ordinary_message() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.private(ME, "I cannot sleep")
        await heard(server, desk)
        await server.sent(1)
        assert not {"getChatMember", "getChat"} & set(server.calls)


async def test_a_message_in_a_group_comes_with_its_link_and_the_groups_name_and_shows_none_of_it_in_a_log() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        number = await server.group(GROUP, ME, "hello")
        said = await heard(server, desk)
        assert said.origin is not None
        assert said.origin.link == f"https://t.me/c/1234567890/{number}"
        assert (said.origin.chat_name, said.origin.name) == ("A group", "Somebody")
        assert not [part for part in ("A group", "Somebody", "t.me", HOME) if part in repr(said) + repr(said.origin)]


async def test_one_more_thing_is_said_as_an_answer_to_the_same_message() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        number = await server.group(GROUP, ME, "hello")
        said = await heard(server, desk)
        await server.sent(1)
        assert said.origin is not None
        assert await said.origin.say(Reply("I asked moderators to look."))
        assert server.messages[1].reply_to == number


async def test_a_note_reaches_a_person_who_has_written_before_and_says_when_it_does_not() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.private(ME, "hello")
        await server.sent(1)
        note = Reply("Please look.", buttons=(Button("I'm on it", payload="t1n|a.note.on.x|||"),), staff=True)
        assert await desk.post.send(PERSON, note)
        assert (server.messages[1].chat_id, server.messages[1].text) == (ME, "Please look.")
        assert server.messages[1].data("I'm on it")
        server.blocked.add(ME)
        assert not await desk.post.send(PERSON, note)
        assert not await desk.post.send(PSEUDONYMS.address("telegram", "person", 111), note)


async def test_a_note_is_sent_although_a_network_fails_for_a_moment() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.private(ME, "hello")
        await server.sent(1)
        server.drop("sendMessage", 2)
        assert await desk.post.send(PERSON, Reply("Please look."))


@pytest.mark.parametrize("name", [None, "everybody_can_read"])
async def test_a_staff_group_is_refused_when_it_has_a_public_name(name: str | None) -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(STAFF_GROUP, ME, "hello")
        await heard(server, desk)
        if name:
            server.public[STAFF_GROUP] = name
        found = await desk.post.readers(STAFF, HOME)
        assert found == (Readers("public", "A group") if name else Readers(chat_name="A group", people=2))


async def test_a_staff_group_is_refused_when_the_readers_of_a_channel_see_it_too() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(STAFF_GROUP, ME, "hello")
        await heard(server, desk)
        server.linked[STAFF_GROUP] = -1005554443332
        assert (await desk.post.readers(STAFF, HOME)).refused == "public"


async def test_a_staff_group_is_refused_when_it_is_the_community_or_the_bot_is_not_in_it() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(GROUP, ME, "hello")
        await server.group(STAFF_GROUP, ME, "hello")
        await server.until(lambda: len(desk.asked) == 2)
        assert (await desk.post.readers(HOME, HOME)).refused == "community"
        server.left.add(STAFF_GROUP)
        assert (await desk.post.readers(STAFF, HOME)).refused == "gone"
        assert not await desk.post.send(STAFF, Reply("Please look."))
        assert (await desk.post.readers(PERSON, HOME)).refused == "gone"


async def test_a_doorway_into_a_group_lets_the_presser_choose_the_group() -> None:
    reply = Reply("Choose.", buttons=(Button("Choose a staff chat", doorway="sealed", to_group=True),))
    async with telegram(reply) as (server, desk):
        await server.private(ME, "hello")
        [sent] = await server.sent(1)
        assert sent.buttons[0]["url"] == "https://t.me/peerbridge_test_bot?startgroup=sealed"
        await server.group(STAFF_GROUP, ME, "/start@peerbridge_test_bot sealed")
        await server.until(lambda: len(desk.asked) == 2)
        assert (desk.asked[1].command, desk.asked[1].text, desk.asked[1].private) == ("start", "sealed", False)


async def test_staff_commands_are_shown_to_administrators_alone() -> None:
    async with telegram(Reply("Hello.")) as (server, _):
        await server.until(lambda: bool(server.staff_commands))
        everybody, staff = ({c["command"] for c in found} for found in (server.commands, server.staff_commands))
        assert staff - everybody == {command.name for command in wording.COMMANDS if command.for_staff} != set()


async def test_nobody_is_written_to_through_a_door_that_has_closed() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.private(ME, "hello")
        await server.sent(1)
        assert desk.post.is_open(PERSON)
    assert not desk.post.is_open(PERSON)
    assert not await desk.post.send(PERSON, Reply("Please look."))


async def test_a_notice_is_pinned_without_a_sound_and_unpinned_where_the_bot_has_the_right() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(GROUP, ME, "hello")
        await heard(server, desk)
        found = await desk.post.publish(HOME, Reply("I am a <bot>."))
        assert found.message is not None
        assert str(server.messages[-1].message_id) not in found.message
        assert server.messages[-1].text == "I am a <bot>."
        assert await desk.post.pin(HOME, found.message) is Pinning.AS_ADMIN
        assert not await desk.post.unpin(HOME, found.message)
        server.may_pin.add(GROUP)
        for _ in range(2):
            assert await desk.post.pin(HOME, found.message) is Pinning.DONE
        assert (server.pinned[GROUP], server.rung) == ([server.messages[-1].message_id], [])
        assert await desk.post.unpin(HOME, found.message)
        assert server.pinned[GROUP] == []
        server.messages[-1].deleted = True
        assert await desk.post.pin(HOME, found.message) is Pinning.GONE
        assert await desk.post.unpin(HOME, found.message)


async def test_a_notice_that_telegram_refuses_is_told_from_one_that_may_have_arrived() -> None:
    async with telegram(Reply("Hello.")) as (server, desk):
        await server.group(GROUP, ME, "hello")
        await heard(server, desk)
        await server.sent(1)
        server.may_not_write.add(GROUP)
        assert await desk.post.publish(HOME, Reply("Notice.")) == Published(refused=True)
        server.drop("sendMessage", 1)
        before = server.calls.count("sendMessage")
        assert await desk.post.publish(HOME, Reply("Notice.")) == Published()
        assert server.calls.count("sendMessage") == before + 1
        server.left.add(GROUP)
        assert await desk.post.publish(HOME, Reply("Notice.")) == Published(refused=True)
        assert await desk.post.publish(PERSON, Reply("Notice.")) == Published(refused=True)
        assert await desk.post.pin(HOME, PERSON) is Pinning.GONE
