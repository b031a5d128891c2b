"""A directory as tables (the standard's Tabular Data Package): a folder or a zip of CSV files, read and written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from catalog.hsds_rows import Fault, Row, csv_lines
from catalog.hsds_shape import FILES, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

LARGEST_FILE = 1_000_000_000
"""Bytes of one table, unpacked."""
_PARENTS = ("service", "phone", "service_at_location", "location", "organization")
"""Who an object may belong to; the nearest first, as far as a table names several."""
_LINKED = ("phone", "contact", "schedule", "service_area", "language", "cost_option", "address")
_Children = defaultdict[tuple[str, str], list[Row]]


class _Tables:
    """The tables of one folder or zip; each is read once."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self._path, self._faults = path, faults
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        names = self._zip.namelist() if self._zip else [file.name for file in path.iterdir()]
        self._names = {name.rpartition("/")[2].casefold(): name for name in names if "__MACOSX" not in name}

    def close(self) -> None:
        if self._zip:
            self._zip.close()

    def has(self, kind: str) -> bool:
        return FILES[kind] in self._names

    def rows(self, kind: str) -> Iterator[Row]:
        """The rows of a table; none when there is no such file."""
        if not self.has(kind):
            return
        with self._open(self._names[FILES[kind]]) as binary:
            text = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")
            yield from _read_table(text, FILES[kind], kind, self._faults)

    def _open(self, name: str) -> Any:
        if self._zip is None:
            return (self._path / name).open("rb")
        if self._zip.getinfo(name).file_size > LARGEST_FILE:
            self._faults.append(Fault(name, 0, "", "this table is larger than 1 GB; split it"))
            return io.BytesIO()
        return self._zip.open(name)


def _read_table(text: Iterable[str], name: str, kind: str, faults: list[Fault]) -> Iterator[Row]:
    unreadable = "this line cannot be read; look at its quotation marks, and whether a field is far too long"
    header: list[str] = []
    for line, cells in csv_lines(text, name, unreadable, faults):
        if not header:
            header = [cell.strip().casefold() for cell in cells]
            missing = [field for field, known in SHAPES[kind].items() if known.required and field not in header]
            faults += [
                Fault(name, line, field, "there is no such column; add it to the first line") for field in missing
            ]
            if "id" in missing:
                return
        elif len(cells) > len(header):
            said = "this line has more fields than the first line has names; look at its commas and quotation marks"
            faults.append(Fault(name, line, "", said))
        elif any(cells):
            values = {field: cell for field, cell in zip(header, cells, strict=False) if cell and field in SHAPES[kind]}
            yield Row(name, line, values, faults)


def read_tables(path: Path, faults: list[Fault]) -> Iterator[Row]:
    """The services of a folder or a zip, each with the rows of other tables that belong to it.

    Rows that cannot be used join `faults`: an id that is missing or there twice, or a row that belongs to nothing.
    """
    try:
        tables = _Tables(path, faults)
    except (zipfile.BadZipFile, OSError):
        faults.append(Fault(path.name, 0, "", "this is no zip that can be opened; pack the tables anew"))
        return
    try:
        if not tables.has("service"):
            faults.append(Fault(path.name, 0, "", "there is no services.csv in it; the tables need that name"))
            return
        yield from _joined(tables)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        faults.append(
            Fault(path.name, 0, "", "this cannot be read to its end; pack the tables anew, without a password")
        )
    finally:
        tables.close()


def _joined(tables: _Tables) -> Iterator[Row]:
    known = {kind: _by_id(tables.rows(kind)) for kind in ("organization", "location", "taxonomy", "taxonomy_term")}
    children: _Children = defaultdict(list)
    for row in _by_id(tables.rows("service_at_location")).values():
        location = known["location"].get(str(row.values.get("location_id")))
        if location:
            row.inner["location"] = [location]
        elif row.values.get("location_id"):
            row.wrong("location_id", "no location has this id; add it to locations.csv, or take this row out")
        children["service_at_locations", str(row.values.get("service_id"))].append(row)
    for kind in _LINKED:
        for row in tables.rows(kind):
            _hang(row, f"{kind}{'es' if kind == 'address' else 's'}", children)
    for row in known["taxonomy_term"].values():
        if found := known["taxonomy"].get(str(row.values.get("taxonomy_id"))):
            row.inner["taxonomy_detail"] = [found]
    _hang_attributes(tables, known["taxonomy_term"], children)
    yield from _services(tables, known["organization"], children)


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        own = str(row.values.get("id", ""))
        if not own:
            row.wrong("id", "there is no id; each row needs its own")
        elif own in found:
            row.wrong("id", f"line {found[own].line} has the same id; give each row its own, or take one out")
        else:
            found[own] = row
    return found


def _hang(row: Row, name: str, children: _Children) -> None:
    parent = next((one for one in _PARENTS if row.values.get(f"{one}_id")), None)
    if parent:
        children[f"{parent}.{name}", str(row.values[f"{parent}_id"])].append(row)
    elif not row.values.get("contact_id"):
        row.wrong("service_id", "this row belongs to no service; write the id of one, or take the row out")


def _hang_attributes(tables: _Tables, terms: Mapping[str, Row], children: _Children) -> None:
    for row in tables.rows("attribute"):
        term = terms.get(str(row.values.get("taxonomy_term_id")))
        if row.values.get("link_entity", "service") != "service":
            continue
        if term is None:
            row.wrong("taxonomy_term_id", "no term has this id; add it to taxonomy_terms.csv, or take this row out")
            continue
        row.inner["taxonomy_term"] = [term]
        children["service.attributes", str(row.values.get("link_id"))].append(row)


def _services(tables: _Tables, organizations: Mapping[str, Row], children: _Children) -> Iterator[Row]:
    lines: dict[str, int] = {}
    for row in tables.rows("service"):
        own = str(row.values.get("id", ""))
        if not own or own in lines:
            twice = f"line {lines.get(own)} has the same id; give each service its own, or take one out"
            row.wrong("id", twice if own else "there is no id; each service needs its own")
            continue
        lines[own] = row.line
        organization = organizations.get(str(row.values.get("organization_id")))
        if organization:
            row.inner["organization"] = [organization]
            _take(organization, "organization", str(organization.values["id"]), children, keep=True)
        elif row.values.get("organization_id"):
            row.wrong("organization_id", "no organization has this id; add it to organizations.csv")
        row.inner["service_at_locations"] = children.pop(("service_at_locations", own), [])
        for at in row.inner["service_at_locations"]:
            _take(at, "service_at_location", str(at.values.get("id")), children)
            for place in at.inner.get("location", ()):
                _take(place, "location", str(place.values["id"]), children, keep=True)
        _take(row, "service", own, children)
        yield row
    for (name, own), rows in children.items():
        if name == "service_at_locations" or name.startswith("service."):
            field = "link_id" if name.endswith("attributes") else "service_id"
            for row in rows:
                row.wrong(field, f"no service has the id “{own[:40]}”; write one of services.csv, or take this row out")


def _take(row: Row, parent: str, own: str, children: _Children, *, keep: bool = False) -> None:
    """Hang on a row what belongs to it; `keep` where several rows share it."""
    for kind in (*_LINKED, "attribute"):
        name = f"{kind}{'es' if kind == 'address' else 's'}"
        key = (f"{parent}.{name}", own)
        if rows := (children.get(key) if keep else children.pop(key, None)):
            row.inner[name] = rows
            for inner in rows if name == "phones" else ():
                _take(inner, "phone", str(inner.values.get("id")), children, keep=keep)


def write_tables(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write services as a folder of CSV files, or as a zip when the path ends so; nothing may stand there yet."""
    tables: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in FILES}
    for record in records:
        _flatten(record, "service", tables)
    files = {FILES[kind]: _csv(kind, rows.values()) for kind, rows in tables.items() if rows}
    files["datapackage.json"] = json.dumps(_package(tables), ensure_ascii=False, indent=1) + "\n"
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as packed:
            for name, text in files.items():
                packed.writestr(name, text)
        return
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8", newline="")


def _flatten(record: Mapping[str, Any], kind: str, tables: dict[str, dict[str, dict[str, Any]]]) -> None:
    row: dict[str, Any] = {}
    for name, value in record.items():
        of = SHAPES[kind][name].of
        if of not in SHAPES:
            row[name] = value
            continue
        for item in value if isinstance(value, list) else [value]:
            below = dict(item)
            if isinstance(value, list):
                below["link_id" if of == "attribute" else f"{kind}_id"] = record["id"]
            else:
                row["taxonomy_id" if of == "taxonomy" else f"{of}_id"] = item["id"]
            _flatten(below, of, tables)
    tables[kind].setdefault(record["id"], row)


def _columns(kind: str) -> list[str]:
    return [name for name, field in SHAPES[kind].items() if field.of not in SHAPES]


def _csv(kind: str, rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, _columns(kind), lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


_TYPES = {"number": "number", "day": "date"}


def _package(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    resources = [
        {
            "name": kind + "s" if not kind.endswith("y") else kind[:-1] + "ies",
            "path": FILES[kind],
            "profile": "tabular-data-resource",
            "schema": {
                "primaryKey": "id",
                "fields": [
                    {"name": name, "type": _TYPES.get(SHAPES[kind][name].of, "string")}
                    | ({"constraints": {"required": True}} if SHAPES[kind][name].required else {})
                    for name in _columns(kind)
                ],
            },
        }
        for kind, rows in tables.items()
        if rows
    ]
    return {"name": "human_services_data", "profile": "tabular-data-package", "resources": resources}
