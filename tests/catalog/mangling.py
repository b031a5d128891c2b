"""A small good catalog, mangled the way editors and programs mangle files."""

from __future__ import annotations

import os

from hypothesis import strategies as st

from tests.catalog.samples import EXAMPLE

DEPTH = 5_000 if os.environ.get("PEERBRIDGE_DEEP_TESTS") else 300
"""How many mangled catalogs are tried; `make deep` tries more."""
LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()
PLACES = st.integers(0, len(LINES) - 1)
ODDITIES = st.sampled_from(
    [
        *[
            "",
            "-",
            "- ",
            ":",
            "? x",
            "*a",
            "&a b",
            "<<: *a",
            "---",
            "...",
            "%YAML 3",
            "\t- x",
            "'",
            '"',
            "{",
            "[a",
            "}",
        ],
        *["|", "services:", "needs: {a: {b: [c]}}", "  - []", "    hours: []", "    ages: 3", "!!set {a}", "\x00"],
        *["\u2028", "\ufeff", "    evidence: {}", "    contacts: [[]]", "phrases: [a]", "references: x", "- {: x}"],
    ]
)
CHANGES = st.one_of(
    st.tuples(st.just("delete"), PLACES, st.just("")),
    st.tuples(st.just("duplicate"), PLACES, st.just("")),
    st.tuples(st.just("indent"), PLACES, st.sampled_from(["  ", " ", "    ", "\t"])),
    st.tuples(st.just("outdent"), PLACES, st.just("")),
    st.tuples(st.just("replace"), PLACES, ODDITIES | st.text(max_size=20)),
    st.tuples(st.just("value"), PLACES, ODDITIES | st.text(max_size=8)),
)


def mutated(changes: list[tuple[str, int, str]]) -> str:
    """The ten-entry excerpt with these changes made to its lines."""
    lines = list(LINES)
    for what, place, text in sorted(changes, key=lambda change: -change[1]):
        at = min(place, len(lines) - 1)  # the last line may have been deleted twice
        line = lines[at]
        lines[at : at + 1] = {
            "delete": [],
            "duplicate": [line, line],
            "indent": [text + line],
            "outdent": [line.removeprefix("  ")],
            "replace": [text],
            "value": [line.partition(":")[0] + ": " + text],
        }[what]
    return "\n".join(lines)
