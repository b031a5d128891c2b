"""What the documents say about the data is what the database has."""

from __future__ import annotations

import re

from storage.backups import TOO_OLD
from storage.forgets import BACKUP_DAYS
from storage.memories import OPTED_OUT_DAYS
from storage.schema import metadata
from tests.storage.kit import ROOT

PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")


def test_every_table_is_described_and_no_other() -> None:
    described = re.findall(r"^\| `(\w+)` \|", PRIVACY, re.MULTILINE)
    assert sorted(described) == sorted(metadata.tables)


def test_every_row_says_what_how_long_and_why() -> None:
    rows = re.findall(r"^\| `\w+` \|(.+)\|$", PRIVACY, re.MULTILINE)
    assert all(len([cell for cell in row.split(" | ") if cell.strip()]) == 3 for row in rows)


def test_the_promised_days_are_those_of_the_program() -> None:
    assert f"Backups end after {BACKUP_DAYS} days".casefold() in PRIVACY.casefold().replace("they end", "backups end")
    assert f"{BACKUP_DAYS} days" in TOO_OLD
    assert f"they do not want to be counted ({OPTED_OUT_DAYS} days)" in PRIVACY
    assert f"{BACKUP_DAYS + 1} days" in PRIVACY


def test_it_says_who_is_the_controller_and_that_a_digest_can_be_reversed_until_its_key_dies() -> None:
    assert "**controller**" in PRIVACY
    assert "until the week ends**, which\naccount asked for what" in PRIVACY
    assert "Encrypt the disk" in PRIVACY
    assert (ROOT / "docs" / "dpia.md").exists()
