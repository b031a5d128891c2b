"""`peerbridge catalog export-csv` and `import-csv`: a row is shown only when somebody says that it is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_catalog, load_needs
from tests.commands.catalog_kit import Folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, vectors, monkeypatch)


@pytest.fixture
def table(folder: Folder) -> Path:
    """The base as a table, in which one service has an id that the catalog does not have."""
    folder.save("extends: base\nhide: [box-breathing]\n")
    path = folder.path.with_name("mine.csv")
    folder.types("export-csv", str(path))
    path.write_text(
        path.read_text(encoding="utf-8").replace("long-exhale-breathing", "slow-breathing"), encoding="utf-8"
    )
    return path


def test_a_row_is_shown_only_when_somebody_says_that_it_is_checked(folder: Folder, table: Path) -> None:
    said = folder.types("import-csv", str(table))
    assert "125 services were read from mine.csv." in said
    assert "1 was written to imported.yaml, each with “checked: no”" in said
    assert "124 were left out: your catalog has the same id already." in said
    folder.types("import-csv", str(table), "--checked")
    for name, shown in {"imported.yaml": False, "imported-2.yaml": True}.items():
        loaded = load_catalog(folder.save(f"extends: [base, {name}]\n"), load_needs())
        assert loaded.problems == ()
        assert loaded.catalog is not None
        assert (loaded.catalog.service("slow-breathing") is not None) is shown


def test_even_then_a_row_without_a_yes_waits(folder: Folder, table: Path) -> None:
    text = table.read_text(encoding="utf-8")
    header, row = text.split("\n", 1)
    assert "checked" in header
    table.write_text(f"{header}\n{row.replace(',yes,', ',,')}", encoding="utf-8")
    folder.types("import-csv", str(table), "--checked")
    loaded = load_catalog(folder.save("extends: [base, imported.yaml]\n"), load_needs())
    assert loaded.catalog is not None
    assert [service.id for service in loaded.catalog.unchecked] == ["slow-breathing"]


def test_another_encoding_ends_with_a_sentence_and_nothing_is_written_over(folder: Folder, table: Path) -> None:
    table.write_bytes(table.read_text(encoding="utf-8").encode("utf-16"))
    assert "125 services were read" in folder.types("import-csv", str(table))
    table.write_bytes(b"id,name\nx,B\xf6x\n")
    assert "mine.csv, line 2: there is a letter here that is not saved as UTF-8" in folder.types(
        "import-csv", str(table), code=1
    )
    assert "is there already" in folder.types("export-csv", str(table), code=2)
