"""A group got another number: this process follows at once, storage as soon as it can, and nothing chosen is lost."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from catalog.model import Verified
from catalog.overlay import Edit, NewNumber
from handlers import renames
from handlers.alerts import Alert
from handlers.did_not_work import FLAGS
from handlers.digests import LETTER
from handlers.messages import Incoming, Memory
from handlers.numbers import OURS, ours
from handlers.renames import Rules
from handlers.roster import STAFF, Person, Staff
from handlers.shelves import merged_edit
from storage.store import Change, CommunitySettings, Renamed
from tests.conftest import KEY
from tests.handlers.people import ANA, BEN, GROUP
from tests.journeys.test_faults import held
from tests.storage.kit import opened

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from handlers.desk import Desk
    from storage.store import Storage
    from tests.conftest import Clock

NEW = "fedcba9876543210"
RENAME = Renamed(GROUP, NEW, "test.old-address", "test.new-address")
INTENT = "I am going to kill myself tonight"
RULES = Rules()


async def told(desk: Desk) -> None:
    desk.renames.tell(RENAME)
    await desk.renames.settled(NEW)


async def test_this_process_knows_at_once_before_anything_is_kept(desk: Desk) -> None:
    await desk.keep.save_settings(GROUP, CommunitySettings("TH"))
    await desk.roster.save(GROUP, Staff(home=RENAME.old_address, is_on=True))
    desk.renames.tell(RENAME)
    assert desk.keep.settings(NEW).country == "TH"
    assert desk.roster.of(NEW) == Staff(home=RENAME.new_address, is_on=True)
    await desk.renames.settled(NEW)


async def test_an_answer_that_is_not_urgent_waits_for_the_move_and_one_about_danger_does_not(
    desk: Desk, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renames, "WAIT_S", 60.0)
    patient = await opened(tmp_path / "data" / "db.sqlite", clock, key=KEY)
    desk.keep.use(patient)
    with held(tmp_path / "data" / "db.sqlite"):
        desk.renames.tell(RENAME)
        plain = asyncio.create_task(desk.answer(Incoming(BEN, NEW, private=False, addressed=True, command="help")))
        urgent = await desk.answer(Incoming(ANA, NEW, private=False, addressed=True, text=INTENT))
        assert desk.renames._moving
        assert urgent
        assert "emergency number" in urgent.text
        await asyncio.wait({plain}, timeout=0.3)
        assert not (plain.done() and desk.renames._moving)
    assert await plain
    await patient.close()


async def test_what_was_set_up_under_both_codes_is_one_now(desk: Desk, storage: Storage) -> None:
    await desk.keep.save_settings(GROUP, CommunitySettings("TH", ("th",)))
    await desk.keep.save_settings(NEW, CommunitySettings("ES"))
    old = Staff("test.old-address", "test.staff", "Staff", has_notice=True, is_on=True, off=("suggestions",))
    await desk.roster.save(GROUP, old)
    await desk.roster.save(NEW, Staff("test.new-address", off=("numbers",), digest=True, silent=("abc",)))
    await desk.roster.join(GROUP, Person(ANA, "test.ana", "Ana", 1))
    await desk.roster.join(NEW, Person(BEN, "test.ben", "Ben", 2))
    for community, service in ((GROUP, "one"), (NEW, "two")):
        change = Change(community, "manager", "hide", service)
        await desk.shelves.change(change, lambda edit: edit.model_copy(update={"hidden": True}))
    await told(desk)
    here = [desk.keep.settings(NEW), desk.roster.of(NEW), dict(desk.shelves.edits(NEW))]
    await desk.load_settings()
    assert [desk.keep.settings(NEW), desk.roster.of(NEW), dict(desk.shelves.edits(NEW))] == here
    settings, staff, edits = here
    assert settings == CommunitySettings("ES", ("th",))
    assert isinstance(staff, Staff)
    assert (staff.home, staff.channel, staff.channel_name) == ("test.new-address", "test.staff", "Staff")
    assert (staff.is_on, staff.digest, staff.has_notice, staff.silent) == (True, True, True, ("abc",))
    assert set(staff.off) == {"suggestions", "numbers"}
    assert [person.name for person in staff.people] == ["Ana", "Ben"]
    assert edits == {name: Edit(service=name, hidden=True) for name in ("one", "two")}
    assert await storage.settings() == {NEW: settings}


async def test_what_is_remembered_of_a_community_is_merged_by_what_it_means(desk: Desk, storage: Storage) -> None:
    days = ({"a": "2026-11-02", "b": "2026-11-01"}, {"a": "2026-11-01"})
    flags = [{"community": where, "flags": of} for where, of in zip((GROUP, NEW), days, strict=True)]
    kept = {LETTER: ("2026-W47", "2026-W46"), OURS: ('["sleep"]', '["grief"]'), FLAGS: tuple(map(json.dumps, flags))}
    for kind, bodies in kept.items():
        for community, body in zip((GROUP, NEW), bodies, strict=True):
            await desk.keep.remember(community, Memory(kind, body, 60))
    await told(desk)
    assert await storage.recall(NEW, LETTER) == "2026-W47"
    desk.keep._near.clear()
    assert await ours(NEW, desk.keep) == {"sleep", "grief"}
    merged = json.loads(await storage.recall(NEW, FLAGS) or "")
    assert merged == {"community": NEW, "flags": {"a": "2026-11-02", "b": "2026-11-01"}}


def test_of_two_changes_of_one_service_nothing_is_lost_and_the_new_one_holds() -> None:
    def number(dial: str, was: str) -> NewNumber:
        return NewNumber(channel="call", was=was, dial=dial, display=dial)

    earlier, later = (Verified(how="called", by="a manager", on=date(2026, 11, day)) for day in (1, 2))
    old = Edit(service="x", hidden=True, numbers=(number("1", "a"), number("2", "b")), verified=later)
    new = Edit(service="x", numbers=(number("3", "a"),), verified=earlier)
    merged = merged_edit(old, new)
    assert (merged.hidden, merged.verified) == (True, later)
    assert {(each.was, each.dial) for each in merged.numbers} == {("a", "3"), ("b", "2")}
    bodies = [each.model_dump_json(exclude_defaults=True) for each in (old, new)]
    assert Edit.model_validate_json(RULES.merged_edit("x", *bodies)) == merged
    assert RULES.merged_edit("x", bodies[0], "from a later version") == bodies[0]
    assert RULES.merged_edit("x", "from a later version", bodies[1]) == bodies[1]


async def test_an_alert_that_only_this_process_knows_goes_on_under_the_new_code(desk: Desk, clock: Clock) -> None:
    alert = Alert("1" * 16, GROUP, 1, emergency=True, told=(RENAME.old_address,))
    desk.calls._held[alert.id] = (alert, clock(), clock())
    await told(desk)
    waits, *times = desk.calls._held[alert.id]
    assert (waits.community, waits.told, times) == (NEW, (RENAME.new_address,), [clock(), clock()])


@given(st.sampled_from([GROUP, f"t.setup.page..{GROUP}", f"a.note.on.{'1' * 16}.{GROUP}", "private", ""]))
def test_a_payload_that_names_the_community_is_as_long_as_before(payload: str) -> None:
    followed = RENAME.follow(payload)
    assert (GROUP in followed, len(followed)) == (False, len(payload))


def test_the_only_bodies_with_addresses_of_others_are_the_communities_own_records() -> None:
    assert RULES.with_addresses == (STAFF,)
