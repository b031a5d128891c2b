"""What managers changed in chat lies over the file: it mends and hides, and never reaches what saves lives."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.contacts import STALE_NUMBERS
from catalog.loader import load_catalog, load_needs
from catalog.model import Catalog, Service, Verified
from catalog.overlay import Edit, NewNumber, laid_over, read_edit, read_number
from commands.settings import CHECKOUT

LOADED = load_catalog(CHECKOUT / "services_catalog.yaml", load_needs()).catalog
assert LOADED is not None
CATALOG: Catalog = LOADED
WITH_NUMBER = next(s for s in CATALOG.services if any(c.channel == "call" for c in s.contacts))
CONTACT = next(c for c in WITH_NUMBER.contacts if c.channel == "call")
NEW = NewNumber(channel="call", was=CONTACT.dial, dial="01234567", display="0123 4567")
TODAY = Verified(on=date(2026, 11, 25), by="a manager", how="called")
OURS = CATALOG.services[0].model_copy(update={"id": "our-group"})


def found(edit: Edit) -> Service | None:
    return laid_over(CATALOG, [edit]).service(edit.service)


def test_a_hidden_service_is_gone_and_the_others_are_as_before() -> None:
    own = laid_over(CATALOG, [Edit(service=WITH_NUMBER.id, hidden=True)])
    assert own.services == tuple(s for s in CATALOG.services if s.id != WITH_NUMBER.id)
    assert own.digest != CATALOG.digest


def test_a_new_number_stands_in_the_place_of_the_old_one_alone() -> None:
    changed = found(Edit(service=WITH_NUMBER.id, numbers=(NEW,)))
    assert changed
    shown = [(c.dial, c.display) for c in changed.contacts if c.channel == "call"]
    assert ("01234567", "0123 4567") in shown
    assert CONTACT.dial not in [dial for dial, _ in shown]
    assert changed.model_copy(update={"contacts": WITH_NUMBER.contacts}) == WITH_NUMBER


def test_once_the_file_has_another_number_the_change_has_no_effect() -> None:
    stale = NEW.model_copy(update={"was": "999999"})
    assert found(Edit(service=WITH_NUMBER.id, numbers=(stale,))) == WITH_NUMBER


def test_the_newer_date_of_a_check_counts() -> None:
    old = Verified(on=date(2020, 1, 1), by="a manager", how="called")
    assert [found(Edit(service=WITH_NUMBER.id, verified=each)).verified for each in (TODAY, old)] == [  # type: ignore[union-attr]  # it is there
        TODAY,
        WITH_NUMBER.verified,
    ]


def test_an_added_service_is_there_and_never_takes_the_place_of_one_in_the_file() -> None:
    assert found(Edit(service="our-group", added=OURS)) == OURS
    shadow = OURS.model_copy(update={"id": WITH_NUMBER.id})
    assert found(Edit(service=WITH_NUMBER.id, added=shadow)) == WITH_NUMBER
    unchecked = CATALOG.model_copy(update={"unchecked": (OURS,)})
    assert laid_over(unchecked, [Edit(service="our-group", added=OURS)]).service("our-group") is None


ids = st.sampled_from([*(s.id for s in CATALOG.services), "our-group"])
edits = st.builds(
    Edit,
    service=ids,
    hidden=st.booleans(),
    numbers=st.sampled_from([(), (NEW,)]),
    verified=st.sampled_from([None, TODAY]),
    added=st.sampled_from([None, OURS]),
)


@given(st.lists(edits, max_size=8))
def test_no_change_ever_reaches_crisis_lines_phrases_or_studies(some: list[Edit]) -> None:
    own = laid_over(CATALOG, some)
    assert (own.crisis_lines, own.phrases, own.references) == (
        CATALOG.crisis_lines,
        CATALOG.phrases,
        CATALOG.references,
    )
    assert len({s.id for s in own.services}) == len(own.services)


@given(edits)
def test_what_is_stored_is_read_again_as_it_was(edit: Edit) -> None:
    assert read_edit(edit.service, edit.model_dump_json(exclude_defaults=True)) == edit
    assert read_edit("another", edit.model_dump_json(exclude_defaults=True)) is None


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"service": "x", "unheard": 1}', '{"service": "X Y"}'])
def test_what_cannot_be_read_has_no_effect(body: str) -> None:
    assert read_edit("x", body) is None


@pytest.mark.parametrize(
    ("channel", "typed", "dial"),
    [
        ("call", "+44 (0)20 7946-0018", "+4402079460018"),
        ("call", "๐๒ ๑๒๓ ๔๕๖๗", "021234567"),
        ("text", "85258", "85258"),
        ("call", "*123#", "*123#"),
        ("email", "help@example.org", "help@example.org"),
        ("chat", "https://www.example.org/chat", "https://www.example.org/chat"),
    ],
)
def test_a_number_is_read_as_people_write_it(channel: str, typed: str, dial: str) -> None:
    read = read_number(channel, typed)  # type: ignore[arg-type]  # a channel by its name
    assert read
    assert read[0] == dial


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        ("call", "call me"),
        ("call", "0123 4567 or 0123 4568"),
        ("call", ""),
        ("call", "1"),
        ("call", "0" * 61),
        ("email", "nobody"),
        ("chat", "http://example.org"),
        ("chat", "javascript:alert(1)"),
        *(("call", number) for number in sorted(STALE_NUMBERS)),
    ],
)
def test_what_nobody_could_reach_is_refused(channel: str, typed: str) -> None:
    assert read_number(channel, typed) is None  # type: ignore[arg-type]  # the same


@given(st.text(max_size=70))
def test_no_text_breaks_the_reading(typed: str) -> None:
    for channel in ("call", "email", "chat"):
        read = read_number(channel, typed)
        assert read is None or all(part and len(part) <= 60 for part in read)
