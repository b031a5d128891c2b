"""A saved catalog goes live within two seconds if it is good; otherwise the last good one stays."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from catalog.live import LiveCatalog
from catalog.problems import Problem
from tests.catalog.samples import GOOD, NEEDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from catalog.model import Catalog

WITHIN_SECONDS = 30.0
"""How fast it is, `make bench` measures; here the machine may be busy."""
BETTER = GOOD.replace("Group on Tuesdays", "Group on Wednesdays")
BROKEN = GOOD.replace("area: wellbeing", "area: welbeing")


def save(path: Path, content: str) -> None:
    """Write the file in place, as a plain editor does."""
    path.write_text(content, encoding="utf-8")


class Watched:
    """A live catalog in a real folder, and what it reported."""

    def __init__(self, path: Path, *, poll: bool = False) -> None:
        self.path = path
        self.live = LiveCatalog(path, NEEDS, poll=poll, beside=[path.with_name("golden.yaml")])
        self.refused: dict[str, str] = {}
        """Which list somebody finds a problem in, by the name of its first service, and which."""
        self.changes: asyncio.Queue[Catalog] = asyncio.Queue()
        self.problems: asyncio.Queue[tuple[Problem, ...]] = asyncio.Queue()

    @property
    def name(self) -> str | None:
        return self.live.current.services[0].name if self.live.current else None

    async def refuse(self, catalog: Catalog) -> tuple[Problem, ...]:
        said = self.refused.get(catalog.services[0].name)
        return (Problem(None, None, said),) if said else ()

    async def next_change(self) -> Catalog:
        return await asyncio.wait_for(self.changes.get(), WITHIN_SECONDS)

    async def next_problems(self) -> list[str]:
        return [str(one) for one in await asyncio.wait_for(self.problems.get(), WITHIN_SECONDS)]


@asynccontextmanager
async def watching(path: Path, *, poll: bool = False) -> AsyncIterator[Watched]:
    watched, stop = Watched(path, poll=poll), asyncio.Event()
    watched.live.load()
    following = watched.live.watch(watched.changes.put, watched.problems.put, stop, refuse=watched.refuse)
    task = asyncio.create_task(following)
    await asyncio.sleep(0.3)
    try:
        yield watched
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


@asynccontextmanager
async def gone_back(path: Path) -> AsyncIterator[Watched]:
    """The file holds a better list, and the one before it is in use."""
    earlier = LiveCatalog(path, NEEDS)
    earlier.load()
    assert earlier.current
    save(path, BETTER)
    async with watching(path) as watched:
        watched.live.go_back(earlier.current, (Problem(None, None, "who says this finds nothing"),))
        yield watched


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalog" / "services_catalog.yaml"
    path.parent.mkdir()
    save(path, GOOD)
    return path


@pytest.mark.parametrize("poll", [False, True], ids=["news", "polling"])
async def test_a_good_edit_goes_live(path: Path, poll: bool) -> None:  # noqa: FBT001  a table's column
    async with watching(path, poll=poll) as watched:
        assert watched.name == "Group on Tuesdays"
        save(path, BETTER)
        assert (await watched.next_change()) is watched.live.current
        assert watched.name == "Group on Wednesdays"


async def test_a_bad_edit_keeps_the_old_catalog_and_says_why(path: Path) -> None:
    async with watching(path) as watched:
        old = watched.live.current
        save(path, BROKEN)
        said = "line 7: “welbeing” is not an area we know; did you mean “wellbeing”? (coping, wellbeing, therapy)"
        assert await watched.next_problems() == [said]
        assert watched.live.current is old
        save(path, GOOD)
        await watched.next_change()  # the same catalog again, and the all-clear


@pytest.mark.parametrize("poll", [False, True], ids=["news", "polling"])
async def test_a_file_renamed_over_the_old_one_goes_live(path: Path, poll: bool) -> None:  # noqa: FBT001  a table's column
    async with watching(path, poll=poll) as watched:
        for content, name in ((BETTER, "Group on Wednesdays"), (GOOD, "Group on Tuesdays")):
            fresh = path.with_suffix(".new")
            fresh.write_text(content, encoding="utf-8")
            fresh.replace(path)
            await watched.next_change()
            assert watched.name == name


@pytest.mark.parametrize("poll", [False, True], ids=["news", "polling"])
async def test_a_link_that_points_elsewhere_goes_live(tmp_path: Path, poll: bool) -> None:  # noqa: FBT001  the same
    for version, content in (("one", GOOD), ("two", BETTER)):
        (tmp_path / version).mkdir()
        (tmp_path / version / "services_catalog.yaml").write_text(content, encoding="utf-8")
    (tmp_path / "data").symlink_to("one")
    path = tmp_path / "services_catalog.yaml"
    path.symlink_to("data/services_catalog.yaml")
    async with watching(path, poll=poll) as watched:
        (tmp_path / "fresh").symlink_to("two")
        (tmp_path / "fresh").replace(tmp_path / "data")
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"
        (tmp_path / "two" / "services_catalog.yaml").write_text(GOOD, encoding="utf-8")
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"


async def test_a_link_to_a_broken_file_keeps_the_old_catalog(tmp_path: Path) -> None:
    """As Kubernetes mounts a config map: the folder behind `..data` is swapped, and the old one deleted."""
    for version, content in (("..one", GOOD), ("..two", BROKEN), ("..three", BETTER)):
        (tmp_path / version).mkdir()
        (tmp_path / version / "services_catalog.yaml").write_text(content, encoding="utf-8")
    (tmp_path / "..data").symlink_to("..one")
    path = tmp_path / "services_catalog.yaml"
    path.symlink_to("..data/services_catalog.yaml")
    async with watching(path) as watched:
        for version, old in (("..two", "..one"), ("..three", "..two")):
            (tmp_path / "..data_tmp").symlink_to(version)
            (tmp_path / "..data_tmp").replace(tmp_path / "..data")
            shutil.rmtree(tmp_path / old)
            if version == "..two":
                [said] = await watched.next_problems()
                assert "“welbeing”" in said
                assert watched.name == "Group on Tuesdays"
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"


async def test_an_earlier_catalog_stands_in_only_while_there_is_none(path: Path) -> None:
    good = LiveCatalog(path, NEEDS)
    good.load()
    assert good.current
    save(path, BROKEN)
    async with watching(path) as watched:
        watched.live.stand_in(good.current)
        assert watched.name == "Group on Tuesdays"
        save(path, BETTER)
        await watched.next_change()
        watched.live.stand_in(good.current)
        assert watched.name == "Group on Wednesdays"


async def test_a_good_list_in_which_somebody_finds_a_problem_waits_until_a_file_beside_it_changes(path: Path) -> None:
    async with watching(path) as watched:
        watched.refused = {"Group on Wednesdays": "who says this finds nothing"}
        save(path, BETTER)
        assert await watched.next_problems() == ["who says this finds nothing"]
        assert watched.name == "Group on Tuesdays"
        watched.refused = {}
        save(path.with_name("golden.yaml"), "- say: something else")
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"


async def test_where_there_is_no_other_list_it_is_used_all_the_same(path: Path) -> None:
    save(path, BROKEN)
    async with watching(path) as watched:
        watched.refused = {"Group on Wednesdays": "who says this finds nothing"}
        save(path, BETTER)
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"
        assert watched.problems.empty()


async def test_a_change_of_a_file_beside_it_is_told_although_the_list_is_the_same(path: Path) -> None:
    async with watching(path) as watched:
        save(path.with_name("golden.yaml"), "- say: something")
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"


async def test_gone_back_to_an_earlier_list_the_file_is_looked_at_again(path: Path) -> None:
    async with gone_back(path) as watched:
        assert watched.name == "Group on Tuesdays"
        os.utime(path)
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"


async def test_gone_back_to_an_earlier_list_it_is_told_when_the_file_holds_just_that_one_again(path: Path) -> None:
    async with gone_back(path) as watched:
        save(path, GOOD)
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"


async def test_a_deleted_file_or_folder_keeps_the_old_catalog(path: Path) -> None:
    async with watching(path) as watched:
        await asyncio.to_thread(path.unlink)
        assert await watched.next_problems() == [
            "there is no file “services_catalog.yaml”; check its name and its folder"
        ]
        assert watched.name == "Group on Tuesdays"
        shutil.rmtree(path.parent)
        await asyncio.sleep(1.2)
        path.parent.mkdir()
        save(path, BETTER)
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"


async def test_a_catalog_broken_at_the_start_is_none_until_it_is_mended(path: Path) -> None:
    save(path, BROKEN)
    live = LiveCatalog(path, NEEDS)
    assert [problem.line for problem in live.load()] == [7]
    assert live.current is None
    async with watching(path) as watched:
        save(path, GOOD)
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"


async def test_a_file_saved_in_pieces_goes_live_only_whole(path: Path) -> None:
    async with watching(path) as watched:
        with path.open("w", encoding="utf-8") as file:
            for line in BETTER.splitlines(keepends=True):
                file.write(line)
                file.flush()
                await asyncio.sleep(0.02)
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"
        assert watched.problems.empty()


async def test_other_files_and_a_mere_touch_are_no_change(path: Path) -> None:
    async with watching(path) as watched:
        (path.parent / "notes.txt").write_text("x", encoding="utf-8")
        os.utime(path)
        await asyncio.sleep(1.5)
        assert watched.changes.empty()
        assert watched.problems.empty()


async def test_a_listener_that_fails_does_not_end_the_watch(path: Path) -> None:
    live, stop = LiveCatalog(path, NEEDS), asyncio.Event()
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def fail(catalog: Catalog) -> None:
        await heard.put(catalog.services[0].name)
        raise RuntimeError

    live.load()
    task = asyncio.create_task(live.watch(fail, lambda _: asyncio.sleep(0), stop))
    for content, name in ((BETTER, "Group on Wednesdays"), (GOOD, "Group on Tuesdays")):
        save(path, content)
        assert await asyncio.wait_for(heard.get(), WITHIN_SECONDS) == name
    stop.set()
    await task


async def test_a_folder_that_comes_later_is_watched_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "later" / "services_catalog.yaml"
    async with watching(path) as watched:
        assert watched.live.current is None
        path.parent.mkdir()
        save(path, GOOD)
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"


async def test_a_change_in_a_file_that_the_short_one_extends_goes_live(path: Path) -> None:
    below = path.with_name("imported.yaml")
    save(below, GOOD)
    save(path, "extends: imported.yaml\nphrases: {en: {sleep: [x]}}\n")
    async with watching(path) as watched:
        assert watched.name == "Group on Tuesdays"
        save(below, BETTER)
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"
        save(below, BROKEN)
        (said,) = await watched.next_problems()
        assert said.startswith("line 1: in imported.yaml, line 7: “welbeing”")
        assert watched.name == "Group on Wednesdays"
        save(below, GOOD)
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"


async def test_a_file_that_grows_short_is_followed_together_with_what_it_then_extends(path: Path) -> None:
    below = path.with_name("imported.yaml")
    save(below, BETTER)
    async with watching(path) as watched:
        save(path, "extends: imported.yaml\n")
        await watched.next_change()
        assert watched.name == "Group on Wednesdays"
        save(below, GOOD)
        await watched.next_change()
        assert watched.name == "Group on Tuesdays"
        await asyncio.sleep(1.2)
        assert watched.changes.empty()
