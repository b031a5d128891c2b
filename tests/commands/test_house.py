"""The composition root gives the desk everything it needs, and does without what cannot be had."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from commands.house import open_house
from commands.settings import CHECKOUT, Settings
from encoder.encoder import Encoder, EncoderUnavailable
from handlers import digests, wording
from handlers.roster import Staff
from storage.store import CommunitySettings, Storage, sqlite_address
from tests.handlers.people import GROUP, command, say
from tests.handlers.staffroom import HOME, STAFF_CHAT, Platform
from tests.handlers.weeks import LARGE, ask, lacking

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 32
INTENT = "I am going to kill myself tonight"


@pytest.fixture
def data(tmp_path: Path, vectors: Path) -> Path:
    """A data folder whose cache of vectors is the tests' own."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "cache").symlink_to(vectors)
    return folder


async def test_the_desk_gets_a_catalog_storage_and_both_judges(data: Path) -> None:
    async with open_house(Settings(data_dir=data), KEY) as (house, _):
        assert house.problems == ()
        assert house.desk.directory is not None
        assert house.desk.second_judge is not None
        reply = await say(house.desk, "I cannot sleep")
        assert reply.items
    assert (data / "peerbridge.sqlite").exists()


async def test_without_the_encoder_words_and_rules_still_answer(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(*_: object, **__: object) -> Encoder:
        raise EncoderUnavailable("The encoder's file is missing.")

    monkeypatch.setattr(Encoder, "load", missing)
    async with open_house(Settings(data_dir=data), KEY) as (house, _):
        assert house.desk.second_judge is None
        assert (await say(house.desk, "I cannot sleep, I have insomnia")).items
        assert "bot" in (await say(house.desk, INTENT)).text
    assert caplog.text.count("the encoder cannot be used") == 1


async def test_with_a_wrong_key_nobody_is_served_nothing_is_touched_and_danger_is_answered(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(Settings(data_dir=data), KEY):
        pass
    before = (data / "peerbridge.sqlite").read_bytes()
    caplog.clear()
    async with open_house(Settings(data_dir=data), b"x" * 32) as (house, _):
        assert (await say(house.desk, "I cannot sleep")).text == wording.LIST_CLOSED
        assert "findahelpline" in (await say(house.desk, INTENT)).text
        assert (await command(house.desk, "forget")).text == wording.NOT_FORGOTTEN
        assert house.storage is None
    assert (data / "peerbridge.sqlite").read_bytes() == before
    [line] = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert "another secret key: start with that key" in line


async def test_a_good_edit_of_the_catalog_is_taken_over_while_running(data: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "services_catalog.yaml"
    text = (CHECKOUT / "services_catalog.yaml").read_text(encoding="utf-8")
    catalog.write_text(text, encoding="utf-8")
    async with open_house(Settings(data_dir=data, catalog=catalog), KEY) as (house, _):
        first = house.desk.directory
        await asyncio.sleep(0.5)
        fresh = tmp_path / "fresh"
        fresh.write_text(text.replace("name: Box breathing", "name: Square breathing", 1), encoding="utf-8")
        os.replace(fresh, catalog)  # noqa: PTH105  the atomic rename of editors
        for _ in range(100):
            if house.desk.directory is not first:
                break
            await asyncio.sleep(0.1)
        assert house.desk.directory is not None
        names = {service.name for service in house.desk.directory.catalog.services}
        assert "Square breathing" in names


async def test_while_it_runs_a_week_is_published_and_the_monday_letter_sent(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(digests, "AGAIN_AFTER", timedelta())
    settings = Settings(data_dir=data)
    url = sqlite_address(settings.database_file)
    last_week = await Storage.open(url, key=KEY, clock=lambda: datetime.now(UTC) - timedelta(days=7))
    await ask(last_week, 14, *lacking("unemployment", "wellbeing"))
    await last_week.save_size(GROUP, LARGE)
    monday = datetime.now(UTC).weekday() == 0
    zone = "Pacific/Kiritimati" if monday else "UTC"  # there it is nine already when the week has ended
    await last_week.save_settings(GROUP, CommunitySettings(time_zone=zone))
    await last_week.close()
    platform = Platform()
    async with open_house(settings, KEY) as (house, _):
        await house.desk.roster.save(GROUP, Staff(home=HOME, channel=STAFF_CHAT, digest=True))
        house.desk.post.attach("test", platform)
        async with asyncio.timeout(30):
            while not platform.written:  # noqa: ASYNC110  it is written by the house itself
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
    [(to, letter)] = platform.written
    assert to == STAFF_CHAT
    assert letter.text.startswith(wording.LETTER)
