"""`peerbridge catalog merge` and `audit`: what managers changed in chat goes into the file, and is told in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from catalog.loader import load_catalog, load_needs
from catalog.merging import merged
from catalog.overlay import Edit, laid_over, read_edit
from commands.catalog_adding import read_text, refuse_the_base
from commands.catalog_writing import write
from commands.data_work import agreed, named_community, opened
from commands.finishing import stop
from commands.settings import SettingsError
from storage.store import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from catalog.model import Catalog
    from commands.settings import Settings

WORDS = {
    "hide": "hid",
    "show": "showed again",
    "number": "changed a number of",
    "verify": "checked",
    "undo": "took back all changes to",
    "add": "added",
    "merge": "wrote into the file:",
    "pause": "paused the bot",
    "resume": "ended the pause",
    "setting": "changed the setting:",
    "agree": "agreed that a suggestion may have a contact",
    "approve": "took in a suggestion:",
    "decline": "declined a suggestion:",
}
"""What a line of the trail says."""
REASONS = {
    "safe": "nobody could be sure that it is safe",
    "proof": "nobody could find out whether it helps",
    "place": "it does not work where members live",
    "cost": "it costs too much",
    "have": "there is something like it already",
    "gone": "its page did not open, or it has ended",
    "else": "it is not what the list is for",
}
"""Why a suggestion was declined, by the code that the trail keeps."""
ROLES = {"manager": "a manager", "operator": "an operator"}


async def merge(settings: Settings, path: Path, community: str | None, *, yes: bool) -> int:
    """Write the changes of one community into the file, and take them off the list of changes.

    Raises:
        SettingsError: the database cannot be read, or nobody said which community.
    """
    refuse_the_base(path)
    async with opened(settings) as storage:
        stored = await storage.edits.all()
        ours = named_community(settings, community) if community else _only(stored)
        bodies = stored.get(ours or "", {})
        if ours is None or not bodies:
            typer.echo("Nobody has changed anything in chat.")
            return 0
        edits = [edit for name, body in bodies.items() if (edit := read_edit(name, body))]
        text = _text(path, edits)
        typer.echo("\n".join(_told(edit) for edit in edits))
        if not agreed(f"Write this into {path.name}? It then counts for every community of this file.", yes=yes):
            return 0
        write(path, text)
        for edit in edits:
            await storage.edits.change(Change(ours, "operator", "merge", edit.service), _done(bodies[edit.service]))
    typer.echo(f"Written into {path.name}.")
    return 0


async def audit(settings: Settings, community: str | None) -> int:
    """Print the trail of what was changed, newest first; it holds no name and no account."""
    async with opened(settings) as storage:
        trail = await storage.edits.trail(named_community(settings, community) if community else None)
    if not trail:
        typer.echo("Nothing was changed in chat.")
        return 0
    table = Table("when (UTC)", "community", "who", "what")
    for each in trail:
        when = f"{each.at:%Y-%m-%d %H:%M}" if each.at else ""
        about = REASONS.get(each.about, each.about) if each.what == "decline" else each.about
        said = f"{WORDS.get(each.what, each.what)} {about}"
        table.add_row(when, each.community[:8], ROLES.get(each.role, each.role), said)
    Console(highlight=False, width=120).print(table)
    typer.echo("No names are kept: the app's own log says who manages a community.")
    return 0


def _done(written: str) -> Callable[[str | None], str | None]:
    """What was written is no change any more; what was changed once more meanwhile stays."""
    return lambda now: None if now == written else now


def _only(stored: Mapping[str, object]) -> str | None:
    if len(stored) > 1:
        raise SettingsError(
            f"There are {len(stored)} communities with changes. Say which: --community telegram:ID or discord:ID, "
            "with the platform's own number of the group or server."
        )
    return next(iter(stored), None)


def _text(path: Path, edits: list[Edit]) -> str:
    """The file as it would be; the command ends where it would not say just what members see now."""
    before = load_catalog(path, load_needs()).catalog
    if before is None:
        stop(f"{path.name} needs changes first; see peerbridge catalog check {path.name}")
    text = merged(read_text(path), before, edits)
    after = _tried(path, text) if text is not None else None
    if text is None or after is None or not _alike(after, laid_over(before, edits)):
        stop(f"The changes could not be written into {path.name} without a loss. Write them yourself:\n" + _list(edits))
    return text


def _tried(path: Path, text: str) -> Catalog | None:
    trial = path.with_name(f".{path.name}.trial.yaml")
    try:
        write(trial, text)
        return load_catalog(trial, load_needs()).catalog
    finally:
        trial.unlink(missing_ok=True)


def _alike(one: Catalog, other: Catalog) -> bool:
    """The same services, whatever their order, and all else as it was."""
    services = [{service.id: service for service in each.services} for each in (one, other)]
    return services[0] == services[1] and (one.crisis_lines, one.phrases, one.references) == (
        other.crisis_lines,
        other.phrases,
        other.references,
    )


def _list(edits: list[Edit]) -> str:
    return "\n".join(map(_told, edits))


def _told(edit: Edit) -> str:
    said = [f"{new.channel} {new.was} is now {new.display}" for new in edit.numbers]
    said += [f"checked on {edit.verified.on} ({edit.verified.how})"] if edit.verified else []
    said += ["added"] if edit.added else []
    said += ["hidden"] if edit.hidden else []
    return f"{edit.service}: {', '.join(said)}"
