"""Writes into somebody's file when an entry was checked, by whom and how; every other line stays as it is."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml.error import YAMLError

from catalog.entries import written
from catalog.nodes import Node, read
from catalog.order import depth_of, end_of
from catalog.tidy import editor, meaning, remarks

if TYPE_CHECKING:
    from catalog.model import Verified

_OVERRIDE = re.compile(r"override:[ ]*(\{[ ]*\}|~|null)?(?=[ ]*(#|$))")


def stamped(text: str, name: str, verified: Verified) -> str | None:
    """The file with the check written into the entry; None where nobody but a person can write it.

    Args:
        text: a file without problems.
        name: the id of a service, or the name of a crisis line. What is not in the file is put under `override`.
        verified: the new date, and who checked it how.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    before, _ = read(plain)
    if before is None:
        return None
    for way in (_by_lines, _by_values):
        after = way(plain, before, name, verified)
        if after is not None and _is_right(before, plain, after, name, verified):
            return after.replace("\n", ends)
    return None


def _is_right(before: Node, plain: str, after: str, name: str, verified: Verified) -> bool:
    """Whether only this check changed, and no remark was lost."""
    now, problems = read(after)
    if now is None or problems:
        return False
    wanted = meaning(before)
    _put(wanted, name, _plain(verified))
    return bool(meaning(now) == wanted and remarks(plain) <= remarks(after))


def _plain(verified: Verified) -> dict[str, str]:
    return {"on": verified.on.isoformat(), "by": " ".join(verified.by.split()), "how": " ".join(verified.how.split())}


def _put(root: Any, name: str, said: dict[str, str]) -> None:
    """The same change in plain data, in what ruamel.yaml holds and in what we read."""
    for part, field in (("services", "id"), ("crisis_lines", "name")):
        for entry in root.get(part) or ():
            if str(entry.get(field)) == name:
                _set(entry, said)
                return
    below = root.get("override")
    if not isinstance(below, dict):
        root["override"] = below = {}
    if not isinstance(below.get(name), dict):
        below[name] = {}
    _set(below[name], said)


def _set(entry: Any, said: dict[str, str]) -> None:
    held = entry.get("verified")
    if not isinstance(held, dict):
        entry["verified"] = held = {}
    for key in [key for key in held if key not in said]:
        del held[key]
    held.update(said)


def _by_lines(plain: str, before: Node, name: str, verified: Verified) -> str | None:
    lines = plain.split("\n")
    row = f"verified: {written(_plain(verified))}"
    entry = _entry(before, name)
    if entry is None:
        return _new_override(lines, before, name, row)
    fields = list(entry.fields.items())
    if not fields:
        return None
    first = fields[0][1].place - 1
    depth = depth_of(lines[first])
    if "verified" not in entry.fields:
        at = end_of(lines, fields[-1][1].place - 1)
        lines[at:at] = [" " * depth + row]
        return "\n".join(lines)
    start = entry.at("verified").place - 1
    if not lines[start][depth_of(lines[start]) :].startswith("verified:"):
        return None
    remark = re.search(r"[ ]+#.*$", lines[start]) if end_of(lines, start) == start + 1 else None
    head = lines[start][: depth_of(lines[start])]
    lines[start : end_of(lines, start)] = [head + row + (remark.group() if remark else "")]
    return "\n".join(lines)


def _entry(root: Node, name: str) -> Node | None:
    for part, field in (("services", "id"), ("crisis_lines", "name")):
        for entry in root.at(part).items:
            if entry.at(field).text == name:
                return entry
    return root.at("override").fields.get(name)


def _new_override(lines: list[str], root: Node, name: str, row: str) -> str:
    """Below `override:`, which is written at the end of the file where it is missing."""
    others = root.at("override").fields
    if others:
        first = next(iter(others.values())).place - 1
        pad = " " * depth_of(lines[first])
        return "\n".join([*lines[:first], f"{pad}{name}:", f"{pad}  {row}", *lines[first:]])
    added = [f"  {name}:", f"    {row}"]
    at = next((number for number, line in enumerate(lines) if _OVERRIDE.match(line)), None)
    if at is None:
        while lines and not lines[-1]:
            lines.pop()
        return "\n".join([*lines, "", "override:", *added, ""])
    lines[at] = _OVERRIDE.sub("override:", lines[at])
    return "\n".join([*lines[: at + 1], *added, *lines[at + 1 :]])


def _by_values(plain: str, before: Node, name: str, verified: Verified) -> str | None:
    """Through ruamel.yaml, for entries that are written in another way than ours; it may change the spacing."""
    del before
    yaml, written_out = editor(), io.StringIO()
    try:
        data = yaml.load(plain)
        _put(data, name, _plain(verified))
        yaml.dump(data, written_out)
    except (YAMLError, ValueError, AttributeError, TypeError, RecursionError):
        return None
    return written_out.getvalue()
