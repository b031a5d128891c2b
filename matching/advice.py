"""What an entry of the catalog costs in matching: nothing here is wrong, but somebody will not be found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from matching import loader
from matching.text import fold, split
from matching.variety import are_twins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from catalog.model import Catalog, Need, Service

_FEWEST_WORDS = 5
_ALIKE = 88
"""Percent of the letters of two summaries that agree, in any order of words."""
_AT_ONCE = 500
"""Summaries that are compared with all others in one step: more would take too much memory."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that makes help harder to find: the services it is about (none: the whole catalog), and what to do."""

    services: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def advice(catalog: Catalog, needs: Sequence[Need]) -> list[Remark]:
    """One remark for each thing that makes help harder to find, the costliest first.

    Args:
        catalog: a catalog that was read without problems.
        needs: the vocabulary.
    """
    return [*_unserved(catalog, needs), *_alike(catalog), *_wordless(catalog), *_colliding(catalog)]


def _unserved(catalog: Catalog, needs: Sequence[Need]) -> Iterator[Remark]:
    served = {need for service in catalog.services for need in service.needs}
    for need in needs:
        if need.id not in served:
            yield Remark((), f"nobody serves “{need.id}”: whoever asks for it is told that nothing fits yet")


def _alike(catalog: Catalog) -> Iterator[Remark]:
    """One remark for all that are alike, however many they are."""
    same_kind: dict[tuple[str, frozenset[str]], list[Service]] = defaultdict(list)
    for service in catalog.services:
        same_kind[service.support, frozenset(service.audience)].append(service)
    for services in same_kind.values():
        for group in _groups(services):
            names = [f"“{service.id}”" for service in group]
            few = names if len(names) <= _NAMED else [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
            said = (
                f"{', '.join(few[:-1])} and {few[-1]} are nearly alike: only one of them is among the first three "
                "cards; say in their summaries what sets them apart, or keep one"
            )
            yield Remark(tuple(service.id for service in group), said)


def _groups(services: Sequence[Service]) -> Iterator[list[Service]]:
    """Those that are alike, each group once, in the order of the catalog."""
    leads = list(range(len(services)))
    for one, other in _pairs([service.summary for service in services]):
        first, then = _lead(leads, one), _lead(leads, other)
        if first != then and are_twins(services[one], services[other]) and _meet(services[one], services[other]):
            leads[max(first, then)] = min(first, then)
    groups: dict[int, list[Service]] = defaultdict(list)
    for place, service in enumerate(services):
        groups[_lead(leads, place)].append(service)
    return (group for group in groups.values() if len(group) > 1)


def _pairs(summaries: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of every two summaries that say the same, whatever the order of their words."""
    texts = [" ".join(sorted(fold(summary).split())) for summary in summaries]
    for start in range(0, len(texts), _AT_ONCE):
        rows = texts[start : start + _AT_ONCE]
        scores = process.cdist(rows, texts[start:], scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8)
        for row, column in zip(*(places.tolist() for places in np.nonzero(scores)), strict=True):
            if row < column:
                yield start + row, start + column


def _lead(leads: list[int], place: int) -> int:
    while leads[place] != place:
        leads[place] = leads[leads[place]]
        place = leads[place]
    return place


def _meet(one: Service, other: Service) -> bool:
    """Whether the same person may be shown both."""
    same_place = "*" in (*one.regions, *other.regions) or bool(set(one.regions) & set(other.regions))
    return same_place and bool(set(one.languages) & set(other.languages))


def _wordless(catalog: Catalog) -> Iterator[Remark]:
    for service in catalog.services:
        if not service.examples:
            said = (
                f"“{service.id}” has no examples of what people say who want it: others for the same needs stand "
                "before it; add a few under `examples`"
            )
            yield Remark((service.id,), said)
        if len(split(service.summary)) < _FEWEST_WORDS:
            said = (
                f"“{service.id}” says too little in its summary: it is found by its needs alone, behind those whose "
                "words fit the request; write what people do there and for whom it is"
            )
            yield Remark((service.id,), said)


def _colliding(catalog: Catalog) -> Iterator[Remark]:
    """A community's phrase that is already an example of another need pulls requests both ways."""
    for language, by_need in catalog.phrases.items():
        known = _known(loader.phrases(language).items())
        for need, lines in by_need.items():
            for number, line in enumerate(lines, start=1):
                other = known.setdefault(fold(line), need)
                if other != need:
                    said = (
                        f"phrase {number} of “{need}” ({language}) is also an example of “{other}”: who says so may "
                        "get either; keep it in one place"
                    )
                    yield Remark((), said)


def _known(phrases: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    return {fold(line): need for need, lines in phrases for line in lines}
