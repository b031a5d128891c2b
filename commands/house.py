"""Puts the pieces together: the catalog, the matcher, storage and the front desk."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from catalog.golden import FILE_NAME as GOLDEN
from catalog.live import LiveCatalog
from catalog.loader import load_needs
from commands import forget_list
from commands.catalog_guard import Guard
from commands.catalog_living import Living
from commands.minds import load_encoder, load_second_judge
from handlers.catalog_news import CatalogNews
from handlers.desk import Desk
from handlers.privacy import About
from handlers.telling import vocabulary
from handlers.tools import Directory
from handlers.trouble import record
from insight.publishing import Publisher
from matching.matcher import Matcher
from storage.store import Storage, StorageRefused, StorageUnavailable, sqlite_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from catalog.model import Catalog, Need
    from catalog.problems import Problem
    from commands.catalog_guard import Looked
    from commands.settings import Settings

log = logging.getLogger(__name__)

TIDY_EVERY_S = 600.0
"""How often weeks that have ended are closed and expired memories deleted."""


LAST_CALLS_S = 2.0
"""Alerts to moderators that are on their way when we are told to stop may take this long; then they are outboxed."""


class House:
    """Everything one process needs to answer; the doors are attached to its desk."""

    def __init__(self, settings: Settings, key: bytes, storage: Storage | None, refusal: str | None = None) -> None:
        self.needs: Sequence[Need] = load_needs()
        self._settings = settings
        self._key = key
        self.storage = storage
        self.refusal = refusal
        """Why the database must not be used as it is, and the way out. Then danger is answered, and nothing else."""
        self._live = LiveCatalog(settings.catalog, self.needs, beside=[settings.catalog.absolute().with_name(GOLDEN)])
        self._encoder = load_encoder()
        self.problems: tuple[Problem, ...] = self._live.load()
        self._living = Living(self._live, settings.catalog, settings.versions)
        if self.problems and (earlier := self._living.last_good(self.needs)):
            self._live.stand_in(earlier)
        judge = load_second_judge(self._encoder)
        self._guard = Guard(settings.catalog, self.shelve, judge, can_tell=self._encoder is not None)
        self._begun: Looked | None = None
        self.desk = Desk(
            needs=self.needs,
            key=key,
            storage=storage,
            second_judge=judge,
            region=settings.region,
            locale=settings.locale,
        )
        self.news = CatalogNews(self.desk.roster, self.desk.post, self.desk.keep)
        self.desk.about = About(settings.contact, settings.privacy_url, settings.retention_days)
        if self._live.current and refusal is None:
            self._begin_with(self._live.current)

    def shelve(self, catalog: Catalog) -> Directory:
        """A catalog made ready to be searched. Takes up to some seconds when its vectors are not cached yet."""
        return Directory(catalog, Matcher(catalog, self.needs, self._encoder, self._settings.cache))

    def _begin_with(self, catalog: Catalog) -> None:
        """A list that breaks a golden request waits, as a bad edit does, where an earlier one keeps it."""
        earlier = () if self.problems else self._living.earlier(self.needs, catalog)
        self._begun, problems = self._guard.begin(catalog, earlier)
        self.desk.directory = self._begun.directory
        if problems:
            log.warning("%s breaks a golden request, so an earlier list is used", self._settings.catalog.name)
            self.problems = problems
            self._live.go_back(self._begun.directory.catalog, problems)
        elif not self.problems:
            self._tell_unkept(self._begun)

    def _tell_unkept(self, looked: Looked) -> None:
        for problem in looked.problems:
            log.warning("%s is used, although it breaks a golden request: %s", self._settings.catalog.name, problem)

    async def follow_catalog(self, stop: asyncio.Event) -> None:
        """Take over each good version of the file while members are being answered."""

        async def changed(catalog: Catalog) -> None:
            looked = await asyncio.to_thread(self._guard.take, catalog)
            self.desk.directory = looked.directory
            log.info("the catalog was read again: %d services", len(catalog.services))
            self._tell_unkept(looked)
            self._living.good(catalog, self.news, looked.problems)

        async def broken(problems: tuple[Problem, ...]) -> None:
            log.warning("the catalog has %d problems; the last good one stays. First: %s", len(problems), problems[0])
            self._living.broken(problems, self.news)

        if self.problems:
            self._living.broken(self.problems, self.news)
        elif self._live.current and self._begun:
            self._living.good(self._live.current, self.news, self._begun.problems)
        await self._live.watch(changed, broken, stop, refuse=self._refuse_list)
        await self._living.finish()

    async def _refuse_list(self, catalog: Catalog) -> tuple[Problem, ...]:
        """The golden requests that this list breaks, and the one in use keeps."""
        return await asyncio.to_thread(self._guard.refuse, catalog)

    async def tidy(self, stop: asyncio.Event) -> None:
        """Close weeks, delete what has expired or is too old, and read the settings again, until `stop` is set."""
        while not stop.is_set():
            try:
                await self._tidy_once()
            except StorageRefused as problem:
                self._refuse(str(problem))
            except StorageUnavailable as problem:
                log.warning("the database could not be tidied, the next try is in %d s: %s", TIDY_EVERY_S, problem)
            except Exception as error:  # noqa: BLE001  digests must not outlive their week because one try failed
                record(log, "the database could not be tidied", error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TIDY_EVERY_S)

    def _refuse(self, sentence: str) -> None:
        """Said once, however often it is tried."""
        if self.refusal is None:
            self.refusal = sentence
            log.error("%s", sentence)

    async def _tidy_once(self) -> None:
        if self.storage is None and (opened := await _open_storage(self._settings, self._key)):
            self.storage = opened
            self.desk.keep.use(opened)
        await self.desk.load_settings()
        if self.storage:
            await self._publish(self.storage)
            await self.storage.sweep()
            await self.storage.upkeep.retain(self._settings.retention_days)
            await self._copy_forgets(self.storage)

    async def _publish(self, storage: Storage) -> None:
        """Close weeks and freeze what may be told; without a catalog nobody knows its services, and that waits."""
        if self.desk.directory is None:
            await storage.close_weeks()
        else:
            added = self.desk.shelves.added()
            told = await asyncio.to_thread(vocabulary, self.needs, self.desk.directory.catalog, added)
            await storage.publish(Publisher(told))

    async def _copy_forgets(self, storage: Storage) -> None:
        try:
            forget_list.write(self._settings.forgets_file, await storage.upkeep.forgotten())
        except OSError as error:
            log.warning("the list of forgets could not be copied to the data folder (%s)", type(error).__name__)


@asynccontextmanager
async def open_house(settings: Settings, key: bytes) -> AsyncIterator[tuple[House, asyncio.Event]]:
    """A house with its storage open and its background work running; everything is closed at the end.

    A database that must not be touched is left alone: then nobody is served, but danger is answered all the same.
    """
    storage, refusal, stop = None, None, asyncio.Event()
    try:
        storage = await _open_storage(settings, key)
    except StorageRefused as problem:
        refusal = str(problem)
        log.error("%s Until then I answer danger, and nothing else.", refusal)  # noqa: TRY400  a sentence for the operator
    house = await asyncio.to_thread(House, settings, key, storage, refusal)
    if refusal:
        yield house, stop
        return
    await house.desk.load_settings()
    background = [asyncio.create_task(house.follow_catalog(stop)), asyncio.create_task(house.tidy(stop))]
    background += [asyncio.create_task(each.run(stop)) for each in (house.desk.calls, house.desk.digests, house.news)]
    try:
        yield house, stop
    finally:
        stop.set()
        await house.desk.calls.settle(LAST_CALLS_S)
        await asyncio.gather(*background, return_exceptions=True)
        if house.storage:
            await house.storage.close()


async def _open_storage(settings: Settings, key: bytes) -> Storage | None:
    """None where it is not available. Raises `StorageRefused`."""
    try:
        url = settings.database_url or sqlite_address(settings.database_file)
        return await Storage.open(url, key=key, clock=lambda: datetime.now(UTC))
    except StorageUnavailable as problem:
        log.warning("the database cannot be used (%s): members are answered, but nothing can be saved", problem)
        return None
