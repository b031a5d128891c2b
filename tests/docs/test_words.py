"""The page of words with choices names every word that the catalog takes, as members read it, and no other."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from catalog.loader import load_needs
from catalog.model import Area, Audience, Channel, Cost, Format, Level, Readiness, Support
from commands.settings import CHECKOUT
from handlers.cards import _EVIDENCE
from handlers.suggested import SUPPORTS

PAGE = (CHECKOUT / "docs" / "words.md").read_text(encoding="utf-8")
CHOICES = {
    "Area": Area,
    "Kind of support": Support,
    "What members do there": Readiness,
    "Only for some people": Audience,
    "Cost": Cost,
    "How it happens": Format,
    "How well it is studied": Level,
    "A way to reach it": Channel,
}


def rows(heading: str) -> list[tuple[str, ...]]:
    """The cells of the table below a heading, the word without its marks."""
    part = PAGE.partition(f" {heading}\n")[2].partition("\n#")[0]
    found = (
        tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in part.splitlines() if "| `" in line
    )
    return [(first.strip("`"), *others) for first, *others in found]


@pytest.mark.parametrize("heading", CHOICES)
def test_every_choice_stands_there_once(heading: str) -> None:
    assert sorted(row[0] for row in rows(heading)) == sorted(get_args(CHOICES[heading]))


def test_every_need_stands_in_its_area_with_its_words() -> None:
    for area in get_args(Area):
        heading = re.search(rf"^### (.+: `{area}`)$", PAGE, flags=re.MULTILINE)
        assert heading
        needs = [(need.id, need.label, need.definition) for need in load_needs() if need.area == area]
        assert rows(heading[1]) == needs


def test_kinds_and_evidence_are_told_as_members_read_them() -> None:
    assert rows("Kind of support") == [*SUPPORTS.items()]
    assert rows("How well it is studied") == [*_EVIDENCE.items()]
