"""What is wrong with a value, in an editor's own words: what stands there, what was meant, what may be written."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, get_origin

from babel import Locale

from catalog.model import (
    CLOCK_PATTERN,
    CODE_PATTERN,
    COUNTRY_PATTERN,
    ID_PATTERN,
    LANGUAGE_PATTERN,
    REGION_PATTERN,
    Ages,
    Contact,
    Evidence,
    Hours,
    Period,
    Record,
    Verified,
)
from catalog.problems import MOST, SAID, Problem, closest, in_brackets, quoted, several, unknown
from catalog.shape import Place, bare, choices, kind_at, names, node_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from catalog.nodes import Node

_NOUNS = {
    "area": "an area we know",
    "support": "a kind of support we know",
    "readiness": "a readiness we know",
    "audience": "an audience we know",
    "cost": "a cost we know",
    "formats": "a format we know",
    "channel": "a channel we know",
    "level": "an evidence level we know",
    "days": "a day we know",
    "purposes": "a purpose we know",
}
_ONE_OF = {"contacts": "a contact", "periods": "a period", "translations": "a translation", "steps": "a step"}
_RECORDS = {
    Hours: "write 24/7, or time_zone: Europe/London and periods: [{days: [mon, tue], opens: 09:00, closes: 17:00}]",
    Period: "write [{days: [mon, tue], opens: 09:00, closes: 17:00}]",
    Ages: "write {min: 16}, {max: 25} or {min: 16, max: 25}",
    Contact: 'write [{channel: call, dial: "0800555123", display: 0800 555 123}]',
    Evidence: "write {level: rct}, or {level: none} when nobody has studied it",
    Verified: "write {on: 2026-11-22, by: your name, how: read on its own page}",
}
_HALF_A_DAY = 12
_CURLY = "\u2018\u2019\u201c\u201d\u201e"
_ALWAYS = frozenset({"always", "24 hours", "24h", "24-7", "24x7", "24 / 7", "24/7/365", "all day", "day and night"})
_COLON = "was read as a name and a value because of its colon; put quotes around the whole text"
_REGION = "write two capital letters such as GB, a part such as GB-SCT, or “*” for everywhere"


def problems_of(error: ValidationError, node: Node, model: type[Record], label: str) -> list[Problem]:
    """Every fault that pydantic found in one record, each with its line; `label` names the record."""
    errors = error.errors(include_input=False, include_url=False)[:MOST]
    strangers = [found["loc"] for found in errors if found["type"] == "extra_forbidden"]
    meant = {(*place[:-1], closest(str(place[-1]), names(kind_at(model, place[:-1])))) for place in strangers}
    return [
        _problem(found, node, model, label)
        for found in errors
        if found["type"] != "missing" or found["loc"] not in meant  # one slip of the pen, one sentence
    ]


def _problem(found: ErrorDetails, node: Node, model: type[Record], label: str) -> Problem:
    place: Place = tuple(step for step in found["loc"] if step != "[key]")
    if not place:
        return Problem(node.line, None, _not_an_entry(node, label))
    there = node_at(node, place)
    if found["type"] == "missing":
        sentence = _missing(place, model, label)
        return Problem(node_at(node, place).place, None, sentence)  # on its own line where only its text is missing
    if found["type"] == "extra_forbidden":
        return Problem(there.place, None, _stranger(place, model, label))
    if found["loc"][-1] == "[key]":
        return Problem(there.place, None, _pattern(str(place[-1]), LANGUAGE_PATTERN))
    return Problem(there.line, None, _wrong(found, there, place, kind_at(model, place)))


def _not_an_entry(node: Node, label: str) -> str:
    if node.value is None:
        return "there is nothing after this dash; write an entry or remove the dash"
    if node.text is None:
        return f"{label} is a list; write names and values instead"
    return f"{quoted(node.text)} is not an entry; write names and values, such as “name: …”"


def _missing(place: Place, model: type[Record], label: str) -> str:
    words = choices(kind_at(model, place))
    return f"{_whose(place[:-1], label)} has no {place[-1]}" + (f" ({', '.join(words)})" if words else "")


def _stranger(place: Place, model: type[Record], label: str) -> str:
    known = names(kind_at(model, place[:-1]))
    whose = _whose(place[:-1], label)
    return unknown(str(place[-1]), f"something that {whose} can have", known)


def _whose(place: Place, label: str) -> str:
    """“evidence of “Mind””, or “a contact of “Mind””."""
    if place and place[0] == "translations":
        return f"the translation {quoted(str(place[1]))} of {label}"
    steps = [_ONE_OF.get(step, step) for step in place if isinstance(step, str)]
    return " of ".join([*reversed(steps), label])


def _wrong(found: ErrorDetails, there: Node, place: Place, kind: Any) -> str:
    field = next((step for step in reversed(place) if isinstance(step, str)), "this")
    if there.value is None:
        return f"there is nothing after this dash of {field}; write it or remove the dash"
    if names(kind):
        return _not_a_record(there, field, kind)
    if get_origin(kind) is dict:
        return f"{field} needs names with values below it, not a list or a single text"
    if there.text is None:
        return f"a text of {field} {_COLON}" if there.fields else f"{field} takes a single text here, not a list"
    return _wrong_word(found, there.text, place, field, kind)


def _wrong_word(found: ErrorDetails, typed: str, place: Place, field: str, kind: Any) -> str:
    words = choices(kind)
    parts = several(typed) if isinstance(place[-1], int) else []
    if parts and all(_fits(part, found, words) for part in parts):
        return in_brackets(typed, parts)
    if words:
        return unknown(typed, _NOUNS.get(field, f"an answer to {field} that we know"), words)
    return _wrong_text(found, typed, field)


def _fits(part: str, found: ErrorDetails, words: tuple[str, ...]) -> bool:
    pattern = found.get("ctx", {}).get("pattern")
    return part in words or bool(pattern and re.match(pattern, part))


def _not_a_record(there: Node, field: str, kind: Any) -> str:
    kind = bare(kind)
    needed = ", ".join(names(kind))
    hint = _RECORDS.get(kind, f"write the names below it, each on its own line: {needed}")
    if there.text is None:
        return f"{field} takes one group of names and values, not a list; {hint}"
    if kind is Hours and there.text.casefold() in _ALWAYS:
        return f"{quoted(there.text)} is not how to write hours; did you mean “24/7”?"
    return f"{quoted(there.text)} is not how to write {field}; {hint}"


def _wrong_text(found: ErrorDetails, typed: str, field: str) -> str:
    kind, details = found["type"], found.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _pattern(typed, str(details.get("pattern")))
    if kind == "string_too_long":
        return f"{quoted(typed)} is too long for {field}; use at most {details.get('max_length')} letters"
    if kind.startswith("bool"):
        return f"{quoted(typed)} is not an answer to {field}; write yes or no"
    if kind.startswith("date"):
        what = "no day of the calendar" if re.fullmatch(r"\d{4}-\d\d-\d\d", typed) else "not a date"
        return f"{quoted(typed)} is {what}; write year-month-day, such as 2026-11-22"
    if kind.startswith("int") or kind in ("greater_than_equal", "less_than_equal"):
        return f"{quoted(typed)} is not an age; write whole years from 0 to 120"
    return f"{quoted(typed)} does not fit {field}"


def _pattern(typed: str, pattern: str) -> str:
    return _PATTERNS[pattern](typed)


def _id(typed: str) -> str:
    hint = "small letters, digits and single dashes"
    if simple := simple_id(typed):
        return f"{quoted(typed)} cannot be an id; did you mean {quoted(simple)}? ({hint})"
    return f"{quoted(typed)} cannot be an id; write {hint}"


def simple_id(typed: str, at_most: int = 40) -> str:
    """An id made of a name: its letters without accents, in small; empty when none is left."""
    plain = unicodedata.normalize("NFKD", typed.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:at_most].strip("-")


def _region(typed: str) -> str:
    bare = typed.strip(_CURLY)
    meant = SAID.get(bare.casefold()) or _country(bare) or bare.upper().replace("_", "-")
    if re.match(REGION_PATTERN, meant):
        return f"{quoted(typed)} is not a region; did you mean {quoted(meant)}? ({_REGION})"
    return f"{quoted(typed)} is not a region; {_REGION}"


def _country(name: str) -> str | None:
    known = Locale("en").territories.items()
    return next((code for code, said in known if said.casefold() == name.casefold() and code.isalpha()), None)


def _language(typed: str) -> str:
    bare = typed.casefold().strip(_CURLY)
    meant = SAID.get(bare) or re.split("[-_]", bare)[0]
    hint = "the language's two small letters, such as en, es or th"
    if re.match(LANGUAGE_PATTERN, meant):
        return f"{quoted(typed)} is not a language; did you mean {quoted(meant)}? ({hint})"
    return f"{quoted(typed)} is not a language; write {hint}"


def _clock(typed: str) -> str:
    hint = "hours and minutes from 00:00 to 24:00"
    if re.match(CLOCK_PATTERN, meant := _of_day(typed)):
        return f"{quoted(typed)} is not a time; did you mean {quoted(meant)}? ({hint})"
    return f"{quoted(typed)} is not a time; write {hint}, such as 09:30"


def _of_day(typed: str) -> str:
    """9am, 5 pm, 9.30 and 9 as a clock of 24 hours shows them; anything else as it is."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d\d))?\s*([ap])?\.?m?\.?", typed.casefold())
    if not found:
        return typed
    hour, minute, half = int(found[1]), found[2] or "00", found[3]
    if half and hour <= _HALF_A_DAY:
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if half == "p" else 0)
    return f"{hour:02}:{minute}"


_PATTERNS: dict[str, Callable[[str], str]] = {
    ID_PATTERN: _id,
    REGION_PATTERN: _region,
    LANGUAGE_PATTERN: _language,
    CLOCK_PATTERN: _clock,
    CODE_PATTERN: lambda typed: f"{quoted(typed)} is not a code; write two small letters, such as an",
    COUNTRY_PATTERN: lambda typed: f"{quoted(typed)} is not a country; write its two capital letters, such as GB",
}
