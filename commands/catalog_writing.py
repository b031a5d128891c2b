"""`peerbridge catalog init` and `format`: files are written whole or not at all, and never over somebody's work."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import typer

from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.schema import CATALOG_SCHEMA
from catalog.tidy import tidy

SHORT = """\
# yaml-language-server: $schema={schema}
# The services of your community. This file is short: it builds on the ones that come with Peerbridge, and says only
# what is different here. You can see those in catalog/base.yaml. You can edit this file without programming.
# Then run:  peerbridge catalog check      It names every line that needs a change, and what to write instead.
extends: base

# Services that your members should not be shown: write their ids between the brackets.
hide: []

# Services that are right except for something: write the id, and below it only what is different.
# override:
#   box-breathing:
#     name: Square breathing
override:

# Services of your own. Take away the “#” in front of each line and change the words. To add another, copy the whole
# entry. `peerbridge catalog add` asks you the questions and writes the entry for you.
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
#    verified: {{on: 2026-11-25, by: your name, how: we run it ourselves}}
services:

# Words that your members use, for each language and need.
# phrases:
#   en:
#     loneliness:
#       - nobody in this server ever answers me
phrases:
"""


def begin(path: Path, *, force: bool) -> int:
    """Write the short file; an old file of somebody's own stays unless forced, and is kept aside even then."""
    ours = path.is_symlink() and path.resolve() == BASE_PATH.resolve()
    if path.exists() and not ours and not force:
        typer.echo(
            f"{path.name} is there already. To begin anew, write --force; the old file is kept as {_aside(path)}."
        )
        return 1
    if path.exists() and not ours:
        path.replace(path.with_name(_aside(path)))
        typer.echo(f"The old file is now {_aside(path)}.")
    schema = os.path.relpath(CATALOG_SCHEMA.resolve(), path.parent.resolve())
    write(path, SHORT.format(schema=schema), follow=False)
    typer.echo(
        f"{path.name} is ready to be edited. It builds on {len(_shipped())} services. Next: peerbridge catalog add"
    )
    return 0


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
    """Replace the file in one step, so that nobody ever reads half of it; `follow` writes where a link leads."""
    target = path.resolve() if follow else path
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _aside(path: Path) -> str:
    return f"{path.stem}.old{path.suffix}"


def _shipped() -> tuple[object, ...]:
    shipped = load_catalog(BASE_PATH, load_needs()).catalog
    return shipped.services if shipped else ()
