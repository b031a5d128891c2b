"""`peerbridge catalog check` tells everything at once: what must change, what fails, and what would help."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.golden import Golden, load_golden
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from commands.catalog_golden import broken_golden
from commands.catalog_hints import cut_off, grade, hints
from commands.catalog_minds import Shelf, midweek
from commands.checking import check_catalog
from commands.settings import CHECKOUT
from tests.catalog.mangling import CHANGES, DEPTH, mutated
from tests.catalog.samples import GOOD, load
from tests.commands.catalog_kit import OWN, SHORT, Folder
from tests.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from handlers.consider import SecondJudge
    from handlers.tools import Directory

NEEDS = load_needs()


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, vectors, monkeypatch)


def test_check_names_every_problem_and_refuses(folder: Folder) -> None:
    folder.save(SHORT.replace("area: wellbeing", "area: welbeing").replace("cost: free", "cost: gratis"))
    said = folder.types("check", code=1)
    assert "needs 2 changes" in said
    assert "line 8: “welbeing” is not an area we know; did you mean “wellbeing”?" in said


def test_warnings_name_the_line_and_never_fail_a_catalog(folder: Folder) -> None:
    long = "word " * 30
    text = SHORT.replace("Meet others of your age.", long).replace("on: 2026-11-22", "on: 2020-01-01")
    folder.save(text)
    said = folder.types("check")
    assert "is ready: 127 services" in said
    assert "line 3: a sentence of summary has 30 words" in said
    assert "line 3: its numbers were last checked on 2020-01-01" in said
    assert "line 3: “tuesday-group” has no examples" in said


def test_facts_age_by_the_calendar_and_numbers_sooner_than_other_facts(tmp_path: Path) -> None:
    catalog = load(tmp_path, GOOD).catalog
    assert catalog is not None
    (service,) = catalog.services
    without = catalog.model_copy(update={"services": (service.model_copy(update={"contacts": ()}),)})
    checked = service.verified.on
    for days, numbers_due, facts_due in (
        (180, False, False),
        (181, True, False),
        (365, True, False),
        (366, True, True),
    ):
        today = checked + timedelta(days=days)
        assert bool(hints(catalog, {service.id: 2}, today)) is numbers_due
        assert bool(hints(without, {service.id: 2}, today)) is facts_due


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("    summary: Peer group #1 in town", "#1 in town"),
        ("      - Say #metoo to us", "#metoo to us"),
        ("    summary: Peer group # the first of them", None),
        ('    summary: "Peer group #1 in town"', None),
        ("    # summary: Peer group #1", None),
        ("    url: https://example.org/page#part", None),
    ],
)
def test_words_that_a_hash_turns_into_a_remark_are_told(line: str, lost: str | None) -> None:
    told = [(one.line, one.sentence) for one in cut_off(f"services:\n{line}\n")]
    assert [line for line, _ in told] == ([2] if lost else [])
    assert all(f"“{lost}”" in sentence for _, sentence in told)


def test_hints_come_by_line_and_all_of_them_when_asked(folder: Folder) -> None:
    own, _, rest = OWN.removeprefix("services:\n").partition("references:")
    folder.save(
        "services:\n" + "".join(own.replace("tuesday-group", f"group-{n}") for n in range(50)) + f"references:{rest}"
    )
    said = folder.types("check")
    assert "more; write --all to see them" in said
    lines = [int(line) for line in re.findall(r"- line (\d+):", folder.types("check", "--all"))]
    assert lines == sorted(lines)
    assert len(set(lines)) == 50


def test_a_check_says_the_same_at_night_and_at_the_weekend() -> None:
    assert {midweek(NOW + timedelta(days=day, hours=9)) for day in range(-2, 4)} == {NOW}


def test_hard_words_are_told_and_plain_ones_are_not() -> None:
    hard = (
        "Interdisciplinary practitioners facilitate individualised psychotherapeutic interventions "
        "incorporating evidence-informed methodologies alongside comprehensive psychoeducational consultation."
    )
    assert grade(hard) > 20
    assert grade("Come and meet others of your age. You can talk, or just listen. It is free.") < 6
    shipped = load_catalog(BASE_PATH, NEEDS).catalog
    assert shipped is not None
    lines = {service.id: 1 for service in shipped.services}
    assert len([one for one in hints(shipped, lines, date(2026, 11, 25)) if "hard to read" in one.sentence]) <= 5


def test_the_golden_requests_we_ship_all_find_what_they_must(directory: Directory, second_judge: SecondJudge) -> None:
    goldens, shelf = load_golden(CHECKOUT / "services_catalog.yaml"), Shelf(directory, second_judge, midweek(NOW))
    assert goldens.problems == ()
    assert len(goldens.requests) >= 40
    assert {"es", "th", None} <= {golden.language for _, golden in goldens.requests}
    assert [str(one) for one in broken_golden(goldens.requests, shelf)] == []


def test_golden_requests_meet_both_judges_as_members_do(directory: Directory, second_judge: SecondJudge) -> None:
    golden = Golden(say="there is a rope in the garage and I keep thinking about it", expect=("worry-time",))
    (both,) = broken_golden([(1, golden)], Shelf(directory, second_judge, midweek(NOW)))
    (rules,) = broken_golden([(1, golden)], Shelf(directory, None, midweek(NOW)))
    assert "gets the answer for people in danger" in both.sentence
    assert "gets the answer for people in danger" not in rules.sentence


def test_an_edit_that_breaks_a_golden_request_is_refused_unless_forced_or_paused_with_a_reason(folder: Folder) -> None:
    golden = "- say: I would like to meet people on Tuesdays\n  expect: [tuesday-group]\n  region: GB\n"
    folder.save(golden, "golden.yaml")
    said = "examples: [I would like to meet people on Tuesdays]"
    folder.save(
        SHORT.replace("    evidence:", f"    {said}\n    evidence:").replace("Meet others", "Meet people, others")
    )
    folder.types("check")
    folder.save("extends: base\n")
    said = folder.types("check", code=1)
    assert (
        "line 1: who says “I would like to meet people on Tuesdays” must find “tuesday-group”, which is hidden or gone"
        in said
    )
    assert "is ready" in folder.types("check", "--force")
    folder.save(golden + "  paused: the group rests until May\n", "golden.yaml")
    folder.types("check")


@pytest.mark.parametrize(
    ("golden", "sentence"),
    [
        (
            "- say: x\n  expct: [a]\n",
            "line 2: “expct” is not something that this request can have; did you mean “expect”?",
        ),
        ("say: x\n", "line 1: begin each golden request with “- say: …”"),
        ("- say: x\n  expect: [a\n", "a bracket is opened here and not closed"),
    ],
)
def test_a_broken_golden_file_is_explained(folder: Folder, golden: str, sentence: str) -> None:
    folder.save("extends: base\n")
    folder.save(golden, "golden.yaml")
    assert sentence in folder.types("check", code=1)


@pytest.mark.timeout(1200)
@settings(max_examples=DEPTH, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=1, max_size=2))
def test_a_mangled_catalog_is_never_too_much_for_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: list[tuple[str, int, str]]
) -> None:
    path = tmp_path / "services_catalog.yaml"
    path.write_bytes(mutated(changes).encode("utf-8", "surrogatepass"))
    code = check_catalog(path)
    said = capsys.readouterr().out
    assert ("services_catalog.yaml is ready" in said) is (code == 0)
    assert ("services_catalog.yaml needs" in said) is (code == 1)
