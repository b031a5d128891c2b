"""`peerbridge insight`: what members wanted, for managers: in the terminal, as a page, a picture, or plain rows."""

from __future__ import annotations

import asyncio
from pathlib import Path  # noqa: TC003  typer reads the annotation while the program runs
from typing import Annotated

import typer

from commands.finishing import finish


def insight(
    community: Annotated[
        str | None,
        typer.Option(
            help="telegram:ID, discord:ID, or private for chats without a group. Not needed where there is only one."
        ),
    ] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks to look back.", min=1, max=530)] = 52,
    title: Annotated[str, typer.Option(help="The community's name, for the heading of the page.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write one page to open in a browser or print.")] = None,
    png: Annotated[Path | None, typer.Option(help="Write one picture, for a chat of your staff.")] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write rows for a spreadsheet, and a second file about them.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the same for another program.")] = None,
) -> None:
    """See what members wanted and what is missing, in numbers that name nobody."""
    from commands.insight_work import Forms, tell  # noqa: PLC0415  each command loads only what it needs

    forms = Forms(html, png, csv, json)
    finish(lambda settings: asyncio.run(tell(settings, community, weeks=weeks, title=title, forms=forms)))
