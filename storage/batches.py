"""What members are counted for waits here for at most a second, and is written many members at a time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

log = logging.getLogger(__name__)

EVERY_S = 1.0
"""What nobody waits for is written at least this often, while the database answers."""
ROOM = 20_000
"""Contributions that may wait; more are turned away, so that a dead disk does not fill the memory."""
AT_ONCE = 500
"""Contributions in one transaction."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One member of a community, and what they are counted for in a week. Lives in this process alone."""

    community: str
    member: str = field(repr=False)
    week: str
    what: frozenset[tuple[str, str]]


@dataclass(slots=True, eq=False)
class _Waiting:
    contribution: Contribution = field(repr=False)
    told: asyncio.Future[None] | None = None
    """Resolved when it is saved; None where nobody waits."""
    until: float = float("inf")


class Batches:
    """A queue and one writer. Whoever waits is written at once, together with everything that waits by then."""

    def __init__(
        self, write: Callable[[Sequence[Contribution], float | None], Awaitable[None]], *, every_s: float = EVERY_S
    ) -> None:
        self._write = write
        self._every_s = every_s
        self._queue: list[_Waiting] = []
        self._urgent = asyncio.Event()
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None
        self._failing = False
        self._waited_for = False
        self.has_warned = False
        """Since the last success, the log says that counts cannot be written."""

    def note(self, contribution: Contribution) -> None:
        """Write it within a second or so; nobody waits. Raises `StorageUnavailable` when there is no room."""
        self._add(_Waiting(contribution))

    async def save(self, contribution: Contribution, deadline_s: float) -> None:
        """Write it now, and return when it is kept. Raises `StorageUnavailable`, and then it is not kept."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        # Looked at here, or the event loop would print what a member who has left does not hear.
        told.add_done_callback(lambda future: future.exception())
        waiting = _Waiting(contribution, told, loop.time() + deadline_s)
        self._add(waiting)
        self._urgent.set()
        try:
            await asyncio.wait({told}, timeout=deadline_s)
            if waiting in self._queue:
                raise StorageUnavailable("deadline")
            # It is being written, under a deadline that is no later than ours. Waiting does not cancel it.
            await asyncio.wait({told})
            told.result()
        finally:
            if waiting in self._queue:
                self._queue.remove(waiting)

    async def flush(self) -> None:
        """Write everything that waits. Raises `StorageUnavailable`; what nobody waits for then stays in the queue."""
        async with self._turn:
            pass  # a batch that is on its way has been written, or has failed
        while self._queue:
            await self._write_some()

    async def close(self) -> None:
        """Write what can be written, once, and stop. Never raises."""
        try:
            await self.flush()
        except StorageUnavailable as error:
            log.warning("the last %d counts could not be written on closing (%s)", len(self._queue), error.kind)
        self._queue.clear()
        if self._writer:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    def _add(self, waiting: _Waiting) -> None:
        if len(self._queue) >= ROOM:
            raise StorageUnavailable("busy")
        self._queue.append(waiting)
        if len(self._queue) >= AT_ONCE:
            self._urgent.set()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Until nothing waits any more: pause for others to join, unless somebody waits, then write."""
        while self._queue:
            if not any(each.told for each in self._queue):
                self._urgent.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._urgent.wait(), self._every_s)
            try:
                await self._write_some()
            except StorageUnavailable as error:
                # Where somebody waited, they hear it, and say it.
                if not self._failing and not self._waited_for:
                    log.warning("counts cannot be written just now and wait (%s)", error.kind)
                    self.has_warned = True
                self._failing = True
            else:
                self._failing = self.has_warned = False

    async def _write_some(self) -> None:
        async with self._turn:
            some, self._queue = self._queue[:AT_ONCE], self._queue[AT_ONCE:]
            if not some:
                return
            self._waited_for = any(each.told for each in some)
            try:
                await self._write_these(some)
            except BaseException as error:
                kept = [each for each in some if each.told is None]
                self._queue = kept + self._queue
                _tell(some, error if isinstance(error, StorageUnavailable) else StorageUnavailable("other"))
                raise

    async def _write_these(self, some: list[_Waiting]) -> None:
        try:
            await self._write([each.contribution for each in some], _time_left(some))
        except StorageUnavailable as error:
            if error.kind != "other":
                raise
            await self._write_each(some)
        else:
            _tell(some, None)

    async def _write_each(self, some: list[_Waiting]) -> None:
        """One of them cannot be written at all: it must not hold up the others, nor be tried for ever."""
        refused = 0
        for each in some:
            try:
                await self._write([each.contribution], _time_left([each]))
            except StorageUnavailable as error:
                if error.kind != "other":
                    raise
                refused += 1
                _tell([each], error)
            else:
                _tell([each], None)
        if refused:
            log.warning("%d of %d counts could not be written and were left out", refused, len(some))


def _time_left(some: Sequence[_Waiting]) -> float | None:
    """Seconds until the first of them gives up; None when nobody waits."""
    first = min(each.until for each in some)
    return None if first == float("inf") else max(0.05, first - asyncio.get_running_loop().time())


def _tell(some: Sequence[_Waiting], error: StorageUnavailable | None) -> None:
    for each in some:
        if each.told is None or each.told.done():
            continue
        if error is None:
            each.told.set_result(None)
        else:
            each.told.set_exception(StorageUnavailable(error.kind))
