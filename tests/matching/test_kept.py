"""What was worked out from our own phrases is read again, unless the phrases or the file changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from matching import ways
from matching.heard import Heard
from matching.kept import kept
from matching.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path


class Work:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> dict[str, np.ndarray]:
        self.done += 1
        return {"numbers": np.arange(3)}


def test_the_same_lines_are_worked_out_once(tmp_path: Path) -> None:
    work = Work()
    for _ in range(2):
        assert kept(tmp_path / "new", "one", ["a", "b"], work)["numbers"].tolist() == [0, 1, 2]
    assert work.done == 1


def test_other_lines_are_worked_out_anew(tmp_path: Path) -> None:
    work = Work()
    for lines in (["a"], ["b"], ["b"], ["a"]):
        kept(tmp_path, "one", lines, work)
    assert work.done == 3


@pytest.mark.parametrize("damage", [b"", b"no archive", b"PK\x03\x04 half"])
def test_a_broken_file_costs_time_only(tmp_path: Path, damage: bytes) -> None:
    work = Work()
    kept(tmp_path, "one", ["a"], work)
    (tmp_path / "one.npz").write_bytes(damage)
    assert kept(tmp_path, "one", ["a"], work)["numbers"].tolist() == [0, 1, 2]
    assert kept(tmp_path, "one", ["a"], work)["numbers"].tolist() == [0, 1, 2]
    assert work.done == 2


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    work = Work()
    assert kept(tmp_path / "file", "one", ["a"], work)
    assert kept(None, "one", ["a"], work)
    assert work.done == 2


OWN = Vocabulary(("sleep: nights", "money: debts"), (("no puedo dormir", "mis deudas"), ("sin dinero",)), ("hola",))
ENGLISH = Vocabulary(OWN.cards, (("I cannot sleep",), ("I have debts",)), ("hello",))


def test_what_is_kept_of_a_language_told_in_english_reads_the_same(tmp_path: Path) -> None:
    gloss = ways.Gloss("es")
    for text in ("sleep", "debts money", "hello", "nothing at all"):
        heard = Heard(text)
        fresh, made, read = (
            ways.by_told_words(OWN, ENGLISH, gloss, folder)(heard) for folder in (None, tmp_path, tmp_path)
        )
        for (scores, odds), (others, also) in ((fresh, made), (made, read)):
            assert scores[""].tolist() == others[""].tolist()
            assert odds == also
    assert (tmp_path / "told-es.npz").exists()


def test_a_phrase_that_moves_to_the_next_need_is_worked_out_anew(tmp_path: Path) -> None:
    gloss, heard = ways.Gloss("es"), Heard("debts")
    moved = Vocabulary(OWN.cards, (OWN.phrases[0][:1], (OWN.phrases[0][1], *OWN.phrases[1])), OWN.talk)
    before = ways.by_told_words(OWN, ENGLISH, gloss, tmp_path)(heard)[0][""]
    after = ways.by_told_words(moved, ENGLISH, gloss, tmp_path)(heard)[0][""]
    assert moved.lines == OWN.lines
    assert before.tolist() != after.tolist()
    assert after.tolist() == ways.by_told_words(moved, ENGLISH, gloss, None)(heard)[0][""].tolist()
