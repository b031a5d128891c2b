"""Whatever happens to the database file, members get an honest sentence, and the operator one line that names it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from handlers import wording
from handlers.desk import Desk
from storage.store import Storage, sqlite_address
from tests.conftest import KEY
from tests.handlers.people import ANA, BEN, command, in_group, press, say, through
from tests.journeys.test_faults import fill, held
from tests.storage.kit import change, on_connect, open_counts, rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from handlers.messages import Button, Reply
    from handlers.tools import Directory
    from tests.conftest import Clock

    Fault = Callable[[Storage, Path], Awaitable[None]]

SLEEP, INTENT = "I cannot sleep", "I am going to kill myself tonight"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "db.sqlite"


@pytest.fixture
async def storage(path: Path, clock: Clock) -> AsyncIterator[Storage]:
    opened = await Storage.open(sqlite_address(path), key=KEY, clock=clock, deadline_s=1.0)
    yield opened
    await opened.close()


def started(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)


@pytest.fixture
def desk(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return started(storage, directory, clock)


def interest(cards: Reply) -> Button:
    return next(button for item in cards.items for button in item.buttons if button.label == wording.B_INTEREST)


async def is_full(storage: Storage, path: Path) -> None:
    """No page can be added any more, neither for what is counted nor for what is remembered."""
    stuff = "BEGIN INSERT INTO stuffing VALUES (zeroblob(9999)); END"
    change(path, f"CREATE TRIGGER more BEFORE INSERT ON memories {stuff}")
    await fill(storage, path)


async def is_read_only(storage: Storage, _: Path) -> None:
    await on_connect(storage, lambda connection: connection.cursor().execute("PRAGMA query_only = 1"))


async def is_damaged(storage: Storage, path: Path) -> None:
    """The pages of what is counted and remembered break while the program runs."""
    found = rows(path, "SELECT rootpage FROM sqlite_master WHERE name IN ('digests', 'memories', 'week_keys')")
    await on_connect(storage, lambda _: None)  # what it has read is not trusted any more
    with path.open("r+b") as file:
        for (page,) in found:
            file.seek((page - 1) * 4096)
            file.write(b"\xa5" * 4096)


async def has_another_key(storage: Storage, path: Path) -> None:
    """Another process has changed the key, and this one still has the old one."""
    other = await Storage.open(sqlite_address(path), key=KEY, clock=storage._clock)
    await other.upkeep.change_key(b"x" * 32, dry_run=False)
    await other.close()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(is_full, "disk full"), (is_read_only, "read-only"), (is_damaged, "corrupt"), (has_another_key, "key changed")],
)
async def test_nothing_is_claimed_and_the_operator_reads_once_what_it_is(
    desk: Desk, storage: Storage, path: Path, caplog: pytest.LogCaptureFixture, fault: Fault, kind: str
) -> None:
    cards = await say(desk, SLEEP)
    await storage._batches.flush()
    await fault(storage, path)
    await nothing_is_claimed(desk, cards)
    one_line(caplog, kind)


async def test_a_file_that_another_program_holds_is_told_alike(
    desk: Desk, storage: Storage, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cards = await say(desk, SLEEP)
    await storage._batches.flush()
    with held(path):
        await nothing_is_claimed(desk, cards)
    one_line(caplog, "locked")


async def nothing_is_claimed(desk: Desk, cards: Reply) -> None:
    """Every save is said not to have happened; services are found, and danger is answered."""
    assert wording.NOT_NOTED in (await press(desk, interest(cards))).text
    assert (await command(desk, "optout", member=BEN)).text == wording.OPT_NOT_SAVED
    assert (await command(desk, "country", "Ireland", member=BEN)).text.startswith("Okay: Ireland. I could not save it")
    assert (await say(desk, SLEEP, BEN)).items
    assert "call 112 now" in (await say(desk, INTENT, BEN)).text


def one_line(caplog: pytest.LogCaptureFixture, kind: str) -> None:
    """Whoever noticed it first has said it; nobody says it again."""
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert line.endswith(f"{kind})")


async def test_after_the_clock_went_back_everybody_is_answered_and_nobody_is_counted_twice(
    desk: Desk, storage: Storage, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    assert wording.NOTED in (await press(desk, interest(await say(desk, SLEEP)))).text
    for back in (timedelta(hours=1), timedelta(days=3)):
        clock.now -= back
        assert wording.NOTED in (await press(desk, interest(await say(desk, SLEEP)))).text
        assert "findahelpline" in (await say(desk, INTENT)).text
        public = await in_group(desk, SLEEP, BEN)
        assert (await command(desk, "start", public.buttons[0].doorway or "", BEN)).items
    counted = [each for each in await open_counts(storage, "private") if each.purpose == "interest"]
    clock.now += timedelta(days=21)
    await storage.close_weeks()
    clock.now -= timedelta(days=21)
    assert wording.NOTED in (await press(desk, interest(await say(desk, SLEEP)))).text
    assert {each.members for each in counted} == {1}
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_two_processes_on_one_file_serve_their_members_and_lose_nobody(
    desk: Desk, storage: Storage, directory: Directory, clock: Clock, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    beside = await Storage.open(sqlite_address(path), key=KEY, clock=clock, deadline_s=10.0)
    other = started(beside, directory, clock)
    people = [f"{number:032x}" for number in range(12)]
    button = interest(await say(desk, SLEEP, people[0]))
    answers = await asyncio.gather(
        *(press((desk, other)[number % 2], button, member) for number, member in enumerate(people))
    )
    assert all(wording.NOTED in answer.text for answer in answers)
    counted = [each.members for each in await open_counts(storage, "private") if each.purpose == "interest"]
    assert counted == [len(people)]
    assert (await through(other, (await in_group(desk, SLEEP, ANA)).buttons[0], ANA)).items, (
        "a way of one opens in both"
    )
    gone = await command(other, "forget", member=people[1])
    assert "Taken out of counts" in gone.text
    assert (await storage.holdings(people[1])).digests == 0
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    await beside.close()
