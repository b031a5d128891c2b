"""What a report must know of our lists: how needs and services are called, and what is listed for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HELPLINE = "helpline"
"""The kind of support that is told apart: nobody is asked whether they would like a helpline."""


@dataclass(frozen=True, slots=True)
class NeedFact:
    """One word of the vocabulary."""

    label: str
    area: str


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """One service as the catalog has it today."""

    name: str
    support: str
    needs: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The lists of today. Tables may speak of services that are no longer listed."""

    needs: Mapping[str, NeedFact] = field(default_factory=dict)
    services: Mapping[str, ServiceFact] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    """Code to name; the first is the one that most speak, and is not counted."""

    @property
    def counted_languages(self) -> tuple[str, ...]:
        """The codes of those that are counted."""
        return tuple(self.languages)[1:]

    def listed(self, need: str, language: str | None = None) -> int:
        """So many services are listed for a need, in any language or in this one."""
        return sum(
            need in service.needs and (language is None or language in service.languages)
            for service in self.services.values()
        )

    def is_helpline(self, service: str) -> bool:
        """Whether this is a helpline."""
        return service in self.services and self.services[service].support == HELPLINE
