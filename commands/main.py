"""The command `peerbridge`: try the bot, run it, and check the list of services."""

from __future__ import annotations

import asyncio
from pathlib import Path  # noqa: TC003  typer reads the annotation while the program runs
from typing import Annotated

import typer

from commands.catalog_app import catalog_app
from commands.data import data_app
from commands.finishing import finish, stop
from commands.insight import insight
from commands.safety import safety_app

app = typer.Typer(
    help="Peerbridge connects what members of a peer-support community say they need with help that fits.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
app.add_typer(catalog_app, name="catalog")
app.add_typer(data_app, name="data")
app.add_typer(safety_app, name="safety")


@app.command()
def chat() -> None:
    """Talk to the bot right here, in this terminal. Needs no token and no account."""
    from commands.chat import talk  # noqa: PLC0415  each command loads only what it needs, so that all start fast

    finish(lambda settings: asyncio.run(talk(settings)))


@app.command()
def run() -> None:
    """Start the bot on every platform that has a token (Telegram, Discord)."""
    from commands.run import serve  # noqa: PLC0415  the chat libraries are slow to load

    finish(lambda settings: asyncio.run(serve(settings)))


@app.command("try")
def try_(
    text: Annotated[str | None, typer.Argument(help="What a member might say, in quotes.")] = None,
    jsonl: Annotated[
        str | None, typer.Option("--jsonl", help="Many at once: a file with one JSON object a line, or - for input.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="The member's country as two letters, such as GB.")] = None,
) -> None:
    """See which services a message would find, without saving anything."""
    from commands.trying import try_many, try_one  # noqa: PLC0415  the same

    if (text is None) == (jsonl is None):
        stop("Write what a member might say, in quotes, or name a file with --jsonl.")
    if jsonl is not None:
        finish(lambda settings: try_many(settings, jsonl))
    elif text is not None:
        finish(lambda settings: try_one(settings, text, region))


@app.command("eval")
def eval_(
    file: Annotated[
        Path | None, typer.Argument(help="One JSON object a line; by default tests/data/requests.jsonl.")
    ] = None,
) -> None:
    """Measure how well requests are understood, on a file of requests whose needs are known."""
    from commands.evaluating import DEFAULT, evaluate  # noqa: PLC0415  the same

    finish(lambda settings: evaluate(settings, file or DEFAULT))


@app.command()
def doctor() -> None:
    """Check the key, the files, the disk, the database, the list of services and the crisis lines."""
    from commands.doctor import examine  # noqa: PLC0415  the same

    finish(lambda settings: asyncio.run(examine(settings)))


app.command()(insight)
