"""The commands that Discord offers when a member types a slash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import discord
from discord import app_commands

from bots.discord_bot.escape import shorten

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

_DESCRIPTION = 100


class Command(Protocol):
    """One thing a member can type behind a slash, see `handlers.wording`."""

    @property
    def name(self) -> str:
        """What is typed behind the slash."""

    @property
    def description(self) -> str:
        """What it does, for the list that Discord shows."""

    @property
    def takes_text(self) -> bool:
        """The member may add words of their own."""

    @property
    def hint(self) -> str:
        """What may be typed behind it."""

    @property
    def for_staff(self) -> bool:
        """Only moderators and managers find it in the list, and only in a server."""


class Tree(app_commands.CommandTree[discord.Client]):
    """discord.py's command tree, with each command led to one listener: (interaction, name, text)."""

    def __init__(
        self,
        client: discord.Client,
        commands: Iterable[Command],
        heard: Callable[[discord.Interaction[discord.Client], str, str], Awaitable[None]],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__(client)
        self._failed = failed
        for command in commands:
            made: app_commands.Command[Any, ..., None] = app_commands.Command(
                name=command.name,
                description=shorten(command.description, _DESCRIPTION, escaped=False),
                callback=_with_text(command, heard) if command.takes_text else _bare(command.name, heard),
            )
            if command.for_staff:
                # A list is no lock: rights are asked at each use.
                made.default_permissions = discord.Permissions(manage_messages=True)
                made.guild_only = True
            self.add_command(made)

    async def on_error(
        self,
        interaction: discord.Interaction[discord.Client],  # noqa: ARG002  it holds the member's words
        error: app_commands.AppCommandError,
    ) -> None:
        """Discord.py would log the error's text; ours logs its class."""
        self._failed(getattr(error, "original", error))

    async def offer(self) -> bool:
        """Tell Discord about the commands, only where its list differs; True when it did."""
        known = {_shape(command.to_dict()) for command in await self.fetch_commands()}
        if known == {_shape(command.to_dict(self)) for command in self.get_commands()}:
            return False
        await self.sync()
        return True


def _with_text(named: Command, heard: Callable[..., Awaitable[None]]) -> Any:
    name = named.name

    @app_commands.describe(text=named.hint)
    async def command(
        interaction: discord.Interaction[discord.Client], text: app_commands.Range[str, 1, 4000] | None = None
    ) -> None:
        await heard(interaction, name, text or "")

    return command


def _bare(name: str, heard: Callable[..., Awaitable[None]]) -> Any:
    async def command(interaction: discord.Interaction[discord.Client]) -> None:
        await heard(interaction, name, "")

    return command


def _shape(command: Any) -> tuple[object, ...]:
    """What members see of a command; Discord adds ids, versions and defaults of its own."""
    options = command.get("options") or []
    return (
        command["name"],
        command["description"],
        str(command.get("default_member_permissions")),
        tuple((o["name"], o["description"], bool(o.get("required")), o.get("max_length")) for o in options),
    )
