"""A catalog file from the disk: its text, or the reason why there is none."""

from __future__ import annotations

import codecs
import hashlib
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalog.nodes import Node, read
from catalog.problems import Problem, at_most, quoted
from catalog.slips import named_entries, odd_characters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MAX_BYTES = 10_000_000
_HEAD = 1_000
_NO_TEXT = {
    codecs.BOM_UTF32_LE: "the file is saved as UTF-32",
    codecs.BOM_UTF32_BE: "the file is saved as UTF-32",
    codecs.BOM_UTF16_LE: "the file is saved as UTF-16",
    codecs.BOM_UTF16_BE: "the file is saved as UTF-16",
    b"PK\x03\x04": "the file is a document of an office program or an archive",
    b"{\\rtf": "the file is a document of a word processor (RTF)",
    b"%PDF": "the file is a PDF",
    **dict.fromkeys((b"<!", b"<html", b"<?xml"), "the file is a web page, not a catalog"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in the file (None if unreadable), the SHA-256 of its bytes in hex, and problems of its form."""

    root: Node | None
    digest: str
    problems: tuple[Problem, ...]


_EMPTY = "the file is empty; begin with a line “services:”"


def open_page(path: Path, *, empty: str | None = _EMPTY) -> Page:
    """Read a YAML file; never raises. `empty` is the problem of a file that says nothing; None where it may."""
    try:
        if path.exists() and not path.is_file():
            return _refused(None, f"{quoted(path.name)} is not a file; give the catalog's own file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _refused(None, f"there is no file {quoted(path.name)}; check its name and its folder")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        return _refused(None, f"{quoted(path.name)} cannot be read ({reason}); check who may read it")
    digest = hashlib.sha256(content).hexdigest()
    text = _text(content)
    if isinstance(text, Problem):
        return Page(None, digest, (text,))
    if odd := odd_characters(text):
        return Page(None, digest, at_most([Problem(line, None, said) for line, said in odd]))
    root, problems = read(text)
    if root is None:
        problems = _with_entries(at_most(problems), text)
    if empty and not problems and (root is None or root.value is None):
        problems = [Problem(1, None, empty)]
    return Page(root, digest, tuple(problems))


def _with_entries(problems: Iterable[Problem], text: str) -> list[Problem]:
    entries = named_entries(text)
    starts = [line for line, _ in entries]
    places = ((one, bisect_right(starts, one.line or 0)) for one in problems)
    return [replace(one, entry=entries[at - 1][1] if at else None) for one, at in places]


def _text(content: bytes) -> str | Problem:
    if len(content) > MAX_BYTES:
        return Problem(1, None, "the file is larger than 10 MB; take out what does not belong in a catalog")
    if content.startswith(codecs.BOM_UTF8):
        said = "the file begins with an invisible mark (BOM); save it as “UTF-8”, not as “UTF-8 with BOM”"
        return Problem(1, None, said)
    for beginning, what in _NO_TEXT.items():
        if content.startswith(beginning):
            return Problem(1, None, f"{what}; save it as plain text in “UTF-8”")
    if b"\x00" in content[:_HEAD]:
        return Problem(1, None, "the file is no plain text, or has another encoding; save it as plain text in “UTF-8”")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(line, None, "there is a letter here that is not saved as UTF-8; save the file as “UTF-8”")


def _refused(line: int | None, sentence: str) -> Page:
    return Page(None, "", (Problem(line, None, sentence),))
