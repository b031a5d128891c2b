"""The bot in this terminal."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from bots.identity import Pseudonyms
from bots.terminal import Terminal
from commands.house import open_house
from commands.keys import people_key, root_key

if TYPE_CHECKING:
    from commands.settings import Settings


async def talk(settings: Settings) -> int:
    """Talk until /quit or the end of the input; returns the exit code."""
    logging.getLogger().setLevel(logging.WARNING)
    key = root_key(settings, make=True)
    async with open_house(settings, key) as (house, _):
        for problem in house.problems:
            sys.stderr.write(f"{settings.catalog.name}, {problem}\n")
        people = Pseudonyms(people_key(settings, make=True))
        terminal = Terminal(house.desk, people, lines=sys.stdin, out=sys.stdout, locale=settings.locale)
        await terminal.serve()
    return 2 if house.refusal else 0
