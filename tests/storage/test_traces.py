"""Whatever members do, in whatever order, the files never hold who they are or what they said."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.kit import KEY, Clock, open_counts, opened, raw, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.store import Storage

COMMUNITIES = ("c0ffee00c0ffee00", "private")
NEEDS = ("sleep", "grief", "money")
EVERY_SECRET = (
    "SELECT digest FROM digests UNION SELECT wrapped FROM week_keys UNION SELECT owner FROM memories "
    "UNION SELECT body FROM memories UNION SELECT ticket FROM spent"
)

members = st.lists(
    st.integers(0, 10**9).map(lambda number: sha256(f"{number}".encode()).hexdigest()[:32]), min_size=1, max_size=4
)
bodies = st.text(st.characters(codec="utf-8"), max_size=200).map("their words: {}".format)
steps = st.lists(
    st.tuples(
        st.sampled_from(["count", "remember", "spend", "forget", "sweep", "close", "restart"]),
        st.integers(0, 3),
        st.sampled_from(COMMUNITIES),
        st.sampled_from(NEEDS),
        bodies,
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(members, steps)
def test_the_files_never_hold_a_member_or_a_body(people: list[str], done: list[tuple[str, int, str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), people, done))


class Life:
    """A database, the people who use it, and what they should find in it."""

    def __init__(self, storage: Storage, path: Path, clock: Clock) -> None:
        self.storage, self.path, self.clock = storage, path, clock
        self.counted: set[tuple[str, str, str]] = set()
        self.said: set[str] = set()

    async def step(self, what: str, member: str, community: str, need: str, body: str) -> None:
        self.said.add(body)
        if what == "count":
            await self.storage.count(community, member, [("request", need)])
            self.counted.add((member, community, need))
        elif what == "remember":
            await self.storage.remember(member, need, body, 60)
            assert await self.storage.recall(member, need) == body
        elif what == "spend":
            await self.storage.spend(f"{member}.{body}", 15)
        elif what == "forget":
            await self.storage.forget(member)
            self.counted = {each for each in self.counted if each[0] != member}
        else:
            await self.pass_time(what)

    async def pass_time(self, what: str) -> None:
        if what == "sweep":
            self.clock.turn(minutes=17)
            await self.storage.sweep()
        elif what == "close":
            self.clock.turn(days=7)
            await self.storage.close_weeks()
            self.counted = set()
        else:
            await self.storage.close()
            self.storage = await opened(self.path, self.clock)


async def live(folder: Path, people: Sequence[str], done: Sequence[tuple[str, int, str, str, str]]) -> None:
    path, clock = await fresh(folder), Clock()
    life = Life(await opened(path, clock), path, clock)
    for what, number, community, need, body in done:
        before = secrets_in(path)
        await life.step(what, people[number % len(people)], community, need, body)
        gone = before - secrets_in(path) if what in {"forget", "close"} else set()
        nobody_in(raw(path), people, life.said, gone)
    for community in COMMUNITIES:
        expected = sum(each[1] == community for each in life.counted)
        assert sum(each.members for each in await open_counts(life.storage, community)) == expected
    await life.storage.close()
    nobody_in(raw(path), people, life.said, set())


def secrets_in(path: Path) -> set[bytes]:
    return {row[0] for row in rows(path, EVERY_SECRET)}


def nobody_in(data: bytes, people: Sequence[str], said: set[str], gone: set[bytes]) -> None:
    """Nobody's digest in either form, no body, no key, nothing that was deleted."""
    assert KEY not in data
    for member in people:
        assert member.encode() not in data, "a member's digest is in the files"
        assert bytes.fromhex(member) not in data, "a member's digest is in the files"
    assert not [1 for body in said if body.encode() in data], "a body is in the files"
    assert not [1 for each in gone if each in data], "something deleted is still in the files"


async def fresh(folder: Path) -> Path:
    """A new database; copied, since making one takes twenty times as long."""
    if not _TEMPLATE:
        template = Path(tempfile.mkdtemp()) / "peerbridge.db"
        await (await opened(template, Clock())).close()
        _TEMPLATE.append(template.read_bytes())
        shutil.rmtree(template.parent)
    path = folder / "peerbridge.db"
    path.write_bytes(_TEMPLATE[0])
    return path


_TEMPLATE: list[bytes] = []
