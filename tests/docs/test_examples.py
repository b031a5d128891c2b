"""Every example of the pages for managers is saved, run and talked through, and does what the page says."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from commands.settings import CHECKOUT
from tests.docs.pages import examples, missing
from tests.journeys.kit import environment, peerbridge

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(page for page in (CHECKOUT / "docs").rglob("*.md") if examples(page))
GUIDES = (
    "editing-the-catalog", "good-entries", "phrases", "keeping-fresh", "community-safety", "rules-to-paste", "insight"
)  # fmt: skip
MAX_WORDS_IN_A_SENTENCE = 30


class Reader:
    """Somebody who follows a page in a folder of their own."""

    def __init__(self, folder: Path, vectors: Path) -> None:
        self.folder = folder
        catalog = folder / "services_catalog.yaml"
        self.env = environment(folder, vectors, catalog=str(catalog), secret_key="a secret of the tests, long enough")

    def saves(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def runs(self, typed: str) -> str:
        name, *words = shlex.split(typed)
        assert name == "peerbridge", "a page may only run our own command"
        here = [str(self.folder / word) if (self.folder / word).is_file() else word for word in words]
        done = peerbridge(*here, env=self.env, seconds=120)
        return done.stdout + done.stderr

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


def test_every_guide_is_there_and_no_block_is_left_unread() -> None:
    for name in GUIDES:
        page = CHECKOUT / "docs" / f"{name}.md"
        fences = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert len(fences) == 2 * (len(examples(page)) + fences.count("text")), name


def test_every_link_between_the_pages_leads_somewhere() -> None:
    broken = []
    for page in (CHECKOUT / "docs").rglob("*.md"):
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        broken += [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]
    assert broken == []


def test_every_command_that_a_page_names_exists() -> None:
    from handlers.wording import COMMANDS  # noqa: PLC0415  only here

    known = {"/quit", *(f"/{command.name}" for command in COMMANDS)}
    for name in GUIDES:
        words = (CHECKOUT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        assert set(re.findall(r"`(/[a-z-]+)`", words)) <= known, name


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
