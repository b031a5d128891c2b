"""What an entry of the catalog costs in matching: nothing here is wrong, but somebody will not be found."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from matching import loader
from matching.text import fold, split
from matching.variety import are_twins

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from catalog.model import Catalog, Need, Service

_FEWEST_WORDS = 5
_ALIKE = 88
"""Percent of the letters of two summaries that agree, in any order of words."""


def advice(catalog: Catalog, needs: Sequence[Need]) -> list[str]:
    """One sentence for each thing that makes help harder to find, the costliest first.

    Args:
        catalog: a catalog that was read without problems.
        needs: the vocabulary.
    """
    return [*_unserved(catalog, needs), *_alike(catalog), *_wordless(catalog), *_colliding(catalog)]


def _unserved(catalog: Catalog, needs: Sequence[Need]) -> Iterator[str]:
    served = {need for service in catalog.services for need in service.needs}
    for need in needs:
        if need.id not in served:
            yield f"nobody serves “{need.id}”: whoever asks for it is told that nothing fits yet"


def _alike(catalog: Catalog) -> Iterator[str]:
    for one, other in combinations(catalog.services, 2):
        if are_twins(one, other) and _for_the_same_people(one, other) and _says_the_same(one, other):
            yield (
                f"“{one.id}” and “{other.id}” are nearly alike: only one of them is among the first three cards; "
                "say in their summaries what sets them apart, or keep one"
            )


def _for_the_same_people(one: Service, other: Service) -> bool:
    same_place = "*" in (*one.regions, *other.regions) or bool(set(one.regions) & set(other.regions))
    return same_place and set(one.audience) == set(other.audience) and bool(set(one.languages) & set(other.languages))


def _says_the_same(one: Service, other: Service) -> bool:
    return fuzz.token_sort_ratio(fold(one.summary), fold(other.summary)) >= _ALIKE


def _wordless(catalog: Catalog) -> Iterator[str]:
    for service in catalog.services:
        if not service.examples:
            yield (
                f"“{service.id}” has no examples of what people say who want it: others for the same needs stand "
                "before it; add a few under `examples`"
            )
        if len(split(service.summary)) < _FEWEST_WORDS:
            yield (
                f"“{service.id}” says too little in its summary: it is found by its needs alone, behind those whose "
                "words fit the request; write what people do there and for whom it is"
            )


def _colliding(catalog: Catalog) -> Iterator[str]:
    """A community's phrase that is already an example of another need pulls requests both ways."""
    for language, by_need in catalog.phrases.items():
        known = {fold(line): need for need, lines in loader.phrases(language).items() for line in lines}
        for need, lines in by_need.items():
            for number, line in enumerate(lines, start=1):
                other = known.setdefault(fold(line), need)
                if other != need:
                    yield (
                        f"phrase {number} of “{need}” ({language}) is also an example of “{other}”: who says so may "
                        "get either; keep it in one place"
                    )
