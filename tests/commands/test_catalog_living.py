"""While the bot runs: each good list is kept, a mistake goes to the staff, and no edit reaches what danger needs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from catalog.versions import Versions
from commands.catalog_versions import roll_back
from commands.house import House, open_house
from commands.settings import Settings
from handlers.roster import Staff
from tests.commands.catalog_kit import SHORT
from tests.handlers.people import GROUP, say
from tests.handlers.staffroom import HOME, STAFF_CHAT, Platform

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

KEY = b"k" * 32
PATIENCE_S = 30
BETTER = SHORT.replace("Group on Tuesdays", "Group on Wednesdays")
BROKEN = SHORT.replace("area: wellbeing", "area: welbeing")
INTENT = "I am going to kill myself tonight"


@pytest.fixture
def settings(tmp_path: Path, vectors: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    (data / "cache").symlink_to(vectors)
    (tmp_path / "list").mkdir()
    catalog = tmp_path / "list" / "services_catalog.yaml"
    catalog.write_text(SHORT, encoding="utf-8")
    return Settings(data_dir=data, catalog=catalog)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[House, Platform]]:
    """The bot, with a staff chat."""
    async with open_house(settings, KEY) as (house, _):
        platform = Platform()
        house.desk.post.attach("test", platform)
        await house.desk.roster.save(GROUP, Staff(home=HOME, channel=STAFF_CHAT))
        yield house, platform


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not happened():  # noqa: ASYNC110  it happens in a thread, or on the disk
            await asyncio.sleep(0.02)


def named(house: House, name: str) -> bool:
    return house.desk.directory is not None and name in {one.name for one in house.desk.directory.catalog.services}


def save(settings: Settings, text: str) -> None:
    fresh = settings.catalog.with_name("fresh")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(settings.catalog)


async def test_each_list_that_goes_live_is_kept_with_what_changed(settings: Settings) -> None:
    versions = Versions(settings.versions)
    async with running(settings) as (house, _):
        await until(versions.all)
        save(settings, BETTER)
        await until(lambda: named(house, "Group on Wednesdays"))
        await until(lambda: len(versions.all()) == 2)
        save(settings, BROKEN)
        await asyncio.sleep(1)
        newest, oldest = versions.all()
    assert newest.path.read_text(encoding="utf-8") == BETTER
    assert oldest.path.read_text(encoding="utf-8") == SHORT
    assert "name was “Group on Tuesdays” and is now “Group on Wednesdays”" in newest.summary[0]


async def test_a_mistake_goes_to_the_staff_chat_with_its_line_and_so_does_the_all_clear(settings: Settings) -> None:
    async with running(settings) as (house, platform):
        await until(lambda: house.desk.directory)
        save(settings, BROKEN)
        await until(lambda: platform.written)
        save(settings, SHORT)
        await until(lambda: len(platform.written) == 2)
        assert named(house, "Group on Tuesdays")
    first, second = (reply.text for _, reply in platform.written)
    assert "line 8: “welbeing” is not an area we know; did you mean “wellbeing”?" in first
    assert "good again" in second


async def test_a_start_with_a_broken_file_goes_on_with_the_last_good_list(settings: Settings) -> None:
    async with running(settings):
        await until(Versions(settings.versions).all)
    save(settings, BROKEN)
    async with running(settings) as (house, platform):
        assert named(house, "Group on Tuesdays")
        await until(lambda: platform.written)
        assert "I go on with the last good list" in platform.written[0][1].text
        save(settings, BETTER)
        await until(lambda: named(house, "Group on Wednesdays"))


async def test_a_start_with_a_broken_file_and_nothing_kept_answers_danger_and_says_so(settings: Settings) -> None:
    save(settings, BROKEN)
    async with running(settings) as (house, platform):
        assert house.desk.directory is None
        assert "findahelpline" in (await say(house.desk, INTENT)).text
        await until(lambda: platform.written)
        assert "I answer danger alone" in platform.written[0][1].text


async def test_a_rollback_while_the_bot_runs_goes_live(settings: Settings) -> None:

    async with running(settings) as (house, _):
        await until(Versions(settings.versions).all)
        save(settings, BETTER)
        await until(lambda: len(Versions(settings.versions).all()) == 2)
        assert roll_back(settings.catalog, settings.versions, None) == 0
        await until(lambda: named(house, "Group on Tuesdays"))


async def test_a_list_goes_live_although_no_version_can_be_kept(settings: Settings) -> None:
    settings.versions.write_text("a file where the folder should be", encoding="utf-8")
    async with running(settings) as (house, _):
        save(settings, BETTER)
        await until(lambda: named(house, "Group on Wednesdays"))


EVERYTHING_GONE = """\
extends: base
hide: [{everything}]
services:
  - id: only-this
    name: Suicide hotline
    provider: Somebody
    url: https://example.org/only
    summary: Never mind.
    area: coping
    support: helpline
    needs: [suicide, self-harm]
    readiness: [get-help]
    cost: paid
    regions: ["*"]
    languages: [en]
    formats: [phone]
    contacts: {{channel: call, dial: "0900555123", display: 0900 555 123}}
    examples: [I am going to kill myself tonight, I want to die]
    evidence: {{level: none}}
    verified: {{on: 2026-11-22, by: nobody, how: not at all}}
crisis_lines:
  - name: Our own line
    country: GB
    purposes: [suicide]
    languages: [en]
    hours: 24/7
    contacts: {{channel: call, dial: "0800555999", display: 0800 555 999}}
    verified: {{on: 2020-01-01, by: us, how: called}}
phrases:
  en:
    loneliness: [I am going to kill myself tonight, I want to die]
"""


async def test_no_edit_removes_or_shadows_the_danger_path_or_a_shipped_line(settings: Settings) -> None:
    async with running(settings) as (house, _):
        await until(lambda: house.desk.directory)
        before = await say(house.desk, INTENT, member="1" * 32)
        ids = [one.id for one in house.desk.directory.catalog.services] if house.desk.directory else []
        shipped = ", ".join(name for name in ids if name != "tuesday-group")
        save(settings, EVERYTHING_GONE.format(everything=shipped))
        await until(lambda: named(house, "Suicide hotline") and not named(house, "Group on Tuesdays"))
        after = await say(house.desk, INTENT, member="2" * 32)
    assert after.text == before.text
    assert after.items == before.items
    assert "0900" not in after.text


async def test_where_a_community_has_a_line_of_its_own_the_shipped_ones_stay(settings: Settings) -> None:
    settings = settings.model_copy(update={"region": "GB"})
    async with running(settings) as (house, _):
        await until(lambda: house.desk.directory)
        before = await say(house.desk, INTENT, member="1" * 32)
        save(settings, EVERYTHING_GONE.format(everything=""))
        await until(lambda: named(house, "Suicide hotline"))
        after = await say(house.desk, INTENT, member="2" * 32)
    assert "0800 555 999" in after.text, "although it was checked long ago"
    for number in ("999", "116 123"):
        assert number in before.text
        assert number in after.text


GOLDEN = """\
- say: I am 19 and lonely, nobody to talk to
  expect: [tuesday-group]
  region: GB
"""


async def test_a_list_that_breaks_a_golden_request_does_not_go_live_until_the_request_is_paused(
    settings: Settings,
) -> None:
    golden = settings.catalog.with_name("golden.yaml")
    golden.write_text(GOLDEN, encoding="utf-8")
    async with running(settings) as (house, platform):
        await until(lambda: house.desk.directory)
        save(settings, BETTER.replace("regions: [GB]", "regions: [US]"))
        await until(lambda: platform.written)
        [(_, told)] = platform.written
        assert "golden.yaml, line 1: who says “I am 19" in told.text
        assert "paused: why" in told.text
        assert named(house, "Group on Tuesdays")
        golden.write_text(f"{GOLDEN}  paused: we look for another room\n", encoding="utf-8")
        await until(lambda: named(house, "Group on Wednesdays"))


async def test_a_list_that_keeps_its_golden_requests_goes_live(settings: Settings) -> None:
    settings.catalog.with_name("golden.yaml").write_text(GOLDEN, encoding="utf-8")
    async with running(settings) as (house, platform):
        await until(lambda: house.desk.directory)
        save(settings, BETTER)
        await until(lambda: named(house, "Group on Wednesdays"))
        assert platform.written == []


UNKEPT = BETTER.replace("regions: [GB]", "regions: [US]")
UNKEPT_TOO = UNKEPT.replace("Group on Wednesdays", "Group on Thursdays")
IS_LIVE = "is live. But some who must find a service do not find it"


def expect(settings: Settings, more: str = "") -> None:
    settings.catalog.with_name("golden.yaml").write_text(f"{GOLDEN}{more}", encoding="utf-8")


async def test_a_start_with_a_list_that_breaks_a_golden_request_goes_on_with_the_last_one_that_keeps_it(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    expect(settings)
    async with running(settings):
        await until(Versions(settings.versions).all)
    save(settings, UNKEPT)
    async with running(settings) as (house, platform):
        assert named(house, "Group on Tuesdays")
        await until(lambda: platform.written)
        told = platform.written[0][1].text
        assert "I go on with the last good list" in told
        assert "golden.yaml, line 1: who says “I am 19" in told
        assert "paused: why" in told
        assert "breaks a golden request, so an earlier list is used" in caplog.text
        assert house.desk.directory
        assert house._live.current is house.desk.directory.catalog, "the last good one is the one in use"
        expect(settings, "  paused: we look for another room\n")
        await until(lambda: named(house, "Group on Wednesdays"))
        await until(lambda: len(platform.written) == 2)
        assert "good again" in platform.written[1][1].text


async def test_paused_the_same_start_takes_the_list_of_the_file(settings: Settings) -> None:
    expect(settings)
    async with running(settings):
        await until(Versions(settings.versions).all)
    save(settings, UNKEPT)
    expect(settings, "  paused: we look for another room\n")
    async with running(settings) as (house, _):
        assert named(house, "Group on Wednesdays")
        assert house.problems == ()


async def test_a_start_without_any_list_that_keeps_it_takes_the_file_and_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    expect(settings)
    save(settings, UNKEPT)
    async with running(settings) as (house, platform):
        assert named(house, "Group on Wednesdays")
        await until(lambda: platform.written)
        told = platform.written[0][1].text
        assert IS_LIVE in told
        assert "golden.yaml, line 1: who says “I am 19" in told
        assert "is used, although it breaks a golden request: golden.yaml, line 1" in caplog.text
        save(settings, UNKEPT_TOO)
        await until(lambda: named(house, "Group on Thursdays"))
        save(settings, BETTER)
        await until(lambda: len(platform.written) == 2)
        assert "good again" in platform.written[1][1].text
        save(settings, UNKEPT)
        await until(lambda: len(platform.written) == 3)
        assert "I go on with the last good list" in platform.written[2][1].text
        assert named(house, "Group on Wednesdays")


async def test_an_earlier_list_that_breaks_it_too_takes_no_place(settings: Settings) -> None:
    save(settings, UNKEPT_TOO)
    async with running(settings):
        await until(Versions(settings.versions).all)
    expect(settings)
    save(settings, UNKEPT)
    async with running(settings) as (house, platform):
        assert named(house, "Group on Wednesdays")
        await until(lambda: platform.written)
        assert IS_LIVE in platform.written[0][1].text


async def test_a_new_golden_request_that_the_list_in_use_breaks_is_told_and_takes_no_list_away(
    settings: Settings,
) -> None:
    async with running(settings) as (house, platform):
        await until(lambda: house.desk.directory)
        save(settings, UNKEPT)
        await until(lambda: named(house, "Group on Wednesdays"))
        expect(settings)
        await until(lambda: platform.written)
        assert IS_LIVE in platform.written[0][1].text
        assert named(house, "Group on Wednesdays")


async def test_a_good_file_after_a_start_with_nothing_is_taken_and_says_what_it_breaks(settings: Settings) -> None:
    expect(settings)
    save(settings, BROKEN)
    async with running(settings) as (house, platform):
        await until(lambda: platform.written)
        save(settings, UNKEPT)
        await until(lambda: named(house, "Group on Wednesdays"))
        await until(lambda: len(platform.written) == 2)
        assert IS_LIVE in platform.written[1][1].text
