"""`peerbridge catalog` compares and writes without ever harming a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.entries import entry
from catalog.golden import load_golden
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.model import Area, Catalog, Readiness, Support
from catalog.placing import placed
from catalog.schema import CATALOG_SCHEMA
from commands.catalog_stats import _fitting, grid_columns, holes, rows
from commands.catalog_words import differences
from tests.catalog.samples import GOOD, load
from tests.catalog.services import services
from tests.commands.catalog_kit import SHORT, Folder

if TYPE_CHECKING:
    from pathlib import Path

    from catalog.model import Service

NEEDS = load_needs()


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, vectors, monkeypatch)


def test_init_writes_a_short_commented_file_that_is_ready(folder: Folder) -> None:
    assert "ready to be edited. It builds on 126 services" in folder.types("init")
    assert len(folder.text.splitlines()) < 60
    assert "extends: base" in folder.text
    assert "is ready: 126 services" in folder.types("check")
    schema = folder.text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (folder.path.parent / schema).resolve() == CATALOG_SCHEMA


def test_init_turns_the_link_to_the_base_into_a_file_and_leaves_the_base_alone(folder: Folder) -> None:
    shipped = BASE_PATH.read_bytes()
    folder.path.symlink_to(BASE_PATH)
    folder.types("init")
    assert not folder.path.is_symlink()
    assert BASE_PATH.read_bytes() == shipped


def test_init_never_writes_over_somebodys_file(folder: Folder) -> None:
    folder.save(SHORT)
    assert "--force" in folder.types("init", code=1)
    assert folder.text == SHORT
    folder.types("init", "--force")
    assert folder.path.with_name("services_catalog.old.yaml").read_text(encoding="utf-8") == SHORT
    folder.types("init", "--force")
    assert folder.path.with_name("services_catalog.old.yaml").read_text(encoding="utf-8") == SHORT
    assert folder.path.with_name("services_catalog.old2.yaml").exists()


def test_init_writes_golden_requests_to_begin_with_and_keeps_those_that_are_there(folder: Folder) -> None:
    folder.types("init")
    golden = folder.path.with_name("golden.yaml")
    example = [line.removeprefix("# ") for line in golden.read_text(encoding="utf-8").splitlines()[5:]]
    golden.write_text("\n".join(example), encoding="utf-8")
    assert load_golden(folder.path).requests[0][1].expect == ("our-tuesday-group",)
    folder.types("init", "--force")
    assert golden.read_text(encoding="utf-8") == "\n".join(example)


def test_the_examples_in_the_short_file_are_good_once_their_marks_are_taken_away(folder: Folder) -> None:
    folder.types("init")
    folder.save(re.sub(r"^#(?=  )", "", folder.text, flags=re.MULTILINE))
    assert "is ready: 127 services" in folder.types("check")
    catalog = load_catalog(folder.path, NEEDS).catalog
    assert catalog is not None
    assert catalog.services[0].name == "Square breathing"
    assert catalog.service("our-tuesday-group") is not None
    assert catalog.phrases["en"]["loneliness"] == ("nobody in this server ever answers me",)


def test_formatting_and_adding_leave_the_examples_of_the_short_file_alone(folder: Folder) -> None:
    folder.types("init")
    began = folder.text
    assert "in order already" in folder.types("format")
    folder.types("add", says="\n".join(ANSWERS) + "\n")
    lines = folder.text.splitlines()
    assert [line for line in lines if line in began.splitlines()] == began.splitlines()
    assert lines[lines.index("services:") + 1].startswith("  - id: our-walk")
    assert "in order already" in folder.types("format")


def test_format_keeps_meaning_and_comments_and_refuses_a_broken_file(folder: Folder) -> None:
    folder.save(SHORT.replace("    cost: free\n", "").replace("    name:", "    # why free\n    cost: free\n    name:"))
    assert "would change" in folder.types("format", "--check", code=1)
    folder.types("format")
    assert folder.text == SHORT.replace("    cost: free\n", "    # why free\n    cost: free\n")
    assert "in order already" in folder.types("format")
    broken = SHORT.replace("area: wellbeing", "area: welbeing")
    folder.save(broken)
    folder.types("format", code=1)
    assert folder.text == broken


def test_format_writes_where_a_link_leads_and_keeps_the_rights_of_the_file(folder: Folder) -> None:
    real = folder.save(SHORT.replace("[GB]", "[ GB ]"), "real.yaml")
    real.chmod(0o640)
    folder.path.symlink_to(real)
    folder.types("format")
    assert folder.path.is_symlink()
    assert real.read_text(encoding="utf-8") == SHORT
    assert real.stat().st_mode & 0o777 == 0o640
    assert not [name for name in [file.name for file in folder.path.parent.iterdir()] if name.startswith(".")]


ANSWERS = (
    "Our walk", "Our community", "www.example.org", "https://www.example.org/walk", "We walk together every week.",
    "wellbeeing", "wellbeing", "support-group", "lonliness", "loneliness, connection", "connect", "", "",
    "UK", "GB", "", "in-person", "", "I want to walk with somebody; nobody walks with me", "", "Ana", "",
    "y", "call", "0800 555 123", "n",
)  # fmt: skip


def test_add_asks_again_until_an_answer_fits_and_writes_a_good_entry(folder: Folder) -> None:
    folder.save(f"# ours\n{SHORT}# the end\n")
    said = folder.types("add", says="\n".join(ANSWERS) + "\n")
    assert "did you mean “https://www.example.org”?" in said or "not a full web address" in said
    assert "did you mean “wellbeing”?" in said
    assert "did you mean “loneliness”?" in said
    assert "did you mean “GB”?" in said
    catalog = load_catalog(folder.path, NEEDS).catalog
    assert catalog is not None
    service = catalog.service("our-walk")
    assert service is not None
    assert service.needs == ("loneliness", "connection")
    assert service.contacts[0].dial == "0800555123"
    assert service.examples == ("I want to walk with somebody", "nobody walks with me")
    assert folder.text.startswith("# ours\nextends: base\n")
    assert folder.text.endswith("# the end\n")
    assert folder.text.index("our-walk") > folder.text.index("tuesday-group")
    assert folder.text.index("our-walk") < folder.text.index("references:")


def test_add_says_what_each_word_means_and_shows_every_need_when_asked(folder: Folder) -> None:
    folder.save(SHORT)
    needs = next(at for at, typed in enumerate(ANSWERS) if "loneliness" in typed)
    said = folder.types("add", says="\n".join([*ANSWERS[:needs], "?", *ANSWERS[needs:]]) + "\n")
    for field in (Area, Support, Readiness):
        for word in get_args(field):
            assert re.search(rf"^  {word} +\w", said, re.MULTILINE), word
    for need in NEEDS:
        assert re.search(rf"^  {need.id} +{re.escape(need.label)}$", said, re.MULTILINE), need.id


def test_add_never_writes_into_the_base(folder: Folder) -> None:
    folder.path.symlink_to(BASE_PATH)
    shipped = BASE_PATH.read_bytes()
    assert "peerbridge catalog init" in folder.types("add", code=2)
    assert BASE_PATH.read_bytes() == shipped


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    service=services(),
    start=st.sampled_from(
        [GOOD, "services:\n", "meta: {title: x}\n", "services: []\nmeta: {title: x}", GOOD + "# end"]
    ),
)
def test_an_added_entry_stands_where_it_is_read_and_nothing_else_changes(
    tmp_path: Path, service: Service, start: str
) -> None:
    text = placed(start, entry(service), service.area)
    loaded = load(tmp_path, text)
    if service.checked or start.startswith(GOOD):
        assert [str(problem) for problem in loaded.problems] == []
        assert loaded.catalog is not None
        assert service in (*loaded.catalog.services, *loaded.catalog.unchecked)
    kept = [line for line in start.splitlines() if line.strip() and not line.startswith("services:")]
    assert [line for line in text.splitlines() if line in set(kept)][: len(kept)] == kept or set(kept) <= set(
        text.splitlines()
    )


def test_a_stub_is_an_entry_whose_blanks_the_check_names(folder: Folder) -> None:
    stub = folder.types("stub", "autism", "--language", "es", "--region", "MX")
    folder.save(f"extends: base\nservices:\n{stub}")
    said = folder.types("check", code=1)
    for blank in ("name", "provider", "url", "summary", "support", "readiness", "formats"):
        assert f"has no {blank}" in said
    assert "languages: [es]" in stub
    assert "did you mean “autism”?" in folder.types("stub", "autsm", code=2)
    assert "did you mean “GB”?" in folder.types("stub", "autism", "--region", "UK", code=2)


def test_a_stub_that_is_put_into_a_file_harms_nothing_until_its_marks_are_taken_away(folder: Folder) -> None:
    folder.save(SHORT)
    folder.types("stub", "autism", "--put")
    assert "is ready: 127 services" in folder.types("check")
    stood = [line for line in folder.text.splitlines() if line not in SHORT.splitlines()]
    assert all(line.startswith("# ") for line in stood if line)
    folder.save("\n".join(line.removeprefix("# ") for line in folder.text.splitlines()) + "\n")
    said = folder.types("check", code=1)
    assert "“our-autism” has no summary" in said or "has no summary" in said
    folder.path.unlink()
    folder.path.symlink_to(BASE_PATH)
    assert "catalog init" in folder.types("stub", "autism", "--put", code=2)


@pytest.mark.parametrize(
    "last",
    [
        "    tell: |\n      Stop if\n\n      you feel dizzy.\n",
        "    tell: >-\n      Stop if\n      you feel dizzy.\n    # a remark inside\n",
        '    tell: "Stop if\n      you feel dizzy."\n',
        "    tell: Stop if\n      you feel dizzy.\n",
    ],
    ids=["block", "folded", "quoted", "plain"],
)
def test_an_entry_is_added_behind_the_last_line_of_another(tmp_path: Path, last: str) -> None:
    before = GOOD.replace("references:", f"{last}references:")
    service = load_good(tmp_path, GOOD).services[0].model_copy(update={"id": "other"})
    text = placed(before, entry(service), service.area)
    assert f"{last}\n  - id: other\n" in text
    assert load_good(tmp_path, text).services[0] == load_good(tmp_path, before).services[0]
    windows = placed(before.replace("\n", "\r\n"), entry(service), service.area)
    assert windows == text.replace("\n", "\r\n")


def load_good(folder: Path, text: str) -> Catalog:
    loaded = load(folder, text)
    assert loaded.catalog is not None, loaded.problems
    return loaded.catalog


def test_a_file_that_cannot_be_written_stays_and_the_reason_is_a_sentence(folder: Folder) -> None:
    nowhere = folder.path.with_name("not there") / "services_catalog.yaml"
    assert "services_catalog.yaml cannot be written (no such file or directory)" in folder.types(
        "init", str(nowhere), code=2
    )


def test_the_grid_counts_and_puts_holes_first(tmp_path: Path) -> None:
    catalog = load(tmp_path, GOOD).catalog
    assert catalog is not None
    table = dict(rows(NEEDS, catalog.services))
    columns = grid_columns(catalog.services)
    told = dict(zip(columns, table["loneliness"], strict=True))
    assert told == {
        "learn": 0,
        "try": 0,
        "connect": 1,
        "get-help": 0,
        "free": 1,
        "en": 1,
        "es": 0,
        "th": 0,
        "world": 0,
        "GB": 1,
    }
    assert list(table)[-1] == "loneliness"


def test_stats_say_who_is_served_where_and_by_whom_nobody(folder: Folder) -> None:
    folder.save(SHORT)
    said = folder.types("stats", "--region", "TH", "--language", "th")
    assert "Nobody serves: " in said
    assert "autism" in said.partition("\n")[2].partition(".")[0]
    assert "127 services." in folder.types("stats")
    assert "did you mean “free”?" in folder.types("stats", "--cost", "gratis", code=2)


def test_holes_are_told_by_readiness_cost_language_and_at_home(tmp_path: Path) -> None:
    service = load_good(tmp_path, GOOD).services[0]
    needs = [need for need in NEEDS if need.id in ("loneliness", "sleep")]
    assert holes(needs, [service], "TH") == [
        "Nobody serves: sleep.",
        "Nothing under “learn” for: loneliness.",
        "Nothing under “try” for: loneliness.",
        "Nothing under “get-help” for: loneliness.",
        "Nothing in “es” for: loneliness.",
        "Nothing in “th” for: loneliness.",
        "Nothing in TH for: loneliness.",
    ]
    paid = service.model_copy(update={"cost": "paid"})
    assert "Nothing free for: loneliness." in holes(needs, [paid], None)


def test_a_small_window_shows_fewer_countries_and_says_so() -> None:
    shipped = load_catalog(BASE_PATH, NEEDS).catalog
    assert shipped is not None
    columns = grid_columns(shipped.services)
    assert _fitting(columns, 240) == columns
    assert list(_fitting(columns, 80)) == list(columns[:9])
    assert len(columns[:9]) < len(_fitting(columns, 130)) < len(columns)


def test_diff_says_in_words_what_changed_and_who_finds_something_else(folder: Folder) -> None:
    old = folder.save("extends: base\n", "old.yaml")
    new = folder.save("extends: base\nhide: [worry-time]\noverride: {box-breathing: {name: Square}}\n", "new.yaml")
    said = folder.types("diff", str(old), str(new))
    assert "(worry-time) is gone." in said
    assert "(box-breathing): name was “Box breathing” and is now “Square”." in said
    assert "now finds" in said
    folder.save("- say: I worry about everything\n  expect: [worry-time]\n", "golden.yaml")
    refused = "who says “I worry about everything” must find “worry-time”, which is hidden or gone"
    assert f"golden.yaml line 1: {refused}" in folder.types("diff", str(old), str(new))
    assert "Both hold the same services." in folder.types("diff", str(old), str(old))


@settings(max_examples=60, deadline=None)
@given(services(), services())
def test_whatever_differs_between_two_services_is_told(one: Service, other: Service) -> None:
    changed = other.model_copy(update={"id": one.id})
    told = list(differences(Catalog(services=(one,)), Catalog(services=(changed,))))
    assert bool(told) is (one != changed)


def told(old: str, new: str, folder: Path) -> list[str]:
    return list(differences(load_good(folder, old), load_good(folder, new)))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('"0800555124", display: 0800 555 124', "contacts: new “call 0800 555 124”, gone “call 0800 555 123”."),
        ("hours: 24/7", "hours was “Tuesday evenings” and is now “24/7”."),
        (
            "hours: {time_zone: Europe/London, periods: {days: [mon, tue], opens: 09:00, closes: 17:00}}",
            "hours was “Tuesday evenings” and is now “mon tue 09:00–17:00, Europe/London”.",
        ),
        ("ages: {min: 18}", "ages was “16 to 25” and is now “from 18”."),
        ("low_bandwidth: yes", "low_bandwidth was “no” and is now “yes”."),
        (
            "evidence: {level: rct, applies: method, refs: [groups-2020]}",
            "evidence was “rct, of this very thing, groups-2020” and is now “rct, of its method, groups-2020”.",
        ),
        ("needs: [loneliness, sleep]", "needs: new “sleep”."),
        ("citation: Another", "citation was “Made-up author (2020). Groups. Journal” and is now “Another”."),
        ("formats: [in-person]\n    tell: Stop", "tell is now “Stop”."),
    ],
)
def test_a_change_is_told_in_words(line: str, sentence: str, tmp_path: Path) -> None:
    if line.startswith('"'):
        new = GOOD.replace('"0800555123", display: 0800 555 123', line)
    else:
        name = line.partition(":")[0]
        new = re.sub(rf"(?m)^(    {name}: .*)$", f"    {line}", GOOD)
    (said,) = told(GOOD, new, tmp_path)
    assert said.endswith(sentence)


def test_two_long_texts_are_told_from_where_they_part(tmp_path: Path) -> None:
    long = GOOD.replace("Meet others of your age.", f"{'Talk or listen. ' * 9}Every Tuesday at seven.")
    (said,) = told(long, long.replace("Tuesday at", "Friday at"), tmp_path)
    assert said.endswith(
        "summary was “… or listen. Every Tuesday at seven.” and is now “… or listen. Every Friday at seven.”."
    )


def test_crisis_lines_phrases_and_words_in_other_languages_are_told(tmp_path: Path) -> None:
    line = (
        "crisis_lines:\n  - {name: Night Line, country: GB, purposes: [suicide], languages: en, hours: 24/7, contacts: "
        "{channel: call, dial: '123', display: '123'}, verified: {on: 2026-11-22, by: us, how: read}}\n"
    )
    spoken = GOOD.replace("references:", "    translations: {es: {name: Grupo, summary: Hola}}\nreferences:")
    phrases = "phrases: {en: {sleep: [cannot nod off, wide awake]}}\n"
    assert told(GOOD, GOOD + line, tmp_path) == ["The crisis line “Night Line” (GB) is new: call 123."]
    assert told(GOOD + line, GOOD, tmp_path) == ["The crisis line “Night Line” (GB) is gone."]
    assert told(GOOD + line, GOOD + line.replace("123", "124"), tmp_path) == [
        "The crisis line “Night Line” (GB): contacts: new “call 124”, gone “call 123”."
    ]
    assert told(GOOD + phrases, GOOD + phrases.replace("nod off", "drift off"), tmp_path) == [
        "Phrases for “sleep” (en): new “cannot drift off”, gone “cannot nod off”."
    ]
    assert told(GOOD, spoken, tmp_path)[0].endswith("the words in “es” are new.")
    assert told(spoken, spoken.replace("Hola", "Ven"), tmp_path)[0].endswith(
        "in “es” summary was “Hola” and is now “Ven”."
    )


def test_try_looks_into_a_file_before_it_goes_live(folder: Folder) -> None:
    folder.save("extends: base\n")
    ours = "Tuesday chess evening for people who feel lonely"
    edited = folder.save(SHORT.replace("Meet others of your age.", ours), "edited.yaml")
    said = folder.types(
        "try", str(edited), "I feel so lonely in the evenings, I have no one to talk to", "--region", "GB"
    )
    assert "Group on Tuesdays" in said
