"""After /forget nobody finds a member: not in the database, its log, a backup made after it, or anything written."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bots.identity import Pseudonyms
from catalog.loader import load_needs
from commands.keys import people_key
from commands.settings import PREFIX, read_settings
from handlers import wording
from handlers.desk import Desk
from storage.store import Storage
from tests.bots.telegram_server import TOKEN, TelegramServer
from tests.conftest import KEY
from tests.handlers.people import ANA as MEMBER
from tests.handlers.people import command, labelled, press, say
from tests.journeys.kit import ANA, BEN, SECRET_KEY, SLEEP, TelegramPerson, environment, peerbridge, started
from tests.storage.kit import Place, rows
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from handlers.tools import Directory
    from tests.conftest import Clock
    from tests.storage.postgres import Postgres

ROWS = (
    "SELECT digest FROM digests UNION SELECT owner FROM memories UNION SELECT body FROM memories "
    "UNION SELECT ticket FROM spent"
)


def secrets(where: Place | Path) -> set[bytes]:
    """All that could lead to somebody, as it lies in the database."""
    return {bytes(row[0]) for row in rows(where, ROWS)}


async def leave_traces(person: TelegramPerson) -> None:
    """Ask, want something, choose a country, and say what does not fit."""
    cards = await person.say(SLEEP, 4)
    await person.press(cards[1], wording.B_INTEREST)
    await person.say("/country Ireland")
    await person.press((await person.press(cards[2], wording.B_NOT_FOR_ME))[0], wording.REFUSE_COST)


async def test_on_sqlite_no_byte_of_database_log_or_backup_leads_to_who_forgot(tmp_path: Path, vectors: Path) -> None:
    log, file = tmp_path / "peerbridge.log", tmp_path / "data" / "peerbridge.sqlite"
    async with TelegramServer() as server:
        more = {"telegram_token": TOKEN, "telegram_api_url": server.url, "secret_key": SECRET_KEY}
        env = environment(tmp_path, vectors, log_file=str(log), log_format="json", **more)
        async with started("run", env=env) as process:
            await server.until(lambda: "getUpdates" in server.calls, within_s=60)
            ana, ben = TelegramPerson(server), TelegramPerson(server, BEN)
            await leave_traces(ben)
            await settled(file)
            of_ben = secrets(file)
            await leave_traces(ana)
            await settled(file)
            of_ana = secrets(file) - of_ben
            assert len(of_ana) >= 5, "there is something to look for"
            [done] = await ana.say("/forget")
            assert "Nothing about you is left." in done.text
            while_it_runs = written(tmp_path)
            assert "peerbridge.sqlite-wal" in {path.name for path in while_it_runs}
            backup = await asyncio.to_thread(peerbridge, "data", "backup", str(tmp_path / "after.backup"), env=env)
            assert backup.returncode == 0
            assert of_ben <= secrets(file), "others are still there"
            process.terminate()
            said = b"".join(await process.communicate())
    files = written(tmp_path)
    assert {"peerbridge.sqlite", "after.backup", "forgets", log.name} <= {path.name for path in files}
    everything = [*while_it_runs.values(), *files.values(), said, backup.stdout.encode(), backup.stderr.encode()]
    for trace in traces(env, of_ana):
        assert not [1 for data in everything if trace in data]
    assert all(json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())


def written(folder: Path) -> dict[Path, bytes]:
    """Every file but vectors of the shipped texts."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts}


def traces(env: dict[str, str], of_ana: set[bytes]) -> list[bytes]:
    """Everything that would name Ana: the account, her digest, and the rows that she had, in bytes and as text."""
    key = people_key(read_settings({name: value for name, value in env.items() if name.startswith(PREFIX)}), make=False)
    member = Pseudonyms(key).member("telegram", ANA)
    named = [
        str(ANA).encode(),
        ANA.to_bytes(8, "big"),
        ANA.to_bytes(8, "little"),
        member.encode(),
        bytes.fromhex(member),
    ]
    return [*named, *of_ana, *(each.hex().encode() for each in of_ana)]


async def settled(file: Path) -> None:
    """What we note for ourselves is written within a second: wait until nothing more comes."""
    before: set[bytes] = set()
    async with asyncio.timeout(30):
        while not before or secrets(file) != before:
            before = secrets(file)
            await asyncio.sleep(1.5)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


async def test_on_postgresql_every_query_is_empty_and_the_key_dies_with_the_week(
    server: Postgres, directory: Directory, clock: Clock
) -> None:
    place = Place(server.url("postgres"))
    storage = await Storage.open(place.url, key=KEY, clock=clock, deadline_s=10.0)
    desk = Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)
    cards = await say(desk, SLEEP)
    await press(desk, labelled(cards, wording.B_INTEREST))
    await command(desk, "country", "Ireland")
    await storage._batches.flush()
    of_ana = secrets(place)
    assert len(of_ana) >= 5
    assert "Nothing about you is left." in (await command(desk, "forget")).text
    assert secrets(place) == set()
    kept = {name: str(place.rows(f"SELECT * FROM {name}")) for name in place.tables()}  # noqa: S608  our own tables
    for trace in (*(each.hex() for each in of_ana), *(repr(each)[2:-1] for each in of_ana), MEMBER):
        assert not [name for name, all_rows in kept.items() if trace in all_rows]
    assert rows(place, "SELECT id FROM week_keys"), "the key of this week serves the others"
    clock.now += timedelta(days=7)
    await storage.close_weeks()
    assert rows(place, "SELECT id FROM week_keys") == []
    await storage.close()
