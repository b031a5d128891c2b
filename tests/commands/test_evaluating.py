from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from commands.evaluating import interval
from commands.main import app

if TYPE_CHECKING:
    from pathlib import Path

LINES = [
    {"lang": "en", "kind": "direct", "text": "I cannot sleep zebracorn", "needs": ["sleep"]},
    {"lang": "es", "kind": "direct", "text": "no puedo dormir", "needs": ["sleep"]},
    {"lang": "en", "kind": "none", "text": "see you on thursday", "needs": []},
]


def _run(path: Path, content: str) -> tuple[int, str]:
    file = path / "some.jsonl"
    file.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(app, ["eval", str(file)])
    return done.exit_code, done.output


@pytest.fixture(autouse=True)
def data_of_its_own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors are kept between runs."""
    cache = request.config.cache
    assert cache
    monkeypatch.setenv("PEERBRIDGE_DATA_DIR", str(cache.mkdir("peerbridge-data")))


def test_the_tables_name_languages_kinds_and_needs_and_never_a_text(tmp_path: Path) -> None:
    code, shown = _run(tmp_path, "\n".join(json.dumps(line) for line in LINES))
    assert code == 0
    for word in ("en direct", "es", "sleep", "one of three", "got services", "100.0 (100–100)"):
        assert word in shown
    assert "zebracorn" not in shown


@pytest.mark.parametrize("content", ["", "{}", "no json", '{"needs": []}', '{"text": "x", "needs": 1}', "[]"])
def test_a_file_that_cannot_be_used_is_refused_without_its_words(tmp_path: Path, content: str) -> None:
    code, shown = _run(tmp_path, content)
    assert code == 2
    assert "no json" not in shown


def test_an_interval_is_the_same_each_time_and_holds_the_mean() -> None:
    values = [1.0] * 8 + [0.0] * 2
    assert interval(values) == interval(values)
    assert interval(values).startswith("80.0 (")
    assert interval([]) == "-"
