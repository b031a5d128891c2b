"""Where a new entry goes in somebody's file: after the last of its area, with every line of theirs left alone."""

from __future__ import annotations

import re

from catalog.nodes import read

_SERVICES = re.compile(r"services:[ ]*(\[\s*\]|~|null)?(?=[ ]*(#|$))")


def placed(text: str, written: str, area: str) -> str:
    """The file with an entry in it: after the last service of its area, else after the last service of all.

    Args:
        text: a file that can be read.
        written: lines that begin two spaces in, as `catalog.entries.entry` writes them.
        area: of the service.
    """
    lines = text.splitlines(keepends=True)
    ends = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    written = written.replace("\n", ends)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += ends
    root, _ = read(text)
    services = root.at("services").items if root else []
    if not services:
        return _first(lines, written, ends)
    depth = _depth(lines[services[0].line - 1])
    written = re.sub(r"^  ", " " * depth, written, flags=re.MULTILINE)
    alike = [service for service in services if service.at("area").text == area]
    at = _end(lines, (alike or services)[-1].line - 1)
    return "".join([*lines[:at], ends, written, *lines[at:]])


def _first(lines: list[str], written: str, ends: str) -> str:
    at = next((number for number, line in enumerate(lines) if _SERVICES.match(line.rstrip("\r\n"))), None)
    if at is None:
        return "".join([*lines, ends, f"services:{ends}", written])
    lines[at] = _SERVICES.sub("services:", lines[at])
    return "".join([*lines[: at + 1], written, *lines[at + 1 :]])


def _end(lines: list[str], start: int) -> int:
    """The line after the entry that starts here, with the remarks that stand inside it."""
    depth, last = _depth(lines[start]), start
    for at in range(start + 1, len(lines)):
        if lines[at].strip() and _depth(lines[at]) <= depth:
            break
        if lines[at].strip():
            last = at
    return last + 1


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
