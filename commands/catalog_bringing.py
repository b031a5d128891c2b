"""What every import does alike: keep the good entries, write them to a new file, and say what it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import typer

from catalog.bringing import pages
from catalog.loader import load_catalog, load_needs
from commands.catalog_writing import write
from commands.finishing import stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from catalog.bringing import Brought
    from catalog.hsds_rows import Fault

SHOWN = 10
_ID_LENGTH = 40


@dataclass(slots=True)
class Harvest:
    """What an import has found so far."""

    source: Path
    taken: set[str]
    """Ids that are in the catalog already, or in this import."""
    brought: list[Brought] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0
    known: int = 0
    """Those that were left out because they are in the catalog already."""

    _numbers: Counter[str] = field(default_factory=Counter)

    def free_id(self, wanted: str) -> str:
        """The id, with a number behind it where another entry has it."""
        if wanted not in self.taken:
            return wanted
        begin = wanted[: _ID_LENGTH - 6].rstrip("-")
        while (tried := f"{begin}-{self._numbers[begin] + 2}") in self.taken:
            self._numbers[begin] += 1
        return tried

    def add(self, one: Brought) -> None:
        """Keep an entry."""
        self.taken.add(one.service.id)
        self.brought.append(one)


def ids_of(catalog: Path) -> set[str]:
    """The ids that a catalog has; none when it cannot be read, which is said."""
    if not catalog.exists():
        return set()
    loaded = load_catalog(catalog, load_needs()).catalog
    if loaded is None:
        stop(f"{catalog.name} needs changes first, so that no id is taken twice; see peerbridge catalog check.")
    return {service.id for service in (*loaded.services, *loaded.unchecked)}


def store(harvest: Harvest, to: Path, guess: str, *, checked: bool = False) -> int:
    """Write the entries and the faults to files that were not there before, and say so; 1 when nothing was good."""
    targets = _numbered(to)
    files: list[tuple[Path, str]] = []
    target = next(targets)
    for page in pages(harvest.brought, harvest.source.name, target.name, guess, checked=checked):
        files.append((target, page))
        target = next(targets)
    for path, text in files:
        write(path, text)
    _tell(harvest, [path for path, _ in files], checked=checked)
    if harvest.faults:
        _tell_faults(harvest, to)
    if files:
        typer.echo(_next_step([path.name for path, _ in files], checked=checked))
    return 0 if files or harvest.known else 1


def _numbered(path: Path) -> Iterator[Path]:
    """This path and those with a number in it, as far as nothing stands there."""
    yield from (path for _ in (0,) if not path.exists())
    named = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    yield from (one for one in named if not one.exists())


def _next_step(names: list[str], *, checked: bool) -> str:
    extends = f"write “extends: [base, {', '.join(names)}]” in services_catalog.yaml"
    if checked:
        return f"\nNext: {extends}, then peerbridge catalog check."
    look = "look at each entry and take away its line “checked: no”"
    return f"\nNext: {look}. Then {extends}, and peerbridge catalog check."


def _tell(harvest: Harvest, files: list[Path], *, checked: bool) -> None:
    name = harvest.source.name
    typer.echo(f"{_many(harvest.read, 'service')} read from {name}.")
    if files:
        where = " and ".join(path.name for path in files)
        shown = "as checked entries" if checked else "each with “checked: no”: no member is shown them yet"
        typer.echo(f"{_many(len(harvest.brought))} written to {where}, {shown}.")
    else:
        typer.echo("Nothing was written.")
    if harvest.known:
        typer.echo(f"{_many(harvest.known)} left out: your catalog has the same id already.")
    lost = harvest.read - len(harvest.brought) - harvest.known
    if lost:
        typer.echo(f"{_many(lost)} left out because something in them is missing or wrong.")


def _many(number: int, what: str = "") -> str:
    """“1 service was”, “20,000 were”."""
    named = f" {what}{'' if number == 1 else 's'}" if what else ""
    return f"{number:,}{named} {'was' if number == 1 else 'were'}"


def _tell_faults(harvest: Harvest, to: Path) -> None:
    path = next(_numbered(to.with_name(f"{to.stem}.problems.txt")))
    write(path, "".join(f"{fault}\n" for fault in harvest.faults))
    many = "One thing needs" if len(harvest.faults) == 1 else f"{len(harvest.faults):,} things need"
    typer.echo(f"\n{many} a change there; all of it stands in {path.name}:")
    for fault in harvest.faults[:SHOWN]:
        typer.echo(f"  {fault}")
    if len(harvest.faults) > SHOWN:
        typer.echo(f"  … and {len(harvest.faults) - SHOWN:,} more")
