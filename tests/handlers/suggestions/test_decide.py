"""Managers decide on suggestions: who may, what they must have looked at, and what each hears, on both engines."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from catalog.loader import load_catalog, load_needs
from commands.catalog_chat import REASONS as TOLD_REASONS
from commands.catalog_chat import WORDS
from handlers import wording
from handlers.decide import CHECKS, QUEUE, REASONS
from handlers.suggest import SUGGEST
from handlers.translator import Say
from storage.store import CommunitySettings
from tests.handlers.people import ANA, GROUP, labelled
from tests.handlers.staffroom import KIM, MANAGER, STAFF_CHAT, Platform, enter, in_group, private, tap
from tests.handlers.suggestions.kit import LINK, begin, cards, press, suggest, tick, told, waiting

if TYPE_CHECKING:
    from pathlib import Path

    from catalog.model import Catalog
    from handlers.desk import Desk
    from storage.store import Storage
    from tests.conftest import Clock


async def test_every_tap_asks_the_platform_and_whoever_is_no_manager_changes_nothing(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    before = await waiting(storage)
    for step, known in QUEUE.steps.items():
        for answer_ in known.leads:
            state = {"list": f"{GROUP}.0", "taken": f"{GROUP}~abcdefgh"}.get(step, f"{before[0].id}.123")
            asked = platform.asked_for_rights
            reply = await private(desk, platform, ANA, pressed=f"t1n|q.{step}.{answer_}.{state}|||")
            assert reply.text == wording.SETUP_MANAGERS, (step, answer_)
            assert platform.asked_for_rights == asked + 1
            assert LINK not in reply.verbatim
    assert await waiting(storage) == before
    assert told(platform) == []
    assert (await enter(desk, platform, ANA, "suggestions")).text == wording.SETUP_MANAGERS


async def test_a_manager_who_is_demoted_on_the_way_decides_nothing(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    ready = await tick(desk, platform, MANAGER, cards(platform)[0])
    platform.managers.clear()
    assert (await press(desk, platform, MANAGER, ready, wording.B_ONLY_LINK)).text == wording.SETUP_MANAGERS
    assert len(await waiting(storage)) == 1


async def test_a_manager_of_another_community_has_no_say(desk: Desk, platform: Platform, storage: Storage) -> None:
    await suggest(desk, platform)
    await storage.save_settings("c0ffee00c0ffee00", CommunitySettings())
    page = await private(desk, platform, MANAGER, community="c0ffee00c0ffee00", command="suggestions")
    assert page.text == wording.SETUP_IN_GROUP.format(command="/setup")


async def test_nothing_is_taken_in_before_the_whole_list_is_ticked(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    [before] = await waiting(storage)
    for ticked in ("", "1", "12", "3", "13", "321", "1233"):
        for answer_ in ("link", "contact"):
            reply = await private(desk, platform, MANAGER, pressed=f"t1n|q.check.{answer_}.{before.id}.{ticked}|||")
            assert reply.text == wording.OLD_BUTTON
            assert await waiting(storage) == (before,)


async def test_the_list_asks_for_conversion_therapy_eating_disorders_and_healers(
    desk: Desk, platform: Platform
) -> None:
    await suggest(desk, platform)
    await tick(desk, platform, MANAGER, cards(platform)[0])
    said = " ".join(CHECKS)
    assert all(word in said for word in ("conversion therapy", "starving", "takes no money for a cure"))


async def test_who_is_not_sure_is_led_to_declining(desk: Desk, platform: Platform) -> None:
    await suggest(desk, platform)
    for ticked in range(len(CHECKS)):
        reply = await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_TAKE)
        for _ in range(ticked):
            reply = await press(desk, platform, MANAGER, reply, wording.B_CHECK_YES)
        reply = await press(desk, platform, MANAGER, reply, wording.B_CHECK_NO)
        assert reply.text == wording.QUEUE_WHY


async def test_declined_with_a_kind_reason_that_the_member_hears_in_their_language(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    for number, reason in enumerate(REASONS.values()):
        platform.written.clear()
        preview = await begin(desk, platform, f"{number:032x}", f"{LINK}/{number}")
        in_spanish = (labelled(preview, wording.B_SUGGEST_TELL).payload or "").replace("t1n", "t1s", 1)
        await private(desk, platform, f"{number:032x}", pressed=in_spanish)
        reply = await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_DECLINE)
        reply = await press(desk, platform, MANAGER, reply, reason)
        assert reply.text == f"{wording.QUEUE_DECLINED} {wording.QUEUE_TOLD}"
        [said] = told(platform, f"{number:032x}")
        assert said.startswith("Gracias")
        assert Say("es")(reason) in said
    assert await waiting(storage) == ()


async def test_taken_in_with_the_beginning_of_an_entry_that_only_lacks_what_nobody_told(
    desk: Desk, platform: Platform, storage: Storage, tmp_path: Path
) -> None:
    await suggest(desk, platform)
    ready = await tick(desk, platform, MANAGER, cards(platform)[0])
    reply = await press(desk, platform, MANAGER, ready, wording.B_ONLY_LINK)
    assert wording.QUEUE_TAKEN in reply.text
    assert not reply.verbatim
    reply = await press(desk, platform, MANAGER, reply, wording.B_ENTRY)
    assert reply.text == wording.QUEUE_STUB
    assert told(platform) == [wording.SUGGEST_TAKEN.format(kind="a group of people who know it too", need="loneliness")]
    assert await waiting(storage) == ()
    blank = problems(reply.verbatim, tmp_path)
    assert {
        word for word in ("name", "provider", "summary", "readiness", "cost", "regions", "formats") if word in blank
    }
    catalog = completed(reply.verbatim, tmp_path)
    [service] = catalog.services
    assert (service.id, service.url, service.support) == ("lighthouse-keepers", LINK, "support-group")
    assert service.contacts == ()


FILLED = {
    "name:": "Lighthouse keepers",
    "provider:": "The keepers",
    "summary:": "People meet and talk on the coast. It is for everybody.",
    "readiness: []": "[connect]",
    "cost:": "free",
    "regions: []": "[GB]",
    "languages: []": "[en]",
    "formats: []": "[in-person]",
    "- channel:": "call",
    "dial:": '"1234567890"',
    "display:": '"1234567890"',
}


def completed(stub: str, folder: Path) -> Catalog:
    """The stub with its blanks filled in as a manager would, loaded."""
    for field, value in FILLED.items():
        name = field.partition(":")[0]
        stub = "\n".join(
            f"{line.partition(name)[0]}{name}: {value}" if line.strip().startswith(field) else line
            for line in stub.splitlines()
        )
    stub = stub.replace("      -                         # what", "      - I would like to meet people  # what")
    path = folder / "services_catalog.yaml"
    path.write_text(f"services:\n{stub}\n", encoding="utf-8")
    loaded = load_catalog(path, load_needs())
    assert loaded.problems == ()
    assert loaded.catalog
    return loaded.catalog


def problems(stub: str, folder: Path) -> str:
    path = folder / "with_blanks.yaml"
    path.write_text(f"services:\n{stub}\n", encoding="utf-8")
    return " ".join(map(str, load_catalog(path, load_needs()).problems))


async def test_a_contact_needs_two_managers_and_one_who_taps_twice_is_one(
    desk: Desk, platform: Platform, storage: Storage, tmp_path: Path
) -> None:
    await suggest(desk, platform)
    card = cards(platform)[0]
    for _ in range(2):
        ready = await tick(desk, platform, MANAGER, card)
        assert (await press(desk, platform, MANAGER, ready, wording.B_WITH_CONTACT)).text == wording.QUEUE_AGREED
        assert len(await waiting(storage)) == 1
    assert told(platform) == []
    assert [wording.QUEUE_ONE_AGREED in each.text for each in cards(platform)] == [False, True]
    ready = await tick(desk, platform, KIM, cards(platform)[1])
    reply = await press(desk, platform, KIM, ready, wording.B_WITH_CONTACT)
    assert wording.QUEUE_TWO_AGREED in reply.text
    reply = await press(desk, platform, KIM, reply, wording.B_ENTRY)
    assert wording.QUEUE_TWO_AGREED in reply.text
    [service] = completed(reply.verbatim, tmp_path).services
    assert [contact.dial for contact in service.contacts] == ["1234567890"]
    assert len(told(platform)) == 1


async def test_a_manager_who_was_demoted_before_the_second_agreed_does_not_make_two(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    ready = await tick(desk, platform, MANAGER, cards(platform)[0])
    platform.managers.discard(MANAGER)
    assert (await press(desk, platform, MANAGER, ready, wording.B_WITH_CONTACT)).text == wording.SETUP_MANAGERS
    ready = await tick(desk, platform, KIM, cards(platform)[0])
    assert (await press(desk, platform, KIM, ready, wording.B_WITH_CONTACT)).text == wording.QUEUE_AGREED
    assert len(await waiting(storage)) == 1


async def test_of_two_who_decide_the_second_hears_that_it_is_done_and_the_member_hears_one(
    desk: Desk, platform: Platform
) -> None:
    await suggest(desk, platform)
    [card] = cards(platform)
    ready = await tick(desk, platform, MANAGER, card)
    why = await press(desk, platform, KIM, card, wording.B_QUEUE_DECLINE)
    await press(desk, platform, MANAGER, ready, wording.B_ONLY_LINK)
    assert (await press(desk, platform, KIM, why, REASONS["have"])).text == wording.QUEUE_GONE
    assert len(told(platform)) == 1


async def test_each_decision_stands_in_the_trail_with_nothing_of_the_member(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    for member in (MANAGER, MANAGER, KIM):
        ready = await tick(desk, platform, member, cards(platform)[0])
        await press(desk, platform, member, ready, wording.B_WITH_CONTACT)
    await suggest(desk, platform, link=f"{LINK}/two")
    why = await press(desk, platform, KIM, cards(platform)[-1], wording.B_QUEUE_DECLINE)
    for _ in range(2):
        await press(desk, platform, KIM, why, REASONS["proof"])
    trail = await storage.edits.trail(GROUP)
    said = sorted((each.role, each.what, each.about) for each in trail)
    assert said == [
        ("manager", "agree", ""),
        ("manager", "agree", ""),
        ("manager", "approve", "lighthouse-keepers"),
        ("manager", "decline", "proof"),
    ]


def test_the_trail_tells_every_reason_in_words() -> None:
    assert set(TOLD_REASONS) == set(REASONS)
    assert {"agree", "approve", "decline"} <= set(WORDS)


async def test_decided_in_private_the_staff_chat_hears_who_it_was(desk: Desk, platform: Platform) -> None:
    await suggest(desk, platform)
    page = await enter(desk, platform, MANAGER, "suggestions")
    why = await tap(desk, platform, MANAGER, page, wording.B_QUEUE_DECLINE)
    await tap(desk, platform, MANAGER, why, REASONS["proof"])
    said = [reply.text for to, reply in platform.written if to == STAFF_CHAT and not reply.verbatim]
    assert said == ["Max (@max) has declined a suggestion (a group of people who know it too, for: loneliness)."]


async def test_the_queue_shows_the_oldest_first_and_then_the_next(desk: Desk, platform: Platform, clock: Clock) -> None:
    for number in range(2):
        await suggest(desk, platform, link=f"{LINK}/{number}")
        clock.now += timedelta(minutes=1)
    page = await enter(desk, platform, MANAGER, "suggestions")
    assert page.text.startswith("Suggestions that wait: 2")
    seen = [page.verbatim]
    for _ in range(2):
        page = await tap(desk, platform, MANAGER, page, wording.B_QUEUE_NEXT)
        seen.append(page.verbatim)
    assert seen == [f"{LINK}/0", f"{LINK}/1", f"{LINK}/0"]
    assert (await in_group(desk, platform, MANAGER, command="suggestions")).text == wording.NEUTRAL


async def test_with_storage_down_managers_hear_that_it_cannot_be_looked_up(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    [card] = cards(platform)
    await storage.close()
    assert (await press(desk, platform, MANAGER, card, wording.B_QUEUE_TAKE)).text == wording.MY_DATA_UNREADABLE


async def test_after_a_month_nobody_can_decide_any_more(desk: Desk, platform: Platform, clock: Clock) -> None:
    await suggest(desk, platform)
    clock.now += timedelta(days=31)
    reply = await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_TAKE)
    assert reply.text == wording.QUEUE_GONE


async def test_no_button_however_mangled_breaks_anything_or_decides(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    [before] = await waiting(storage)
    dice = random.Random(7)  # noqa: S311  the same mangling each time
    parts = ["", "0", "9" * 30, "\u0661", before.id, before.id[:15], GROUP, "123", "1", "therapy", "lo", "..", "~", "é"]
    for _ in range(150):
        talk, step = dice.choice((("u", SUGGEST), ("q", QUEUE)))
        name = dice.choice([*step.steps, "", "x"])
        leads = [*step.steps[name].leads, "", "x"] if name in step.steps else ["", "x"]
        state = ".".join(dice.choices(parts, k=dice.randint(0, 3)))
        pressed = f"t1n|{talk}.{name}.{dice.choice(leads)}.{state}|||"
        if state == f"{before.id}.123" or name == "why":
            continue
        reply = await private(desk, platform, MANAGER, pressed=pressed)
        assert "went wrong on my side" not in reply.text, pressed
    assert await waiting(storage) == (before,)
