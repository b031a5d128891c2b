"""`peerbridge doctor`: one line for each thing that must be right, and what to do where it is not."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import typer

from catalog.loader import load_catalog, load_needs
from commands.disks import Encryption, encryption
from commands.keys import existing_secret
from commands.settings import SettingsError
from encoder.encoder import Encoder, EncoderUnavailable
from safety import lines
from storage.store import Storage, StorageRefused, StorageUnavailable, sqlite_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from commands.settings import Settings

LITTLE_BYTES = 500 * 2**20
TOO_LITTLE_BYTES = 50 * 2**20
OLD_DAYS = 180
"""A crisis line that nobody has read for so long may have changed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it is, what was looked at, and what to do."""

    state: Literal["ok", "look", "broken"]
    sentence: str

    def __str__(self) -> str:
        return f"{self.state:<7} {self.sentence}"


async def examine(settings: Settings) -> int:
    """Print every finding; the exit code is 1 when something is broken."""
    findings = [*_tokens(settings), *_key(settings), *_files(settings), *_disk(settings)]
    findings += [await _database(settings), _catalog(settings), _encoder(), _lines()]
    for finding in findings:
        typer.echo(str(finding))
    return int(any(finding.state == "broken" for finding in findings))


def _tokens(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_token or settings.discord_token:
        yield Finding("ok", "A platform has a token.")
    else:
        yield Finding("look", "No platform has a token: `peerbridge run` needs one, `peerbridge chat` does not.")
    if not settings.contact:
        yield Finding("look", "Nobody to ask about data: set PEERBRIDGE_CONTACT, members see it in /privacy.")


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        secret = existing_secret(settings)
    except SettingsError as problem:
        yield Finding("broken", f"Key: {problem}")
        return
    if secret.file is None:
        yield Finding("ok", "The key stands in the environment, outside the data folder.")
        return
    if secret.file.resolve().is_relative_to(settings.data_dir.resolve()):
        yield Finding("broken", "The key lies in the data folder: move it elsewhere, a copy of the folder tells all.")
    else:
        yield Finding("ok", "The key lies outside the data folder.")
    yield _mode("The key file", secret.file, 0o600)


def _files(settings: Settings) -> Iterator[Finding]:
    if settings.data_dir.exists():
        yield _mode("The data folder", settings.data_dir, 0o700, "look")
    for each in (settings.database_file, settings.forgets_file):
        if each.exists():
            yield _mode(f"The file {each.name}", each, 0o600)
    if settings.log_file and settings.log_file.exists():
        yield _mode("The log file", settings.log_file, 0o600)


def _mode(what: str, path: Path, wanted: int, state: Literal["look", "broken"] = "broken") -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~wanted & 0o077:
        return Finding(state, f"{what} can be opened by others: chmod {wanted:o} {path}")
    return Finding("ok", f"{what} is for the operator alone.")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next(each for each in (settings.data_dir, *settings.data_dir.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 2**20:,.0f} MB are free for the data folder"
    if free < TOO_LITTLE_BYTES:
        yield Finding("broken", f"Only {said}: make room, or saves will fail.")
    elif free < LITTLE_BYTES:
        yield Finding("look", f"Only {said}.")
    else:
        yield Finding("ok", f"{said}.")
    yield {
        Encryption.YES: Finding("ok", "The disk of the data folder is encrypted."),
        Encryption.NO: Finding(
            "look", "The disk of the data folder does not seem encrypted: docs/privacy.md says how to encrypt it."
        ),
        Encryption.UNKNOWN: Finding(
            "look", "Whether the disk of the data folder is encrypted cannot be told from here: look for yourself."
        ),
    }[encryption(folder)]
    if settings.database_url and settings.database_url.startswith("postgresql"):
        yield Finding("look", "The disk of the database server cannot be seen from here: is it encrypted?")


async def _database(settings: Settings) -> Finding:
    url = settings.database_url or sqlite_address(settings.database_file)
    try:
        revision = await Storage.look(url, key=existing_secret(settings).root)
    except SettingsError:
        return Finding("look", "The database was not looked at: it takes the key.")
    except StorageRefused as problem:
        return Finding("broken", f"Database: {problem}")
    except StorageUnavailable as problem:
        return Finding("broken", f"The database cannot be used ({problem.kind}): members are answered, nothing saved.")
    if revision is None:
        return Finding("ok", "The database is still empty; the first start makes it.")
    if revision != Storage.REVISION:
        return Finding("look", f"The database has revision {revision}; the next start brings it to {Storage.REVISION}.")
    return await _unsent(
        url, existing_secret(settings).root, f"The database can be opened; its revision is {revision}."
    )


async def _unsent(url: str, key: bytes, fine: str) -> Finding:
    """Notes to moderators that wait: a bot that cannot send them needs somebody to look."""
    try:
        storage = await Storage.open(url, key=key, clock=lambda: datetime.now(UTC))
    except (StorageRefused, StorageUnavailable):
        return Finding("look", f"{fine} It is in use, so notes to moderators were not counted.")
    try:
        waiting = await storage.outbox.waiting()
    except StorageUnavailable:
        return Finding("look", f"{fine} It is in use, so notes to moderators were not counted.")
    finally:
        await storage.close()
    if waiting:
        return Finding("look", f"{fine} Notes to moderators that nobody has taken yet: {waiting}. Is the bot running?")
    return Finding("ok", fine)


def _catalog(settings: Settings) -> Finding:
    loaded = load_catalog(settings.catalog, load_needs())
    if loaded.problems or loaded.counts is None:
        first = loaded.problems[0] if loaded.problems else ""
        return Finding("broken", f"{settings.catalog.name} needs changes: `peerbridge catalog check`. First: {first}")
    return Finding("ok", f"{settings.catalog.name} is ready: {loaded.counts.services} services.")


def _encoder() -> Finding:
    try:
        Encoder.load()
    except EncoderUnavailable as problem:
        return Finding("broken", f"{problem} Services are found by words alone.")
    return Finding("ok", "The encoder can be loaded.")


def _lines() -> Finding:
    known = lines.countries()
    read: list[date] = [
        line.read_on for country in known for line in lines.shipped_lines(country) if line.read_on is not None
    ]
    age = (datetime.now(UTC).date() - min(read)).days if read else OLD_DAYS + 1
    said = f"Crisis lines of {len(known)} countries are known; the oldest was read {age} days ago"
    if age > OLD_DAYS:
        return Finding("look", f"{said}: read and call those of your country again.")
    return Finding("ok", f"{said}. Call those of your country before you go live.")
