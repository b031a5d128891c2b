from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from safety.judge import judge, prepare
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


@pytest.mark.parametrize(
    ("language", "noticed", "urgent"), [("en", 0.80, 0.70), ("es", 0.75, 0.75), ("th", 0.85, 0.85)]
)
def test_cries_for_help_by_unseen_authors_are_found(language: str, noticed: float, urgent: float) -> None:
    rows = [row for row in lines("crisis_positives") if row["lang"] == language]
    assert share(rows, ANY) >= noticed
    assert share(rows, URGENT) >= urgent


@pytest.mark.parametrize(("language", "most"), [("en", 0.055), ("es", 0.105), ("th", 0.10)])
def test_harmless_messages_by_unseen_authors_are_left_alone(language: str, most: float) -> None:
    assert share([row for row in lines("crisis_negatives") if row["lang"] == language], URGENT) <= most


def test_ordinary_requests_are_hardly_ever_taken_for_danger() -> None:
    rows = [row for row in lines("requests") if row["kind"] != "none" and not SENSITIVE & set(row["needs"])]
    assert share(rows, (Band.ACT,)) <= 0.005
    assert share(rows, URGENT) <= 0.03
    assert share(rows, (Band.SOFT,)) <= 0.08


def test_small_talk_is_hardly_ever_taken_for_danger() -> None:
    assert share([row for row in lines("requests") if row["kind"] == "none"], ANY) <= 0.02


@pytest.mark.parametrize(("length", "most_ms"), [(200, 30), (4096, 150)])
def test_judging_is_quick(length: int, most_ms: float) -> None:
    """Ten times what the bench allows, because tests share their machine."""
    prepare()
    joined = " ".join(row["text"] for name in ("crisis_positives", "requests") for row in lines(name))
    times = []
    for start in range(0, len(joined) - length, max(length, 1000)):
        begun = time.perf_counter()
        judge(joined[start : start + length])
        times.append((time.perf_counter() - begun) * MILLISECONDS)
    assert statistics.quantiles(times, n=20)[-1] <= most_ms
