"""Read services_catalog.yaml: either the whole catalog, or everything that must change, line by line."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.files import open_page
from catalog.layers import overriding, read_under
from catalog.model import Catalog, Need
from catalog.nodes import Node
from catalog.parts import Parts, in_order, read_parts, records
from catalog.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Counts", "Loaded", "NeedsBrokenError", "Problem", "load_catalog", "load_needs"]

NEEDS_PATH = Path(__file__).with_name("needs.yaml")


class NeedsBrokenError(Exception):
    """The vocabulary that comes with the program cannot be used; says every reason."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a catalog holds, for a line such as “ready: 126 services”."""

    services: int
    by_area: dict[str, int]
    references: int
    crisis_lines: int
    contacts: int
    exercises: int
    """Services with steps to do in the chat."""
    needs_served: int
    languages: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Loaded:
    """The catalog, or, when it is None, at least one problem, in the order of their lines."""

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    files: tuple[Path, ...] = ()
    """The other files that this one stands on."""
    lines: dict[str, int] = field(default_factory=dict)
    """Where the services of this very file stand, by id: those that it adds and those that it overrides."""

    @cached_property
    def counts(self) -> Counts | None:
        """What the catalog holds; None when there is none."""
        return None if self.catalog is None else count(self.catalog)


def count(catalog: Catalog) -> Counts:
    """Count what a catalog holds."""
    services = catalog.services
    return Counts(
        services=len(services),
        by_area=dict(Counter(service.area for service in services)),
        references=len(catalog.references),
        crisis_lines=len(catalog.crisis_lines),
        contacts=sum(len(service.contacts) for service in services),
        exercises=sum(bool(service.steps) for service in services),
        needs_served=len({need for service in services for need in service.needs}),
        languages=tuple(sorted({language for service in services for language in service.languages})),
        regions=tuple(sorted({region for service in services for region in service.regions})),
    )


def load_catalog(path: Path, needs: Sequence[Need]) -> Loaded:
    """Read and check the file, and those it stands on; never raises because of what stands in it or is not there."""
    page = open_page(path)
    if page.root is None or page.root.value is None:
        return Loaded(None, page.problems)
    root, found, ids = page.root, list(page.problems), {need.id for need in needs}
    lines = _own_lines(root)
    if "extends" not in root.fields:
        return replace(_loaded(read_parts(root, ids, found), root, found, page.digest, ()), lines=lines)
    under = read_under(root, path, ids, found)
    root, hidden, overridden = overriding(root, under, found)
    parts = under.with_(read_parts(root, ids, found, under.known), hidden, overridden)
    digest = hashlib.sha256("".join((page.digest, *(layer.digest for layer in under.layers))).encode()).hexdigest()
    return replace(_loaded(parts, root, found, digest, under.files), lines=lines)


def _own_lines(root: Node) -> dict[str, int]:
    services = {node.at("id").text or "": node.line for node in root.at("services").items}
    return services | {name: node.place for name, node in root.at("override").fields.items()}


def _loaded(parts: Parts, root: Node, found: list[Problem], digest: str, files: tuple[Path, ...]) -> Loaded:
    shown = tuple(service for service in parts.services if service.checked)
    if not found and not shown:
        said = "no service is left to show; one needs to be there that is neither hidden nor “checked: no”"
        found.append(Problem(root.line, None, said))
    if found:
        return Loaded(None, in_order(found, root), files)
    catalog = Catalog(
        services=shown,
        unchecked=tuple(service for service in parts.services if not service.checked),
        references=parts.references,
        crisis_lines=parts.crisis_lines,
        phrases=parts.phrases,
        digest=digest,
    )
    return Loaded(catalog, (), files)


def load_needs(path: Path | None = None) -> tuple[Need, ...]:
    """The vocabulary of needs, from catalog/needs.yaml; raises NeedsBrokenError with every problem."""
    page = open_page(path or NEEDS_PATH)
    found = list(page.problems)
    root = page.root or Node(1, None)
    nodes = root.at("needs").items if root.fields else root.items
    needs = records(nodes, Need, "need", found)
    found += _taken_twice(nodes, "id")
    found += _taken_twice(nodes, "code")
    if not needs and not found:
        found.append(Problem(root.line, None, "there are no needs; write each as “- id: …”"))
    if found:
        raise NeedsBrokenError("\n".join(map(str, found)))
    return needs


def _taken_twice(nodes: Iterable[Node], name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for node in (entry.at(name) for entry in nodes):
        if node.text in seen:
            yield Problem(node.line, None, f"the {name} {quoted(node.text)} is taken twice; give each need its own")
        seen.add(node.text or "")
