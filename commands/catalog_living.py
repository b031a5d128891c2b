"""What happens around a saved list of services: each good one is kept as a version, each mistake goes to the staff."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from catalog.loader import load_catalog
from catalog.versions import Versions, contents_of
from commands.catalog_versions import summary
from handlers.catalog_news import News

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from catalog.live import LiveCatalog
    from catalog.loader import Problem
    from catalog.model import Catalog, Need
    from catalog.versions import Version
    from handlers.catalog_news import CatalogNews

log = logging.getLogger(__name__)


class Living:
    """One file's story while the bot runs. Nothing here raises: members are answered, whatever becomes of it."""

    def __init__(self, live: LiveCatalog, path: Path, folder: Path) -> None:
        self._live = live
        self._path = path
        self._versions = Versions(folder)
        self._before: Catalog | None = None
        self._keeping: asyncio.Task[None] | None = None

    def last_good(self, needs: Sequence[Need]) -> Catalog | None:
        """The last version that can be used, for a start with a broken file; None where there is none."""
        for version, catalog in self._good(needs):
            log.warning("the list of services of %s is used", f"{version.when:%Y-%m-%d %H:%M} UTC")
            return catalog
        return None

    def earlier(self, needs: Sequence[Need], than: Catalog) -> Iterator[Catalog]:
        """The good versions that differ from a list, the newest first; each is read when it is asked for."""
        return (catalog for _, catalog in self._good(needs) if catalog.digest != than.digest)

    def _good(self, needs: Sequence[Need]) -> Iterator[tuple[Version, Catalog]]:
        for version in self._versions.all():
            if version.is_good and (found := load_catalog(version.path, needs).catalog):
                yield version, found

    def broken(self, problems: Sequence[Problem], news: CatalogNews) -> None:
        """A file has mistakes: the last good list stays, and the staff hears what to write."""
        lines = tuple(map(str, problems))
        news.tell(News(self._path.name, lines, has_list=self._live.current is not None, saved=self._saved()))

    def good(self, catalog: Catalog, news: CatalogNews, unkept: Sequence[Problem] = ()) -> None:
        """A file is live: keep it as a version beside everything else, and tell those who heard of its mistakes.

        unkept: golden requests that it breaks, and goes live all the same because no list keeps them.
        """
        news.tell(News(self._path.name, tuple(map(str, unkept)), is_live=True, saved=self._saved()))
        before, self._before = self._before, catalog
        self._keeping = asyncio.create_task(self._keep_after(self._keeping, before, catalog))

    async def finish(self) -> None:
        """Let what is being kept be kept."""
        if self._keeping:
            await self._keeping

    async def _keep_after(self, earlier: asyncio.Task[None] | None, before: Catalog | None, catalog: Catalog) -> None:
        if earlier:
            await earlier
        await asyncio.to_thread(self._keep, before, catalog)

    def _keep(self, before: Catalog | None, catalog: Catalog) -> None:
        try:
            contents = contents_of(self._path, self._live.files)
            if self._path.name in contents and self._digest(contents) == catalog.digest:
                known = self._versions.all()
                first = before or (known and load_catalog(known[0].path, self._live.needs).catalog) or None
                said = summary(first, catalog)
                self._versions.keep(self._path.name, contents, said, is_good=True, now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001  a full disk must not keep a good list from members
            log.warning("a version of the list of services could not be kept (%s)", type(error).__name__)

    def _digest(self, contents: Mapping[str, bytes]) -> str:
        """That of the catalog which these files make: the file may have been saved again since it was read."""
        files = self._live.files
        own = {self._path.with_name(name): content for name, content in contents.items()}
        each = [hashlib.sha256(own.get(file) or file.read_bytes()).hexdigest() for file in files]
        return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()

    def _saved(self) -> str:
        try:
            return str(self._path.stat().st_mtime_ns)
        except OSError:
            return "gone"
