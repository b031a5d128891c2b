"""`peerbridge safety`: what operators and managers see of the danger judges, the lines and the answers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from typer.testing import CliRunner

from commands import danger_report, disguises
from commands.danger_rows import DANGER_NEEDS, everyday_messages, read_rows
from commands.main import app
from insight.shares import wilson
from safety.verdict import Band, Danger
from tests.bots.discord_rules import specification

if TYPE_CHECKING:
    from typer.testing import Result

CHANNEL = "123456789012345678"
LINES = [
    {"lang": "en", "text": "I am going to kill myself tonight zebracorn", "tier": "intent"},
    {"lang": "en", "text": "zebracorn I want to die", "label": "ideation"},
    {"lang": "en", "text": "the shop closes at six zebracorn", "label": "none"},
    {"lang": "es", "text": "zebracorn el tren llega a las seis"},
]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["safety", *words])


def written(folder: Path, *rows: Any) -> str:
    file = folder / "some.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(file)


# check


def test_the_shipped_lines_and_answers_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERBRIDGE_REGION", "GB-SCT")
    done = run("check", "--country", "th")
    assert done.exit_code == 0
    said = done.output.splitlines()
    assert all(line.split()[0] in ("ok", "look") for line in said)
    assert sum("nobody with clinical training" in line for line in said) == 3


def test_a_country_without_a_line_by_day_and_night_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERBRIDGE_REGION", "JP")
    done = run("check")
    assert done.exit_code == 1
    assert [line for line in done.output.splitlines() if line.startswith("broken")] == [
        "broken  JP has no line for thoughts of suicide by day and night: add one to your catalog."
    ]


def test_a_line_of_the_communitys_own_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Path("services_catalog.yaml").read_text(encoding="utf-8")
    own = """
crisis_lines:
  - name: A line of ours
    country: JP
    purposes: [suicide]
    languages: [en]
    hours: {always: true}
    contacts: [{channel: call, number: "5550100"}]
    verified: {by: read, on: 2026-11-01}
"""
    del catalog, own
    pytest.importorskip("catalog.loader")
    monkeypatch.setenv("PEERBRIDGE_CATALOG", str(tmp_path / "missing.yaml"))
    assert run("check").exit_code == 0, "a catalog that cannot be read has its own command"


# report


def test_the_report_has_every_table_and_never_a_text(tmp_path: Path) -> None:
    done = run("report", written(tmp_path, *LINES), "--everyday", "20")
    assert done.exit_code == 0, done.output
    for words in (
        "en danger", "en harmless", "es harmless", "rules", "learned", "both", "tier intent", "tier ideation",
        "about self", "urgent, en", "UPPER CASE", "buried in 600", "one missing", "10,000 ordinary", "worst",
        "100.0 (34–100)",
    ):  # fmt: skip
        assert words in done.output
    assert "zebracorn" not in done.output


@pytest.mark.parametrize("content", ["{}", "zebracorn", '{"text": 1}', "[]", '{"text": "zebracorn", "tier": "odd"}'])
def test_a_line_that_is_no_message_is_named_without_its_words(tmp_path: Path, content: str) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(f'{{"text": "fine"}}\n{content}\n', encoding="utf-8")
    done = run("report", str(file))
    assert done.exit_code == 2
    assert "some.jsonl, line 2: this needs" in done.output
    assert "zebracorn" not in done.output


def test_a_file_that_is_missing_or_empty_is_one_sentence(tmp_path: Path) -> None:
    assert run("report", str(tmp_path / "nothing.jsonl")).exit_code == 2
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    done = run("report", str(tmp_path / "empty.jsonl"))
    assert (done.exit_code, done.output) == (2, "There is no message in these files.\n")


def test_both_formats_are_read_the_same_way(tmp_path: Path) -> None:
    rows = read_rows(Path(written(tmp_path, *LINES)))
    assert [(row.language, row.tier, row.about) for row in rows] == [
        ("en", "intent", "self"),
        ("en", "ideation", "self"),
        ("en", "", "self"),
        ("es", "", "self"),
    ]
    assert "zebracorn" not in repr(rows)


def test_a_message_about_somebody_else_is_known_as_such(tmp_path: Path) -> None:
    [row] = read_rows(Path(written(tmp_path, {"text": "x", "tier": "third_party"})))
    assert row.about == "other"


def test_without_the_second_judge_the_rules_are_measured_alone(tmp_path: Path) -> None:
    judges = danger_report.Judges(None)
    danger, _, harmless, _ = (judges.look(row) for row in read_rows(Path(written(tmp_path, *LINES))))
    assert danger.both == danger.rules
    assert (danger.rules.band, danger.learned, harmless.both) == (Band.ACT, Danger(), Danger())


def test_ordinary_messages_hold_no_need_that_is_danger() -> None:
    found = everyday_messages("en", 100)
    assert len(found["requests"]) <= 100
    assert len(everyday_messages("en", 10**6)["requests"]) > 4000
    assert {"suicide", "self-harm", "abuse"} <= DANGER_NEEDS


def test_an_interval_holds_the_share_and_stays_between_none_and_all() -> None:
    for hits, n in ((0, 5), (5, 5), (1, 1000), (50, 100)):
        low, high = wilson(hits, n)
        assert 0 <= low <= hits / n <= high <= 1
    assert danger_report.wilson(50, 100) == "50.0 (40–60)"
    assert danger_report.wilson(0, 0) == "-"


def test_a_disguise_changes_what_it_says_and_nothing_else() -> None:
    text = "I don't want to be alive tomorrow"
    assert disguises.upper_case(text) == text.upper()
    assert disguises.no_apostrophe(text) == "I dont want to be alive tomorrow"
    assert disguises.zero_width(text).replace("\u200b", "") == text
    assert len(disguises.full_width(text)) == len(text)
    assert text in disguises.buried(text)
    assert 600 <= len(disguises.buried(text)) <= 750
    assert sorted(disguises.swapped(text)) == sorted(text)
    assert len(disguises.missing(text)) == len(text) - 1
    assert disguises.missing("ok") == "ok"


# export-automod


def test_the_export_says_what_such_lists_are_worth_before_it_gives_one() -> None:
    done = run("export-automod", "--channel", CHANNEL)
    assert done.exit_code == 0
    said = done.stderr.splitlines()
    assert "2 to 10 %" in said[0]
    assert [line.startswith(f"This list ({code})") for line, code in zip(said[1:4], ("en", "es", "th"), strict=True)]
    assert "switched off" in said[4]
    rules = json.loads(done.stdout)
    assert len(rules) == 3
    for rule in rules:
        assert rule["enabled"] is False
        assert [action["type"] for action in rule["actions"]] == [2], "it alerts, and never blocks or punishes"
        assert rule["actions"][0]["metadata"]["channel_id"] == CHANNEL


@pytest.mark.skipif(specification() is None, reason="Discord's published specification is not on this machine")
def test_the_export_is_what_discord_takes() -> None:
    document = specification()
    assert document is not None
    body = document["paths"]["/guilds/{guild_id}/auto-moderation/rules"]["post"]["requestBody"]
    schema = {**body["content"]["application/json"]["schema"], "components": document["components"]}
    for rule in json.loads(run("export-automod", "--channel", CHANNEL).stdout):
        jsonschema.Draft202012Validator(schema).validate(rule)


def test_phrases_alone_can_be_pasted() -> None:
    done = run("export-automod", "--channel", CHANNEL, "--languages", "es", "--words-only")
    words = done.stdout.strip().split(",\n")
    assert "quiero morirme" in words
    assert all(0 < len(word) <= 60 for word in words)


@pytest.mark.parametrize("given", [["--channel", "general"], ["--channel", CHANNEL, "--languages", "xx"]])
def test_what_cannot_be_exported_is_one_sentence(given: list[str]) -> None:
    done = run("export-automod", *given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PEERBRIDGE_")]:
        monkeypatch.delenv(name)
