"""Services in a JSON file of any length, one after the other, each with the line on which it begins."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from catalog.hsds_rows import Fault, Row

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import TextIO

LONGEST_RECORD = 4_000_000
"""Letters of one service."""
_CHUNK = 1 << 18
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.DOTALL)
_END_OF_TEXT = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BEFORE_PAGE = re.compile(r'"contents"\s*:\s*\Z')


def read_json(file: TextIO, name: str, faults: list[Fault]) -> Iterator[Row]:
    """The services of a list, of a page (`contents`), of lines, or the only one; faults join `faults`.

    A broken record costs only itself, as long as its brackets are in pairs. Memory stays at one record.
    """
    found, before = False, len(faults)
    for line, text in _Splitter(file, name, faults).records():
        found = True
        try:
            value = json.loads(text, parse_constant=_no_number)
        except json.JSONDecodeError as error:
            sentence = "this cannot be read as JSON; look at its commas and quotes, here or on the line above"
            faults.append(Fault(name, line + error.lineno - 1, "", sentence))
        except (ValueError, RecursionError):
            faults.append(Fault(name, line, "", "there is a number or a depth here that JSON does not know"))
        else:
            yield Row(name, line, value, faults)
    if not found and len(faults) == before:
        faults.append(Fault(name, 0, "", "there is no service in it; it needs a list of services, between [ and ]"))


def _no_number(_: str) -> Any:
    raise ValueError


class _Splitter:
    """Finds where each record begins and ends, by its brackets."""

    def __init__(self, file: TextIO, name: str, faults: list[Fault]) -> None:
        self._file, self._name, self._faults = file, name, faults
        self._buffer = ""
        self._line = 1
        """Where the buffer begins."""
        self._depth = 0
        self._record_depth = 0
        self._start: int | None = None
        """Where the record begins in the buffer; None between records."""
        self._start_line = 1
        self._dropping = False
        """The record is too long, and forgotten as it is read."""
        self._in_text = False
        """A text of such a record goes on."""
        self._scanned = 0

    def records(self) -> Iterator[tuple[int, str]]:
        """Each record with its line."""
        while chunk := self._file.read(_CHUNK):
            self._buffer += chunk
            at = yield from self._scan()
            self._forget(at)
        if self._depth:
            said = "the file ends in the middle of this record; a bracket or a quotation mark is not closed"
            self._faults.append(Fault(self._name, self._start_line, "", said))

    def _scan(self) -> Generator[tuple[int, str], None, int]:
        at = self._scanned
        if self._in_text:
            found = _END_OF_TEXT.match(self._buffer, at)
            if not found:
                return len(self._buffer) - self._buffer.endswith("\\")
            at, self._in_text = found.end(), False
        while found := _TOKEN.search(self._buffer, at):
            token, at = found.group(), found.end()
            if token == '"':  # noqa: S105  it goes on behind what was read
                return found.start()
            if token in ("{", "["):
                self._open(token, found.start())
            elif token in ("}", "]"):
                self._depth = max(0, self._depth - 1)
                if self._depth == self._record_depth and self._start is not None:
                    if not self._dropping:
                        yield self._start_line, self._buffer[self._start : at]
                    self._start, self._dropping = None, False
        return len(self._buffer)

    def _open(self, token: str, at: int) -> None:
        if token == "[" and self._depth == self._record_depth == 0 and self._start is None:  # noqa: S105  a bracket
            self._record_depth = 1
        elif token == "[" and self._depth == 1 and self._record_depth == 0 and self._opens_page(at):  # noqa: S105  a bracket
            self._record_depth, self._start, self._dropping = 2, None, False
        elif token == "{" and self._depth == self._record_depth:  # noqa: S105  a bracket
            self._start, self._start_line = at, self._line + self._buffer.count("\n", 0, at)
        self._depth += 1

    def _opens_page(self, at: int) -> bool:
        return bool(_BEFORE_PAGE.search(self._buffer, max(0, at - 60), at))

    def _forget(self, at: int) -> None:
        """Drop what is done; a record that grows beyond all measure is said once, and dropped as it is read."""
        if self._start is not None and len(self._buffer) - self._start > LONGEST_RECORD and not self._dropping:
            said = f"this record is longer than {LONGEST_RECORD // 1_000_000} MB; shorten it"
            self._faults.append(Fault(self._name, self._start_line, "", said))
            self._dropping = True
        if self._dropping and at < len(self._buffer) and not self._in_text:
            self._in_text, at = True, len(self._buffer) - self._buffer.endswith("\\")
        keep = at if self._start is None or self._dropping else self._start
        self._line += self._buffer.count("\n", 0, keep)
        self._buffer = self._buffer[keep:]
        self._scanned = at - keep
        if self._start is not None:
            self._start = 0
