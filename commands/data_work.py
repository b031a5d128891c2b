"""What `peerbridge data` does: it tells numbers, never whose."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from bots.identity import Pseudonyms
from commands import forget_list
from commands.keys import existing_secret
from commands.settings import SettingsError
from storage.store import Storage, StorageRefused, StorageUnavailable, sqlite_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from commands.settings import Settings

KEPT: dict[str, tuple[str, str]] = {
    "published": ("what may be told of closed weeks and quarters", "PEERBRIDGE_RETENTION_DAYS (400 days)"),
    "tallies": ("counts of sensitive needs, which nobody can read", "until their quarter is published"),
    "sizes": ("how many members each community has", "until changed or purged"),
    "digests": ("digests of who has been counted this week", "until the week ends"),
    "week_keys": ("keys of those digests, locked", "until the week ends"),
    "closed_weeks": ("which weeks are closed", "as long as the counts"),
    "communities": ("settings of communities", "until changed or purged"),
    "memories": ("what members asked to be remembered, locked", "an hour to 400 days, each as promised"),
    "spent": ("one-time buttons that were used", "a quarter of an hour or so"),
    "forgets": ("tokens of what members had deleted, for restores", "31 days"),
    "outbox": (
        "notes to moderators that still have somebody to reach, locked",
        "until somebody is on it, a day at most",
    ),
    "suggestions": ("services that members suggested, locked", "until managers decide, 31 days at most"),
    "catalog_edits": ("what managers changed in the list in chat", "until undone, merged into the file or purged"),
    "changes": ("the trail of what managers changed, without who", "PEERBRIDGE_RETENTION_DAYS (400 days)"),
    "meta": ("notes about the database itself", "as long as the database"),
}
"""Every table: what it holds in plain words, and how long. docs/privacy.md says the same at length."""
_PLATFORMS = ("telegram", "discord")
_SAY = {
    "locked": "Another program holds the database: wait until it is done, and try again.",
    "read-only": "The database cannot be written: check the rights of its folder and file.",
    "denied": "The database server refuses the user or the password in PEERBRIDGE_DATABASE_URL.",
    "disk full": "The disk is full: make room, and try again.",
    "cannot open": "The database cannot be reached: is its server running, and is the address right?",
    "key changed": "The key was changed by another process: start again.",
}


@asynccontextmanager
async def opened(settings: Settings, *, root: bytes | None = None) -> AsyncIterator[Storage]:
    """The database, open; what goes wrong with it, now or later, is a sentence.

    Raises:
        SettingsError: the database refuses to open, or is not available.
    """
    url = settings.database_url or sqlite_address(settings.database_file)
    try:
        key = root or existing_secret(settings).root
        storage = await Storage.open(url, key=key, clock=lambda: datetime.now(UTC), deadline_s=10.0)
        try:
            yield storage
        finally:
            await storage.close()
    except StorageRefused as problem:
        raise SettingsError(str(problem)) from None
    except StorageUnavailable as problem:
        raise SettingsError(_SAY.get(problem.kind, f"The database cannot be used just now ({problem.kind}).")) from None


async def show_data(settings: Settings) -> int:
    """Print a table of everything that is kept."""
    async with opened(settings) as storage:
        kept = await storage.upkeep.kept()
    table = Table("what", "rows", "how long")
    table.columns[1].justify = "right"
    for name, (what, how_long) in KEPT.items():
        table.add_row(what, f"{kept.rows[name]:,}", how_long)
    for name in sorted(kept.rows.keys() - KEPT.keys()):
        table.add_row(name.replace("_", " "), f"{kept.rows[name]:,}", "")
    Console(highlight=False, width=120).print(table)
    weeks = f", from {kept.first_week} to {kept.last_week}" if kept.first_week else ""
    typer.echo(f"Communities: {kept.communities}. Published numbers: {kept.rows['published']:,}{weeks}.")
    typer.echo("No names, no account ids, no words of anybody.")
    return 0


async def purge_community(settings: Settings, name: str, *, dry_run: bool, yes: bool) -> int:
    """Delete everything of one community."""
    community = named_community(settings, name)
    async with opened(settings) as storage:
        tell("Purging would delete", await storage.upkeep.purge(community, dry_run=True))
        if dry_run or not agreed("Delete this for good?", yes=yes):
            return 0
        tell("Deleted", await storage.upkeep.purge(community, dry_run=False))
    typer.echo("Older backups still hold it. They are of no use after 30 days; delete them now if you can.")
    return 0


async def retain_counts(settings: Settings, days: int, *, dry_run: bool) -> int:
    """Delete the counts of weeks that lie too far back."""
    async with opened(settings) as storage:
        rows = await storage.upkeep.retain(days, dry_run=dry_run)
    typer.echo(f"{'Would delete' if dry_run else 'Deleted'} {rows:,} counts of weeks more than {days} days back.")
    return 0


async def back_up(settings: Settings, file: Path, *, dry_run: bool) -> int:
    """Copy everything to a new file."""
    async with opened(settings) as storage:
        tell("A backup would hold" if dry_run else "The backup holds", await storage.back_up(file, dry_run=dry_run))
    typer.echo(
        "A backup is of use for 30 days; delete it then. Never keep it beside the key. "
        "What members delete meanwhile is deleted again when it is restored."
    )
    return 0


async def restore_backup(settings: Settings, file: Path, *, dry_run: bool, yes: bool) -> int:
    """Replace everything by a backup, and replay the forgets."""
    listed = forget_list.read(settings.forgets_file)
    folder = settings.data_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with opened(settings) as storage:
        would = await storage.restore(file, folder=folder, listed=listed, dry_run=True)
        tell(f"The backup of {would.made_on} holds", would.rows)
        typer.echo(f"Members have had {would.forgotten:,} of these rows deleted since; they will be deleted again.")
        if dry_run or not agreed("Replace everything that is kept now?", yes=yes):
            return 0
        done = await storage.restore(file, folder=folder, listed=listed)
        forget_list.write(settings.forgets_file, await storage.upkeep.forgotten())
    typer.echo(f"Restored. {done.forgotten:,} rows that members had deleted were deleted again.")
    return 0


async def move_data(settings: Settings, url: str, *, dry_run: bool) -> int:
    """Copy everything into another database."""
    async with opened(settings) as storage:
        tell(
            "A move would carry" if dry_run else "Moved, and counted on both sides",
            await storage.move(url, dry_run=dry_run),
        )
    if not dry_run:
        typer.echo(
            "Now set PEERBRIDGE_DATABASE_URL to the new address and start the bot. When it answers, delete the old one."
        )
    return 0


def tell(what: str, rows: Mapping[str, int]) -> None:
    """Print how many rows of what."""
    listed = "; ".join(f"{number:,} {_plain(name)}" for name, number in rows.items() if number and name != "meta")
    typer.echo(f"{what}: {listed or 'nothing'}.")


def agreed(question: str, *, yes: bool) -> bool:
    """Whether the operator wants it done."""
    return yes or typer.confirm(question)


def _plain(name: str) -> str:
    return KEPT[name][0].split(":", maxsplit=1)[0] if name in KEPT else name.replace("_", " ")


def named_community(settings: Settings, name: str) -> str:
    """The digest of a community that is named as the platform does.

    Raises:
        SettingsError: it is not named so.
    """
    platform, _, chat = name.partition(":")
    if name == "private":
        return name
    if platform not in _PLATFORMS or not chat.strip():
        raise SettingsError(
            "Name the community as telegram:ID or discord:ID, with the platform's own number of the group or server, "
            "or private for chats without a group."
        )
    return Pseudonyms(existing_secret(settings).people).community(platform, chat.strip())
