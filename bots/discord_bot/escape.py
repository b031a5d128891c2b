"""Plain text and Discord's markdown: nothing we say may turn into formatting, and members' formatting is taken off."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK = r"https?://[^\s<]+[^<.,:;\"'\]\s]"
_ACTIVE = re.compile(
    rf"(?P<link>(?>{_LINK})(?![.,:;\"'\]]*<))"
    r"|(?P<scheme>https?)(?=://)"
    r"|(?P<anywhere>[\\*_~|`\[<@])"
    r"|(?P<emoji>:)(?=[\w+-]+:)"
    r"|^(?P<indent>[^\S\n]*)(?:(?P<line>[#>-])|(?P<number>\d+)(?=\.))",
    re.MULTILINE,
)
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…]\s"), re.compile(r"\s"))

_PAIRS = re.compile(r"(\*\*|__|~~|\|\||`+|\*|(?<!\w)_)(?=\S)(?!\1)(.+?)(?<=\S)\1", re.DOTALL)
_FENCED = re.compile(r"```.*?```", re.DOTALL)
_MASKED_LINK = re.compile(r"\[([^\[\]\n]+)\]\(<?(https?://[^\s<>)]*)>?\)")
_LINE_MARK = re.compile(r"^[^\S\n]*(?:>>>|>|#{1,3}|-#)[^\S\n]+", re.MULTILINE)
_NAMED = re.compile(r"<(?:@[!&]?|#)\d+>|</[^:<>\n]{1,100}:\d+>")
_OWN_EMOJI = re.compile(r"<a?:(\w{2,32}):\d+>")


def clean(text: str, *, strip: bool = True) -> str:
    """The text without what Discord refuses: control characters and halves of characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip() if strip else kept


def escape(text: str) -> str:
    """Markdown that shows exactly this plain text; web addresses stay links, nobody is mentioned."""
    return _ACTIVE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found["link"]:
        return found[0]
    if found["number"] or found["scheme"]:  # an address that touches a “<” cannot stay a link: it would eat the escape
        return found[0] + "\\"
    return (found["indent"] or "") + "\\" + found[0][-1]


def units(text: str) -> int:
    """The length as Discord's strictest client counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> Iterator[str]:
    """Plain pieces whose escaped form is at most `limit` units, cut at a paragraph, line, sentence or word."""
    text = clean(text)
    while units(escape(text)) > limit:
        cut = _cut(text, limit)
        if piece := text[:cut].rstrip():
            yield piece
        text = text[cut:].lstrip()
    if text:
        yield text


def _cut(text: str, limit: int) -> int:
    """How many characters fit, ending politely: not in the first half, where too little would be said."""
    end = _fitting(text, min(limit, len(text)), limit)
    for politely in _BREAKS:
        ends = [found.end() for found in politely.finditer(text, end // 2, end)]
        if ends and (cut := _fitting(text, ends[-1], limit)) == ends[-1]:
            return cut
    return end


def _fitting(text: str, end: int, limit: int) -> int:
    """The longest start of the text, at most `end` characters, whose escaped form fits."""
    while (size := units(escape(text[:end]))) > limit:
        end = max(1, min(end - 1, end * limit // size))
    return end


def shorten(text: str, limit: int, *, escaped: bool = True) -> str:
    """One line's worth of text within the limit, escaped unless told otherwise; what is cut off ends in “…”."""
    dress = escape if escaped else str
    text = clean(" ".join(text.split()))
    if units(dress(text)) <= limit:
        return dress(text)
    end = min(limit, len(text))
    while units(dress(text[:end].rstrip() + "…")) > limit:
        end -= 1
    return dress(text[:end].rstrip() + "…")


def plain(markdown: str) -> str:
    """What a member wrote as they see it: no formatting, no other members' ids, and no blocks of code."""
    text = _OWN_EMOJI.sub(r":\1:", _NAMED.sub(" ", _FENCED.sub("\n", markdown)))
    text = _MASKED_LINK.sub(r"\1", text)
    text = _LINE_MARK.sub("", text)
    for _ in range(3):  # **_~~three deep~~_** is as far as people go
        text = _PAIRS.sub(r"\2", text)
    return text.strip()
