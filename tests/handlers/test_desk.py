"""The front desk: danger first, one neutral sentence in groups, and nothing of a member's words anywhere."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers import danger, wording
from handlers.desk import HANDLERS, Desk
from handlers.messages import Incoming
from storage.store import CommunitySettings, Storage, StorageUnavailable
from tests.handlers.people import ANA, BEN, GROUP, command, everything, in_group, labelled, press, say, through
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from tests.conftest import Clock

SLEEP = "I cannot sleep, my mind races every night"
INTENT = "I am going to kill myself tonight"
ABUSE = "my husband hit me again and I am afraid of him"


def test_nothing_stands_before_danger() -> None:
    assert HANDLERS[0] is danger.answer


async def test_a_request_gets_at_most_three_cards_that_fit(desk: Desk) -> None:
    reply = await say(desk, SLEEP)
    assert len(reply.items) == 3
    assert reply.private
    for item in reply.items:
        assert item.title
        assert "Evidence" in item.text
        assert item.url or any(button.label == wording.B_STEPS for button in item.buttons)


async def test_a_request_is_counted_once_for_each_member(desk: Desk, storage: Storage) -> None:
    for _ in range(3):
        await say(desk, SLEEP)
    await say(desk, SLEEP, BEN)
    counted = {
        tally.what: tally.members for tally in await open_counts(storage, "private") if tally.purpose == "request"
    }
    assert counted == {"sleep": 2}


async def test_interest_is_saved_before_it_is_said(desk: Desk, storage: Storage) -> None:
    cards = await say(desk, SLEEP)
    reply = await desk.answer(
        Incoming(ANA, "private", private=True, pressed=labelled(cards, wording.B_INTEREST).payload)
    )
    assert reply is not None
    assert reply.text.startswith(wording.NOTED)
    assert [tally.members for tally in await open_counts(storage, "private") if tally.purpose == "interest"] == [1]


async def test_without_storage_interest_is_not_claimed_and_the_way_in_still_stands(
    desk: Desk, directory: object
) -> None:
    del directory
    cards = await say(desk, SLEEP)
    without = Desk(needs=list(desk._needs.values()), key=b"k" * 32, storage=None, directory=desk.directory)
    reply = await press(without, labelled(cards, wording.B_INTEREST))
    assert wording.NOTED not in reply.text
    assert reply.text.startswith(wording.NOT_NOTED)


async def test_helplines_have_no_interest_button(desk: Desk) -> None:
    reply = await say(desk, "I want to talk to somebody on the phone right now", locale="en")
    assert desk.directory
    names = {service.name: service for service in desk.directory.catalog.services}
    for item in reply.items:
        labels = [button.label for button in item.buttons]
        helps_now = names[item.title].support == "helpline" or "helpline" in names[item.title].needs
        assert wording.B_INTEREST not in labels or not helps_now


async def test_more_shows_other_services_until_there_are_none(desk: Desk) -> None:
    reply = await say(desk, SLEEP)
    seen = [item.title for item in reply.items]
    while any(button.label == wording.B_MORE for button in reply.buttons):
        reply = await press(desk, labelled(reply, wording.B_MORE))
        assert not set(seen) & {item.title for item in reply.items}
        seen += [item.title for item in reply.items]
    assert len(seen) > 3


async def test_why_names_vocabulary_and_who_checked_never_the_members_words(desk: Desk) -> None:
    cards = await say(desk, "zebrafish keep me awake, I cannot sleep at all")
    reply = await press(desk, labelled(cards, wording.B_WHY))
    assert "sleeping badly" in reply.text
    assert "not called" in reply.text
    assert "zebrafish" not in everything(reply)


async def test_a_sensitive_need_is_named_only_when_the_message_speaks_of_it_most(desk: Desk) -> None:
    assert desk.directory
    sensitive = {need.label for need in desk._needs.values() if need.sensitive}
    reply = await say(desk, "my teenager will not leave her room and cuts class, what can I do")
    assert reply.items
    assert not any(label in item.text for item in reply.items for label in sensitive)
    asked = await say(desk, "how do I stop gambling, I lost my wages on bets again")
    assert any("gambling" in item.text for item in asked.items)


async def test_nothing_fitting_is_said_and_counted_as_missing(
    desk: Desk, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.directory
    monkeypatch.setattr(type(desk.directory.matcher), "match", lambda *_, **__: [])
    desk.keep._settings["private"] = CommunitySettings(country="IE")
    reply = await say(desk, SLEEP)
    assert reply.text.startswith(wording.UNMET)
    assert {button.label for button in reply.buttons} >= {wording.AREA_COPING, wording.B_CRISIS}
    counted = {(tally.purpose, tally.what) for tally in await open_counts(storage, "private")}
    assert counted >= {("request", "sleep"), ("unmet", "sleep"), ("outcome", "unmet")}


async def test_where_only_the_country_is_missing_it_is_asked_for_and_nothing_counts_as_missing(
    desk: Desk, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.directory
    monkeypatch.setattr(type(desk.directory.matcher), "match", lambda *_, **__: [])
    reply = await say(desk, SLEEP)
    assert reply.text == wording.NEED_COUNTRY
    assert labelled(reply, wording.B_COUNTRY)
    assert await open_counts(storage, "private") == ()


async def test_small_talk_gets_one_friendly_line_and_is_not_counted(desk: Desk, storage: Storage) -> None:
    reply = await say(desk, "good morning everyone!! happy friday 🎉")
    assert reply.text == wording.SMALLTALK
    assert not reply.items
    assert await open_counts(storage, "private") == ()


async def test_danger_is_answered_before_anything_else(desk: Desk) -> None:
    reply = await say(desk, INTENT)
    assert not reply.items
    assert "bot" in reply.text
    assert any(word in reply.text for word in ("findahelpline", "emergency number"))


async def test_danger_wins_over_a_command_too(desk: Desk) -> None:
    reply = await command(desk, "find", INTENT)
    assert reply.text == (await say(desk, INTENT, BEN)).text


async def test_a_danger_answer_uses_the_country_named_in_the_words(desk: Desk) -> None:
    assert "999" in (await say(desk, "I'm in Scotland and I am going to kill myself tonight")).text


async def test_danger_is_answered_with_no_catalog_and_no_storage_and_no_encoder(desk: Desk) -> None:
    bare = Desk(needs=list(desk._needs.values()), key=b"k" * 32, storage=None, region="GB")
    reply = await say(bare, INTENT)
    assert "116 123" in reply.text


async def test_a_danger_answer_touches_no_storage(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> None:
        raise AssertionError("storage was touched")

    for name in ("recall", "remember", "count", "settings", "spend"):
        monkeypatch.setattr(Storage, name, refuse)
    message = Incoming(ANA, "private", private=True, text=INTENT)
    reply = await desk.answer(message)
    assert reply is not None
    assert not reply.items
    assert wording.SORRY.split("(")[0] not in reply.text


async def test_yes_to_our_question_is_understood_for_an_hour(desk: Desk, clock: Clock) -> None:
    asked = await say(desk, "everyone would be better off without me")
    assert "Are you thinking about suicide?" in asked.text
    answered = await say(desk, "yes")
    assert not answered.items
    assert answered.text != wording.SMALLTALK
    clock.now += timedelta(minutes=61)
    assert (await say(desk, "yes")).text == wording.SMALLTALK


async def test_no_and_anything_unclear_are_answered_with_care(desk: Desk) -> None:
    for words in ("no", "idk", "whatever"):
        await say(desk, "everyone would be better off without me")
        assert (await say(desk, words)).text != wording.SMALLTALK


async def test_a_clear_request_after_our_question_gets_its_answer_and_one_gentle_line(desk: Desk) -> None:
    await say(desk, "everyone would be better off without me")
    reply = await say(desk, SLEEP)
    assert reply.items
    assert len(reply.text) > len(wording.FOUND) + 40


async def test_it_was_a_mistake_ends_the_hour(desk: Desk) -> None:
    asked = await say(desk, "everyone would be better off without me")
    mistake = next(button for button in asked.buttons if "mistake" in button.label)
    await press(desk, mistake)
    assert (await say(desk, "yes")).text == wording.SMALLTALK


async def test_the_same_cry_twice_never_gets_the_same_block(desk: Desk) -> None:
    first = await say(desk, INTENT)
    second = await say(desk, "I want to die")
    assert second.text
    assert first.text != second.text


async def test_the_bot_is_silent_where_it_was_not_called(desk: Desk) -> None:
    assert await desk.answer(Incoming(ANA, GROUP, private=False, addressed=False, text=INTENT)) is None


@pytest.mark.parametrize("words", [SLEEP, "how do I stop gambling", "I think I have an eating disorder", "my debts"])
async def test_in_a_group_every_need_gets_the_same_neutral_sentence(desk: Desk, words: str, storage: Storage) -> None:
    reply = await in_group(desk, words)
    assert reply.text == wording.NEUTRAL
    assert reply.items == ()
    assert [button.label for button in reply.buttons] == [wording.OPEN_PRIVATELY]
    assert reply.notes == ()
    assert await open_counts(storage, GROUP) == ()


async def test_managers_may_choose_public_cards_but_never_for_sensitive_needs(desk: Desk, storage: Storage) -> None:
    await storage.save_settings(GROUP, CommunitySettings(reply_mode="public"))
    await desk.keep.load_settings()
    cards = await in_group(desk, SLEEP)
    assert len(cards.items) == 3
    assert [button.label for button in cards.buttons] == [wording.OPEN_PRIVATELY]
    assert not any(item.buttons for item in cards.items)
    assert (await in_group(desk, "how do I stop gambling, I lost my wages on bets again")).text == wording.NEUTRAL


@pytest.mark.parametrize("name", ["mydata", "forget", "report", "country"])
async def test_in_a_group_personal_commands_lead_into_private(desk: Desk, name: str) -> None:
    reply = await command(desk, name, community=GROUP, private=False)
    assert reply.text == wording.NEUTRAL
    opened = await through(desk, reply.buttons[0])
    assert opened.text == (await command(desk, name, member=BEN)).text


async def test_a_doorway_brings_the_cards_and_the_community_counts_them(desk: Desk, storage: Storage) -> None:
    public = await in_group(desk, SLEEP)
    cards = await through(desk, public.buttons[0])
    assert len(cards.items) == 3
    await press(desk, labelled(cards, wording.B_INTEREST))
    counted = {(tally.purpose, tally.members) for tally in await open_counts(storage, GROUP)}
    assert counted >= {("request", 1), ("interest", 1)}
    assert await open_counts(storage, "private") == ()


async def test_a_doorway_opens_once_and_only_for_its_owner(desk: Desk) -> None:
    public = await in_group(desk, SLEEP)
    assert (await through(desk, public.buttons[0], BEN)).text.startswith(wording.DOORWAY_CLOSED)
    assert (await through(desk, public.buttons[0])).items
    assert (await through(desk, public.buttons[0])).text.startswith(wording.DOORWAY_CLOSED)


async def test_a_doorway_closes_after_fifteen_minutes(desk: Desk, clock: Clock) -> None:
    public = await in_group(desk, SLEEP)
    clock.now += timedelta(minutes=16)
    assert (await through(desk, public.buttons[0])).text.startswith(wording.DOORWAY_CLOSED)


async def test_danger_in_a_group_gets_a_short_public_line_and_a_way_into_private(desk: Desk) -> None:
    reply = await in_group(desk, INTENT)
    assert len(reply.text) <= 400
    assert "kill" not in reply.text.lower()
    assert all(button.doorway for button in reply.buttons)
    full = await through(desk, reply.buttons[0])
    assert len(full.text) > len(reply.text)


async def test_abuse_in_a_group_gets_no_number(desk: Desk) -> None:
    desk.keep._settings[GROUP] = CommunitySettings(country="GB")
    reply = await in_group(desk, ABUSE)
    assert not any(character.isdigit() for character in reply.text)


async def test_abuse_in_private_starts_neutrally_and_can_be_deleted(desk: Desk) -> None:
    reply = await say(desk, ABUSE)
    first = reply.text.splitlines()[0].lower()
    assert "abuse" not in first
    assert "violence" not in first
    wipe = next(button for button in reply.buttons if (button.payload or "").startswith("x"))
    assert (await press(desk, wipe)).remove


async def test_not_in_this_country_leads_to_the_lines_of_another(desk: Desk) -> None:
    desk.keep._settings["private"] = CommunitySettings(country="US")
    reply = await say(desk, INTENT)
    assert "988" in reply.text
    elsewhere = next(button for button in reply.buttons if "Another country" in button.label)
    countries = await press(desk, elsewhere)
    assert "116 123" in (await press(desk, labelled(countries, "United Kingdom"))).text


async def test_a_chosen_country_is_remembered_and_used(desk: Desk) -> None:
    for named in ("Ireland", "ie", "Irlanda", "I live in Dublin"):
        assert "Ireland" in (await command(desk, "country", named, locale="en")).text
    assert "112" in (await say(desk, INTENT)).text


async def test_choosing_a_country_under_an_answer_answers_the_same_need_again(desk: Desk, storage: Storage) -> None:
    cards = await say(desk, "I need to talk to somebody on the phone tonight")
    asked = await press(desk, labelled(cards, wording.B_COUNTRY))
    there = await press(desk, labelled(asked, "Ireland"))
    assert any("Ireland" in item.text for item in there.items)
    assert ("country", "IE") in {(kind, body) for kind, body, _ in (await storage.holdings(ANA)).memories}
    assert "112" in (await say(desk, INTENT)).text


async def test_crisis_works_in_every_state(desk: Desk) -> None:
    for words in ("everyone would be better off without me", SLEEP, "hello"):
        await say(desk, words)
        assert "findahelpline" in (await command(desk, "crisis")).text


async def test_a_question_that_comes_before_an_exercise_is_asked_first(desk: Desk) -> None:
    assert desk.directory
    asking = next(service for service in desk.directory.catalog.services if service.ask_first and service.steps)
    from handlers.buttons import Press, Verb  # noqa: PLC0415  only this test writes a payload by hand
    from handlers.messages import Button  # noqa: PLC0415  the same

    reply = await press(desk, Button("", payload=desk._buttons.write(Press(Verb.STEPS, asking.id))))
    assert asking.steps[0] not in reply.text
    assert asking.steps[0] in (await press(desk, labelled(reply, wording.B_STEPS_FINE))).text
    assert (await press(desk, labelled(reply, wording.B_STEPS_STOP))).text == wording.STEPS_STOP


async def test_what_is_held_is_shown_and_forgotten(desk: Desk) -> None:
    assert wording.MY_DATA_NONE in (await command(desk, "mydata")).text
    await say(desk, SLEEP)
    await command(desk, "country", "Ireland")
    held = (await command(desk, "mydata")).text
    assert "sleeping badly" in held
    assert "Ireland" in held
    assert "Locked notes deleted: 1." in (await command(desk, "forget")).text
    assert wording.MY_DATA_NONE in (await command(desk, "mydata")).text


async def test_a_problem_is_counted_by_one_tap(desk: Desk, storage: Storage) -> None:
    asked = await command(desk, "report")
    assert (await press(desk, labelled(asked, wording.REPORT_NUMBER))).text == wording.REPORT_THANKS
    assert [tally.what for tally in await open_counts(storage, "private")] == ["number"]


async def test_answers_come_in_the_members_language_and_so_do_pressed_buttons(desk: Desk) -> None:
    cards = await say(desk, "no puedo dormir, mi cabeza no para")
    assert "Esto puede encajar" in cards.text
    reply = await press(desk, labelled(cards, "¿Por qué esto?"))
    assert "Por qué mostré" in reply.text
    thai = await say(desk, "นอนไม่หลับมาหลายคืนแล้ว คิดมากตลอด")
    assert "สิ่งเหล่านี้อาจเหมาะกับคุณ" in thai.text


async def test_without_a_catalog_it_says_so_and_offers_crisis_lines(desk: Desk) -> None:
    desk.directory = None
    reply = await say(desk, SLEEP)
    assert reply.text == wording.LIST_CLOSED
    assert "findahelpline" in (await press(desk, reply.buttons[0])).text


async def test_old_buttons_and_unknown_commands_get_a_calm_answer(desk: Desk) -> None:
    from handlers.messages import Button  # noqa: PLC0415  only this test makes a button by hand

    assert (await press(desk, Button("", payload="z9|old"))).text == wording.OLD_BUTTON
    assert (await command(desk, "nonsense")).text == wording.UNKNOWN_COMMAND


async def test_a_crash_becomes_one_sentence_with_a_code_and_logs_no_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ValueError(SLEEP)

    assert desk.directory
    monkeypatch.setattr(type(desk.directory.matcher), "understand", explode)
    with caplog.at_level(logging.DEBUG):
        reply = await say(desk, SLEEP)
    code = reply.text.split("code ")[1].split(")")[0]
    assert code in caplog.text
    assert "ValueError" in caplog.text
    assert "sleep" not in caplog.text


async def test_a_storage_that_fails_is_not_asked_again_for_every_message(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def fail(*_: object) -> None:
        nonlocal asked
        asked += 1
        raise StorageUnavailable("locked")

    async def refuse(*_: object) -> None:
        raise StorageUnavailable("locked")

    monkeypatch.setattr(Storage, "recall", fail)
    monkeypatch.setattr(Storage, "count", refuse)
    for _ in range(5):
        assert (await say(desk, SLEEP)).items
    assert asked == 1


def test_a_message_never_shows_its_words_in_a_repr() -> None:
    assert "secret words" not in repr(Incoming(ANA, "private", private=True, text="secret words"))


async def test_one_tap_shows_another_way_of_helping_with_the_same_need(desk: Desk) -> None:
    cards = await say(desk, "I drink far too much every night and I want to stop drinking")
    assert desk.directory
    reply = await press(desk, labelled(cards, wording.B_CONNECT))
    shown = [service for service in desk.directory.catalog.services if service.name == reply.items[0].title]
    assert "connect" in shown[0].readiness
    assert wording.B_CONNECT not in [button.label for button in reply.buttons]


async def test_nothing_about_a_teenager_of_a_group_is_remembered_on_disk(desk: Desk, storage: Storage) -> None:
    await storage.save_settings(GROUP, CommunitySettings(age_setting="13-17"))
    await desk.keep.load_settings()
    public = await in_group(desk, SLEEP)
    await through(desk, public.buttons[0])
    await say(desk, "everyone would be better off without me")
    assert (await storage.holdings(ANA)).memories == ()


async def test_when_even_a_danger_answer_breaks_the_way_to_help_comes_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("safety.answers.compose", explode)
    assert "befrienders.org" in (await say(desk, INTENT)).text
    monkeypatch.setattr("safety.answers.crisis", explode)
    assert "findahelpline" in (await say(desk, INTENT)).text.splitlines()[0]


@pytest.mark.parametrize("name", ["start", "help"])
async def test_the_first_contact_says_what_the_bot_is_and_is_not(desk: Desk, name: str) -> None:
    private = await command(desk, name)
    assert private.text.startswith(wording.HELLO)
    assert "/crisis" in private.text
    assert {button.label for button in private.buttons} >= {wording.AREA_COPING, wording.B_CRISIS, wording.B_COUNTRY}
    public = await command(desk, name, community=GROUP, private=False)
    assert public.text == wording.HELLO_GROUP


async def test_privacy_and_stop_are_answered_in_plain_words(desk: Desk) -> None:
    assert "/forget" in (await command(desk, "privacy")).text
    assert (await command(desk, "stop")).text == wording.STOPPED


async def test_a_chosen_country_is_still_known_after_a_restart(desk: Desk, storage: Storage) -> None:
    await command(desk, "country", "Ireland")
    anew = Desk(needs=list(desk._needs.values()), key=b"k" * 32, storage=storage, directory=desk.directory)
    anew.keep._clock = desk.keep._clock
    reply = await say(anew, "I need to talk to somebody on the phone tonight")
    assert any("Ireland" in item.text for item in reply.items)


async def test_an_area_leads_to_needs_and_a_need_to_cards(desk: Desk) -> None:
    areas = await command(desk, "find")
    needs = await press(desk, labelled(areas, wording.AREA_COPING))
    assert needs.text == wording.AREA_NEEDS
    assert (await press(desk, labelled(needs, "Sleeping badly"))).items


@pytest.mark.parametrize(
    ("words", "answer"), [("thanks so much!", "welcome"), ("muchas gracias", "De nada"), ("ขอบคุณนะคะ", "ด้วยความยินดี")]
)
async def test_thanks_get_a_word_back_and_nothing_is_counted(desk: Desk, words: str, answer: str) -> None:
    reply = await say(desk, words)
    assert answer in reply.text
    assert not reply.items
    assert not reply.notes
