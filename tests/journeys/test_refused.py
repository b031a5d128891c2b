"""A database that must not be touched: nobody is served, danger is answered, the operator reads the way out, once."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from commands.keys import root_key
from commands.settings import read_settings
from handlers import wording
from storage.store import Storage, sqlite_address
from tests.bots.telegram_server import TOKEN, TelegramServer
from tests.journeys.kit import INTENT, SECRET_KEY, SLEEP, TelegramPerson, environment, peerbridge, squeezed, started
from tests.storage.kit import Clock, Place, change
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.storage.postgres import Postgres

OTHER_KEY = "another secret of the tests that is long enough too"
REFUSALS = {
    "another key": "another secret key: start with that key",
    "a newer schema": "newer Peerbridge: upgrade this one",
    "a damaged file": "damaged: restore your latest backup",
}


def stored(file: Path) -> dict[str, bytes]:
    """All that is kept; `-shm` is SQLite's notice board for readers and holds no data."""
    parts = (part for part in file.parent.glob(f"{file.name}*") if not part.name.endswith("-shm"))
    return {part.name: data for part in parts if (data := part.read_bytes())}


async def make_database(address: str) -> None:
    key = root_key(read_settings({"PEERBRIDGE_SECRET_KEY": SECRET_KEY}), make=False)
    await (await Storage.open(address, key=key, clock=Clock())).close()


@pytest.fixture(params=REFUSALS)
async def refused(request: pytest.FixtureRequest, tmp_path: Path, vectors: Path) -> tuple[dict[str, str], Path, str]:
    """What the command finds around it, the database file, and what it must say."""
    file = tmp_path / "data" / "peerbridge.sqlite"
    key = OTHER_KEY if request.param == "another key" else SECRET_KEY
    env = environment(tmp_path, vectors, secret_key=key)
    await make_database(sqlite_address(file))
    if request.param == "a newer schema":
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
    elif request.param == "a damaged file":
        content = bytearray(file.read_bytes())
        content[4096:8192] = b"\xa5" * 4096
        file.write_bytes(content)
    return env, file, REFUSALS[request.param]


async def test_the_terminal_says_the_way_out_once_and_answers_danger(refused: tuple[dict[str, str], Path, str]) -> None:
    env, file, sentence = refused
    before = stored(file)
    script = f"{SLEEP}\n{INTENT}\n/mydata\n/forget\n"
    done = await asyncio.to_thread(peerbridge, "chat", env=env, given=script)
    said = squeezed(done.stdout)
    assert done.returncode == 2
    assert done.stderr.count(sentence) == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert wording.LIST_CLOSED in said
    assert "findahelpline" in said
    assert wording.MY_DATA_UNREADABLE in said
    assert wording.NOT_FORGOTTEN in said
    assert stored(file) == before


async def test_the_bot_stays_for_those_in_danger_and_ends_with_an_error(
    refused: tuple[dict[str, str], Path, str],
) -> None:
    env, file, sentence = refused
    before = file.read_bytes()
    async with TelegramServer() as server:
        env |= {"PEERBRIDGE_TELEGRAM_TOKEN": TOKEN, "PEERBRIDGE_TELEGRAM_API_URL": server.url}
        async with started("run", env=env) as process:
            await server.until(lambda: "getUpdates" in server.calls, within_s=60)
            ana = TelegramPerson(server)
            assert (await ana.say(SLEEP))[0].text == wording.LIST_CLOSED
            assert "findahelpline" in (await ana.say(INTENT))[0].text
            process.send_signal(signal.SIGTERM)
            _, errors = await asyncio.wait_for(process.communicate(), 30)
            assert process.returncode == 2
            assert errors.decode().count(sentence) == 1
    assert file.read_bytes() == before


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


def newer(place: Place) -> str:
    change(place, "UPDATE alembic_version SET version_num = '9999'")
    return SECRET_KEY


def another_key(_: Place) -> str:
    return OTHER_KEY


@pytest.mark.parametrize(("spoil", "why"), [(another_key, "another key"), (newer, "a newer schema")])
async def test_on_postgresql_it_is_the_same(
    spoil: Callable[[Place], str], why: str, server: Postgres, tmp_path: Path, vectors: Path
) -> None:
    name = f"refused_{spoil.__name__}"
    server.sql(f"CREATE DATABASE {name}")
    place = Place(server.url(name))
    await make_database(place.url)
    key = spoil(place)
    before = place.everything()
    env = environment(tmp_path, vectors, secret_key=key, database_url=place.url)
    done = await asyncio.to_thread(peerbridge, "chat", env=env, given=f"{SLEEP}\n{INTENT}\n")
    assert (done.returncode, done.stderr.count(REFUSALS[why])) == (2, 1)
    assert "findahelpline" in done.stdout
    assert place.everything() == before
