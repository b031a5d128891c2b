"""Managers add a service in chat, one question after the other; nothing is live before a yes, and rights are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.messages import Incoming
from matching.understanding import Constraints, NeedScore
from storage.store import CommunitySettings
from tests.conftest import NOW
from tests.handlers.people import ANA, GROUP, labelled, pass_on, say
from tests.handlers.staffroom import MANAGER, Platform, enter, in_group, private, tap

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage

ANSWERS = (
    "Night Owls of Cork",
    "Cork Youth House",
    "https://owls.example.com/",
    "Meet others at night.",
    "021 555 0199",
)


async def begun(desk: Desk, platform: Platform) -> Reply:
    """Up to the first question."""
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "catalog")
    for label in (wording.B_CATALOG_ADD, wording.SUPPORT_GROUP, wording.AREA_COPING, "sleep", wording.COST_FREE):
        page = await tap(desk, platform, MANAGER, page, _like(page, label))
    return page


def _like(page: Reply, label: str) -> str:
    """The whole label of the button that begins so."""
    return next(each.label for each in page.buttons if each.label.casefold().startswith(label.casefold()))


async def written(desk: Desk, platform: Platform, *answers: str) -> Reply:
    for each in answers:
        said = await private(desk, platform, MANAGER, text=each)
    return said


async def test_a_service_is_added_and_members_find_it_at_once(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    await begun(desk, platform)
    look = await written(desk, platform, *ANSWERS)
    assert "0 2 1 5 5 5 0 1 9 9" in look.text
    assert desk.shelves.are_all_alike, "nothing is live before they say yes"
    done = await tap(desk, platform, MANAGER, look, wording.B_HOW_CALLED)
    assert done.text.startswith(wording.CATALOG_SAVED)
    shelf = await desk.shelves.of(GROUP)
    assert shelf
    added = shelf.catalog.service("night-owls-of-cork")
    assert added
    assert (added.provider, added.url, added.needs) == ("Cork Youth House", "https://owls.example.com/", ("sleep",))
    assert (added.contacts[0].dial, added.verified.how, added.evidence.level) == ("0215550199", "called", "none")
    assert (added.support, added.readiness, added.regions, added.cost) == (
        "support-group",
        ("connect",),
        ("*",),
        "free",
    )
    wish = Constraints(readiness="connect")
    found = shelf.matcher.match((NeedScore("sleep", 1.0),), wish, language="en", now=NOW, limit=20)
    assert added in [match.service for match in found]
    assert [each.what for each in await storage.edits.trail(GROUP)] == ["add"]


async def test_without_a_number_it_has_no_contact(desk: Desk) -> None:
    platform = Platform()
    await begun(desk, platform)
    look = await written(desk, platform, *ANSWERS[:4], "-")
    await tap(desk, platform, MANAGER, look, wording.B_HOW_READ)
    [edit] = desk.shelves.edits(GROUP).values()
    assert edit.added
    assert edit.added.contacts == ()


@pytest.mark.parametrize(
    ("given", "bad", "said"),
    [
        (ANSWERS[:2], "http://owls.example.com", wording.ADD_BAD_LINK),
        (ANSWERS[:2], "https://t.me/owls", wording.ADD_BAD_LINK),
        (ANSWERS[:4], "call me", wording.NUMBER_BAD),
        ((), "a good name " * 7, wording.ADD_LONG.format(n=80)),
    ],
)
async def test_what_cannot_be_right_is_asked_once_more(desk: Desk, given: tuple[str, ...], bad: str, said: str) -> None:
    platform = Platform()
    await begun(desk, platform)
    again = await written(desk, platform, *given, bad)
    assert again.text.startswith(said)
    look = await written(desk, platform, *ANSWERS[len(given) :])
    assert wording.NUMBER_CHECK in look.text


async def test_a_second_one_of_the_same_name_takes_nobodys_place(desk: Desk) -> None:
    platform = Platform()
    for _ in range(2):
        await begun(desk, platform)
        look = await written(desk, platform, *ANSWERS)
        await tap(desk, platform, MANAGER, look, wording.B_HOW_CALLED)
    assert sorted(desk.shelves.edits(GROUP)) == ["night-owls-of-cork", "night-owls-of-cork-2"]


async def test_it_gets_the_country_and_the_language_of_the_community_and_is_hidden_rather_than_undone(
    desk: Desk,
) -> None:
    platform = Platform()
    await begun(desk, platform)
    await desk.keep.save_settings(GROUP, CommunitySettings(country="IE", languages=("es", "en")))
    look = await written(desk, platform, *ANSWERS)
    page = await tap(desk, platform, MANAGER, look, wording.B_HOW_READ)
    [edit] = desk.shelves.edits(GROUP).values()
    assert edit.added
    assert (edit.added.regions, edit.added.languages) == (("IE",), ("es",))
    labels = [button.label for button in page.buttons]
    assert wording.B_CATALOG_HIDE in labels
    assert wording.B_CATALOG_UNDO not in labels, "nothing would be left of it"


async def test_the_name_of_what_nobody_has_looked_at_yet_is_taken_too(desk: Desk) -> None:
    platform = Platform()
    assert desk.directory
    waiting = desk.directory.catalog.services[0].model_copy(update={"id": "night-owls-of-cork"})
    catalog = desk.directory.catalog.model_copy(update={"unchecked": (waiting,)})
    desk.directory = replace(desk.directory, catalog=catalog)
    await begun(desk, platform)
    await tap(desk, platform, MANAGER, await written(desk, platform, *ANSWERS), wording.B_HOW_READ)
    assert list(desk.shelves.edits(GROUP)) == ["night-owls-of-cork-2"]


async def test_whoever_is_no_longer_a_manager_adds_nothing(desk: Desk) -> None:
    platform = Platform()
    asked = await begun(desk, platform)
    look = await written(desk, platform, *ANSWERS)
    platform.managers.clear()
    refused = await private(desk, platform, MANAGER, pressed=labelled(look, wording.B_HOW_CALLED).payload)
    assert refused.text == wording.SETUP_MANAGERS
    assert (await private(desk, platform, MANAGER, pressed=asked.buttons[0].payload)).text == wording.ADD_LEFT
    assert desk.shelves.are_all_alike


async def test_a_cry_for_help_between_the_questions_is_answered_first(desk: Desk) -> None:
    platform = Platform()
    await begun(desk, platform)
    danger = await private(desk, platform, MANAGER, text="I am going to kill myself tonight")
    assert danger.text == (await say(desk, "I am going to kill myself tonight", ANA)).text
    form = Incoming(
        MANAGER, GROUP, private=True, shared=True, pressed="t1n|d.cost.cost.x|||", filled=("I want to kill myself",),
        origin=platform.origin(MANAGER, group=True),
    )  # fmt: skip
    assert "call" in (await pass_on(desk, form)).text


async def test_it_is_only_for_private_places(desk: Desk) -> None:
    platform = Platform()
    await begun(desk, platform)
    public = await in_group(desk, platform, MANAGER, text=ANSWERS[0])
    assert ANSWERS[0] not in public.text
    assert desk.shelves.are_all_alike
