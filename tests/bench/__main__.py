"""`make bench`: measures Peerbridge beside other programs, on this machine, in about four minutes."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from commands.settings import CHECKOUT
from tests.bench import (
    checking,
    closing,
    danger_check,
    doors,
    editing,
    exchanging,
    finding,
    lag,
    larger,
    publishing,
    saving,
    stalled,
)
from tests.bench.figures import FULL, QUICK, Section
from tests.bench.machine import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.figures import Scale

WIDTH = 190


def sections(scale: Scale, folder: Path) -> Iterator[Section]:
    """The tables, one after the other, each when it has been measured."""
    yield finding.measure(scale, folder)
    yield larger.measure(scale, folder)
    yield checking.measure(scale, folder)
    yield asyncio.run(editing.measure(scale, folder))
    yield asyncio.run(doors.measure(scale, folder))
    yield asyncio.run(lag.measure(scale, folder))
    yield danger_check.measure(scale)
    yield asyncio.run(saving.measure(scale, folder))
    yield asyncio.run(closing.measure(scale, folder))
    yield asyncio.run(publishing.measure(scale, folder))
    yield asyncio.run(stalled.measure(scale, folder))
    yield exchanging.measure(scale, folder)


def show(section: Section, console: Console) -> None:
    """Print one table and what a reader must know."""
    table = Table(title=section.title, title_justify="left", title_style="bold")
    for number, column in enumerate(section.columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in section.rows:
        table.add_row(*row)
    console.print()
    console.print(table)
    for note in section.notes:
        console.print(note, style="dim")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test: every row, no figure to rely on")
    scale = QUICK if parser.parse_args().quick else FULL
    console = Console(highlight=False)
    console.width = max(console.width, WIDTH)
    started = time.perf_counter()
    for line in facts():
        console.print(line)
    console.print(f"Medians (lowest–highest) of {scale.rounds} rounds, in each of which every peer had its turn.")
    # Beside the data of a real bot, on the same disk: a temporary folder may lie in memory, where saving costs nothing.
    build = CHECKOUT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        for section in sections(scale, Path(folder)):
            show(section, console)
    console.print(f"\nTook {time.perf_counter() - started:.0f} s.")


if __name__ == "__main__":
    main()
