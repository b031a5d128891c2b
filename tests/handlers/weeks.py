"""A community whose weeks have ended and were published by the real rules, for tests of what managers read."""

from __future__ import annotations

import itertools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from handlers.telling import vocabulary
from insight.publishing import Publisher
from storage.store import sqlite_address
from tests.handlers.people import GROUP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

    from handlers.desk import Desk
    from storage.store import Storage
    from tests.storage.postgres import Postgres

_names = itertools.count(1)
LARGE = 400
"""Members of the community."""
ASKED = (("asked", "any"),)


async def ask(storage: Storage, members: int, *things: tuple[str, str], community: str = GROUP, first: int = 0) -> None:
    """So many members are counted for these things, and for asking at all."""
    for number in range(first, first + members):
        storage.note(community, f"{number:032x}", [*ASKED, *things])
    await storage._batches.flush()


def lacking(need: str, area: str, language: str = "en") -> tuple[tuple[str, str], ...]:
    """What is counted when somebody asks for a need, and nothing fits."""
    plain = (("area", area), ("request", need), ("outcome", "unmet"), ("unmet", need))
    if language == "en":
        return plain
    more = (("language", language), ("outcome-in", f"{language}:unmet"), ("unmet-in", f"{need}:{language}"))
    return (*plain, *more)


def wanting(service: str, kind: str) -> tuple[tuple[str, str], ...]:
    """What is counted when somebody is shown a service, and would like it."""
    shown = (("shown", service), ("shown-kind", kind))
    return (*shown, ("interest", service), ("interest-kind", kind), ("interest-kind", "any"))


async def publish(desk: Desk, storage: Storage, communities: Iterable[str] = (GROUP,)) -> None:
    """Close every week that has ended, and freeze what may be told of it."""
    assert desk.directory
    for community in communities:
        await storage.save_size(community, LARGE)
    await storage.publish(Publisher(vocabulary([*desk._needs.values()], desk.directory.catalog)))


@asynccontextmanager
async def database(engine: str, folder: Path, server: Callable[[], Postgres]) -> AsyncIterator[str]:
    """The address of a new database on this engine."""
    if engine == "sqlite":
        yield sqlite_address(folder / "data" / "db.sqlite")
        return
    name = f"weeks_{next(_names)}"
    server().sql(f"CREATE DATABASE {name}")
    yield server().url(name)
