"""From what an editor typed to what a field holds: single values become lists, “24/7” becomes hours."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from catalog.model import Hours, Record

if TYPE_CHECKING:
    from catalog.nodes import Node

ALWAYS_OPEN = "24/7"
Place = tuple[int | str, ...]
"""The way to a value: names of fields and positions in lists, as pydantic writes it."""


def plain(node: Node, kind: Any) -> Any:
    """Plain data of the kind that a field or record wants, ready for pydantic; blank values are left out."""
    kind = bare(kind)
    if kind is Hours and node.text == ALWAYS_OPEN:
        return {"always": True}
    if get_origin(kind) is tuple:
        return [plain(item, get_args(kind)[0]) for item in node.items]
    if isinstance(node.value, dict):
        given = {name: plain(inner, part(kind, name)) for name, inner in node.value.items()}
        return {name: value for name, value in given.items() if value not in (None, [], {})}
    if isinstance(node.value, list):
        return [plain(item, Any) for item in node.value]
    return node.value


def bare(kind: Any) -> Any:
    """The kind without `| None` and without its constraints."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return bare(next(one for one in get_args(kind) if one is not type(None)))
    return kind


def part(kind: Any, step: int | str) -> Any:
    """The kind of one field of a record, or of one member of a list or mapping."""
    kind = bare(kind)
    if isinstance(kind, type) and issubclass(kind, Record):
        field = kind.model_fields.get(str(step))
        return field.annotation if field else Any
    if get_origin(kind) in (tuple, dict):
        return get_args(kind)[0 if get_origin(kind) is tuple else 1]
    return Any


def kind_at(kind: Any, place: Place) -> Any:
    """The kind that the model wants at a place."""
    for step in place:
        kind = part(kind, step)
    return bare(kind)


def node_at(node: Node, place: Place) -> Node:
    """What stands at a place; where nothing stands, the innermost thing around it."""
    for step in place:
        if isinstance(step, int):
            node = node.value[step] if isinstance(node.value, list) else node
        else:
            node = node.fields.get(step) or node
    return node


def choices(kind: Any) -> tuple[str, ...]:
    """The words that a field takes; empty when it is free text."""
    kind = bare(kind)
    if get_origin(kind) is tuple:
        return choices(get_args(kind)[0])
    return get_args(kind) if get_origin(kind) is Literal else ()


def names(kind: Any) -> list[str]:
    """The field names of a record; empty for anything else."""
    kind = bare(kind)
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, Record) else []
