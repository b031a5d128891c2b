"""What managers took in becomes an entry in chat: filled in as far as it is known, once, by managers alone."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers import taken, wording
from handlers.adding import ADDING
from handlers.messages import Incoming
from storage.store import Change
from tests.handlers.people import ANA, GROUP, labelled, pass_on
from tests.handlers.staffroom import KIM, MANAGER, STAFF_CHAT, Platform, enter, private, tap
from tests.handlers.suggestions.kit import LINK, cards, press, suggest, tick

if TYPE_CHECKING:
    from pathlib import Path

    from catalog.model import Service
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage
    from tests.conftest import Clock

WORDS = ("Night Owls of Cork", "Cork Youth House", "Meet others at night.")
NUMBER = "021 555 0199"


async def taken_in(desk: Desk, platform: Platform, *, contact: bool = False) -> Reply:
    """A suggestion that managers took in, in the staff's own group; by two where it may have a contact."""
    await suggest(desk, platform)
    ready = await tick(desk, platform, MANAGER, cards(platform)[0])
    if not contact:
        return await press(desk, platform, MANAGER, ready, wording.B_ONLY_LINK)
    await press(desk, platform, MANAGER, ready, wording.B_WITH_CONTACT)
    ready = await tick(desk, platform, KIM, cards(platform)[0])
    return await press(desk, platform, KIM, ready, wording.B_WITH_CONTACT)


async def follow(desk: Desk, platform: Platform, reply: Reply, member: str = MANAGER) -> Reply:
    """Go from the staff's group into a private chat by the way that stands under the reply."""
    doorway = labelled(reply, wording.B_WRITE_HERE).doorway
    return await private(desk, platform, member, command="start", text=doorway or "")


async def write(desk: Desk, platform: Platform, page: Reply, *words: str, member: str = MANAGER) -> Reply:
    """What it costs, then one answer after the other; the look at all of it."""
    page = await tap(desk, platform, member, page, "Free")
    for each in words:
        page = await private(desk, platform, member, text=each)
    return page


async def unwritten(desk: Desk) -> list[taken.Taken]:
    return await taken.unwritten(GROUP, desk.keep) or []


def added(desk: Desk) -> Service:
    [edit] = desk.shelves.edits(GROUP).values()
    assert edit.added
    return edit.added


async def test_one_tap_leads_from_the_staff_chat_to_a_form_with_link_kind_and_need(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    reply = await taken_in(desk, platform)
    assert len((labelled(reply, wording.B_WRITE_HERE).doorway or "").encode()) <= 64
    page = await follow(desk, platform, reply)
    for known in (wording.TAKEN_KNOWN, LINK, "Kind: a group of people who know it too", "For: loneliness"):
        assert known in page.text
    look = await write(desk, platform, page, *WORDS)
    assert LINK in look.text
    done = await tap(desk, platform, MANAGER, look, wording.B_HOW_READ)
    assert done.text.startswith(wording.CATALOG_SAVED)
    service = added(desk)
    assert (service.url, service.support, service.needs) == (LINK, "support-group", ("loneliness",))
    assert (service.name, service.provider, service.summary) == WORDS
    assert service.contacts == ()
    assert "add" in [each.what for each in await storage.edits.trail(GROUP)]


async def test_where_one_manager_agreed_no_number_is_asked_for_and_none_is_taken(
    desk: Desk, platform: Platform
) -> None:
    page = await follow(desk, platform, await taken_in(desk, platform))
    assert wording.TAKEN_NO_NUMBER in page.text
    cost = labelled(page, "Free").payload
    for filled in ((*WORDS, NUMBER), (WORDS[0], NUMBER, WORDS[1], WORDS[2])):
        origin = platform.origin(MANAGER, group=False)
        form = Incoming(MANAGER, GROUP, private=True, shared=True, pressed=cost, filled=filled, origin=origin)
        reply = await pass_on(desk, form)
        assert wording.NUMBER_SPELT.partition(":")[0] not in reply.text
    look = await write(desk, platform, page, *WORDS)
    await tap(desk, platform, MANAGER, look, wording.B_HOW_CALLED)
    assert added(desk).contacts == ()


async def test_where_two_managers_agreed_the_number_is_asked_for(desk: Desk, platform: Platform) -> None:
    reply = await taken_in(desk, platform, contact=True)
    assert wording.QUEUE_TWO_AGREED in reply.text
    page = await follow(desk, platform, reply, KIM)
    assert wording.TAKEN_NO_NUMBER not in page.text
    look = await write(desk, platform, page, *WORDS, NUMBER, member=KIM)
    await tap(desk, platform, KIM, look, wording.B_HOW_CALLED)
    assert [contact.display for contact in added(desk).contacts] == [NUMBER]


async def test_where_it_was_shown_to_one_manager_alone_a_plain_button_leads_there(
    desk: Desk, platform: Platform
) -> None:
    await suggest(desk, platform)
    page = await enter(desk, platform, MANAGER, "suggestions")
    page = await tap(desk, platform, MANAGER, page, wording.B_QUEUE_TAKE)
    for _ in range(3):
        page = await tap(desk, platform, MANAGER, page, wording.B_CHECK_YES)
    page = await tap(desk, platform, MANAGER, page, wording.B_ONLY_LINK)
    assert LINK in (await tap(desk, platform, MANAGER, page, wording.B_WRITE_HERE)).text


@pytest.mark.parametrize("name", ["suggestions", "verify", "catalog", "try", "pause", "resume"])
async def test_what_a_manager_types_in_the_staff_chat_is_about_the_community_whose_staff_it_is(
    desk: Desk, platform: Platform, clock: Clock, name: str
) -> None:
    origin = platform.origin(MANAGER, group=True, home=STAFF_CHAT, chat=STAFF_CHAT, chat_name="Staff")
    said = Incoming(MANAGER, "feedfeedfeedfeed", private=False, command=name, origin=origin)
    public = await pass_on(desk, said)
    assert public.text == wording.NEUTRAL
    shown = await private(desk, platform, MANAGER, command="start", text=public.buttons[0].doorway or "")
    assert shown.text not in (wording.SETUP_IN_GROUP.format(command="/setup"), wording.SETUP_MANAGERS)
    assert await desk.keep.recall(MANAGER, "home") == GROUP
    platform.managers.clear()
    clock.now += timedelta(seconds=1)
    public = await pass_on(desk, said)
    refused = await private(desk, platform, MANAGER, command="start", text=public.buttons[0].doorway or "")
    assert refused.text == wording.SETUP_MANAGERS


async def test_kind_and_need_can_be_chosen_anew(desk: Desk, platform: Platform) -> None:
    page = await follow(desk, platform, await taken_in(desk, platform))
    for label in (wording.B_TAKEN_KIND, "A helpline", wording.AREA_COPING, "Sleeping badly"):
        page = await tap(desk, platform, MANAGER, page, label)
    look = await write(desk, platform, page, *WORDS)
    await tap(desk, platform, MANAGER, look, wording.B_HOW_READ)
    assert (added(desk).support, added(desk).needs, added(desk).url) == ("helpline", ("sleep",), LINK)


async def test_when_the_way_has_closed_the_queue_still_leads_there_until_the_entry_stands(
    desk: Desk, platform: Platform, clock: Clock
) -> None:
    reply = await taken_in(desk, platform)
    clock.now += timedelta(days=13)
    assert wording.TAKEN_KNOWN not in (await follow(desk, platform, reply)).text
    queue = await enter(desk, platform, KIM, "suggestions")
    assert queue.text == f"{wording.QUEUE_NONE}\n{wording.TAKEN_LEFT.format(n=1)}"
    page = await tap(desk, platform, KIM, queue, wording.B_WRITE_NAMED.format(name="lighthouse-keepers"))
    look = await write(desk, platform, page, *WORDS, member=KIM)
    await tap(desk, platform, KIM, look, wording.B_HOW_READ)
    assert (await enter(desk, platform, KIM, "suggestions")).text == wording.QUEUE_NONE


async def test_what_stands_in_the_list_by_now_is_not_named_as_missing(desk: Desk, platform: Platform) -> None:
    await taken_in(desk, platform)
    assert desk.directory
    service = desk.directory.catalog.services[0].model_copy(update={"id": "ours", "url": f"{LINK}/"})
    change = Change(GROUP, "manager", "add", service.id)
    await desk.shelves.change(change, lambda edit: edit.model_copy(update={"added": service}))
    assert (await enter(desk, platform, MANAGER, "suggestions")).text == wording.QUEUE_NONE


async def test_of_two_managers_who_write_it_one_adds_it_and_the_other_hears_so(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await taken_in(desk, platform)
    looks = {}
    for member in (MANAGER, KIM):
        queue = await enter(desk, platform, member, "suggestions")
        page = await private(desk, platform, member, pressed=queue.buttons[-1].payload)
        looks[member] = await write(desk, platform, page, *WORDS, member=member)
    [waiting] = await unwritten(desk)
    await tap(desk, platform, KIM, looks[KIM], wording.B_HOW_READ)
    assert (await tap(desk, platform, MANAGER, looks[MANAGER], wording.B_HOW_READ)).text == wording.TAKEN_GONE
    assert not await taken.is_first(waiting, desk.keep)
    assert len(desk.shelves.edits(GROUP)) == 1
    assert [each.what for each in await storage.edits.trail(GROUP)].count("add") == 1


async def test_of_two_who_say_yes_at_the_same_moment_one_is_the_first(desk: Desk, platform: Platform) -> None:
    await taken_in(desk, platform)
    [waiting] = await unwritten(desk)
    assert [await taken.is_first(waiting, desk.keep) for _ in range(3)] == [True, False, False]


async def test_whoever_is_no_manager_comes_no_further_at_any_step(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    reply = await taken_in(desk, platform)
    page = await follow(desk, platform, reply)
    look = await write(desk, platform, page, *WORDS)
    platform.managers.clear()
    [waiting] = await unwritten(desk)
    assert (await tap(desk, platform, MANAGER, look, wording.B_HOW_READ)).text == wording.SETUP_MANAGERS
    for step, known in ADDING.steps.items():
        for answer_ in known.leads:
            if known.leads[answer_] == "leave":
                continue
            said = await private(desk, platform, ANA, pressed=f"t1n|d.{step}.{answer_}.{waiting.state}.0.lo.0|||")
            assert said.text == wording.SETUP_MANAGERS, (step, answer_)
    assert desk.shelves.are_all_alike
    assert "add" not in [each.what for each in await storage.edits.trail(GROUP)]


async def test_no_button_however_mangled_breaks_anything_or_adds(desk: Desk, platform: Platform) -> None:
    await taken_in(desk, platform)
    [waiting] = await unwritten(desk)
    dice = random.Random(7)  # noqa: S311  the same mangling each time
    parts = ["", "0", "99", "\u0661", "coping", "lo", "~", waiting.state, f"{GROUP}~", GROUP]
    for _ in range(200):
        step = dice.choice([*ADDING.steps, "", "x"])
        leads = [*ADDING.steps[step].leads, "", "x"] if step in ADDING.steps else ["", "x"]
        state = ".".join((dice.choice(parts[-3:]), *dice.choices(parts[:6], k=dice.randint(0, 3))))
        pressed = f"t1n|d.{step}.{dice.choice(leads)}.{state}|||"
        reply = await private(desk, platform, MANAGER, pressed=pressed)
        assert "went wrong on my side" not in reply.text, pressed
    assert desk.shelves.are_all_alike


async def test_nobody_else_can_use_a_managers_own_way(desk: Desk, platform: Platform) -> None:
    reply = await taken_in(desk, platform)
    assert wording.TAKEN_KNOWN not in (await follow(desk, platform, reply, KIM)).text
    assert wording.TAKEN_KNOWN in (await follow(desk, platform, reply)).text


async def test_a_manager_of_another_community_does_not_reach_it(desk: Desk, platform: Platform) -> None:
    await taken_in(desk, platform)
    [waiting] = await unwritten(desk)
    state = waiting.state.replace(GROUP, "feedfeedfeedfeed")
    for pressed in (f"t1n|d...{state}|||", f"t1n|q.taken.file.{state}|||"):
        said = await private(desk, platform, MANAGER, pressed=pressed)
        assert LINK not in said.text + said.verbatim


async def test_what_waits_for_its_entry_leads_to_no_member_and_goes_with_its_community(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    [made] = await storage.suggestions.waiting(GROUP)
    await press(desk, platform, MANAGER, await tick(desk, platform, MANAGER, cards(platform)[0]), wording.B_ONLY_LINK)
    [waiting] = await unwritten(desk)
    assert waiting.id != made.id
    assert not [body for _, body, _ in (await storage.holdings(ANA)).memories if "lighthouse" in body]
    await storage.forget(ANA)
    assert await unwritten(desk) == [waiting]
    await storage.upkeep.purge(GROUP, dry_run=False)
    assert await unwritten(desk) == []


async def test_after_two_weeks_it_is_forgotten(desk: Desk, platform: Platform, clock: Clock) -> None:
    await taken_in(desk, platform)
    clock.now += timedelta(days=15)
    assert await unwritten(desk) == []


@pytest.mark.parametrize("label", [wording.B_ENTRY, wording.B_WRITE_HERE])
async def test_what_somebody_has_written_already_is_not_opened_again(
    desk: Desk, platform: Platform, label: str
) -> None:
    reply = await taken_in(desk, platform)
    [waiting] = await unwritten(desk)
    await taken.done(waiting, desk.keep)
    if label == wording.B_ENTRY:
        said = await press(desk, platform, MANAGER, reply, label)
    else:
        said = await follow(desk, platform, reply)
    assert said.text == wording.TAKEN_GONE


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
async def test_where_it_cannot_be_kept_the_entry_stands_there_at_once(
    desk: Desk, platform: Platform, tmp_path: Path
) -> None:
    await suggest(desk, platform)
    ready = await tick(desk, platform, MANAGER, cards(platform)[0])
    with sqlite3.connect(tmp_path / "data" / "db.sqlite") as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON memories WHEN NEW.kind LIKE 'taken %' "
            "BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    database.close()
    reply = await press(desk, platform, MANAGER, ready, wording.B_ONLY_LINK)
    assert wording.QUEUE_STUB in reply.text
    assert LINK in reply.verbatim
