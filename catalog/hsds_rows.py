"""A row of somebody else's directory: reads each value with care, and remembers what was wrong and where it stands."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalog.slips import odd_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Line = tuple[int, list[str]]

LONGEST = 20_000
LONGEST_VALUE = 500_000
_NOT_UTF8 = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to change: the file, the line in it (from 1; 0 for the whole file), the field, and what to write."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        where = [self.file, f"line {self.line}" if self.line else "", self.field]
        return f"{', '.join(part for part in where if part)}: {self.sentence}"


def csv_lines(text: Iterable[str], name: str, unreadable: str, faults: list[Fault], **how: Any) -> Iterator[Line]:
    """Each line of a table with its number from 1; one that cannot be read joins `faults` with this sentence.

    how: for `csv.reader`.
    """
    lines = csv.reader(text, strict=True, **how)
    while True:
        number = lines.line_num + 1
        try:
            yield number, next(lines)
        except StopIteration:
            return
        except csv.Error:
            faults.append(Fault(name, number, "", unreadable))


@dataclass(slots=True)
class Row:
    """One object of the standard, from a line of a table or from inside a record."""

    file: str
    line: int
    values: Mapping[str, Any]
    faults: list[Fault]
    """What is wrong joins these."""
    path: str = ""
    """Where it stands inside its record, such as `phones[0]`."""
    inner: dict[str, list[Row]] = field(default_factory=dict)
    """The rows of other tables that belong to it; used in place of `values` where they are given."""

    def wrong(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.faults.append(Fault(self.file, self.line, f"{self.path}.{name}".strip("."), sentence))

    def raw(self, name: str, longest: int = LONGEST_VALUE) -> str | None:
        """The text of a field with its spaces and line ends; None where there is none that can be used."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.wrong(name, "a text belongs here, not a list, a group or yes and no; write it in quotes")
            return None
        text = str(value)
        if len(text) > longest:
            self.wrong(name, f"this is longer than {longest:,} letters; shorten it")
            return None
        if _NOT_UTF8.search(text):
            self.wrong(name, "there is a letter here that is not saved as UTF-8; save the file as “UTF-8”")
            return None
        return text

    def text(self, name: str) -> str | None:
        """The text of a field on one line, without marks that cannot be seen and without tags of web pages."""
        raw = self.raw(name, LONGEST)
        if raw is None:
            return None
        return plain_text(raw) or None

    def number(self, name: str) -> int | None:
        """A whole number; None where there is none."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return int(float(text))
        except (ValueError, OverflowError):
            self.wrong(name, "this is not a number; write digits only, such as 16")
            return None

    def rows(self, name: str) -> list[Row]:
        """The objects below a name."""
        if name in self.inner:
            return self.inner[name]
        value = self.values.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            self.wrong(name, "a list belongs here; put [ and ] around it")
            return []
        found = []
        for number, item in enumerate(value):
            if isinstance(item, dict):
                path = f"{self.path}.{name}[{number}]".strip(".")
                found.append(Row(self.file, self.line, item, self.faults, path))
            else:
                self.wrong(f"{name}[{number}]", "names and values belong here, between { and }")
        return found

    def row(self, name: str) -> Row | None:
        """The one object below a name."""
        if name in self.inner:
            return next(iter(self.inner[name]), None)
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            self.wrong(name, "names and values belong here, between { and }")
            return None
        return Row(self.file, self.line, value, self.faults, f"{self.path}.{name}".strip("."))


def plain_text(text: str) -> str:
    """The text on one line, with nothing in it that a catalog cannot hold."""
    text = " ".join(_INVISIBLE.sub("", _TAG.sub(" ", text)).split())
    return "" if odd_characters(text) else text
