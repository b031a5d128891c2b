from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from safety.judge import judge
from safety.verdict import About, Band, Danger, Tier

PROBES = yaml.safe_load((Path(__file__).parent / "probes.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(text, expected, id=f"{language}-{expected}-{number}")
    for language, groups in PROBES.items()
    for expected, texts in groups.items()
    for number, text in enumerate(texts)
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_message_is_understood_as_a_person_would(text: str, expected: str) -> None:
    verdict = judge(text)
    assert fits(verdict, expected), (text, verdict)


def fits(verdict: Danger, expected: str) -> bool:
    """Whether the verdict is one that the probes' expectation allows."""
    kind, _, about = expected.partition("-")
    allowed = {
        "act": verdict.band is Band.ACT,
        "urgent": verdict.is_urgent,
        "medical": verdict.is_urgent and verdict.tier is Tier.MEDICAL,
        "abuse": verdict.is_urgent and (verdict.path, verdict.about) == ("abuse", About.SELF),
        "harm": verdict.band is Band.ACT and (verdict.tier, verdict.path) == (Tier.DANGER, None),
        "calm": not verdict.is_urgent,
        "none": verdict.band is Band.NONE,
    }
    return allowed[kind] and (not about or verdict.about is About(about))


def test_the_probes_are_many_in_every_language() -> None:
    counts = {language: sum(map(len, groups.values())) for language, groups in PROBES.items()}
    assert counts["en"] >= 150
    assert min(counts["es"], counts["th"]) >= 40
