"""Whatever breaks, a member is answered, a save that failed is admitted, and danger gets its full answer at once."""

from __future__ import annotations

import asyncio
import ctypes
import resource
import shutil
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from commands.house import open_house
from commands.keys import root_key
from commands.settings import CHECKOUT, read_settings
from handlers import wording
from storage.store import Storage, sqlite_address
from tests.bots.discord_server import DiscordServer
from tests.bots.discord_shapes import GUILD
from tests.bots.telegram_server import TelegramServer
from tests.conftest import KEY
from tests.journeys.kit import (
    ANA,
    INTENT,
    PSEUDONYMS,
    QUICK_S,
    SECRET_KEY,
    SLEEP,
    DiscordPerson,
    Place,
    TelegramPerson,
    counted,
    environment,
    peerbridge,
    purposes,
    squeezed,
    started,
    telegram_door,
)
from tests.storage.kit import Clock, Hang, change, on_connect, open_counts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.bots.telegram_methods import Sent

CARDS = 4
HANGING = 8


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as started_server:
        yield started_server


# While the bot is running


async def test_while_another_program_holds_the_database_saves_are_not_claimed(
    place: Place, server: TelegramServer
) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server) as (_, storage):
        cards = await ana.say(SLEEP, CARDS)
        await counted(storage, "private", "request")
        with held(place.path):
            await danger_is_answered(ana)
            await nothing_is_claimed(ana, cards)
            assert len(await ana.say(SLEEP, CARDS)) == CARDS
        [noted] = await ana.press(cards[1], wording.B_INTEREST)
        assert noted.text.startswith(wording.NOTED), "it works again as soon as the other program lets go"
        assert purposes(await open_counts(storage, "private"))["interest"] == 1


async def test_on_a_full_disk_saves_are_not_claimed(place: Place, server: TelegramServer) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server) as (_, storage):
        cards = await ana.say(SLEEP, CARDS)
        await counted(storage, "private", "request")
        await fill(storage, place.path)
        await danger_is_answered(ana)
        [noted] = await ana.press(cards[1], wording.B_INTEREST)
        assert noted.text.startswith(wording.NOT_NOTED)
        assert len(await ana.say(SLEEP, CARDS)) == CARDS


async def test_eight_saves_that_hang_hold_nobody_back(place: Place, server: TelegramServer) -> None:
    hang, people = Hang(), [TelegramPerson(server, ANA + number) for number in range(HANGING)]
    async with place.on_telegram(server) as (_, storage):
        shown = await asyncio.gather(*(person.say(SLEEP, CARDS) for person in people))
        await counted(storage, "private", "request", HANGING)
        await hang.plant(storage, place.path, "digests")
        try:
            pressed = [person.press(cards[1], wording.B_INTEREST) for person, cards in zip(people, shown, strict=True)]
            saves = asyncio.gather(*pressed)
            await asyncio.to_thread(hang.started.wait, 5)
            await danger_is_answered(TelegramPerson(server, ANA + HANGING))
            assert not saves.done(), "they hang"
            assert all(said.text.startswith(wording.NOT_NOTED) for [said] in await saves)
        finally:
            hang.let_go()


async def test_when_even_reading_hangs_danger_is_answered_at_once_and_a_request_after_the_deadline(
    place: Place, server: TelegramServer
) -> None:
    ana, hang = TelegramPerson(server), Hang()
    async with place.on_telegram(server) as (_, storage):
        danger = await ana.say_in_group(INTENT)
        await on_connect(storage, lambda connection: slow_down(connection, hang))
        try:
            await server.private(ANA + 1, SLEEP)
            await asyncio.to_thread(hang.started.wait, 5)
            await danger_is_answered(ana)
            began = time.monotonic()
            [answer] = await ana.follow(danger)
            assert "findahelpline" in answer.text
            [answer] = await ana.say("/crisis")
            assert "findahelpline" in answer.text
            [answer] = await ana.say("yes")
            assert "findahelpline" in answer.text
            assert time.monotonic() - began < QUICK_S
            await server.until(lambda: sum(said.chat_id == ANA + 1 for said in server.messages) == CARDS)
        finally:
            hang.let_go()


async def test_a_catalog_that_breaks_while_running_stays_the_last_good_one(
    tmp_path: Path, vectors: Path, server: TelegramServer
) -> None:
    file = tmp_path / "services_catalog.yaml"
    shutil.copy(CHECKOUT / "services_catalog.yaml", file)
    async with house_on_telegram(tmp_path, vectors, server):
        ana = TelegramPerson(server)
        assert len(await ana.say(SLEEP, CARDS)) == CARDS
        file.write_text("services: [what: is: this", encoding="utf-8")
        await asyncio.sleep(1.5)
        assert len(await ana.say(SLEEP, CARDS)) == CARDS
        await danger_is_answered(ana)


async def test_a_catalog_broken_at_the_start_is_said_and_heals_without_a_restart(
    tmp_path: Path, vectors: Path, server: TelegramServer
) -> None:
    file = tmp_path / "services_catalog.yaml"
    file.write_text("services: [what: is: this", encoding="utf-8")
    async with house_on_telegram(tmp_path, vectors, server):
        ana = TelegramPerson(server)
        await danger_is_answered(ana)
        [closed] = await TelegramPerson(server, ANA + 1).say(SLEEP)
        assert closed.text == wording.LIST_CLOSED
        shutil.copy(CHECKOUT / "services_catalog.yaml", file)
        ben = TelegramPerson(server, ANA + 1)
        async with asyncio.timeout(20):
            while (await ben.say(SLEEP))[0].text == wording.LIST_CLOSED:  # noqa: ASYNC110  it asks as a member would
                await asyncio.sleep(0.3)


# The network


async def test_too_many_requests_delay_an_answer_and_lose_none(place: Place, server: TelegramServer) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server):
        server.refuse("sendMessage", code=429, retry_after=1)
        [answer] = await ana.say(INTENT)
        assert "findahelpline" in answer.text
        server.refuse("sendMessage", code=429, retry_after=1, after=2)
        assert len(await ana.say(SLEEP, CARDS)) == CARDS


async def test_dropped_telegram_connections_lose_no_answer(place: Place, server: TelegramServer) -> None:
    ana = TelegramPerson(server)
    async with place.on_telegram(server):
        server.drop("getUpdates", 2)
        server.drop("sendMessage", 1)
        [answer] = await ana.say(INTENT)
        assert "findahelpline" in answer.text
        server.drop("sendMessage", 2)
        assert len(await ana.say(SLEEP, CARDS)) == CARDS


async def test_a_dropped_gateway_and_a_429_lose_no_answer_on_discord(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server) as (_, storage):
        ana = DiscordPerson(server)
        await server.gateway.drop()
        [answer] = await ana.say(INTENT)
        assert "findahelpline" in answer.content
        await server.gateway.drop(cleanly=True)
        server.refuse_next(429, times=2)
        [cards] = await ana.slash("find", SLEEP)
        assert len(cards.embeds) == 3
        await counted(storage, PSEUDONYMS.community("discord", GUILD), "request")
        with held(place.path):
            [noted] = await ana.press(cards, wording.B_INTEREST)
            assert noted.content.startswith(wording.NOT_NOTED)
            began = time.monotonic()
            [answer] = await ana.slash("find", INTENT)
            assert "findahelpline" in answer.content
            assert time.monotonic() - began < QUICK_S
        assert "interest" not in purposes(await open_counts(storage, PSEUDONYMS.community("discord", GUILD)))


# At the start, in a process of its own

SCRIPT = f"{SLEEP}\n1\n{INTENT}\n/mydata\n"


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("existing", [False, True], ids=["an empty folder", "a database from before"])
async def test_a_read_only_data_folder_saves_nothing_and_says_so(
    tmp_path: Path, vectors: Path, *, existing: bool
) -> None:
    env = environment(tmp_path, vectors, secret_key=SECRET_KEY)
    if existing:
        await make_database(tmp_path)
    data = tmp_path / "data"
    for part in [*data.rglob("*"), data]:
        part.chmod(0o555 if part.is_dir() else 0o444)
    done = await asyncio.to_thread(peerbridge, "chat", env=env, given=SCRIPT, preexec_fn=obey_permissions)
    data.chmod(0o755)
    answered_without_saving(done)


@pytest.mark.usefixtures("directory")
async def test_a_disk_that_is_full_at_the_start_saves_nothing_and_says_so(tmp_path: Path, vectors: Path) -> None:
    env = environment(tmp_path, vectors, secret_key=SECRET_KEY)
    await make_database(tmp_path)
    done = await asyncio.to_thread(peerbridge, "chat", env=env, given=SCRIPT, preexec_fn=no_room_for_files)
    answered_without_saving(done)


@pytest.mark.usefixtures("directory")
async def test_a_disk_that_fills_while_the_terminal_runs_saves_nothing_and_says_so(
    tmp_path: Path, vectors: Path
) -> None:
    async with started("chat", env=environment(tmp_path, vectors)) as process:
        said = Terminal(process)
        await said.after(SLEEP, wording.B_WIPE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await said.after("1", wording.NOT_NOTED)
        await said.after(INTENT, "findahelpline")
        await said.after("/quit", wording.T_BYE)
        assert await process.wait() == 0


@pytest.mark.usefixtures("directory")
async def test_a_database_held_by_another_program_at_the_start_saves_nothing_and_says_so(
    tmp_path: Path, vectors: Path
) -> None:
    env = environment(tmp_path, vectors, secret_key=SECRET_KEY)
    await make_database(tmp_path)
    with held(tmp_path / "data" / "peerbridge.sqlite"):
        done = await asyncio.to_thread(peerbridge, "chat", env=env, given=f"/country Ireland\n{INTENT}\n")
    assert done.returncode == 0
    assert wording.COUNTRY_SET_ONCE.format(country="Ireland") in squeezed(done.stdout)
    assert "116 123" in done.stdout, "what could not be saved still holds while the program runs"


def test_a_catalog_broken_at_the_start_is_named_with_its_lines_and_the_bot_still_answers(
    tmp_path: Path, vectors: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("services:\n  - id: Bad Id\n", encoding="utf-8")
    env = environment(tmp_path, vectors, catalog=str(file))
    done = peerbridge("chat", env=env, given=f"{SLEEP}\n{INTENT}\n")
    assert "mine.yaml, line 2" in done.stderr
    assert squeezed(wording.LIST_CLOSED) in squeezed(done.stdout)
    assert "findahelpline" in done.stdout


def test_without_the_encoder_words_alone_find_services_and_it_is_said_once(tmp_path: Path) -> None:
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "onnxruntime.py").write_text("raise ImportError('not here', name='onnxruntime')", encoding="utf-8")
    env = environment(tmp_path) | {"PYTHONPATH": str(shim)}
    done = peerbridge("chat", env=env, given=f"my mum died in march and i still lay her place\n2\n{INTENT}\n")
    assert done.returncode == 0
    assert done.stderr.count("words alone") == 1
    assert done.stdout.count("Evidence:") == 3
    assert wording.NOTED in squeezed(done.stdout)
    assert "findahelpline" in done.stdout


# Faults, planted in the lowest layer


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program writes to the database and does not come to an end."""
    words = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE'); print(1, flush=True)"
    program = [sys.executable, "-c", f"{words}; sys.stdin.read()", str(path)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: S603  ours
        assert holder.stdout
        assert holder.stdout.readline() == b"1\n"
        try:
            yield
        finally:
            holder.kill()


async def fill(storage: Storage, path: Path) -> None:
    """No page can be added any more, and the ones there are have no room."""
    change(path, "CREATE TABLE stuffing (words)")
    change(
        path, "CREATE TRIGGER needs BEFORE INSERT ON digests BEGIN INSERT INTO stuffing VALUES (zeroblob(9999)); END"
    )

    def limit(connection: Any) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 1")

    await on_connect(storage, limit)


def slow_down(connection: Any, hang: Hang) -> None:
    """Every statement stops in its first step, a SELECT included."""
    connection.run_async(lambda driver: driver.set_progress_handler(hang, 1))


def obey_permissions() -> None:
    """In the child: root, too, may only write where the file's mode allows it."""
    for capability in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def no_room_for_files() -> None:
    """In the child: no file can grow by a single byte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


async def make_database(folder: Path) -> None:
    """A database from before, with the key of the settings."""
    key = root_key(read_settings({"PEERBRIDGE_SECRET_KEY": SECRET_KEY}), make=False)
    path = sqlite_address(folder / "data" / "peerbridge.sqlite")
    await (await Storage.open(path, key=key, clock=Clock())).close()


# What must hold all the same


async def danger_is_answered(person: TelegramPerson) -> None:
    """In full, and without waiting for storage."""
    began = time.monotonic()
    [answer] = await person.say(INTENT)
    assert "emergency number" in answer.text
    assert "findahelpline" in answer.text
    assert time.monotonic() - began < QUICK_S


async def nothing_is_claimed(person: TelegramPerson, cards: list[Sent]) -> None:
    """Every save says honestly that it did not happen, and the way to get the service stands there."""
    others = [TelegramPerson(person.server, person.account + number) for number in (1, 2, 3)]
    [asked] = await others[0].say("/report")
    [noted], [problem], [country], [forgotten] = await asyncio.gather(
        person.press(cards[1], wording.B_INTEREST),
        others[0].press(asked, wording.REPORT_OTHER),
        others[1].say("/country Ireland"),
        others[2].say("/forget"),
    )
    assert noted.text.startswith(wording.NOT_NOTED)
    assert problem.text == wording.REPORT_NOT_SAVED
    assert country.text.startswith(wording.COUNTRY_SET_ONCE.format(country="Ireland"))
    assert forgotten.text == wording.NOT_FORGOTTEN


def answered_without_saving(done: subprocess.CompletedProcess[str]) -> None:
    said = squeezed(done.stdout)
    assert done.returncode == 0
    assert "nothing can be saved" in done.stderr
    assert "Traceback" not in done.stderr
    assert said.count("Evidence:") == 3
    assert wording.NOT_NOTED in said
    assert wording.NOTED not in said
    assert "findahelpline" in said
    assert wording.MY_DATA_UNREADABLE in said


@asynccontextmanager
async def house_on_telegram(folder: Path, vectors: Path, server: TelegramServer) -> AsyncIterator[None]:
    """The whole house as `peerbridge run` builds it, with the catalog that lies in the folder."""
    env = environment(folder, vectors, catalog=str(folder / "services_catalog.yaml"))
    async with open_house(read_settings(env), KEY) as (house, _), telegram_door(server, house.desk):
        yield


class Terminal:
    """Types into a running `peerbridge chat` and waits for words on its screen."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def after(self, line: str, words: str) -> None:
        """Type a line and wait until these words have appeared."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()
        shown = ""
        async with asyncio.timeout(30):
            while words not in squeezed(shown):
                shown += (await self._process.stdout.read(4096)).decode(errors="replace")
