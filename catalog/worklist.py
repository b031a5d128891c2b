"""What is to be checked again, the most urgent first: what members say does not work, then what is oldest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from catalog.freshness import ORDER, Age, is_crisis, line_age, service_age

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from catalog.model import Catalog, CommunityLine, Contact, Service

_URGENCY = ("did not work", *ORDER[:-1], "unchecked")


@dataclass(frozen=True, slots=True)
class Task:
    """One entry to check. Public facts alone; safe to show to any manager."""

    id: str
    """The service's id; of a crisis line its name."""
    name: str
    why: Literal["did not work", "unchecked"] | Age
    checked: date
    """When it was checked last."""
    contacts: tuple[Contact, ...]
    url: str | None
    is_crisis: bool = False

    @property
    def key(self) -> tuple[int, bool, date, str]:
        """Sorts the most urgent first."""
        return (_URGENCY.index(self.why), not self.is_crisis, self.checked, self.id)


def worklist(catalog: Catalog, today: date, flags: Mapping[str, date] | None = None) -> list[Task]:
    """Every entry that needs somebody, the most urgent first; empty when all is fresh.

    Args:
        catalog: the list as it is.
        today: the day it is for.
        flags: ids of services that did not work for several members, and when; a later check makes good for it.
    """
    told = flags or {}
    tasks = [_service(one, _why(one, today, told)) for one in catalog.services if _why(one, today, told) != Age.FRESH]
    tasks += [_line(one, age) for one in catalog.crisis_lines if (age := line_age(one, today)) is not Age.FRESH]
    tasks += [_service(one, "unchecked") for one in catalog.unchecked]
    return sorted(tasks, key=lambda task: task.key)


def _why(service: Service, today: date, flags: Mapping[str, date]) -> Literal["did not work"] | Age:
    since = flags.get(service.id)
    return "did not work" if since and service.verified.on < since else service_age(service, today)


def _service(one: Service, why: Literal["did not work", "unchecked"] | Age) -> Task:
    return Task(one.id, one.name, why, one.verified.on, one.contacts, one.url, is_crisis(one))


def _line(one: CommunityLine, age: Age) -> Task:
    return Task(one.name, one.name, age, one.verified.on, one.contacts, None, is_crisis=True)
