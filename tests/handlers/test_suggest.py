"""Members suggest a service and managers decide, on both engines: what goes on, what is kept, and who decides."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_catalog, load_needs
from handlers import wording
from handlers.decide import CHECKS, QUEUE, REASONS
from handlers.desk import Desk
from handlers.messages import Incoming, Reply
from handlers.post import Readers
from handlers.suggested import SUPPORTS
from handlers.translator import Say
from storage.store import CommunitySettings, Storage, sqlite_address
from storage.suggestions import OF_A_COMMUNITY, OF_A_MEMBER
from tests.conftest import KEY
from tests.handlers.people import ANA, BEN, GROUP, everything, labelled, pass_on
from tests.handlers.staffroom import (
    KIM,
    MANAGER,
    STAFF_CHAT,
    Platform,
    address,
    choose_chat,
    enter,
    in_group,
    private,
    tap,
)
from tests.storage.postgres import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from catalog.model import Catalog
    from handlers.tools import Directory
    from storage.store import Suggestion
    from tests.conftest import Clock
    from tests.storage.postgres import Postgres

LINK = "https://www.lighthouse-keepers.org/groups"
WORDS = "my sister Ana found this"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Storage]:
    if request.param == "sqlite":
        url = sqlite_address(tmp_path / "data" / "db.sqlite")
    else:
        server = request.getfixturevalue("server")
        name = f"suggest_{abs(hash(request.node.name))}"
        server.sql(f"CREATE DATABASE {name}")
        url = server.url(name)
    opened = await Storage.open(url, key=KEY, clock=clock, deadline_s=10)
    yield opened
    await opened.close()


@pytest.fixture
def desk(storage: Storage, directory: Directory, clock: Clock) -> Desk:
    return Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    """A community with a staff chat, and two managers."""
    platform = Platform(managers={MANAGER, KIM})
    desk.post.attach("test", platform)
    await choose_chat(desk, platform, await enter(desk, platform, MANAGER, "setup"))
    platform.written.clear()
    return platform


async def begin(desk: Desk, platform: Platform, member: str = ANA, link: str = LINK) -> Reply:
    """Come from the group, send the link, tap the kind, the area and the need; what would be passed on."""
    await enter(desk, platform, member, "suggest")
    reply = await private(desk, platform, member, text=link)
    for label in ("A group of people who know it too", "Feeling well day by day", "Loneliness"):
        reply = await tap(desk, platform, member, reply, label)
    return reply


async def suggest(desk: Desk, platform: Platform, member: str = ANA, *, link: str = LINK, tell: bool = True) -> Reply:
    """All of it, sent."""
    preview = await begin(desk, platform, member, link)
    return await tap(desk, platform, member, preview, wording.B_SUGGEST_TELL if tell else wording.B_SEND_NAMED)


def cards(platform: Platform) -> list[Reply]:
    return [reply for to, reply in platform.written if to == STAFF_CHAT and reply.verbatim]


def told(platform: Platform, member: str = ANA) -> list[str]:
    return [reply.text for to, reply in platform.written if to == address(member)]


async def press(desk: Desk, platform: Platform, member: str, reply: Reply, label: str) -> Reply:
    """Tap under a card in the staff's own group, where the others read along."""
    place = {"home": STAFF_CHAT, "chat": STAFF_CHAT, "chat_name": "Staff"}
    origin = platform.origin(member, group=True, **place)
    said = Incoming(member, "feedfeedfeedfeed", private=False, pressed=labelled(reply, label).payload, origin=origin)
    return await pass_on(desk, said)


async def tick(desk: Desk, platform: Platform, member: str, reply: Reply) -> Reply:
    """Take it in, and tick the whole list."""
    reply = await press(desk, platform, member, reply, wording.B_QUEUE_TAKE)
    for check in CHECKS:
        assert reply.text == check
        reply = await press(desk, platform, member, reply, wording.B_CHECK_YES)
    return reply


async def waiting(storage: Storage) -> tuple[Suggestion, ...]:
    return await storage.suggestions.waiting(GROUP)


# What a member does


async def test_the_staff_chat_gets_link_kind_and_need_and_nothing_about_the_member(
    desk: Desk, platform: Platform
) -> None:
    preview = await begin(desk, platform)
    assert platform.written == []
    reply = await tap(desk, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert wording.SUGGEST_WILL_TELL in reply.text
    [card] = cards(platform)
    assert card.verbatim == preview.verbatim == LINK
    assert "Kind: a group of people who know it too\nFor: loneliness" in card.text
    assert not [part for part in ("Ana", "ana", ANA, address(ANA)) if part in everything(card) + card.verbatim]


async def test_before_it_is_taken_in_the_link_stands_only_where_no_app_makes_a_link_of_it(
    desk: Desk, platform: Platform
) -> None:
    replies = [await begin(desk, platform)]
    replies.append(await tap(desk, platform, ANA, replies[0], wording.B_SUGGEST_TELL))
    replies += cards(platform)
    replies += [await private(desk, platform, ANA, command=command) for command in ("mydata", "mydata-json")]
    replies.append(await enter(desk, platform, MANAGER, "suggestions"))
    replies.append(await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_DECLINE))
    replies.append(await press(desk, platform, MANAGER, replies[-1], REASONS["cost"]))
    replies += [reply for _, reply in platform.written]
    assert sum("lighthouse" in reply.verbatim for reply in replies) >= 5
    assert not [reply for reply in replies if "lighthouse" in everything(reply)]


async def test_words_are_not_taken_and_not_kept(desk: Desk, platform: Platform, storage: Storage) -> None:
    await enter(desk, platform, ANA, "suggest")
    reply = await private(desk, platform, ANA, command="suggest", text=f"{LINK} {WORDS}")
    assert reply.text == wording.LINK_NONE
    assert [body for kind, body, _ in (await storage.holdings(ANA)).memories if kind == "suggest"] == [""]
    assert await waiting(storage) == ()


async def test_each_wrong_link_is_answered_with_what_to_send_instead(desk: Desk, platform: Platform) -> None:
    await enter(desk, platform, ANA, "suggest")
    for link, sentence in {
        "http://example.org": wording.LINK_NOT_SECURE,
        "https://bit.ly/abc": wording.LINK_HIDDEN,
        "https://t.me/abc": wording.LINK_CHAT,
        "https://ana@example.org/": wording.LINK_PERSONAL,
        "https://10.0.0.1/": wording.LINK_HOST,
        f"https://example.org/{'a' * 200}": wording.LINK_LONG,
    }.items():
        assert (await private(desk, platform, ANA, text=link)).text == sentence


async def test_a_link_that_nobody_asked_for_is_no_suggestion(desk: Desk, platform: Platform, storage: Storage) -> None:
    await enter(desk, platform, ANA, "report")
    reply = await private(desk, platform, ANA, text=LINK)
    assert wording.SUGGEST_KIND not in reply.text
    assert not [memory for memory in (await storage.holdings(ANA)).memories if memory[0] == "suggest"]
    assert await waiting(storage) == ()


async def test_danger_comes_first_even_behind_the_command(desk: Desk, platform: Platform) -> None:
    await enter(desk, platform, ANA, "suggest")
    reply = await private(desk, platform, ANA, command="suggest", text="I want to kill myself tonight")
    assert wording.LINK_NONE not in reply.text
    assert "call" in reply.text


async def test_nothing_is_sent_or_kept_when_they_change_their_mind(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    preview = await begin(desk, platform)
    assert (await tap(desk, platform, ANA, preview, wording.B_SEND_NOT)).text == wording.SUGGEST_NOT
    assert (platform.written, await waiting(storage)) == ([], ())
    assert [kind for kind, _, _ in (await storage.holdings(ANA)).memories if kind == "suggest"] == []
    assert wording.SUGGEST_LOST[:20] in (await tap(desk, platform, ANA, preview, wording.B_SEND_NAMED)).text


async def test_who_does_not_want_to_be_written_to_leaves_no_address(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform, tell=False)
    [kept] = await waiting(storage)
    assert kept.reply_to is None
    reply = await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_DECLINE)
    reply = await press(desk, platform, MANAGER, reply, REASONS["cost"])
    assert wording.QUEUE_NOT_TOLD in reply.text
    assert told(platform) == []


async def test_in_the_group_itself_nothing_is_taken(desk: Desk, platform: Platform, storage: Storage) -> None:
    reply = await in_group(desk, platform, ANA, command="suggest", text=LINK)
    assert reply.text == wording.NEUTRAL
    assert not [memory for memory in (await storage.holdings(ANA)).memories if memory[0] == "suggest"]


async def test_only_where_there_is_a_staff_chat(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await enter(desk, platform, MANAGER, "setup")
    assert (await enter(desk, platform, ANA, "suggest")).text == wording.SUGGEST_CLOSED


async def test_a_private_chat_that_came_from_no_group_is_told_where_to_type_it(desk: Desk, platform: Platform) -> None:
    reply = await private(desk, platform, BEN, command="suggest", text=LINK)
    assert reply.text == wording.SETUP_IN_GROUP.format(command="/suggest")


async def test_nothing_of_teenagers_is_kept_for_others(desk: Desk, platform: Platform, storage: Storage) -> None:
    preview = await begin(desk, platform)
    await storage.save_settings(GROUP, CommunitySettings("IE", age_setting="13-17"))
    await desk.load_settings()
    assert (await enter(desk, platform, BEN, "suggest")).text == wording.SUGGEST_CLOSED
    assert (await tap(desk, platform, ANA, preview, wording.B_SEND_NAMED)).text == wording.SUGGEST_CLOSED
    assert await waiting(storage) == ()


async def test_what_is_in_the_list_already_is_said_at_once(
    desk: Desk, platform: Platform, directory: Directory
) -> None:
    await enter(desk, platform, ANA, "suggest")
    service = next(service for service in directory.catalog.services if service.url.startswith("https://www."))
    reply = await private(desk, platform, ANA, text=service.url.replace("www.", ""))
    assert reply.text == wording.SUGGEST_KNOWN


async def test_one_member_can_send_a_few_and_then_waits(desk: Desk, platform: Platform, clock: Clock) -> None:
    for number in range(OF_A_MEMBER):
        assert "Thank you" in (await suggest(desk, platform, link=f"{LINK}/{number}")).text
    assert (await suggest(desk, platform, link=f"{LINK}/9")).text == wording.SUGGEST_ENOUGH
    assert (await suggest(desk, platform, BEN, link=f"{LINK}/1")).text == wording.SUGGEST_WAITS
    assert len(cards(platform)) == OF_A_MEMBER
    assert clock.now


async def test_a_community_takes_so_many_a_day_even_from_who_forgets_in_between(desk: Desk, platform: Platform) -> None:
    for number in range(OF_A_COMMUNITY):
        await suggest(desk, platform, link=f"{LINK}/{number}")
        await private(desk, platform, ANA, command="forget")
    assert (await suggest(desk, platform, BEN, link=f"{LINK}/99")).text == wording.SUGGEST_FULL
    assert len(cards(platform)) == OF_A_COMMUNITY


async def test_mydata_lists_it_and_forget_takes_it_out_of_the_queue(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    shown = await private(desk, platform, ANA, command="mydata")
    assert "You suggested a service (a group of people who know it too, for: loneliness)." in shown.text
    assert shown.verbatim == LINK
    data = json.loads((await private(desk, platform, ANA, command="mydata-json")).verbatim)
    kept = [each["value"] for each in data["remembered"] if each["kind"] == "suggestion"]
    assert kept == [{"link": LINK, "support": "support-group", "need": "loneliness"}]
    await private(desk, platform, ANA, command="forget")
    assert await waiting(storage) == ()
    assert (await press(desk, platform, MANAGER, cards(platform)[0], wording.B_QUEUE_TAKE)).text == wording.QUEUE_GONE
    assert "suggested" not in (await private(desk, platform, ANA, command="mydata")).text


async def test_a_restart_in_the_middle_loses_nothing(
    desk: Desk, platform: Platform, storage: Storage, directory: Directory, clock: Clock
) -> None:
    preview = await begin(desk, platform)
    later = Desk(needs=load_needs(), key=KEY, storage=storage, directory=directory, clock=clock)
    later.post.attach("test", platform)
    await later.load_settings()
    await tap(later, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert [each.link for each in await waiting(storage)] == [LINK]
    assert len(cards(platform)) == 1


async def test_half_an_hour_later_the_link_is_forgotten(
    desk: Desk, platform: Platform, storage: Storage, clock: Clock
) -> None:
    preview = await begin(desk, platform)
    clock.now += timedelta(minutes=31)
    reply = await tap(desk, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert reply.text == wording.SUGGEST_LOST.format(command="/suggest")
    assert await waiting(storage) == ()


async def test_a_staff_chat_that_others_can_read_gets_no_link_and_the_queue_still_has_it(
    desk: Desk, platform: Platform
) -> None:
    platform.readers_of[STAFF_CHAT] = Readers("public", "Staff")
    assert wording.SUGGEST_LATER in (await suggest(desk, platform)).text
    assert cards(platform) == []
    page = await enter(desk, platform, MANAGER, "suggestions")
    assert page.verbatim == LINK


async def test_what_cannot_be_kept_is_said_and_not_passed_on(desk: Desk, platform: Platform, storage: Storage) -> None:
    preview = await begin(desk, platform)
    await storage.close()
    reply = await tap(desk, platform, ANA, preview, wording.B_SUGGEST_TELL)
    assert reply.text == wording.SETUP_NOT_SAVED
    assert platform.written == []


async def test_every_kind_and_every_need_can_be_chosen_and_every_button_fits(desk: Desk, platform: Platform) -> None:
    await enter(desk, platform, ANA, "suggest")
    kinds = await private(desk, platform, ANA, text=LINK)
    assert len(kinds.buttons) == len(SUPPORTS)
    areas = await tap(desk, platform, ANA, kinds, "Therapy with movement, art or music")
    found, pages = set(), [await tap(desk, platform, ANA, areas, area.label) for area in areas.buttons]
    while pages:
        page = pages.pop()
        found |= {button.label.lower() for button in page.buttons}
        assert len(page.buttons) <= 25
        assert all(len((button.payload or "").encode()) <= 64 for button in page.buttons)
        pages += [
            await tap(desk, platform, ANA, page, button.label) for button in page.buttons if button.label == "More"
        ]
    assert found - {"more"} == {need.label.lower() for need in load_needs()}


def test_every_kind_of_the_catalog_has_its_words() -> None:
    from typing import get_args  # noqa: PLC0415  only here

    from catalog.model import Support  # noqa: PLC0415  the same

    assert set(SUPPORTS) == set(get_args(Support))


# What managers do


async def test_every_tap_asks_the_platform_and_whoever_is_no_manager_changes_nothing(
    desk: Desk, platform: Platform, storage: Storage
) -> None:
    await suggest(desk, platform)
    before = await waiting(storage)
    for step, known in QUEUE.steps.items():
        for answer_ in known.leads:
            state = f"{GROUP}.0" if step == "list" else f"{before[0].id}.123"
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
    assert wording.QUEUE_STUB in reply.text
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
