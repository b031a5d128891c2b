"""What a message looks like when it is typed differently: no disguise and no slip may hide a cry for help."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BURIED_IN = 600
_AROUND = (
    "The weather has turned and the bus was late again.", "We painted the shed on Sunday.",
    "My neighbour lent me a book about trains.", "There were soup and bread for lunch.",
    "The meeting moved to Thursday at three.", "Somebody left a blue umbrella in the hall.",
)  # fmt: skip
_SHORTEST_WORD = 4


def upper_case(text: str) -> str:
    """SHOUTED."""
    return text.upper()


def no_apostrophe(text: str) -> str:
    """As on a telephone: dont, cant, im."""
    return text.replace("'", "").replace("’", "")


def zero_width(text: str) -> str:
    """An invisible character after every second letter."""
    return "".join(c + ("\u200b" if at % 2 else "") for at, c in enumerate(text))


def full_width(text: str) -> str:
    """Letters as wide as Chinese ones."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def buried(text: str) -> str:
    """In the middle of about 600 harmless characters."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < _BURIED_IN:
        sentences.append(_AROUND[len(sentences) % len(_AROUND)])
    half = len(sentences) // 2
    return " ".join([*sentences[:half], text if text.endswith((".", "!", "?")) else f"{text}.", *sentences[half:]])


def swapped(text: str) -> str:
    """Two neighbouring letters of one long word changed places."""
    return _slip(text, lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :])


def missing(text: str) -> str:
    """One letter of one long word left out."""
    return _slip(text, lambda word, at: word[:at] + word[at + 1 :])


def _slip(text: str, change: Callable[[str, int], str]) -> str:
    """One slip inside a long word, always the same for the same text."""
    chance = random.Random(zlib.crc32(text.encode()))  # noqa: S311  the same slip in every run
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= _SHORTEST_WORD and word.isascii() and word.isalpha()]
    if not long:
        return text
    chosen = chance.choice(long)
    words[chosen] = change(words[chosen], chance.randrange(1, len(words[chosen]) - 1))
    return " ".join(words)


DISGUISES: dict[str, Callable[[str], str]] = {
    "UPPER CASE": upper_case,
    "no apostrophes": no_apostrophe,
    "zero-width": zero_width,
    "full-width": full_width,
    "buried in 600": buried,
    "one swapped": swapped,
    "one missing": missing,
}
