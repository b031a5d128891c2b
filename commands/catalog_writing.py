"""`peerbridge catalog init` and `format`: files are written whole or not at all, and never over somebody's work."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typer

from catalog.golden import FILE_NAME
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.schema import CATALOG_SCHEMA, GOLDEN_SCHEMA
from catalog.tidy import tidy
from commands.finishing import stop

SHORT = """\
# yaml-language-server: $schema={schema}
# The services of your community. This file is short: it builds on the ones that come with Peerbridge, and says only
# what is different here. You can see those in catalog/base.yaml. You can edit this file without programming.
# Then run:  peerbridge catalog check      It names every line that needs a change, and what to write instead.
extends: base

# Services that your members should not be shown: write their ids between the brackets.
hide: []

# Services that are right except for something: write the id, and below it only what is different. To use an example
# of this file, take away the “#” in front of each of its lines, and keep the spaces behind it.
override:
#  box-breathing:
#    name: Square breathing

# Services of your own. `peerbridge catalog add` asks you the questions and writes the entry for you. By hand: take away
# the “#” in front of each line and change the words. To add another, copy the whole entry, from its “- id:” on.
services:
#  - id: our-tuesday-group
#    name: Our Tuesday group
#    provider: Our community
#    url: https://www.example.org/group
#    summary: Meet others from this community every Tuesday evening. You can just listen.
#    area: wellbeing                       # coping | wellbeing | therapy
#    support: support-group
#    needs: [loneliness, connection]       # all the words stand in catalog/needs.yaml
#    readiness: [connect]                  # learn | try | connect | get-help
#    cost: free
#    regions: [GB]                         # or "*" for the whole world
#    languages: [en]
#    formats: [in-person]
#    examples:
#      - I would like to meet people who know what this is like
#    evidence: {{level: none}}
#    verified: {{on: {today}, by: your name, how: we run it ourselves}}

# Words that your members use, for each language and need.
phrases:
#  en:
#    loneliness:
#      - nobody in this server ever answers me
"""

GOLDEN = """\
# yaml-language-server: $schema={schema}
# Golden requests: when somebody says this, one of these services must be among the three that the bot shows.
# `peerbridge catalog check` tries each of them, and refuses an edit that breaks one, with the reason.
#
# Take away the “#” in front of these lines, and change the words. Write them yourselves, never copy a real post.
# - say: I would like to meet people who know what this is like
#   expect: [our-tuesday-group]         # one of these ids is enough
#   region: GB                          # where the person is; leave it out if it should work anywhere
"""


def begin(path: Path, *, force: bool) -> int:
    """Write the short file; an old file of somebody's own stays unless forced, and is kept aside even then."""
    ours = path.is_symlink() and path.resolve() == BASE_PATH.resolve()
    if path.exists() and not ours and not force:
        typer.echo(
            f"{path.name} is there already. To begin anew, write --force; the old file is kept as {_aside(path).name}."
        )
        return 1
    if path.exists() and not ours:
        kept = _aside(path)
        path.replace(kept)
        typer.echo(f"The old file is now {kept.name}.")
    today = datetime.now(UTC).date()
    write(path, SHORT.format(schema=_way(path, CATALOG_SCHEMA), today=today), follow=False)
    if not (golden := path.with_name(FILE_NAME)).exists():
        write(golden, GOLDEN.format(schema=_way(golden, GOLDEN_SCHEMA)))
    typer.echo(
        f"{path.name} is ready to be edited. It builds on {len(_shipped())} services. Next: peerbridge catalog add"
    )
    return 0


def _way(path: Path, schema: Path) -> str:
    return os.path.relpath(schema.resolve(), path.parent.resolve())


def format_catalog(path: Path, *, only_look: bool) -> int:
    """Write the file in canonical form; one that cannot be read stays as it is."""
    loaded = load_catalog(path, load_needs())
    if loaded.problems:
        typer.echo(f"{path.name} needs changes first; see peerbridge catalog check. Nothing was changed.")
        return 1
    text = path.read_bytes().decode("utf-8")
    tidied = tidy(text)
    if tidied == text:
        typer.echo(f"{path.name} is in order already.")
        return 0
    if only_look:
        typer.echo(f"{path.name} would change. Write the same without --check.")
        return 1
    write(path, tidied)
    typer.echo(f"{path.name} is in order now; every word and comment is kept.")
    return 0


def write(path: Path, text: str, *, follow: bool = True) -> None:
    """Replace the file in one step, so that nobody ever reads half of it; `follow` writes where a link leads.

    Rights and owner stay. Ends the command with a sentence when the file cannot be written.
    """
    write_bytes(path, text.encode("utf-8"), follow=follow)


def write_bytes(path: Path, content: bytes, *, follow: bool = True) -> None:
    """The same for a file as it lies on the disk."""
    target = path.resolve() if follow else path
    try:
        _replace(target, content)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        stop(f"{path.name} cannot be written ({reason}); check its folder, and who may write there.")


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _like(made, target)
        made.replace(target)
    except OSError as error:
        made.unlink(missing_ok=True)
        if error.errno != errno.EBUSY:
            raise
        target.write_bytes(content)  # a single file that a container shows from outside can only be filled anew


def _like(made: Path, target: Path) -> None:
    if not target.exists():
        made.chmod(0o644)
        return
    was = target.stat()
    with contextlib.suppress(OSError):
        os.chown(made, was.st_uid, was.st_gid)
    made.chmod(was.st_mode & 0o777)


def _aside(path: Path) -> Path:
    """A name that is free."""
    names = (path.with_name(f"{path.stem}.old{number}{path.suffix}") for number in ("", *range(2, 1000)))
    return next(name for name in names if not name.exists())


def _shipped() -> tuple[object, ...]:
    shipped = load_catalog(BASE_PATH, load_needs()).catalog
    return shipped.services if shipped else ()
