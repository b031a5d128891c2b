"""Every list of services that went live is kept as it was, so that an edit can be taken back and nothing is lost."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.layers import BASE_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST = 50
"""Versions kept; the oldest go first."""
MOST_BYTES = 50_000_000
SHORT = 8
"""Characters of a hash that people read and type."""
_ABOUT = "version.json"
_UNFINISHED = ".unfinished-"
_LEFT_BEHIND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Version:
    """One kept state of the file, and of the files beside it that it extends."""

    hash: str
    """SHA-256 over the names and contents of its files, hex."""
    when: datetime
    """UTC; when it went live, or was put aside."""
    summary: tuple[str, ...]
    """What changed, in words."""
    is_good: bool
    """Whether it was live; a broken file is kept only when it would be lost otherwise."""
    path: Path
    """The kept copy of the file itself; the others stand beside it."""

    @property
    def short(self) -> str:
        """The hash as people type it."""
        return self.hash[:SHORT]

    def contents(self) -> dict[str, bytes]:
        """The kept files by name. Raises OSError."""
        return {file.name: file.read_bytes() for file in sorted(self.path.parent.iterdir()) if file.name != _ABOUT}


def contents_of(path: Path, others: Iterable[Path] = ()) -> dict[str, bytes]:
    """The file and those of `others` that lie beside it, by name; what cannot be read is left out."""
    found = {}
    for file in dict.fromkeys((path, *others)):
        if file.parent == path.parent and file != BASE_PATH:
            try:
                found[file.name] = file.read_bytes()
            except OSError:
                continue
    return found


def hash_of(contents: Mapping[str, bytes]) -> str:
    """What names a version: the same for the same contents."""
    lines = (f"{name}\0{hashlib.sha256(content).hexdigest()}\n" for name, content in sorted(contents.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class Versions:
    """A folder with one folder for each version. Any number of processes may use it; a half-written one never shows."""

    def __init__(self, folder: Path, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._most_bytes = most_bytes

    def all(self) -> list[Version]:
        """The newest first; what somebody has damaged is left out."""
        if not self._folder.is_dir():
            return []
        names = sorted((one for one in self._folder.iterdir() if not one.name.startswith(".")), reverse=True)
        return [version for version in map(_read, names) if version is not None]

    def find(self, typed: str) -> list[Version]:
        """Those whose hash begins with what was typed, the newest first."""
        return [version for version in self.all() if version.hash.startswith(typed.casefold())]

    def keep(
        self, main: str, contents: Mapping[str, bytes], summary: Sequence[str], *, is_good: bool, now: datetime
    ) -> Version:
        """Keep these files, of which `main` is the catalog's own; raises OSError when there is no room.

        The same contents are kept once, under the last time. If the newest version has them, nothing changes.
        """
        digest = hash_of(contents)
        alike = self.find(digest)
        if alike and alike[0] == self.all()[0] and alike[0].is_good >= is_good:
            return alike[0]
        about = {
            "hash": digest,
            "when": now.astimezone(UTC).isoformat(),
            "summary": list(summary),
            "good": is_good or any(one.is_good for one in alike),
            "main": main,
        }
        kept = self._write(f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{digest[:SHORT]}", contents, about)
        for one in alike:
            shutil.rmtree(one.path.parent, ignore_errors=True)
        self._prune(now)
        return kept

    def _write(self, name: str, contents: Mapping[str, bytes], about: Mapping[str, object]) -> Version:
        self._folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=self._folder, prefix=_UNFINISHED))
        try:
            for file, content in (*contents.items(), (_ABOUT, json.dumps(about, ensure_ascii=False).encode())):
                _save(made / file, content)
            made.chmod(0o755)
            made.rename(self._folder / name)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        version = _read(self._folder / name)
        if version is None:
            raise FileNotFoundError(name)
        return version

    def _prune(self, now: datetime) -> None:
        """Delete what is too much, but never the newest version, nor the newest good one."""
        room, seen_good = self._most_bytes, False
        for number, version in enumerate(self.all()):
            room -= sum(file.stat().st_size for file in version.path.parent.iterdir())
            is_needed = number == 0 or (version.is_good and not seen_good)
            seen_good = seen_good or version.is_good
            if not is_needed and (number >= self._most or room < 0):
                shutil.rmtree(version.path.parent, ignore_errors=True)
        for left in self._folder.glob(f"{_UNFINISHED}*"):
            if datetime.fromtimestamp(left.stat().st_mtime, UTC) < now - _LEFT_BEHIND:
                shutil.rmtree(left, ignore_errors=True)


def _save(file: Path, content: bytes) -> None:
    with file.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def _read(folder: Path) -> Version | None:
    """None where it is no whole version, or its files are no longer those that were kept."""
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        version = Version(
            hash=str(about["hash"]),
            when=datetime.fromisoformat(about["when"]),
            summary=tuple(map(str, about["summary"])),
            is_good=bool(about["good"]),
            path=folder / str(about["main"]),
        )
        return version if hash_of(version.contents()) == version.hash else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
