"""Telegram, from a member's words to a tally: the real door, desk, catalog and database, over real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.translator import Say
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import (
    ANA,
    BEN,
    GROUP,
    INTENT,
    PSEUDONYMS,
    SLEEP,
    Place,
    TelegramPerson,
    counted,
    purposes,
    remembered,
    tallies,
)
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

COMMUNITY = PSEUDONYMS.community("telegram", GROUP)
CARDS = 4
"""A few words and three cards, each a message of its own."""


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started:
        yield started
        assert started.refusals == []


async def test_a_request_in_private_brings_three_cards_and_a_counted_interest(
    place: Place, server: TelegramServer
) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server) as (_, storage):
        hello, *cards = await ana.say(SLEEP, CARDS)
        assert hello.text.startswith(wording.FOUND)
        assert all("Evidence" in card.text for card in cards)
        [noted] = await ana.press(cards[0], wording.B_INTEREST)
        assert noted.text.startswith(wording.NOTED)
        await counted(storage, "private", "request")
        assert purposes(await open_counts(storage, "private")) == {"request": 1, "interest": 1}
        assert ("request", "sleep") in tallies(await open_counts(storage, "private"))


async def test_a_request_in_a_group_leads_into_private_and_is_counted_for_the_group(
    place: Place, server: TelegramServer
) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server) as (_, storage):
        public = await ana.say_in_group(SLEEP)
        assert (public.chat_id, public.text) == (GROUP, wording.NEUTRAL)
        cards = await ana.follow(public, CARDS)
        assert {card.chat_id for card in cards} == {ANA}
        await counted(storage, COMMUNITY, "request")
        await ana.press(cards[1], wording.B_INTEREST)
        assert purposes(await open_counts(storage, COMMUNITY)) == {"request": 1, "interest": 1}
        assert await open_counts(storage, "private") == ()


async def test_a_button_works_after_a_restart_and_a_used_link_stays_used(place: Place, server: TelegramServer) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server) as (_, storage):
        public = await ana.say_in_group(SLEEP)
        cards = await ana.follow(public, CARDS)
        await counted(storage, COMMUNITY, "request")
    async with place.on_telegram(server) as (_, storage):
        [noted] = await ana.press(cards[1], wording.B_INTEREST)
        assert noted.text.startswith(wording.NOTED)
        assert purposes(await open_counts(storage, COMMUNITY)) == {"request": 1, "interest": 1}
        [closed] = await ana.follow(public)
        assert closed.text.startswith(wording.DOORWAY_CLOSED)
        await ana.press(cards[1], wording.B_INTEREST)
        assert purposes(await open_counts(storage, COMMUNITY))["interest"] == 1


async def test_a_stranger_who_follows_somebodys_link_sees_nothing_of_theirs(
    place: Place, server: TelegramServer
) -> None:
    ana, ben = TelegramPerson(server), TelegramPerson(server, BEN)
    async with place.on_telegram(server):
        public = await ana.say_in_group(SLEEP)
        [closed] = await ben.follow(public)
        assert closed.chat_id == BEN
        assert closed.text.startswith(wording.DOORWAY_CLOSED)
        assert len(await ana.follow(public, CARDS)) == CARDS


async def test_danger_in_private_is_answered_with_the_emergency_number(place: Place, server: TelegramServer) -> None:
    async with place.on_telegram(server):
        [answer] = await TelegramPerson(server).say(INTENT)
        assert "emergency number" in answer.text
        assert "findahelpline" in answer.text


async def test_danger_in_a_group_gets_a_short_line_and_the_full_answer_in_private_twice_if_need_be(
    place: Place, server: TelegramServer
) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server):
        public = await ana.say_in_group(INTENT)
        assert public.chat_id == GROUP
        assert "kill" not in public.text
        for _ in range(2):
            [full] = await ana.follow(public)
            assert "findahelpline" in full.text


async def test_our_question_is_remembered_over_a_restart(place: Place, server: TelegramServer) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server) as (_, storage):
        await ana.say("I wish I were dead")
        await remembered(storage, PSEUDONYMS.member("telegram", ANA))
    async with place.on_telegram(server):
        [answer] = await ana.say("yes")
        assert "findahelpline" in answer.text


async def test_delete_this_answer_removes_every_message_of_it(place: Place, server: TelegramServer) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server):
        answer = await ana.say(SLEEP, CARDS)
        await server.press(answer[-1].message_id, ANA, answer[-1].data(wording.B_WIPE))
        await server.until(lambda: all(message.deleted for message in answer))
        await server.until(lambda: [said.text for said in server.acknowledged] == [wording.WIPED])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "no puedo dormir, mi cabeza no para por la noche"),
        ("th", "นอนไม่หลับมาหลายคืนแล้ว คิดมากตลอด"),
    ],
)
async def test_the_whole_way_in_another_language(
    language: str, words: str, place: Place, server: TelegramServer
) -> None:
    say, ana = Say(language), TelegramPerson(server, language=language)
    async with place.on_telegram(server) as (_, storage):
        public = await ana.say_in_group(words)
        assert public.text == say(wording.NEUTRAL) != wording.NEUTRAL
        found, *cards = await ana.follow(public, CARDS)
        assert found.text.startswith(say(wording.FOUND))
        [noted] = await ana.press(cards[0], say(wording.B_INTEREST))
        assert noted.text.startswith(say(wording.NOTED))
        await counted(storage, COMMUNITY, "request")
        assert ("request", "sleep") in tallies(await open_counts(storage, COMMUNITY))


async def test_words_of_danger_in_other_languages_are_heard(place: Place, server: TelegramServer) -> None:
    async with place.on_telegram(server):
        for language, words in (("es", "quiero matarme esta noche"), ("th", "ฉันอยากฆ่าตัวตาย")):
            [answer] = await TelegramPerson(server, language=language).say(words)
            assert "findahelpline" in answer.text
            assert "emergency number" not in answer.text, "it is not in their language"
