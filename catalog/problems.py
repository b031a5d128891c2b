"""A problem in the catalog, said so that the person who edits it can put it right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_CHARACTERS = 60
MOST = 1_000
"""Problems that are looked for in one file: nobody reads more, and to word millions would take hours."""
LISTED_CHOICES = 12
_LONG_ENOUGH = 3
"""Letters from which on a word may be found inside another."""
_BETWEEN = re.compile(r"\s*[,;/|+&•·]\s*|\s+(?:and|y|or)\s+")
SAID = {
    "uk": "GB",
    "usa": "US",
    "great britain": "GB",
    "britain": "GB",
    "america": "US",
    "england": "GB-ENG",
    "scotland": "GB-SCT",
    "wales": "GB-WLS",
    "everywhere": "*",
    "worldwide": "*",
    "english": "en",
    "spanish": "es",
    "thai": "th",
    "sms": "text",
    "phone": "call",
    "tty": "textphone",
    "mail": "email",
    "online": "web",
    "website": "web",
    "gratis": "free",
    "true": "yes",
    "false": "no",
}
"""What people write for a word of ours that no likeness of letters would find."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to change: its line (from 1), the id or name of the entry it stands in, and what to do."""

    line: int | None
    entry: str | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence if self.line is None else f"line {self.line}: {self.sentence}"


def at_most(found: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problems, and where there are more, one that says so."""
    if len(found) <= MOST:
        return tuple(found)
    said = "from here on there are more problems; put right what stands above, then check again"
    return (*found[:MOST], Problem(found[MOST].line, None, said))


def quoted(text: str) -> str:
    """The text in curly quotes, on one line and not too long."""
    words = " ".join(text.split())
    return f"“{words if len(words) <= SHOWN_CHARACTERS else words[: SHOWN_CHARACTERS - 1] + '…'}”"


def closest(typed: str, choices: Sequence[str]) -> str | None:
    """The choice that was probably meant, or None."""
    low = typed.casefold()[: 2 * SHOWN_CHARACTERS]
    if (said := SAID.get(low)) in choices:
        return said
    same_letters = process.extractOne(low, choices, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=65)
    found = same_letters
    if found is None and len(low) >= _LONG_ENOUGH:
        found = process.extractOne(low, choices, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=88)
    return str(found[0]) if found else None


def several(typed: str) -> list[str]:
    """The words of a text that names several without brackets; empty when it names one."""
    parts = [part for part in _BETWEEN.split(typed.strip("()•· ")) if part]
    return parts if len(parts) > 1 else []


def in_brackets(typed: str, parts: Sequence[str]) -> str:
    """Says that a list needs brackets."""
    return f"{quoted(typed)} names several without brackets; write [{', '.join(parts)}]"


def unknown(typed: str, what: str, choices: Sequence[str], listed_in: str = "") -> str:
    """“typed” is not `what`; with the choice that was meant and the list of them, or the place where they stand."""
    listing = ", ".join(choices)
    is_long = len(choices) > LISTED_CHOICES
    if meant := closest(typed, choices):
        rest = listed_in and f" (see {listed_in})" if is_long else f" ({listing})"
        return f"{quoted(typed)} is not {what}; did you mean {quoted(meant)}?{rest}"
    rest = f"see {listed_in}" if is_long and listed_in else f"write one of these: {listing}"
    return f"{quoted(typed)} is not {what}; {rest}"
