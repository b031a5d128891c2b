"""The second judge keeps to its place: it raises none, lowers nothing, and is what its corpus says."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoder.encoder import Encoder
from matching.text import split
from safety import train_learned
from safety.learned import (
    FAILED,
    LEARNED,
    SEEN,
    WEIGHTS,
    Learned,
    LearnedUnavailableError,
    reconsider,
    second_opinion,
    see,
)
from safety.verdict import About, Band, Danger, Tier

DATA = Path(__file__).parents[1] / "data"
ORDER = (Band.NONE, Band.SOFT, Band.CARE, Band.ACT)
OBLIQUE = (
    "I wrote each of them a letter and left the keys on the table. After tonight nobody will have to carry me any more."
)
HARMLESS = "does anyone know a good book club that meets on weekends?"
SHARED_RUN = 8
"""Words in a row: shorter runs are phrases that anybody uses."""


@cache
def encoder() -> Encoder:
    return Encoder.load()


@cache
def learned() -> Learned:
    return Learned.load(encoder=encoder().digest)


def seen(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return see(text, encoder().vector(text), encoder())


verdicts = st.builds(
    Danger,
    band=st.sampled_from(Band),
    tier=st.none() | st.sampled_from(Tier),
    about=st.none() | st.sampled_from(About),
    rules=st.lists(st.sampled_from(["a-rule", "another-rule"]), max_size=2).map(tuple),
    path=st.none() | st.just("abuse"),
)
pulls = st.floats(-50, 50)


@given(danger=verdicts, seed=st.integers(0, 2**32 - 1), pull=pulls)
@settings(max_examples=300, deadline=None)
def test_the_second_judge_never_lowers_and_never_says_act(danger: Danger, seed: int, pull: float) -> None:
    vector = np.random.default_rng(seed).normal(size=SEEN).astype(np.float32) + pull * learned().line
    after = second_opinion(danger, vector, learned())
    assert ORDER.index(after.band) >= ORDER.index(danger.band)
    assert after.band is not Band.ACT or danger.band is Band.ACT


@given(danger=verdicts.filter(lambda danger: danger.band is not Band.NONE), seed=st.integers(0, 99), pull=pulls)
@settings(deadline=None)
def test_what_the_rules_found_stands_word_for_word(danger: Danger, seed: int, pull: float) -> None:
    vector = np.random.default_rng(seed).normal(size=SEEN).astype(np.float32) + pull * learned().line
    assert second_opinion(danger, vector, learned()) == danger


def test_what_no_rule_spells_out_is_raised_and_signed() -> None:
    after = second_opinion(Danger(), seen(OBLIQUE), learned())
    assert after.band in (Band.SOFT, Band.CARE)
    assert after.tier is Tier.PASSIVE
    assert after.about is About.SELF
    assert after.rules == (LEARNED,)


def test_an_ordinary_question_stays_ordinary() -> None:
    assert second_opinion(Danger(), seen(HARMLESS), learned()) == Danger()


def test_one_step_does_the_same_as_two() -> None:
    vector = encoder().vector(OBLIQUE)
    two = second_opinion(Danger(), seen(OBLIQUE), learned())
    assert reconsider(Danger(), OBLIQUE, vector, encoder(), learned()) == two


def test_invisible_letters_capitals_and_left_out_apostrophes_change_little() -> None:
    plain = learned().score(seen(OBLIQUE))
    hidden = OBLIQUE.replace("letter", "let\u200bter").replace("tonight", "to\u200dnight")
    assert learned().score(seen(hidden)) == pytest.approx(plain, abs=1e-4)
    assert learned().score(seen(OBLIQUE.upper())) == pytest.approx(plain, abs=1e-4)


def test_danger_buried_in_a_long_harmless_message_is_still_seen() -> None:
    before = "Hi all, hope you had a good week. The potluck went well. We had cake and two kinds of soup. " * 3
    after = " The next meeting is on Thursday at seven. Bring a chair if you have one. Parking is behind the hall." * 3
    assert learned().band(seen(before + after)) is Band.NONE
    assert learned().band(seen(f"{before} {OBLIQUE} {after}")) is not Band.NONE


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=90), max_size=60).map(". ".join))
@settings(max_examples=25, deadline=None)
def test_a_long_message_is_looked_at_in_a_dozen_stretches_at_most(text: str) -> None:
    assert 1 <= len(seen(text)) <= 13


def test_an_encoder_that_fails_on_a_message_makes_it_soft_and_tells_the_log_no_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Encoder(None, None, encoder().digest)
    after = reconsider(Danger(), OBLIQUE, encoder().vector(OBLIQUE), broken, learned())
    assert (after.band, after.rules) == (Band.SOFT, (FAILED,))
    assert "AttributeError" in caplog.text
    assert not {word for word in OBLIQUE.split() if len(word) > 5 and word in caplog.text}


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_a_share_between_none_and_all(text: str) -> None:
    assert 0 <= learned().score(seen(text)) <= 1


def test_judging_takes_a_tenth_of_a_millisecond() -> None:
    """Ten times that is allowed, because tests share their machine."""
    vector, times = seen(OBLIQUE), []
    for _ in range(300):
        begun = time.perf_counter()
        second_opinion(Danger(), vector, learned())
        times.append(time.perf_counter() - begun)
    assert sorted(times)[len(times) // 2] <= 0.001


def test_missing_damaged_or_foreign_weights_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LearnedUnavailableError, match=r"^The file .* cannot be read\.$"):
        Learned.load(tmp_path / "nothing.npz")
    (tmp_path / "half.npz").write_bytes(WEIGHTS.read_bytes()[:20_000])
    with pytest.raises(LearnedUnavailableError, match=r"^The file .* is damaged \(\w+\)\.$"):
        Learned.load(tmp_path / "half.npz")
    with pytest.raises(LearnedUnavailableError, match=r"another encoder\.$"):
        Learned.load(encoder="0" * 64)


def test_the_weights_were_taught_with_this_corpus_and_this_encoder() -> None:
    assert learned().corpus == train_learned.corpus_hash()
    assert learned().encoder == encoder().digest
    assert WEIGHTS.stat().st_size < 100_000


def test_teaching_twice_gives_the_same_weights() -> None:
    samples = train_learned.read_samples()[::60]
    assert {sample.kind for sample in samples} == {"danger", "none", "req", "talk"}
    first, second = (
        train_learned.weights_file(fitted, train_learned.numbers_of(fitted))
        for fitted in (train_learned.fit(samples, train_learned.see_all(samples, encoder())) for _ in range(2))
    )
    assert first == second


def test_a_held_out_author_and_need_is_never_taught() -> None:
    samples = train_learned.read_samples()
    folds = train_learned.folds(samples)
    where: dict[tuple[str, str], set[int]] = {}
    for sample, fold in zip(samples, folds.tolist(), strict=True):
        where.setdefault((sample.author, sample.group), set()).add(fold)
    assert {len(found) for found in where.values()} == {1}
    assert len({next(iter(where[author, author])) for author in "abc"}) == 3


def test_no_line_that_measures_is_in_the_corpus() -> None:
    measured = {run for path in DATA.glob("*.jsonl") for text in _texts(path) for run in _runs(text)}
    shared = [
        f"{path.name}:{number}"
        for path in train_learned.CORPUS.glob("*.jsonl")
        for number, text in enumerate(_texts(path), start=1)
        if measured & _runs(text)
    ]
    assert measured
    assert shared == []


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def _runs(text: str) -> set[tuple[str, ...]]:
    """Words in a row; a shorter text is one run."""
    words = split(text)
    return {tuple(words[at : at + SHARED_RUN]) for at in range(max(1, len(words) - SHARED_RUN + 1))}
