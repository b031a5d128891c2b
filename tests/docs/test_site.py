"""The site of the pages: every page is on its menu, managers come first, and nothing is fetched from elsewhere."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from commands.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = tomllib.loads((CHECKOUT / "zensical.toml").read_text(encoding="utf-8"))["project"]
DOCS = CHECKOUT / "docs"


def listed(entries: list[dict[str, str | list[dict[str, str]]]]) -> Iterator[str]:
    """Every page of the menu, in its order."""
    for entry in entries:
        for target in entry.values():
            if isinstance(target, str):
                yield target
            else:
                yield from listed(list(target))  # type: ignore[arg-type]  # a menu holds menus


def test_every_page_is_on_the_menu_once() -> None:
    assert sorted(listed(SITE["nav"])) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))


def test_every_page_but_home_is_reached_from_home() -> None:
    linked = set(re.findall(r"\]\(([\w./-]+\.md)\)", (DOCS / "index.md").read_text(encoding="utf-8")))
    assert linked == set(listed(SITE["nav"])) - {"index.md"}


def test_managers_come_first_and_then_moderators() -> None:
    menus = [next(iter(entry)) for entry in SITE["nav"]]
    assert menus[1:3] == ["For community managers", "For moderators"]


def test_no_link_leaves_the_site_but_to_the_web() -> None:
    out = []
    for page in DOCS.rglob("*.md"):
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        out += [f"{page.name}: {at}" for at in targets if not (page.parent / at).resolve().is_relative_to(DOCS)]
    assert out == []


def test_nothing_on_the_site_is_fetched_from_elsewhere() -> None:
    assert SITE["theme"]["font"] is False
    assert not {"extra_css", "extra_javascript", "extra", "plugins"} & SITE.keys()
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"!\[[^\]]*\]\(https?:|<(?:script|img|iframe|link)\b", text), page.name


def test_the_generator_is_pinned_by_hash() -> None:
    pinned = (CHECKOUT / "requirements-docs.txt").read_text(encoding="utf-8")
    assert re.search(r"^zensical==[\d.]+ \\\n    --hash=sha256:", pinned, flags=re.MULTILINE)
    assert "://" not in pinned
