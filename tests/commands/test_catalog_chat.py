"""What managers changed in chat is written into the file as members see it, and the trail tells it without names."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bots.identity import Pseudonyms
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.merging import merged
from catalog.model import Service, Verified
from catalog.overlay import Edit, NewNumber, laid_over
from commands import catalog_chat
from commands.keys import existing_secret
from commands.settings import read_settings
from storage.store import Change, Storage, sqlite_address
from tests.commands.catalog_kit import OWN, SHORT, Folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "a secret of the tests that is long enough for everybody"
TODAY = Verified(on=date(2026, 11, 25), by="a manager here", how="called")
NEW = NewNumber(channel="call", was="0800555123", dial="0800555999", display="0800 555 999")


LINE = """\
crisis_lines:
  - name: Our own line
    country: GB
    purposes: [suicide]
    languages: [en]
    hours: 24/7
    contacts: {channel: call, dial: "0800555777", display: 0800 555 777}
    verified: {on: 2026-11-22, by: us, how: called}
"""


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setenv("PEERBRIDGE_SECRET_KEY", SECRET)
    return Folder(tmp_path, vectors, monkeypatch)


def change(*edits: Edit, chat: int = -1001) -> None:
    """A manager of a group changes something."""

    async def work() -> None:
        settings = read_settings()
        key = existing_secret(settings)
        community = Pseudonyms(key.people).community("telegram", chat)
        url = sqlite_address(settings.database_file)
        storage = await Storage.open(url, key=key.root, clock=lambda: datetime.now(UTC), deadline_s=10)
        for edit in edits:
            body = edit.model_dump_json(exclude_defaults=True)
            what = Change(community, "manager", "number" if edit.numbers else "hide", edit.service)
            await storage.edits.change(what, lambda _, body=body: body)  # type: ignore[misc]  # bound here and now
        await storage.close()

    asyncio.run(work())


def everything(folder: Folder) -> dict[str, object]:
    catalog = load_catalog(folder.path, load_needs()).catalog
    assert catalog
    return {service.id: service for service in catalog.services}


def base_with_number() -> tuple[str, NewNumber]:
    """A service of the base with exactly one number to call."""
    catalog = load_catalog(BASE_PATH, load_needs()).catalog
    assert catalog
    for service in catalog.services:
        calls = [each for each in service.contacts if each.channel == "call"]
        if len(calls) == 1 and len(service.contacts) == 1:
            return service.id, NewNumber(channel="call", was=calls[0].dial, dial="0123456", display="012 3456")
    raise AssertionError


@pytest.mark.parametrize("text", [OWN, SHORT], ids=["a file of its own", "a short file"])
def test_what_is_merged_is_what_members_saw_and_every_remark_stays(folder: Folder, text: str) -> None:
    folder.save(text.replace("    area: wellbeing", "    area: wellbeing  # we asked them"))
    before = load_catalog(folder.path, load_needs()).catalog
    assert before
    added = before.services[-1].model_copy(update={"id": "our-walks", "name": "Walks: every day"})
    edits = [
        Edit(service="tuesday-group", numbers=(NEW,), verified=TODAY),
        Edit(service="our-walks", added=added, verified=TODAY),
    ]
    if text is SHORT:
        service, number = base_with_number()
        edits += [Edit(service=service, numbers=(number,), verified=TODAY), Edit(service="box-breathing", hidden=True)]
    wanted = {service.id: service for service in laid_over(before, edits).services}
    change(*edits)
    assert "tuesday-group: call 0800555123 is now 0800 555 999, checked on 2026-11-25 (called)" in folder.types(
        "merge", "--yes"
    )
    assert everything(folder) == wanted
    assert "# we asked them" in folder.text
    assert folder.types("merge", "--yes").strip() == "Nobody has changed anything in chat."


def test_a_hidden_service_of_ones_own_file_stays_in_it_unseen(folder: Folder) -> None:
    services, _, references = OWN.partition("references:")
    other = services.removeprefix("services:\n").replace("tuesday", "friday").replace("0800555123", "0800555321")
    other = other.replace("0800 555 123", "0800 555 321").replace("Tuesday", "Friday").replace("group.ex", "friday.ex")
    folder.save(f"{services}{other}references:{references}")
    change(Edit(service="tuesday-group", hidden=True))
    folder.types("merge", "--yes")
    assert list(everything(folder)) == ["friday-group"]
    assert "  - id: tuesday-group" in folder.text
    assert "checked: no" in folder.text


def test_the_shipped_list_is_never_written_into(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERBRIDGE_CATALOG", str(BASE_PATH))
    folder.types("merge", "--yes", code=2)


def test_what_was_added_and_hidden_again_does_not_get_into_the_file(folder: Folder) -> None:
    folder.save(OWN)
    added = everything(folder)["tuesday-group"]
    assert isinstance(added, Service)
    walks = added.model_copy(update={"id": "our-walks"})
    change(Edit(service="our-walks", added=walks, hidden=True), Edit(service="tuesday-group", numbers=(NEW,)))
    folder.types("merge", "--yes")
    assert list(everything(folder)) == ["tuesday-group"]
    assert "our-walks" not in folder.text


def test_what_is_hidden_needs_no_corrections_any_more(folder: Folder) -> None:
    folder.save(f"override:\n  box-breathing:\n    name: Square breathing\n{SHORT}")
    change(Edit(service="box-breathing", hidden=True))
    folder.types("merge", "--yes")
    assert "box-breathing" not in everything(folder)
    assert "override" not in folder.text


def test_what_was_changed_once_more_meanwhile_is_still_to_be_written() -> None:
    done = catalog_chat._done("the number of then")
    assert done("the number of then") is None
    assert done("the number of now") == "the number of now"
    assert done(None) is None


def test_what_was_hidden_without_brackets_stays_hidden(folder: Folder) -> None:
    folder.save(f"hide: music-for-mood  # too loud\n{SHORT}")
    change(Edit(service="box-breathing", hidden=True))
    folder.types("merge", "--yes")
    assert not {"music-for-mood", "box-breathing"} & set(everything(folder))
    assert "# too loud" in folder.text


def _dropping(text: str) -> Callable[[str], str | None]:
    return lambda written: "\n".join(line for line in written.split("\n") if text not in line)


FAULTS: dict[str, Callable[[str], str | None]] = {
    "forgets the new number": lambda text: text.replace("0800555999", "0800555123"),
    "writes the number as members do not read it": lambda text: text.replace("0800 555 999", "0800-555-999"),
    "forgets who checked it": lambda text: text.replace("a manager here", "somebody"),
    "shows again what was hidden": _dropping("- box-breathing"),
    "hides something else too": lambda text: text.replace("hide:", "hide:\n  - music-for-mood"),
    "breaks the file": lambda text: text.replace("area: wellbeing", "area: welbeing"),
    "loses a line that people call": _dropping("Our own line"),
    "gives up": lambda _: None,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_goes_wrong_in_writing_nothing_but_what_members_saw_gets_into_the_file(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    folder.save(SHORT.replace("    area: wellbeing", "    area: wellbeing  # we asked them") + LINE)
    change(Edit(service="tuesday-group", numbers=(NEW,), verified=TODAY), Edit(service="box-breathing", hidden=True))
    before = folder.text
    with monkeypatch.context() as planted:
        planted.setattr(catalog_chat, "merged", lambda *given: FAULTS[fault](merged(*given) or ""))
        said = folder.types("merge", "--yes", code=2)
    assert "could not be written into services_catalog.yaml without a loss" in said
    assert "tuesday-group: call 0800555123 is now 0800 555 999" in said
    assert "box-breathing: hidden" in said
    assert folder.text == before
    assert sorted(file.name for file in folder.path.parent.iterdir()) == ["data", "services_catalog.yaml"]
    folder.types("merge", "--yes")
    assert "0800 555 999" in folder.text


def test_where_a_remark_would_be_lost_a_person_writes_it(folder: Folder) -> None:
    folder.save(f"override:\n  box-breathing:\n    name: Square breathing  # Kim calls it so\n{SHORT}")
    change(Edit(service="box-breathing", hidden=True))
    before = folder.text
    assert "box-breathing: hidden" in folder.types("merge", "--yes", code=2)
    assert folder.text == before


def test_a_file_in_which_only_a_person_can_write_is_left_alone(folder: Folder) -> None:
    entries, _, rest = OWN.removeprefix("services:\n").partition("references:\n")
    folder.save(f"extends: base\nservices: [{_in_a_row(entries)}]\nreferences:\n{rest}")
    added = everything(folder)["tuesday-group"]
    assert isinstance(added, Service)
    change(Edit(service="our-walks", added=added.model_copy(update={"id": "our-walks"})))
    before = folder.text
    assert "our-walks: added" in folder.types("merge", "--yes", code=2)
    assert folder.text == before


def _in_a_row(entry: str) -> str:
    """The same entry between curly brackets, on one line."""
    return f"{{{', '.join(line.strip().removeprefix('- ') for line in entry.strip().splitlines())}}}"


def test_without_a_yes_nothing_is_written(folder: Folder) -> None:
    folder.save(OWN)
    change(Edit(service="tuesday-group", numbers=(NEW,)))
    folder.types("merge", says="n\n")
    assert folder.text == OWN
    assert "tuesday-group: call 0800555123 is now" in folder.types("merge", says="n\n")


def test_a_file_with_mistakes_is_left_alone(folder: Folder) -> None:
    broken = folder.save(OWN.replace("cost: free", "cost: freee")).read_text()
    change(Edit(service="tuesday-group", hidden=True))
    folder.types("merge", "--yes", code=2)
    assert folder.text == broken


def test_of_two_communities_one_must_be_named(folder: Folder) -> None:
    folder.save(OWN)
    change(Edit(service="tuesday-group", hidden=True))
    change(Edit(service="tuesday-group", numbers=(NEW,)), chat=-1002)
    assert "There are 2 communities with changes" in folder.types("merge", "--yes", code=2)
    folder.types("merge", "--yes", "--community", "telegram:-1002")
    assert "0800 555 999" in folder.text


def test_the_trail_is_told_and_names_nobody(folder: Folder) -> None:
    folder.save(OWN)
    assert folder.types("audit").strip() == "Nothing was changed in chat."
    change(Edit(service="tuesday-group", numbers=(NEW,)))
    folder.types("merge", "--yes")
    told = folder.types("audit")
    assert "a manager" in told
    assert "changed a number of tuesday-group" in told
    assert "an operator" in told
    assert "0800" not in told
