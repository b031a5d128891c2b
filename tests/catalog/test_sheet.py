"""Services go into a spreadsheet and come back the same, and none of their words is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.bringing import judged
from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from catalog.sheet import read_sheet, sheet
from tests.catalog.services import services

if TYPE_CHECKING:
    from catalog.hsds_rows import Fault
    from catalog.model import Service

NEEDS = {need.id for need in load_needs()}
SHIPPED = load_catalog(BASE_PATH, load_needs()).catalog
assert SHIPPED is not None
STUDIES = {key: study.model_dump(exclude_none=True) for key, study in SHIPPED.references.items()}
BOX = SHIPPED.services[0]


def back(text: str) -> list[Service | None]:
    found: list[Fault] = []
    made = [judged(fields, NEEDS, STUDIES) for _, fields in read_sheet(text, "mine.csv", found)]
    assert found == []
    assert [wrong for _, wrong in made if wrong] == []
    return [one.service if one else None for one, _ in made]


@settings(max_examples=120, deadline=None)
@given(services(), st.booleans())
def test_every_service_comes_back_the_same(service: Service, semicolons: bool) -> None:  # noqa: FBT001  drawn
    assert back(sheet([service], semicolons=semicolons)) == [service]


def test_the_shipped_catalog_comes_back_the_same() -> None:
    assert SHIPPED is not None
    assert back(sheet(SHIPPED.services)) == list(SHIPPED.services)


@settings(max_examples=150, deadline=None)
@given(services(), st.sampled_from("=+-@\t'\uff1d\uff0b\uff0d\uff20"), st.text("=+-@'1a", max_size=4))
def test_no_cell_begins_like_a_formula(service: Service, sign: str, rest: str) -> None:
    risky = service.model_copy(update={"name": sign + rest + "!", "provider": "=1+1", "tell": "'quoted'"})
    for row in csv.reader(io.StringIO(sheet([risky])[1:], newline="")):
        assert [cell for cell in row if cell[:1] in tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20") and cell] == []
    ((_, fields),) = read_sheet(sheet([risky]), "mine.csv", [])
    assert fields["name"] == (sign + rest + "!").strip()
    assert fields["provider"] == "=1+1"
    assert fields["tell"] == "'quoted'"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_excel_saves_is_read(delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(sheet([BOX])[1:], newline="")))
    rows[1] = [{"2026-11-22": "22.11.2026", "yes": "TRUE"}.get(cell, cell) for cell in rows[1]]
    saved = io.StringIO()
    csv.writer(saved, delimiter=delimiter).writerows([*rows, [""] * len(rows[0])])
    assert back("\ufeff" + saved.getvalue()) == [BOX]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("coping", "copping", "area: “copping” is not an area we know; did you mean “coping”?"),
        ("anxiety, stress", "anxeity, stress", "needs: “anxeity” is not a need we know"),
        ("24/7", "sometimes", "hours: these are no hours"),
        ("2026-11-22", "11/22/26", "verified: “11/22/26” is not a date; write year-month-day"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(was: str, now: str, said: str) -> None:
    found: list[Fault] = []
    for row, fields in read_sheet(sheet([BOX]).replace(was, now, 1), "mine.csv", found):
        for name, sentence in judged(fields, NEEDS, STUDIES)[1]:
            row.wrong(name, sentence)
    assert str(found[0]).startswith(f"mine.csv, line 2, {said}")


def test_columns_that_are_missing_or_unknown_are_named() -> None:
    found: list[Fault] = []
    assert list(read_sheet("id,nmae,provider\n", "mine.csv", found)) == []
    said = " ".join(map(str, found))
    assert "“nmae” is not a column we know; did you mean “name”?" in said
    assert "there is no column “url”" in said
    found.clear()
    assert list(read_sheet('id,name\n"a,b\n', "mine.csv", found)) == []
    assert "this row cannot be read" in str(found[-1])
