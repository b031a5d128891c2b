"""Which numbers are part of which others: who asked about sleep is among those who asked about coping."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from insight.tables import Kind, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

AREAS = ("coping", "wellbeing", "therapy")
OUTCOMES = ("services", "clarify", "unmet")
UNTOLD_NEEDS = frozenset({"suicide", "self-harm"})
"""Needs that speak of danger: they are counted in their area alone, and in the quarter's number of danger answers."""
ANY = "any"
WISHES = ("region", "age", "audience", "cost", "language", "format", "anonymous", "at-night", "readiness", "open-now")
"""What an answer may meet or miss, by name alone."""
REASONS = ("too-costly", "wrong-area", "wrong-language", "waiting-list", "not-my-age", "not-ready", "tried-it")
"""Why a member says no to a service."""
WHYS = ("region", "age", "audience", "caution", "nothing")
"""Why nothing fitted: what alone stood in the way of the nearest service; `nothing` is listed for the need."""
_OF_ALL = {
    Kind.AREA: AREAS,
    Kind.OUTCOME: OUTCOMES,
    Kind.MET: WISHES,
    Kind.MISSED: WISHES,
    Kind.READINESS: ("learn", "try", "connect", "get-help"),
}


@dataclass(frozen=True)
class Nesting:
    """Everything that somebody who knows our lists knows about the numbers before seeing one."""

    parents: Mapping[Subject, frozenset[Subject]]
    """Every subject, and those whose members include all of its members."""
    covers: Mapping[Subject, tuple[frozenset[Subject], ...]] = field(default_factory=dict)
    """Groups of subjects that together hold everybody whom the key holds."""
    sensitive: frozenset[Subject] = frozenset()

    @cached_property
    def wider(self) -> dict[Subject, frozenset[Subject]]:
        """All that hold a subject's members, near and far."""
        found: dict[Subject, frozenset[Subject]] = {}

        def climb(subject: Subject) -> frozenset[Subject]:
            if subject not in found:
                near = self.parents[subject]
                found[subject] = near.union(*(climb(parent) for parent in near))
            return found[subject]

        for subject in self.parents:
            climb(subject)
        return found

    @cached_property
    def narrower(self) -> dict[Subject, frozenset[Subject]]:
        """All whose members a subject holds."""
        found: dict[Subject, set[Subject]] = {subject: set() for subject in self.parents}
        for subject, wider in self.wider.items():
            for each in wider:
                found[each].add(subject)
        return {subject: frozenset(inner) for subject, inner in found.items()}

    @cached_property
    def order(self) -> tuple[Subject, ...]:
        """From narrow to wide, the same whatever was counted: nothing stands before what it holds."""
        return tuple(sorted(self.parents, key=lambda subject: (len(self.narrower[subject]), subject)))


def nesting(
    needs: Mapping[str, tuple[str, bool]], services: Mapping[str, tuple[str, bool]], languages: Sequence[str]
) -> Nesting:
    """The nesting of our own vocabulary.

    needs: id to (area, sensitive). services: id to (kind of support, sensitive). languages: of answers.
    """
    parents: dict[Subject, set[Subject]] = {}
    for child, holders in (*_requests(needs, languages), *_services(services), *_roots()):
        parents.setdefault(child, set()).update(holders)
    told = {need for need, (_, sensitive) in needs.items() if sensitive}
    kept = {service for service, (_, sensitive) in services.items() if sensitive}
    sensitive = {subject for subject in parents if _is_sensitive(subject, told, kept)}
    frozen = {subject: frozenset(holders) for subject, holders in parents.items()}
    return Nesting(frozen, _covers(frozen), frozenset(sensitive))


def _requests(
    needs: Mapping[str, tuple[str, bool]], languages: Sequence[str]
) -> Iterator[tuple[Subject, Iterable[Subject]]]:
    asked, unmet = Subject(Kind.ASKED, ANY), Subject(Kind.OUTCOME, "unmet")
    yield asked, ()
    for kind, things in {**_OF_ALL, Kind.LANGUAGE: languages}.items():
        yield from ((Subject(kind, thing), [asked]) for thing in things)
    for area in AREAS:
        yield Subject(Kind.UNMET_AREA, area), [Subject(Kind.AREA, area), unmet]
    for outcome, language in product(OUTCOMES, languages):
        holders = [Subject(Kind.LANGUAGE, language), Subject(Kind.OUTCOME, outcome)]
        yield Subject(Kind.OUTCOME_IN, f"{language}:{outcome}"), holders
    for why in WHYS:
        yield Subject(Kind.UNMET_WHY, why), [unmet]
    for need, (area, _) in needs.items():
        if need not in UNTOLD_NEEDS:
            yield from _of_need(need, area, languages)


def _of_need(need: str, area: str, languages: Sequence[str]) -> Iterator[tuple[Subject, Iterable[Subject]]]:
    yield Subject(Kind.REQUEST, need), [Subject(Kind.AREA, area)]
    yield Subject(Kind.UNMET, need), [Subject(Kind.REQUEST, need), Subject(Kind.UNMET_AREA, area)]
    for language in languages:
        holders = [Subject(Kind.UNMET, need), Subject(Kind.OUTCOME_IN, f"{language}:unmet")]
        yield Subject(Kind.UNMET_IN, f"{need}:{language}"), holders


def _services(services: Mapping[str, tuple[str, bool]]) -> Iterator[tuple[Subject, Iterable[Subject]]]:
    """Whoever wants a service or says no to it was shown it, if not always in the same week; we take it as nested."""
    for service, (kind, _) in services.items():
        shown, shown_kind = Subject(Kind.SHOWN, service), Subject(Kind.SHOWN_KIND, kind)
        yield shown_kind, [Subject(Kind.OUTCOME, "services")]
        yield shown, [shown_kind]
        for one, all_of_kind in ((Kind.INTEREST, Kind.INTEREST_KIND), (Kind.REFUSED, Kind.REFUSED_KIND)):
            yield Subject(all_of_kind, kind), [shown_kind]
            yield Subject(one, service), [shown, Subject(all_of_kind, kind)]


def _roots() -> Iterator[tuple[Subject, Iterable[Subject]]]:
    for reason in REASONS:
        yield Subject(Kind.REASON, reason), ()
    for problem in ("number", "fit", "hurt", "other", "false-alarm"):
        yield Subject(Kind.PROBLEM, problem), ()
    yield Subject(Kind.DANGER, ANY), ()


def _is_sensitive(subject: Subject, needs: set[str], services: set[str]) -> bool:
    if subject.kind in (Kind.REQUEST, Kind.UNMET, Kind.UNMET_IN):
        return subject.what.split(":")[0] in needs
    if subject.kind in (Kind.SHOWN, Kind.INTEREST, Kind.REFUSED):
        return subject.what in services
    return subject.kind is Kind.DANGER


_COVERED_BY: dict[Kind, tuple[Kind, ...]] = {
    Kind.ASKED: (Kind.OUTCOME, Kind.LANGUAGE, Kind.AREA),
    Kind.AREA: (Kind.REQUEST,),
    Kind.LANGUAGE: (Kind.OUTCOME_IN,),
    Kind.OUTCOME: (Kind.OUTCOME_IN, Kind.UNMET_AREA, Kind.UNMET_WHY, Kind.SHOWN_KIND),
    Kind.UNMET: (Kind.UNMET_IN,),
    Kind.UNMET_AREA: (Kind.UNMET,),
    Kind.SHOWN_KIND: (Kind.SHOWN,),
    Kind.INTEREST_KIND: (Kind.INTEREST,),
    Kind.REFUSED_KIND: (Kind.REFUSED,),
}


def _covers(parents: Mapping[Subject, frozenset[Subject]]) -> dict[Subject, tuple[frozenset[Subject], ...]]:
    """The children of one kind hold everybody; who was asked back has no area yet."""
    groups: dict[tuple[Subject, Kind], set[Subject]] = {}
    for child, holders in parents.items():
        for holder in holders:
            if child.kind in _COVERED_BY.get(holder.kind, ()):
                groups.setdefault((holder, child.kind), set()).add(child)
    covers: dict[Subject, list[frozenset[Subject]]] = {}
    for (holder, kind), group in sorted(groups.items()):
        if kind is Kind.AREA:
            group.add(Subject(Kind.OUTCOME, "clarify"))
        covers.setdefault(holder, []).append(frozenset(group))
    return {holder: tuple(found) for holder, found in covers.items()}
