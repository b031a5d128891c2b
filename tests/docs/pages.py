"""Reads the examples out of a page: files to save, commands to run, and talks to have with the bot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = re.compile(
    r"^```(?P<kind>yaml|console|chat)(?: title=\"(?P<name>[\w.-]*)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Example:
    """One block of a page."""

    kind: str
    """`yaml` (a file to save under `name`), `console` (commands and what they print) or `chat`."""
    name: str
    text: str

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command of a console, and what stands below it."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            typed, _, printed = part.partition("\n")
            yield typed, printed

    def typed(self) -> list[str]:
        """What a member types in a chat."""
        return re.findall(r"^you> (.+)$", self.text, flags=re.MULTILINE)


def examples(page: Path) -> list[Example]:
    """The page's blocks, in reading order."""
    return [Example(**found.groupdict(default="")) for found in _BLOCK.finditer(page.read_text(encoding="utf-8"))]


def missing(shown: str, printed: str) -> list[str]:
    """Parts of what the page shows that were not printed, in this order. A “…” after a space stands for anything."""
    rest, lacking = squeezed(printed), []
    for part in re.split(rf"(?:^|\s){_LEFT_OUT}(?=\s|$)", shown):
        if not (words := squeezed(part)):
            continue
        before, found, after = rest.partition(words)
        if not found:
            lacking.append(words)
        rest = after if found else before
    return lacking


def squeezed(text: str) -> str:
    """The words with single spaces between them: a terminal breaks lines where it likes."""
    return " ".join(text.split())
