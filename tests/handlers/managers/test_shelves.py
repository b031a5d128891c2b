"""A community's own changes are live at once, for its own members alone, and nothing is made anew that need not be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from catalog.overlay import Edit, NewNumber
from storage.store import Change
from tests.handlers.people import ANA, BEN, GROUP, command, everything, in_group, say, through

if TYPE_CHECKING:
    import pytest

    from encoder.encoder import Encoder
    from handlers.desk import Desk
    from handlers.messages import Reply
    from handlers.tools import Directory

SLEEP = "I cannot sleep, my mind races every night"


async def shown(desk: Desk, member: str) -> Reply:
    """What a member of the group is shown in private."""
    public = await in_group(desk, SLEEP, member)
    return await through(desk, public.buttons[0], member)


def hide(service: str) -> Change:
    return Change(GROUP, "manager", "hide", service)


async def test_what_is_hidden_is_no_longer_shown_there_and_still_shown_elsewhere(
    desk: Desk, directory: Directory
) -> None:
    before = await shown(desk, ANA)
    [first, *_] = before.items
    service = next(s for s in directory.catalog.services if s.name == first.title)
    assert await desk.shelves.change(hide(service.id), lambda edit: edit.model_copy(update={"hidden": True}))
    assert first.title not in everything(await shown(desk, ANA))
    assert first.title not in everything(await say(desk, SLEEP, ANA)), "her private chat belongs to that group"
    assert first.title in everything(await say(desk, SLEEP, BEN)), "his belongs to none"


async def test_undone_it_is_as_it_was(desk: Desk, directory: Directory) -> None:
    service = directory.catalog.services[0].id
    await desk.shelves.change(hide(service), lambda edit: edit.model_copy(update={"hidden": True}))
    await desk.shelves.change(hide(service), lambda edit: edit.model_copy(update={"hidden": False}))
    assert await desk.shelves.of(GROUP) is directory
    assert desk.shelves.are_all_alike


async def test_a_change_survives_a_restart(desk: Desk, directory: Directory) -> None:
    service = directory.catalog.services[0].id
    await desk.shelves.change(hide(service), lambda edit: edit.model_copy(update={"hidden": True}))
    before = desk.shelves.edits(GROUP)
    desk.shelves._edits = {}
    await desk.load_settings()
    assert desk.shelves.edits(GROUP) == before


async def test_a_shelf_is_made_once_and_anew_when_the_file_changes(desk: Desk, directory: Directory) -> None:
    service = directory.catalog.services[0].id
    await desk.shelves.change(hide(service), lambda edit: edit.model_copy(update={"hidden": True}))
    own = await desk.shelves.of(GROUP)
    await desk.load_settings()
    assert await desk.shelves.of(GROUP) is own
    desk.directory = replace(directory)
    assert await desk.shelves.of(GROUP) is not own


async def test_no_vector_is_made_for_what_has_not_changed(
    desk: Desk, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    encoder = directory.matcher._encoder
    assert encoder
    real = type(encoder).vector

    def told(self: Encoder, text: str) -> object:
        made.append(text)
        return real(self, text)

    monkeypatch.setattr(type(encoder), "vector", told)
    services = directory.catalog.services
    own = services[0].model_copy(update={"id": "our-group", "name": "Owls at night", "examples": ("we owls",)})
    number = NewNumber(channel="call", was="1", dial="22", display="22")
    await desk.shelves.change(hide(services[1].id), lambda edit: edit.model_copy(update={"hidden": True}))
    await desk.shelves.change(hide(services[2].id), lambda edit: edit.model_copy(update={"numbers": (number,)}))
    await desk.shelves.change(hide("our-group"), lambda edit: edit.model_copy(update={"added": own}))
    assert (found := await desk.shelves.of(GROUP))
    assert found.catalog.service("our-group") == own
    assert made == [f"Owls at night. {own.summary}", "we owls"]


async def test_danger_is_answered_as_ever_whatever_is_hidden(desk: Desk, directory: Directory) -> None:
    before = await command(desk, "crisis", community=GROUP)
    danger = await say(desk, "I am going to kill myself tonight", community=GROUP)
    for service in directory.catalog.services:
        await desk.shelves.change(hide(service.id), lambda edit: edit.model_copy(update={"hidden": True}))
    own = await desk.shelves.of(GROUP)
    assert own
    assert own.catalog.services == ()
    assert (await command(desk, "crisis", BEN, community=GROUP)).text == before.text
    assert (await say(desk, "I am going to kill myself tonight", BEN, community=GROUP)).text == danger.text


async def test_without_storage_nothing_changes_and_that_is_said(directory: Directory, desk: Desk) -> None:
    desk.keep._storage = None
    assert not await desk.shelves.change(hide("x"), lambda edit: edit.model_copy(update={"hidden": True}))
    assert await desk.shelves.of(GROUP) is directory


def test_an_empty_change_is_no_change() -> None:
    assert Edit(service="x").is_empty
