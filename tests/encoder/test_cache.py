from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from encoder.cache import VectorCache
from encoder.encoder import Encoder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

TEXTS = ["I cannot sleep", "money worries", "I miss my dog"]


class Counted:
    """The real encoder, and how often it was asked."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.asked, self.digest = encoder, 0, encoder.digest

    def vector(self, text: str) -> NDArray[np.float32]:
        self.asked += 1
        return self.encoder.vector(text)

    def knows(self, word: str) -> bool:
        return self.encoder.knows(word)


@pytest.fixture(scope="module")
def loaded() -> Encoder:
    return Encoder.load()


@pytest.fixture
def encoder(loaded: Encoder) -> Counted:
    return Counted(loaded)


def test_a_second_start_encodes_nothing(tmp_path: Path, encoder: Counted) -> None:
    first = VectorCache(tmp_path).vectors(TEXTS, encoder)
    again = VectorCache(tmp_path).vectors(TEXTS, encoder)
    assert np.array_equal(first, again)
    assert encoder.asked == len(TEXTS)


def test_only_what_is_new_is_encoded(tmp_path: Path, encoder: Counted) -> None:
    VectorCache(tmp_path).vectors(TEXTS, encoder)
    rows = VectorCache(tmp_path).vectors(["a new line", *TEXTS], encoder)
    assert encoder.asked == len(TEXTS) + 1
    assert np.array_equal(rows[0], encoder.encoder.vector("a new line"))


def test_no_text_stands_in_the_file(tmp_path: Path, encoder: Counted) -> None:
    VectorCache(tmp_path).vectors(TEXTS, encoder, name="phrases")
    (file,) = tmp_path.iterdir()
    assert file.name == "phrases.npz"
    assert not any(text.encode() in file.read_bytes() for text in TEXTS)


@pytest.mark.parametrize("damage", [b"", b"not a cache", b"PK\x03\x04 half a cache"])
def test_a_broken_cache_is_made_again(tmp_path: Path, encoder: Counted, damage: bytes) -> None:
    right = VectorCache(tmp_path).vectors(TEXTS, encoder)
    (tmp_path / "vectors.npz").write_bytes(damage)
    assert np.array_equal(VectorCache(tmp_path).vectors(TEXTS, encoder), right)
    assert encoder.asked == 2 * len(TEXTS)
    VectorCache(tmp_path).vectors(TEXTS, encoder)
    assert encoder.asked == 2 * len(TEXTS)


def test_half_a_cache_is_made_again(tmp_path: Path, encoder: Counted) -> None:
    right = VectorCache(tmp_path).vectors(TEXTS, encoder)
    file = tmp_path / "vectors.npz"
    file.write_bytes(file.read_bytes()[:2000])
    assert np.array_equal(VectorCache(tmp_path).vectors(TEXTS, encoder), right)


def test_a_cache_of_the_wrong_shape_is_made_again(tmp_path: Path, encoder: Counted) -> None:
    np.savez(tmp_path / "vectors.npz", keys=np.zeros((1, 32), np.uint8), vectors=np.full((1, 7), np.nan, np.float32))
    assert VectorCache(tmp_path).vectors(TEXTS, encoder).shape == (3, 384)


def test_a_cache_with_impossible_numbers_is_made_again(tmp_path: Path, encoder: Counted) -> None:
    right = VectorCache(tmp_path).vectors(TEXTS, encoder)
    with np.load(tmp_path / "vectors.npz") as stored:
        keys = stored["keys"]
    np.savez(tmp_path / "vectors.npz", keys=keys, vectors=np.full_like(right, np.nan))
    assert np.array_equal(VectorCache(tmp_path).vectors(TEXTS, encoder), right)


def test_vectors_of_another_model_are_not_used(tmp_path: Path, encoder: Counted) -> None:
    VectorCache(tmp_path).vectors(TEXTS, encoder)
    encoder.digest = "another"
    VectorCache(tmp_path).vectors(TEXTS, encoder)
    assert encoder.asked == 2 * len(TEXTS)


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path, encoder: Counted) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    assert VectorCache(tmp_path / "taken").vectors(TEXTS, encoder).shape == (3, 384)


def test_no_folder_and_no_texts_are_fine(encoder: Counted) -> None:
    assert VectorCache(None).vectors([], encoder).shape == (0, 384)


def test_what_is_no_longer_asked_for_is_forgotten(tmp_path: Path, encoder: Counted) -> None:
    VectorCache(tmp_path).vectors(TEXTS, encoder)
    before = (tmp_path / "vectors.npz").stat().st_size
    VectorCache(tmp_path).vectors(TEXTS[:1], encoder)
    assert (tmp_path / "vectors.npz").stat().st_size < before
