"""The requests that everything is measured with, and the services that fit each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.loader import load_needs
from commands.settings import CHECKOUT

if TYPE_CHECKING:
    from catalog.model import Catalog

CATALOG = CHECKOUT / "services_catalog.yaml"
_REQUESTS = CHECKOUT / "tests" / "data" / "requests.jsonl"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody says, and the needs that a good answer may serve."""

    text: str
    needs: frozenset[str]


def english(count: int) -> list[Request]:
    """The first so many English requests that ask for something."""
    rows = [json.loads(line) for line in _REQUESTS.read_text(encoding="utf-8").splitlines()]
    asking = [row for row in rows if row["lang"] == "en" and row["needs"]]
    return [Request(row["text"], frozenset(row["needs"])) for row in asking[:count]]


@dataclass(frozen=True, slots=True)
class Card:
    """A service as the peers see it: one text to search in."""

    id: str
    needs: frozenset[str]
    text: str


def cards(catalog: Catalog) -> list[Card]:
    """Every service: name, summary, examples, and the labels and meanings of its needs."""
    meanings = {need.id: f"{need.label}. {need.definition}" for need in load_needs()}
    return [
        Card(
            service.id,
            frozenset(service.needs),
            "\n".join([service.name, service.summary, *service.examples, *(meanings[need] for need in service.needs)]),
        )
        for service in catalog.services
    ]
