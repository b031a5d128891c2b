"""A doorway opens for its owner, within fifteen minutes, and for nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.doorway import LIFETIME, ROOM, Doorways

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWNER, STRANGER = "a" * 32, "b" * 32
doorways = Doorways(b"k" * 32)
payloads = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=ROOM)
communities = st.from_regex(r"[0-9a-f]{16}", fullmatch=True) | st.sampled_from(["private", "terminal"])


@given(payloads, communities)
def test_its_owner_gets_back_what_was_sealed(payload: str, community: str) -> None:
    doorway = doorways.seal(payload, member=OWNER, community=community, now=NOW)
    assert doorways.open(doorway, member=OWNER, now=NOW) == (community, payload)


@given(payloads, communities)
def test_it_always_fits_into_a_deep_link(payload: str, community: str) -> None:
    doorway = doorways.seal(payload, member=OWNER, community=community, now=NOW)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", doorway)


@given(payloads)
def test_it_never_opens_for_somebody_else(payload: str) -> None:
    doorway = doorways.seal(payload, member=OWNER, community="private", now=NOW)
    assert doorways.open(doorway, member=STRANGER, now=NOW) is None


def test_it_closes_after_fifteen_minutes() -> None:
    doorway = doorways.seal("x", member=OWNER, community="private", now=NOW)
    assert doorways.open(doorway, member=OWNER, now=NOW + LIFETIME) is not None
    assert doorways.open(doorway, member=OWNER, now=NOW + LIFETIME + timedelta(seconds=1)) is None


def test_it_shows_nothing_of_what_it_holds() -> None:
    one = doorways.seal("f1n||sl||", member=OWNER, community="private", now=NOW)
    other = doorways.seal("f1n||wo||", member=OWNER, community="private", now=NOW)
    assert one[:21] != other[:21]
    assert "sl" not in repr(doorways)


def test_a_doorway_of_another_installation_stays_closed() -> None:
    doorway = Doorways(b"x" * 32).seal("x", member=OWNER, community="private", now=NOW)
    assert doorways.open(doorway, member=OWNER, now=NOW) is None


@given(st.text(max_size=100))
def test_any_other_text_is_no_doorway_and_never_raises(text: str) -> None:
    assert doorways.open(text, member=OWNER, now=NOW) is None
