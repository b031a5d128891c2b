"""Managers see what a sentence would find and why; nobody else does, nothing counts, and danger is answered first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from tests.handlers.people import ANA, GROUP
from tests.handlers.staffroom import MANAGER, Platform, enter, private

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage

SLEEP = "I cannot sleep, my mind races every night"


async def rehearsed(desk: Desk, platform: Platform, text: str, member: str = MANAGER) -> Reply:
    desk.post.attach("test", platform)
    await enter(desk, platform, member, "try")
    return await private(desk, platform, member, command="try", text=text)


async def test_a_manager_reads_the_ranking_the_reasons_and_what_was_nearly_shown(desk: Desk, storage: Storage) -> None:
    told = await rehearsed(desk, Platform(), SLEEP)
    assert told.text.startswith(wording.TRY_SERVICES)
    assert "sleep" in told.text.partition("1. ")[0]
    assert "\n\n2. " in told.text
    assert wording.TRY_NEARLY in told.text
    assert (told.notes, told.items, told.memories) == ((), (), ())
    assert (await storage.holdings(MANAGER)).counted == ()


async def test_what_was_changed_in_chat_counts_there_too(desk: Desk) -> None:
    platform = Platform()
    before = await rehearsed(desk, platform, SLEEP)
    first = before.text.partition("1. ")[2].partition(" (")[0]
    assert desk.directory
    service = next(each for each in desk.directory.catalog.services if each.name == first)
    card = await private(desk, platform, MANAGER, command="catalog", text=service.name)
    card = await private(desk, platform, MANAGER, pressed=card.buttons[0].payload)
    hide = next(button for button in card.buttons if button.label == wording.B_CATALOG_HIDE)
    await private(desk, platform, MANAGER, pressed=hide.payload)
    assert f". {first} (" not in (await rehearsed(desk, platform, SLEEP)).text


async def test_nobody_else_sees_it(desk: Desk) -> None:
    platform = Platform()
    await rehearsed(desk, platform, SLEEP)
    assert (await rehearsed(desk, platform, SLEEP, ANA)).text == wording.SETUP_MANAGERS
    platform.managers.clear()
    assert (await rehearsed(desk, platform, SLEEP)).text == wording.SETUP_MANAGERS


async def test_danger_is_answered_whoever_tries_it(desk: Desk) -> None:
    platform = Platform()
    for words in ("I am going to kill myself tonight", "support after sexual assault"):
        said = await private(desk, platform, ANA, text=words, community=GROUP)
        assert (await rehearsed(desk, platform, words)).text == said.text


async def test_without_words_it_says_how(desk: Desk) -> None:
    assert (await rehearsed(desk, Platform(), " ")).text == wording.TRY_ASK.format(command="/try")
