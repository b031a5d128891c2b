"""A community's short file hides, changes and adds; what it leaves alone stays as it was shipped."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

import pytest

from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from handlers.tools import community_line
from safety.judge import judge
from safety.lines import countries, lines_for, shipped_lines
from safety.verdict import Band
from tests.catalog.samples import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from catalog.model import Catalog
    from safety.line import Purpose

NEEDS = load_needs()
PURPOSES: tuple[Purpose, ...] = ("suicide", "abuse", "sexual-assault")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWN = GOOD.replace("groups-2020", "our-groups-2020")


def short(folder: Path, text: str, name: str = "services_catalog.yaml") -> Catalog:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    loaded = load_catalog(path, NEEDS)
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.catalog is not None
    return loaded.catalog


@pytest.fixture
def base(tmp_path: Path) -> Catalog:
    return short(tmp_path, "extends: base\n")


def test_extending_the_base_and_nothing_else_is_the_base(base: Catalog) -> None:
    shipped = load_catalog(BASE_PATH, NEEDS).catalog
    assert shipped is not None
    assert base.model_copy(update={"digest": ""}) == shipped.model_copy(update={"digest": ""})


def test_a_hidden_service_is_gone_and_all_others_stay(base: Catalog, tmp_path: Path) -> None:
    ours = short(tmp_path, "extends: base\nhide: [box-breathing]\n")
    assert ours.services == tuple(service for service in base.services if service.id != "box-breathing")


def test_an_override_changes_its_field_and_no_other(base: Catalog, tmp_path: Path) -> None:
    ours = short(tmp_path, "extends: base\noverride:\n  box-breathing: {name: Square breathing}\n")
    was, now = base.service("box-breathing"), ours.service("box-breathing")
    assert was is not None
    assert now == was.model_copy(update={"name": "Square breathing"})
    assert [service.id for service in ours.services] == [service.id for service in base.services]


def test_an_empty_override_takes_a_field_away_and_a_translation_replaces_only_its_own(tmp_path: Path) -> None:
    spanish = "translations: {es: {name: Caja, summary: Inhala.}}"
    changes = f"    tell:\n    steps:\n    formats: [text]\n    {spanish}\n"
    ours = short(tmp_path, f"extends: base\noverride:\n  box-breathing:\n{changes}").service("box-breathing")
    assert ours is not None
    assert ours.tell is None
    assert ours.steps == ()
    assert ours.translations["es"].name == "Caja"
    assert ours.translations["th"].steps


def test_own_services_references_and_phrases_are_added(base: Catalog, tmp_path: Path) -> None:
    ours = short(tmp_path, f"extends: base\nphrases: {{en: {{loneliness: [nobody writes back]}}}}\n{OWN}")
    assert ours.service("tuesday-group") is not None
    assert len(ours.services) == len(base.services) + 1
    assert ours.references.keys() == base.references.keys() | {"our-groups-2020"}
    assert ours.phrases["en"]["loneliness"] == ("nobody writes back",)


def test_own_services_may_name_references_of_the_base(tmp_path: Path) -> None:
    own = OWN.partition("references:")[0].replace("our-groups-2020", "fincham-2023")
    service = short(tmp_path, f"extends: base\n{own}").service("tuesday-group")
    assert service is not None
    assert service.evidence.refs == ("fincham-2023",)


def test_a_file_beside_it_can_be_extended_and_its_entries_are_shown_once_checked(tmp_path: Path) -> None:
    unchecked = GOOD.replace("    verified:", "    checked: no\n    verified:")
    (tmp_path / "imported.yaml").write_text(unchecked, encoding="utf-8")
    hidden = short(tmp_path, "extends: [base, imported.yaml]\n")
    assert hidden.service("tuesday-group") is None
    assert [service.id for service in hidden.unchecked] == ["tuesday-group"]
    shown = short(tmp_path, "extends: [base, imported.yaml]\noverride:\n  tuesday-group: {checked: yes}\n")
    assert shown.service("tuesday-group") is not None
    assert shown.unchecked == ()


def test_a_fault_in_a_file_below_is_told_with_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "imported.yaml").write_text(GOOD.replace("area: wellbeing", "area: welbeing"), encoding="utf-8")
    path = tmp_path / "services_catalog.yaml"
    path.write_text(
        "# ours\nextends: [base, imported.yaml]\noverride: {tuesday-group: {cost: paid}}\n", encoding="utf-8"
    )
    (problem,) = load_catalog(path, NEEDS).problems
    assert str(problem).startswith("line 2: in imported.yaml, line 7: “welbeing” is not an area we know")


def test_everything_hidden_is_a_problem_and_not_an_empty_bot(base: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "services_catalog.yaml"
    path.write_text(f"extends: base\nhide: [{', '.join(service.id for service in base.services)}]\n", encoding="utf-8")
    (problem,) = load_catalog(path, NEEDS).problems
    assert "no service is left to show" in problem.sentence


def impostor(country: str, name: str) -> str:
    """A crisis line that calls itself like a shipped one and leads nowhere."""
    return (
        f'  - {{name: "{name}", country: {country}, purposes: [suicide, abuse], languages: [en], hours: 24/7,\n'
        '     contacts: {channel: call, dial: "0000000", display: "0000000"},\n'
        "     verified: {on: 2026-11-22, by: us, how: called}}\n"
    )


def test_no_edit_removes_or_shadows_a_shipped_crisis_line(base: Catalog, tmp_path: Path) -> None:
    hidden = ", ".join(service.id for service in base.services[1:])
    lines = [impostor(country, shipped_lines(country)[0].name) for country in countries() if shipped_lines(country)]
    ours = short(tmp_path, f"extends: base\nhide: [{hidden}]\ncrisis_lines:\n{''.join(lines)}")
    added = tuple(map(community_line, ours.crisis_lines))
    assert len(added) >= 10
    for country, purpose in product(countries(), PURPOSES):
        shown = lines_for(country, (purpose,), languages=["en"], now=NOW, first=added)
        assert lines_for(country, (purpose,), languages=["en"], now=NOW)[0] in shown


def test_hiding_every_helpline_leaves_the_danger_path_alone(base: Catalog, tmp_path: Path) -> None:
    helplines = [service.id for service in base.services if service.support == "helpline"]
    ours = short(tmp_path, f"extends: base\nhide: [{', '.join(helplines)}]\n")
    assert not any(service.support == "helpline" for service in ours.services)
    assert judge("I am going to kill myself tonight").band is Band.ACT
    assert lines_for("GB", ("suicide",), languages=["en"], now=NOW)
