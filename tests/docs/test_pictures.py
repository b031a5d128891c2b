"""Each drawn conversation is led anew with the real desk: its picture and its words still say what the bot says."""

from __future__ import annotations

import os
import re
import textwrap
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from commands.settings import CHECKOUT
from tests.docs.drawing.scenes import SCENES
from tests.docs.drawing.svg import WIDTH, drawn
from tests.docs.drawing.talk import Talk
from tests.handlers.staffroom import Platform

if TYPE_CHECKING:
    from handlers.desk import Desk
    from storage.store import Storage
    from tests.conftest import Clock

DOCS = CHECKOUT / "docs"
PICTURES = DOCS / "pictures"
IN_WORDS = DOCS / "pictures.md"
EMBEDDED = re.compile(r"!\[([^\]]+)\]\(pictures/([\w-]+)\.svg\)\n\n\[The same in words\]\(pictures\.md#([\w-]+)\)")
DRAW_ANEW = bool(os.environ.get("PEERBRIDGE_DRAW_PICTURES"))
"""`make pictures` writes them; else they are compared."""
SVG = "{http://www.w3.org/2000/svg}"


def section(title: str, said: str) -> str:
    """A picture's part of the page in words."""
    rows = [row for line in said.splitlines() for row in (textwrap.wrap(line, 88, break_long_words=False) or [""])]
    return f"## {title}\n```text\n" + "\n".join(rows) + "\n```\n"


def put(part: str) -> None:
    """Write a part of the page in words anew, or behind the others."""
    head, *parts = IN_WORDS.read_text(encoding="utf-8").split("\n## ")
    named = {each.partition("\n")[0]: each for each in (*parts, part.removeprefix("## "))}
    parts = [named[scene.title] for scene in SCENES.values() if scene.title in named]
    IN_WORDS.write_text("\n\n## ".join(each.strip() for each in (head, *parts)) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", SCENES)
async def test_the_picture_and_its_words_say_what_the_bot_says(
    name: str, desk: Desk, storage: Storage, clock: Clock
) -> None:
    scene, platform = SCENES[name], Platform()
    desk.post.attach("test", platform)
    talk = Talk(desk, platform, clock)
    await scene.play(talk, storage)
    picture, file = drawn(name, scene.title, talk.drawn), PICTURES / f"{name}.svg"
    part = section(scene.title, "\n\n".join(said.words() for said in talk.drawn))
    if DRAW_ANEW:
        file.write_text(picture, encoding="utf-8")
        put(part)
    changed = "the bot says something else now; draw it anew with: make pictures"
    assert file.read_text(encoding="utf-8") == picture, changed
    assert part in IN_WORDS.read_text(encoding="utf-8"), changed


def test_every_picture_is_shown_on_a_page_beside_its_words() -> None:
    shown = {}
    for page in DOCS.rglob("*.md"):
        for alt, name, words in EMBEDDED.findall(page.read_text(encoding="utf-8")):
            shown[name] = words
            said = " ".join((PICTURES / f"{name}.svg").read_text(encoding="utf-8").split())
            assert len(alt) > 40, f"{page.name}: the picture {name} needs a sentence for those who cannot see it"
            assert all(quoted in said for quoted in re.findall("“([^”]+)”", " ".join(alt.split()))), (page.name, name)
    assert shown == {name: slug(scene.title) for name, scene in SCENES.items()}
    assert {file.stem for file in PICTURES.glob("*")} == set(SCENES)


def test_a_picture_can_be_read_by_everybody_on_a_telephone_in_light_and_dark() -> None:
    for file in PICTURES.glob("*.svg"):
        picture = ET.parse(file).getroot()  # noqa: S314  our own file
        assert [picture.find(f"{SVG}{tag}") is not None for tag in ("title", "desc")] == [True, True]
        assert float(picture.attrib["width"]) == WIDTH <= 400
        assert "prefers-color-scheme: dark" in "".join(picture.itertext())
        for box in picture.iter(f"{SVG}rect"):
            assert float(box.get("x", "0")) + float(box.attrib["width"]) <= WIDTH, file.name
        assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)px", file.read_text("utf-8"))) >= 12
        assert not re.search(r"<(?:image|script|a|foreignObject)\b|href|url\(|@import", file.read_text("utf-8"))


def slug(title: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
