"""A pause stops everything but danger answers and what members may do with their data; only managers turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers import pause, wording
from handlers.desk import HANDLERS
from handlers.roster import Staff
from safety.judge import judge
from tests.handlers.people import ANA, GROUP, command, everything, say
from tests.handlers.people import in_group as call
from tests.handlers.staffroom import MANAGER, Platform, enter, private

if TYPE_CHECKING:
    from handlers.desk import Desk
    from storage.store import Storage

SLEEP = "I cannot sleep, my mind races every night"


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    platform = Platform()
    desk.post.attach("test", platform)
    paused = await enter(desk, platform, MANAGER, "pause")
    assert paused.text == wording.PAUSE_ON.format(command="/resume")
    return platform


@pytest.mark.usefixtures("platform")
async def test_members_hear_that_it_is_paused_and_where_help_is(desk: Desk) -> None:
    said = wording.PAUSED.format(command="/crisis")
    assert (await say(desk, SLEEP, community=GROUP)).text == said
    assert (await call(desk, SLEEP)).text == said
    assert (await command(desk, "suggest", community=GROUP)).text == said
    assert [button.label for button in (await say(desk, SLEEP, community=GROUP)).buttons] == [wording.B_CRISIS]
    assert (await say(desk, SLEEP, "b" * 32)).items, "elsewhere all is as before"


@pytest.mark.parametrize(
    "words",
    ["I am going to kill myself tonight", "I want to cut myself", "my husband hits me every night"],
)
async def test_danger_is_answered_word_for_word_as_without_a_pause(desk: Desk, words: str) -> None:
    before = await say(desk, words, community=GROUP)
    desk.keep._near.clear()
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "pause")
    assert everything(await say(desk, words, "b" * 32, community=GROUP)) == everything(before)


async def test_what_only_the_request_shows_to_be_danger_is_answered_too(desk: Desk) -> None:
    words = "support after sexual assault"
    assert not judge(words).is_urgent
    before = await say(desk, words, community=GROUP)
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "pause")
    assert (await say(desk, words, "b" * 32, community=GROUP)).text == before.text


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("name", sorted(pause.STILL))
async def test_help_right_now_and_the_members_own_data_stay_in_reach(desk: Desk, name: str) -> None:
    assert wording.PAUSED.format(command="/crisis") not in (await command(desk, name, community=GROUP)).text


async def test_only_a_manager_of_this_moment_pauses_and_resumes(desk: Desk, platform: Platform) -> None:
    for name in ("pause", "resume"):
        assert (await enter(desk, platform, ANA, name)).text == wording.SETUP_MANAGERS
    platform.managers.clear()
    assert (await private(desk, platform, MANAGER, command="resume", community=GROUP)).text == wording.SETUP_MANAGERS
    assert desk.roster.of(GROUP).paused


async def test_it_survives_a_restart_ends_with_resume_and_stands_in_the_trail(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    desk.roster._staff.clear()
    await desk.load_settings()
    assert desk.roster.of(GROUP).paused
    assert (await enter(desk, platform, MANAGER, "resume")).text == wording.PAUSE_OFF
    assert (await say(desk, SLEEP, community=GROUP)).items
    assert {each.what for each in await storage.edits.trail(GROUP)} == {"pause", "resume"}


def test_danger_stands_before_the_pause_and_by_default_nothing_is_paused() -> None:
    assert HANDLERS[0].__module__ == "handlers.danger"
    assert not Staff().paused
