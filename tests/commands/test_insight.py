"""`peerbridge insight` reads published tables and nothing else, on either engine, and writes every form."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bots.identity import Pseudonyms
from commands.keys import existing_secret
from commands.main import app
from commands.settings import CHECKOUT, read_settings
from insight.page import STUDY
from insight.report import compile_report
from insight.saying import headlines, hole
from storage.store import Storage, sqlite_address
from tests.insight.living import FACTS, frozen, put, tables
from tests.insight.reading_pages import Page
from tests.insight.test_forms import may_be_told, numbers, percents, without_dates_and_names
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

GROUP = ("telegram", "-100123")
OTHER = ("discord", "77")
PRESSED = [("asked", "any"), ("request", "sleep")]


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's machine: a data folder and a key."""
    monkeypatch.setenv("PEERBRIDGE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PEERBRIDGE_SECRET_KEY", "a-first-secret-of-at-least-32-characters")
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the numbers lie."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    with postgres() as server:
        monkeypatch.setenv("PEERBRIDGE_DATABASE_URL", server.url("postgres"))
        yield "postgresql"


def types(*words: str, code: int = 0) -> str:
    """What the terminal shows, on one line."""
    done = CliRunner().invoke(app, ["insight", *words])
    assert done.exit_code == code, done.output
    return re.sub(r"\s+", " ", done.output).strip()


def stored(work: Callable[[Storage], Awaitable[object]]) -> None:
    async def whole() -> None:
        settings = read_settings(dict(os.environ))
        url = settings.database_url or sqlite_address(settings.database_file)
        storage = await Storage.open(url, key=existing_secret(settings).root, clock=lambda: datetime.now(UTC))
        try:
            await work(storage)
        finally:
            await storage.close()

    asyncio.run(whole())


def a_year(members: int = 3000, *, of: tuple[str, str] = GROUP) -> None:
    community = Pseudonyms(existing_secret(read_settings(dict(os.environ))).people).community(*of)
    stored(lambda storage: put(storage, community, frozen(members)))


def test_a_manager_reads_a_year_in_the_terminal_on_either_engine(engine: str) -> None:
    a_year()
    said, report = types(), compile_report(tables(3000), FACTS)
    assert engine
    for sentence in (*headlines(report, holes=False), *(hole(one) for one in report.holes)):
        assert sentence in said
    for one in report.holes:
        assert one.stub in said


def test_the_terminal_holds_no_number_that_was_not_published() -> None:
    a_year()
    report = compile_report(tables(3000), FACTS)
    said = without_dates_and_names(types().replace(STUDY.replace("\u00a0", " "), ""))
    assert numbers(re.sub(r"likely \d+ to \d+ %|\d+ %", "", said)) <= may_be_told(tables(3000)) | {
        each.listed for each in report.holes
    }
    assert numbers(" ".join(re.findall(r"likely \d+ to \d+ %|\d+ %", said))) <= percents(report)


def test_every_form_is_written(engine: str, machine: Path) -> None:
    a_year()
    files = {name: machine / f"report.{name}" for name in ("html", "png", "csv", "json")}
    options = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    said = types("--title", "Quiet Harbour", *options)
    assert engine
    assert [str(file) in said for file in (*files.values(), machine / "report-columns.csv")] == [True] * 5
    assert "What members wanted: Quiet Harbour" in Page(files["html"].read_text(encoding="utf-8")).text
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    assert files["csv"].read_text(encoding="utf-8-sig").startswith("period,kind_of_period,from,to,about,what,label")
    assert (machine / "report-columns.csv").read_text(encoding="utf-8-sig").startswith("name,what it means")
    told = json.loads(files["json"].read_text(encoding="utf-8"))
    assert told["in_short"] == headlines(compile_report(tables(3000), FACTS))
    assert "members" not in said


def test_the_last_weeks_alone_can_be_told(machine: Path) -> None:
    a_year()
    types("--weeks", "4", "--json", str(machine / "four.json"))
    told = json.loads((machine / "four.json").read_text(encoding="utf-8"))
    assert told["weeks"] == 4
    assert {row["period"] for row in told["numbers"] if row["kind_of_period"] == "week"} == {
        "2026-W50",
        "2026-W51",
        "2026-W52",
        "2026-W53",
    }


def test_what_an_open_week_has_counted_is_never_read() -> None:
    async def forty(storage: Storage) -> None:
        community = Pseudonyms(existing_secret(read_settings(dict(os.environ))).people).community(*GROUP)
        await storage.save_size(community, 3000)
        for number in range(40):
            await storage.count(community, f"{number:032x}", PRESSED)

    stored(forty)
    assert (
        types("--community", ":".join(GROUP))
        == "No week has ended yet. The first numbers come when one has, after its Sunday."
    )


def test_before_anything_was_counted_it_says_so_kindly(machine: Path) -> None:
    assert "No week has ended yet." in types()
    types("--html", str(machine / "new.html"), "--png", str(machine / "new.png"), "--csv", str(machine / "new.csv"))
    assert "No week has ended yet." in Page((machine / "new.html").read_text(encoding="utf-8")).text


def test_of_two_communities_one_must_be_named_and_each_is_told_its_own() -> None:
    a_year(3000)
    a_year(60, of=OTHER)
    assert "There are 2 communities. Say which" in types(code=2)
    assert "329 members" in types("--community", "telegram:-100123")
    assert "fewer than 11 members asked for the same thing" in types("--community", "discord:77")
    assert "No week has ended yet." in types("--community", "discord:78")
    assert "Name the community as telegram:ID" in types("--community", "our group", code=2)


def test_a_list_that_cannot_be_read_is_named(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (machine / "broken.yaml").write_text("services: [")
    monkeypatch.setenv("PEERBRIDGE_CATALOG", str(machine / "broken.yaml"))
    assert "broken.yaml needs changes first" in types(code=2)


def test_a_file_that_cannot_be_written_is_named(machine: Path) -> None:
    said = types("--html", str(machine / "nowhere" / "report.html"), code=2)
    assert "report.html cannot be written: No such file or directory." in said


def test_names_of_services_cannot_colour_the_terminal(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (machine / "own.yaml").write_text(
        'extends: base\noverride:\n  box-breathing:\n    name: "[red]Box[/red] [link=x]breathing"\n'
    )
    monkeypatch.setenv("PEERBRIDGE_CATALOG", str(machine / "own.yaml"))
    a_year()
    said = types()
    assert said.count("[red]Box[/red] [link=x]breathing") == 2
    assert "[link=x]breathing 63 17 fewer than 11" in said


def test_nothing_is_written_beside_the_data_folder_and_the_files_that_were_asked_for(machine: Path) -> None:
    """A container has no home folder that can be written."""
    a_year(60)
    home = machine / "home"
    home.mkdir(mode=0o500)
    kept = {name: value for name, value in os.environ.items() if name != "MPLCONFIGDIR"}
    env = {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    wanted = ["--png", str(machine / "year.png"), "--html", str(machine / "year.html")]
    command = [sys.executable, "-c", "from commands.main import app; app()", "insight", *wanted]
    done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=True)  # noqa: S603  ourselves
    assert done.stderr == ""
    assert list(home.iterdir()) == []
    assert {each.name for each in machine.iterdir()} == {"data", "home", "year.png", "year.html"}
