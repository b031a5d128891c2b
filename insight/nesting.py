"""Which numbers are part of which others: who asked about sleep is among those who asked about coping."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from insight.tables import Kind, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

AREAS = ("coping", "wellbeing", "therapy")
FEWEST_PARTS = 12
"""A whole that falls into fewer parts is not told: where none of its parts is told either, each could be worked out."""
UNTOLD_NEEDS = frozenset({"suicide", "self-harm"})
"""Needs that speak of danger: they are counted in their area alone, and in the quarter's number of danger answers."""
ANY = "any"
WISHES = ("region", "age", "audience", "cost", "language", "format", "anonymous", "at-night", "readiness", "open-now")
"""What an answer may meet or miss, by name alone."""
REASONS = ("too-costly", "wrong-area", "wrong-language", "waiting-list", "not-my-age", "not-ready", "tried-it")
"""Why a member says no to a service."""
WHYS = ("region", "age", "audience", "caution")
"""What alone stood in the way of the nearest service. That nothing at all is listed is not counted: together with these
it would hold everybody."""
_OF_ALL = {
    Kind.AREA: AREAS,
    Kind.OUTCOME: ("unmet",),
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

    needs: id to (area, sensitive). services: id to (kind of support, sensitive). languages: of answers. The first
    language is not told, nor is who got services or was asked back: without them no group holds everybody, and what is
    not told stays open.
    """
    parents: dict[Subject, set[Subject]] = {}
    for child, holders in (*_requests(needs, languages[1:]), *_services(services), *_roots()):
        parents.setdefault(child, set()).update(holders)
    told = {need for need, (_, sensitive) in needs.items() if sensitive}
    kept = {service for service, (_, sensitive) in services.items() if sensitive}
    frozen = {subject: frozenset(holders) for subject, holders in parents.items()}
    covers = _covers(frozen)
    few = {whole for whole, parts in covers.items() if len(parts) < FEWEST_PARTS}
    frozen = {subject: _without(few, subject, frozen) for subject in frozen if subject not in few}
    return Nesting(
        frozen,
        {whole: (parts,) for whole, parts in covers.items() if whole not in few},
        frozenset(subject for subject in frozen if _is_sensitive(subject, told, kept)),
    )


def _without(few: set[Subject], subject: Subject, parents: Mapping[Subject, frozenset[Subject]]) -> frozenset[Subject]:
    """Its holders; in place of one that is not told, the holders of that one."""
    found: set[Subject] = set()
    for holder in parents[subject]:
        found |= _without(few, holder, parents) if holder in few else {holder}
    return frozenset(found)


def _requests(
    needs: Mapping[str, tuple[str, bool]], languages: Sequence[str]
) -> Iterator[tuple[Subject, Iterable[Subject]]]:
    asked, unmet = Subject(Kind.ASKED, ANY), Subject(Kind.OUTCOME, "unmet")
    yield asked, ()
    for kind, things in {**_OF_ALL, Kind.LANGUAGE: languages}.items():
        yield from ((Subject(kind, thing), [asked]) for thing in things)
    for language in languages:
        yield Subject(Kind.OUTCOME_IN, f"{language}:unmet"), [Subject(Kind.LANGUAGE, language), unmet]
    for why in WHYS:
        yield Subject(Kind.UNMET_WHY, why), [unmet]
    for need, (area, _) in needs.items():
        if need in UNTOLD_NEEDS:
            continue
        yield Subject(Kind.REQUEST, need), [Subject(Kind.AREA, area)]
        yield Subject(Kind.UNMET, need), [Subject(Kind.REQUEST, need), unmet]
        for language in languages:
            holders = [Subject(Kind.UNMET, need), Subject(Kind.OUTCOME_IN, f"{language}:unmet")]
            yield Subject(Kind.UNMET_IN, f"{need}:{language}"), holders


def _services(services: Mapping[str, tuple[str, bool]]) -> Iterator[tuple[Subject, Iterable[Subject]]]:
    """Whoever wants a service or says no to it was shown it, if not always in the same week; we take it as nested."""
    asked, wanted = Subject(Kind.ASKED, ANY), Subject(Kind.INTEREST_KIND, ANY)
    yield wanted, ()
    for service, (kind, _) in services.items():
        shown, shown_kind = Subject(Kind.SHOWN, service), Subject(Kind.SHOWN_KIND, kind)
        yield shown_kind, [asked]
        yield shown, [shown_kind]
        yield Subject(Kind.INTEREST_KIND, kind), [shown_kind, wanted]
        yield Subject(Kind.INTEREST, service), [shown, Subject(Kind.INTEREST_KIND, kind)]
        yield Subject(Kind.REFUSED_KIND, kind), [shown_kind]
        yield Subject(Kind.REFUSED, service), [shown, Subject(Kind.REFUSED_KIND, kind)]


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


def _covers(parents: Mapping[Subject, frozenset[Subject]]) -> dict[Subject, frozenset[Subject]]:
    """Each whole, and the parts that together hold everybody in it."""
    found: dict[Subject, set[Subject]] = {}
    for child, holders in parents.items():
        for holder in holders:
            if (holder.kind, child.kind) in _COVERING:
                found.setdefault(holder, set()).add(child)
    everything = {child for child in parents if child.kind is Kind.INTEREST}
    if everything:
        found[Subject(Kind.INTEREST_KIND, ANY)] = everything
    return {whole: frozenset(parts) for whole, parts in found.items()}


_COVERING = {
    (Kind.AREA, Kind.REQUEST),
    (Kind.OUTCOME, Kind.UNMET),
    (Kind.SHOWN_KIND, Kind.SHOWN),
    (Kind.INTEREST_KIND, Kind.INTEREST),
    (Kind.REFUSED_KIND, Kind.REFUSED),
}
