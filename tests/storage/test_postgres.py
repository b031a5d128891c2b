"""What can go wrong with PostgreSQL, on a real one."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest

from storage.errors import StorageUnavailable
from storage.store import Storage, StorageRefused
from tests.storage.conftest import a_database
from tests.storage.kit import COMMUNITY, KEY, MEMBER, Clock, Place, closed_counts, open_counts, opened
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.storage.postgres import Postgres

SLEEP = [("request", "sleep")]
DEADLINE_S = 0.8


@pytest.fixture
def there(server: Postgres, made_before: str) -> Iterator[Place]:
    with a_database(server, made_before) as found:
        yield found


def name_of(place: Place) -> str:
    return place.url.split("/")[3].split("?")[0]


async def plain(place: Place) -> asyncpg.Connection:
    return await asyncpg.connect(place.url.replace("+asyncpg", ""))


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", "disk full"),
        ("25006", "read-only"),
        ("55P03", "locked"),
        ("40P01", "locked"),
        ("58030", "disk error"),
        ("XX001", "corrupt"),
        ("42501", "denied"),
        ("57014", "deadline"),
        ("53300", "cannot open"),
        ("22012", "other"),
    ],
)
async def test_an_error_is_named_by_its_code(there: Place, clock: Clock, state: str, kind: str) -> None:
    storage = await opened(there, clock)
    fault = f"BEGIN RAISE EXCEPTION 'their words' USING ERRCODE = '{state}'; END"
    there.change(f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $${fault}$$")
    there.change("CREATE TRIGGER fault BEFORE INSERT ON spent EXECUTE FUNCTION fault()")
    with pytest.raises(StorageUnavailable) as unavailable:
        await storage.spend("one", 15)
    assert unavailable.value.kind == kind
    assert "their words" not in f"{unavailable.value} {unavailable.value.__cause__}"
    there.change("DROP TRIGGER fault ON spent")
    assert await storage.spend("one", 15)
    await storage.close()


async def test_a_server_that_is_restarted_under_load_loses_nothing_it_acknowledged(clock: Clock) -> None:
    with postgres() as server:
        place = Place(server.url("postgres"))
        storage = await opened(place, clock, deadline_s=2)
        kept: list[int] = []
        stop = asyncio.Event()

        async def save(numbers: range) -> None:
            for number in numbers:
                if stop.is_set():
                    return
                try:
                    await storage.count(COMMUNITY, f"{number:032x}", SLEEP)
                except StorageUnavailable as error:
                    assert error.kind in {"cannot open", "deadline"}  # noqa: PT017  most of them succeed
                    await asyncio.sleep(0.02)
                else:
                    kept.append(number)

        load = asyncio.gather(*(save(range(each * 10_000, each * 10_000 + 9_999)) for each in range(20)))
        await asyncio.sleep(0.4)
        await asyncio.to_thread(server.crash)
        before = len(kept)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(0.6)
        stop.set()
        await load
        assert before
        assert len(kept) > before, "saves work again"
        [counted] = await open_counts(storage, COMMUNITY)
        # A save whose answer was lost with the connection may be there all the same.
        assert len(kept) <= counted.members <= len(kept) + 40
        assert (await storage.holdings(f"{kept[0]:032x}")).digests == 1
        await storage.close()


async def test_connections_that_a_restart_has_dropped_are_not_noticed(clock: Clock) -> None:
    with postgres() as server:
        place = Place(server.url("postgres"))
        storage = await opened(place, clock)
        await asyncio.gather(*(storage.spend(f"{number}", 15) for number in range(6)), closed_counts(storage))
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        assert not await storage.spend("0", 15)
        assert await closed_counts(storage) == ()
        await storage.close()


async def test_a_server_that_is_away_is_unavailable_within_the_deadline(clock: Clock) -> None:
    with postgres() as server:
        storage = await opened(Place(server.url("postgres")), clock, deadline_s=DEADLINE_S)
        await asyncio.to_thread(server.stop)
        started = time.monotonic()
        with pytest.raises(StorageUnavailable, match="cannot open"):
            await storage.count(COMMUNITY, MEMBER, SLEEP)
        with pytest.raises(StorageUnavailable, match="cannot open"):
            await opened(Place(server.url("postgres")), clock)
        assert time.monotonic() - started < 2 * DEADLINE_S
        await storage.close()


async def test_a_lock_of_another_program_is_named_and_reading_goes_on(there: Place, clock: Clock) -> None:
    storage = await opened(there, clock, deadline_s=DEADLINE_S)
    other = await plain(there)
    async with other.transaction():
        await other.execute("LOCK TABLE digests IN EXCLUSIVE MODE")
        with pytest.raises(StorageUnavailable, match="locked"):
            await storage.count(COMMUNITY, MEMBER, SLEEP)
        assert await closed_counts(storage) == ()
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await other.close()
    await storage.close()


async def test_a_query_that_hangs_ends_at_the_deadline_on_the_server_too(there: Place, clock: Clock) -> None:
    storage = await opened(there, clock, deadline_s=DEADLINE_S)
    there.change(
        "CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(30); RETURN NEW; END$$"
    )
    there.change("CREATE TRIGGER hang BEFORE INSERT ON spent FOR EACH ROW EXECUTE FUNCTION hang()")
    with pytest.raises(StorageUnavailable, match="deadline"):
        await storage.spend("one", 15)
    await storage.count(COMMUNITY, MEMBER, SLEEP)
    await asyncio.sleep(0.2)
    assert there.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'INSERT INTO spent%' AND state = 'active'") == []
    await storage.close()


async def test_a_read_only_database_can_be_read_and_saves_say_so(server: Postgres, there: Place, clock: Clock) -> None:
    server.sql(f"ALTER DATABASE {name_of(there)} SET default_transaction_read_only = on")
    storage = await opened(there, clock)
    assert await open_counts(storage, COMMUNITY) == ()
    with pytest.raises(StorageUnavailable, match="read-only"):
        await storage.count(COMMUNITY, MEMBER, SLEEP)
    await storage.close()


async def test_a_database_that_does_not_exist_is_unavailable(server: Postgres, clock: Clock) -> None:
    with pytest.raises(StorageUnavailable, match="cannot open"):
        await Storage.open(server.url("nowhere"), key=KEY, clock=clock)


async def test_an_error_never_shows_the_address(clock: Clock) -> None:
    with pytest.raises(StorageUnavailable) as unavailable:
        await Storage.open("postgresql+asyncpg://me:hunter2@127.0.0.1:9/db", key=KEY, clock=clock)
    assert unavailable.value.__cause__ is None
    assert "hunter2" not in f"{unavailable.value} {unavailable.value!r}"
    with pytest.raises(StorageRefused) as refused:
        await Storage.open("postgresql+psycopg2://me:hunter2@127.0.0.1:9/db", key=KEY, clock=clock)
    assert "hunter2" not in str(refused.value)


async def test_counting_while_a_week_is_closed_elsewhere_loses_nobody_and_leaves_no_key(
    there: Place, clock: Clock
) -> None:
    """The other process's clock is ahead: it closes the week in which this one still counts."""
    ahead = Clock()
    ahead.now = clock.now + timedelta(days=7)
    mine, theirs = await opened(there, clock), await opened(there, ahead)

    async def count(numbers: range) -> None:
        for number in numbers:
            await mine.count(COMMUNITY, f"{number:032x}", SLEEP)

    counting = asyncio.gather(*(count(range(each, 200, 5)) for each in range(5)))
    for _ in range(4):
        await asyncio.sleep(0.03)
        await theirs.close_weeks()
    await counting
    ahead.turn(days=7)
    await theirs.close_weeks()
    assert sum(each.members for each in await closed_counts(theirs)) == 200
    assert there.rows("SELECT week FROM week_keys") == there.rows("SELECT week_key FROM digests") == []
    await mine.close()
    await theirs.close()


async def test_a_sweep_leaves_rows_in_the_order_of_their_digests(there: Place, clock: Clock) -> None:
    storage = await opened(there, clock)
    for number in range(30):
        await storage.count(COMMUNITY, f"{number:032x}", SLEEP)
    assert there.rows("SELECT digest FROM digests") != there.rows("SELECT digest FROM digests ORDER BY digest")
    await storage.sweep()
    assert there.rows("SELECT digest FROM digests") == there.rows("SELECT digest FROM digests ORDER BY digest")
    await storage.close()
