"""Nobody can make the bot flood a group with danger answers; nobody in danger is ever met with silence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.limits import MOST_IN_A_GROUP, WINDOW, PublicLimits
from tests.conftest import NOW
from tests.handlers.people import ANA, BEN, GROUP, command, in_group, say, through

if TYPE_CHECKING:
    from handlers.desk import Desk
    from tests.conftest import Clock

INTENT = "I am going to kill myself tonight"
PASSIVE = "I wish I would not wake up"
CROWD = [f"{number:032x}" for number in range(MOST_IN_A_GROUP + 4)]


async def fill(desk: Desk) -> None:
    """So many members write that the group has had its share."""
    for member in CROWD[:MOST_IN_A_GROUP]:
        assert (await in_group(desk, INTENT, member)).text != wording.NEUTRAL


async def test_a_second_cry_in_public_within_minutes_gets_the_neutral_sentence_and_the_private_way(
    desk: Desk, clock: Clock
) -> None:
    first = await in_group(desk, INTENT)
    second = await in_group(desk, INTENT)
    assert first.text != wording.NEUTRAL
    assert second.text == wording.NEUTRAL
    [button] = second.buttons
    opened = await through(desk, button)
    assert "112" in opened.text or "emergency" in opened.text
    clock.now += WINDOW
    assert (await in_group(desk, INTENT)).text == first.text


async def test_a_more_urgent_cry_is_answered_in_full(desk: Desk) -> None:
    await in_group(desk, PASSIVE)
    assert (await in_group(desk, INTENT)).text != wording.NEUTRAL
    assert (await in_group(desk, PASSIVE)).text == wording.NEUTRAL


async def test_over_a_groups_limit_everybody_still_gets_a_line_and_a_way_that_lasts(desk: Desk, clock: Clock) -> None:
    await fill(desk)
    late = await in_group(desk, INTENT, CROWD[-1])
    assert late.text == wording.NEUTRAL
    clock.now += timedelta(hours=3)
    opened = await through(desk, late.buttons[0], CROWD[-1])
    assert opened.text
    assert wording.DOORWAY_CLOSED not in opened.text


async def test_another_group_has_a_limit_of_its_own(desk: Desk) -> None:
    await fill(desk)
    assert (await say(desk, INTENT, BEN, community="feedfeedfeedfeed", private=False)).text != wording.NEUTRAL


async def test_the_crisis_command_in_a_group_is_limited_too_and_never_silent(desk: Desk) -> None:
    said = [await command(desk, "crisis", community=GROUP, private=False) for _ in range(2)]
    assert (said[0].text != wording.NEUTRAL, said[1].text) == (True, wording.NEUTRAL)
    assert (await through(desk, said[1].buttons[0])).text


@pytest.mark.parametrize("text", [INTENT, PASSIVE])
async def test_danger_in_private_is_never_limited(desk: Desk, text: str) -> None:
    await fill(desk)
    for member in (CROWD[0], CROWD[0], CROWD[0], ANA, BEN, *CROWD):
        reply = await say(desk, text, member)
        assert "call" in reply.text
        assert wording.NEUTRAL not in reply.text
    assert (await command(desk, "crisis", member=CROWD[0])).text


def test_only_so_many_members_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.limits.ROOM", 2)
    limits = PublicLimits()
    for number, member in enumerate(CROWD[:3]):
        assert limits.allow(str(number), member, 1, NOW)
    assert len(limits._members) == 2
