"""The documents about safety name tests that exist, and leave out no item of the rubric they answer."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("HAZARDS.md", "EVIDENCE.md", "docs/safety/vera-mh.md", "docs/safety/danger-tests.md")
RUBRIC = ROOT.parent / "shared" / "specs" / "vera-mh"
NAMED = re.compile(r"((?:\w+/)+test_\w+\.py)::(test_\w+)")
LIKELIHOODS = ("very low", "low", "medium", "high", "very high")
RISK = {
    "minor": (1, 1, 2, 2, 3),
    "significant": (1, 2, 2, 3, 4),
    "considerable": (2, 2, 3, 3, 4),
    "major": (2, 3, 3, 4, 5),
    "catastrophic": (3, 4, 4, 5, 5),
}
"""By harm, then by likelihood from very low to very high: the table in the document."""
PARTS = ("Cause", "Harm", "Mitigation", "Residual risk", "Tests")
STATES = ("tested", "in part", "missing", "later", "not applicable")
SCOPES = ("tested", "in part", "out of scope")
DANGER_TESTS = 17


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table_rows(text: str, first_cell: str) -> list[list[str]]:
    """The rows of all tables of a text whose first cell matches; each as its cells."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:2] == "| "]
    return [row for row in rows if re.fullmatch(first_cell, row[0])]


def hazards() -> dict[str, str]:
    found = re.split(r"^### (H\d\d) ", text_of("HAZARDS.md"), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


@cache
def names_in(file: str) -> frozenset[str]:
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, functions))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_document_names_exists(document: str) -> None:
    named = NAMED.findall(text_of(document))
    assert named
    assert [f"{file}::{test}" for file, test in named if test not in names_in(file)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_test_is_named_in_a_way_that_nobody_could_check(document: str) -> None:
    bare = re.findall(r"(?<!::)\btest_\w+(?!\w*\.py)\b", NAMED.sub("", text_of(document)))
    assert [word for word in bare if not word.startswith("test_documents")] == []


def test_there_are_many_hazards_each_with_its_number() -> None:
    numbers = re.findall(r"^### H(\d\d) ", text_of("HAZARDS.md"), re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 25


@pytest.mark.parametrize("hazard", sorted(hazards()))
def test_a_hazard_says_cause_harm_mitigation_what_is_left_and_which_test_shows_it(hazard: str) -> None:
    said = dict(re.findall(r"^- \*\*([\w ]+)\*\*: (.+)$", hazards()[hazard], re.MULTILINE))
    assert tuple(said) == PARTS
    assert NAMED.search(said["Tests"])


@pytest.mark.parametrize("hazard", sorted(hazards()))
def test_what_is_left_is_rated_as_the_table_says(hazard: str) -> None:
    rated = re.search(r"\*\*Residual risk\*\*: (\w+) \u00d7 ([\w ]+) = (\d)\.(.*)", hazards()[hazard])
    assert rated
    harm, likelihood, risk, words = rated.groups()
    assert int(risk) == RISK[harm][LIKELIHOODS.index(likelihood)]
    assert int(risk) < 5
    assert words.strip() or int(risk) < 4, "a high risk says what else carries it"


def test_the_table_of_risks_is_the_one_that_is_shown() -> None:
    shown = {row[0]: row[1:] for row in table_rows(text_of("HAZARDS.md"), "|".join(LIKELIHOODS))}
    for place, likelihood in enumerate(LIKELIHOODS):
        assert shown[likelihood] == [str(row[place]) for row in RISK.values()]


def items() -> dict[str, list[str]]:
    return {row[0]: row for row in table_rows(text_of("docs/safety/vera-mh.md"), r"\d+")}


def test_an_item_of_the_rubric_names_a_test_or_says_why_not() -> None:
    for number, row in items().items():
        *_, scope, shown, why = row
        assert scope in SCOPES, number
        assert bool(NAMED.search(shown)) is (scope != "out of scope"), number
        assert len(why) > 1 or scope == "tested", number


@pytest.mark.skipif(not RUBRIC.is_dir(), reason="the rubric does not lie beside this checkout")
def test_every_item_of_the_rubric_is_listed_with_its_severity() -> None:
    with (RUBRIC / "rubric.tsv").open(encoding="utf-8", newline="") as file:
        rubric = {row[0]: row for row in csv.reader(file, delimiter="\t") if row[0].isdigit()}
    assert sorted(items(), key=int) == sorted(rubric, key=int)
    for number, row in rubric.items():
        severity = row[2].replace("Yelow", "Yellow") or "none"
        assert items()[number][1:3] == [row[1], severity], number


@pytest.mark.skipif(not RUBRIC.is_dir(), reason="the rubric does not lie beside this checkout")
def test_the_licence_note_travels_whole() -> None:
    def words(text: str) -> str:
        return " ".join(re.sub(r"[>\u2014-]{2,}|^> ?", " ", text, flags=re.MULTILINE).split())

    assert words((RUBRIC / "LICENSE").read_text(encoding="utf-8")) in words(text_of("docs/safety/vera-mh.md"))


def test_every_defect_and_every_test_that_must_exist_has_its_row() -> None:
    text = text_of("docs/safety/danger-tests.md")
    assert [row[0] for row in table_rows(text, r"\d+")] == [str(number) for number in range(1, DANGER_TESTS + 1)]
    for row in table_rows(text, r"(?:D|P)?\d+"):
        _, asked, state, shown, missing = row
        assert asked
        assert state in STATES, row[0]
        assert bool(NAMED.search(shown)) is (state in ("tested", "in part")), row[0]
        assert len(missing) > 1 or state == "tested", row[0]


def test_the_evidence_says_plainly_what_it_is_not() -> None:
    text = " ".join(text_of("EVIDENCE.md").split())
    assert "Nothing here is a clinical validation" in text
    assert "Clinicians and people with lived experience have yet to read the texts" in text
