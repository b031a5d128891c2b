"""How every command ends: with an exit code, and what is wrong as a sentence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

import typer

from commands.logs import set_up
from commands.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from commands.settings import Settings


def finish(work: Callable[[Settings], int]) -> None:
    """Run a command with the settings; what is wrong becomes a sentence, and its exit code the command's."""
    try:
        settings = read_settings()
        set_up(settings)
        # Where faces for letters are remembered while charts are drawn: beside our other caches, as a container has
        # no home folder that can be written.
        os.environ.setdefault("MPLCONFIGDIR", str(settings.cache / "matplotlib"))
        code = work(settings)
    except SettingsError as problem:
        stop(str(problem))
    except KeyboardInterrupt:
        code = 130
    raise typer.Exit(code)


def stop(sentence: str) -> NoReturn:
    """Say what is wrong, and end with exit code 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
