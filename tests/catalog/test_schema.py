"""The schemas that editors complete by say what the loader says, field by field."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from catalog.entries import entry, reference
from catalog.golden import Golden
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.model import CommunityLine, Record, Reference, Service
from catalog.schema import CATALOG_SCHEMA, GOLDEN_SCHEMA, schemas, written
from catalog.telling import FIELDS, PARTS, WORDS
from commands.settings import CHECKOUT
from tests.catalog.samples import EXAMPLE, GOOD, changed, load
from tests.catalog.services import services

if TYPE_CHECKING:
    from pathlib import Path

NEEDS = load_needs()
BASE = load_catalog(BASE_PATH, NEEDS).catalog
CATALOG = jsonschema.Draft7Validator(json.loads(CATALOG_SCHEMA.read_text(encoding="utf-8")))
GOLDEN = jsonschema.Draft7Validator(json.loads(GOLDEN_SCHEMA.read_text(encoding="utf-8")))


def as_an_editor_reads(text: str) -> Any:
    """The file as YAML 1.2, in which dates are texts."""
    yaml = YAML(typ="safe", pure=True)
    return _texts_of_dates(yaml.load(text))


def _texts_of_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _texts_of_dates(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_texts_of_dates(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def complaints(text: str, schema: jsonschema.Draft7Validator = CATALOG) -> list[str]:
    return [
        f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}"
        for one in schema.iter_errors(as_an_editor_reads(text))
    ]


def test_the_schemas_are_in_step_with_the_model_the_needs_and_the_base() -> None:
    assert BASE is not None
    for path, schema in schemas(NEEDS, sorted(service.id for service in BASE.services)).items():
        assert path.read_text(encoding="utf-8") == written(schema), "write `make schema`"
        jsonschema.Draft7Validator.check_schema(schema)


def test_every_field_is_told_with_an_example_and_every_word_of_a_list() -> None:
    for record, told in FIELDS.items():
        assert list(told) == list(record.model_fields)
        assert all(said.endswith((".", "?")) and example is not None for said, example in told.values())
    assert all(said.endswith(".") for said, _ in PARTS.values())
    for kind, words in WORDS.items():
        assert tuple(words) == kind.__args__


@pytest.mark.parametrize("record", [Service, Reference, CommunityLine, Golden])
def test_every_example_is_one_that_the_model_takes(record: type[Record]) -> None:
    example = {name: value for name, (_, value) in FIELDS[record].items()}
    if example.get("hours") == "24/7":
        example["hours"] = {"always": True}
    assert record.model_validate(example)


@pytest.mark.parametrize("path", [BASE_PATH, EXAMPLE], ids=["base", "example"])
def test_an_editor_has_nothing_to_say_about_a_good_catalog(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_an_editor_has_nothing_to_say_about_the_golden_requests() -> None:
    assert complaints((CHECKOUT / "golden.yaml").read_text(encoding="utf-8"), GOLDEN) == []


@settings(max_examples=80, deadline=None)
@given(services())
def test_whatever_the_check_takes_an_editor_takes(service: Service) -> None:
    assert complaints(f"services:\n{entry(service)}") == []


def test_a_short_file_with_blanks_is_good() -> None:
    short = "extends: base\nhide:\noverride:\n  box-breathing:\n    name: Square\nservices:\nphrases:\n"
    assert complaints(short) == []
    assert complaints("hide: []\n") != []


@pytest.mark.parametrize(
    "lines",
    [
        {7: "    area: welbeing"},
        {2: "  - id: Tuesday Group"},
        {4: "    provder: Youth House"},
        {9: "    needs: [lonelyness]"},
        {11: "    cost: gratis"},
        {12: "    regions: [Scotland]"},
        {13: "    languages: [English]"},
        {15: "    ages: {min: 200}"},
        {16: "    hours: always"},
        {18: "    contacts: {channel: fax, dial: '1', display: '1'}"},
        {19: "    evidence: rct"},
        {20: "    verified: {on: 22/11/2026, by: us, how: read}"},
        {3: "    name:"},
        {24: "phrases: {en: {lonelyness: [x]}}"},
        {24: "hide: [Box]"},
        {1: "service:"},
    ],
    ids=str,
)
def test_what_the_check_refuses_an_editor_underlines(lines: dict[int, str], tmp_path: Path) -> None:
    assert load(tmp_path, changed(lines), NEEDS).problems
    assert complaints(changed(lines))
    assert complaints(GOOD) == []


def test_references_are_known_to_an_editor() -> None:
    assert BASE is not None
    written_out = "".join(reference(key, one) for key, one in BASE.references.items())
    assert complaints(f"services: {{}}\nreferences:\n{written_out}") != []
    assert complaints(f"extends: base\nreferences:\n{written_out}") == []


@pytest.mark.parametrize(
    "path", [BASE_PATH, CHECKOUT / "services_catalog.yaml", CHECKOUT / "golden.yaml"], ids=lambda path: path.name
)
def test_the_first_line_leads_an_editor_to_the_schema(path: Path) -> None:
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
    assert found
    assert (path.parent / found[1]).resolve() in (CATALOG_SCHEMA, GOLDEN_SCHEMA)
