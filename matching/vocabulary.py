"""Everything that is known about the needs before a message arrives: their cards, example phrases and small talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from catalog.model import Catalog, Need

_EXAMPLES_OF = 2
"""A service's examples count for its first needs only: the rest are needs it also serves."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language about each need, in the order of the needs."""

    cards: tuple[str, ...]
    """A need's label and definition, in English."""
    phrases: tuple[tuple[str, ...], ...]
    talk: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """All example phrases, need by need."""
        return [line for lines in self.phrases for line in lines]

    @property
    def owners(self) -> list[int]:
        """Which need each of `lines` belongs to."""
        return [place for place, lines in enumerate(self.phrases) for _ in lines]

    def told(self, tell: Callable[[str], str]) -> Vocabulary:
        """The same in other words."""
        phrases = tuple(tuple(map(tell, lines)) for lines in self.phrases)
        return Vocabulary(self.cards, phrases, tuple(map(tell, self.talk)))

    def joined(self, other: Vocabulary) -> Vocabulary:
        """With the phrases of `other` beside these; small talk stays as it is."""
        phrases = tuple((*theirs, *own) for theirs, own in zip(other.phrases, self.phrases, strict=True))
        return Vocabulary(self.cards, phrases, self.talk)


def vocabulary(language: str, needs: Sequence[Need], catalog: Catalog | None, without: str | None = None) -> Vocabulary:
    """The shipped phrases, joined by the community's own and by the examples of its services.

    Args:
        language: `en`, `es` or `th`.
        needs: in the order that the vocabulary will have.
        catalog: may be None.
        without: an author whose phrases are left out, for measuring.
    """
    added = _added(language, catalog) if catalog else {}
    shipped = loader.phrases(language, without)
    return Vocabulary(
        cards=tuple(f"{need.id.replace('-', ' ')}: {need.definition}" for need in needs),
        phrases=tuple(tuple(dict.fromkeys((*shipped.get(n.id, ()), *added.get(n.id, ())))) for n in needs),
        talk=loader.smalltalk(language, without),
    )


def _added(language: str, catalog: Catalog) -> Mapping[str, list[str]]:
    added: dict[str, list[str]] = {}
    for need, lines in catalog.phrases.get(language, {}).items():
        added.setdefault(need, []).extend(lines)
    if language == "en":
        for service in catalog.services:
            for need in service.needs[:_EXAMPLES_OF]:
                added.setdefault(need, []).extend(service.examples)
    return added
