"""What is counted: single words of our own lists, each of which disclosure control knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import counting, refusal, wording
from handlers.buttons import LIMIT
from handlers.counted import _ABOUT
from handlers.messages import Purpose
from handlers.translator import LANGUAGES
from insight import nesting as known
from insight.nesting import nesting
from insight.tables import Kind, Subject
from matching.understanding import NearMiss
from storage.store import CommunitySettings
from tests.handlers.people import ANA, BEN, GROUP, command, in_group, labelled, press, say, through
from tests.handlers.test_desk import INTENT, SLEEP
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    import pytest

    from handlers.desk import Desk
    from storage.store import Storage


async def counted(storage: Storage, community: str = "private") -> set[tuple[str, str]]:
    return {(tally.purpose, tally.what) for tally in await open_counts(storage, community)}


def test_everything_that_is_counted_is_a_kind_of_number_that_disclosure_control_knows() -> None:
    never_told = {Purpose.BROKEN}  # two members flag a service; the number itself is published nowhere
    assert {purpose.value for purpose in Purpose} - never_told == {kind.value for kind in Kind}
    assert set(refusal.REASONS) == set(known.REASONS)
    assert counting.UNTOLD_NEEDS == known.UNTOLD_NEEDS
    assert set(_ABOUT) == set(Purpose)


async def test_a_request_counts_its_need_area_and_cards_each_alone(desk: Desk, storage: Storage) -> None:
    cards = await say(desk, SLEEP)
    found = await counted(storage)
    assert found >= {("asked", "any"), ("area", "coping"), ("request", "sleep")}
    assert len([what for purpose, what in found if purpose == "shown"]) == len(cards.items)
    assert desk.directory
    services = {service.id: (service.support, False) for service in desk.directory.catalog.services}
    needs = {need.id: (need.area, need.sensitive) for need in desk._needs.values()}
    told = nesting(needs, services, LANGUAGES)
    hushed = {Kind.SHOWN_KIND, Kind.INTEREST_KIND, Kind.REFUSED_KIND}
    assert [s for s in (Subject(Kind(p), w) for p, w in found) if s not in told.parents and s.kind not in hushed] == []


async def test_nothing_counted_puts_two_wishes_together(desk: Desk, storage: Storage) -> None:
    await say(desk, "I cannot sleep and it must be free and without my name, by text")
    found = await counted(storage)
    assert [what for purpose, what in found if purpose in ("met", "missed") and any(c in what for c in ":, +")] == []


async def test_an_answer_in_thai_or_spanish_is_counted_in_english_it_is_not(desk: Desk, storage: Storage) -> None:
    await say(desk, SLEEP)
    assert not [what for purpose, what in await counted(storage) if purpose == "language"]
    await say(desk, "no puedo dormir por las noches", BEN, locale="es")
    assert ("language", "es") in await counted(storage)


async def test_nothing_fitting_counts_what_alone_stood_in_the_way(
    desk: Desk, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.directory
    service = desk.directory.catalog.services[0]
    misses = [NearMiss(service, 1.0, ("region", "age")), NearMiss(service, 0.9, ("age",))]
    monkeypatch.setattr(type(desk.directory.matcher), "match", lambda *_, **__: [])
    monkeypatch.setattr(type(desk.directory.matcher), "near_misses", lambda *_, **__: misses)
    desk.keep._settings["private"] = CommunitySettings(country="ES")
    await say(desk, "no puedo dormir por las noches", locale="es")
    assert await counted(storage) >= {("unmet", "sleep"), ("unmet-in", "sleep:es"), ("outcome-in", "es:unmet")}
    assert [what for purpose, what in await counted(storage) if purpose == "unmet-why"] == ["age"]


async def test_a_refusal_is_two_taps_and_its_reason_is_counted_apart_from_the_service(
    desk: Desk, storage: Storage
) -> None:
    cards = await say(desk, SLEEP)
    before = await counted(storage)
    asked = await press(desk, labelled(cards, wording.B_NOT_FOR_ME))
    assert len(asked.buttons) == len(refusal.REASONS) == 7
    assert (await press(desk, labelled(asked, wording.REFUSE_WAIT))).text == wording.REFUSED
    new = await counted(storage) - before
    assert {purpose for purpose, _ in new} == {"refused", "refused-kind", "reason"}
    assert ("reason", "waiting-list") in new


async def test_no_refusal_button_is_longer_than_a_platform_takes(desk: Desk) -> None:
    cards = await say(desk, SLEEP)
    asked = await press(desk, labelled(cards, wording.B_NOT_FOR_ME))
    assert max(len((button.payload or "").encode()) for button in asked.buttons) <= LIMIT


async def test_who_is_left_out_is_not_counted_when_they_refuse(desk: Desk, storage: Storage) -> None:
    await command(desk, "optout")
    asked = await press(desk, labelled(await say(desk, SLEEP), wording.B_NOT_FOR_ME))
    assert (await press(desk, labelled(asked, wording.REFUSE_COST))).text == wording.LEFT_OUT
    assert await counted(storage) == set()


async def test_danger_is_counted_as_one_thing_without_tier_or_need(desk: Desk, storage: Storage) -> None:
    await say(desk, INTENT)
    assert await counted(storage) == {("danger", "any")}


async def test_in_a_community_of_teenagers_danger_is_not_counted(desk: Desk, storage: Storage) -> None:
    desk.keep._settings["private"] = CommunitySettings(age_setting="13-17")
    await say(desk, INTENT)
    assert await counted(storage) == set()


async def test_all_that_is_counted_is_told_to_the_member_in_plain_words(desk: Desk) -> None:
    public = await in_group(desk, SLEEP)
    cards = await through(desk, public.buttons[0])
    asked = await press(desk, labelled(cards, wording.B_NOT_FOR_ME))
    await press(desk, labelled(asked, wording.REFUSE_TRIED))
    told = (await command(desk, "mydata", member=ANA)).text
    assert wording.REFUSE_TRIED in told
    assert wording.AREA_COPING in told
    assert "any" not in told.split()


async def test_the_size_of_a_community_is_asked_for_once_a_day(desk: Desk, storage: Storage) -> None:
    asked = []

    async def size() -> int:
        asked.append(1)
        return 240

    for _ in range(3):
        await desk.keep.note_size(GROUP, size)
    assert len(asked) == 1
    assert await storage._database.read(_sizes) == [(GROUP, 240)]


async def _sizes(connection: object) -> list[tuple[str, int]]:
    rows = await connection.exec_driver_sql("SELECT community, members FROM sizes")  # type: ignore[attr-defined]  # SQLAlchemy's
    return [tuple(row) for row in rows]
