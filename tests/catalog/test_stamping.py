"""A check is written into the file and nothing else changes: no word, no remark, no order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.entries import entry
from catalog.model import Verified
from catalog.nodes import read
from catalog.stamping import stamped
from catalog.tidy import meaning
from tests.catalog.samples import GOOD
from tests.catalog.services import TEXTS, services

if TYPE_CHECKING:
    from catalog.model import Service

CHECK = Verified(on=date(2027, 1, 2), by="Robin: at the desk", how="called it")
ROW = 'verified: {on: 2027-01-02, by: "Robin: at the desk", how: called it}'
OLD = 'verified: {on: 2026-11-22, by: "desk research, not called", how: read on the page}'


def put(text: str, name: str = "tuesday-group") -> str:
    found = stamped(text, name, CHECK)
    assert found is not None
    return found


def test_the_line_is_replaced_and_every_other_stays() -> None:
    assert put(GOOD) == GOOD.replace(OLD, ROW)


def test_a_remark_and_the_ends_of_lines_stay() -> None:
    text = GOOD.replace(OLD, f"{OLD}  # every spring").replace("\n", "\r\n")
    assert put(text) == GOOD.replace(OLD, f"{ROW}  # every spring").replace("\n", "\r\n")


def test_a_check_written_in_several_lines_is_replaced_with_its_remarks_kept() -> None:
    several = "verified:\n      on: 2026-11-22  # a Sunday\n      by: us\n      # the whole of it\n      how: read"
    found = put(GOOD.replace(OLD, several))
    assert "# a Sunday" in found
    assert "# the whole of it" in found
    assert "2027-01-02" in found
    assert "2026-11-22" not in found


@pytest.mark.parametrize(
    "given",
    [
        "extends: base\n",
        "extends: base\noverride:\nservices:\n",
        "extends: base\noverride: {}  # nothing yet\n",
        "extends: base\n# override:\n#   box-breathing:\n#     name: Square\noverride:\n\n# more\nservices:\n",
        "extends: base\noverride:\n    worry-time:\n        name: Time\n",
        "extends: base\noverride:\n  box-breathing:\n    name: Square breathing  # ours\n\nhide: []\n",
        "extends: base\noverride:\n  box-breathing: {name: Square breathing}\n",
    ],
)
def test_a_service_of_the_base_gets_an_override(given: str) -> None:
    found = put(given, "box-breathing")
    root, problems = read(found)
    assert not problems
    assert root
    now = meaning(root.at("override", "box-breathing", "verified"))
    assert now == {"on": "2027-01-02", "by": "Robin: at the desk", "how": "called it"}
    for line in given.splitlines():
        if "#" in line:
            assert line.partition("#")[2] in found


def test_a_crisis_line_is_found_by_its_name() -> None:
    lines = """crisis_lines:
  - name: Our line
    country: GB
    purposes: [suicide]
    languages: [en]
    hours: 24/7
    contacts: {channel: call, dial: "0800555999", display: 0800 555 999}
    verified: {on: 2020-01-01, by: us, how: called}
"""
    assert ROW in put(GOOD + lines, "Our line")
    assert OLD in put(GOOD + lines, "Our line")


@given(services(), st.builds(Verified, on=st.dates(date(2000, 1, 1), date(2099, 1, 1)), by=TEXTS, how=TEXTS))
@settings(max_examples=60, deadline=None)
def test_any_check_of_any_service_is_written_or_refused_and_nothing_else_changes(
    service: Service, check: Verified
) -> None:
    text = f"# ours\nservices:\n{entry(service)}"
    found = stamped(text, service.id, check)
    assert found is not None
    before, now = read(text)[0], read(found)[0]
    assert before
    assert now
    wanted = meaning(before)
    wanted["services"][0]["verified"] = {"on": str(check.on), "by": check.by, "how": check.how}
    assert meaning(now) == wanted
