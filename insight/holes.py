"""Holes in the list of services: members asked, and nothing fitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.lines import window
from insight.tables import Kind, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.facts import Facts
    from insight.lines import Window
    from insight.reading import Finding
    from insight.tables import Table

QUARTER = 13
"""Weeks: older holes may have been filled since."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Members asked for help with a need, and nothing fitted."""

    need: str
    label: str
    language: str | None
    """The code of the language in which they asked; None: in any."""
    language_name: str | None
    finding: Finding
    """Members in the busiest week (for sensitive needs: quarter); a number is always told."""
    listed: int
    """So many services are listed today for this need, in this language."""

    @property
    def stub(self) -> str:
        """The command that prints an entry to fill in."""
        return f"peerbridge catalog stub {self.need}" + (f" --language {self.language}" if self.language else "")


def find_holes(tables: Sequence[Table], facts: Facts, *, weeks: int = QUARTER) -> tuple[Hole, ...]:
    """Holes of which a number is told in the last weeks; nothing listed first, then most members.

    A hole in one language is left out where nothing is listed for the need at all: the wider one says more.
    """
    return holes_in(window(tables, weeks), facts)


def holes_in(some: Window, facts: Facts) -> tuple[Hole, ...]:
    """The same for a window."""
    found = []
    for need, fact in facts.needs.items():
        pairs: list[tuple[Subject, str | None]] = [(Subject(Kind.UNMET, need), None)]
        pairs += [(Subject(Kind.UNMET_IN, f"{need}:{code}"), code) for code in facts.counted_languages]
        for subject, code in pairs:
            finding = some.line(subject, fact.label).finding
            if finding and finding.value.floor:
                name = facts.languages[code] if code else None
                found.append(Hole(need, fact.label, code, name, finding, facts.listed(need, code)))
    empty = {hole.need for hole in found if hole.language is None and not hole.listed}
    kept = [hole for hole in found if hole.language is None or hole.need not in empty]
    return tuple(
        sorted(kept, key=lambda hole: (hole.listed > 0, -hole.finding.value.floor, hole.need, hole.language or ""))
    )
