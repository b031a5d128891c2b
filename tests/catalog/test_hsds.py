"""Services travel through the standard of directories and come back the same; what is broken costs only itself."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.bringing import judged
from catalog.hsds_json import LONGEST_RECORD, read_json
from catalog.hsds_read import Home, read_service
from catalog.hsds_shape import FILES, faults
from catalog.hsds_tables import read_tables, write_tables
from catalog.hsds_write import record
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.model import Evidence, Reference
from tests.catalog.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.bringing import Brought
    from catalog.hsds_rows import Fault, Row
    from catalog.model import Catalog, Service

NEEDS = {need.id: need.area for need in load_needs()}
HOME = Home(NEEDS, region="GB", language="en")
STUDIES = {"a-2020": Reference(citation="A (2020). Groups."), "b-2021": Reference(citation="B.", doi="10.1000/1")}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def shipped() -> Catalog:
    catalog = load_catalog(BASE_PATH, load_needs()).catalog
    assert catalog is not None
    return catalog


def foreign(**fields: Any) -> dict[str, Any]:
    """A service as another directory writes it."""
    return {
        "id": "ac148810-d857-441c-9679-408f346de14b",
        "name": "Harbour Listening Line",
        "status": "active",
        "description": "A help line for people who are anxious. Calls are free. We also send leaflets.",
        "url": "https://harbour.example.org",
        "phones": [{"id": "1554f2e2-a373-45db-a3fa-9fc48a61c15e", "number": "0800 555 123", "type": "voice"}],
    } | fields


def rows(text: str, found: list[Fault]) -> list[Row]:
    return list(read_json(io.StringIO(text), "theirs.json", found))


def brought(rows: Iterable[Row]) -> list[Brought]:
    """The entries of rows that are all good."""
    made = []
    for row in rows:
        draft = read_service(row, HOME)
        assert row.faults == []
        assert draft is not None
        one, wrong = judged(draft.fields, NEEDS, draft.references)
        assert wrong == []
        assert one is not None
        made.append(one)
    return made


def read_one(given: dict[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    """The fields that one foreign service gives, and what is wrong with it."""
    found: list[Fault] = []
    (row,) = rows(json.dumps([given]), found)
    draft = read_service(row, HOME)
    return (draft.fields if draft else None), [str(fault) for fault in found]


def through_tables(records: list[dict[str, Any]], name: str) -> list[Brought]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_tables(records, path)
        found: list[Fault] = []
        made = brought(read_tables(path, found))
    assert found == []
    return made


@settings(max_examples=120, deadline=None)
@given(services(refs=tuple(STUDIES)))
def test_every_service_comes_back_the_same_from_json_and_from_tables(service: Service) -> None:
    written = record(service, STUDIES)
    assert list(faults(written)) == []
    (from_json,) = brought(rows(json.dumps([written], ensure_ascii=False), []))
    (from_tables,) = through_tables([written], "out.zip")
    for one in (from_json, from_tables):
        assert one.service == service
        assert one.references == {key: STUDIES[key] for key in service.evidence.refs}


def test_the_shipped_catalog_comes_back_the_same() -> None:
    catalog = shipped()
    written = [record(service, catalog.references) for service in catalog.services]
    assert [fault for one in written for fault in faults(one)] == []
    for made in (brought(rows(json.dumps(written), [])), through_tables(written, "folder")):
        assert [one.service for one in made] == list(catalog.services)
        assert {key: study for one in made for key, study in one.references.items()} == catalog.references


@pytest.mark.skipif("HSDS_SCHEMAS" not in os.environ, reason="HSDS_SCHEMAS names no folder with the standard's schemas")
def test_the_standards_own_schema_takes_the_export() -> None:
    schema = json.loads((Path(os.environ["HSDS_SCHEMAS"]) / "service.json").read_text(encoding="utf-8"))
    judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    catalog = shipped()
    for service in catalog.services:
        assert [error.message for error in judge.iter_errors(record(service, catalog.references))] == []


def test_our_own_check_sees_what_the_standard_forbids() -> None:
    good = record(shipped().services[0], {})
    bad = good | {"id": "box", "status": "open", "url": "example", "minimum_age": "9", "colour": "red"}
    bad["phones"] = [{"id": good["id"]}]
    del bad["name"]
    said = " ".join(faults(bad))
    for part in (
        "id is",
        "status is",
        "url is",
        "minimum_age is",
        "colour is no",
        "phones[0].number is",
        "name is miss",
    ):
        assert part in said


def test_a_change_that_another_program_made_counts_more_than_our_own_words() -> None:
    service = shipped().services[0]
    written = record(service, {}) | {"name": "Square breathing", "assured_date": "2026-11-25"}
    (row,) = rows(json.dumps([written]), [])
    draft = read_service(row, HOME)
    assert draft is not None
    assert draft.fields["name"] == "Square breathing"
    assert draft.fields["verified"]["on"] == "2026-11-25"
    assert tuple(draft.fields["steps"]) == service.steps


def test_a_foreign_service_becomes_an_entry_whose_guesses_are_named() -> None:
    (row,) = rows(json.dumps([foreign()]), [])
    draft = read_service(row, HOME)
    assert draft is not None
    assert draft.fields["needs"] == ["anxiety", "helpline"]
    assert draft.fields["support"] == "helpline"
    assert draft.fields["summary"] == "A help line for people who are anxious. Calls are free."
    assert draft.fields["contacts"] == [{"channel": "call", "dial": "0800555123", "display": "0800 555 123"}]
    assert set(draft.guessed) >= {"needs", "support", "cost", "area", "formats", "regions", "languages", "readiness"}
    assert draft.fields["verified"]["on"] == "2000-01-01"  # nobody says when it was checked, so it counts as stale


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "name: there is no name"),
        ({"name": ["a"]}, "name: a text belongs here"),
        ({"name": "x" * 30_000}, "name: this is longer than 20,000 letters"),
        ({"url": None}, "url: there is no web page"),
        ({"description": "Boat repairs.", "name": "Harbour"}, "description: its words speak of no need"),
        ({"phones": {}}, "phones: a list belongs here"),
        ({"phones": ["0800"]}, "phones[0]: names and values belong here"),
        ({"phones": [{"number": "call us"}]}, "phones[0].number: "),
        ({"phones": [{"type": "voice"}]}, "phones[0].number: there is no number"),
        ({"minimum_age": "old"}, "minimum_age: this is not a number"),
        ({"email": "nobody"}, "email: this is not an e-mail address"),
        ({"schedules": [{"byday": "XX", "opens_at": "9", "closes_at": "10:00"}]}, "schedules[0].opens_at: this is not"),
        ({"schedules": [{"byday": "XX", "opens_at": "09:00", "closes_at": "10:00"}]}, "schedules[0].byday: these are"),
        ({"languages": [{"code": "?"}]}, "languages[0].code: this is no code"),
        ({"assured_date": "2026-13-45"}, "assured_date: this is no day of the calendar"),
        ({"attributes": [3]}, "attributes[0]: names and values"),
    ],
)
def test_what_is_wrong_is_named_by_file_line_and_field(change: dict[str, Any], said: str) -> None:
    _, wrong = read_one(foreign(**change))
    assert any(one.startswith(f"theirs.json, line 1, {said}") for one in wrong), wrong


def test_a_number_that_was_given_up_is_never_brought_in() -> None:
    fields, wrong = read_one(foreign(phones=[{"number": "1-800-273-8255"}]))
    assert fields is not None
    assert "contacts" not in fields
    assert "out of date" in wrong[0]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(foreign(languages=1, organization=1, attributes=1))), JSON, max_size=4))
def test_no_value_of_another_directory_breaks_the_reading(change: dict[str, Any]) -> None:
    found: list[Fault] = []
    for row in rows(json.dumps([foreign(**change)]), found):
        if draft := read_service(row, HOME):
            judged(draft.fields, NEEDS, draft.references)


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from(["contacts", "hours", "id", "name", "evidence", "verified", "references", "steps"]))
def test_no_value_that_pretends_to_be_ours_breaks_the_reading(value: Any, name: str) -> None:
    written = record(shipped().services[0], {})
    term = {"id": written["id"], "code": f"exact:{name}", "taxonomy": "peerbridge", "name": "x", "description": "x"}
    for said in (value, {"was": value, "is": value}):
        mine = {"id": written["id"], "value": json.dumps(said), "taxonomy_term": term}
        for row in rows(json.dumps([written | {"attributes": [*written["attributes"], mine]}]), []):
            if draft := read_service(row, HOME):
                judged(draft.fields, NEEDS, draft.references)


@pytest.mark.parametrize(
    ("text", "lines", "said"),
    [
        ('[{"a":1,\n"b":"}]"},\n{"a":,},\n{"a":3}]', [1, 4], "line 3: this cannot be read as JSON"),
        ('{"total":1,"contents":[{"a":1},\n{"b":"\\""}]}', [1, 2], ""),
        ('{"a":1}\n{"a":2}\n', [1, 2], ""),
        ('[{"a":1},\n {"b":', [1], "line 2: the file ends in the middle"),
        ("[]", [], "there is no service in it"),
        ('[{"a":NaN},\n{"b":1}]', [2], "line 1: there is a number"),
        (
            '[{"a":"' + '\\\\\\"' * (LONGEST_RECORD // 2) + '"},\n{"a":2}]',
            [2],
            "line 1: this record is longer than 4 MB",
        ),
    ],
)
def test_a_broken_record_costs_only_itself(text: str, lines: list[int], said: str) -> None:
    found: list[Fault] = []
    assert [row.line for row in rows(text, found)] == lines
    assert said in "; ".join(map(str, found))
    assert bool(found) == bool(said)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    catalog = shipped()
    write_tables([record(service, catalog.references) for service in catalog.services[:3]], tmp_path / "theirs")
    return tmp_path / "theirs"


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        ("phone", "p1,,nobody,,,,0800,,voice,", "service_id: no service has the id “nobody”"),
        ("phone", "p1,,,,,,0800,,voice,", "service_id: this row belongs to no service"),
        ("phone", "p1,,,,,,,,,,,,,,,,,", "this line has more fields"),
        ("phone", '"p1,', "this line cannot be read"),
        ("phone", "p1," + "9" * 200_000, "this line cannot be read"),
        ("attribute", "x,y,z,need,service,1", "taxonomy_term_id: no term has this id"),
        ("service", ",,No id,,,,,active", "id: there is no id"),
    ],
)
def test_a_bad_row_of_a_table_is_named_and_all_services_are_kept(tables: Path, kind: str, line: str, said: str) -> None:
    path = tables / FILES[kind]
    if not path.exists():
        path.write_text(
            "id,location_id,service_id,organization_id,contact_id,service_at_location_id,number,extension,type,description\r\n"
        )
    number = len(path.read_bytes().split(b"\n"))
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(line + "\r\n")
    found: list[Fault] = []
    assert len(list(read_tables(tables, found))) == 3
    assert [str(fault) for fault in found if said in str(fault)]
    assert {(fault.file, fault.line) for fault in found} == {(FILES[kind], number)}


def test_the_second_service_of_an_id_is_named(tables: Path) -> None:
    path = tables / "services.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    found: list[Fault] = []
    assert len(list(read_tables(tables, found))) == 3
    assert str(found[0]).startswith("services.csv, line 5, id: line 2 has the same id")


def test_letters_of_another_encoding_are_named_where_they_stand(tables: Path) -> None:
    path = tables / "services.csv"
    path.write_bytes(path.read_bytes().replace(b"Box breathing", b"B\xf6x breathing"))
    found: list[Fault] = []
    made = [read_service(row, HOME) for row in read_tables(tables, found)]
    assert [draft is None for draft in made] == [True, False, False]
    assert str(found[0]).startswith("services.csv, line 2, name: there is a letter here that is not saved as UTF-8")


@pytest.mark.parametrize("gone", [name for name in FILES.values() if name != "services.csv"])
def test_tables_that_are_missing_stop_nothing(tables: Path, gone: str) -> None:
    (tables / gone).unlink(missing_ok=True)
    assert len(list(read_tables(tables, []))) == 3


def test_without_services_or_with_a_broken_zip_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("phones.csv", "id\n")
    for name, said in {"broken.zip": "no zip that can be opened", "other.zip": "there is no services.csv"}.items():
        found: list[Fault] = []
        assert list(read_tables(tmp_path / name, found)) == []
        assert [said in str(fault) for fault in found] == [True]


def test_a_study_that_did_not_come_along_is_not_named() -> None:
    service = shipped().services[0].model_copy(update={"evidence": Evidence(level="rct", refs=("lost-2020",))})
    (row,) = rows(json.dumps([record(service, {})]), [])
    draft = read_service(row, HOME)
    assert draft is not None
    one, _ = judged(draft.fields, NEEDS, draft.references)
    assert one is not None
    assert one.service.evidence.refs == ()
