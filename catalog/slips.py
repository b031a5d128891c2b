"""What a slip in the form of the file is called, and how to mend it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from catalog.problems import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTE_OPEN = "a quotation mark is opened here and never closed; put the same mark at the end of the text"
_COLON = (
    "this line has a colon too many, or the line above has none: put quotes around a text with a colon in it, "
    "and line up the names of one entry"
)
_NO_COLON = (
    "this line has no colon after its name; write “name: text”, or put two more spaces before it if it goes on from "
    "the line above"
)
_OUT_OF_LINE = "this line does not start under the one above; line up the names of one entry"
_AFTER_QUOTE = (
    "there is text after a closing quotation mark; put one pair of quotes around all of it, of the kind that does not "
    "stand inside"
)
_FURTHER_IN = "this line stands further in than the one above; line up the names of one entry"
_TABBED = "there is a tab at the start of this line; use spaces"
_INVISIBLE = "there is an invisible control character on this line; type the line anew"
_ODD_SPACE = "the spaces at the start of this line are not plain ones; delete them and type them anew"
_SLIPS: tuple[tuple[str, str, bool], ...] = (
    # part of what the YAML library says, what we say, whether the place where the part began is the telling one
    ("found unexpected end of stream", _QUOTE_OPEN, True),
    ("found unexpected document indicator", _QUOTE_OPEN, True),
    ("mapping values are not allowed", _COLON, False),
    ("could not find expected ':'", _NO_COLON, True),
    ("did not find expected ',' or", "a bracket is opened here and not closed; write [one, two] or {name: text}", True),
    ("did not find expected key", _OUT_OF_LINE, False),
    ("did not find expected '-'", "this line is part of no entry; start it with “- ” or with two more spaces", False),
    ("did not find expected alphabetic", "a text that begins with “*” or “&” needs quotes around it", False),
    ("found unknown escape character", "a backslash does not work in double quotes; use single quotes", False),
    ("exceeded maximum nesting depth", "there are too many lists inside lists here; check the brackets", False),
    ("found a tab character", _TABBED, False),
    ("cannot start any token", "a text that begins with “@”, “%” or “`” needs quotes around it", False),
    ("block sequence entries are not allowed", "a text that begins with “-” needs quotes around it", False),
    ("did not find expected <document start>", "nothing may stand after a line “...”; remove that line", False),
    ("block scalar", "only “|” or “>” may stand here; the text begins on the next line, two spaces further in", True),
)
_OTHER = "this line cannot be read; check its spaces, colon, dash and quotes, and those of the line above"
_ODD = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_INDENTED_ODDLY = re.compile("^[ ]*[\xa0\u2000-\u200b\u202f\u205f\u3000]", re.MULTILINE)

_SURELY: tuple[tuple[re.Pattern[str], str], ...] = (
    # lines that are wrong whatever else is, once a file cannot be read; all of them at once, for they come in crowds
    (re.compile(r"^[ ]*\t", re.MULTILINE), _TABBED),
    (
        re.compile(r"^(?:<{7}|={7}|>{7})(?= |$)", re.MULTILINE),
        "this line was left by git, between two versions; keep one of them, and remove the lines with such marks",
    ),
    (
        re.compile(r"^[ ]*[–—•·][ \xa0]", re.MULTILINE),
        "this line begins with a mark of another kind; begin it with “- ”",
    ),
    (re.compile(r"^[ ]*-[A-Za-z_]+:(?= |$)", re.MULTILINE), "there is no space after the dash; write “- name: text”"),
    (
        re.compile("^[ ]*(?:-[ ]+)?[A-Za-z_]+\uff1a", re.MULTILINE),
        "the colon on this line is a wide one; write “:” and a space",
    ),
)
_NAMED = re.compile(r"([ ]*(?:-[ ]+)?)[\w-]+:(?:[ ][^:]*)?")
_LIKELY: tuple[tuple[str, re.Pattern[str], str], ...] = (
    # what we would say, how the line looks, and what is better said then
    (_COLON, re.compile(".*[“”„]"), 'curly quotes do not hold a text together; put straight ones (") around all of it'),
    (_NO_COLON, re.compile(r"[ ]*(?:-[ ]+)?[\w-]+:[^\s]"), "there is no space after the colon; write “name: text”"),
    (_OUT_OF_LINE, re.compile(r".*(?:\][ ]*\]|\}[ ]*\})"), "there is one closing bracket too many; take it away"),
    (
        _OUT_OF_LINE,
        re.compile(r"""[ ]*(?:-[ ]+)?[\w-]+:[ ]+(?:"[^"]*"|'[^']*')[ ]*[^\s#]"""),
        _AFTER_QUOTE,
    ),
    (
        _OUT_OF_LINE,
        re.compile(r"[ ]*-[ ]"),
        "this line has a dash too many, or its dash does not stand below those of the other entries",
    ),
)

_QUOTE_BEFORE_A_NAME = re.compile(
    r"""^[ -]*(?:[\w-]+:[ ]+)?(?:"[^"\n]*|'[^'\n]*)\n[ -]*[\w-]+:(?=[ \n])""", re.MULTILINE
)
_ENTRY = re.compile(r"^[ ]*-[ ]+(?:id|name):[ ]*(\S.*?)[ ]*$", re.MULTILINE)


def line_at(text: str, offset: int) -> int:
    """The line, from 1, of a character of the text."""
    return text.count("\n", 0, offset) + 1


def lines_of(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """The lines, from 1, where the pattern is found; each once."""
    line, last, counted = 1, 0, 0
    for found in pattern.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        if line > last:
            yield line
            last = line


def odd_characters(text: str) -> list[tuple[int, str]]:
    """The lines with invisible characters that no text should have; no more than one problem more than are told."""
    said = dict.fromkeys(islice(lines_of(_INDENTED_ODDLY, text), MOST + 1), _ODD_SPACE)
    said |= dict.fromkeys(islice(lines_of(_ODD, text), MOST + 1), _INVISIBLE)
    return sorted(said.items())


def named_entries(text: str) -> list[tuple[int, str]]:
    """Lines and names of the entries, as far as a file that cannot be read to its end tells."""
    named = _ENTRY.finditer(text)
    return [(line, next(named)[1].strip("\"'")) for line in lines_of(_ENTRY, text)]


def explain(error: Any, text: str) -> list[tuple[int, str]]:
    """Lines and sentences for a `yaml.YAMLError`."""
    for pattern, sentence in _SURELY:
        if lines := list(islice(lines_of(pattern, text), MOST + 1)):
            return [(line, sentence) for line in lines]
    if quote := _QUOTE_BEFORE_A_NAME.search(text):
        return [(line_at(text, quote.start()), _QUOTE_OPEN)]
    here, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    heard = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    for part, sentence, at_beginning in _SLIPS:
        if part in heard:
            line = _line((at_beginning and began) or here or began, text)
            return [(line, _better(sentence, text.splitlines()[max(0, line - 2) : line]))]
    return [(_line(here or began, text), _OTHER)]


def _better(sentence: str, lines: list[str]) -> str:
    """What the line itself, the last of these, tells more exactly than the library does."""
    if not lines:
        return sentence
    above, line = _NAMED.match(lines[0]), _NAMED.fullmatch(lines[-1])
    if sentence == _COLON and above and line and len(line[1]) > len(above[1]):
        return _FURTHER_IN
    return next((said for of, looks, said in _LIKELY if of == sentence and looks.match(lines[-1])), sentence)


def _line(mark: Any, text: str) -> int:
    lines = max(1, len(text.splitlines()))
    return min(mark.line + 1, lines) if mark else 1
