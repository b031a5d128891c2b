"""`peerbridge data`: what the bot keeps: see it, back it up, move it, change its key, delete it."""

from __future__ import annotations

import asyncio
from pathlib import Path  # noqa: TC003  typer reads the annotation while the program runs
from typing import TYPE_CHECKING, Annotated

import typer

from commands.finishing import finish

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from commands.settings import Settings

data_app = typer.Typer(help="See, back up, move and delete what the bot keeps.", no_args_is_help=True)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before doing it.")]


@data_app.command()
def show() -> None:
    """Show what is kept, in numbers, and for how long."""
    from commands.data_work import show_data  # noqa: PLC0415  each command loads only what it needs

    _run(show_data)


@data_app.command()
def purge(
    community: Annotated[
        str, typer.Option("--community", help="telegram:ID, discord:ID, or private for chats without a group.")
    ],
    dry_run: DryRun = False,  # noqa: FBT002  typer's way to write a flag
    yes: Yes = False,  # noqa: FBT002  the same
) -> None:
    """Delete everything about one community."""
    from commands.data_work import purge_community  # noqa: PLC0415  the same

    _run(lambda settings: purge_community(settings, community, dry_run=dry_run, yes=yes))


@data_app.command()
def retain(
    days: Annotated[int | None, typer.Option(help="By default PEERBRIDGE_RETENTION_DAYS (400).", min=7)] = None,
    dry_run: DryRun = False,  # noqa: FBT002  the same
) -> None:
    """Delete the counts of weeks that lie too far back; `peerbridge run` does it by itself."""
    from commands.data_work import retain_counts  # noqa: PLC0415  the same

    _run(lambda settings: retain_counts(settings, days or settings.retention_days, dry_run=dry_run))


@data_app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")], dry_run: DryRun = False) -> None:  # noqa: FBT002  the same
    """Copy everything to a file while the bot runs; the copy is of use for 30 days."""
    from commands.data_work import back_up  # noqa: PLC0415  the same

    _run(lambda settings: back_up(settings, file, dry_run=dry_run))


@data_app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file made by `peerbridge data backup`.")],
    dry_run: DryRun = False,  # noqa: FBT002  the same
    yes: Yes = False,  # noqa: FBT002  the same
) -> None:
    """Replace everything by a backup, and delete again what members had deleted since."""
    from commands.data_work import restore_backup  # noqa: PLC0415  the same

    _run(lambda settings: restore_backup(settings, file, dry_run=dry_run, yes=yes))


@data_app.command()
def move(
    url: Annotated[str, typer.Argument(help="An empty database: postgresql+asyncpg://user:password@host/name")],
    dry_run: DryRun = False,  # noqa: FBT002  the same
) -> None:
    """Copy everything into another database, and check that all of it arrived. Stop the bot first."""
    from commands.data_work import move_data  # noqa: PLC0415  the same

    _run(lambda settings: move_data(settings, url, dry_run=dry_run))


@data_app.command("rotate-key")
def rotate_key(
    key_file: Annotated[
        Path | None, typer.Option(help="Where the new key goes, when the old one stands in PEERBRIDGE_SECRET_KEY.")
    ] = None,
    dry_run: DryRun = False,  # noqa: FBT002  the same
    yes: Yes = False,  # noqa: FBT002  the same
) -> None:
    """Lock everything with a new key. Stop the bot first, and delete older backups afterwards."""
    from commands.data_keys import rotate  # noqa: PLC0415  the same

    _run(lambda settings: rotate(settings, key_file, dry_run=dry_run, yes=yes))


@data_app.command("erase-keys")
def erase_keys(dry_run: DryRun = False, yes: Yes = False) -> None:  # noqa: FBT002  the same
    """Destroy the key: nobody can read what it locked, here or in any backup. Counts of closed weeks stay."""
    from commands.data_keys import erase  # noqa: PLC0415  the same

    _run(lambda settings: erase(settings, dry_run=dry_run, yes=yes))


@data_app.command()
def shutdown(dry_run: DryRun = False, yes: Yes = False) -> None:  # noqa: FBT002  the same
    """Delete everything that the bot keeps, and destroy the key. Stop the bot first."""
    from commands.data_keys import shut_down  # noqa: PLC0415  the same

    _run(lambda settings: shut_down(settings, dry_run=dry_run, yes=yes))


def _run(work: Callable[[Settings], Awaitable[int]]) -> None:
    async def whole(settings: Settings) -> int:
        return await work(settings)

    finish(lambda settings: asyncio.run(whole(settings)))
