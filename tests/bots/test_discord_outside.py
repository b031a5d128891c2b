"""Rights, staff channels and unasked messages on Discord, through the real library and sockets."""

from __future__ import annotations

from handlers.messages import Button, Incoming, Reply
from handlers.post import Pinning, Published, Readers
from tests.bots.discord_rest import PINS
from tests.bots.discord_running import PSEUDONYMS, Desk, running
from tests.bots.discord_shapes import (
    CHANNEL,
    GUILD,
    MANAGERS,
    MODERATORS,
    OPEN_CHANNEL,
    STAFF_CHANNEL,
    dm_channel,
)

ANA, SAM, MAX = 501, 502, 503
HOME = PSEUDONYMS.address("discord", "community", GUILD)
STAFF = PSEUDONYMS.address("discord", "chat", STAFF_CHANNEL)
NOTE = Reply("Please look.", buttons=(Button("I'm on it", payload="t1n|a.note.on.x|||"),), staff=True)


def person(number: int) -> str:
    return PSEUDONYMS.address("discord", "person", number)


def last(desk: Desk) -> Incoming:
    return desk.heard[-1]


async def test_the_rights_of_a_manager_come_with_each_press_and_go_with_the_role() -> None:
    desk = Desk()
    async with running(desk) as server:
        seen = []
        for number, roles in enumerate(([], [MODERATORS], [MANAGERS], []), start=1):
            server.roles[MAX] = roles
            await server.slash(MAX, "help", guild=True)
            await server.sent(number)
            origin = last(desk).origin
            assert origin is not None
            seen.append(await origin.is_manager(HOME))
        assert seen == [False, False, True, False]


async def test_a_manager_of_one_server_manages_no_other_and_nothing_from_a_private_chat() -> None:
    desk = Desk()
    async with running(desk) as server:
        server.roles[MAX] = [MANAGERS]
        await server.slash(MAX, "help", guild=True)
        await server.sent(1)
        origin = last(desk).origin
        assert origin is not None
        assert not await origin.is_manager(PSEUDONYMS.address("discord", "community", 77))
        await server.dm(MAX, "hello")
        await server.sent(2)
        origin = last(desk).origin
        assert origin is not None
        assert (origin.home, origin.chat, origin.link) == (None, None, None)
        assert not await origin.is_manager(HOME)


async def test_whether_somebody_moderates_is_asked_each_time() -> None:
    desk = Desk()
    async with running(desk) as server:
        seen = []
        for roles in ([], [MODERATORS], [MANAGERS], []):
            server.roles[SAM] = roles
            seen.append(await desk.post.is_moderator(HOME, person(SAM)))
        del server.roles[SAM]  # they have left the server
        seen.append(await desk.post.is_moderator(HOME, person(SAM)))
        assert seen == [False, True, True, False, False]


async def test_a_channel_that_everyone_can_view_is_refused_from_that_moment_on() -> None:
    desk = Desk()
    async with running(desk) as server:
        found = await desk.post.readers(STAFF, HOME)
        assert found == Readers(chat_name="staff", by_role=True, roles=("Moderators",))
        server.opened.add(STAFF_CHANNEL)
        assert (await desk.post.readers(STAFF, HOME)).refused == "public"
        for channel in (OPEN_CHANNEL, CHANNEL):
            address = PSEUDONYMS.address("discord", "chat", channel)
            assert (await desk.post.readers(address, HOME)).refused == "public"


async def test_a_channel_that_is_gone_is_refused() -> None:
    desk = Desk()
    async with running(desk) as server:
        assert (await desk.post.readers(PSEUDONYMS.address("discord", "chat", 9999), HOME)).refused == "gone"
        assert (await desk.post.readers(person(SAM), HOME)).refused == "gone"
        server.problems.clear()  # the test's own wrong number


async def test_a_note_reaches_a_channel_and_a_person_and_says_when_it_does_not() -> None:
    desk = Desk()
    async with running(desk) as server:
        assert await desk.post.send(STAFF, NOTE)
        assert await desk.post.send(person(SAM), NOTE)
        first, second = await server.sent(2)
        assert (first.channel, second.channel) == (STAFF_CHANNEL, dm_channel(SAM))
        assert list(first.labels) == ["I'm on it"]
        server.close_dm(SAM)
        assert not await desk.post.send(person(SAM), NOTE)


async def test_a_broken_discord_is_a_no_and_no_exception() -> None:
    desk = Desk()
    async with running(desk) as server:
        server.refuse_next(400, 50035)
        assert not await desk.post.send(STAFF, NOTE)


async def test_a_note_pings_nobody() -> None:
    desk = Desk()
    async with running(desk) as server:
        assert await desk.post.send(STAFF, Reply("@everyone <@501>", staff=True))
        [sent] = await server.sent(1)
        assert sent.body["allowed_mentions"] == {"parse": []}


async def test_a_mention_comes_with_its_link_and_more_can_be_said_below_it() -> None:
    desk = Desk()
    async with running(desk) as server:
        asked = await server.mention(ANA, "hello")
        await server.sent(1)
        origin = last(desk).origin
        assert origin is not None
        assert origin.link == f"https://discord.com/channels/{GUILD}/{CHANNEL}/{asked.id}"
        assert origin.chat == PSEUDONYMS.address("discord", "chat", CHANNEL)
        assert await origin.say(Reply("I asked moderators to look."))
        assert (await server.sent(2))[1].channel == CHANNEL


async def test_a_press_in_the_staff_channel_knows_its_channel() -> None:
    desk = Desk(lambda message: NOTE if not message.pressed else Reply("Thank you.", private=True, staff=True))
    async with running(desk) as server:
        assert await desk.post.send(STAFF, NOTE)
        [note] = await server.sent(1)
        await server.press(note, SAM, note.labels["I'm on it"])
        [_, thanks] = await server.sent(2)
        assert thanks.only_for == SAM
        origin = last(desk).origin
        assert origin is not None
        assert (origin.chat, origin.home) == (STAFF, HOME)


async def test_nobody_is_written_to_through_a_door_that_has_closed() -> None:
    desk = Desk()
    async with running(desk):
        assert desk.post.is_open(STAFF)
    assert not desk.post.is_open(STAFF)
    assert not await desk.post.send(STAFF, NOTE)


async def test_a_notice_is_pinned_and_unpinned_where_the_bot_has_the_right_and_room() -> None:
    desk = Desk()
    async with running(desk) as server:
        talk = PSEUDONYMS.address("discord", "chat", CHANNEL)
        server.lose_answers = 1
        found = await desk.post.publish(talk, Reply("@everyone I am a bot."))
        [sent] = await server.sent(1)
        assert found.message is not None
        assert sent.body["allowed_mentions"] == {"parse": []}
        assert await desk.post.pin(talk, found.message) is Pinning.NO_RIGHT
        assert not await desk.post.unpin(talk, found.message)
        server.may_pin.add(CHANNEL)
        server.pinned[CHANNEL] = list(range(PINS))
        assert await desk.post.pin(talk, found.message) is Pinning.FULL
        server.pinned[CHANNEL] = []
        for _ in range(2):
            assert await desk.post.pin(talk, found.message) is Pinning.DONE
        assert server.pinned[CHANNEL] == [sent.id]
        assert await desk.post.unpin(talk, found.message)
        assert server.pinned[CHANNEL] == []
        sent.deleted = True
        assert await desk.post.pin(talk, found.message) is Pinning.GONE
        assert await desk.post.unpin(talk, found.message)
        server.down = 99
        assert await desk.post.pin(talk, found.message) is Pinning.UNKNOWN
        server.down = 0


async def test_a_notice_that_discord_refuses_is_told_from_one_that_may_have_arrived() -> None:
    desk = Desk()
    async with running(desk) as server:
        talk = PSEUDONYMS.address("discord", "chat", CHANNEL)
        server.may_not_write.add(CHANNEL)
        assert await desk.post.publish(talk, Reply("Notice.")) == Published(refused=True)
        server.may_not_write.clear()
        server.refuse_next(400, 50035)
        assert await desk.post.publish(talk, Reply("Notice.")) == Published()
        assert await desk.post.publish(person(SAM), Reply("Notice.")) == Published(refused=True)
