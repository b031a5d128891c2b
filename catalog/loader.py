"""Read services_catalog.yaml: either the whole catalog, or everything that must change, line by line."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import Field, ValidationError

from catalog.checks import check_between, label
from catalog.files import open_page
from catalog.model import Catalog, CommunityLine, Language, Need, Record, Reference, Service
from catalog.nodes import Node
from catalog.problems import Problem, closest, quoted, unknown
from catalog.sentences import problems_of
from catalog.shape import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Counts", "Loaded", "NeedsBrokenError", "Problem", "load_catalog", "load_needs"]

NEEDS_PATH = Path(__file__).with_name("needs.yaml")
PARTS = ("services", "references", "crisis_lines", "phrases", "meta")
Checked = TypeVar("Checked", bound=Record)


class _Phrases(Record):
    phrases: dict[Language, dict[str, tuple[str, ...]]] = Field(default_factory=dict)


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
    """Read and check the file; never raises because of what stands in it, or because it is not there."""
    page = open_page(path)
    if page.root is None or page.root.value is None:
        return Loaded(None, page.problems)
    root, found = page.root, list(page.problems)
    found += _check_parts(root)
    services = _records(root.at("services").items, Service, "service", found)
    lines = _records(root.at("crisis_lines").items, CommunityLine, "crisis line", found)
    references = _references(root.at("references"), found)
    phrases = _record(Node(root.line, {"phrases": root.at("phrases")}), _Phrases, "the file", found)
    found += check_between(root, {need.id for need in needs})
    if found or phrases is None:
        return Loaded(None, _in_order(found, root))
    catalog = Catalog(
        services=services, references=references, crisis_lines=lines, phrases=phrases.phrases, digest=page.digest
    )
    return Loaded(catalog, ())


def load_needs(path: Path | None = None) -> tuple[Need, ...]:
    """The vocabulary of needs, from catalog/needs.yaml; raises NeedsBrokenError with every problem."""
    page = open_page(path or NEEDS_PATH)
    found = list(page.problems)
    root = page.root or Node(1, None)
    nodes = root.at("needs").items if root.fields else root.items
    needs = _records(nodes, Need, "need", found)
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


def _check_parts(root: Node) -> Iterator[Problem]:
    if not root.fields:
        yield Problem(root.line, None, "the file does not begin with a name; begin with a line “services:”")
        return
    for name, node in root.fields.items():
        if name not in PARTS:
            yield Problem(node.place, None, unknown(name, "a part of a catalog", PARTS))
    meant = {closest(name, PARTS) for name in root.fields}
    services = root.at("services")
    if not services.items and ("services" in root.fields or "services" not in meant):
        yield Problem(services.place, None, "there are no services; below “services:”, begin each with “- id: …”")


def _records(nodes: Iterable[Node], model: type[Checked], kind: str, found: list[Problem]) -> tuple[Checked, ...]:
    """The good ones; the problems of the others join `found`."""
    named = ((node, label(node) if label(node) != "this entry" else f"this {kind}") for node in nodes)
    records = [_record(node, model, name, found) for node, name in named]
    return tuple(record for record in records if record is not None)


def _record(node: Node, model: type[Checked], name: str, found: list[Problem]) -> Checked | None:
    try:
        return model.model_validate(plain(node, model))
    except ValidationError as error:
        found += problems_of(error, node, model, name)
        return None


def _references(node: Node, found: list[Problem]) -> dict[str, Reference]:
    if node.value is not None and not isinstance(node.value, dict):
        found.append(Problem(node.line, None, "references needs a key for each, such as “nice-2022:”, not a list"))
    read = {
        key: _record(Node(inner.line, inner.value or {}, inner.name_line), Reference, f"reference {quoted(key)}", found)
        for key, inner in node.fields.items()
    }
    return {key: reference for key, reference in read.items() if reference is not None}


def _in_order(found: Iterable[Problem], root: Node) -> tuple[Problem, ...]:
    """Each problem once, by line, with the entry that its line belongs to."""
    entries = _entries(root)
    starts = [line for line, _ in entries]
    placed = {
        Problem(one.line, entries[at - 1][1] if (at := bisect_right(starts, one.line or 0)) else None, one.sentence)
        for one in found
    }
    return tuple(sorted(placed, key=lambda one: (one.line or 0, one.sentence)))


def _entries(root: Node) -> list[tuple[int, str | None]]:
    """Where each entry begins, and its name; None where a part begins that has none."""
    starts: list[tuple[int, str | None]] = [(node.place, None) for node in root.fields.values()]
    for part in ("services", "crisis_lines"):
        entries = root.at(part).items
        starts += [(entry.line, entry.at("id").text or entry.at("name").text) for entry in entries]
    starts += [(node.place, key) for key, node in root.at("references").fields.items()]
    return sorted(starts, key=lambda start: start[0])
