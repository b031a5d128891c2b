"""A card says when its facts were last checked, if that is long ago; a way out in danger is never hidden by age."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.tools import Directory
from tests.conftest import NOW
from tests.handlers.people import everything, say

if TYPE_CHECKING:
    from handlers.desk import Desk
    from tests.conftest import Clock

LATER = timedelta(days=5 * 365)
SLEEP = "I cannot sleep, my mind races every night"


def aged(desk: Desk, on: date) -> None:
    """The same list, of which everything was checked on one day."""
    assert desk.directory
    catalog = desk.directory.catalog
    services = tuple(
        one.model_copy(update={"verified": one.verified.model_copy(update={"on": on})}) for one in catalog.services
    )
    old = catalog.model_copy(update={"services": services})
    desk.directory = Directory(old, desk.directory.matcher.offering(old))


async def test_fresh_facts_need_no_remark(desk: Desk) -> None:
    assert "Last checked" not in everything(await say(desk, SLEEP))


async def test_old_facts_are_dated_on_the_card_and_exercises_are_not(desk: Desk, clock: Clock) -> None:
    clock.now = NOW + LATER
    aged(desk, NOW.date())
    reply = await say(desk, f"{SLEEP}. I would like a course or a group in the United Kingdom")
    assert desk.directory
    steps = {one.name for one in desk.directory.catalog.services if one.steps}
    dated = {item.title: "Last checked on November 25, 2026" in item.text for item in reply.items}
    assert any(title not in steps for title in dated)
    assert dated == {title: title not in steps for title in dated}


@pytest.mark.parametrize("text", ["I want to die", "I am going to kill myself tonight"])
async def test_age_takes_nothing_away_from_a_danger_answer(desk: Desk, clock: Clock, text: str) -> None:
    before = await say(desk, text, member="1" * 32)
    clock.now = NOW + 10 * LATER
    after = await say(desk, text, member="2" * 32)
    assert after.text == before.text
    assert len(after.items) == len(before.items)
