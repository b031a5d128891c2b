"""How old the facts of an entry are: fresh, due for a check, or stale. Age is told, and never hides a way out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from catalog.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from catalog.model import Catalog, CommunityLine, Service, Verified


class Age(StrEnum):
    """From when facts were last checked to today; these sort by `ORDER`."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    OLD = "old"
    """A crisis line that nobody has checked for a year: before anything else."""


ORDER = (Age.OLD, Age.STALE, Age.DUE, Age.FRESH)
"""The most urgent first."""
CONTACTS = ((365, Age.STALE), (180, Age.DUE))
"""Days that must have passed, the most first: numbers change often."""
LINKS = ((730, Age.STALE), (365, Age.DUE))
"""Of entries with a web page alone, which `peerbridge catalog links` looks at too."""
CRISIS = ((365, Age.OLD), (180, Age.STALE), (90, Age.DUE))
_CRISIS_NEEDS = frozenset({"suicide", "self-harm"})


def service_age(service: Service, today: date) -> Age:
    """How old the facts of a service are."""
    limits = CRISIS if is_crisis(service) else CONTACTS if service.contacts else LINKS
    return _age(service.verified, limits, today)


def line_age(line: CommunityLine, today: date) -> Age:
    """How old the facts of a community's own crisis line are."""
    return _age(line.verified, CRISIS, today)


def is_crisis(service: Service) -> bool:
    """Whether people call this when they might die."""
    return service.support == "helpline" and not _CRISIS_NEEDS.isdisjoint(service.needs)


def remarks(catalog: Catalog, today: date) -> Iterator[Problem]:
    """What `peerbridge catalog check` says of dates, beside the services that are due; none of it stops a catalog.

    commands/catalog_hints.py calls this, and `service_age` for each service: one line is the whole hook.
    """
    for line in catalog.crisis_lines:
        if line_age(line, today) is not Age.FRESH:
            said = f"your crisis line {quoted(line.name)} ({line.country}) was last checked on {line.verified.on}"
            yield Problem(None, None, f"{said}; call it, and write the new date")
    checked = [(one.name, one.verified.on) for one in catalog.services]
    for name, on in (*checked, *((one.name, one.verified.on) for one in catalog.crisis_lines)):
        if on > today:
            said = f"{quoted(name)} was checked on {on}, and that day has not come yet"
            yield Problem(None, None, f"{said}; write the day on which it was checked")


def _age(verified: Verified, limits: tuple[tuple[int, Age], ...], today: date) -> Age:
    days = (today - verified.on).days
    return next((age for limit, age in limits if days > limit), Age.FRESH)
