"""A community's short file stands on the shipped one: it hides, changes and adds, and copies nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.checks import Known
from catalog.files import open_page
from catalog.nodes import Node
from catalog.parts import Parts, in_order, read_parts
from catalog.problems import MOST, Problem, quoted, unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from catalog.model import CommunityLine, Reference, Service

BASE_NAME = "base"
BASE_PATH = Path(__file__).with_name("base.yaml")
"""The services that come with the program."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One file that another stands on."""

    name: str
    parts: Parts
    nodes: dict[str, Node]
    """Its services as they are written, by id."""
    digest: str


@dataclass(frozen=True, slots=True)
class Under:
    """Everything that a short file stands on, in the order in which it names it."""

    layers: tuple[Layer, ...]
    files: tuple[Path, ...]
    """Whether they could be read or not: a change in any of them changes the catalog."""

    @property
    def nodes(self) -> dict[str, Node]:
        """The services by id; the first file that has one counts."""
        return {name: node for layer in reversed(self.layers) for name, node in layer.nodes.items()}

    @property
    def known(self) -> Known:
        """What the short file may name and must not write anew."""
        ids = {name: layer.name for layer in self.layers for name in layer.nodes}
        return Known(ids, tuple(key for layer in self.layers for key in layer.parts.references))

    def with_(self, own: Parts, hidden: Collection[str], overridden: Collection[str]) -> Parts:
        """The whole catalog: what is left of the files below, changed where it is overridden, then what is added."""
        mine = {service.id: service for service in own.services}
        services: dict[str, Service] = {}
        references: dict[str, Reference] = {}
        lines: list[CommunityLine] = list(own.crisis_lines)
        phrases: dict[str, dict[str, tuple[str, ...]]] = {}
        for layer in self.layers:
            for service in layer.parts.services:
                if service.id not in hidden:
                    services.setdefault(service.id, mine.get(service.id, service))
            references |= layer.parts.references
            lines += layer.parts.crisis_lines
        for part in (*(layer.parts for layer in self.layers), own):
            for language, by_need in part.phrases.items():
                told = phrases.setdefault(language, {})
                for need, said in by_need.items():
                    told[need] = (*told.get(need, ()), *said)
        added = [service for service in own.services if service.id not in overridden]
        services |= {service.id: service for service in added}
        return Parts(tuple(services.values()), references | own.references, tuple(lines), phrases)


def read_under(root: Node, path: Path, needs: Collection[str], found: list[Problem]) -> Under:
    """Read the files that `extends` names; `base` is the shipped one, others lie beside the short file."""
    layers, files, extends = [], [], root.at("extends")
    if not extends.items:
        found.append(Problem(extends.place, None, "extends names no file; write “extends: base”"))
    for name, line in root.texts("extends"):
        if name != BASE_NAME and not _is_beside(name, path):
            said = f"{quoted(name)} is not a file to stand on; write “base”, or the name of a file in the same folder"
            found.append(Problem(line, None, f"{said}, such as imported.yaml"))
            continue
        file = BASE_PATH if name == BASE_NAME else path.parent / name
        files.append(file)
        if layer := _layer(name, file, line, needs, found):
            layers.append(layer)
    return Under(tuple(layers), tuple(files))


def _is_beside(name: str, path: Path) -> bool:
    return name.endswith((".yaml", ".yml")) and Path(name).name == name and name != path.name


def _layer(name: str, file: Path, line: int, needs: Collection[str], found: list[Problem]) -> Layer | None:
    page, wrong = open_page(file), list[Problem]()
    wrong += page.problems
    parts = None
    if page.root is not None and page.root.value is not None:
        parts = read_parts(page.root, needs, wrong)
        wrong = list(in_order(wrong, page.root))
    shown = file.name if name != BASE_NAME else "the base"
    found += [Problem(line, None, f"in {shown}, {problem}") for problem in wrong]
    if parts is None or page.root is None or wrong:
        return None
    nodes = {node.at("id").text or "": node for node in page.root.at("services").items}
    return Layer(shown, parts, nodes, page.digest)


def overriding(root: Node, under: Under, found: list[Problem]) -> tuple[Node, set[str], set[str]]:
    """The short file with its overridden services written out, the ids that it hides and those that it overrides."""
    nodes = under.nodes
    hidden = root.texts("hide")
    whole = len(under.layers) == len(under.files)  # else an unknown id may stand in the file that cannot be read
    gone = {one for one, _ in hidden}
    found += islice(_check_hidden(root, hidden, list(nodes), whole=whole), MOST + 1)
    overridden, changed = set[str](), []
    override = root.at("override")
    if override.value is not None and not override.fields:
        said = "override needs the id of a service with what changes below it, such as “box-breathing:”, not a list"
        found.append(Problem(override.place, None, said))
    for name, node in override.fields.items():
        if len(found) > MOST:
            break
        if name not in nodes:
            if whole:
                found.append(Problem(node.place, None, _not_below(name, list(nodes))))
        elif name in gone:
            found.append(
                Problem(node.place, None, f"{quoted(name)} is under hide and under override; keep one of them")
            )
        elif not node.fields:
            found.append(Problem(node.place, None, f"nothing changes in {quoted(name)}; write what does below it"))
        else:
            overridden.add(name)
            changed.append(_changed(nodes[name], node, name, found))
    services = [*changed, *root.at("services").items]
    place = root.at("services").place if "services" in root.fields else root.line
    return (
        replace(root, value=root.fields | {"services": Node(place, services)}),
        gone,
        overridden,
    )


def _check_hidden(
    root: Node, hidden: Sequence[tuple[str, int]], ids: Sequence[str], *, whole: bool
) -> Iterator[Problem]:
    if root.at("hide").fields:
        yield Problem(root.at("hide").place, None, "hide takes a list of ids, such as “hide: [box-breathing]”")
    for name, line in hidden:
        if name not in ids and whole:
            yield Problem(line, None, f"{_not_below(name, ids)}. Crisis lines cannot be hidden")


def _not_below(name: str, ids: Sequence[str]) -> str:
    return unknown(name, "the id of a service in the files that this one extends", ids, "catalog/base.yaml")


def _changed(below: Node, override: Node, name: str, found: list[Problem]) -> Node:
    """The service with the overridden fields in place; whatever is untouched counts as standing on that line."""
    fields = {key: _on(node, override.place) for key, node in below.fields.items()}
    for key, node in override.fields.items():
        if key == "id":
            found.append(Problem(node.place, None, f"the id of {quoted(name)} cannot change; take this line out"))
        elif key == "translations" and node.fields and "translations" in fields:
            fields[key] = replace(node, value=fields[key].fields | node.fields)
        else:
            fields[key] = node
    return Node(override.place, fields)


def _on(node: Node, line: int) -> Node:
    if isinstance(node.value, list):
        return Node(line, [_on(item, line) for item in node.value], line)
    if isinstance(node.value, dict):
        return Node(line, {key: _on(item, line) for key, item in node.value.items()}, line)
    return Node(line, node.value, line)
