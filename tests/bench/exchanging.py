"""How long it takes to bring in a directory as large as those behind 211, and how much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from catalog.hsds_tables import write_tables
from catalog.hsds_write import record
from commands.settings import CHECKOUT
from tests.bench.figures import Section, short, spread
from tests.bench.shelf import stocked

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.bench.figures import Scale

SIZE = 20_000
_COLUMNS = ("import-hsds", "services", "MB", "s", "s of a core", "MB of memory")
_NOTE = (
    "The whole command, from its start to its end. The services are mixtures of the shipped catalog, once with our own"
    " terms and once as another directory would have them. {} rounds."
)
_MEASURED = """
import re, resource, sys
from pathlib import Path
from commands.main import app
try:
    app(["catalog", "import-hsds", sys.argv[1], "--need", "connection"])
except SystemExit as end:
    used = resource.getrusage(resource.RUSAGE_SELF)
    try:  # what getrusage tells has the memory of the bench itself in it, from before this program was started
        peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
    except OSError:
        peak = used.ru_maxrss
    print(used.ru_utime + used.ru_stime, peak / 1024, file=sys.stderr)
    sys.exit(end.code)
"""


def measure(scale: Scale, folder: Path) -> Section:
    """JSON with our own terms, JSON and tables without."""
    size = max(SIZE if scale.rounds > 1 else 0, scale.sizes[0])
    place = folder / "exchange"
    place.mkdir()
    catalog = stocked(size)
    records = [
        record(service.model_copy(update={"id": f"s-{number}", "translations": {}}), catalog.references)
        for number, service in enumerate(catalog.services)
    ]
    own = _saved(place / "own.json", records)
    bare = [{name: value for name, value in one.items() if name != "attributes"} for one in records]
    foreign = _saved(place / "foreign.json", bare)
    write_tables(bare, place / "foreign.zip")
    files = {"JSON of our own": own, "JSON": foreign, "tables, zipped": place / "foreign.zip"}
    rows = [_row(name, size, path, scale.rounds) for name, path in files.items()]
    return Section("Bringing in a directory", _COLUMNS, tuple(rows), (_NOTE.format(scale.rounds),))


def _saved(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def _row(name: str, services: int, path: Path, rounds: int) -> tuple[str, ...]:
    runs = [_once(path) for _ in range(rounds)]
    size = path.stat().st_size / 1e6
    return name, f"{services:,}", short(size), *(str(spread(of)) for of in zip(*runs, strict=True))


def _once(path: Path) -> tuple[float, float, float]:
    """Seconds, seconds of a core and megabytes of one import, in a process of its own."""
    settings = {"PEERBRIDGE_CATALOG": str(path.with_name("none.yaml")), "PEERBRIDGE_DATA_DIR": str(path.parent)}
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", _MEASURED, str(path)],
        env={**os.environ, **settings},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    core, megabytes = map(float, done.stderr.split()[-2:])
    return seconds, core, megabytes
