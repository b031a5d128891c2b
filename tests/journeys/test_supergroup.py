"""Telegram makes a supergroup of a group and gives it another number: what managers set up is still there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.overlay import Edit
from handlers import wording
from handlers.messages import PRIVATE, Memory, Reply
from handlers.roster import Notice, Person, Staff
from storage.store import Change, CommunitySettings, Suggestion
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, BEN, INTENT, PSEUDONYMS, Place, TelegramPerson, telegram_door
from tests.journeys.test_faults import held
from tests.journeys.test_moderators import MAX, SAM, notes
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from handlers.desk import Desk
    from storage.store import Storage
    from tests.bots.telegram_methods import Sent
    from tests.conftest import Clock

OLD, NEW = -4012345678, -1002012345678
STAFF, NEW_STAFF = -4987654321, -1002987654321
SETTINGS = CommunitySettings("IE", ("en",), "Europe/Dublin", age_setting="18+", listening=True)
HIDDEN = "a-service-that-managers-hid"
LETTERS = "@peerbridge_test_bot "


def code(chat: int) -> str:
    return PSEUDONYMS.community("telegram", chat)


def address(chat: int) -> str:
    return PSEUDONYMS.address("telegram", "chat", chat)


SET_UP = Staff(
    home=address(OLD),
    channel=address(STAFF),
    channel_name="Staff",
    has_notice=True,
    notice=Notice(address(OLD), PSEUDONYMS.address("telegram", "message", 77), "abc", pinned=True),
    is_on=True,
    digest=True,
    off=("suggestions",),
)


@dataclass
class Group:
    """A group that managers have set up, seen from both its numbers."""

    server: TelegramServer
    desk: Desk
    storage: Storage

    async def say(self, chat: int, account: int, text: str) -> Sent:
        before = len(self.server.messages)
        await self.server.group(chat, account, text)
        return (await self.server.sent(before + 1))[before]

    async def set_up(self) -> None:
        """As `/setup` and the commands beside it leave it."""
        self.server.admins = {(OLD, MAX), (OLD, SAM)}
        for chat in (OLD, STAFF):
            await self.server.group(chat, MAX, "hello")
        await self.server.private(SAM, "/start")
        await self.server.until(lambda: any(sent.chat_id == SAM for sent in self.server.messages))
        assert await self.desk.keep.save_settings(code(OLD), SETTINGS)
        assert await self.desk.roster.save(code(OLD), SET_UP)
        person = Person(PSEUDONYMS.member("telegram", SAM), PSEUDONYMS.address("telegram", "person", SAM), "Sam", 1)
        assert await self.desk.roster.join(code(OLD), person)
        hide = Change(code(OLD), "manager", "hide", HIDDEN)
        assert await self.desk.shelves.change(hide, lambda edit: edit.model_copy(update={"hidden": True}))
        suggested = Suggestion(code(OLD), "https://a.example.org", "support-group", "loneliness", "en")
        assert await self.storage.suggestions.add("a" * 32, suggested) is None
        await self.storage.count(code(OLD), "a" * 32, [("request", "sleep")])

    async def moved(self) -> None:
        await self.server.until(lambda: code(OLD) in self.desk.renames._known)
        await self.desk.renames.settled(code(NEW))

    async def check(self, desk: Desk) -> None:
        """Everything is there under the new number, and nothing under the old one."""
        staff = desk.roster.of(code(NEW))
        assert desk.keep.settings(code(NEW)) == SETTINGS
        assert replace(staff, people=()) == replace(SET_UP, home=address(NEW), notice=None)
        assert [person.name for person in staff.people] == ["Sam"]
        assert desk.shelves.edits(code(NEW)) == {HIDDEN: Edit(service=HIDDEN, hidden=True)}
        assert desk.roster.of(code(OLD)) == Staff()
        assert desk.keep.settings(code(OLD)) == CommunitySettings()
        assert len(await self.storage.suggestions.waiting(code(NEW))) == 1
        assert [each.about for each in await self.storage.edits.trail(code(NEW))] == [HIDDEN]
        assert [each.members for each in await open_counts(self.storage, code(NEW))] == [1]


@pytest.mark.parametrize("news", [("to", "from"), ("from", "to"), ("to",), ("from",), ("to", "from") * 2])
async def test_all_that_managers_set_up_follows_whichever_news_comes_and_stays_after_a_restart(
    place: Place, news: tuple[str, ...]
) -> None:
    async with TelegramServer() as server:
        async with place.on_telegram(server) as parts:
            group = Group(server, *parts)
            await group.set_up()
            await server.upgrade(OLD, NEW, news=news)
            await group.moved()
            await group.check(group.desk)
        async with place.on_telegram(server) as parts:
            await replace(group, desk=parts[0], storage=parts[1]).check(parts[0])
        assert server.refusals == []


async def test_a_member_in_the_new_group_gets_the_countrys_lines_and_moderators_are_asked(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        await server.upgrade(OLD, NEW)
        answer = await group.say(NEW, ANA, LETTERS + INTENT)
        assert answer.chat_id == NEW
        assert "112" in answer.text
        await server.until(lambda: bool(notes(server, STAFF)) and bool(notes(server, SAM)))
        assert server.refusals == []


async def test_a_person_in_danger_is_answered_for_their_country_while_the_move_cannot_be_kept(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        with held(place.path):
            await server.upgrade(OLD, NEW)
            assert "112" in (await group.say(NEW, ANA, LETTERS + INTENT)).text
            await group.moved()
            await group.desk.load_settings()
            assert group.desk.keep.settings(code(NEW)) == SETTINGS
            assert await group.storage.settings() == {code(OLD): SETTINGS}
        await group.desk.load_settings()
        await group.check(group.desk)


async def test_what_is_for_the_staff_reaches_their_chat_that_became_a_supergroup_without_any_news(
    place: Place,
) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        await server.upgrade(STAFF, NEW_STAFF, news=())
        await group.say(OLD, ANA, LETTERS + INTENT)
        await server.until(lambda: bool(notes(server, NEW_STAFF)))
        await group.desk.renames.settled(code(NEW_STAFF))
        await group.desk.load_settings()
        staff = group.desk.roster.of(code(OLD))
        assert staff.channel == address(NEW_STAFF)
        assert replace(staff, people=(), channel=address(STAFF)) == SET_UP
        refused = len(server.refusals)
        await group.say(OLD, BEN, LETTERS + INTENT)
        await server.until(lambda: len(notes(server, NEW_STAFF)) == 2)
        assert len(server.refusals) == refused


async def test_telegram_is_asked_for_the_old_number_once(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        await server.upgrade(OLD, NEW, news=())
        for _ in range(3):
            assert await group.desk.post.send(address(OLD), Reply("hello"))
        assert [sent.chat_id for sent in server.messages if sent.text == "hello"] == [NEW] * 3
        assert len(server.refusals) == 1
        await group.moved()


async def test_who_may_manage_is_asked_of_the_new_group_and_that_alone_tells_of_the_move(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        public = await group.say(OLD, MAX, "/setup")
        await server.upgrade(OLD, NEW, news=())
        [page] = await TelegramPerson(server, MAX).follow(public)
        assert page.data(wording.B_SETUP_COUNTRY)
        await group.moved()
        await group.check(group.desk)


async def test_what_happened_while_the_bot_was_off_is_found_at_the_start(place: Place) -> None:
    async with TelegramServer() as server:
        async with place.on_telegram(server) as parts:
            group = Group(server, *parts)
            await group.set_up()
        await server.upgrade(OLD, NEW, news=())
        async with place.on_telegram(server) as parts:
            group = replace(group, desk=parts[0], storage=parts[1])
            await group.moved()
            await group.desk.load_settings()
            await group.check(group.desk)


async def test_a_doorway_and_a_button_from_before_lead_into_the_group_as_it_is_now(place: Place, clock: Clock) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        public, manager = await group.say(OLD, MAX, "/setup"), TelegramPerson(server, MAX)
        clock.now += timedelta(seconds=1)  # or the next doorway would be the same one
        [page] = await manager.follow(await group.say(OLD, MAX, "/setup"))
        await server.upgrade(OLD, NEW)
        await group.moved()
        [asked] = await manager.press(page, wording.B_SETUP_COUNTRY)
        [changed] = await manager.press(asked, "Thailand")
        assert "Thailand" in changed.text
        assert set(await group.storage.settings()) == {code(NEW)}
        assert group.desk.keep.settings(code(NEW)).country == "TH"
        [page] = await manager.follow(public)
        member = PSEUDONYMS.member("telegram", MAX)
        await server.until(lambda: group.desk.keep.known(member, "home") is not None)
        assert group.desk.keep.known(member, "home") == code(NEW)
        [asked] = await manager.press(page, wording.B_SETUP_COUNTRY)
        await manager.press(asked, "Ireland")
        assert await group.storage.settings() == {code(NEW): SETTINGS}
        assert server.refusals == []


async def test_a_private_chat_that_came_from_the_group_still_belongs_to_it(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        member = PSEUDONYMS.member("telegram", ANA)
        await group.desk.keep.remember(member, Memory("home", code(OLD), 60))
        await server.upgrade(OLD, NEW)
        await group.moved()
        [answer] = await TelegramPerson(server, ANA).say(INTENT)
        assert "112" in answer.text
        assert group.desk.keep.known(member, "home") == code(NEW)
        assert await group.storage.recall(member, "home") == code(NEW)


async def test_a_notice_in_the_old_group_is_neither_pinned_nor_unpinned_in_the_new_one(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await group.set_up()
        await server.upgrade(OLD, NEW, news=())
        message = PSEUDONYMS.address("telegram", "message", 77)
        server.may_pin.add(NEW)
        assert await group.desk.post.unpin(address(OLD), message)
        assert (await group.desk.post.pin(address(OLD), message)).value == "gone"
        assert server.pinned.get(NEW, []) == []
        await group.moved()
        assert group.desk.roster.of(code(NEW)).notice is None


async def test_another_process_that_heard_no_news_learns_of_it_from_the_database(place: Place) -> None:
    async with TelegramServer() as server, place.desk() as (other, _):
        async with place.on_telegram(server) as parts:
            group = Group(server, *parts)
            await group.set_up()
            await server.upgrade(OLD, NEW)
            await group.moved()
        async with telegram_door(server, other):
            await other.load_settings()
            assert other.renames.now(f"a.note.on.1.{code(OLD)}") == f"a.note.on.1.{code(NEW)}"
            assert other.keep.settings(code(NEW)) == SETTINGS


async def test_a_group_nobody_set_up_becomes_a_supergroup_without_a_word_and_without_a_trace(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as parts:
        group = Group(server, *parts)
        await server.group(OLD, ANA, "hello")
        await server.upgrade(OLD, NEW)
        await group.moved()
        assert server.messages == []
        assert await group.storage.settings() == {}
        assert (await group.say(NEW, ANA, LETTERS + "hello")).chat_id == NEW
        assert group.desk.renames.now(PRIVATE) == PRIVATE
