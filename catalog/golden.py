"""Golden requests: when somebody says this, one of these services must be among the three that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.files import open_page
from catalog.model import Language, Record, Region
from catalog.nodes import Node
from catalog.parts import records
from catalog.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "golden.yaml"
SHOWN = 3
"""How many services a member sees first."""


class Golden(Record):
    """One thing that somebody may say, and who must then be found."""

    say: str
    expect: tuple[str, ...]
    """Service ids; one of them is enough."""
    region: Region | None = None
    """Where the person is; unknown when left out."""
    language: Language | None = None
    """What the person writes; read from the words when left out."""
    paused: str | None = None
    """Why this request may fail for now."""


@dataclass(frozen=True, slots=True)
class Goldens:
    """The golden requests with their lines, or, if there are problems, none."""

    requests: tuple[tuple[int, Golden], ...]
    problems: tuple[Problem, ...]


def load_golden(catalog: Path) -> Goldens:
    """Read golden.yaml beside a catalog; without such a file there are no golden requests. Never raises."""
    path = catalog.with_name(FILE_NAME)
    if not path.exists():
        return Goldens((), ())
    page = open_page(path, empty=None)
    root = page.root or Node(1, None)
    found = list(page.problems)
    if root.fields:
        found.append(Problem(root.line, None, "begin each golden request with “- say: …”"))
    made = records(() if root.fields else root.items, Golden, "request", found)
    if found:
        return Goldens((), tuple(found))
    return Goldens(tuple(zip((node.line for node in root.items), made, strict=True)), ())
