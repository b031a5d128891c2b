"""Draws a conversation as a picture that anybody can read: chat bubbles and buttons, light and dark, real text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.docs.drawing.talk import Bubble, Card

WIDTH = 390
"""As wide as a telephone, so that nothing has to be made smaller there."""
EDGE, WIDEST, INSIDE, GAP = 12, 336, 11, 8
LINE, BUTTON, BUTTON_GAP = 20, 32, 6
TEXT, SMALL = 15, 12.5
"""Sizes of letters."""
SAFE = 1.07
"""Fonts differ: a line that fits in ours should fit in most."""
_WIDTHS = {
    0.25: "ijl'’|",
    0.3: " .,:;!ftI/·[]",
    0.35: 'r-()“”"*',
    0.5: "ckszvxyJ",
    0.58: "abdeghnopqu0123456789–_?+=&L",
    0.68: "ABEKPSVXYFTZ",
    0.75: "wCDHNRUGOQ",
    0.86: "mM%",
    1.0: "W@…—",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded rectangle."""

    look: str
    x: float
    y: float
    width: float
    height: float
    round: int


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text below each other; `x` and `y` belong to the first one's foot."""

    look: str
    x: float
    y: float
    lines: tuple[str, ...]
    step: int = LINE
    anchor: str = "start"


@dataclass
class Sheet:
    """What is drawn so far, from the top down."""

    shapes: list[Box | Words] = field(default_factory=list)
    y: float = EDGE

    def line(self, words: str) -> None:
        """A line in the middle that says where we are."""
        lines = wrapped(words, WIDTH - 4 * EDGE, SMALL)
        self.shapes.append(Words("where", WIDTH / 2, self.y + 14, lines, 17, "middle"))
        self.y += 17 * len(lines) + GAP

    def message(self, who: str, paragraphs: Iterable[tuple[str, str]], *, right: bool) -> None:
        """A bubble. paragraphs: each as its look and its words."""
        inner = WIDEST - 2 * INSIDE
        blocks = [(look, wrapped(words, inner, TEXT)) for look, words in paragraphs if words]
        widest = max(width(line, TEXT) for _, lines in blocks for line in lines)
        wide = min(WIDEST, max(widest, width(who, SMALL)) + 2 * INSIDE)
        x, top = (WIDTH - EDGE - wide if right else EDGE), self.y
        at = top + (22 if who else 4)
        shapes: list[Words] = [Words("who", x + INSIDE, top + 18, (who,))] if who else []
        for look, lines in blocks:
            shapes.append(Words(look, x + INSIDE, at + 16, lines))
            at += LINE * len(lines) + 3
        self.shapes += [Box("mine" if right else "bot", x, top, wide, at + 5 - top, 13), *shapes]
        self.y = at + 5 + GAP

    def buttons(self, labels: Sequence[str]) -> None:
        """Buttons below a bubble, as many beside each other as fit."""
        x = float(EDGE)
        for label in labels:
            wide = width(label, 14) + 22
            if x > EDGE and x + wide > WIDTH - EDGE:
                x, self.y = EDGE, self.y + BUTTON + BUTTON_GAP
            self.shapes += [
                Box("button", x, self.y, wide, BUTTON, 8),
                Words("label", x + wide / 2, self.y + 21, (label,), LINE, "middle"),
            ]
            x += wide + BUTTON_GAP
        if labels:
            self.y += BUTTON + GAP + 2

    def tap(self, who: str, label: str) -> None:
        """A button that somebody taps."""
        wide, said = width(label, 14) + 22, f"{who} taps"
        self.shapes += [
            Words("who", WIDTH - EDGE - wide - 8, self.y + 21, (said,), LINE, "end"),
            Box("tapped", WIDTH - EDGE - wide, self.y, wide, BUTTON, 8),
            Words("chosen", WIDTH - EDGE - wide / 2, self.y + 21, (label,), LINE, "middle"),
        ]
        self.y += BUTTON + GAP + 2


def width(words: str, size: float) -> float:
    """About how wide a line is."""
    return sum(_WIDTH_OF.get(letter, 0.64) for letter in words) * size * SAFE


def wrapped(words: str, room: float, size: float) -> tuple[str, ...]:
    """The words in lines that fit; an empty line stays empty."""
    return tuple(line for paragraph in words.split("\n") for line in _broken(paragraph, room, size))


def _broken(paragraph: str, room: float, size: float) -> Iterator[str]:
    line = ""
    for word in _short(paragraph.split(" "), room, size):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
    yield line


def _short(words: Iterable[str], room: float, size: float) -> Iterator[str]:
    """What is wider than a line, such as an address, in parts."""
    for word in words:
        part = ""
        for letter in word:
            if width(part + letter, size) > room:
                yield part
                part = ""
            part += letter
        yield part


def drawn(name: str, title: str, talk: Sequence[Bubble]) -> str:
    """The picture of this conversation."""
    sheet = Sheet()
    for said in talk:
        if not said.who:
            sheet.line(said.text)
        elif said.tapped:
            sheet.tap(said.who, said.text)
        else:
            sheet.message(said.who, [("text", part) for part in said.text.split("\n\n")], right=said.who != "Bot")
            for card in said.cards:
                _card(sheet, card)
            sheet.buttons(said.buttons)
    folder = FileSystemLoader(Path(__file__).parent)
    templates = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return templates.get_template("picture.svg.jinja").render(
        name=name,
        title=title,
        described="\n".join(said.words() for said in talk),
        width=WIDTH,
        height=round(sheet.y + EDGE - GAP),
        shapes=sheet.shapes,
        number=lambda value: f"{value:.1f}".removesuffix(".0"),
    )


def _card(sheet: Sheet, card: Card) -> None:
    sheet.message("", [("title", card.title), ("text", card.text), ("link", card.url)], right=False)
    sheet.buttons(card.buttons)
