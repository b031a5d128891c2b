"""Each version is kept whole, once, and only so many of them; the newest good one always stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.layers import BASE_PATH
from catalog.versions import Versions, contents_of, hash_of

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "services_catalog.yaml"
START = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def keep(versions: Versions, content: str, hours: int = 0, *, is_good: bool = True) -> str:
    contents = {MAIN: content.encode()}
    return versions.keep(
        MAIN, contents, [f"It is {content}."], is_good=is_good, now=START + timedelta(hours=hours)
    ).hash


def test_what_was_kept_is_found_again_letter_by_letter_the_newest_first(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "versions")
    keep(versions, "one\r\n")
    keep(versions, "two", 1)
    newest, oldest = versions.all()
    assert (newest.contents(), oldest.contents()) == ({MAIN: b"two"}, {MAIN: b"one\r\n"})
    assert oldest.summary == ("It is one\r\n.",)
    assert newest.when == START + timedelta(hours=1)
    assert newest.path.read_bytes() == b"two"


def test_the_files_beside_it_that_it_extends_are_kept_too_and_the_base_is_not(tmp_path: Path) -> None:
    path, beside = tmp_path / MAIN, tmp_path / "imported.yaml"
    path.write_bytes(b"x")
    beside.write_bytes(b"y")
    missing = tmp_path / "missing.yaml"
    assert contents_of(path, (BASE_PATH, beside, missing)) == {MAIN: b"x", "imported.yaml": b"y"}


def test_the_same_contents_are_kept_once_under_the_last_time(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    keep(versions, "one")
    keep(versions, "two", 1)
    keep(versions, "two", 2)
    assert [version.when.hour for version in versions.all()] == [13, 12], "the newest has them already"
    keep(versions, "one", 3)
    assert [version.contents()[MAIN] for version in versions.all()] == [b"one", b"two"]


def test_only_so_many_are_kept_and_only_so_much(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "many", most=3)
    for number in range(6):
        keep(versions, f"{number}", number)
    assert [version.contents()[MAIN] for version in versions.all()] == [b"5", b"4", b"3"]
    small = Versions(tmp_path / "large", most_bytes=2_000)
    for number in range(4):
        keep(small, f"{number}" * 800, number)
    assert len(small.all()) == 1


def test_the_newest_good_version_outlives_any_number_of_broken_ones(tmp_path: Path) -> None:
    versions = Versions(tmp_path, most=2)
    good = keep(versions, "good")
    for number in range(1, 6):
        keep(versions, f"broken {number}", number, is_good=False)
    assert good in {version.hash for version in versions.all()}
    assert len(versions.all()) == 3


def test_half_a_version_and_a_damaged_one_are_never_offered(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    keep(versions, "one")
    keep(versions, "two", 1)
    newest, oldest = versions.all()
    newest.path.write_text("somebody else's", encoding="utf-8")
    (tmp_path / "20990101T000000-aaaaaaaa").mkdir()
    assert versions.all() == [oldest]
    (oldest.path.parent / "version.json").write_text("{", encoding="utf-8")
    assert versions.all() == []


def test_what_a_crash_left_behind_is_cleared_away_and_never_shows(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    (tmp_path / ".unfinished-x").mkdir()
    os.utime(tmp_path / ".unfinished-x", (START.timestamp(), START.timestamp()))
    keep(versions, "one")
    assert (tmp_path / ".unfinished-x").exists(), "it may be somebody's who is writing just now"
    keep(versions, "two", 2)
    assert not (tmp_path / ".unfinished-x").exists()
    assert len(versions.all()) == 2


def test_a_hash_is_found_by_its_beginning_and_names_only_its_contents(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    digest = keep(versions, "one")
    assert [version.hash for version in versions.find(digest[:8].upper())] == [digest]
    assert versions.find("zzzz") == []
    assert digest == hash_of({MAIN: b"one"})
    assert digest != hash_of({MAIN: b"one", "imported.yaml": b""})


def test_without_room_nothing_half_written_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        keep(Versions(tmp_path / "file"), "one")
    assert Versions(tmp_path / "nowhere").all() == []
