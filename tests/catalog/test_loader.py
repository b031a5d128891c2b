"""Good catalogs become a catalog; broken ones become every sentence that their editor needs, and nothing else."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.contacts import STALE_NUMBERS, is_stale
from catalog.files import MAX_BYTES
from catalog.loader import Loaded, NeedsBrokenError, load_catalog, load_needs
from catalog.problems import MOST, Problem
from tests.catalog.mangling import CHANGES, DEPTH, mutated
from tests.catalog.samples import EXAMPLE, GOOD, NEEDS, changed, load

if TYPE_CHECKING:
    from catalog.model import Catalog

TABLE = Path(__file__).with_name("broken.txt").read_text(encoding="utf-8")
CASES = {case.partition("\n")[0]: case.partition("\n")[2] for case in TABLE.split("## ")[1:]}


def broken(case: str) -> tuple[str, list[str]]:
    """The broken catalog of a case in broken.txt, and its sentences."""
    lines: dict[int, str] = {}
    for number, text in re.findall(r"^(\d+)\|(.*)$", case, re.MULTILINE):
        lines[int(number)] = f"{lines[int(number)]}\n{text}" if int(number) in lines else text
    return changed(lines), re.findall(r"^=> (.*)$", case, re.MULTILINE)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_broken_catalog_gets_every_sentence_at_once(case: str, tmp_path: Path) -> None:
    content, sentences = broken(case)
    loaded = load(tmp_path, content, load_needs() if "extends:" in content else NEEDS)
    assert loaded.catalog is None
    assert [str(problem) for problem in loaded.problems] == sentences
    assert sentences


def test_no_sentence_speaks_the_language_of_programs() -> None:
    said = " ".join(sentence for case in CASES.values() for sentence in broken(case)[1])
    assert not re.search(
        r"(?i)input|valid |string|dict|tuple|literal|pydantic|null|boolean|integer|scalar|mapping", said
    )


def test_all_faults_of_a_large_file_come_at_once(tmp_path: Path) -> None:
    content = EXAMPLE.read_text(encoding="utf-8").replace("area: wellbeing", "area: welbeing").replace("en]", "EN]")
    problems = load(tmp_path, content).problems
    lines = [number for number, text in enumerate(content.splitlines(), 1) if "welbeing" in text or "EN]" in text]
    assert [problem.line for problem in problems] == lines
    assert len(lines) > 10
    assert all(problem.entry for problem in problems)


def test_a_problem_names_its_line_and_its_entry(tmp_path: Path) -> None:
    (problem,) = load(tmp_path, changed({7: "    area: welbeing"})).problems
    assert (problem.line, problem.entry) == (7, "tuesday-group")
    assert str(problem) == f"line 7: {problem.sentence}"
    assert str(Problem(None, None, "there is no file")) == "there is no file"


def test_an_id_can_be_given_only_once(tmp_path: Path) -> None:
    entry = "\n".join(GOOD.splitlines()[1:20])
    (problem,) = load(tmp_path, GOOD.replace("references:", f"{entry}\nreferences:")).problems
    assert str(problem) == "line 21: the id “tuesday-group” is already taken on line 2; give each service its own"


def test_a_good_catalog_has_no_problems_and_the_digest_of_its_bytes() -> None:
    loaded = load_catalog(EXAMPLE, NEEDS)
    assert loaded.problems == ()
    assert loaded.catalog is not None
    assert loaded.catalog.digest == hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()


def test_what_is_typed_becomes_what_the_field_needs() -> None:
    loaded = load_catalog(EXAMPLE, NEEDS)
    assert loaded.catalog is not None
    breathing, _, texting, group = loaded.catalog.services[:4]
    assert breathing.hours.always
    assert breathing.low_bandwidth
    assert breathing.anonymous == "yes"
    assert breathing.verified.on == date(2026, 11, 22)
    assert not breathing.translations["th"].reviewed
    assert (texting.needs, texting.regions, texting.formats) == (("stress",), ("US",), ("text",))
    assert texting.hours.periods[0].opens == "09:00"
    assert (group.ages.min, group.ages.max) == (16, 25)
    assert loaded.catalog.phrases["en"]["loneliness"] == ("nobody talks to me",)
    assert loaded.catalog.references["breath-2023"].doi == "10.1000/example.1"


@pytest.mark.parametrize("typed", ["no", "1.10", "9:30", "07:00", "2026-11-22", "0x1F", "1e3", "012", "=", ".inf"])
def test_a_text_stays_as_it_was_typed(typed: str, tmp_path: Path) -> None:
    loaded = load(tmp_path, changed({3: f"    name: {typed}"}))
    assert loaded.catalog is not None
    assert loaded.catalog.services[0].name == typed


def test_the_counts_say_what_a_good_catalog_holds(tmp_path: Path) -> None:
    counts = load_catalog(EXAMPLE, NEEDS).counts
    assert counts is not None
    assert (counts.services, counts.references, counts.crisis_lines, counts.exercises) == (10, 3, 1, 1)
    assert counts.by_area == {"coping": 3, "wellbeing": 4, "therapy": 3}
    assert counts.languages == ("en", "es", "fr", "th")
    assert load(tmp_path, "x").counts is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1: the file is empty; begin with a line “services:”"),
        (b"# only a comment\n", "line 1: the file is empty; begin with a line “services:”"),
        (
            b"\xef\xbb\xbf" + GOOD.encode(),
            "line 1: the file begins with an invisible mark (BOM); save it as “UTF-8”, not as “UTF-8 with BOM”",
        ),
        (GOOD.encode("utf-16"), "line 1: the file is saved as UTF-16; save it as plain text in “UTF-8”"),
        (GOOD.encode("utf-32"), "line 1: the file is saved as UTF-32; save it as plain text in “UTF-8”"),
        (
            GOOD.encode("utf-16-le"),
            "line 1: the file is no plain text, or has another encoding; save it as plain text in “UTF-8”",
        ),
        (
            b"PK\x03\x04\x14\x00\xff",
            "line 1: the file is a document of an office program or an archive; save it as plain text in “UTF-8”",
        ),
        (
            b"{\\rtf1 services:}",
            "line 1: the file is a document of a word processor (RTF); save it as plain text in “UTF-8”",
        ),
        (
            b"<!DOCTYPE html>\n<p>services:",
            "line 1: the file is a web page, not a catalog; save it as plain text in “UTF-8”",
        ),
        (
            changed({3: "    name: Ours", 6: "    summary: It’s ours."}).encode("cp1252"),
            "line 6: there is a letter here that is not saved as UTF-8; save the file as “UTF-8”",
        ),
        (
            b"services:\n  tuesday-group:\n    name: Group\n",
            "line 2: begin each service with a dash: write “- id: tuesday-group” and the rest below it",
        ),
        (
            changed({3: "    name: Café"}).encode("latin-1"),
            "line 3: there is a letter here that is not saved as UTF-8; save the file as “UTF-8”",
        ),
        (
            GOOD.encode() + b"#" * MAX_BYTES,
            "line 1: the file is larger than 10 MB; take out what does not belong in a catalog",
        ),
        (b"just words", "line 1: the file does not begin with a name; begin with a line “services:”"),
        (b"[" * 5000, "line 1: there are too many lists inside lists here; check the brackets"),
    ],
    ids=[
        "empty",
        "comment",
        "BOM",
        "UTF-16",
        "UTF-32",
        "no BOM",
        "office",
        "RTF",
        "page",
        "Windows",
        "keyed",
        "Latin-1",
        "too large",
        "words",
        "brackets",
    ],
)
def test_a_file_that_is_no_catalog_gets_one_sentence(content: bytes, sentence: str, tmp_path: Path) -> None:
    assert [str(problem) for problem in load(tmp_path, content).problems] == [sentence]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_ends_of_lines_change_neither_a_good_catalog_nor_the_line_of_a_problem(ends: str, tmp_path: Path) -> None:
    good = load(tmp_path, GOOD.replace("\n", ends)).catalog
    assert good is not None
    assert good.services == load_good(tmp_path).services
    (problem,) = load(tmp_path, changed({7: "    area: welbeing"}).replace("\n", ends)).problems
    assert problem.line == 7


def load_good(folder: Path) -> Catalog:
    catalog = load(folder, GOOD).catalog
    assert catalog is not None
    return catalog


def test_aliases_that_would_grow_without_end_are_refused_one_by_one(tmp_path: Path) -> None:
    """Each list names the one before it nine times: 9¹¹ entries, if they were written out."""
    bomb = [f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(12)]
    problems = load(tmp_path, "services:\n" + "\n".join(bomb)).problems
    assert {problem.line for problem in problems} == set(range(2, 14))
    assert any("“*a10” points to another place" in problem.sentence for problem in problems)


HOSTILE = {
    "entries": ("services:\n" + "  - id: x\n" * 20_000, "has no area", 68),
    "tabs": ("\tservices:\n" * 700_000, "a tab at the start", 1001),
    "control characters": ("services:\n" + "\x07\n" * 700_000, "control character", 1002),
    "aliases": ("services:\n" + "".join(f"  - &a{n} [*a{n}]\n" for n in range(20_000)), "“&a0” marks", 502),
    "parts": ("".join(f"nam{n}: x\n" for n in range(20_000)), "not a part of a catalog", 1001),
    "hidden": (f"extends: base\nhide: [{', '.join(map(str, range(20_000)))}]\n", "not the id of a service", 2),
    "overridden": (
        "extends: base\noverride:\n" + "".join(f"  b{n}: {{name: x}}\n" for n in range(20_000)),
        "not the id of a service",
        1003,
    ),
    "references": (
        "services: []\nreferences:\n" + "".join(f"  b{n}: {{}}\n" for n in range(20_000)),
        "no citation",
        1002,
    ),
    "phrases": ("phrases: {en: {" + ", ".join(f"n{n}: x" for n in range(20_000)) + "}}", "not a need we know", 1),
}
"""Files that would keep a program busy for hours, or fill its memory."""


@pytest.mark.parametrize(("content", "sentence", "last"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_thousand_problems_are_told_and_then_that_there_are_more(
    content: str, sentence: str, last: int, tmp_path: Path
) -> None:
    problems = load(tmp_path, content, load_needs()).problems
    assert len(problems) == MOST + 1
    assert any(sentence in problem.sentence for problem in problems)
    assert problems[-1].sentence.startswith(("from here on there are more problems", "there is much more like this"))
    assert problems[-1].line == last


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (changed({13: f"    languages: [{', '.join(['en'] * 2001)}]"}), "line 13: the list that begins here has more"),
        (changed({6: f'    summary: "{"word " * 4001}"'}), "line 6: the text that begins here has 20,004 letters"),
        ("services:\n" + "  - id: x\n" * 600_000, "line 500001: the file holds too much to be a catalog"),
    ],
    ids=["list", "text", "file"],
)
def test_what_is_larger_than_any_catalog_is_not_read_to_its_end(content: str, sentence: str, tmp_path: Path) -> None:
    (problem,) = load(tmp_path, content).problems
    assert str(problem).startswith(sentence)


def test_a_missing_file_and_a_folder_are_problems_too(tmp_path: Path) -> None:
    (missing,) = load_catalog(tmp_path / "services_catalog.yaml", NEEDS).problems
    assert str(missing) == "there is no file “services_catalog.yaml”; check its name and its folder"
    (folder,) = load_catalog(tmp_path, NEEDS).problems
    assert "is not a file" in folder.sentence
    link = tmp_path / "services_catalog.yaml"
    link.symlink_to(link)
    (unreadable,) = load_catalog(link, NEEDS).problems
    assert "cannot be read" in unreadable.sentence


@pytest.mark.parametrize("number", sorted(STALE_NUMBERS))
def test_a_number_that_is_out_of_date_never_ships(number: str, tmp_path: Path) -> None:
    contact = f'    contacts: {{channel: call, dial: "{number}", display: "{number}"}}'
    problems = load(tmp_path, changed({18: contact})).problems
    assert f"the number “{number}” is out of date" in problems[0].sentence


@pytest.mark.parametrize("number", ["800 273 8255", "+1 (800) 273-8255", "+66 2 713 6791", "+91 1800-599-0019"])
def test_an_old_number_is_known_however_it_is_written(number: str) -> None:
    assert is_stale(number)


@pytest.mark.parametrize("number", ["988", "116123", "1-800-662-4357", "13931", "1800 737 732"])
def test_a_current_number_is_not_taken_for_an_old_one(number: str) -> None:
    assert not is_stale(number)


@pytest.mark.timeout(1200)
@settings(max_examples=DEPTH, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=1, max_size=4))
def test_a_mangled_catalog_is_either_good_or_explained(tmp_path: Path, changes: list[tuple[str, int, str]]) -> None:
    content = mutated(changes).encode("utf-8", "surrogatepass")
    check_either_or(load(tmp_path, content), lines=content.decode("utf-8", "replace").count("\n") + 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_at_all_are_explained(tmp_path: Path, content: bytes) -> None:
    check_either_or(load(tmp_path, content), lines=None)


def check_either_or(loaded: Loaded, lines: int | None) -> None:
    assert (loaded.catalog is None) == bool(loaded.problems)
    for problem in loaded.problems:
        assert problem.line is not None
        assert problem.line >= 1
        assert lines is None or problem.line <= lines + 1
        assert problem.sentence


def test_the_vocabulary_has_each_id_and_code_once() -> None:
    needs = load_needs()
    assert len({need.id for need in needs}) == len({need.code for need in needs}) == len(needs) > 10


def test_a_broken_vocabulary_says_why(tmp_path: Path) -> None:
    path = tmp_path / "needs.yaml"
    need = "- {id: sleep, code: sl, label: Sleep, definition: bad nights, area: coping}\n"
    path.write_text(f"{need}{need.replace('sleep', 'rest')}- {{id: x, code: abc}}\n{need}", encoding="utf-8")
    with pytest.raises(NeedsBrokenError) as broke:
        load_needs(path)
    said = str(broke.value)
    assert "line 2: the code “sl” is taken twice" in said
    assert "line 3: “abc” is not a code; write two small letters, such as an" in said
    assert "line 3: “x” has no label" in said
    assert "line 4: the id “sleep” is taken twice" in said
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(NeedsBrokenError, match="there are no needs"):
        load_needs(path)
