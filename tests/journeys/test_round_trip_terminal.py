"""The terminal and `peerbridge run` as an operator starts them: processes of their own, on a disk of their own."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING

import pytest

from bots.identity import Pseudonyms
from commands.keys import root_key
from commands.settings import read_settings
from handlers import wording
from handlers.translator import Say
from storage.store import Storage, sqlite_address
from tests.bots.discord_server import DiscordServer
from tests.bots.discord_shapes import GUILD
from tests.bots.telegram_server import TOKEN, TelegramServer
from tests.journeys.kit import (
    BEN,
    GROUP,
    INTENT,
    SECRET_KEY,
    SLEEP,
    DiscordPerson,
    TelegramPerson,
    environment,
    peerbridge,
    purposes,
    squeezed,
    started,
    tallies,
)
from tests.storage.kit import Clock, Tally, open_counts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("directory")  # its vectors are then made already


async def test_a_script_on_standard_input_brings_three_cards_and_a_counted_interest(
    tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = environment(tmp_path, vectors)
    done = await asyncio.to_thread(peerbridge, "chat", env=env, given="I cannot sleep, my mind races\n1\n/quit\n")
    assert (done.returncode, done.stderr) == (0, "")
    said = squeezed(done.stdout)
    assert said.count("Evidence:") == 3
    assert wording.NOTED in said
    assert said.rstrip().endswith(wording.T_BYE)
    monkeypatch.setenv("XDG_CONFIG_HOME", env["XDG_CONFIG_HOME"])
    found = await on_disk(tmp_path, root_key(read_settings({}), make=True), "terminal")
    assert purposes(found) == {"request": 1, "interest": 1}
    assert ("request", "sleep") in tallies(found)


def test_the_terminal_ends_at_the_end_of_its_input_and_starts_again_on_the_same_database(
    tmp_path: Path, vectors: Path
) -> None:
    env = environment(tmp_path, vectors)
    spanish_and_thai = "no puedo dormir, mi cabeza no para\n1\nนอนไม่หลับมาหลายคืนแล้ว คิดมากตลอด\n1\n"
    first = peerbridge("chat", env=env, given=f"{spanish_and_thai}/country Ireland\n{INTENT}\n")
    second = peerbridge("chat", env=env, given="/mydata\n/forget\n/mydata\n")
    assert (first.returncode, second.returncode) == (0, 0)
    assert Say("es")(wording.NOTED) in squeezed(first.stdout)
    assert Say("th")(wording.FOUND) in first.stdout
    assert "116 123" in squeezed(first.stdout), "the lines of Ireland"
    assert "You chose a country: Ireland" in squeezed(second.stdout)
    assert wording.MY_DATA_NONE in squeezed(second.stdout)


class Platforms:
    """A Telegram, a Discord, and the settings that lead `peerbridge run` to both."""

    def __init__(self, telegram: TelegramServer, discord: DiscordServer, folder: Path, vectors: Path) -> None:
        self.telegram, self.discord, self.folder = telegram, discord, folder
        self.env = environment(
            folder, vectors, telegram_token=TOKEN, telegram_api_url=telegram.url, discord_token=discord.token,
            discord_api_url=discord.api_url, discord_gateway_url=discord.gateway_url, secret_key=SECRET_KEY,
        )  # fmt: skip

    async def online(self) -> None:
        await self.discord.online(30)
        await self.telegram.until(lambda: "getUpdates" in self.telegram.calls, 30)


@pytest.fixture
async def platforms(tmp_path: Path, vectors: Path) -> AsyncIterator[Platforms]:
    async with TelegramServer() as telegram, DiscordServer() as discord:
        yield Platforms(telegram, discord, tmp_path, vectors)
        assert (telegram.refusals, discord.problems) == ([], [])


async def test_run_serves_both_platforms_at_once_and_a_signal_ends_it_in_three_seconds(platforms: Platforms) -> None:
    ana, ben = TelegramPerson(platforms.telegram), DiscordPerson(platforms.discord, BEN)
    async with started("run", env=platforms.env) as process:
        await platforms.online()
        telegram_cards, [discord_cards] = await asyncio.gather(ana.say(SLEEP, 4), ben.slash("find", SLEEP))
        await asyncio.gather(
            ana.press(telegram_cards[1], wording.B_INTEREST), ben.press(discord_cards, wording.B_INTEREST)
        )
        public = await ana.say_in_group(SLEEP)
        await ana.follow(public, 4)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        assert time.monotonic() - began < 3
        logged = (await process.communicate())[1].decode()
    assert TOKEN not in logged
    assert platforms.discord.token not in logged
    key = root_key(read_settings(platforms.env), make=False)
    names = Pseudonyms(key)
    assert purposes(await on_disk(platforms.folder, key, "private")) == {"request": 1, "interest": 1}
    for community in (names.community("discord", GUILD), names.community("telegram", GROUP)):
        assert purposes(await on_disk(platforms.folder, key, community))["request"] == 1


async def test_wrong_tokens_end_in_one_clear_sentence_for_each_and_exit_code_2(platforms: Platforms) -> None:
    wrong = {"PEERBRIDGE_TELEGRAM_TOKEN": "1:wrong", "PEERBRIDGE_DISCORD_TOKEN": "wrong.one"}
    done = await asyncio.to_thread(peerbridge, "run", env=platforms.env | wrong)
    platforms.telegram.refusals.clear()
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Telegram does not accept the token in PEERBRIDGE_TELEGRAM_TOKEN" in done.stderr
    assert "Discord does not accept the token in PEERBRIDGE_DISCORD_TOKEN" in done.stderr
    assert not any(token in done.stderr for token in wrong.values())


async def test_one_wrong_token_does_not_take_the_other_platform_down(platforms: Platforms) -> None:
    async with started("run", env=platforms.env | {"PEERBRIDGE_TELEGRAM_TOKEN": "1:wrong"}) as process:
        await platforms.discord.online(30)
        [answer] = await DiscordPerson(platforms.discord).say(INTENT)
        assert "findahelpline" in answer.content
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    platforms.telegram.refusals.clear()


async def on_disk(folder: Path, key: bytes, community: str) -> tuple[Tally, ...]:
    """What the database holds after the command has ended."""
    storage = await Storage.open(sqlite_address(folder / "data" / "peerbridge.sqlite"), key=key, clock=Clock())
    try:
        return await open_counts(storage, community)
    finally:
        await storage.close()
