"""Payloads hold everything a button needs, in 64 bytes."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from catalog.loader import load_needs
from handlers.buttons import LIMIT, Buttons, Press, Verb, mark
from handlers.doorway import ROOM
from handlers.translator import LANGUAGES
from matching.understanding import Constraints


@cache
def buttons() -> Buttons:
    return Buttons(load_needs())


needs = st.lists(st.sampled_from([need.id for need in load_needs()]), max_size=3, unique=True).map(tuple)
wishes = st.builds(
    Constraints,
    region=st.none() | st.sampled_from(["US", "GB-SCT", "TH"]),
    age=st.none() | st.integers(1, 99),
    cost=st.none() | st.sampled_from(["free", "low-cost"]),
    format=st.none() | st.sampled_from(["phone", "chat-exercise"]),
    anonymous=st.none() | st.booleans(),
    at_night=st.none() | st.booleans(),
)
presses = st.builds(
    Press,
    verb=st.sampled_from(Verb),
    subject=st.from_regex(r"[a-z0-9-]{0,40}", fullmatch=True),
    needs=needs,
    constraints=wishes,
    language=st.none() | st.sampled_from(LANGUAGES),
    seen=st.lists(st.sampled_from([mark("a"), mark("b"), mark("c")]), max_size=12).map(tuple),
)


@given(presses)
def test_no_payload_is_ever_longer_than_telegram_takes(press: Press) -> None:
    assert len(buttons().write(press).encode()) <= LIMIT


@given(presses)
def test_what_was_written_is_read_back_but_for_what_had_no_room(press: Press) -> None:
    read = buttons().read(buttons().write(press))
    assert read is not None
    assert (read.verb, read.subject, read.language) == (press.verb, press.subject, press.language)
    assert press.needs[: len(read.needs)] == read.needs
    assert press.seen[len(press.seen) - len(read.seen) :] == read.seen


def test_a_short_press_comes_back_whole() -> None:
    press = Press(Verb.MORE, "", ("sleep", "worry"), Constraints(region="GB-SCT", age=14, cost="free"), "th", ("abc",))
    assert buttons().read(buttons().write(press)) == press


def test_a_press_with_three_needs_and_a_country_fits_through_a_doorway() -> None:
    press = Press(Verb.FIND, "", ("sleep", "worry", "anxiety"), Constraints(region="US"), "es")
    assert buttons().read(buttons().write(press, limit=ROOM)) == press


@given(st.text())
def test_a_payload_that_is_not_ours_never_raises(payload: str) -> None:
    read = buttons().read(payload)
    assert read is None or read.verb in set(Verb)


def test_each_language_has_a_letter_of_its_own() -> None:
    assert len({language[-1] for language in LANGUAGES}) == len(LANGUAGES)


def test_marks_tell_the_shipped_services_apart() -> None:
    from catalog.loader import load_catalog  # noqa: PLC0415  only this test reads the shipped file
    from commands.settings import CHECKOUT  # noqa: PLC0415  the same

    catalog = load_catalog(CHECKOUT / "services_catalog.yaml", load_needs()).catalog
    assert catalog is not None
    assert len({mark(service.id) for service in catalog.services}) == len(catalog.services)


def test_soft_wishes_go_before_marks_and_marks_before_what_excludes() -> None:
    wishes = Constraints(
        region="GB-SCT",
        age=14,
        audience="young-people",
        cost="free",
        format="chat-exercise",
        language="es",
        anonymous=True,
        at_night=True,
        readiness="get-help",
    )
    marks = tuple(f"ab{number}" for number in range(9))
    press = Press(Verb.MORE, "", ("sleep", "worry", "anxiety"), wishes, "en", marks)
    read = buttons().read(buttons().write(press))
    assert read is not None
    assert read.constraints.at_night is None
    assert read.constraints.region == "GB-SCT"
    assert read.seen
