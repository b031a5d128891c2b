"""The page: valid, needs nothing from outside, readable in light and dark, and safe whatever services are called."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from insight.charts import charts
from insight.page import page
from insight.palette import DARK, LIGHT
from insight.picture import picture
from insight.report import compile_report
from tests.insight.living import FACTS, tables
from tests.insight.reading_pages import Page

if TYPE_CHECKING:
    from insight.facts import Facts


def _named(name: str) -> Facts:
    services = {each: replace(fact, name=name) for each, fact in FACTS.services.items()}
    return replace(FACTS, services=services)


@pytest.fixture(scope="module")
def whole() -> Page:
    return Page(page(compile_report(tables(3000), FACTS), name="Quiet Harbour"))


def test_the_page_needs_nothing_from_outside(whole: Page) -> None:
    kinds = {tag for tag, _ in whole.tags}
    assert not kinds & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "video", "audio", "a:"}
    addresses = [value or "" for _, attrs in whole.tags for name, value in attrs.items() if name in ("src", "href")]
    addresses += [value or "" for _, attrs in whole.tags for name, value in attrs.items() if name == "xlink:href"]
    assert all(address.startswith("#") for address in addresses)
    assert not [name for _, attrs in whole.tags for name in attrs if name.startswith("on")]
    html = page(compile_report(tables(3000), FACTS))
    assert not re.findall(r"@import|url\((?!#)|https?://|//[a-z]+\.", html.replace("http://www.w3.org/", ""))
    assert "default-src 'none'" in html


def test_the_page_has_a_language_a_title_headings_in_order_and_links_that_lead_somewhere(whole: Page) -> None:
    assert whole.of("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in whole.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    targets = {(attrs["href"] or "")[1:] for attrs in whole.of("a")}
    assert targets <= set(whole.ids)
    assert all("scope" in attrs for attrs in whole.of("th"))


def test_every_drawing_says_in_words_what_it_shows(whole: Page) -> None:
    drawings = [attrs for attrs in whole.of("svg") if attrs.get("role") == "img"]
    report = compile_report(tables(3000), FACTS)
    assert len(drawings) == len(charts(report)) == 6
    assert {attrs["aria-label"] for attrs in drawings} == {each.alt for each in charts(report).values()}
    for attrs in drawings:
        assert len(attrs["aria-label"] or "") > 60


def test_colours_are_named_so_that_the_page_is_readable_in_light_and_dark() -> None:
    html = page(compile_report(tables(3000), FACTS))
    body = html.split("</style>", 1)[1]
    assert not re.findall(r"#[0-9a-f]{6}", body)
    assert LIGHT.keys() == DARK.keys()
    for colours in (LIGHT, DARK):
        for words in ("ink", "soft", "coping", "wellbeing", "therapy", "all", "accent"):
            assert contrast(colours[words], colours["paper"]) >= 4.5
        assert contrast(colours["soft"], colours["band"]) >= 4.5
        assert contrast(colours["accent"], colours["pale"]) >= 3
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def contrast(one: str, other: str) -> float:
    """As the web's accessibility guidelines (WCAG 2) define it."""

    def light(code: str) -> float:
        parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_names_of_services_cannot_become_part_of_the_page() -> None:
    evil = '</text></svg><script>alert("1")</script><b onclick=x>&amp;'
    html = page(compile_report(tables(3000), _named(evil)), name=evil)
    seen = Page(html)
    assert not seen.of("script")
    assert not [attrs for _, attrs in seen.tags if "onclick" in attrs]
    assert evil in seen.text


@pytest.mark.parametrize("name", ["ศูนย์ให้คำปรึกษา", "$x^2$ and $5", "心の電話 🌱", "A" * 200, "_a_{b}%"])
def test_names_in_any_letters_are_drawn(name: str) -> None:
    report = compile_report(tables(3000), _named(name))
    assert name in Page(page(report, name=name)).text
    assert picture(report, name=name).startswith(b"\x89PNG")
