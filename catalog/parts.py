"""The parts of a catalog file, each checked: services, references, crisis lines and phrases."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pydantic import Field, ValidationError

from catalog.checks import Known, check_between, label
from catalog.model import CommunityLine, Language, Record, Reference, Service
from catalog.nodes import Node
from catalog.problems import MOST, Problem, at_most, closest, quoted, unknown
from catalog.sentences import problems_of
from catalog.shape import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

PARTS = ("services", "references", "crisis_lines", "phrases", "meta")
SHORT = ("extends", "hide", "override")
"""What only a short file has, one that stands on others."""
Phrases = dict[str, dict[str, tuple[str, ...]]]
Checked = TypeVar("Checked", bound=Record)


class _Phrases(Record):
    phrases: dict[Language, dict[str, tuple[str, ...]]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """What was good in one file; only whole when the file has no problems."""

    services: tuple[Service, ...]
    references: dict[str, Reference]
    crisis_lines: tuple[CommunityLine, ...]
    phrases: Phrases


def read_parts(root: Node, needs: Collection[str], found: list[Problem], known: Known | None = None) -> Parts:
    """Every part of the file; what is wrong joins `found`.

    Args:
        root: the whole file; in a short one, `services` holds the overridden services too.
        needs: the ids of the vocabulary.
        found: problems so far.
        known: what the files that this one stands on bring; None when it stands on none.
    """
    found += islice(_check_names(root, short=known is not None), MOST + 1)
    if said := _keyed(root.at("services")):
        found.append(said)
        root = Node(root.line, {name: node for name, node in root.fields.items() if name == "meta"})
    services = records(root.at("services").items, Service, "service", found)
    lines = records(root.at("crisis_lines").items, CommunityLine, "crisis line", found)
    references = _references(root.at("references"), found)
    phrases = _record(Node(root.line, {"phrases": root.at("phrases")}), _Phrases, "the file", found)
    found += islice(check_between(root, needs, known), MOST + 1)
    return Parts(services, references, lines, phrases.phrases if phrases else {})


def _check_names(root: Node, *, short: bool) -> Iterator[Problem]:
    if not root.fields:
        yield Problem(root.line, None, "the file does not begin with a name; begin with a line “services:”")
        return
    for name, node in root.fields.items():
        if name not in (*PARTS, *SHORT):
            yield Problem(node.place, None, unknown(name, "a part of a catalog", PARTS))
        elif name in SHORT and not short:
            yield Problem(node.place, None, f"{quoted(name)} needs a line “extends: base” at the beginning of the file")
    if short:
        return
    meant = {closest(name, PARTS) for name in islice(root.fields, MOST)}
    services = root.at("services")
    if not services.items and ("services" in root.fields or "services" not in meant):
        yield Problem(services.place, None, "there are no services; below “services:”, begin each with “- id: …”")


def _keyed(services: Node) -> Problem | None:
    """Services under their ids instead of dashes: everything said of what stands in them would lead astray."""
    inner = services.fields
    if not inner or set(inner) & set(Service.model_fields) or not all(node.fields for node in inner.values()):
        return None
    first, node = next(iter(inner.items()))
    return Problem(node.place, None, f"begin each service with a dash: write “- id: {first}” and the rest below it")


def records(nodes: Iterable[Node], model: type[Checked], kind: str, found: list[Problem]) -> tuple[Checked, ...]:
    """The good ones; the problems of the others join `found`."""
    made = []
    for node in nodes:
        name = label(node) if label(node) != "this entry" else f"this {kind}"
        made.append(_record(node, model, name, found))
        if len(found) > MOST:
            break
    return tuple(record for record in made if record is not None)


def _record(node: Node, model: type[Checked], name: str, found: list[Problem]) -> Checked | None:
    try:
        return model.model_validate(plain(node, model))
    except ValidationError as error:
        found += problems_of(error, node, model, name)[: MOST + 1]
        return None


def _references(node: Node, found: list[Problem]) -> dict[str, Reference]:
    if node.value is not None and not isinstance(node.value, dict):
        found.append(Problem(node.line, None, "references needs a key for each, such as “nice-2022:”, not a list"))
    read: dict[str, Reference] = {}
    for key, inner in node.fields.items():
        if len(found) > MOST:
            break
        filled = Node(inner.line, inner.value or {}, inner.name_line)
        if reference := _record(filled, Reference, f"reference {quoted(key)}", found):
            read[key] = reference
    return read


def in_order(found: Iterable[Problem], root: Node) -> tuple[Problem, ...]:
    """Each problem once, by line, with the entry that its line belongs to."""
    entries = _entries(root)
    starts = [line for line, _ in entries]
    placed = {
        Problem(one.line, entries[at - 1][1] if (at := bisect_right(starts, one.line or 0)) else None, one.sentence)
        for one in found
    }
    return at_most(sorted(placed, key=lambda one: (one.line or 0, one.sentence)))


def _entries(root: Node) -> list[tuple[int, str | None]]:
    """Where each entry begins, and its name; None where a part begins that has none."""
    starts: list[tuple[int, str | None]] = [(node.place, None) for node in root.fields.values()]
    for part in ("services", "crisis_lines"):
        entries = root.at(part).items
        starts += [(entry.line, entry.at("id").text or entry.at("name").text) for entry in entries]
    for part in ("references", "override"):
        starts += [(node.place, key) for key, node in root.at(part).fields.items()]
    return sorted(starts, key=lambda start: start[0])
