"""Services as a table for people who keep a spreadsheet: one row each, one column for each field, and back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from catalog.hsds_rows import Fault, Row, csv_lines
from catalog.hsds_write import plain
from catalog.model import Service, Translation
from catalog.problems import quoted, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORDS = ("needs", "readiness", "audience", "regions", "languages", "formats", "cautions")
_LINES = ("steps", "examples")
_INNER = {"ages": ("min", "max"), "evidence": ("level", "applies", "refs"), "verified": ("on", "by", "how")}
_CONTACT = ("channel", "dial", "display", "send_word", "regions", "languages", "note")
_PERIOD = re.compile(r"([a-z, ]+) (\d\d:\d\d)-(\d\d:\d\d)")
_RISKY = re.compile("[=+\\-@\t\r'\uff1d\uff0b\uff0d\uff20]")
"""With these a spreadsheet begins to compute; the quotation mark is ours."""
_FORMULA = "'"
_ALWAYS = "24/7"
_TRANSLATED = re.compile(r"(\w+) \(([a-z]{2,3})\)")
_WITHIN = " | "


def sheet(services: Sequence[Service], *, semicolons: bool = False) -> str:
    """The table as text, with the mark at its start by which Excel knows UTF-8.

    A text that a spreadsheet would take for a formula gets a `'` in front, which `read_sheet` takes away.
    """
    rows = [dict(_cells(plain(service))) for service in services]
    fixed = [name for field in Service.model_fields for name in _columns(field)]
    spoken = sorted({language for service in services for language in service.translations})
    columns = fixed + [f"{name} ({language})" for language in spoken for name in Translation.model_fields]
    text = io.StringIO()
    table = csv.DictWriter(text, columns, delimiter=";" if semicolons else ",", lineterminator="\r\n")
    table.writeheader()
    table.writerows({name: _safe(cell) for name, cell in row.items()} for row in rows)
    return "\ufeff" + text.getvalue()


def _columns(field: str) -> Iterator[str]:
    if field in _INNER:
        yield from (f"{field} {name}" for name in _INNER[field])
    elif field == "hours":
        yield from ("hours", "hours time_zone", "hours note")
    elif field != "translations":
        yield field


def _safe(cell: str) -> str:
    return _FORMULA + cell if _RISKY.match(cell) else cell


def _cells(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "checked", "yes"
    for name, value in fields.items():
        if name in _INNER:
            yield from ((f"{name} {inner}", _cell(inner, one)) for inner, one in value.items())
        elif name == "hours":
            yield from _hours_cells(value)
        elif name == "contacts":
            yield name, "\n".join(_joined([_cell(part, one.get(part)) for part in _CONTACT], _WITHIN) for one in value)
        elif name == "translations":
            for language, words in value.items():
                yield from ((f"{inner} ({language})", _cell(inner, one)) for inner, one in words.items())
        else:
            yield name, _cell(name, value)


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _joined(value, "\n" if name in _LINES else ", ")
    return str(value)


def _joined(values: Iterable[str], mark: str) -> str:
    """The values with the mark between them; one that stands inside a value is written with a backslash."""
    sign = mark.strip() or mark
    said = (value.replace("\\", "\\\\").replace(sign, "\\n" if sign == "\n" else f"\\{sign}") for value in values)
    return mark.join(one if sign == "\n" else one.replace("\n", "\\n") for one in said)


def _parted(text: str, sign: str) -> list[str]:
    parts = [""]
    for found in re.finditer(r"\\(.)|(.)", text, re.DOTALL):
        if found[2] == sign:
            parts.append("")
        else:
            parts[-1] += found[2] or {"n": "\n"}.get(found[1], found[1])
    return [part.strip() for part in parts]


def _hours_cells(hours: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    periods = [f"{', '.join(one['days'])} {one['opens']}-{one['closes']}" for one in hours.get("periods", ())]
    yield "hours", _ALWAYS if hours.get("always") else "\n".join(periods)
    yield "hours time_zone", hours.get("time_zone") or ""
    yield "hours note", hours.get("note") or ""


def read_sheet(text: str, name: str, faults: list[Fault]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Each row with the fields of its entry; commas, semicolons and tabs between cells are all understood.

    Columns that we do not know and cells that cannot be read join `faults`.
    """
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    unreadable = "this row cannot be read; look at its quotation marks"
    header: list[str] = []
    for line, cells in csv_lines(io.StringIO(text, newline=""), name, unreadable, faults, delimiter=between):
        if not header:
            header = [cell.strip().casefold() for cell in cells]
            _check_header(header, Row(name, line, {}, faults))
        elif any(cell.strip() for cell in cells):
            row = Row(name, line, dict(zip(header, cells, strict=False)), faults)
            yield row, dict(_fields(row))


def _check_header(header: Sequence[str], row: Row) -> None:
    known = [name for field in Service.model_fields for name in _columns(field)]
    for name in header:
        translated = _TRANSLATED.fullmatch(name)
        if name and name not in known and not (translated and translated[1] in Translation.model_fields):
            row.wrong("", unknown(name, "a column we know", known, "the first line of an exported file"))
    for name in Service.model_fields:
        if Service.model_fields[name].is_required() and not any(column in header for column in _columns(name)):
            row.wrong("", f"there is no column {quoted(next(iter(_columns(name))))}; add it to the first line")


def _value(row: Row, column: str) -> str:
    cell = row.raw(column) or ""
    return (cell[1:] if cell.startswith(_FORMULA) and _RISKY.match(cell[1:]) else cell).strip()


def _fields(row: Row) -> Iterator[tuple[str, Any]]:
    for name in Service.model_fields:
        if name in _INNER:
            yield name, {one: _typed(one, cell) for one in _INNER[name] if (cell := _value(row, f"{name} {one}"))}
        elif name == "hours":
            yield name, _hours(row)
        elif name == "contacts":
            yield name, [_contact(line) for line in _value(row, name).splitlines() if line.strip()]
        elif name == "translations":
            yield name, _translations(row)
        else:
            yield name, _typed(name, _value(row, name))


def _typed(name: str, cell: str) -> Any:
    if name in (*_WORDS, "refs"):
        return [part for part in _parted(cell, ",") if part]
    if name in _LINES:
        return [part for part in _parted(cell.replace("\r\n", "\n"), "\n") if part]
    if name == "on" and (found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", cell)):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    if name in ("low_bandwidth", "anonymous", "reviewed", "checked"):
        return {"true": "yes", "false": "no"}.get(cell.casefold(), cell.casefold())
    return cell


def _contact(line: str) -> dict[str, Any]:
    parts = zip(_CONTACT, _parted(line, "|"), strict=False)
    return {name: _typed(name, part) for name, part in parts if part}


def _hours(row: Row) -> dict[str, Any]:
    said = _value(row, "hours")
    found: dict[str, Any] = {}
    if said == _ALWAYS:
        found["always"] = "yes"
    elif said:
        periods = [_PERIOD.fullmatch(line.strip().casefold()) for line in said.splitlines()]
        if None in periods:
            row.wrong("hours", "these are no hours; write 24/7, or a line for each such as: mon, tue 09:00-17:00")
        found["periods"] = [
            {"days": [day for day in _parted(one[1], ",") if day], "opens": one[2], "closes": one[3]}
            for one in periods
            if one
        ]
    inner = {name: cell for name in ("time_zone", "note") if (cell := _value(row, f"hours {name}"))}
    return found | inner


def _translations(row: Row) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for column in row.values:
        named = _TRANSLATED.fullmatch(column or "")
        if named and (cell := _value(row, column)):
            found.setdefault(named[2], {})[named[1]] = _typed(named[1], cell)
    return {language: words for language, words in found.items() if set(words) != {"reviewed"}}
