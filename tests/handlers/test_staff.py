"""Nothing is sent to a staff chat before its platform has said, in that moment, that only staff can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers import staff
from handlers.messages import Reply
from handlers.post import Readers
from handlers.roster import Staff
from tests.handlers.people import GROUP
from tests.handlers.staffroom import HOME, STAFF_CHAT, Platform

if TYPE_CHECKING:
    from handlers.desk import Desk

NUMBERS = Reply("Twelve members asked for this.", staff=True)


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    platform = Platform()
    desk.post.attach("test", platform)
    await desk.roster.save(GROUP, Staff(home=HOME, channel=STAFF_CHAT))
    return platform


async def test_a_chat_of_the_staff_alone_gets_it(desk: Desk, platform: Platform) -> None:
    assert await staff.send(GROUP, NUMBERS, desk.roster, desk.post)
    assert platform.written == [(STAFF_CHAT, NUMBERS)]


@pytest.mark.parametrize("why", ["public", "community", "gone"])
async def test_a_chat_that_others_read_by_now_gets_nothing_and_that_is_logged_once(
    desk: Desk, platform: Platform, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await staff.send(GROUP, NUMBERS, desk.roster, desk.post)
    platform.readers_of[STAFF_CHAT] = Readers(why)  # type: ignore[arg-type]  # one of its three words
    assert not await staff.send(GROUP, NUMBERS, desk.roster, desk.post)
    assert len(platform.written) == 1
    assert [record.getMessage() for record in caplog.records] == [f"nothing was sent to a staff chat ({why})"]


async def test_a_chat_that_has_become_a_community_gets_nothing(desk: Desk, platform: Platform) -> None:
    await desk.roster.save("feedfeedfeedfeed", Staff(home=STAFF_CHAT, has_notice=True))
    assert not await staff.send(GROUP, NUMBERS, desk.roster, desk.post)
    assert platform.written == []


async def test_who_is_on_it_is_not_told_where_others_read(desk: Desk, platform: Platform) -> None:
    platform.readers_of[STAFF_CHAT] = Readers("public")
    await desk.calls.tell_others("a" * 16, GROUP, "Sam", but=())
    assert platform.written == []
