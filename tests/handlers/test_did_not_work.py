"""“This did not work”: one tap, counted without a name; two members in one week raise a flag, one member never does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Buttons, Press, Verb
from handlers.did_not_work import AT_MOST, FLAGS, LETTER, flags
from handlers.messages import Button
from handlers.telling import vocabulary
from insight.publishing import Publisher
from tests.conftest import NOW
from tests.handlers.people import ANA, BEN, command, everything, labelled, press, say

if TYPE_CHECKING:
    from catalog.model import Service
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage
    from tests.conftest import Clock

LABEL = str(wording.B_BROKEN)
HOME = "0123456789abcdef"


def reachable(desk: Desk) -> list[Service]:
    assert desk.directory
    return [one for one in desk.directory.catalog.services if one.contacts]


def button(desk: Desk, service: Service) -> Button:
    payload = Buttons(desk._needs.values()).write(Press(Verb.REFUSE, f"{LETTER}.{service.id}"))
    return Button(LABEL, payload=payload)


async def tap(desk: Desk, service: Service, member: str = ANA, **more: object) -> Reply:
    return await press(desk, button(desk, service), member, community=HOME, **more)


async def test_a_card_with_a_way_to_reach_somebody_has_the_button(desk: Desk) -> None:
    desk._region = "GB"
    reply = await say(desk, "I feel so lonely, I want to talk to somebody on the phone")
    by_name = {one.name: one for one in reachable(desk)}
    assert any(item.title in by_name for item in reply.items)
    for item in reply.items:
        assert (LABEL in [one.label for one in item.buttons]) == (item.title in by_name)
    thanks = await press(desk, labelled(reply, LABEL))
    assert thanks.text == wording.BROKEN
    assert "Talk to somebody now" in everything(thanks) or thanks.buttons


async def test_two_members_raise_a_flag_and_one_alone_does_not_however_often(desk: Desk) -> None:
    service = reachable(desk)[0]
    for _ in range(3):
        await tap(desk, service)
    assert await flags(desk.keep) == {}
    await tap(desk, service, BEN)
    assert await flags(desk.keep) == {service.id: NOW.date()}


async def test_two_members_who_name_two_services_raise_none(desk: Desk) -> None:
    first, second = reachable(desk)[:2]
    await tap(desk, first)
    await tap(desk, second, BEN)
    assert await flags(desk.keep) == {}


async def test_a_member_tells_about_so_many_a_week_and_no_more(desk: Desk, storage: Storage, clock: Clock) -> None:
    some = reachable(desk)[: AT_MOST + 1]
    for service in some:
        last = await tap(desk, service)
    assert last.text == wording.BROKEN_ENOUGH
    assert len((await storage.reported(HOME, "did-not-work", ANA)).mine) == AT_MOST
    assert (await tap(desk, some[0])).text == wording.BROKEN, "what they said before may be said again"
    clock.now += timedelta(days=7)
    assert (await tap(desk, some[-1])).text == wording.BROKEN


async def test_who_does_not_want_to_be_counted_is_not(desk: Desk) -> None:
    service = reachable(desk)[0]
    await command(desk, "optout")
    assert (await tap(desk, service)).text == wording.LEFT_OUT
    await tap(desk, service, BEN)
    assert await flags(desk.keep) == {}


async def test_nothing_says_who_and_the_week_takes_even_the_codes(desk: Desk, storage: Storage, clock: Clock) -> None:
    service = reachable(desk)[0]
    await tap(desk, service)
    await tap(desk, service, BEN)
    [body] = await storage.of_kind(FLAGS)
    assert ANA not in body
    assert BEN not in body
    assert "that it did not work" in everything(await command(desk, "mydata"))
    clock.now += timedelta(days=7)
    await storage.close_weeks()
    assert (await storage.reported(HOME, "did-not-work", ANA)).members == {}
    assert (await storage.holdings(ANA)).digests == 0
    assert await flags(desk.keep) == {service.id: NOW.date()}, "the flag is about a service"


async def test_how_many_said_so_is_published_nowhere(desk: Desk, storage: Storage, clock: Clock) -> None:
    service = reachable(desk)[0]
    await storage.save_size(HOME, 500)
    for number in range(40):
        await tap(desk, service, f"{number:032x}")
    clock.now += timedelta(days=7)
    assert desk.directory
    assert await storage.publish(Publisher(vocabulary([*desk._needs.values()], desk.directory.catalog)))
    assert "did-not-work" not in {row[0] for _, row in await storage.published(HOME)}


async def test_forget_takes_the_code_at_once(desk: Desk, storage: Storage) -> None:
    service = reachable(desk)[0]
    await tap(desk, service)
    await command(desk, "forget")
    assert (await storage.reported(HOME, "did-not-work", ANA)).mine == frozenset()
    await tap(desk, service, BEN)
    assert await flags(desk.keep) == {}


async def test_two_communities_do_not_count_together_and_each_is_purged_alone(desk: Desk, storage: Storage) -> None:
    service = reachable(desk)[0]
    await press(desk, button(desk, service), ANA, community="feedfeedfeedfeed")
    await tap(desk, service, BEN)
    assert await flags(desk.keep) == {}
    await tap(desk, service)
    assert await flags(desk.keep, ["feedfeedfeedfeed"]) == {}
    assert await flags(desk.keep, [HOME]) == {service.id: NOW.date()}
    await storage.upkeep.purge(HOME, dry_run=False)
    assert await flags(desk.keep) == {}


async def test_without_storage_it_says_so(desk: Desk, storage: Storage) -> None:
    service = reachable(desk)[0]
    await storage.close()
    desk.keep._storage = None
    assert (await tap(desk, service)).text == wording.BROKEN_NOT_SAVED
