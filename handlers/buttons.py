"""What a button says to the desk when it is pressed: payload version 1, at most 64 bytes, holding all its state."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from handlers.translator import LANGUAGES
from matching.understanding import Constraints

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.model import Need

VERSION = "1"
LIMIT = 64
"""Bytes; Telegram's limit for callback data."""
MAX_NEEDS = 3

_LETTERS = {
    "region": "R",
    "language": "L",
    "age": "A",
    "audience": "U",
    "cost": "C",
    "format": "F",
    "anonymous": "N",
    "at_night": "H",
    "readiness": "D",
}

_SOFT = ("at_night", "anonymous", "format", "cost", "language", "readiness")
"""Wishes that only rank, the one that is missed least first."""
_HARD = ("audience", "age", "region")
"""What excludes."""


class Verb(StrEnum):
    """What the member wants by pressing."""

    FIND = "f"
    MORE = "m"
    INTEREST = "i"
    REFUSE = "n"
    STEPS = "s"
    WHY = "w"
    DANGER = "d"
    COUNTRY = "k"
    COMMAND = "c"
    PROBLEM = "p"
    WIPE = "x"
    TALK = "t"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, taken apart. Holds ids of our own lists, never a member's words."""

    verb: Verb
    subject: str = ""
    """A service id, a country, an area, a reason or a step; at most 40 characters."""
    needs: tuple[str, ...] = ()
    constraints: Constraints = field(default_factory=Constraints)
    language: str | None = None
    """The language that the button was labelled in, so that the answer to it is in the same one."""
    seen: tuple[str, ...] = ()
    """Marks of services already shown, see `mark`."""


class Buttons:
    """Writes and reads payloads with the vocabulary's two-letter codes."""

    def __init__(self, needs: Iterable[Need]) -> None:
        self._code = {need.id: need.code for need in needs}
        self._id = {code: need for need, code in self._code.items()}

    def write(self, press: Press, limit: int = LIMIT) -> str:
        """The payload, at most `limit` bytes: what fits least well (old marks, then wishes) is left out."""
        while len((payload := self._join(press)).encode()) > limit:
            press = _shorter(press)
        return payload

    def read(self, payload: str) -> Press | None:
        """The press behind a payload; None when it is not ours or too old."""
        parts = payload.split("|")
        if len(parts) != 5 or parts[0][1:2] != VERSION or parts[0][:1] not in set(Verb):  # noqa: PLR2004  the five fields
            return None
        codes = [parts[2][i : i + 2] for i in range(0, len(parts[2]), 2)]
        return Press(
            verb=Verb(parts[0][0]),
            subject=parts[1],
            needs=tuple(self._id[code] for code in codes if code in self._id),
            constraints=_read_constraints(parts[3]),
            language=next((code for code in LANGUAGES if parts[0][2:] == code[-1]), None),
            seen=tuple(parts[4][i : i + 3] for i in range(0, len(parts[4]), 3)),
        )

    def _join(self, press: Press) -> str:
        codes = "".join(self._code[need] for need in press.needs[:MAX_NEEDS] if need in self._code)
        head = press.verb + VERSION + (press.language or "")[-1:]
        return "|".join((head, press.subject, codes, _write_constraints(press.constraints), "".join(press.seen)))


def mark(service_id: str) -> str:
    """Three characters that stand for a shown service in a “more” button."""
    return base64.urlsafe_b64encode(hashlib.sha256(service_id.encode()).digest())[:3].decode()


def _write_constraints(constraints: Constraints) -> str:
    values = ((letter, getattr(constraints, name)) for name, letter in _LETTERS.items())
    return ",".join(
        letter + (str(int(value)) if isinstance(value, bool) else str(value))
        for letter, value in values
        if value is not None
    )


def _read_constraints(text: str) -> Constraints:
    names = {letter: name for name, letter in _LETTERS.items()}
    found: dict[str, object] = {}
    for part in filter(None, text.split(",")):
        if (name := names.get(part[0])) is None:
            continue
        value = part[1:]
        if name in {"anonymous", "at_night"}:
            found[name] = value == "1"
        elif name != "age":
            found[name] = value
        elif value.isdecimal():
            found[name] = int(value)
    return Constraints(**found)  # type: ignore[arg-type]  # the names come from the class itself


def _shorter(press: Press) -> Press:
    """Leave out what is missed least: soft wishes, then the oldest mark, then hard limits, then the last need."""
    wishes = [name for name in _SOFT if getattr(press.constraints, name) is not None]
    limits = [name for name in _HARD if getattr(press.constraints, name) is not None]
    if wishes or (limits and not press.seen):
        name = (wishes or limits)[0]
        return replace(press, constraints=replace(press.constraints, **{name: None}))
    if press.seen:
        return replace(press, seen=press.seen[1:])
    if press.needs:
        return replace(press, needs=press.needs[:-1])
    raise ValueError("a button's subject is longer than its payload may be")
