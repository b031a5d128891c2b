"""Somebody saves services_catalog.yaml: the new catalog goes live if it is good; else the last good one stays."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from watchfiles import awatch

from catalog.loader import Loaded, load_catalog
from catalog.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need

log = logging.getLogger(__name__)

LOOK_AGAIN_MS = 1_000
"""A look at least this often, for what no folder's news tells: the file behind a link, a folder made anew."""
SETTLE_SECONDS = 0.15
SETTLE_TRIES = 20

Seen = tuple[tuple[int, int, int, int] | None, ...]


class LiveCatalog:
    """Holds the last good catalog of a file and those it stands on. Load it once, then `watch` in a task of its own."""

    def __init__(self, path: Path, needs: Sequence[Need], *, poll: bool = False, beside: Sequence[Path] = ()) -> None:
        self.current: Catalog | None = None
        """The last good catalog; None until there was one. Replaced whole, never changed."""
        self.needs = tuple(needs)
        self._path = path
        self._poll = poll
        self._beside = tuple(beside)
        """Further files whose changes make it worth looking again at a list that was refused."""
        self._seen: Seen = ()
        self._below: tuple[Path, ...] = ()
        self._problems: tuple[Problem, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The file, then those it stands on, as last read."""
        return (self._path, *self._below)

    def stand_in(self, catalog: Catalog) -> None:
        """Go on with an earlier good catalog while the file is broken from the start."""
        if self.current is None:
            self.current = catalog

    def go_back(self, catalog: Catalog, problems: tuple[Problem, ...]) -> None:
        """Go on with an earlier catalog instead of the good one of the file, in which somebody found problems."""
        self.current, self._problems = catalog, problems

    def load(self) -> tuple[Problem, ...]:
        """Read the file now; returns its problems, and keeps the catalog that was current if there are any."""
        self._seen = self._look()
        return self._take(load_catalog(self._path, self.needs))

    async def watch(
        self,
        on_change: Callable[[Catalog], Awaitable[None]],
        on_problems: Callable[[tuple[Problem, ...]], Awaitable[None]],
        stop: asyncio.Event,
        *,
        refuse: Callable[[Catalog], Awaitable[tuple[Problem, ...]]] | None = None,
    ) -> None:
        """Follow the file until `stop` is set; `poll` of the constructor is for network folders.

        `on_change` hears of each good catalog after it became current, and once more when a file beside it changed;
        `on_problems` hears of each broken file. If either raises, that is logged and watching goes on. `refuse` may
        find problems in a good catalog; then it does not become current, if another is.
        """
        async with contextlib.aclosing(self._news(stop)) as news:
            async for _ in news:
                if self._look() != self._seen:
                    await self._changed(on_change, on_problems, refuse)

    async def _changed(
        self,
        on_change: Callable[[Catalog], Awaitable[None]],
        on_problems: Callable[[tuple[Problem, ...]], Awaitable[None]],
        refuse: Callable[[Catalog], Awaitable[tuple[Problem, ...]]] | None,
    ) -> None:
        before, self._seen = self._seen, await self._settled()
        was, had_problems = (
            self.current,
            bool(self._problems) or self._look_beside(before) != self._look_beside(self._seen),
        )
        problems = self._take(await asyncio.to_thread(self._read))
        now = self.current
        news = now is not None and (had_problems or was is None or was.digest != now.digest)
        with _kept_going():
            if now and news and refuse and not problems and (found := await refuse(now)) and was:
                self.current, self._problems, problems = was, found, found
            if problems:
                await on_problems(problems)
            elif now and news:
                await on_change(now)

    def _take(self, loaded: Loaded) -> tuple[Problem, ...]:
        self._problems = loaded.problems
        if loaded.files != self._below:
            self._below = loaded.files
            self._seen = (*self._seen[:1], *map(_look, (*self._below, *self._beside)))
        if loaded.catalog is not None:
            self.current = loaded.catalog
        return loaded.problems

    def _look(self) -> Seen:
        return tuple(map(_look, (self._path, *self._below, *self._beside)))

    def _look_beside(self, seen: Seen) -> Seen:
        """The part of what was seen that is about the further files."""
        return seen[len(seen) - len(self._beside) :]

    async def _settled(self) -> Seen:
        """Wait until the files stay the same for a moment: a half-saved one may look like a shorter good one."""
        seen = self._look()
        for _ in range(SETTLE_TRIES):
            await asyncio.sleep(SETTLE_SECONDS)
            if (again := self._look()) == seen:
                break
            seen = again
        return seen

    def _read(self) -> Loaded:
        try:
            return load_catalog(self._path, self.needs)
        except Exception as error:
            log.exception("the catalog could not be read")
            said = f"the file cannot be read ({type(error).__name__}); go back to the last version that worked"
            return Loaded(None, (Problem(None, None, said),))

    async def _news(self, stop: asyncio.Event) -> AsyncGenerator[None, None]:
        """Something may have changed: at the start, on news from the folder, and every second."""
        while not stop.is_set():
            yield
            try:
                async for _ in awatch(
                    self._path.parent,
                    watch_filter=None,
                    debounce=200,
                    rust_timeout=LOOK_AGAIN_MS,
                    yield_on_timeout=True,
                    force_polling=self._poll or None,
                    poll_delay_ms=500,
                    recursive=False,
                    stop_event=stop,
                ):
                    yield
            except (OSError, RuntimeError):  # the folder is gone for the moment, or the system gives no more news
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_AGAIN_MS / 1000)


def _look(path: Path) -> tuple[int, int, int, int] | None:
    """What tells one version of the file from another without reading it; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


@contextlib.contextmanager
def _kept_going() -> Iterator[None]:
    try:
        yield
    except Exception:
        log.exception("a change of the catalog could not be passed on")
