"""The words and line numbers of a YAML file, with nothing guessed and nothing lost.

Events instead of `yaml.compose`: composing drops anchors and second documents silently, and they must be refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from catalog.problems import MOST, Problem, quoted
from catalog.slips import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 12
MAX_NODES = 1_500_000
"""Names, texts and lists in one file: ten thousand services have about half as many."""
MAX_MEMBERS, _INSIDE_ENTRIES = 2_000, 3
"""How long a list may be, from this depth on."""
MAX_LETTERS = 20_000
"""Of one text."""
_BLANK = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list, a group of named values, or nothing (None); with its line and that of its name, from 1."""

    line: int
    value: str | list[Node] | dict[str, Node] | None
    name_line: int | None = None

    @property
    def place(self) -> int:
        """The line where a reader looks for this: its name's, else its own."""
        return self.name_line or self.line

    @property
    def text(self) -> str | None:
        """The text, or None for anything else."""
        return self.value if isinstance(self.value, str) else None

    @property
    def items(self) -> list[Node]:
        """The members of the list; a single value counts as a list of one, nothing as an empty one."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.value is None else [self]

    @property
    def fields(self) -> dict[str, Node]:
        """The named values; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def at(self, *names: str) -> Node:
        """The value under these names, one inside the other; a blank node where there is none."""
        node = self
        for name in names:
            node = node.fields.get(name) or Node(node.line, None)
        return node

    def texts(self, *names: str) -> list[tuple[str, int]]:
        """The texts of the list under these names, each with its line."""
        return [(item.text, item.line) for item in self.at(*names).items if item.text is not None]


class _UnreadableError(Exception):
    """Reading cannot go on; carries the problem that says why."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = Problem(line, None, sentence)


def read(text: str) -> tuple[Node | None, list[Problem]]:
    """The whole file as one node, and every problem of its form; no node when it cannot be read to its end."""
    reader = _Reader(text)
    try:
        return reader.document(), reader.problems
    except _UnreadableError as stop:
        return None, [*reader.problems, stop.problem]
    except yaml.YAMLError as error:
        return None, [*reader.problems, *(Problem(line, None, said) for line, said in explain(error, text))]


class _Reader:
    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._marked: dict[str | None, str | None] = {}
        self._count = 0
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                sentence = "three dashes start a second document here; keep everything in one and remove this line"
                raise _UnreadableError(_line(event), sentence)
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0, None)
        return root

    def _node(self, event: Any, depth: int, name_line: int | None) -> Node:
        line = _line(event)
        if depth > MAX_DEPTH:
            raise _UnreadableError(line, "there are too many lists inside lists here; check the dashes and brackets")
        self._count += 1
        if self._count > MAX_NODES:
            raise _UnreadableError(line, "the file holds too much to be a catalog; take out from here what is none")
        if len(self.problems) > MOST:
            raise _UnreadableError(line, "there is much more like this; put right what stands above, then check again")
        self._refuse_references(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, self._list(line, depth), name_line)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(line, self._group(depth), name_line)
        return Node(line, self._text(event, line), name_line)

    def _text(self, event: Any, line: int) -> str | None:
        if isinstance(event, yaml.AliasEvent):
            return self._marked.get(event.anchor)  # already refused; this only spares the reader false alarms
        value = event.value.strip()
        if len(value) > MAX_LETTERS:
            said = f"the text that begins here has {len(value):,} letters; use at most {MAX_LETTERS:,}"
            raise _UnreadableError(line, f"{said}, and look whether a quotation mark is missing")
        blank = not value or (event.implicit[0] and value in _BLANK)
        self._marked[event.anchor] = None if blank else value
        return self._marked[event.anchor]

    def _refuse_references(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            said = f"{quoted(f'*{event.anchor}')} points to another place; write the text out, or put quotes around it"
        elif event.anchor is not None:
            said = f"{quoted(f'&{event.anchor}')} marks a place to point to; remove it, or put quotes around the text"
        elif event.tag is not None:
            said = "a text that begins with “!” needs quotes around it"
        else:
            return
        self.problems.append(Problem(line, None, said))

    def _list(self, line: int, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            if len(items) == MAX_MEMBERS and depth >= _INSIDE_ENTRIES:
                raise _UnreadableError(line, f"the list that begins here has more than {MAX_MEMBERS:,} members")
            items.append(self._node(event, depth + 1, None))
        return items

    def _group(self, depth: int) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name = self._node(event, depth + 1, None)
            node = self._node(next(self._events), depth + 1, name.line)
            if name.text is None:
                self.problems.append(Problem(name.line, None, "a name is missing before the colon; write “name: text”"))
            elif first := fields.get(name.text):
                said = f"{quoted(name.text)} is written twice here, first on line {first.place}; keep one of them"
                self.problems.append(Problem(name.line, None, said))
            else:
                fields[name.text] = node
        return fields


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
