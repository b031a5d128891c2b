"""`peerbridge catalog export-hsds` and `import-hsds`: nothing is written over, nothing imported is shown unchecked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from catalog.layers import BASE_PATH
from catalog.loader import load_catalog, load_needs
from tests.catalog.test_hsds import foreign
from tests.commands.catalog_kit import Folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, vectors, monkeypatch)


@pytest.mark.parametrize("name", ["out.json", "out.zip", "out"])
def test_nothing_imported_is_shown_before_somebody_marks_it_checked(folder: Folder, name: str) -> None:
    folder.save("extends: base\n")
    target = str(folder.path.with_name(name))
    assert f"126 services were written to {name}" in folder.types("export-hsds", target)
    folder.path.unlink()
    said = folder.types("import-hsds", target)
    assert "126 services were read" in said
    assert "each with “checked: no”: no member is shown them yet" in said
    path = folder.save("extends: [imported.yaml, base]\n")
    loaded = load_catalog(path, load_needs())
    assert loaded.problems[0].sentence.startswith("no service is left to show")  # all 126 wait, none is shown
    checked = path.with_name("imported.yaml").read_text(encoding="utf-8").replace("    checked: no\n", "", 1)
    path.with_name("imported.yaml").write_text(checked, encoding="utf-8")
    loaded = load_catalog(path, load_needs())
    assert loaded.catalog is not None
    assert [service.id for service in loaded.catalog.services] == ["box-breathing"]
    assert len(loaded.catalog.unchecked) == 125
    shipped = load_catalog(BASE_PATH, load_needs()).catalog
    assert shipped is not None
    back = {service.id: service for service in (*loaded.catalog.services, *loaded.catalog.unchecked)}
    assert [back[one.id].model_copy(update={"checked": True}) for one in shipped.services] == list(shipped.services)


def test_what_the_catalog_has_already_is_left_out(folder: Folder) -> None:
    folder.save("extends: base\n")
    target = str(folder.path.with_name("out.json"))
    folder.types("export-hsds", target)
    said = folder.types("import-hsds", target)
    assert "126 were left out: your catalog has the same id already." in said
    assert not folder.path.with_name("imported.yaml").exists()


def test_good_services_are_kept_and_bad_ones_named_in_a_file(folder: Folder) -> None:
    folder.save("extends: base\n")
    services = [foreign(), foreign(id="2"), foreign(id="3", name=""), foreign(id="4", status="defunct"), foreign()]
    source = folder.save(json.dumps(services, indent=1), "theirs.json")
    said = folder.types("import-hsds", str(source), "--region", "GB")
    assert "5 services were read from theirs.json." in said
    assert "2 were written to imported.yaml" in said
    assert "3 were left out because something in them is missing or wrong." in said
    problems = folder.path.with_name("imported.problems.txt").read_text(encoding="utf-8").splitlines()
    assert [line.partition(":")[0] for line in problems] == [
        "theirs.json, line 30, name",
        "theirs.json, line 44, status",
        "theirs.json, line 58, id",
    ]
    path = folder.save("extends: [base, imported.yaml]\n")
    loaded = load_catalog(path, load_needs())
    assert loaded.catalog is not None
    assert [one.id for one in loaded.catalog.unchecked] == ["harbour-listening-line", "harbour-listening-line-2"]
    assert "# guessed: look at it" in path.with_name("imported.yaml").read_text(encoding="utf-8")


def test_nothing_is_ever_written_over(folder: Folder) -> None:
    folder.save("extends: base\n")
    source = folder.save(json.dumps([foreign()]), "theirs.json")
    folder.save("mine", "imported.yaml")
    folder.save("mine", "out.json")
    assert "imported-2.yaml" in folder.types("import-hsds", str(source), "--region", "GB")
    assert "is there already" in folder.types("export-hsds", str(folder.path.with_name("out.json")), code=2)
    for name in ("imported.yaml", "out.json"):
        assert folder.path.with_name(name).read_text(encoding="utf-8") == "mine"


def test_a_file_of_another_encoding_and_one_that_is_no_json_end_with_a_sentence(folder: Folder) -> None:
    folder.save("extends: base\n")
    for name, content in {
        "a.json": json.dumps([foreign()]).encode("utf-16"),
        "b.json": b"\x89PNG\x00",
        "c.json": b"",
    }.items():
        source = folder.path.with_name(name)
        source.write_bytes(content)
        said = folder.types("import-hsds", str(source), "--region", "GB", code=0 if name == "a.json" else 1)
        assert "Traceback" not in said
    assert "unknown-need" in folder.types("import-hsds", str(source), "--need", "unknown-need", code=2)


def test_what_nobody_has_checked_is_not_exported(folder: Folder) -> None:
    folder.save("extends: base\noverride:\n  box-breathing:\n    checked: no\n")
    said = folder.types("export-hsds", str(folder.path.with_name("out.json")))
    assert "125 services were written" in said
    assert "1 was left out: nobody has checked it yet." in said
