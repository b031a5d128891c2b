"""A service written down as an entry of the file, the way we write them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from catalog.model import Service
from catalog.shape import ALWAYS_OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from catalog.model import Reference

_PLAIN = re.compile(r"[^\W\d_][\w .,()/’'+&;-]*(?:: ?//[\w./?=&%#+~-]+)?")
_PLAIN_INSIDE = re.compile(r"[^\W\d_][\w ./’'+;-]*|\d{4}-\d\d-\d\d")
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ODD = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_IN_ONE_LINE = frozenset(
    {"needs", "readiness", "audience", "regions", "languages", "formats", "ages", "cautions", "evidence", "verified"}
)

_SHORT = 80


def entry(service: Service, *, comments: Mapping[str, str] | None = None) -> str:
    """The entry as it stands below `services:`, with `comments` behind the fields of these names."""
    lines = list(_group(plain_fields(service), "    ", comments or {}))
    return "\n".join(["  - " + lines[0].lstrip(), *lines[1:]]) + "\n"


def reference(key: str, of: Reference) -> str:
    """The entry as it stands below `references:`."""
    return f"  {key}:\n" + "\n".join(_group(of.model_dump(exclude_none=True), "    ", {})) + "\n"


def plain_fields(service: Service) -> dict[str, Any]:
    """What stands in the entry: everything that differs from what is meant when it is left out."""
    given = service.model_dump(mode="python", exclude_defaults=True)
    fields = {name: given[name] for name in Service.model_fields if name in given}
    if fields.get("hours") == {"always": True}:
        fields["hours"] = ALWAYS_OPEN
    return {name: value for name, value in fields.items() if value not in ((), {}, None)}


def _group(fields: Mapping[str, Any], indent: str, comments: Mapping[str, str]) -> Iterator[str]:
    for name, value in fields.items():
        said = f"  # {comments[name]}" if name in comments else ""
        if name in _IN_ONE_LINE or (isinstance(value, dict) and _is_short(value)):
            yield f"{indent}{name}: {written(value)}{said}"
        elif isinstance(value, dict):
            yield f"{indent}{name}:{said}"
            yield from _group(value, indent + "  ", {})
        elif isinstance(value, (list, tuple)):
            yield f"{indent}{name}:{said}"
            yield from _items(value, indent + "  ")
        else:
            yield f"{indent}{name}: {scalar(value)}{said}"


def _is_short(value: Mapping[str, Any]) -> bool:
    return not any(isinstance(inner, (dict, list, tuple)) for inner in value.values()) and len(str(value)) <= _SHORT


def _items(values: Iterable[Any], indent: str) -> Iterator[str]:
    for value in values:
        yield f"{indent}- {written(value) if isinstance(value, dict) else scalar(value)}"


def written(value: Any) -> str:
    """A value between brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(written, value)) + "]"
    return scalar(value, _PLAIN_INSIDE)


def scalar(value: Any, plain: re.Pattern[str] = _PLAIN) -> str:
    """One value; in quotes wherever it might be read as something else."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if isinstance(value, int) or not isinstance(value, str):
        return text
    if text in ("yes", "no") or (plain.fullmatch(text) and text.casefold() not in _NOT_PLAIN and text == text.strip()):
        return text
    return _ODD.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
