"""`peerbridge catalog export-hsds` and `import-hsds`: services in the standard that directories exchange (HSDS 3.0)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from catalog.bringing import judged
from catalog.hsds_json import read_json
from catalog.hsds_read import GUESSED, Home, read_service
from catalog.hsds_rows import Fault
from catalog.hsds_shape import faults
from catalog.hsds_tables import read_tables, write_tables
from catalog.hsds_write import record
from catalog.loader import load_catalog, load_needs
from catalog.problems import unknown
from commands.catalog_bringing import Harvest, ids_of, store
from commands.catalog_writing import write
from commands.finishing import stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from catalog.hsds_rows import Row

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def export_hsds(catalog: Path, to: Path) -> int:
    """Write the checked services as HSDS 3.0: JSON when the name ends so, else a zip or a folder of tables."""
    loaded = load_catalog(catalog, load_needs())
    if loaded.catalog is None:
        stop(f"{catalog.name} needs changes first; see peerbridge catalog check. Nothing was written.")
    if to.exists() or to.is_symlink():
        stop(f"{to.name} is there already, and nothing is written over. Choose another name.")
    made = [record(service, loaded.catalog.references) for service in loaded.catalog.services]
    wrong = [f"{one['name']}: {fault}" for one in made for fault in faults(one)]
    if wrong:
        stop("These entries do not fit the standard, and nothing was written:\n" + "\n".join(wrong))
    if to.suffix == ".json":
        write(to, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    else:
        try:
            write_tables(made, to)
        except OSError as error:
            stop(f"{to.name} cannot be written ({(error.strerror or 'error').lower()}); check its folder.")
    typer.echo(f"{len(made)} services were written to {to.name} (HSDS 3.0).")
    if waiting := len(loaded.catalog.unchecked):
        them = "1 was left out: nobody has checked it yet."
        typer.echo(them if waiting == 1 else f"{waiting:,} were left out: nobody has checked them yet.")
    return 0


def import_hsds(
    source: Path, catalog: Path, to: Path | None, *, region: str | None, language: str | None, need: str | None
) -> int:
    """Read services of another directory into a new file; members see none of them before somebody has checked it."""
    needs = {one.id: one.area for one in load_needs()}
    if need is not None and need not in needs:
        stop(unknown(need, "a need we know", sorted(needs), "catalog/needs.yaml"))
    if not source.exists():
        stop(f"There is no {source.name}; check its name and its folder.")
    harvest = Harvest(source, ids_of(catalog))
    before = set(harvest.taken)
    home = Home(needs, region, language, need)
    lines: dict[str, int] = {}
    for row in _rows(source, harvest.faults):
        harvest.read += 1
        own = row.text("id") or f"line {row.line}"
        if lines.setdefault(own, row.line) != row.line:
            row.wrong("id", f"line {lines[own]} has the same id; give each service its own, or take one out")
        else:
            _bring(row, home, harvest, before)
    return store(harvest, to or catalog.with_name("imported.yaml"), GUESSED)


def _rows(source: Path, found: list[Fault]) -> Iterator[Row]:
    if source.is_dir() or source.suffix.casefold() == ".zip":
        yield from read_tables(source, found)
        return
    try:
        with source.open("rb") as file:
            encoding = "utf-16" if file.read(2) in _UTF16 else "utf-8-sig"
        with source.open(encoding=encoding, errors="surrogateescape", newline="") as text:
            yield from read_json(text, source.name, found)
    except OSError as error:
        stop(f"{source.name} cannot be read ({(error.strerror or 'error').lower()}); check who may read it.")
    except UnicodeError:
        found.append(Fault(source.name, 0, "", "this is not saved as UTF-8; save the file as “UTF-8”"))


def _bring(row: Row, home: Home, harvest: Harvest, before: set[str]) -> None:
    if row.text("status") in ("inactive", "defunct"):
        row.wrong("status", "it is no longer there, so it is left out; take the row out, or write active")
        return
    draft = read_service(row, home)
    if draft is None:
        return
    if draft.ours and str(draft.fields["id"]) in before:
        harvest.known += 1
        return
    if not isinstance(draft.fields["id"], str):
        row.wrong("attributes", "the id in it is no text; take that row out")
        return
    fields = draft.fields | {"id": harvest.free_id(draft.fields["id"])}
    brought, wrong = judged(fields, home.needs.keys(), draft.references)
    for name, sentence in wrong:
        row.wrong(name, sentence)
    if brought:
        harvest.add(replace(brought, guessed=draft.guessed))
