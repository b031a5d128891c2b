"""What the journeys share: a desk on a real database behind real doors, and the command in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sysconfig
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bots import telegram_bot
from bots.identity import Pseudonyms
from catalog.loader import load_needs
from commands.settings import CHECKOUT, PREFIX, Settings
from handlers import wording
from handlers.desk import Desk
from storage.store import Storage, sqlite_address
from tests.bots.discord_running import bot
from tests.bots.telegram_server import TOKEN, TelegramServer
from tests.conftest import KEY
from tests.storage.kit import ended, open_counts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from handlers.consider import SecondJudge
    from handlers.tools import Directory
    from tests.bots.discord_server import DiscordServer
    from tests.bots.discord_shapes import Sent as DiscordSent
    from tests.bots.telegram_methods import Sent as TelegramSent

PSEUDONYMS = Pseudonyms(KEY)
ANA, BEN = 7654321987, 7654321988
"""Account ids that are found again if they leak."""
GROUP = -1001234567890
SLEEP = "I cannot sleep, my mind races every night"
INTENT = "I am going to kill myself tonight"
SECRET_KEY = "a secret of the tests that is long enough for everybody"
QUICK_S = 1.5
"""Far below storage's own deadline of 2 seconds, far above what an answer takes."""


@dataclass
class Place:
    """A data folder, a clock and the shipped catalog: what outlives a restart."""

    path: Path
    clock: Callable[[], datetime]
    directory: Directory
    second_judge: SecondJudge

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[tuple[Desk, Storage]]:
        """A front desk that has just started here, with its storage."""
        storage = await Storage.open(sqlite_address(self.path), key=KEY, clock=self.clock)
        desk = Desk(
            needs=load_needs(), key=KEY, storage=storage, directory=self.directory, second_judge=self.second_judge,
            clock=self.clock,
        )  # fmt: skip
        try:
            await desk.load_settings()
            yield desk, storage
        finally:
            await storage.close()
            await ended(storage)

    @asynccontextmanager
    async def on_telegram(self, server: TelegramServer) -> AsyncIterator[tuple[Desk, Storage]]:
        """Everything started anew, behind the real Telegram door."""
        async with self.desk() as (desk, storage), telegram_door(server, desk):
            yield desk, storage

    @asynccontextmanager
    async def on_discord(self, server: DiscordServer) -> AsyncIterator[tuple[Desk, Storage]]:
        """Everything started anew, behind the real Discord door."""
        async with self.desk() as (desk, storage), discord_door(server, desk):
            yield desk, storage


@asynccontextmanager
async def telegram_door(server: TelegramServer, desk: Desk) -> AsyncIterator[None]:
    """The bot is on Telegram in here."""
    stop = asyncio.Event()
    door = asyncio.create_task(telegram_bot.serve(desk, PSEUDONYMS, token=TOKEN, api_url=server.url, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(door, 3)


@asynccontextmanager
async def discord_door(server: DiscordServer, desk: Desk, *, listening: bool = False) -> AsyncIterator[None]:
    """The bot is on Discord in here."""
    async with bot(server, desk, commands=wording.COMMANDS, pseudonyms=PSEUDONYMS, listening=listening):
        yield


class TelegramPerson:
    """Somebody with a telephone: says, presses, follows links, and reads what comes after."""

    def __init__(self, server: TelegramServer, account: int = ANA, language: str = "en") -> None:
        self.server, self.account, self.language = server, account, language

    async def say(self, text: str, answers: int = 1) -> list[TelegramSent]:
        """Write in private and wait for so many messages."""
        before = len(self._mine())
        await self.server.private(self.account, text, language_code=self.language)
        return await self._after(before, answers)

    async def say_in_group(self, text: str) -> TelegramSent:
        """Call the bot in the group by its name."""
        before = len(self.server.messages)
        text = f"@peerbridge_test_bot {text}"
        await self.server.group(GROUP, self.account, text, language_code=self.language)
        return (await self.server.sent(before + 1))[before]

    async def press(self, message: TelegramSent, label: str, answers: int = 1) -> list[TelegramSent]:
        """Press the button whose label contains these words."""
        before = len(self._mine())
        await self.server.press(message.message_id, self.account, message.data(label), language_code=self.language)
        return await self._after(before, answers)

    async def follow(self, message: TelegramSent, answers: int = 1) -> list[TelegramSent]:
        """Tap the first deep link under a message in the group; Telegram sends `/start` and the payload."""
        link = next(button["url"] for button in message.buttons if "?start=" in button.get("url", ""))
        return await self.say(f"/start {link.partition('?start=')[2]}", answers)

    def _mine(self) -> list[TelegramSent]:
        return [message for message in self.server.messages if message.chat_id == self.account]

    async def _after(self, before: int, answers: int) -> list[TelegramSent]:
        await self.server.until(lambda: len(self._mine()) >= before + answers)
        return self._mine()[before:]


class DiscordPerson:
    """Somebody on the Discord server."""

    def __init__(self, server: DiscordServer, account: int = ANA) -> None:
        self.server, self.account = server, account

    async def say(self, text: str, answers: int = 1) -> list[DiscordSent]:
        """Write a direct message and wait for so many answers."""
        before = await self._before()
        await self.server.dm(self.account, text)
        return (await self.server.sent(before + answers))[before:]

    async def mention(self, text: str) -> DiscordSent:
        """Call the bot in the channel."""
        before = await self._before()
        await self.server.mention(self.account, text)
        return (await self.server.sent(before + 1))[before]

    async def slash(self, name: str, text: str | None = None, *, answers: int = 1) -> list[DiscordSent]:
        """Use a slash command in the server."""
        before = await self._before()
        await self.server.slash(self.account, name, text, guild=True)
        return (await self.server.sent(before + answers))[before:]

    async def press(self, message: DiscordSent, label: str, answers: int = 1) -> list[DiscordSent]:
        """Press the first button whose label contains these words."""
        before = await self._before()
        said = next(said for shown, said in message.labels.items() if label in shown)
        await self.server.press(message, self.account, said)
        return (await self.server.sent(before + answers))[before:]

    async def _before(self) -> int:
        return len(await self.server.sent(0))


def tallies(found: Any) -> dict[tuple[str, str], int]:
    """(purpose, what) to members, of tallies that storage gave."""
    return {(tally.purpose, tally.what): tally.members for tally in found}


def purposes(found: Any) -> dict[str, int]:
    """Purpose to members, added up: what they asked for, wanted, or found missing or wrong."""
    added: dict[str, int] = {}
    for tally in (each for each in found if each.purpose in {"request", "unmet", "interest", "problem"}):
        added[tally.purpose] = added.get(tally.purpose, 0) + tally.members
    return added


async def counted(storage: Storage, community: str, purpose: str, members: int = 1) -> None:
    """Wait until so many members are counted: what we note for ourselves is written after the answer."""
    async with asyncio.timeout(5):
        while purposes(await open_counts(storage, community)).get(purpose, 0) != members:  # noqa: ASYNC110  it is on disk
            await asyncio.sleep(0.02)


async def remembered(storage: Storage, member: str) -> None:
    """Wait until something is remembered for the member."""
    async with asyncio.timeout(5):
        while not (await storage.holdings(member)).memories:  # noqa: ASYNC110  it is on disk
            await asyncio.sleep(0.02)


# The command in a process of its own


def environment(folder: Path, vectors: Path | None = None, **settings: str) -> dict[str, str]:
    """What the command finds around it: a data folder and a home of its own, and nothing of this machine's."""
    data = folder / "data"
    if vectors and not (data / "cache").exists():
        shutil.copytree(vectors, data / "cache")
    unset = dict.fromkeys((PREFIX + name.upper() for name in Settings.model_fields), "")
    given = {PREFIX + name.upper(): value for name, value in {"data_dir": str(data), **settings}.items()}
    around = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    return {**around, "LANG": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "100", **unset, **given}


def command(*words: str) -> list[str]:
    """The command line of `peerbridge`, as installed beside this Python."""
    return [str(Path(sysconfig.get_path("scripts")) / "peerbridge"), *words]


def peerbridge(
    *words: str, env: dict[str, str], given: str = "", seconds: float = 60, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run `peerbridge` to its end with this on standard input."""
    return subprocess.run(  # noqa: S603  our own command
        command(*words), input=given, env=env, cwd=CHECKOUT, capture_output=True, text=True, encoding="utf-8",
        timeout=seconds, check=False, **more,
    )  # fmt: skip


def squeezed(text: str) -> str:
    """The words with single spaces between them: a terminal breaks lines where it likes."""
    return re.sub(r"\s+", " ", text)


@asynccontextmanager
async def started(*words: str, env: dict[str, str], **more: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    """`peerbridge` running in here; it is killed if it is still there at the end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command(*words), env=env, cwd=CHECKOUT, stdin=pipe, stdout=pipe, stderr=pipe, **more
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
