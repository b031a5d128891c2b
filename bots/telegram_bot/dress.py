"""How an answer looks on Telegram: one message for the text, one for each service with its buttons under it."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.messages import Button, Reply

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 units of one message's visible text."""
ALERT_LIMIT = 200
CAPTION_LIMIT = int(MessageLimit.CAPTION_LENGTH)
SIDE_BY_SIDE = 18
"""Characters of a label that still fits beside another one on a small phone."""

_BREAKS = (r"\n\s*\n", r"\n", r"[.!?…。？！]+[\"')\]”’]*\s", r"\s")  # noqa: RUF001  full-width marks end sentences too
_JOINERS = frozenset("\u200d\ufe0f\ufe0e")
_PACKED = "~"


@dataclass(frozen=True, slots=True)
class Piece:
    """One Telegram message: HTML, the same words plain, and the buttons under it."""

    html: str
    plain: str
    buttons: tuple[Button, ...] = field(default=())


def pieces(reply: Reply) -> list[Piece]:
    """The messages of a reply in reading order, none if it says nothing; the last carries the reply's own buttons."""
    parts = _with_verbatim(_parts(reply.text, "", ()), reply.verbatim)
    for item in reply.items:
        words = "\n".join(filter(None, (item.title, item.text, item.url)))
        parts += _parts(words, item.title, item.buttons)
    if parts:
        parts[-1] = replace(parts[-1], buttons=parts[-1].buttons + reply.buttons)
    return parts


def keyboard(buttons: Sequence[Button], bot_name: str, siblings: Sequence[int] = ()) -> InlineKeyboardMarkup | None:
    """Rows of one or two buttons; `siblings` are the ids of the answer's other messages, packed where there is room."""
    rows: list[list[InlineKeyboardButton]] = []
    room = False
    for button in buttons:
        if (made := _button(button, bot_name, siblings)) is None:
            continue
        short = len(button.label) <= SIDE_BY_SIDE
        if short and room:
            rows[-1].append(made)
            room = False
        else:
            rows.append([made])
            room = short
    return InlineKeyboardMarkup(rows) if rows else None


def pack(payload: str, siblings: Sequence[int]) -> str:
    """The payload with message ids behind it, so that a press can delete the whole answer even after a restart."""
    if not siblings and _PACKED not in payload:
        return payload
    packed = payload + _PACKED + ".".join(format(sibling, "x") for sibling in siblings)
    return packed if len(packed.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA else payload


def unpack(data: str) -> tuple[str, tuple[int, ...]]:
    """The payload, and the ids of the answer's other messages."""
    payload, mark, ids = data.rpartition(_PACKED)
    if not mark or not re.fullmatch(r"(?:[0-9a-f]+(?:\.[0-9a-f]+)*)?", ids):
        return data, ()
    return payload, tuple(int(sibling, 16) for sibling in filter(None, ids.split(".")))


def shorten(text: str, limit: int = ALERT_LIMIT) -> str:
    """The text, cut with an ellipsis where an alert has no more room."""
    parts = split(text, limit)
    return "".join(parts) if len(parts) <= 1 else split(text, limit - 1)[0] + "…"


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, cut at a paragraph, line, sentence or word if there is one."""
    parts, rest = [], _clean(text).strip()
    while _units(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def _parts(words: str, title: str, buttons: tuple[Button, ...]) -> list[Piece]:
    title = _clean(title).strip()
    made = [Piece(html.escape(part, quote=False), part) for part in split(words)]
    if made and title and made[0].plain.startswith(title):
        rest = made[0].plain[len(title) :]
        made[0] = replace(made[0], html=f"<b>{html.escape(title, quote=False)}</b>{html.escape(rest, quote=False)}")
    if made:
        made[-1] = replace(made[-1], buttons=buttons)
    return made


def _with_verbatim(parts: list[Piece], verbatim: str) -> list[Piece]:
    """The words with a block of fixed letters below them, in which Telegram makes no link."""
    for block in _blocks(_clean(verbatim)):
        made = Piece(f"<pre>{html.escape(block, quote=False)}</pre>", _unlinked(block))
        if parts and _units(parts[-1].plain) + _units(made.plain) < LIMIT:
            last = parts.pop()
            made = Piece(f"{last.html}\n\n{made.html}", f"{last.plain}\n\n{made.plain}")
        parts.append(made)
    return parts


def _blocks(text: str) -> list[str]:
    """Whole lines, as many as one message holds; every space stays."""
    blocks = [""]
    for line in text.rstrip().splitlines():
        if blocks[-1] and _units(_unlinked(blocks[-1])) + _units(_unlinked(line)) >= LIMIT:
            blocks.append("")
        blocks[-1] += line[: LIMIT // 4] + "\n"
    return [block.rstrip() for block in blocks if block.strip()]


def _unlinked(text: str) -> str:
    """For a message without dress: spaces, so that Telegram makes no link of it there either."""
    return text.replace("://", " :// ").replace(".", " . ")


def _button(button: Button, bot_name: str, siblings: Sequence[int]) -> InlineKeyboardButton | None:
    """Telegram's button; None for one that Telegram would refuse together with the whole message."""
    if not button.label.strip():
        return None
    if button.payload is not None:
        fits = 1 <= len(button.payload.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
        return InlineKeyboardButton(button.label, callback_data=pack(button.payload, siblings)) if fits else None
    start = "startgroup" if button.to_group else "start"
    url = f"https://t.me/{bot_name}?{start}={button.doorway}" if button.doorway else button.url
    return InlineKeyboardButton(button.label, url=url) if url and url.startswith(("http://", "https://")) else None


def _cut(text: str, limit: int) -> int:
    """Where to end the first part: the last good break in its second half, else any space, else between letters."""
    end = len(text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))
    for pattern in _BREAKS:
        breaks = [match.end() for match in re.finditer(pattern, text[:end])]
        if breaks and breaks[-1] > end // 2:
            return breaks[-1]
    hard = end
    while hard > end // 2 and _clings(text, hard):
        hard -= 1
    return hard


def _clings(text: str, place: int) -> bool:
    """Whether a cut here would tear a letter from its vowel sign, or an emoji apart."""
    following, before = text[place : place + 1], text[place - 1]
    return before in _JOINERS or following in _JOINERS or unicodedata.category(following or " ").startswith("M")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _clean(text: str) -> str:
    """Half characters cannot travel; everything else can."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
