"""The log says which kind of error, and where; never what a member wrote."""

from __future__ import annotations

import io
import json
import logging
import stat
from typing import TYPE_CHECKING

import pytest

from commands import logs
from commands.settings import Settings, SettingsError
from storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = "I drank again and nobody may know"


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What a logger of ours and one of a library write."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    loggers = [logging.getLogger(name) for name in ("handlers.desk", "telegram.ext")]
    for each in loggers:
        each.addHandler(handler)
        each.propagate = False
    yield out
    for each in loggers:
        each.removeHandler(handler)
        each.propagate = True


class TheirWordsError(Exception):
    """Its message is what a member wrote."""


def fail() -> None:
    try:
        raise ValueError(WORDS)  # noqa: TRY301  two errors, one caused by the other, is what is tested
    except ValueError as cause:
        raise TheirWordsError(WORDS) from cause


@pytest.mark.parametrize("written", [logs.AsText, logs.AsJson], indirect=True)
def test_an_error_leaves_its_class_and_frames_and_no_word_of_a_member(written: io.StringIO) -> None:
    ours, library = logging.getLogger("handlers.desk"), logging.getLogger("telegram.ext")
    try:
        fail()
    except TheirWordsError as error:
        ours.exception("could not answer a message (code %s)", "a1b2c3")
        ours.error("failed: %s", error)
        ours.error(error)
        ours.warning("failed", exc_info=error)
        library.exception("update %s caused an error", WORDS)
        library.error(f"update {WORDS} caused %s", error)
    said = written.getvalue()
    assert WORDS not in said
    assert len(said.splitlines()) == 6
    assert "TheirWordsError" in said
    assert "test_logs.py:" in said
    assert "a1b2c3" in said


@pytest.mark.parametrize("written", [logs.AsJson], indirect=True)
def test_as_json_each_event_is_one_object(written: io.StringIO) -> None:
    ours = logging.getLogger("handlers.desk")
    ours.warning("two\nlines, %d", 7)
    try:
        fail()
    except TheirWordsError:
        ours.exception("broken")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["level"], first["logger"], first["event"]) == ("WARNING", "handlers.desk", "two lines, 7")
    assert second["error"] == "TheirWordsError"
    assert second["frames"][0].startswith("test_logs.py:")


@pytest.mark.parametrize("written", [logs.AsText], indirect=True)
def test_our_own_words_for_trouble_are_kept(written: io.StringIO) -> None:
    logging.getLogger("handlers.desk").warning("storage is not answering (%s)", StorageUnavailable("locked"))
    assert "storage is unavailable: locked" in written.getvalue()


def test_the_file_turns_over_and_is_for_the_operator_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 2000)
    file = tmp_path / "logs" / "peerbridge.log"
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        logs.set_up(Settings(log_file=file, log_format="json"))
        for number in range(200):
            logging.getLogger("handlers.desk").info("an event, number %d", number)
    finally:
        for each in root.handlers:
            each.close()
        root.handlers[:], root.level = before
    found = sorted(each.name for each in file.parent.iterdir())
    assert found == ["peerbridge.log", *(f"peerbridge.log.{number}" for number in range(1, 5))]
    assert {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()} == {0o600}
    assert all(each.stat().st_size <= 2000 for each in file.parent.iterdir())


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="PEERBRIDGE_LOG_FILE"):
        logs.set_up(Settings(log_file=tmp_path / "file" / "peerbridge.log"))
