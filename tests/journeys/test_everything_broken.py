"""Whatever breaks, one thing or everything at once: a cry for help is answered in full, through both real doors."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from catalog.loader import load_needs
from handlers import wording
from handlers.limits import MOST_IN_A_GROUP
from handlers.tools import Directory
from matching.matcher import Matcher
from tests.bots.discord_server import DiscordServer
from tests.bots.discord_shapes import BOT, CHANNEL, dm_channel
from tests.bots.telegram_server import TelegramServer
from tests.journeys.kit import ANA, GROUP, INTENT, SLEEP, Place, counted, discord_door, telegram_door
from tests.journeys.test_faults import held
from tests.storage.kit import Hang

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from handlers.desk import Desk


DATABASE, LOCKED, CATALOG, ENCODER, SAVES, LIMIT = FAULTS = (
    "the database is down",
    "the database is locked",
    "the catalog is broken",
    "the encoder is missing",
    "eight saves hang",
    "the rate limit is full",
)
BROKEN = [frozenset({fault}) for fault in FAULTS] + [frozenset(FAULTS) - {LOCKED}, frozenset(FAULTS) - {DATABASE}]
"""One at a time; then all, the database once gone and once locked by another program."""
HANGING = 8
SAVERS = range(ANA + 100, ANA + 100 + HANGING)
CROWD = range(ANA + 200, ANA + 200 + MOST_IN_A_GROUP)
WAIT_S = 30.0


@dataclass
class OnTelegram:
    """What members do and see there."""

    server: TelegramServer

    async def private(self, account: int, text: str) -> None:
        await self.server.private(account, text, language_code="en")

    async def group(self, account: int, text: str) -> None:
        await self.server.group(GROUP, account, f"@peerbridge_test_bot {text}", language_code="en")

    def read(self, account: int | None) -> list[Any]:
        """What the bot said to this account in private; None: in the group."""
        return [sent for sent in self.server.messages if sent.chat_id == (account or GROUP)]

    async def save(self, account: int) -> None:
        """Press the first button that has something to save."""
        held_by = next(m for m in self.read(account) if any(wording.B_INTEREST in b["text"] for b in m.buttons))
        await self.server.press(held_by.message_id, account, held_by.data(wording.B_INTEREST))

    async def follow(self, account: int, message: Any) -> None:
        link = next(button["url"] for button in message.buttons if "?start=" in button.get("url", ""))
        await self.private(account, f"/start {link.partition('?start=')[2]}")

    @staticmethod
    def text(message: Any) -> str:
        return str(message.text)


@dataclass
class OnDiscord:
    """The same there; what only one member sees counts as private."""

    server: DiscordServer

    async def private(self, account: int, text: str) -> None:
        await self.server.dm(account, text)

    async def group(self, account: int, text: str) -> None:
        await self.server.say(account, f"<@{BOT}> {text}")

    def read(self, account: int | None) -> list[Any]:
        own = [sent for sent in self.server.messages.values() if int(sent.author["id"]) == BOT and not sent.thinking]
        if account is None:
            return [sent for sent in own if sent.channel == CHANNEL and sent.only_for is None]
        return [sent for sent in own if sent.channel == dm_channel(account) or sent.only_for == account]

    async def save(self, account: int) -> None:
        held_by = next(m for m in self.read(account) if any(wording.B_INTEREST in label for label in m.labels))
        said = next(data for label, data in held_by.labels.items() if wording.B_INTEREST in label)
        await self.server.press(held_by, account, said)

    async def follow(self, account: int, message: Any) -> None:
        await self.server.press(message, account, next(iter(message.labels.values())))

    @staticmethod
    def text(message: Any) -> str:
        return str(message.content)


Door = OnTelegram | OnDiscord


@asynccontextmanager
async def telegram(desk: Desk) -> AsyncIterator[Door]:
    async with TelegramServer() as server, telegram_door(server, desk):
        yield OnTelegram(server)


@asynccontextmanager
async def discord(desk: Desk) -> AsyncIterator[Door]:
    async with DiscordServer() as server, discord_door(server, desk):
        yield OnDiscord(server)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not what():  # noqa: ASYNC110  a message on a server, not ours to signal
            await asyncio.sleep(0.01)


async def answer(door: Door, account: int | None, act: Any) -> Any:
    """The first message that the bot sends there after this."""
    before = len(door.read(account))
    await act
    await until(lambda: len(door.read(account)) > before)
    return door.read(account)[before]


async def fill_the_limit(door: Door) -> None:
    """So many cries in the group that it has had its share."""
    for number, account in enumerate(CROWD, start=1):
        await door.group(account, INTENT)
        await until(lambda number=number: len(door.read(None)) >= number)  # type: ignore[misc]  # mypy knows no bound lambda


async def show_what_can_be_saved(door: Door) -> None:
    """Eight members read of a service; under it stands a button that saves."""
    for account in SAVERS:
        await answer(door, account, door.private(account, SLEEP))
        await until(lambda account=account: any(wording.B_INTEREST in str(m) for m in door.read(account)))  # type: ignore[misc]  # the same


def stripped(desk: Desk, faults: frozenset[str]) -> None:
    """Take from a running desk what is broken."""
    if ENCODER in faults:
        desk.second_judge = None
        if desk.directory:
            catalog = desk.directory.catalog
            desk.directory = Directory(catalog, Matcher(catalog, load_needs(), None, None))
    if CATALOG in faults:
        desk.directory = None
    if DATABASE in faults:
        desk.keep._storage = None


@pytest.mark.parametrize("faults", BROKEN, ids=lambda faults: " and ".join(sorted(faults)))
@pytest.mark.parametrize("opened", [telegram, discord], ids=["telegram", "discord"])
async def test_a_person_in_danger_is_answered_whatever_is_broken(
    place: Place, opened: Callable[[Desk], Any], faults: frozenset[str]
) -> None:
    hang = Hang()
    async with place.desk() as (desk, storage), opened(desk) as door, AsyncExitStack() as trouble:
        if LIMIT in faults:
            await fill_the_limit(door)
        if SAVES in faults:
            await show_what_can_be_saved(door)
            await counted(storage, "private", "request", HANGING)
            await hang.plant(storage, place.path, "digests")
        if LOCKED in faults:
            trouble.enter_context(held(place.path))
        if SAVES in faults:
            before = {account: len(door.read(account)) for account in SAVERS}
            trouble.push_async_callback(until, lambda: all(len(door.read(each)) > before[each] for each in SAVERS))
            trouble.callback(hang.let_go)
            for account in SAVERS:
                await door.save(account)
            # A lock stops them before they come to the disk that hangs.
            await until(lambda: hang.started.is_set() or LOCKED in faults)
        stripped(desk, faults)
        full = door.text(await answer(door, ANA, door.private(ANA, INTENT)))
        assert "emergency number" in full
        assert "findahelpline" in full
        public = await answer(door, None, door.group(ANA, INTENT))
        assert ("findahelpline" in door.text(public)) is (LIMIT not in faults)
        behind = door.text(await answer(door, ANA, door.follow(ANA, public)))
        assert "findahelpline" in behind
        again = door.text(await answer(door, ANA, door.private(ANA, "/crisis" if opened is telegram else "crisis")))
        assert "findahelpline" in again


def test_every_fault_is_tried_alone_and_with_all_others() -> None:
    assert frozenset().union(*BROKEN) == frozenset(FAULTS)
