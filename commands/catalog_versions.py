"""`peerbridge catalog versions` and `rollback`: what the list of services was, and the way back to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from catalog.loader import load_catalog, load_needs
from catalog.versions import SHORT, Version, Versions, contents_of, hash_of
from commands.catalog_adding import refuse_the_base
from commands.catalog_words import differences
from commands.catalog_writing import write_bytes
from commands.finishing import stop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from catalog.loader import Loaded
    from catalog.model import Catalog

TOLD = 3
"""Changes that a summary names; it counts the others."""
_FEWEST_TYPED = 4


def summary(before: Catalog | None, after: Catalog) -> list[str]:
    """What changed from one catalog to the next, in a few sentences."""
    if before is None:
        return [f"{len(after.services)} services."]
    said = list(differences(before, after))
    if not said:
        return ["The same services; only remarks or empty lines changed."]
    more = len(said) - TOLD
    return said[:TOLD] + ([f"And {more} more {'change' if more == 1 else 'changes'}."] if more > 0 else [])


def show_versions(path: Path, folder: Path) -> int:
    """Print what is kept, the newest first, and which of it the file is just now."""
    found = Versions(folder).all()
    if not found:
        typer.echo("Nothing is kept yet. Each version is kept when it goes live: while the bot runs, or at its start.")
        return 0
    present = hash_of(contents_of(path, load_catalog(path, load_needs()).files))
    if present not in {version.hash for version in found}:
        typer.echo(f"{path.name} has changed since. As it is now it has not been live yet.")
    for version in found:
        mark = "this is the file now" if version.hash == present else "" if version.is_good else "never live"
        typer.echo(f"{version.short}  {_moment(version)}{f'  ({mark})' if mark else ''}")
        for sentence in version.summary:
            typer.echo(f"          {sentence}")
    typer.echo("To go back to one: peerbridge catalog rollback, and the eight characters in front of it.")
    return 0


def roll_back(path: Path, folder: Path, typed: str | None, now: datetime | None = None) -> int:
    """Put an earlier version back, in one step for each file; the present one is kept as a version."""
    refuse_the_base(path)
    needs = load_needs()
    loaded = load_catalog(path, needs)
    present = contents_of(path, loaded.files)
    versions = Versions(folder)
    version = _chosen(versions, typed, hash_of(present))
    again = load_catalog(version.path, needs)
    if again.catalog is None:
        typer.echo(f"{version.short} cannot go live as it is, and nothing was changed:")
        for problem in again.problems:
            typer.echo(str(problem))
        return 1
    files = version.contents()
    present |= contents_of(path, [path.with_name(name) for name in files])
    kept = _put_aside(path, versions, present, loaded, now or datetime.now(UTC))
    own = path.name if path.name in files else version.path.name
    for name in sorted(files, key=lambda name: name == own):
        write_bytes(path if name == own else path.with_name(name), files[name])
    typer.echo(f"{path.name} is again as it was on {_moment(version)} ({version.short}).")
    if kept:
        typer.echo(f"As it was until now it is kept. To have that back: peerbridge catalog rollback {kept.short}")
    typer.echo("If the bot is running, that goes live within two seconds.")
    return 0


def _chosen(versions: Versions, typed: str | None, present: str) -> Version:
    """The version that was named; else the last that was live and differs from the file as it is now."""
    if typed is None:
        found = next((one for one in versions.all() if one.is_good and one.hash != present), None)
        if found is None:
            stop("There is no earlier version to go back to; see peerbridge catalog versions")
        return found
    if len(typed) < _FEWEST_TYPED:
        stop(f"Write at least {_FEWEST_TYPED} of the {SHORT} characters; see peerbridge catalog versions")
    alike = versions.find(typed)
    if not alike:
        stop(f"No version begins with “{typed[:SHORT]}”; see peerbridge catalog versions")
    if len(alike) > 1:
        stop(f"More than one version begins with “{typed[:SHORT]}”; write more of its characters.")
    if alike[0].hash == present:
        stop("The file is just like that one already; nothing was changed.")
    return alike[0]


def _put_aside(
    path: Path, versions: Versions, present: Mapping[str, bytes], loaded: Loaded, now: datetime
) -> Version | None:
    """Keep the file as it is now; None where there is none. Ends the command when it cannot be kept."""
    if path.name not in present:
        return None
    said = _said_of(loaded, hash_of(present), versions.all())
    try:
        return versions.keep(path.name, present, said, is_good=loaded.catalog is not None, now=now)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        stop(f"The file as it is now could not be kept ({reason}), so nothing was changed.")


def _said_of(loaded: Loaded, digest: str, kept: Sequence[Version]) -> Sequence[str]:
    alike = next((one for one in kept if one.hash == digest), None)
    if alike:
        return alike.summary
    if loaded.catalog is None:
        return [f"Put aside with mistakes in it: {loaded.problems[0]}"]
    return ["Put aside before an earlier version was put back.", *summary(None, loaded.catalog)]


def _moment(version: Version) -> str:
    return f"{version.when:%Y-%m-%d %H:%M} UTC"
