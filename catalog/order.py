"""Puts the fields of each entry into the order of the model by moving whole lines, with the comments above them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from catalog.model import CommunityLine, Reference, Service
from catalog.shape import bare, kind_at, names, part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.nodes import Node

_REMARK = re.compile(r"[ ]*(#.*)?")
_DASH = re.compile(r"([ ]*)((?:-[ ]+)+)")
_PARTS: dict[str, Any] = {"services": Service, "crisis_lines": CommunityLine}
_KEYED: dict[str, Any] = {"references": Reference, "override": Service}


def ordered(text: str, root: Node) -> str:
    """The text with its fields in order; `root` is what was read from it."""
    lines = text.split("\n")
    for node, kind in _groups(root):
        _sort(lines, node, names(kind))
    return "\n".join(lines)


def _groups(root: Node) -> Iterator[tuple[Node, Any]]:
    """Every group of named values whose names have an order, the innermost first, so that lines stay what they were."""
    for name, kind in _PARTS.items():
        for item in root.at(name).items:
            yield from _inner(item, kind)
    for name, kind in _KEYED.items():
        for item in root.at(name).fields.values():
            yield from _inner(item, kind)


def _inner(node: Node, kind: Any) -> Iterator[tuple[Node, Any]]:
    for name, inner in node.fields.items():
        yield from _inner(inner, part(kind, name))
    if isinstance(node.value, list):
        for item in node.value:
            yield from _inner(item, kind_at(kind, (0,)))
    if node.fields and names(bare(kind)):
        yield node, bare(kind)


def _sort(lines: list[str], node: Node, order: list[str]) -> None:
    starts = [inner.place - 1 for inner in node.fields.values()]
    known = [order.index(name) if name in order else len(order) for name in node.fields]
    if known == sorted(known) or len(set(starts)) < len(starts) or _is_bracketed(lines, starts):
        return
    begins = [starts[0], *(_with_remarks(lines, start) for start in starts[1:])]
    end = end_of(lines, starts[-1])
    blocks = [lines[begin:after] for begin, after in zip(begins, [*begins[1:], end], strict=True)]
    dash = _DASH.match(blocks[0][0])
    if dash:
        blocks[0][0] = " " * dash.end() + blocks[0][0][dash.end() :]
    moved = [block for _, block in sorted(zip(known, blocks, strict=True), key=lambda pair: pair[0])]
    if dash:
        at = next((i for i, line in enumerate(moved[0]) if not _REMARK.fullmatch(line)), 0)
        moved[0][at] = dash.group() + moved[0][at][dash.end() :]
    lines[begins[0] : end] = [line for block in moved for line in block]


def _is_bracketed(lines: list[str], starts: list[int]) -> bool:
    """Whether these fields are not each on a line of its own, at one depth."""
    depths = {depth_of(lines[start]) for start in starts}
    return len(depths) > 1 or any(re.match(r"[ ]*[{\[]", lines[start]) for start in starts)


def _with_remarks(lines: list[str], start: int) -> int:
    """Where the comments begin that stand right above a field and as deep as it."""
    depth, at = depth_of(lines[start]), start
    while at > 0 and lines[at - 1].startswith(" " * depth + "#"):
        at -= 1
    return at


def end_of(lines: list[str], start: int) -> int:
    """The line after the last one of the field that starts here: up to the next that stands less deep or as deep."""
    depth, last = depth_of(lines[start]), start
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if _REMARK.fullmatch(line):
            continue
        deeper = len(line) - len(line.lstrip(" "))
        if deeper < depth or (deeper == depth and not line.lstrip(" ").startswith("- ")):
            break
        last = at
    return last + 1


def depth_of(line: str) -> int:
    """Where the name begins, behind spaces and dashes."""
    dash = _DASH.match(line)
    return dash.end() if dash else len(line) - len(line.lstrip(" "))
