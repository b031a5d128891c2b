"""What people deny, name together or tell at length, and slips of typing: lines written for this, by other hands."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from catalog.loader import load_catalog, load_needs
from encoder.encoder import Encoder
from matching.matcher import Matcher
from matching.understanding import Constraints, NeedScore

if TYPE_CHECKING:
    from catalog.model import Catalog

DATA = Path("tests/data")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found = load_catalog(Path("services_catalog.yaml"), load_needs()).catalog
    assert found
    return found


@pytest.fixture(scope="module")
def matcher(catalog: Catalog, request: pytest.FixtureRequest) -> Matcher:
    cache = request.config.cache
    assert cache
    return Matcher(catalog, load_needs(), Encoder.load(), cache.mkdir("vectors"))


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _found(matcher: Matcher, line: dict[str, Any], text: str | None = None) -> list[str]:
    return [need.id for need in matcher.understand(text or line["text"], line["lang"], Constraints()).needs]


def test_what_is_denied_is_hardly_ever_ranked_first(matcher: Matcher) -> None:
    lines = _lines("negated")
    assert len(lines) >= 80
    assert sum(_found(matcher, line)[0] in line["denied"] for line in lines) / len(lines) <= 0.03


def test_several_needs_stand_among_the_first_three(matcher: Matcher) -> None:
    shares = [len({*line["needs"]} & {*_found(matcher, line)[:3]}) / len(line["needs"]) for line in _lines("several")]
    assert sum(shares) / len(shares) >= 0.80


def test_long_posts_are_understood(matcher: Matcher) -> None:
    lines = _lines("long_posts")
    assert len(lines) >= 60
    assert all(120 <= len(line["text"].split()) <= 300 for line in lines)
    found = [(_found(matcher, line), {*line["needs"]}) for line in lines]
    assert sum(needs[0] in wanted for needs, wanted in found) / len(found) >= 0.85
    assert sum(not wanted.isdisjoint(needs[:3]) for needs, wanted in found) / len(found) >= 0.92


def test_one_slip_of_typing_costs_at_most_three_points(matcher: Matcher) -> None:
    chance = random.Random(20261125)  # noqa: S311  slips of typing, not secrets
    lines = [line for line in _lines("requests") if line["lang"] == "en" and line["kind"] not in ("none", "typo")]

    def share(change: bool) -> float:  # noqa: FBT001  the two sides of one comparison
        texts = [_with_a_slip(line["text"], chance) if change else line["text"] for line in lines]
        found = (_found(matcher, line, text)[:3] for line, text in zip(lines, texts, strict=True))
        return sum(not set(line["needs"]).isdisjoint(needs) for line, needs in zip(lines, found, strict=True)) / len(
            lines
        )

    assert share(change=False) - share(change=True) <= 0.03


def _with_a_slip(text: str, chance: random.Random) -> str:
    """One letter of one longer word left out, doubled, swapped or replaced."""
    words = list(re.finditer(r"[A-Za-z]{4,}", text))
    if not words:
        return text
    at = chance.choice(words).start() + chance.randrange(1, 3)
    return chance.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + chance.choice("aeiorstn") + text[at + 1 :],
        )
    )


CONTRAINDICATED = {
    # a need, and what must not be shown beside it
    "eating": {"nutrition"},
    "abuse": {"couples"},
}


def test_what_harms_somebody_is_never_shown(matcher: Matcher, catalog: Catalog) -> None:
    """Every service that has a caution, asked for by each of its needs, the caution's need beside it in five ways."""
    pairs = 0
    for service in catalog.services:
        region = next((one for one in service.regions if one != "*"), None)
        for caution in service.cautions:
            for need in service.needs:
                if need == caution:
                    continue
                for scores in ((1.0, 0.05), (1.0, 0.3), (0.9, 0.9), (0.3, 1.0), (0.05, 1.0)):
                    pairs += 1
                    asked = [NeedScore(need, scores[0]), NeedScore(caution, scores[1])]
                    found = matcher.match(asked, Constraints(region=region), language="en", now=NOW, limit=200)
                    assert service.id not in [match.service.id for match in found], (service.id, need, caution)
    assert pairs >= 200


def test_the_catalog_warns_where_harm_is_known(catalog: Catalog) -> None:
    for need, harmful in CONTRAINDICATED.items():
        careless = [
            one.id for one in catalog.services if one.needs[0] in harmful and one.steps and need not in one.cautions
        ]
        assert careless == []


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("I throw up after meals and want to learn to eat healthy", "steady-meals"),
        ("my husband hits me, can we save our marriage together", "open-path"),
        ("bipolar here and my sleep is wrecked", "sleep-stimulus-control"),
        ("I hear voices that shout at me, would meditation calm me", "three-minute-breathing-space"),
    ],
)
def test_what_would_harm_is_not_shown_to_people_who_say_so(matcher: Matcher, text: str, hidden: str) -> None:
    seen = matcher.understand(text, "en", Constraints(region="US"))
    found = matcher.match(seen.needs, seen.constraints, language="en", now=NOW, text=text)
    assert hidden not in [match.service.id for match in found]
