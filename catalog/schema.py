"""The rules of a catalog for editors such as VS Code, which then complete, explain and underline while one types."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from pydantic import TypeAdapter

from catalog.golden import Golden
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.model import ID_PATTERN, LANGUAGE_PATTERN, CommunityLine, Hours, Record, Reference, Service
from catalog.shape import ALWAYS_OPEN, bare
from catalog.telling import FIELDS, PARTS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Need

Schema = dict[str, Any]
CATALOG_SCHEMA = Path(__file__).with_name("services_catalog.schema.json")
GOLDEN_SCHEMA = Path(__file__).with_name("golden.schema.json")
_DIALECT = "http://json-schema.org/draft-07/schema#"
_ANY_TEXT: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""A name such as 988 is a number to editors; we take the text that was typed."""
_NEEDS = {"$ref": "#/definitions/need"}
_TAKES_NEEDS = frozenset({"needs", "cautions"})


def schemas(needs: Sequence[Need], base_ids: Sequence[str]) -> dict[Path, Schema]:
    """The schema of each kind of file, by where it is kept."""
    return {CATALOG_SCHEMA: _catalog(needs, base_ids), GOLDEN_SCHEMA: _golden()}


def _catalog(needs: Sequence[Need], base_ids: Sequence[str]) -> Schema:
    base_id = {"anyOf": [{"enum": list(base_ids)}, _text(pattern=ID_PATTERN)]}
    need: Schema = {"enum": [one.id for one in needs], "enumDescriptions": [one.definition for one in needs]}
    change = _record(Service) | {"required": []}
    change["properties"] = {name: inner for name, inner in change["properties"].items() if name != "id"}
    phrases = _keyed(_keyed(_listed(_ANY_TEXT), _NEEDS), _text(pattern=LANGUAGE_PATTERN))
    parts = {
        "extends": _listed({"anyOf": [{"const": "base"}, _text(pattern=r"\.ya?ml$")]}),
        "hide": _listed(base_id),
        "override": _keyed({"$ref": "#/definitions/change"}, base_id),
        "services": _listed({"$ref": "#/definitions/Service"}),
        "references": _keyed({"$ref": "#/definitions/Reference"}),
        "crisis_lines": _listed({"$ref": "#/definitions/CommunityLine"}),
        "phrases": phrases,
        "meta": {},
    }
    return {
        "$schema": _DIALECT,
        "title": "services_catalog.yaml",
        "description": "The services that a community offers to its members.",
        "type": "object",
        "properties": {name: _told(_or_blank(inner), *PARTS[name]) for name, inner in parts.items()},
        "additionalProperties": False,
        "anyOf": [{"required": ["extends"]}, {"required": ["services"]}],
        "definitions": {
            "need": need,
            "change": change,
            **{of.__name__: _record(of) for of in _used(Service, CommunityLine, Reference)},
        },
    }


def _golden() -> Schema:
    return {
        "$schema": _DIALECT,
        "title": "golden.yaml",
        "description": "What somebody may say, and which services must then be among the three that are shown.",
        "type": ["array", "null"],
        "items": _record(Golden),
    }


def _used(*records: type[Record]) -> list[type[Record]]:
    """These records and those inside them, each once."""
    found: dict[type[Record], None] = {}
    for record in records:
        found[record] = None
        kinds = (_inside(field.annotation) for field in record.model_fields.values())
        found |= dict.fromkeys(one for kind in kinds if kind for one in _used(kind))
    return list(found)


def _inside(kind: Any) -> type[Record] | None:
    kind = bare(kind)
    if get_origin(kind) in (tuple, dict):
        return _inside(get_args(kind)[0 if get_origin(kind) is tuple else 1])
    return kind if isinstance(kind, type) and issubclass(kind, Record) else None


def _record(of: type[Record]) -> Schema:
    fields = {}
    for name, field in of.model_fields.items():
        kind = Annotated[bare(field.annotation), *field.metadata] if field.metadata else field.annotation
        inner = _listed(_NEEDS) if name in _TAKES_NEEDS else _kind(kind)
        fields[name] = _told(inner if field.is_required() else _or_blank(inner), *FIELDS[of][name])
    required = [name for name, field in of.model_fields.items() if field.is_required()]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def _kind(kind: Any) -> Schema:
    """What a field takes; a single value counts as a list of one, and texts may look like numbers."""
    inner = bare(kind)
    if get_origin(inner) is tuple:
        return _listed(_kind(get_args(inner)[0]))
    if get_origin(inner) is dict:
        return _keyed(_kind(get_args(inner)[1]), _kind(get_args(inner)[0]))
    if get_origin(inner) is Literal:
        words = WORDS.get(inner)
        return {"enum": list(get_args(inner))} | ({"enumDescriptions": list(words.values())} if words else {})
    if isinstance(inner, type) and issubclass(inner, Record):
        named = {"$ref": f"#/definitions/{inner.__name__}"}
        return {"anyOf": [{"const": ALWAYS_OPEN}, named]} if inner is Hours else named
    return _plain(kind, inner)


def _plain(kind: Any, inner: Any) -> Schema:
    if inner is bool:
        return {"enum": ["yes", "no", True, False]}
    if inner is date:
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    given = TypeAdapter(kind).json_schema()
    rules = {name: given[name] for name in ("pattern", "maxLength", "minimum", "maximum") if name in given}
    return {"type": "integer"} | rules if inner is int else _text(**rules)


def _text(**rules: Any) -> Schema:
    return _ANY_TEXT | rules


def _listed(inner: Schema) -> Schema:
    return {"anyOf": [{"type": "array", "items": inner}, inner]}


def _keyed(inner: Schema, name: Schema | None = None) -> Schema:
    return {"type": "object", "additionalProperties": inner} | ({"propertyNames": name} if name else {})


def _or_blank(inner: Schema) -> Schema:
    """A field that may be left out may also stand there with nothing behind it."""
    return {"anyOf": [inner, {"type": "null"}]} if inner else inner


def _told(inner: Schema, description: str, example: Any) -> Schema:
    return {"description": description, **({"examples": [example]} if example is not None else {}), **inner}


def write() -> None:
    """Write the schemas anew; `make schema` runs this after a change of the model, of the needs or of the base."""
    needs = load_needs()
    base = load_catalog(BASE_PATH, needs).catalog
    ids = sorted(service.id for service in base.services) if base else []
    for path, schema in schemas(needs, ids).items():
        path.write_text(written(schema), encoding="utf-8")


def written(schema: Schema) -> str:
    """The text of the file that holds a schema."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    write()
