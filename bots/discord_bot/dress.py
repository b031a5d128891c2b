"""A reply in Discord's clothes: the text, a framed card for each service, and rows of buttons, in as few messages.

One message holds everything whenever it fits, so that “delete this answer” leaves nothing behind on the screen.
Each card has its own row of buttons; with several cards, cards and buttons carry the same number.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import discord

from bots.discord_bot.escape import clean, escape, shorten, split, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handlers.messages import Attachment, Button, Item, Reply

CONTENT = 2000
TITLE = 256
DESCRIPTION = 4000
"""Discord allows 4,096; a rounder number keeps a card and its title well within a message's 6,000."""
EMBEDS = 10
EMBED_TOTAL = 6000
ROWS = 5
ROW = 5
LABEL = 80
LINK = 512
FENCE = 16
"""Room for what opens and closes a block."""
DESCRIBED = 1024
PRESSED = "pb"
DOORWAY = "pd"
FORM = "pf"
"""Whether a button sends what it says, leads to a private place, or may be answered by a form."""


@dataclass(slots=True)
class Page:
    """One message to be."""

    content: str = ""
    embeds: list[discord.Embed] = field(default_factory=list)
    rows: list[Sequence[Button]] = field(default_factory=list)
    files: tuple[Attachment, ...] = ()
    quiet: bool = False
    """No preview is shown, whatever it holds."""

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for discord.py's senders. Needs a running loop."""
        found: dict[str, Any] = {"content": self.content} if self.content else {}
        if self.embeds:
            found["embeds"] = self.embeds
        if self.rows:
            found["view"] = _view(self.rows)
        if self.files:
            found["files"] = [_file(each) for each in self.files]
        if self.quiet:
            found["suppress_embeds"] = True
        return found

    def in_place(self) -> dict[str, Any]:
        """The same for a message that takes the place of another one."""
        found = self.arguments()
        found.pop("suppress_embeds", None)  # Discord takes no such wish there; the block of fixed letters is enough
        return found | ({"attachments": found.pop("files")} if "files" in found else {})


def pages(reply: Reply) -> list[Page]:
    """The reply as messages, in order; empty when it says nothing."""
    found = [Page(content=escape(piece)) for piece in split(_with_addresses(reply.text, reply.buttons), CONTENT)]
    _add_verbatim(found, reply.verbatim)
    numbered = len(reply.items) > 1
    for number, item in enumerate(reply.items, start=1):
        mark = f"{number}. " if numbered else ""
        for embed, rows in _cards(item, mark):
            page = _room(found, embed, len(rows))
            page.embeds.append(embed)
            page.rows += rows
    _close(found, _rows(reply.buttons))
    if found:
        found[0].files = reply.files
    return found


def plain_pages(reply: Reply) -> list[Page]:
    """The same words without cards and buttons, for when Discord refuses the dressed ones."""
    cards = ("\n".join(filter(None, (item.title, item.text, item.url))) for item in reply.items)
    text = "\n\n".join(filter(None, (reply.text, *cards)))
    found = [Page(content=escape(piece)) for piece in split(text, CONTENT)]
    _add_verbatim(found, reply.verbatim)
    return found


def payload(custom_id: str) -> str | None:
    """What a pressed button of ours says; None for a button that is not ours."""
    kind, colon, said = custom_id.partition(":")
    return said if colon and kind.rstrip("0123456789") in {PRESSED, DOORWAY, FORM} else None


def opens_form(custom_id: str) -> bool:
    """Whether a pressed button of ours may be answered by a form."""
    return custom_id.partition(":")[0].rstrip("0123456789") == FORM


def _add_verbatim(found: list[Page], verbatim: str) -> None:
    """Blocks of fixed letters, in which Discord makes no link; the first one below the words where there is room."""
    for block in _blocks(verbatim):
        fenced = f"```\n{block}\n```"
        if found and not found[-1].quiet and units(found[-1].content) + units(fenced) < CONTENT:
            found[-1].content += f"\n{fenced}"
        else:
            found.append(Page(content=fenced))
        found[-1].quiet = True


def _blocks(text: str) -> list[str]:
    """Whole lines, as many as one message holds. Nothing in it can end the block."""
    blocks = [""]
    for line in clean(text.replace("`", "'"), strip=False).splitlines():
        if blocks[-1] and units(blocks[-1]) + units(line) > CONTENT - FENCE:
            blocks.append("")
        blocks[-1] += line[: CONTENT // 4] + "\n"
    return [block.rstrip() for block in blocks if block.strip()]


def _cards(item: Item, mark: str) -> Iterator[tuple[discord.Embed, list[Sequence[Button]]]]:
    """The card, and further ones where its text is too long for one; the buttons belong to the last."""
    text = _with_addresses(item.text, item.buttons)
    if item.url and not _is_web(item.url, 2048):
        text = f"{text}\n{_address(item.url)}"
    parts = list(split(text, DESCRIPTION)) or [""]
    for index, part in enumerate(parts):
        title = shorten(mark + item.title, TITLE) if index == 0 else ""
        embed = discord.Embed(title=title or None, description=escape(part) or (None if title else "…"))
        if index == 0:
            embed.url = item.url if item.url and _is_web(item.url, 2048) else None
        yield embed, _rows(item.buttons, mark) if index == len(parts) - 1 else []


def _room(found: list[Page], embed: discord.Embed, rows: int) -> Page:
    """The last page when the card still fits there, else a new one."""
    if found:
        page = found[-1]
        size = sum(map(_size, [*page.embeds, embed]))
        if len(page.embeds) < EMBEDS and len(page.rows) + rows <= ROWS and size <= EMBED_TOTAL:
            return page
    found.append(Page())
    return found[-1]


def _size(embed: discord.Embed) -> int:
    return units(embed.title or "") + units(embed.description or "")


def _rows(buttons: Sequence[Button], mark: str = "") -> list[Sequence[Button]]:
    """At most five rows of five, labels short and numbered like their card."""
    shown = [_labelled(button, mark) for button in buttons if not button.url or _is_web(button.url, LINK)]
    return [shown[i : i + ROW] for i in range(0, min(len(shown), ROW * ROWS), ROW)]


def _labelled(button: Button, mark: str) -> Button:
    return replace(button, label=shorten(mark + button.label, LABEL, escaped=False) or "…")


def _close(found: list[Page], rows: list[Sequence[Button]]) -> None:
    """The reply's own buttons stand at the very end, on a message of their own where no room is left."""
    if not rows:
        return
    if not found or len(found[-1].rows) + len(rows) > ROWS:
        found.append(Page(content="…"))
    found[-1].rows += rows


def _view(rows: list[Sequence[Button]]) -> discord.ui.View:
    """Buttons for one message. Stopped before it is sent: discord.py then never keeps it, and presses come by id."""
    view = discord.ui.View()
    taken: set[str] = set()
    for row, buttons in enumerate(rows):
        for button in buttons:
            view.add_item(_pressable(button, row, taken))
    view.stop()
    return view


def _pressable(button: Button, row: int, taken: set[str]) -> discord.ui.Button[discord.ui.View]:
    if button.url:
        return discord.ui.Button(label=button.label, url=button.url, row=row)
    kind, said = (DOORWAY, button.doorway) if button.doorway else (PRESSED, button.payload or "")
    kind = FORM if button.form else kind
    custom_id, again = f"{kind}:{said}", 0
    while custom_id in taken:  # Discord refuses two equal ids in one message
        again += 1
        custom_id = f"{kind}{again}:{said}"
    taken.add(custom_id)
    style = discord.ButtonStyle.primary if button.doorway else discord.ButtonStyle.secondary
    return discord.ui.Button(label=button.label, custom_id=custom_id, style=style, row=row)


def _file(each: Attachment) -> discord.File:
    """Made anew for each attempt: it is read only once."""
    return discord.File(io.BytesIO(each.data), each.name, description=shorten(each.words, DESCRIBED, escaped=False))


def _with_addresses(text: str, buttons: Sequence[Button]) -> str:
    """Discord's buttons open web pages only: other addresses, such as a number to dial, are said in the text."""
    lines = [f"{b.label}: {_address(b.url)}" for b in buttons if b.url and not _is_web(b.url, LINK)]
    return "\n".join((text, *lines))


def _address(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    return rest if colon and scheme in {"tel", "sms", "mailto"} else url


def _is_web(url: str, limit: int) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    whole = url.isprintable() and " " not in url and len(url) <= limit
    return whole and parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
