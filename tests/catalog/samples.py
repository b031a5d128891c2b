"""A small good catalog, the needs it uses, and a way to break single lines of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from catalog.loader import Loaded, load_catalog
from catalog.model import Need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EXAMPLE = Path(__file__).with_name("example.yaml")
NEEDS = tuple(
    Need(id=need, code=code, label=need, definition=need, area="coping")
    for need, code in {
        "anxiety": "an",
        "stress": "st",
        "panic": "pa",
        "loneliness": "lo",
        "low-mood": "lm",
        "sleep": "sl",
    }.items()
)
GOOD = """\
services:
  - id: tuesday-group
    name: Group on Tuesdays
    provider: Youth House
    url: https://group.example.org
    summary: Meet others of your age.
    area: wellbeing
    support: support-group
    needs: [loneliness]
    readiness: [connect]
    cost: free
    regions: [GB]
    languages: [en]
    formats: [in-person]
    ages: {min: 16, max: 25}
    hours: {note: Tuesday evenings}
    low_bandwidth: no
    contacts: {channel: call, dial: "0800555123", display: 0800 555 123}
    evidence: {level: rct, applies: this, refs: [groups-2020]}
    verified: {on: 2026-11-22, by: "desk research, not called", how: read on the page}
references:
  groups-2020:
    citation: Made-up author (2020). Groups. Journal
"""


def changed(lines: Mapping[int, str]) -> str:
    """The good catalog with these lines (from 1) written anew; line 24 and on are added at its end."""
    text = dict(enumerate(GOOD.splitlines(), 1)) | dict(lines)
    return "\n".join(text[number] for number in sorted(text)) + "\n"


def load(folder: Path, content: str | bytes, needs: Sequence[Need] = NEEDS) -> Loaded:
    """Save the content in this folder and load it, with the needs above if none are given."""
    path = folder / "services_catalog.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_catalog(path, needs)
