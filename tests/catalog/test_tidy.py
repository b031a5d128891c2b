"""Formatting moves lines and nothing else: no word, no comment and no meaning is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.entries import entry, plain_fields
from catalog.layers import BASE_PATH
from catalog.nodes import read
from catalog.tidy import _remarks, meaning, tidy
from tests.catalog.mangling import CHANGES, mutated
from tests.catalog.samples import EXAMPLE, GOOD, load
from tests.catalog.services import services

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from catalog.model import Service

OTHER = (
    "\n".join(GOOD.splitlines()[1:20]).replace("tuesday-group", "the-other-group").replace(", refs: [groups-2020]", "")
    + "\n"
)

BLOCK = """\
services:
  # about the group
  - cost: free   # ask again in May
    # the name was agreed on
    name: "Group: on Tuesdays"

    id: tuesday-group
    summary: |
      Meet others.
      # this is no comment
    verified: {how: read, on: 2026-11-22, by: us}
    contacts:
      - display: 0800 555 123
        # the new number
        dial: "0800555123"
        channel: call
  # the end
"""
ORDERED = """\
services:
  # about the group
  - id: tuesday-group
    # the name was agreed on
    name: "Group: on Tuesdays"

    summary: |
      Meet others.
      # this is no comment
    cost: free   # ask again in May
    contacts:
      - channel: call
        # the new number
        dial: "0800555123"
        display: 0800 555 123
    verified: {how: read, on: 2026-11-22, by: us}
  # the end
"""


def test_fields_come_into_order_with_the_comments_above_and_behind_them() -> None:
    assert tidy(BLOCK) == ORDERED


def test_depth_spaces_and_brackets_are_made_even() -> None:
    rough = "services:\n-   id:   a\n    needs: [ x,y ]\n    examples:\n    - one\n    - two  \n"
    assert tidy(rough) == "services:\n  - id: a\n    needs: [x, y]\n    examples:\n      - one\n      - two\n"


def test_what_looks_like_something_else_stays_as_it_was_typed() -> None:
    typed = "phrases:\n  en:\n    sleep: [no, 1.10, 9:30, 012, 0x1F, 2026-11-22, 1e3, ~x, yes, 'it''s']\n"
    assert tidy(typed) == typed


def test_the_shipped_catalog_and_the_example_are_in_canonical_form() -> None:
    for path in (BASE_PATH, EXAMPLE):
        text = path.read_text(encoding="utf-8")
        assert tidy(text) == text


def test_line_ends_of_another_system_stay() -> None:
    assert tidy(BLOCK.replace("\n", "\r\n")) == ORDERED.replace("\n", "\r\n")


@pytest.mark.parametrize("text", ["", "services: [", "a: *b\n", "\tx", "a: 1\na: 2\n"])
def test_a_file_that_cannot_be_read_comes_back_as_it_is(text: str) -> None:
    assert tidy(text).strip() == text.strip()


@settings(max_examples=80, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_formatting_never_changes_the_meaning_of_any_file(changes: list[tuple[str, int, str]]) -> None:
    text = mutated(changes)
    was, wrong = read(text)
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    if was is not None and not wrong:
        now, _ = read(tidied)
        assert now is not None
        assert meaning(now) == meaning(was)
        assert _remarks(tidied) == _remarks(text)


@settings(max_examples=100, deadline=None)
@given(services(), st.randoms(use_true_random=False))
def test_fields_in_any_order_with_comments_come_back_into_ours(service: Service, random: Random) -> None:
    written = entry(service).replace("  - ", "    ", 1)
    fields = re.split(r"\n(?=    \w)", written.rstrip("\n"))
    shuffled = [f"    # remark {number}\n{field}" for number, field in enumerate(fields)]
    random.shuffle(shuffled)
    first = shuffled[0].partition("\n")[2]
    text = "\n".join(["services:", "  - " + first[4:], *shuffled[1:]]) + "\n"
    now, _ = read(tidy(text))
    was, _ = read(text)
    assert was is not None
    assert now is not None
    assert meaning(now) == meaning(was)
    (there,) = now.at("services").items
    assert list(there.fields) == list(plain_fields(service))
    assert _remarks(tidy(text)) == _remarks(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(services())
def test_an_entry_that_we_write_is_read_as_the_same_service(tmp_path: Path, service: Service) -> None:
    loaded = load(tmp_path, f"services:\n{OTHER}{entry(service)}")
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.catalog is not None
    assert service in (*loaded.catalog.services, *loaded.catalog.unchecked)
    assert tidy(f"services:\n{entry(service)}") == f"services:\n{entry(service)}"


def test_a_formatted_catalog_loads_as_the_same_catalog(tmp_path: Path) -> None:
    shuffled = GOOD.replace("    cost: free\n", "").replace("    name:", "    cost: free\n    name:")
    before, after = load(tmp_path, shuffled).catalog, load(tmp_path, tidy(shuffled)).catalog
    assert before is not None
    assert after is not None
    assert after.model_copy(update={"digest": before.digest}) == before
    assert tidy(shuffled) == GOOD
