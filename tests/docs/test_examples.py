"""Every example of the pages for managers is saved, run and talked through, and does what the page says."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import typer

from commands.main import app
from commands.settings import CHECKOUT, PREFIX, Settings
from tests.docs.pages import examples, missing
from tests.journeys.kit import environment, peerbridge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALL_PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
PAGES = [page for page in ALL_PAGES if examples(page)]
GUIDES = (
    "index", "editing-the-catalog", "words", "good-entries", "phrases", "keeping-fresh", "community-safety",
    "rules-to-paste", "insight", "moderators", "hsds",
)  # fmt: skip
NOT_RUN = {
    "rules-to-paste.md": "text",  # for people to paste
    "pictures.md": "text",  # led by test_pictures
    "README.md": "sh",  # make itself; its targets are looked up below
    "running.md": "sh",  # containers
}
WRITTEN = re.compile(r"[\w-]+(?:\.(?:json|zip|csv|html|png|yaml)|/)")
"""What a command of a page may write: it goes to the reader's folder."""
MAX_WORDS_IN_A_SENTENCE = 30


class Reader:
    """Somebody who follows a page in a folder of their own, as it is after cloning."""

    def __init__(self, folder: Path, vectors: Path) -> None:
        self.folder = folder
        catalog = folder / "services_catalog.yaml"
        shutil.copy(CHECKOUT / catalog.name, catalog)
        self.env = environment(folder, vectors, catalog=str(catalog), secret_key="a secret of the tests, long enough")

    def saves(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def runs(self, typed: str) -> str:
        name, *words = shlex.split(typed)
        assert name.removeprefix(".venv/bin/") == "peerbridge", "a page may only run our own command"
        here = [f"{self.folder}/{word}" if WRITTEN.fullmatch(word) else word for word in words]
        if words == ["catalog", "init"]:
            (self.folder / "services_catalog.yaml").unlink()  # the shipped one makes room in a clone; here it is a copy
        done = peerbridge(*here, env=self.env, seconds=120)
        return (done.stdout + done.stderr).replace(f"{self.folder}/", "")

    def says(self, lines: list[str]) -> str:
        done = peerbridge("chat", env=self.env, given="\n".join([*lines, "/quit", ""]), seconds=120)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_following_the_page_shows_what_the_page_shows(page: Path, tmp_path: Path, vectors: Path) -> None:
    reader, wrong = Reader(tmp_path, vectors), []
    for number, example in enumerate(examples(page), start=1):
        if example.kind == "yaml":
            assert example.name, f"block {number} says under which name it is saved"
            reader.saves(example.name, example.text)
        elif example.kind == "console":
            wrong += [
                (number, typed, lacking)
                for typed, shown in example.commands()
                if (lacking := missing(shown, reader.runs(typed)))
            ]
        elif lacking := missing(example.text, reader.says(example.typed())):
            wrong.append((number, "chat", lacking))
    assert wrong == []


def test_no_block_of_any_page_is_left_unread() -> None:
    for page in ALL_PAGES:
        fences = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        opened, closed = fences[::2], fences[1::2]
        assert set(closed) <= {""}, page.name
        assert len(opened) == len(examples(page)) + opened.count(NOT_RUN.get(page.name, "nothing")), page.name
    assert {f"{name}.md" for name in GUIDES} <= {page.name for page in ALL_PAGES}


def test_every_link_between_the_pages_leads_somewhere() -> None:
    broken = []
    for page in (CHECKOUT / "docs").rglob("*.md"):
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        broken += [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]
    assert broken == []


def test_every_command_that_a_page_names_exists() -> None:
    from handlers.wording import COMMANDS  # noqa: PLC0415  only here

    known = {"/quit", *(f"/{command.name}" for command in COMMANDS)}
    elsewhere = {"/newbot", "/setprivacy"}  # BotFather's
    for page in ALL_PAGES:
        words = page.read_text(encoding="utf-8")
        assert set(re.findall(r"`(/[a-z-]+)(?: [^`]*)?`", words)) <= known | elsewhere, page.name


def _typed(page: Path) -> Iterator[list[str]]:
    """Every `peerbridge …` of a page, in its sentences and tables, as words."""
    for code in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)):
        if (words := code.removeprefix(".venv/bin/").split())[:1] == ["peerbridge"] and "…" not in code:
            yield words[1:]


def test_every_part_of_our_own_command_that_a_page_names_exists() -> None:
    unknown, seen = [], 0
    for page in ALL_PAGES:
        for words in _typed(page):
            here: Any = typer.main.get_command(app)
            rest = list(words)
            while rest and hasattr(here, "commands"):
                seen, here = seen + 1, here.commands.get(rest.pop(0))
            options = {option for parameter in here.params for option in parameter.opts} if here else set()
            if here is None or any(word.startswith("--") and word not in options for word in rest):
                unknown.append((page.name, " ".join(words)))
    assert unknown == []
    assert seen > 60, "the pages are looked through"


def test_the_table_of_everything_you_can_do_leaves_nothing_out() -> None:
    page = (CHECKOUT / "docs" / "editing-the-catalog.md").read_text(encoding="utf-8")
    table = page.partition("## Everything you can do")[2].partition("\n## ")[0]
    commands: Any = typer.main.get_command(app)
    told = {code.split()[0] for row in table.splitlines() for code in re.findall("`([a-z][^`]*)`", row.split(" | ")[0])}
    assert set(commands.commands["catalog"].commands) == told - {"peerbridge"}


def test_everything_that_make_and_the_settings_are_said_to_take_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for page in ALL_PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.MULTILINE)) <= set(targets), page.name
        assert set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", text)) <= settings, page.name


@pytest.mark.parametrize("name", GUIDES)
def test_the_sentences_of_a_guide_are_short(name: str) -> None:
    words = (CHECKOUT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", words, flags=re.DOTALL)
    long = [
        sentence
        for paragraph in re.split(r"\n\s*\n|\n(?=[-|#\d])", prose)
        for sentence in re.split(r"(?<=[.!?:|])\s+", " ".join(paragraph.split()))
        if len(sentence.split()) > MAX_WORDS_IN_A_SENTENCE
    ]
    assert long == []
