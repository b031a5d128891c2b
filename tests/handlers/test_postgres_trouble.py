"""PostgreSQL goes away and comes back: each member gets an honest sentence, the operator one log line."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from handlers import keep, wording
from handlers.desk import Desk
from handlers.messages import Incoming
from storage.store import Storage
from tests.conftest import KEY
from tests.handlers.people import ANA, BEN, command, press, say
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from handlers.messages import Button, Reply
    from handlers.tools import Directory
    from tests.conftest import Clock
    from tests.storage.postgres import Postgres

SLEEP = "I cannot sleep"
INTENT = "I am going to kill myself tonight"


@pytest.fixture
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
async def storage(server: Postgres, clock: Clock) -> AsyncIterator[Storage]:
    storage = await Storage.open(server.url("postgres"), key=KEY, clock=clock, deadline_s=0.8)
    yield storage
    await storage.close()


@pytest.fixture
async def desk(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)


def interest(cards: Reply) -> Button:
    return next(button for item in cards.items for button in item.buttons if button.label == wording.B_INTEREST)


async def test_while_the_server_is_away_everybody_is_answered_honestly(
    desk: Desk, server: Postgres, storage: Storage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "REST_S", 30.0)
    cards = await say(desk, SLEEP)
    await asyncio.to_thread(server.crash)
    with caplog.at_level(logging.WARNING):
        assert wording.NOT_NOTED in (await press(desk, interest(cards))).text
        assert (await command(desk, "forget")).text == wording.NOT_FORGOTTEN
        assert wording.MY_DATA_UNREADABLE in (await command(desk, "mydata")).text
        assert (await command(desk, "optout")).text == wording.OPT_NOT_SAVED
        assert (await say(desk, SLEEP, BEN)).items
        assert "I am a bot" in (await say(desk, INTENT, BEN)).text
    lines = [record.getMessage() for record in caplog.records if "storage is not answering" in record.getMessage()]
    assert len(lines) == 1
    await asyncio.to_thread(server.start)
    assert wording.NOTED in (await press(desk, interest(cards))).text
    assert "Taken out of counts" in (await command(desk, "forget")).text
    assert (await storage.holdings(ANA)).digests == 0


async def test_while_the_server_hangs_danger_is_answered_at_once(desk: Desk, server: Postgres) -> None:
    await say(desk, SLEEP)
    server.stall()
    try:
        saving = asyncio.create_task(command(desk, "optout", member=BEN))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(0.4):
            assert "I am a bot" in (await desk_answer(desk)).text
        assert (await saving).text == wording.OPT_NOT_SAVED
    finally:
        server.go_on()


async def desk_answer(desk: Desk) -> Reply:
    """The answer alone: what it leaves to note is written afterwards."""
    reply = await desk.answer(Incoming(ANA, "private", private=True, text=INTENT))
    assert reply
    return reply
