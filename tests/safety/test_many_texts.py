"""Whatever is written, the judge and the answers neither break nor grow, nor take long."""

from __future__ import annotations

import os
import statistics
import time
from datetime import UTC, datetime

import pytest

from safety.answers import compose, soft_line
from safety.judge import FAILED, judge, prepare
from safety.verdict import About, Band, Tier
from tests.safety.searching import LONGEST, random_texts, slowest

DEEP = bool(os.environ.get("PEERBRIDGE_DEEP_TESTS"))
TEXTS = 10_000 if DEEP else 1_500
ROUNDS = 400 if DEEP else 40
WORST_S = 0.5
"""Ten times what the slowest text may take on a quiet machine, because tests share theirs."""
LONGEST_PRIVATE, LONGEST_PUBLIC = 2_000, 400
"""Characters; one message on either platform."""
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PLACES = [(language, country) for language in ("en", "es", "th") for country in ("US", "ES", "TH", None)]


def test_random_texts_break_neither_the_judge_nor_the_answers() -> None:
    """No assertion repeats a text: its number is enough to find it again."""
    seen = set()
    for number, text in enumerate(random_texts(TEXTS)):
        verdict = judge(text)
        assert FAILED not in verdict.rules, number
        assert isinstance(verdict.band, Band), number
        assert (verdict.tier is None) == (verdict.band is Band.NONE), number
        assert len(verdict.rules) <= 8, number
        seen.add((verdict.band, verdict.tier, verdict.about))
        language, country = PLACES[number % len(PLACES)]
        if verdict.is_urgent:
            for private, again in ((True, False), (True, True), (False, False)):
                answer = compose(
                    verdict, private=private, again=again, language=language, country=country, now=NOW
                )  # fmt: skip
                assert 0 < len(answer.text) <= (LONGEST_PRIVATE if private else LONGEST_PUBLIC), number
        elif verdict.band is Band.SOFT:
            assert 0 < len(soft_line(language=language, country=country, now=NOW, path=verdict.path)) <= LONGEST_PUBLIC
    assert {band for band, _, _ in seen} == set(Band), "the texts reach every band"
    assert {tier for _, tier, _ in seen if tier} == set(Tier), "and every tier"
    assert {about for _, _, about in seen if about} == set(About)


@pytest.mark.usefixtures("unswept")
def test_ninety_nine_of_a_hundred_random_texts_are_judged_in_a_moment() -> None:
    prepare()
    times = []
    for text in random_texts(600):
        begun = time.thread_time()
        judge(text)
        times.append(time.thread_time() - begun)
    assert statistics.quantiles(times, n=100)[98] <= WORST_S / 2


@pytest.mark.usefixtures("unswept")
def test_the_slowest_text_that_a_search_finds_is_judged_in_bounded_time() -> None:
    prepare()
    seconds, text = slowest(ROUNDS)
    assert len(text) == LONGEST
    assert seconds <= WORST_S
