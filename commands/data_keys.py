"""Changing the secret key, destroying it, and the end of everything."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import typer

from commands.data_work import agreed, opened, tell
from commands.keys import Secret, destroy_file, existing_secret, waiting_file, write_secret
from commands.settings import SettingsError
from storage.store import Storage, StorageRefused, sqlite_address

if TYPE_CHECKING:
    from pathlib import Path

    from commands.settings import Settings

_STOPPED = "Stop the bot first: a process with the old key can save nothing any more."


async def rotate(settings: Settings, key_file: Path | None, *, dry_run: bool, yes: bool) -> int:
    """Lock everything with a new key, and put the key where the old one was.

    Raises:
        SettingsError: the old key stands in the environment and no file is named.
    """
    secret = existing_secret(settings)
    file = key_file or secret.file
    if file is None:
        raise SettingsError(
            "The key stands in PEERBRIDGE_SECRET_KEY, which this command cannot change. "
            "Name a file for the new one with --key-file, outside the data folder."
        )
    if not dry_run and await _finished_earlier(settings, file):
        return 0
    new = secret.rotated()
    async with opened(settings, root=secret.root) as storage:
        tell("To be locked anew", await storage.upkeep.change_key(new.root, dry_run=True))
        typer.echo(_STOPPED)
        if dry_run or not agreed("Change the key now?", yes=yes):
            return 0
        write_secret(new.text, file)  # the new key is safe on disk before anything is locked with it
        await storage.upkeep.change_key(new.root, dry_run=False)
    waiting_file(file).replace(file)
    _say_done(secret, file)
    return 0


async def erase(settings: Settings, *, dry_run: bool, yes: bool) -> int:
    """Crypto-erasure: the key is destroyed, and all that it locked is deleted here and unreadable elsewhere."""
    secret = existing_secret(settings)
    async with opened(settings) as storage:
        tell("To be erased", await storage.upkeep.erase_secrets(dry_run=True))
        typer.echo("Counts of closed weeks and settings stay; members and communities get new digests afterwards.")
        if dry_run or not agreed("Destroy the key for good?", yes=yes):
            return 0
        await storage.upkeep.erase_secrets(dry_run=False)
    _destroy_key(secret)
    return 0


async def shut_down(settings: Settings, *, dry_run: bool, yes: bool) -> int:
    """Delete the database, the caches and the logs, and destroy the key."""
    secret = existing_secret(settings)
    async with opened(settings) as storage:
        tell("To be deleted", await storage.upkeep.destroy(dry_run=True))
        typer.echo("The caches, the log file and the key go too. Nothing can be brought back, not even from a backup.")
        if dry_run or not agreed("Delete everything for good?", yes=yes):
            return 0
        await storage.upkeep.destroy(dry_run=False)
    settings.forgets_file.unlink(missing_ok=True)
    shutil.rmtree(settings.cache, ignore_errors=True)
    if settings.log_file:
        for each in settings.log_file.parent.glob(f"{settings.log_file.name}*"):
            each.unlink()
    _destroy_key(secret)
    typer.echo("Everything is deleted. Delete your backups too, and tell your members and the platforms.")
    return 0


async def _finished_earlier(settings: Settings, file: Path) -> bool:
    """A rotation that was cut off after the database had changed needs only its last step."""
    waiting = waiting_file(file)
    if not waiting.exists():
        return False
    new = Secret(waiting.read_text(encoding="utf-8").strip(), file)
    url = settings.database_url or sqlite_address(settings.database_file)
    try:
        await Storage.look(url, key=new.root)
    except StorageRefused:
        waiting.unlink()  # the database never changed to it
        return False
    old = existing_secret(settings)
    waiting.replace(file)
    typer.echo("An earlier change of the key had been cut off; it is complete now.")
    _say_done(old, file)
    return True


def _say_done(old: Secret, file: Path) -> None:
    typer.echo(f"The new key stands in {file}.")
    if old.file != file:
        typer.echo(
            "Set PEERBRIDGE_SECRET_KEY_FILE to that file and remove PEERBRIDGE_SECRET_KEY before you start the bot."
        )
    typer.echo("Backups made before need the old key: make a new one now, and delete the older ones.")


def _destroy_key(secret: Secret) -> None:
    if secret.file is None:
        typer.echo(
            "Now remove PEERBRIDGE_SECRET_KEY from the environment and from .env, and from wherever you copied it."
        )
        return
    try:
        destroy_file(secret.file)
    except OSError:
        raise SettingsError(f"The key file {secret.file} could not be destroyed: delete it yourself.") from None
    typer.echo("The key is destroyed. Copies that you made yourself must be destroyed too.")
