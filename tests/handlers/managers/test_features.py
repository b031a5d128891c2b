"""Managers choose what members can do with the bot; no choice of theirs changes what somebody in danger hears."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from typing import TYPE_CHECKING

import pytest

from handlers import pause, wording
from handlers.buttons import Press, Verb
from handlers.features import ALWAYS, BROKEN, FEATURES, NUMBERS, hide
from handlers.limits import PublicLimits
from handlers.messages import Button, Incoming, Reply
from handlers.suggested import SUGGEST
from safety.verdict import Danger
from tests.handlers.people import ANA, GROUP, command, everything, in_group, labelled, press, say
from tests.handlers.staffroom import (
    HOME,
    MANAGER,
    Platform,
    choose_chat,
    enter,
    private,
    tap,
)
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.desk import Desk
    from storage.store import Storage

SLEEP = "I cannot sleep, my mind races every night"
LONELY = "I feel so lonely, I want to talk to somebody on the phone"
URGENT = (
    "I am going to kill myself tonight",
    "I took all my pills and I want to die",
    "I wish I would not wake up",
    "I want to cut myself",
    "my husband hits me every night",
    "my friend says that she will kill herself tonight",
    "quiero matarme esta noche",
    "ฉันอยากตาย",
    "support after sexual assault",
)
COMBINATIONS = [*chain.from_iterable(combinations(FEATURES, n) for n in range(1, len(FEATURES) + 1))]
TURNS = {
    SUGGEST: (wording.B_SUGGEST_OFF, wording.B_SUGGEST_ON),
    NUMBERS: (wording.B_NUMBERS_OFF, wording.B_NUMBERS_ON),
    BROKEN: (wording.B_BROKEN_OFF, wording.B_BROKEN_ON),
}


async def page(desk: Desk, platform: Platform) -> Reply:
    desk.post.attach("test", platform)
    first = await tap(desk, platform, MANAGER, await enter(desk, platform, MANAGER, "setup"), wording.B_SETUP_MORE)
    return await tap(desk, platform, MANAGER, first, wording.B_FEATURES)


async def turn_off(desk: Desk, *names: str) -> None:
    assert await desk.roster.save(GROUP, replace(desk.roster.of(GROUP), home=HOME, off=names))


def labels(reply: Reply) -> set[str]:
    return {button.label for item in reply.items for button in item.buttons} | {each.label for each in reply.buttons}


async def purposes(storage: Storage) -> set[str]:
    return {each.purpose for each in await open_counts(storage, GROUP)}


# The managers' page


@pytest.mark.parametrize("name", FEATURES)
async def test_each_is_turned_off_and_on_again_and_that_stands_in_the_trail(
    desk: Desk, storage: Storage, name: str
) -> None:
    platform, (off, on) = Platform(), TURNS[name]
    first = await page(desk, platform)
    assert first.text.count("✓") == len(FEATURES)
    shown = await tap(desk, platform, MANAGER, first, off)
    assert shown.text.startswith(wording.CHOSEN_SAVED)
    assert shown.text.count("✓") == len(FEATURES) - 1
    await tap(desk, platform, MANAGER, first, off)
    assert desk.roster.of(GROUP).off == (name,)
    desk.roster._staff = {}
    await desk.load_settings()
    assert desk.roster.of(GROUP).off == (name,)
    await tap(desk, platform, MANAGER, shown, on)
    assert desk.roster.of(GROUP).off == ()
    told = [each.about for each in await storage.edits.trail(GROUP)]
    assert {about.rpartition(" ")[2] for about in told} == {"on", "off"}
    assert all(len(about) <= 40 for about in told)


async def test_the_page_says_what_can_never_be_turned_off_and_leads_back(desk: Desk) -> None:
    platform = Platform()
    shown = await page(desk, platform)
    assert all(command in shown.text for command in ALWAYS)
    back = await tap(desk, platform, MANAGER, shown, wording.B_SETUP_BACK)
    assert wording.B_FEATURES in labels(back)
    assert all(len((button.payload or "").encode()) <= 64 for button in (*shown.buttons, *back.buttons))


async def test_a_demoted_manager_turns_nothing(desk: Desk) -> None:
    platform = Platform()
    shown = await page(desk, platform)
    platform.managers.clear()
    for button in shown.buttons:
        assert (await private(desk, platform, MANAGER, pressed=button.payload)).text == wording.SETUP_MANAGERS
    assert desk.roster.of(GROUP).off == ()


async def test_what_cannot_be_saved_is_said_and_not_pretended(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    shown = await page(desk, platform)
    await storage.close()
    reply = await tap(desk, platform, MANAGER, shown, wording.B_NUMBERS_OFF)
    assert reply.text.startswith(wording.SETUP_NOT_SAVED)
    assert desk.roster.of(GROUP).off == ()


# Numbers


async def test_with_numbers_on_members_are_counted_and_see_the_buttons(desk: Desk, storage: Storage) -> None:
    await turn_off(desk, SUGGEST, BROKEN)
    reply = await say(desk, SLEEP, community=GROUP)
    assert {wording.B_INTEREST, wording.B_NOT_FOR_ME} <= labels(reply)
    assert (await press(desk, labelled(reply, wording.B_INTEREST), community=GROUP)).text.startswith(wording.NOTED)
    assert {"request", "asked", "interest"} <= await purposes(storage)
    await say(desk, URGENT[0], "b" * 32, community=GROUP)
    assert "danger" in await purposes(storage)


async def test_with_numbers_off_nothing_is_counted_and_no_button_asks_for_it(desk: Desk, storage: Storage) -> None:
    desk._region = "GB"
    before = await say(desk, SLEEP, community=GROUP)
    await turn_off(desk, NUMBERS)
    counted = await open_counts(storage, GROUP)
    reply = await say(desk, SLEEP, "b" * 32, community=GROUP)
    assert [item.text for item in reply.items] == [item.text for item in before.items]
    assert not {wording.B_INTEREST, wording.B_NOT_FOR_ME} & labels(reply)
    assert wording.B_BROKEN in labels(await say(desk, LONELY, "b" * 32, community=GROUP))
    await say(desk, URGENT[0], "c" * 32, community=GROUP)
    told = await press(desk, labelled(before, wording.B_INTEREST), community=GROUP)
    assert told.text.startswith(wording.OFF_NUMBERS)
    assert len(told.text.splitlines()) > 1, "how to get it is told all the same"
    refused = await press(desk, labelled(before, wording.B_NOT_FOR_ME), community=GROUP)
    assert refused.text == wording.OFF_NUMBERS
    assert await open_counts(storage, GROUP) == counted


async def test_with_numbers_off_no_size_of_the_community_is_kept(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    asked = []

    async def size() -> int:
        asked.append(1)
        return 99

    for off in ((NUMBERS,), ()):
        await turn_off(desk, *off)
        before = len(asked)
        await in_group(desk, "help", origin=replace(platform.origin(ANA, group=True), size=size))
        assert (len(asked) > before) == (not off)
    assert storage


async def test_with_numbers_off_managers_read_one_sentence_instead(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    assert OFF not in (await enter(desk, platform, MANAGER, "insight")).text
    await turn_off(desk, NUMBERS)
    told = await enter(desk, platform, MANAGER, "insight")
    assert (told.text, labels(told)) == (OFF, {wording.B_LETTER_ON})
    assert (await enter(desk, platform, ANA, "insight")).text == wording.SETUP_MANAGERS


OFF = wording.OFF_INSIGHT.format(command="/setup")

# “This did not work”


async def test_with_these_reports_off_the_button_is_gone_and_an_old_one_counts_nothing(
    desk: Desk, storage: Storage
) -> None:
    desk._region = "GB"
    before = await say(desk, LONELY, community=GROUP)
    button = labelled(before, wording.B_BROKEN)
    await turn_off(desk, BROKEN)
    after = await say(desk, LONELY, community=GROUP)
    assert wording.B_BROKEN not in labels(after)
    assert labels(after) == labels(before) - {wording.B_BROKEN}
    assert (await press(desk, button, community=GROUP)).text == wording.OFF_BROKEN
    assert "did-not-work" not in await purposes(storage)
    await turn_off(desk, NUMBERS, SUGGEST)
    assert (await press(desk, button, community=GROUP)).text == wording.BROKEN
    assert "did-not-work" in await purposes(storage)


# Suggestions


async def test_with_suggestions_off_the_command_the_link_and_every_button_meet_one_sentence(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await choose_chat(desk, platform, await enter(desk, platform, MANAGER, "setup"))
    asked = await command(desk, "suggest", community=GROUP)
    kinds = await say(desk, "https://example.org/help", community=GROUP)
    assert asked.text != wording.SUGGEST_CLOSED
    assert kinds.buttons
    await turn_off(desk, SUGGEST)
    for reply in (
        await command(desk, "suggest", community=GROUP),
        await say(desk, "https://example.org/help", community=GROUP),
        await press(desk, kinds.buttons[0], community=GROUP),
    ):
        assert reply.text == wording.SUGGEST_CLOSED
    await turn_off(desk, NUMBERS, BROKEN)
    assert (await command(desk, "suggest", community=GROUP)).text == asked.text


# What no choice changes


def read(reply: Reply) -> tuple[object, ...]:
    return everything(reply), reply.alert, [button.payload for button in reply.buttons]


async def answers(desk: Desk, members: Iterable[int]) -> list[tuple[object, ...]]:
    """What members in danger hear in private and in the group, and behind the buttons that they see there."""
    found = []
    numbers = iter(members)
    for words in URGENT:
        member = f"{next(numbers):032x}"
        told = await say(desk, words, member, community=GROUP)
        found.append(read(told))
        shown = [
            each for each in told.buttons if each.payload and not each.payload.startswith((Verb.WIPE, Verb.COMMAND))
        ]
        found += [read(await press(desk, each, member, community=GROUP)) for each in shown]
        found.append(read(await in_group(desk, words, f"{next(numbers):032x}")))
    return found


async def test_no_combination_of_choices_changes_a_danger_answer(desk: Desk) -> None:
    await turn_off(desk)
    before = await answers(desk, range(1_000, 2_000))
    assert len(before) > 3 * len(URGENT)
    for number, off in enumerate(COMBINATIONS, start=2):
        await turn_off(desk, *off)
        desk._limits = PublicLimits()
        assert await answers(desk, range(number * 1_000, number * 1_000 + 999)) == before, off


@pytest.mark.parametrize("name", sorted({*pause.STILL, "help", "start", "find"} - {"clear", "privacy"}))
async def test_help_and_the_members_own_data_stay_as_they_are(desk: Desk, name: str) -> None:
    await turn_off(desk)
    before = await command(desk, name, "", "1" * 32, community=GROUP)
    await turn_off(desk, *FEATURES)
    assert everything(await command(desk, name, "", "2" * 32, community=GROUP)) == everything(before)


async def test_privacy_says_that_nothing_is_counted_where_numbers_are_off(desk: Desk) -> None:
    await turn_off(desk)
    before = (await command(desk, "privacy", community=GROUP)).text.splitlines()
    await turn_off(desk, *FEATURES)
    after = (await command(desk, "privacy", community=GROUP)).text.splitlines()
    assert wording.PRIVACY_NUMBERS_OFF in after
    assert [line for line in after if line != wording.PRIVACY_NUMBERS_OFF] == before


async def test_something_is_wrong_can_always_be_said(desk: Desk, storage: Storage) -> None:
    await turn_off(desk, *FEATURES)
    asked = await command(desk, "report", community=GROUP)
    thanks = await press(desk, asked.buttons[0], community=GROUP)
    assert thanks.text == wording.REPORT_THANKS
    assert await purposes(storage) == {"problem"}


async def test_elsewhere_nothing_is_turned_off(desk: Desk) -> None:
    before = await say(desk, SLEEP, community="feedfeedfeedfeed")
    await turn_off(desk, *FEATURES)
    assert labels(await say(desk, SLEEP, "b" * 32, community="feedfeedfeedfeed")) == labels(before)


def test_only_these_buttons_are_ever_hidden(desk: Desk) -> None:
    tools = replace(desk._tools(Incoming(ANA, GROUP, private=True), Danger(), None), off=frozenset(FEATURES))
    talks = [f"{chr(letter)}.page.x." for letter in range(ord("a"), ord("z") + 1)]
    presses = [
        Press(verb, subject) for verb in Verb for subject in ("b.some-service", "some-service", "crisis", *talks)
    ]
    presses.append(Press(Verb.COMMAND, SUGGEST))
    buttons = {tools.button("a button", press).payload: press for press in presses}
    shown = hide(Reply("", buttons=tuple(Button("a button", payload=payload) for payload in buttons)), tools)
    hidden = [buttons[payload] for payload in buttons.keys() - {button.payload for button in shown.buttons}]
    assert {press.verb for press in hidden} == {Verb.INTEREST, Verb.REFUSE, Verb.COMMAND, Verb.TALK}
    assert {press.subject for press in hidden if press.verb is Verb.COMMAND} == {SUGGEST}
    assert {press.subject[:2] for press in hidden if press.verb is Verb.TALK} == {"u."}
