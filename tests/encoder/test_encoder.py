from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoder.encoder import BASE, SUMS, TOKENIZER, TUNED, Encoder, EncoderUnavailableError

SHIPPED = Path("encoder")
FILES = (BASE, TUNED, TOKENIZER, SUMS)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copyfile(SHIPPED / name, tmp_path / name)
    return tmp_path


def test_a_vector_has_384_numbers_and_length_one(encoder: Encoder) -> None:
    vector = encoder.vector("I cannot sleep")
    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4


def test_texts_that_mean_the_same_lie_closer(encoder: Encoder) -> None:
    awake, tired, football = map(encoder.vector, ("I lie awake all night", "I cannot sleep", "what a goal"))
    assert float(awake @ tired) > float(awake @ football) + 0.2


def test_the_same_text_gives_the_same_vector_in_every_thread(encoder: Encoder) -> None:
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(encoder.vector, ["so tired of it all"] * 12))
    assert all(np.array_equal(vectors[0], vector) for vector in vectors)


def test_a_text_is_never_taken_for_another_that_is_as_long(encoder: Encoder) -> None:
    vectors = [encoder.vector(text) for text in ("my cat is ill", "my dog is old", "my job is bad", "my cat is ill")]
    assert len({vector.tobytes() for vector in vectors}) == 3
    assert np.array_equal(vectors[0], vectors[3])


def test_only_the_beginning_of_a_huge_text_counts(encoder: Encoder) -> None:
    assert np.array_equal(encoder.vector("worry " * 20_000), encoder.vector("worry " * 600))


def test_no_text_upsets_it(encoder: Encoder) -> None:
    @settings(max_examples=40, deadline=None)
    @given(text=st.text(max_size=300))
    def holds(text: str) -> None:
        assert np.isfinite(encoder.vector(text)).all()

    holds()


def test_half_a_character_does_not_upset_it(encoder: Encoder) -> None:
    assert np.isfinite(encoder.vector("a\ud83d b \x00")).all()


def test_it_knows_words_and_not_slips(encoder: Encoder) -> None:
    assert encoder.knows("sleep")
    assert not encoder.knows("slepe")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_in_one_sentence(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(EncoderUnavailableError, match=f"{name} is missing"):
        Encoder.load(copied)


@pytest.mark.parametrize("name", FILES[:2])
def test_a_damaged_file_is_named_in_one_sentence(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(EncoderUnavailableError, match=f"{name} is damaged"):
        Encoder.load(copied)


def test_importing_it_loads_no_heavy_library() -> None:
    code = "import sys, encoder.encoder, encoder.cache; print({'onnxruntime', 'tokenizers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  our own code
    assert done.stdout.strip() == "set()"


def test_a_library_that_cannot_load_gets_a_sentence() -> None:
    code = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from encoder.encoder import BASE, SUMS, TOKENIZER, TUNED, Encoder, EncoderUnavailableError\n"
        "try: Encoder.load()\n"
        "except EncoderUnavailableError as problem: print(problem)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  our own code
    assert done.stdout.strip() == "The library onnxruntime cannot be loaded."


def test_texts_that_the_model_reads_alike_are_encoded_once(encoder: Encoder) -> None:
    assert encoder.vector("I cannot SLEEP") is encoder.vector("i cannot sleep")
    assert encoder.vector("i cannot sleep") is not encoder.vector("i cannot sing")
