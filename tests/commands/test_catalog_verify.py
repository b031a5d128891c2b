"""What is to be checked stands on one list, and a check is written into the file by answering a question."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from catalog.freshness import Age
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.worklist import worklist
from commands import checking
from commands.catalog_verify import show_worklist
from commands.keys import root_key
from commands.settings import read_settings
from handlers.did_not_work import FLAGS
from storage.store import Storage, sqlite_address
from tests.commands.catalog_kit import SHORT, Folder

if TYPE_CHECKING:
    from pathlib import Path

    from catalog.model import Catalog

OLD = SHORT.replace("on: 2026-11-22", "on: 2020-05-06")
LINES = """crisis_lines:
  - name: Our line
    country: GB
    purposes: [suicide]
    languages: [en]
    hours: 24/7
    contacts: {channel: call, dial: "0800555999", display: 0800 555 999}
    verified: {on: 2021-01-01, by: us, how: called it}
"""
BY = ("--by", "Robin", "--how", "called it")


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, vectors, monkeypatch)


def loaded(folder: Folder) -> Catalog:
    catalog = load_catalog(folder.path, load_needs()).catalog
    assert catalog is not None
    return catalog


def test_what_members_could_not_reach_comes_first_then_what_is_oldest(folder: Folder) -> None:
    folder.save(OLD + LINES)
    tasks = worklist(loaded(folder), date(2026, 11, 25), {"worry-time": date(2026, 11, 24)})
    assert [(task.id, task.why) for task in tasks] == [
        ("worry-time", "did not work"),
        ("Our line", Age.OLD),
        ("tuesday-group", Age.STALE),
    ]


def test_a_later_check_makes_good_for_a_flag(folder: Folder) -> None:
    folder.save(SHORT)
    assert worklist(loaded(folder), date(2026, 11, 25), {"tuesday-group": date(2026, 11, 22)}) == []
    assert worklist(loaded(folder), date(2026, 11, 25), {"tuesday-group": date(2026, 11, 23)})


def test_the_work_list_names_numbers_and_pages_and_what_to_write(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.save(OLD)
    assert show_worklist(folder.path, "GB", {}, everything=False, today=date(2026, 11, 25)) == 0
    said = capsys.readouterr().out
    assert "tuesday-group: “Group on Tuesdays”, checked long ago (last on 2020-05-06)" in said
    assert "call 0800 555 123 · https://group.example.org" in said
    assert "peerbridge catalog verify" in said
    assert show_worklist(folder.path, "TH", {}, everything=False, today=date(2026, 11, 25)) == 0
    assert "all facts are fresh" in capsys.readouterr().out, "that group is for members in another country"


def test_a_long_work_list_is_cut_and_shown_whole_when_asked(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.save(SHORT)
    show_worklist(folder.path, None, {}, everything=False, today=date(2040, 1, 1))
    first = capsys.readouterr().out
    assert "more; write --all" in first
    show_worklist(folder.path, None, {}, everything=True, today=date(2040, 1, 1))
    assert len(capsys.readouterr().out.splitlines()) > len(first.splitlines()) + 100


def test_the_command_prints_the_work_list(folder: Folder) -> None:
    folder.save(OLD)
    assert "tuesday-group" in folder.types("worklist")


def test_what_members_could_not_reach_is_read_from_the_database(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "a secret of the tests that is long enough for everybody"
    monkeypatch.setenv("PEERBRIDGE_SECRET_KEY", key)
    monkeypatch.setenv("PEERBRIDGE_DATABASE_URL", "")
    folder.save(SHORT)
    assert "fresh" in folder.types("worklist"), "without a database"
    database = folder.path.with_name("data") / "peerbridge.sqlite"
    assert not database.exists(), "and none was made"

    async def members() -> None:
        settings = read_settings()
        storage = await Storage.open(
            sqlite_address(database), key=root_key(settings, make=False), clock=lambda: datetime.now(UTC)
        )
        told = {"community": "c0ffee00c0ffee00", "flags": {"tuesday-group": "2096-11-24"}}
        await storage.remember("c0ffee00c0ffee00", FLAGS, json.dumps(told), 60)
        await storage.close()

    asyncio.run(members())
    assert "members say that it does not work" in folder.types("worklist")
    monkeypatch.setenv("PEERBRIDGE_SECRET_KEY", key[::-1])
    said = folder.types("worklist")
    assert "could not be read" in said
    assert "members say" not in said


def test_a_check_is_written_with_todays_date(folder: Folder) -> None:
    folder.save(OLD)
    assert "was checked today" in folder.types("verify", "tuesday-group", *BY)
    today = datetime.now(UTC).date()
    row = f"verified: {{on: {today}, by: Robin, how: called it}}"
    assert folder.text == OLD.replace(
        'verified: {on: 2020-05-06, by: "desk research, not called", how: read on the page}', row
    )


def test_who_and_how_are_asked_for(folder: Folder) -> None:
    folder.save(OLD)
    folder.types("verify", "tuesday-group", says="Robin\n\n")
    verified = next(one.verified for one in loaded(folder).services if one.id == "tuesday-group")
    assert (verified.by, verified.how) == ("Robin", "read on its own page")


def test_a_service_of_the_base_is_checked_in_the_short_file(folder: Folder) -> None:
    folder.save(SHORT)
    folder.types("verify", "box-breathing", *BY)
    assert "override:\n  box-breathing:\n    verified: {on: " in folder.text
    assert next(one for one in loaded(folder).services if one.id == "box-breathing").verified.by == "Robin"


def test_what_is_not_in_the_list_is_said_with_what_was_meant(folder: Folder) -> None:
    folder.save(SHORT)
    assert "did you mean “box-breathing”" in folder.types("verify", "box-breathin", *BY, code=2)
    assert folder.text == SHORT


def test_a_base_alone_is_never_written(folder: Folder) -> None:
    before = BASE_PATH.read_bytes()
    folder.path.symlink_to(BASE_PATH)
    assert "init" in folder.types("verify", "box-breathing", *BY, code=2)
    assert "init" in folder.types("verify", "--calls", code=2)
    assert BASE_PATH.read_bytes() == before


def test_a_guided_call_ticks_what_is_right_and_names_what_is_not(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEERBRIDGE_REGION", "GB")
    folder.save(SHORT + LINES)
    said = folder.types("verify", "--calls", "--by", "Robin", says="what\ny\nn\ns\nq\n")
    first, wrong = _ids(said)[:2]
    now = loaded(folder)
    assert next(one for one in now.services if one.id == first).verified.how == "called it"
    assert next(one for one in now.services if one.id == wrong).verified.by != "Robin"
    assert "1 checked, and written" in said
    assert f"hide: [{wrong}]" in said
    assert "Our line" not in said, "it was called"
    again = folder.types("verify", "--calls", "--by", "Robin", says="q\n")
    assert first not in _ids(again)


def _ids(said: str) -> list[str]:
    return [line.rpartition("(")[2].rstrip(")") for line in said.splitlines() if " of " in line and "“" in line]


def test_no_day_of_the_calendar_makes_the_check_fail(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Later:
            del tz
            return cls(2099, 1, 1, tzinfo=UTC)

    folder.save(SHORT)
    monkeypatch.setattr(checking, "datetime", Later)
    said = folder.types("check", "--all")
    assert "is ready" in said
    assert "last checked on 2026-11-22" in said
