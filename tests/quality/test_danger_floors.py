from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from encoder.encoder import Encoder
from safety.judge import judge, prepare
from safety.learned import Learned, reconsider
from safety.verdict import Band

DATA = Path(__file__).parents[1] / "data"
SENSITIVE = {"self-harm", "abuse", "sexual-assault", "help-a-friend"}
URGENT = (Band.ACT, Band.CARE)
ANY = (*URGENT, Band.SOFT)
MILLISECONDS = 1000


@cache
def lines(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())


def share(rows: list[dict[str, Any]], bands: tuple[Band, ...]) -> float:
    counts = Counter(judge(row["text"]).band for row in rows)
    return sum(counts[band] for band in bands) / len(rows)


# The helpers below return a number, so that a failing floor shows no member's words.
def positives(language: str, bands: tuple[Band, ...]) -> float:
    return share([row for row in lines("crisis_positives") if row["lang"] == language], bands)


def negatives(language: str, bands: tuple[Band, ...]) -> float:
    return share([row for row in lines("crisis_negatives") if row["lang"] == language], bands)


def requests(bands: tuple[Band, ...]) -> float:
    rows = [row for row in lines("requests") if row["kind"] != "none" and not SENSITIVE & set(row["needs"])]
    return share(rows, bands)


def small_talk(bands: tuple[Band, ...]) -> float:
    return share([row for row in lines("requests") if row["kind"] == "none"], bands)


@pytest.mark.parametrize(
    ("language", "noticed", "urgent"), [("en", 0.80, 0.73), ("es", 0.85, 0.80), ("th", 0.95, 0.90)]
)
def test_cries_for_help_by_unseen_authors_are_found(language: str, noticed: float, urgent: float) -> None:
    assert positives(language, ANY) >= noticed
    assert positives(language, URGENT) >= urgent


def tier(name: str, bands: tuple[Band, ...]) -> float:
    return share([row for row in lines("crisis_positives") if row["tier"] == name], bands)


def denials(name: str) -> list[str]:
    return Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()


def kept(language: str) -> float:
    """The share of later denials that both judges keep at care or more."""
    encoder = Encoder.load()
    learned = Learned.load(encoder=encoder.digest)
    said = denials(f"denials_later_{language}")
    return sum(reconsider(judge(text), text, language, encoder, learned).band in URGENT for text in said) / len(said)


@pytest.mark.parametrize(
    ("name", "noticed", "urgent"),
    [
        ("intent", 0.70, 0.52),
        ("medical", 0.75, 0.75),
        ("danger", 0.75, 0.75),
        ("ideation", 0.85, 0.79),
        ("passive", 0.70, 0.70),
        ("selfharm", 0.66, 0.55),
        ("third_party", 0.75, 0.66),
    ],
)
def test_cries_of_every_tier_are_found(name: str, noticed: float, urgent: float) -> None:
    """All languages together: most tiers have too few lines in each."""
    assert tier(name, ANY) >= noticed
    assert tier(name, URGENT) >= urgent


def test_every_tier_of_the_data_has_its_floor() -> None:
    marks = [mark for mark in test_cries_of_every_tier_are_found.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]  # pytest puts it there
    assert {name for name, *_ in marks[0].args[1]} == {row["tier"] for row in lines("crisis_positives")}


def test_a_denial_that_carries_a_limit_or_a_but_stays_on() -> None:
    """Sixty-six lines of our own, each a “no” that is none. The rules were made to keep them: none is unseen."""
    said = [{"text": text} for text in denials("denials")]
    assert share(said, URGENT) >= 0.90
    assert share(said, ANY) >= 0.95


@pytest.mark.parametrize(("language", "floor"), [("en", 0.65), ("es", 0.75), ("th", 0.80)])
def test_denials_that_no_rule_was_made_for_stay_on_less_often(language: str, floor: float) -> None:
    """Forty-four later lines by another author: no rule may be written for them. Asked for are nine in ten."""
    assert kept(language) >= floor


@pytest.mark.parametrize(
    ("language", "noticed", "urgent"), [("en", 0.16, 0.05), ("es", 0.25, 0.10), ("th", 0.20, 0.07)]
)
def test_harmless_messages_by_unseen_authors_are_left_alone(language: str, noticed: float, urgent: float) -> None:
    assert negatives(language, ANY) <= noticed
    assert negatives(language, URGENT) <= urgent


def test_ordinary_requests_are_hardly_ever_taken_for_danger() -> None:
    assert requests((Band.ACT,)) <= 0.005
    assert requests(URGENT) <= 0.01
    assert requests((Band.SOFT,)) <= 0.03


def test_a_listening_group_hears_nothing_about_ordinary_messages() -> None:
    """What is overheard is answered only when the rules say act. Of others' messages, some hundreds are all we have."""
    assert requests((Band.ACT,)) == 0
    assert small_talk((Band.ACT,)) == 0


def test_small_talk_is_left_alone() -> None:
    assert small_talk(ANY) == 0


@pytest.mark.usefixtures("unswept")
@pytest.mark.parametrize(("length", "most_ms"), [(200, 20), (4096, 150)])
def test_judging_is_quick(length: int, most_ms: float) -> None:
    """Ten times what is allowed of this thread alone, because tests share their machine."""
    prepare()
    joined = " ".join(row["text"] for name in ("crisis_positives", "requests") for row in lines(name))
    times = []
    for start in range(0, len(joined) - length, max(length, 1000)):
        begun = time.thread_time()
        judge(joined[start : start + length])
        times.append((time.thread_time() - begun) * MILLISECONDS)
    assert statistics.quantiles(times, n=20)[-1] <= most_ms
