"""The second judge keeps to its place: it raises none, lowers nothing, and is what its corpus says."""

from __future__ import annotations

import json
import shutil
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoder.encoder import Encoder, Reading
from matching.text import split
from safety import train_learned
from safety.learned import BY_ENCODER, FAILED, LEARNED, NUMBERS, TOLD, Learned, LearnedUnavailableError, reconsider
from safety.letters import BUCKETS, Letters
from safety.verdict import About, Band, Danger, Tier
from safety.views import views

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


def heard(text: str, language: str = "en") -> Danger:
    return reconsider(Danger(), text, language, encoder(), learned())


class Saying:
    """An encoder that finds these signs of danger in everything."""

    digest = "saying"

    def __init__(self, *signs: float) -> None:
        self.signs = np.array(signs, dtype=np.float32)

    def read(self, _: str) -> Reading:
        return Reading(np.zeros(384, dtype=np.float32), self.signs)

    def vector(self, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return self.read(text).meaning

    def knows(self, word: str) -> bool:
        return bool(word)


verdicts = st.builds(
    Danger,
    band=st.sampled_from(Band),
    tier=st.none() | st.sampled_from(Tier),
    about=st.none() | st.sampled_from(About),
    rules=st.lists(st.sampled_from(["a-rule", "another-rule"]), max_size=2).map(tuple),
    path=st.none() | st.just("abuse"),
)
signs = st.lists(st.floats(-50, 50, width=32), min_size=9, max_size=9)
languages = st.sampled_from(["en", "es", "th", "de"])


@given(danger=verdicts, found=signs, language=languages)
@settings(max_examples=300, deadline=None)
def test_it_never_lowers_and_never_says_act(danger: Danger, found: list[float], language: str) -> None:
    after = reconsider(danger, "any words", language, Saying(*found), learned())
    assert ORDER.index(after.band) >= ORDER.index(danger.band)
    assert after.band is not Band.ACT or danger.band is Band.ACT


def test_letters_are_heard_beside_the_encoder() -> None:
    """Of two messages that the encoder takes for alike, only the one whose words are those of danger is soft."""
    unsure = Saying(*9 * [0.0])
    assert reconsider(Danger(), "goodnight everyone, see you at the match", "en", unsure, learned()) == Danger()
    dark = reconsider(Danger(), "goodbye everyone, nobody will miss me, i want to die", "en", unsure, learned())
    assert dark.band is Band.SOFT


CALM = 9 * [-50.0]
FAINT = Danger(Band.SOFT, Tier.PASSIVE, About.SELF, ("en-faint",))


def test_a_faint_sign_stands_in_for_it_only_where_it_cannot_read() -> None:
    assert reconsider(FAINT, "any words", "en", Saying(*CALM), learned()) == Danger()
    assert reconsider(FAINT, "palabras de todos los dias", "es", Saying(*CALM), learned()) == Danger()
    assert reconsider(FAINT, "any words", "de", Saying(*CALM), learned()) == FAINT
    assert reconsider(FAINT, "any words", "en", Saying(*9 * [50.0]), learned()).band is Band.CARE


def test_any_other_sign_of_the_rules_is_no_faint_one() -> None:
    for rules in (("en-faint", "en-hopeless"), ("en-hopeless",), ("judge-failed",), ()):
        soft = Danger(Band.SOFT, Tier.PASSIVE, About.SELF, rules)
        assert reconsider(soft, "any words", "en", Saying(*CALM), learned()) == soft


def test_an_encoder_that_fails_leaves_a_faint_sign_soft() -> None:
    after = reconsider(FAINT, "any words", "en", Encoder(None, None, ""), learned())
    assert after.band is Band.SOFT


@given(danger=verdicts.filter(lambda danger: danger.band is not Band.NONE), found=signs)
@settings(deadline=None)
def test_what_the_rules_found_stands_word_for_word(danger: Danger, found: list[float]) -> None:
    assert reconsider(danger, "any words", "en", Saying(*found), learned()) == danger


@given(found=signs)
@settings(deadline=None)
def test_it_never_calls_anything_more_urgent_than_thoughts_of_dying(found: list[float]) -> None:
    after = reconsider(Danger(), "any words", "en", Saying(*found), learned())
    assert after.tier in (None, Tier.PASSIVE, Tier.SELFHARM, Tier.IDEATION)


def test_the_surer_it_is_the_higher_the_band() -> None:
    bands = [
        reconsider(Danger(), "any words", "en", Saying(odds, *8 * [0.0]), learned()).band for odds in range(-30, 31)
    ]
    assert bands == sorted(bands, key=ORDER.index)
    assert {Band.NONE, Band.SOFT, Band.CARE} == set(bands)


def test_what_no_rule_spells_out_is_raised_and_signed() -> None:
    after = heard(OBLIQUE)
    assert after.band in (Band.SOFT, Band.CARE)
    assert after.about is About.SELF
    assert after.rules == (LEARNED,)


def test_somebody_elses_danger_is_told_apart() -> None:
    after = reconsider(Danger(), "any words", "en", Saying(30, 0, 0, 0, 0, 0, 5, 0, 0), learned())
    assert after.about is About.OTHER


def test_an_ordinary_question_stays_ordinary() -> None:
    assert heard(HARMLESS) == Danger()


def test_a_language_it_was_not_taught_stands_as_it_is() -> None:
    assert reconsider(Danger(), OBLIQUE, "de", Saying(*9 * [50.0]), learned()) == Danger()


@pytest.mark.parametrize(("word", "language"), [("no", "es"), ("a veces", "es"), ("ไม่", "th"), ("บางครั้ง", "th")])
def test_a_word_or_two_in_answer_to_a_question_says_nothing_by_its_letters(word: str, language: str) -> None:
    assert heard(word, language) == Danger()


def test_invisible_letters_and_capitals_change_nothing() -> None:
    hidden = OBLIQUE.replace("letter", "let\u200bter").replace("tonight", "to\u200dnight")
    assert heard(hidden) == heard(OBLIQUE.upper()) == heard(OBLIQUE)


def test_danger_buried_in_a_long_harmless_message_is_still_seen() -> None:
    before = (
        "Hi all, hope you had a good week. The potluck went well and we had two kinds of soup. My sister came over "
        "with the kids on Sunday and we fixed the gate. Work is busy, we are short of people until the new ones start. "
    )
    after = (
        " The next meeting is on Thursday at seven. Bring a chair if you have one. Parking is behind the hall. I will "
        "make the tea this time, and somebody could bring milk. See you there."
    )
    assert heard(before + after).band is Band.NONE
    buried = heard(f"{before}{after} {OBLIQUE}{after}")
    assert buried.band is not Band.NONE


def test_styled_letters_and_invisible_signs_are_looked_at_as_plain_ones() -> None:
    assert views("\uff54ired \u200bof i\u200dt") == ["tired of it"]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=90), max_size=60).map(". ".join))
@settings(max_examples=25, deadline=None)
def test_a_long_message_is_looked_at_in_a_dozen_stretches_at_most(text: str) -> None:
    assert 1 <= len(views(text)) <= 13


def test_an_encoder_that_fails_on_a_message_makes_it_soft_and_tells_the_log_no_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Encoder(None, None, encoder().digest)
    after = reconsider(Danger(), OBLIQUE, "en", broken, learned())
    assert (after.band, after.rules) == (Band.SOFT, (FAILED,))
    assert "AttributeError" in caplog.text
    assert not {word for word in OBLIQUE.split() if len(word) > 5 and word in caplog.text}


@given(st.text(max_size=200), languages)
@settings(max_examples=60, deadline=None)
def test_no_text_upsets_it(text: str, language: str) -> None:
    assert FAILED not in heard(text, language).rules


def test_judging_by_letters_takes_a_millisecond() -> None:
    """Ten times that is allowed, because tests share their machine."""
    letters, times = learned().letters["es"], []
    for _ in range(100):
        begun = time.thread_time()
        letters.score(OBLIQUE)
        times.append(time.thread_time() - begun)
    assert sorted(times)[len(times) // 2] <= 0.01


def test_missing_damaged_or_foreign_files_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LearnedUnavailableError, match=r"^The file .* cannot be read\.$"):
        Learned.load(tmp_path / "nothing.yaml")
    shutil.copyfile(NUMBERS, tmp_path / NUMBERS.name)
    with pytest.raises(LearnedUnavailableError, match=r"^The file letters-\w+\.npz .* cannot be read\.$"):
        Learned.load(tmp_path / NUMBERS.name)
    for code in (*BY_ENCODER, *TOLD):
        (tmp_path / f"letters-{code}.npz").write_bytes(NUMBERS.with_name(f"letters-{code}.npz").read_bytes()[:20_000])
    with pytest.raises(LearnedUnavailableError, match=r"is damaged \(\w+\)\.$"):
        Learned.load(tmp_path / NUMBERS.name)
    (tmp_path / NUMBERS.name).write_text("languages: [", encoding="utf-8")
    with pytest.raises(LearnedUnavailableError, match=r"is damaged \(\w+\)\.$"):
        Learned.load(tmp_path / NUMBERS.name)
    with pytest.raises(LearnedUnavailableError, match=r"another encoder\.$"):
        Learned.load(encoder="0" * 64)


def test_it_was_taught_with_this_corpus_and_this_encoder() -> None:
    assert learned().corpus == train_learned.corpus_hash()
    assert learned().encoder == encoder().digest


def test_letters_come_back_from_disk_nearly_as_they_were(tmp_path: Path) -> None:
    made = Letters(np.linspace(-1, 1, BUCKETS, dtype=np.float32), 0.5)
    made.save(tmp_path / "letters.npz")
    assert Letters.load(tmp_path / "letters.npz").score(OBLIQUE) == pytest.approx(made.score(OBLIQUE), abs=0.05)


def test_letters_learn_what_they_are_shown_and_the_same_each_time() -> None:
    rows = [("quiero desaparecer hoy", "passive"), ("quiero pan hoy", "none"), ("ya no quiero estar", "passive")]
    samples = [train_learned.Sample(text, "es", "a", label, "a") for text, label in rows]
    first, second = train_learned.fit_letters(samples), train_learned.fit_letters(samples)
    assert np.array_equal(first.weights, second.weights)
    assert first.score("quiero desaparecer") > first.score("quiero pan")


def test_a_held_out_author_and_need_is_never_taught() -> None:
    for language in ("en", *TOLD):
        samples = train_learned.read_samples(language)
        where: dict[tuple[str, str], set[int]] = {}
        for sample, fold in zip(samples, train_learned.folds(samples).tolist(), strict=True):
            where.setdefault((sample.author, sample.group), set()).add(fold)
        assert {len(found) for found in where.values()} == {1}
        assert (
            len({next(iter(found)) for (author, _), found in where.items() if author not in train_learned.OTHERS}) > 1
        )


def test_the_corpus_is_as_large_as_its_card_says() -> None:
    counts = {
        code: sum(s.author not in train_learned.OTHERS for s in train_learned.read_samples(code))
        for code in ("en", "es", "th")
    }
    assert counts["en"] >= 6_000
    assert counts["es"] + counts["th"] >= 1_500


def test_thresholds_are_set_without_the_batches_whose_twins_are_hardest_to_tell() -> None:
    samples = [s for s in train_learned.read_samples("en") if s.kind in ("danger", "none", "req", "talk")]
    harder = np.array([s.author in train_learned.HARDER for s in samples])
    assert {s.author for s in samples} > set(train_learned.HARDER)
    scores = np.arange(len(samples), dtype=np.float64) % 97
    numbers = train_learned.calibrate(samples, scores)
    assert train_learned.calibrate(samples, np.where(harder, 1_000.0, scores)) == numbers


def test_the_two_halves_of_a_pair_are_one_dangerous_and_one_harmless() -> None:
    for path in sorted(train_learned.CORPUS.glob("*.jsonl")):
        pairs: dict[int, list[bool]] = {}
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["pair"] is not None:
                pairs.setdefault(row["pair"], []).append(row["label"] == "none")
        assert [(path.name, pair) for pair, kinds in pairs.items() if sorted(kinds) != [False, True]] == []


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


@pytest.mark.parametrize("text", ["x" * 81, "hello", "z", "k" * 3_000])
@pytest.mark.parametrize("language", ["en", "es", "th"])
def test_a_key_held_down_and_a_word_alone_are_no_cry(text: str, language: str) -> None:
    assert heard(text, language) == Danger()
