"""An edit can be taken back with one command, and nothing is lost by it, not even a broken file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import typer

from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.versions import Versions, contents_of
from commands.catalog_versions import roll_back, summary
from tests.commands.catalog_kit import SHORT, Folder

if TYPE_CHECKING:
    from pathlib import Path

BETTER = SHORT.replace("Group on Tuesdays", "Group on Wednesdays")
BROKEN = SHORT.replace("area: wellbeing", "area: welbeing")


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, vectors, monkeypatch)


def versions(folder: Folder) -> Versions:
    return Versions(folder.path.with_name("data") / "catalog-versions")


def goes_live(folder: Folder, text: str, hours: int, before: str | None = None) -> str:
    """What the bot does when a saved file is good; the short name of the version."""
    was = load_catalog(folder.save(before), load_needs()).catalog if before else None
    loaded = load_catalog(folder.save(text), load_needs())
    assert loaded.catalog is not None
    kept = versions(folder).keep(
        folder.path.name,
        contents_of(folder.path, loaded.files),
        summary(was, loaded.catalog),
        is_good=True,
        now=datetime.now(UTC) - timedelta(hours=24 - hours),
    )
    return kept.short


def test_versions_are_told_in_words_and_the_present_one_is_marked(folder: Folder) -> None:
    first = goes_live(folder, SHORT, 0)
    second = goes_live(folder, BETTER, 1, before=SHORT)
    said = folder.types("versions")
    assert re.search(rf"^{second}  .* UTC  \(this is the file now\)$", said, re.MULTILINE)
    assert "“Group on Tuesdays” (tuesday-group): name was “Group on Tuesdays” and is now “Group on" in said
    assert said.index(second) < said.index(first)
    folder.save(BROKEN)
    assert "has changed since" in folder.types("versions")


def test_the_last_version_that_was_live_comes_back_and_the_present_one_is_kept(folder: Folder) -> None:
    goes_live(folder, SHORT, 0)
    second = goes_live(folder, BETTER, 1)
    said = folder.types("rollback")
    assert folder.text == SHORT
    assert f"peerbridge catalog rollback {second}" in said
    folder.types("rollback")
    assert folder.text == BETTER, "twice is as if nothing had been"


def test_a_broken_file_is_put_aside_letter_by_letter_and_can_be_seen_again(folder: Folder) -> None:
    goes_live(folder, SHORT, 0)
    folder.save(BROKEN)
    said = folder.types("rollback")
    assert folder.text == SHORT
    newest = versions(folder).all()[0]
    assert newest.path.read_text(encoding="utf-8") == BROKEN
    assert newest.short in said
    assert "(never live)" in folder.types("versions")
    assert "Put aside with mistakes in it: line " in folder.types("versions")
    refused = folder.types("rollback", newest.short, code=1)
    assert "“welbeing” is not an area we know" in refused
    assert folder.text == SHORT


def test_any_version_comes_back_by_its_first_characters(folder: Folder) -> None:
    first = goes_live(folder, SHORT, 0)
    goes_live(folder, BETTER, 1)
    goes_live(folder, SHORT.replace("Tuesdays", "Sundays"), 2)
    folder.types("rollback", first)
    assert folder.text == SHORT
    assert len(versions(folder).all()) == 3


def test_the_files_beside_it_come_back_with_it(folder: Folder) -> None:
    beside = folder.save(SHORT.replace("extends: base\n", ""), "imported.yaml")
    text = "extends: imported.yaml\n"
    goes_live(folder, text, 0)
    beside.write_text("services: broken", encoding="utf-8")
    folder.types("rollback")
    assert beside.read_text(encoding="utf-8") == SHORT.replace("extends: base\n", "")
    assert {version.is_good for version in versions(folder).all()} == {True, False}


@pytest.mark.parametrize(
    ("typed", "said"),
    [("zzzzzzzz", "No version begins with"), ("ab", "at least 4"), (None, "no earlier version")],
)
def test_what_is_not_there_is_said_and_nothing_changes(folder: Folder, typed: str | None, said: str) -> None:
    goes_live(folder, SHORT, 0)
    assert said in folder.types("rollback", *([typed] if typed else []), code=2)
    assert folder.text == SHORT


def test_a_present_file_that_cannot_be_kept_is_not_touched(folder: Folder, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    loaded = load_catalog(folder.save(SHORT), load_needs())
    assert loaded.catalog
    Versions(kept).keep(folder.path.name, contents_of(folder.path), [], is_good=True, now=datetime.now(UTC))
    folder.save(BETTER)

    class Full(Versions):
        def _write(self, *_: object) -> object:  # type: ignore[override]  # a disk without room
            raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("commands.catalog_versions.Versions", Full)
        with pytest.raises(typer.Exit):
            roll_back(folder.path, kept, None)
    assert folder.text == BETTER


def test_the_shipped_file_is_left_alone(folder: Folder) -> None:
    before = BASE_PATH.read_bytes()
    folder.path.symlink_to(BASE_PATH)
    assert "init" in folder.types("rollback", code=2)
    assert BASE_PATH.read_bytes() == before


def test_before_anything_was_live_it_says_so(folder: Folder) -> None:
    folder.save(SHORT)
    assert "Nothing is kept yet" in folder.types("versions")
