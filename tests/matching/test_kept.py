"""What was worked out from our own phrases is read again, unless the phrases or the file changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from matching.kept import kept

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
