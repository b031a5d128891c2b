"""Reads a page as a strict browser would: every tag closed, every id once; and what a person sees of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_ALONE = {"meta", "link", "br", "img", "hr", "input"}
_SOFT = "var(--soft)"


class Page(HTMLParser):
    """What stands on a page. A tag that is closed in the wrong place, or a second element with an id, is an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.numbers_in_drawings: list[str] = []
        self.notes_in_drawings: list[str] = []
        self._soft = False
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"
        assert len(self.ids) == len(set(self.ids)), "an id stands twice"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute stands twice in {tag}"
        self.tags.append((tag, given))
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "text":
            self._soft = _SOFT in (given.get("style") or "")
        if tag not in _ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _ALONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{tag} is closed, and none is open"
        assert self.open.pop() == tag, f"{tag} is closed in the wrong place"

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        if "svg" in self.open:
            (self.notes_in_drawings if self._soft else self.numbers_in_drawings).append(data)
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is written outside of drawings."""
        return re.sub(r"\s+", " ", " ".join(self.words))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of this kind."""
        return [attrs for name, attrs in self.tags if name == tag]
