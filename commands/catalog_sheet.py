"""`peerbridge catalog export-csv` and `import-csv`: for people who keep their services in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from catalog.bringing import judged
from catalog.hsds_rows import Fault
from catalog.loader import load_catalog, load_needs
from catalog.sheet import read_sheet, sheet
from commands.catalog_bringing import Harvest, ids_of, store
from commands.catalog_writing import write
from commands.finishing import stop

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 100_000_000
"""Bytes of a spreadsheet."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_YES = "yes"


def export_csv(catalog: Path, to: Path, *, semicolons: bool) -> int:
    """Write all services, those that nobody has checked too, as a table that spreadsheets open."""
    loaded = load_catalog(catalog, load_needs()).catalog
    if loaded is None:
        stop(f"{catalog.name} needs changes first; see peerbridge catalog check. Nothing was written.")
    if to.exists() or to.is_symlink():
        stop(f"{to.name} is there already, and nothing is written over. Choose another name.")
    services = (*loaded.services, *loaded.unchecked)
    write(to, sheet(services, semicolons=semicolons))
    typer.echo(f"{len(services):,} services were written to {to.name}, one in each row.")
    return 0


def import_csv(source: Path, catalog: Path, to: Path | None, *, checked: bool) -> int:
    """Read a table into a new file; only with `checked` are rows shown to members, those that say so themselves."""
    needs = {need.id for need in load_needs()}
    loaded = load_catalog(catalog, load_needs()).catalog if catalog.exists() else None
    harvest = Harvest(source, ids_of(catalog))
    before, lines = set(harvest.taken), dict[str, int]()
    studies = {key: study.model_dump(exclude_none=True) for key, study in loaded.references.items()} if loaded else {}
    for row, fields in read_sheet(_text(source, harvest.faults), source.name, harvest.faults):
        harvest.read += 1
        own = str(fields["id"])
        if own in before:
            harvest.known += 1
            continue
        if lines.setdefault(own, row.line) != row.line:
            row.wrong("id", f"line {lines[own]} has the same id; give each service its own, or take one out")
            continue
        brought, wrong = judged(fields | {"checked": _YES if fields["checked"] == _YES else "no"}, needs, studies)
        for name, sentence in wrong:
            row.wrong(name, sentence)
        if brought:
            harvest.add(brought)
    return store(harvest, to or catalog.with_name("imported.yaml"), "", checked=checked)


def _text(source: Path, faults: list[Fault]) -> str:
    try:
        if source.stat().st_size > LARGEST:
            stop(f"{source.name} is larger than 100 MB; split it.")
        content = source.read_bytes()
    except OSError as error:
        stop(
            f"{source.name} cannot be read ({(error.strerror or 'error').lower()}); check its name and who may read it."
        )
    try:
        return content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = "there is a letter here that is not saved as UTF-8; save the table as “CSV UTF-8”"
        faults.append(Fault(source.name, line, "", said))
        return content.decode("utf-8-sig", errors="surrogateescape")
