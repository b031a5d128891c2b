"""How long `peerbridge catalog check` takes, the golden requests and all hints with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from catalog.entries import entry, reference
from commands.settings import CHECKOUT
from tests.bench.figures import Section, short, spread
from tests.bench.requests import CATALOG
from tests.bench.shelf import CACHE, stocked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.figures import Scale

SHIPPED = "as shipped"
_COLUMNS = ("catalog check", "services", "MB", "s", "s of a core", "MB of memory")
_NOTE = (
    "The whole command, from its start to its end, with golden.yaml beside the catalog and vectors cached. Larger"
    " catalogs are the shipped one joined by mixtures of it, without translations, so that they stay below 10 MB."
    " {} rounds."
)
_MEASURED = """
import resource, sys
from commands.main import app
try:
    app(["catalog", "check", sys.argv[1], "--force"])
except SystemExit as end:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
    sys.exit(end.code)
"""


def measure(scale: Scale, folder: Path) -> Section:
    """The shipped catalog and larger ones. `folder` holds the vectors of the shipped one."""
    data = folder / "check"
    data.mkdir()
    shutil.copytree(folder / CACHE, data / CACHE)  # a check keeps the vectors of its own catalog only
    rows = [_row(SHIPPED, len(stocked().services), CATALOG, data, scale.rounds)]
    for size in scale.sizes[1:]:
        path = saved(folder / f"check-{size}", size)
        rows.append(_row("larger", size, path, data, scale.rounds))
    return Section("Checking a catalog", _COLUMNS, tuple(rows), (_NOTE.format(scale.rounds),))


def saved(folder: Path, size: int) -> Path:
    """A file of so many services, in a new folder."""
    folder.mkdir()
    catalog = stocked(size)
    entries = (entry(service.model_copy(update={"translations": {}})) for service in catalog.services)
    references = (reference(key, one) for key, one in catalog.references.items())
    path = folder / "services_catalog.yaml"
    path.write_text(f"services:\n{''.join(entries)}references:\n{''.join(references)}", encoding="utf-8")
    shutil.copy(CHECKOUT / "golden.yaml", folder)
    return path


def _row(name: str, services: int, path: Path, data: Path, rounds: int) -> tuple[str, ...]:
    once(path, data)  # makes the vectors, which no round should pay for
    runs = [once(path, data) for _ in range(rounds)]
    size = path.stat().st_size / 1e6
    return name, f"{services:,}", short(size), *(str(spread(of)) for of in zip(*runs, strict=True))


def once(path: Path, data: Path) -> tuple[float, float, float]:
    """Seconds, seconds of a core and megabytes of one check, in a process of its own."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", _MEASURED, str(path)],
        env={**os.environ, "PEERBRIDGE_DATA_DIR": str(data)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    core, megabytes = map(float, done.stderr.split()[-2:])
    return seconds, core, megabytes
