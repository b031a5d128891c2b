"""A database of every earlier release is brought up to date with its rows, on either engine."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from storage import schema
from storage.keys import Keyring
from storage.outbox import sealed
from storage.records import CommunitySettings
from storage.schema import REVISIONS
from tests.storage.kit import COMMUNITY, KEY, MEMBER, OTHER, ROOT, Clock, closed_counts, open_counts, opened, rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.storage.kit import Place

LATER = 1_900_000_800


def sample(revision: str) -> dict[str, dict[str, object]]:
    """One row in each table that this release had."""
    keyring = Keyring(KEY)
    key, wrapped = keyring.new_week_key(COMMUNITY, "request", "2026-W48")
    owner = keyring.owner("country", MEMBER)
    settings = {"country": "TH", "languages": "th en", "time_zone": "Asia/Bangkok"}
    found: dict[str, dict[str, object]] = {
        "meta": {"name": "key check", "value": keyring.check},
        "communities": {"community": COMMUNITY, **settings, "reply_mode": "public", "age_setting": "18+"},
        "week_keys": {
            "id": key.id,
            "community": COMMUNITY,
            "purpose": "request",
            "week": "2026-W48",
            "wrapped": wrapped,
        },
        "digests": {"week_key": key.id, "digest": key.digest("request", "sleep", MEMBER), "what": "sleep"},
        "closed_weeks": {"week": "2026-W47"},
        "tallies": {"week": "2026-W47", "community": COMMUNITY, "purpose": "request", "what": "sleep", "members": 7},
        "memories": {
            "owner": owner,
            "kind": "country",
            "expires": LATER,
            "body": keyring.seal(owner, "country", "TH", LATER),
        },
        "spent": {"ticket": keyring.ticket("used"), "expires": LATER},
    }
    if revision >= "0007":
        found["communities"]["listening"] = True
    if revision >= "0002":
        found["forgets"] = {"token": bytes(32), "expires": LATER}
    if revision >= "0003":
        found["outbox"] = sealed(keyring, "0123456789abcdef", "still to be sent", LATER, LATER)
    if revision >= "0004":
        found["sizes"] = {"community": COMMUNITY, "members": 120}
        found["published"] = {"community": COMMUNITY, "period": "2026-W46", "purpose": "asked", "what": "any"}
        found["published"] |= {"shown": "exact", "number": 14}
    if revision >= "0005":
        found["suggestions"] = suggested(keyring)
    if revision >= "0006":
        found["catalog_edits"] = {"community": COMMUNITY, "service": "a-line", "body": '{"hidden": true}'}
        found["changes"] = {"id": "0123456789abcdef", "community": COMMUNITY, "at": 1_764_000_000}
        found["changes"] |= {"role": "manager", "what": "hide", "about": "a-line"}
    return found


def suggested(keyring: Keyring) -> dict[str, object]:
    owner = keyring.owner("suggestion 0123456789abcdef", OTHER)
    body: dict[str, object] = {"link": "https://example.org/", "support": "helpline", "need": "sleep", "language": "en"}
    body |= {"reply_to": None, "agreed": [], "made": LATER}
    locked = keyring.seal(owner, "suggestion", json.dumps(body), LATER)
    return {"id": "0123456789abcdef", "community": COMMUNITY, "owner": owner, "expires": LATER, "body": locked}


async def as_released(place: Place, revision: str) -> None:
    """The database as that release left it, with a row in every table."""
    if place.path:
        place.path.parent.mkdir(exist_ok=True)

    def make(connection: Connection) -> None:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
        command.upgrade(config, revision)
        for name, row in sample(revision).items():
            connection.execute(insert(schema.metadata.tables[name]), row)

    engine = create_async_engine(place.url)
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_earlier_schema_is_brought_up_to_date_with_its_rows(
    place: Place, clock: Clock, revision: str
) -> None:
    await as_released(place, revision)
    storage = await opened(place, clock)
    assert rows(place, "SELECT version_num FROM alembic_version") == [(REVISIONS[-1],)]
    assert await storage.settings() == {
        COMMUNITY: CommunitySettings("TH", ("th", "en"), "Asia/Bangkok", "public", "18+", listening=revision >= "0007")
    }
    held = await storage.holdings(MEMBER)
    assert held.counted == (("request", "sleep"),)
    assert [(kind, body) for kind, body, _ in held.memories] == [("country", "TH")]
    assert [each.members for each in await closed_counts(storage)] == [7]
    assert not await storage.spend("used", 15)
    changed = revision >= "0006"
    assert await storage.edits.all() == ({COMMUNITY: {"a-line": '{"hidden": true}'}} if changed else {})
    assert [each.what for each in await storage.edits.trail(COMMUNITY)] == ["hide"] * changed
    waiting = await storage.suggestions.waiting(COMMUNITY)
    assert [each.need for each in waiting] == ["sleep"] * (revision >= "0005")
    await storage.count(COMMUNITY, MEMBER, [("request", "sleep")])
    assert [each.members for each in await open_counts(storage, COMMUNITY)] == [1]
    await storage.close()


async def test_processes_that_upgrade_at_once_do_it_once(place: Place) -> None:
    await as_released(place, REVISIONS[0])
    opening = await asyncio.gather(*(opened(place, Clock()) for _ in range(4)))
    for each in opening:
        assert len(await closed_counts(each)) == 1
        await each.close()
    assert rows(place, "SELECT version_num FROM alembic_version") == [(REVISIONS[-1],)]


def test_every_release_has_a_sample() -> None:
    assert set(sample(REVISIONS[-1])) == set(schema.metadata.tables)
    assert len(list(Path(ROOT / "storage" / "migrations" / "versions").glob("step_*.py"))) == len(REVISIONS)
