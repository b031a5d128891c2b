"""Entries that come from elsewhere: each is checked like one that was typed, and written to a file of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalog.checks import check_between
from catalog.entries import entry, reference
from catalog.model import Reference, Service
from catalog.nodes import Node
from catalog.parts import records
from catalog.shape import names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from catalog.problems import Problem

LARGEST_PAGE = 8_000_000
"""Bytes of one file; a catalog of more than 10 MB is refused."""
_MAY_GO = ("contacts", "hours", "ages", "anonymous", "examples", "translations")
_HEAD = """\
# Brought in from {source}. Each entry says “checked: no”, and no member is shown it before somebody takes that away.
# Look at one entry after the other: call its number, open its page, put right what is marked as guessed. Then write
# who checked it under “verified”, and take away the lines “checked: no”. To use the file, write its name behind
# “extends:” in services_catalog.yaml, such as  extends: [base, {name}]
"""
_HEAD_CHECKED = """\
# Brought in from {source}, by somebody who said that these entries are checked. To use the file, write its name behind
# “extends:” in services_catalog.yaml, such as  extends: [base, {name}]
"""


@dataclass(frozen=True, slots=True)
class Brought:
    """One good entry from elsewhere."""

    service: Service
    guessed: tuple[str, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)


def judged(
    fields: Mapping[str, Any], needs: Collection[str], references: Mapping[str, Any]
) -> tuple[Brought | None, list[tuple[str, str]]]:
    """An entry of plain data, with all its faults as field and sentence.

    What an entry can do without is left out where it is wrong; None when something else is.
    """
    faults: list[tuple[str, str]] = []
    kept = {name: value for name, value in fields.items() if value not in (None, [], {}, "")}
    studies = {key: study for key, value in references.items() if (study := _study(value))}
    evidence = kept.get("evidence")
    if isinstance(evidence, dict) and isinstance(refs := evidence.get("refs"), list):
        kept["evidence"] = evidence | {"refs": [key for key in map(str, refs) if key in studies]}
    for _ in range(2):
        order = list(kept)
        found: list[Problem] = []
        node = Node(0, {name: _node(kept[name], place) for place, name in enumerate(order, 1)})
        made = records([node], Service, "service", found)
        used = {key: Node(0, {"citation": Node(0, "-")}) for key in studies if key in str(kept.get("evidence"))}
        root = Node(0, {"services": Node(0, [node]), "references": Node(0, used)})
        found += [one for one in check_between(root, needs) if one.line]
        wrong = [(order[one.line - 1] if one.line else "", one.sentence) for one in found]
        faults += wrong
        if made and not wrong:
            named = {key: studies[key] for key in made[0].evidence.refs}
            return Brought(made[0], (), named), faults
        bad = {name for name, _ in wrong}
        if not bad <= set(_MAY_GO):
            break
        kept = {name: value for name, value in kept.items() if name not in bad}
    return None, faults


def _study(value: Any) -> Reference | None:
    if not isinstance(value, dict):
        return None
    found: list[Problem] = []
    known = {name: one for name, one in value.items() if name in names(Reference)}
    made = records([_node(known, 1)], Reference, "reference", found)
    return made[0] if made else None


def _node(value: Any, line: int) -> Node:
    """Plain data, as if it stood in a file on this line."""
    if isinstance(value, dict):
        return Node(line, {str(name): _node(inner, line) for name, inner in value.items()}, line)
    if isinstance(value, (list, tuple)):
        return Node(line, [_node(inner, line) for inner in value], line)
    if isinstance(value, bool):
        return Node(line, "yes" if value else "no", line)
    return Node(line, None if value is None else str(value).strip() or None, line)


def pages(brought: Iterable[Brought], source: str, name: str, guess: str, *, checked: bool = False) -> Iterator[str]:
    """The entries as files that `extends` may name, each small enough; unless `checked`, all say “checked: no”."""
    head = (_HEAD_CHECKED if checked else _HEAD).format(source=" ".join(source.split()), name=name) + "\nservices:\n"
    written: list[str] = []
    studies: dict[str, Reference] = {}
    size = 0
    for one in brought:
        service = one.service if checked else one.service.model_copy(update={"checked": False})
        text = entry(service, comments=dict.fromkeys(one.guessed, guess))
        length = len(text.encode()) + sum(
            len(str(study)) for key, study in one.references.items() if key not in studies
        )
        if written and size + length > LARGEST_PAGE:
            yield _page(head, written, studies)
            written, studies, size = [], {}, 0
        written.append(text)
        studies |= one.references
        size += length
    if written:
        yield _page(head, written, studies)


def _page(head: str, written: list[str], studies: Mapping[str, Reference]) -> str:
    told = "\nreferences:\n" + "".join(reference(key, of) for key, of in studies.items()) if studies else ""
    return head + "\n".join(written) + told
