"""Words of ours that the standard has no field for: terms of our own taxonomy, hung on a service as attributes."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from catalog.model import Area, Audience, Cost, Format, Readiness, Service, Support
from catalog.telling import FIELDS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.hsds_rows import Row

TAXONOMY = "peerbridge"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "peerbridge.invalid")
_LISTS: dict[str, Any] = {"needs": None, "readiness": Readiness, "audience": Audience, "formats": Format}
_SINGLE: dict[str, Any] = {"area": Area, "support": Support, "cost": Cost}
VOCABULARY = (*_LISTS, *_SINGLE)
"""The fields whose words are terms."""
REFERENCES = "references"


def identity(*parts: object) -> str:
    """The UUID of something; the same for the same parts, so that each export has the same ids."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


def digest(value: object) -> str:
    """A short mark of a value, to see later whether it is still the same."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def attributes(
    service_id: str, fields: Mapping[str, Any], read: Mapping[str, Any], references: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What hangs on a service.

    Args:
        service_id: its UUID.
        fields: all that we know of it, as plain data.
        read: what another program would read from the fields of the standard.
        references: the studies that it names, by key.
    """
    made = [
        _attribute(service_id, name, f"{name}:{word}", str(place))
        for name in VOCABULARY
        for place, word in enumerate(_words(fields.get(name)), 1)
    ]
    for name in Service.model_fields:
        if name not in VOCABULARY and fields.get(name) != read.get(name):
            exact = {"was": digest(read.get(name)), "is": fields.get(name)}
            made.append(_attribute(service_id, name, f"exact:{name}", json.dumps(exact, ensure_ascii=False)))
    if references:
        value = json.dumps(dict(references), ensure_ascii=False)
        made.append(_attribute(service_id, REFERENCES, f"exact:{REFERENCES}", value))
    return made


def _words(value: Any) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value or ()


def _attribute(service_id: str, field: str, code: str, value: str) -> dict[str, Any]:
    term = {
        "id": identity("term", code),
        "code": code,
        "name": code.partition(":")[2].replace("-", " "),
        "description": _meaning(field, code),
        "taxonomy": TAXONOMY,
        "taxonomy_detail": {
            "id": identity("taxonomy"),
            "name": TAXONOMY,
            "description": "Words for what people need, and for what a service does for them.",
        },
    }
    return {
        "id": identity("attribute", service_id, code),
        "link_type": field,
        "link_entity": "service",
        "value": value,
        "taxonomy_term": term,
    }


def _meaning(field: str, code: str) -> str:
    word = code.partition(":")[2]
    for kind, said in WORDS.items():
        if kind in (_LISTS.get(field), _SINGLE.get(field)) and word in said:
            return said[word]
    return FIELDS[Service][field][0] if field in Service.model_fields else "The studies that the service names."


def own_words(attributes: Iterable[Row]) -> tuple[dict[str, Any], dict[str, Any], str]:
    """What our own terms say; the exact values beside them; and the words of all other terms, for guesses."""
    lists: dict[str, list[tuple[int, str]]] = {}
    exact: dict[str, Any] = {}
    others: list[str] = []
    for row in attributes:
        term = row.row("taxonomy_term")
        code = (term and term.text("code")) or ""
        if term is None or term.text("taxonomy") != TAXONOMY:
            others += [word for word in (term and term.text("name"), row.text("value")) if word]
            continue
        field, _, word = code.partition(":")
        if field == "exact":
            exact |= _exact(row, word)
        elif field in VOCABULARY:
            lists.setdefault(field, []).append((row.number("value") or 0, word))
    words: dict[str, Any] = {field: [word for _, word in sorted(found)] for field, found in lists.items()}
    for field in _SINGLE:
        if field in words:
            words[field] = words[field][0]
    return words, exact, " ".join(others)


def _exact(row: Row, name: str) -> dict[str, Any]:
    try:
        value = json.loads(row.raw("value") or "")
    except (ValueError, RecursionError):
        row.wrong("value", "this cannot be read; take this row out, then the field is read from the standard's own")
        return {}
    if name == REFERENCES or (isinstance(value, dict) and {"was", "is"} <= value.keys()):
        return {name: value}
    row.wrong("value", "this is not what we once wrote; take this row out")
    return {}
