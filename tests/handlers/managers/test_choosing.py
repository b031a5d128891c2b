"""Managers choose ages, languages, the clock, where answers are shown and where the bot is quiet; nobody else can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.choosing import ZONES_AT_MOST, zones_of
from handlers.messages import Incoming
from safety.lines import countries
from storage.store import CommunitySettings
from tests.handlers.people import ANA, GROUP, labelled, pass_on
from tests.handlers.staffroom import MANAGER, Platform, enter, private, tap

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage

SLEEP = "I cannot sleep, my mind races every night"


async def page(desk: Desk, platform: Platform) -> Reply:
    desk.post.attach("test", platform)
    return await tap(desk, platform, MANAGER, await enter(desk, platform, MANAGER, "setup"), wording.B_SETUP_MORE)


async def test_everything_can_be_chosen_and_is_kept(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    first = await enter(desk, platform, MANAGER, "setup")
    await tap(desk, platform, MANAGER, await tap(desk, platform, MANAGER, first, "Choose the country"), "Ireland")
    shown = await page(desk, platform)
    assert wording.AGES_UNKNOWN in shown.text
    for label in ("18 and older", "Add Spanish", "Add English", "Show answers in the group", "Choose the time zone"):
        shown = await tap(desk, platform, MANAGER, shown, label)
    shown = await tap(desk, platform, MANAGER, shown, "Europe/Dublin")
    assert shown.text.startswith(wording.CHOSEN_SAVED)
    chosen = CommunitySettings("IE", ("es", "en"), "Europe/Dublin", "public", "18+")
    assert (await storage.settings())[GROUP] == chosen
    shown = await tap(desk, platform, MANAGER, shown, "Take Spanish out")
    assert desk.keep.settings(GROUP).languages == ("en",)
    told = [each.about for each in await storage.edits.trail(GROUP)]
    assert sorted(told) == ["ages", "country", "languages", "languages", "languages", "reply mode", "time zone"]


async def test_in_a_community_for_the_young_nothing_is_handed_over_and_the_choice_can_be_taken_back(desk: Desk) -> None:
    platform = Platform()
    shown = await tap(desk, platform, MANAGER, await page(desk, platform), "Ages 13 to 17")
    assert wording.AGES_YOUNG in shown.text
    setup = await enter(desk, platform, MANAGER, "setup")
    assert setup.text.startswith(wording.SETUP_YOUNG)
    shown = await tap(desk, platform, MANAGER, setup, wording.B_SETUP_MORE)
    await tap(desk, platform, MANAGER, shown, "All ages")
    assert desk.keep.settings(GROUP).age_setting == "mixed"


async def test_a_demoted_manager_chooses_nothing_any_more(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    shown = await page(desk, platform)
    platform.managers.clear()
    for button in shown.buttons:
        refused = await private(desk, platform, MANAGER, pressed=button.payload)
        assert refused.text == wording.SETUP_MANAGERS
    assert await storage.settings() == {}
    assert await storage.edits.trail(GROUP) == ()


async def test_in_a_quiet_channel_only_danger_is_answered(desk: Desk) -> None:
    platform = Platform()
    await page(desk, platform)

    async def there(member: str, chat: str, **said: object) -> Reply:
        origin = platform.origin(member, group=True, chat=chat)
        return await pass_on(desk, Incoming(member, GROUP, private=True, shared=True, origin=origin, **said))  # type: ignore[arg-type]  # its own fields

    setup = await there(MANAGER, "test.talk", command="setup")
    shown = await there(MANAGER, "test.talk", pressed=labelled(setup, wording.B_SETUP_MORE).payload)
    await there(MANAGER, "test.talk", pressed=labelled(shown, wording.B_CHANNEL_OFF).payload)
    desk.roster._staff.clear()
    await desk.load_settings()
    quiet = wording.SILENT_HERE.format(command="/crisis")
    assert (await there(ANA, "test.talk", command="find", text=SLEEP)).text == quiet
    assert (await there(ANA, "test.hall", command="find", text=SLEEP)).items
    danger = await there(ANA, "test.talk", text="I am going to kill myself tonight")
    assert danger.text == (await there("b" * 32, "test.hall", text="I am going to kill myself tonight")).text


def test_every_country_that_can_be_chosen_has_its_clocks() -> None:
    assert [code for code in countries() if not 1 <= len(zones_of(code)) <= ZONES_AT_MOST] == []
    assert {"America/Los_Angeles", "America/New_York", "Pacific/Honolulu"} <= set(zones_of("US"))
    assert zones_of(None) == []
