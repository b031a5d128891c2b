"""What a slip in the form of the file is called, and how to mend it."""

from __future__ import annotations

import re
from typing import Any

_QUOTE_OPEN = "a quotation mark is opened here and never closed; put the same mark at the end of the text"
_COLON = (
    "this line has a colon too many, or the line above has none: put quotes around a text with a colon in it, "
    "and line up the names of one entry"
)
_OUT_OF_LINE = (
    "this line does not start under the one above, or has text after a closing quotation mark; "
    "line up the names of one entry"
)
_TABBED = "there is a tab at the start of this line; use spaces"
_SLIPS: tuple[tuple[str, str, bool], ...] = (
    # part of what the YAML library says, what we say, whether the place where the part began is the telling one
    ("found unexpected end of stream", _QUOTE_OPEN, True),
    ("found unexpected document indicator", _QUOTE_OPEN, True),
    ("mapping values are not allowed", _COLON, False),
    ("could not find expected ':'", "this line has no colon after its name; write “name: text”", True),
    ("did not find expected ',' or", "a bracket is opened here and not closed; write [one, two] or {name: text}", True),
    ("did not find expected key", _OUT_OF_LINE, False),
    ("did not find expected '-'", "this line is part of no entry; start it with “- ” or with two more spaces", False),
    ("did not find expected alphabetic", "a text that begins with “*” or “&” needs quotes around it", False),
    ("found unknown escape character", "a backslash does not work in double quotes; use single quotes", False),
    ("exceeded maximum nesting depth", "there are too many lists inside lists here; check the brackets", False),
    ("found a tab character", _TABBED, False),
    ("cannot start any token", "a text that begins with “@”, “%” or “`” needs quotes around it", False),
    ("block scalar", "only “|” or “>” may stand here; the text begins on the next line, two spaces further in", True),
)
_OTHER = "this line cannot be read; check its spaces, colon, dash and quotes, and those of the line above"
_ODD = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TAB = re.compile(r"^[ ]*\t", re.MULTILINE)


_QUOTE_BEFORE_A_NAME = re.compile(
    r"""^[ -]*(?:[\w-]+:[ ]+)?(?:"[^"\n]*|'[^'\n]*)\n[ -]*[\w-]+:(?=[ \n])""", re.MULTILINE
)
_ENTRY = re.compile(r"^[ ]*-[ ]+(?:id|name):[ ]*(\S.*?)[ ]*$", re.MULTILINE)


def line_at(text: str, offset: int) -> int:
    """The line, from 1, of a character of the text."""
    return text.count("\n", 0, offset) + 1


def odd_characters(text: str) -> list[tuple[int, str]]:
    """The lines with invisible characters that no text should have."""
    lines = sorted({line_at(text, found.start()) for found in _ODD.finditer(text)})
    return [(line, "there is an invisible control character on this line; type the line anew") for line in lines]


def entry_at(text: str, line: int) -> str | None:
    """What the entry around a line is called, as far as a file that cannot be read to its end tells."""
    before = "\n".join(text.splitlines()[:line])
    found = _ENTRY.findall(before)
    return str(found[-1]).strip("\"'") if found else None


def explain(error: Any, text: str) -> list[tuple[int, str]]:
    """Lines and sentences for a `yaml.YAMLError`; all tabs at once, for they come in crowds."""
    if tabs := [line_at(text, found.start()) for found in _TAB.finditer(text)]:
        return [(line, _TABBED) for line in tabs]
    if quote := _QUOTE_BEFORE_A_NAME.search(text):
        return [(line_at(text, quote.start()), _QUOTE_OPEN)]
    here, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    heard = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    for part, sentence, at_beginning in _SLIPS:
        if part in heard:
            return [(_line((at_beginning and began) or here or began, text), sentence)]
    return [(_line(here or began, text), _OTHER)]


def _line(mark: Any, text: str) -> int:
    lines = max(1, len(text.splitlines()))
    return min(mark.line + 1, lines) if mark else 1
