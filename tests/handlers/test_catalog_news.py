"""Staff hear of a broken list once, in their own chat and no other, and once that it is good again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.catalog_news import LISTED, CatalogNews, News
from handlers.keep import Keep
from handlers.post import Readers
from handlers.roster import Staff
from storage.store import CommunitySettings
from tests.handlers.people import GROUP
from tests.handlers.staffroom import HOME, STAFF_CHAT, Platform

if TYPE_CHECKING:
    from handlers.desk import Desk

FILE = "services_catalog.yaml"
MISTAKE = "line 7: “welbeing” is not an area we know; did you mean “wellbeing”?"
BROKEN = News(FILE, (MISTAKE,), saved="1")
GOOD = News(FILE, saved="2")


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    platform = Platform()
    desk.post.attach("test", platform)
    await desk.roster.save(GROUP, Staff(home=HOME, channel=STAFF_CHAT))
    return platform


def process(desk: Desk) -> CatalogNews:
    """What a process that has just started knows; the database is the same."""
    return CatalogNews(desk.roster, desk.post, Keep(desk.keep._storage, clock=desk._clock))


async def tell(news: CatalogNews, platform: Platform, *each: News) -> list[str]:
    """Tell these, look around several times after each; what the staff chat got."""
    before = len(platform.written)
    for one in each:
        news.tell(one)
        for _ in range(3):
            await news.send_due()
    assert all(to == STAFF_CHAT and reply.staff for to, reply in platform.written)
    return [reply.text for _, reply in platform.written[before:]]


async def test_a_mistake_is_told_once_with_its_line_and_what_to_write(desk: Desk, platform: Platform) -> None:
    [text] = await tell(process(desk), platform, BROKEN)
    assert f"• {MISTAKE}" in text
    assert "last good list" in text
    assert "peerbridge catalog rollback" in text


async def test_a_list_that_was_always_good_is_not_worth_a_word(desk: Desk, platform: Platform) -> None:
    assert await tell(process(desk), platform, GOOD, News(FILE, saved="3")) == []


async def test_each_change_is_told_and_that_it_is_good_again_once(desk: Desk, platform: Platform) -> None:
    other = News(FILE, ("line 9: another",), saved="3")
    told = await tell(process(desk), platform, BROKEN, News(FILE, (MISTAKE,), saved="2"), other, GOOD, GOOD)
    assert [text.splitlines()[1:2] for text in told] == [[f"• {MISTAKE}"], ["• line 9: another"], []]
    assert told[2] == "services_catalog.yaml is good again, and the new list is live."


async def test_the_same_mistakes_after_they_were_mended_are_told_again(desk: Desk, platform: Platform) -> None:
    again = News(FILE, (MISTAKE,), saved="3")
    assert len(await tell(process(desk), platform, BROKEN, GOOD, again)) == 3


async def test_a_restart_says_nothing_twice_and_does_not_forget_the_all_clear(desk: Desk, platform: Platform) -> None:
    assert len(await tell(process(desk), platform, BROKEN)) == 1
    assert await tell(process(desk), platform, BROKEN) == []
    [text] = await tell(process(desk), platform, GOOD)
    assert "good again" in text
    assert await tell(process(desk), platform, GOOD) == []


async def test_of_two_processes_one_speaks(desk: Desk, platform: Platform) -> None:
    one, other = process(desk), process(desk)
    for news in (BROKEN, GOOD):
        one.tell(news)
        other.tell(news)
        before = len(platform.written)
        await one.send_due()
        await other.send_due()
        assert len(platform.written) == before + 1


async def test_what_could_not_be_sent_is_sent_later_if_it_is_still_true(desk: Desk, platform: Platform) -> None:
    news = process(desk)
    platform.down = True
    assert await tell(news, platform, BROKEN) == []
    platform.down = False
    await news.send_due()
    assert len(platform.written) == 1
    platform.down = True
    await tell(news, platform, GOOD, BROKEN)
    platform.down = False
    await news.send_due()
    assert len(platform.written) == 1, "they know already what is true again"


async def test_a_chat_that_others_read_hears_nothing(desk: Desk, platform: Platform) -> None:
    platform.readers_of[STAFF_CHAT] = Readers("public")
    assert await tell(process(desk), platform, BROKEN) == []


async def test_every_community_with_a_staff_chat_hears_it_in_its_language(desk: Desk, platform: Platform) -> None:
    await desk.roster.save("feedfeedfeedfeed", Staff(home="test.other", channel="test.others-staff"))
    await desk.roster.save("beefbeefbeefbeef", Staff(home="test.third"))
    platform.readers_of["test.others-staff"] = Readers(chat_name="Equipo", people=2)
    news = process(desk)
    await desk.keep.save_settings("feedfeedfeedfeed", CommunitySettings(languages=("es",)))
    await news._keep.load_settings()
    news.tell(BROKEN)
    await news.send_due()
    assert {to: reply.text.split()[0] for to, reply in platform.written} == {
        STAFF_CHAT: "Somebody",
        "test.others-staff": "Alguien",
    }


async def test_without_storage_it_is_told_all_the_same(desk: Desk, platform: Platform) -> None:
    news = CatalogNews(desk.roster, desk.post, Keep(None))
    assert len(await tell(news, platform, BROKEN, GOOD)) == 2


async def test_many_mistakes_are_named_up_to_a_few_and_counted(desk: Desk, platform: Platform) -> None:
    many = News(FILE, tuple(f"line {number}: wrong" for number in range(9)), has_list=False, saved="1")
    [text] = await tell(process(desk), platform, many)
    assert text.count("•") == LISTED
    assert "More mistakes: 4." in text
    assert "I answer danger alone" in text
