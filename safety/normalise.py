"""Undoes disguises and slips of typing, so that the rules read what a person would read."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LONGEST = 8_000
"""Characters judged; of a longer text, its head and its tail."""
_HEAD = 5_000

_FENCED = re.compile(r"```.*?```", re.DOTALL)
_SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
_MARKUP = re.compile(r"[`~_]{1,3}|\*{2,3}")
_SPACED = re.compile(r"(?<![^\W_])[a-z](?:[\s.\-/*,]{1,3}[a-z](?![^\W_])){2,40}")
_THAI_SPACED = re.compile(r"[\u0e00-\u0e7f]{1,2}(?: [\u0e00-\u0e7f]{1,2}){3,40}(?![\u0e00-\u0e7f])")
_THAI_STRETCHED = re.compile(r"([\u0e00-\u0e7f])\1{2,}")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SARA_AM, _SARA_AE = ("\u0e4d\u0e32", "\u0e33"), ("\u0e40\u0e40", "\u0e41")

_LEET = str.maketrans("03457@$", "oeastas")
_LEET_I, _LEET_L = str.maketrans("1!", "ii"), str.maketrans("1!", "ll")
_SQUARED = {0x1F130 + n: chr(97 + n) for n in range(26)} | {0x1F150 + n: chr(97 + n) for n in range(26)}
_SQUARED |= {0x1F170 + n: chr(97 + n) for n in range(26)}

_ASCII_SPACES = {code: " " for code in (*range(32), 127) if code != ord("\n")}
_SHORTEST_STARRED = 3


def fold(text: str, look_alikes: Mapping[int, str]) -> str:
    """One plain form of a text: no styles, accents, invisible characters, look-alikes or markup.

    Code blocks go, what a spoiler hides stays. The result is at most about `LONGEST` characters.
    """
    text = shorten(text)
    if "`" in text:
        text = shorten(_FENCED.sub(" . ", text))
    if "|" in text:
        text = _SPOILER.sub(r" \1 ", text)
    if text.isascii():
        text = text.lower() if text.isprintable() else text.lower().translate(_ASCII_SPACES)
        return shorten(_MARKUP.sub(" ", text))
    text = unicodedata.normalize("NFKC", text.translate(_SQUARED).translate(look_alikes)).casefold()
    text = "".join(_plain(character) for character in unicodedata.normalize("NFD", text))
    text = text.translate(look_alikes).replace(*_SARA_AM).replace(*_SARA_AE)
    text = _THAI_STRETCHED.sub(r"\1", _MARKUP.sub(" ", text))
    return shorten(_THAI_SPACED.sub(lambda found: found[0].replace(" ", ""), text))


def shorten(text: str) -> str:
    """The head and the tail of a text that is too long to judge whole."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:_HEAD]} . {text[_HEAD - LONGEST :]}"


def _plain(character: str) -> str:
    if "\u0e00" <= character <= "\u0e7f":
        return character
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me") or kind == "Cf":
        return ""
    return " " if kind in ("Cc", "Zs") and character != "\n" else character


def join_spaced(text: str, crisis: Collection[str], fillers: Collection[str]) -> str:
    """Closes up letters typed apart ("k m s"), only where they spell words of a small crisis vocabulary."""

    def close(found: re.Match[str]) -> str:
        letters = re.sub(r"[^a-z]", "", found[0])
        words = _segment(letters, {*crisis, *fillers})
        return " ".join(words) if any(word in crisis for word in words) else found[0]

    return _SPACED.sub(close, text)


def _segment(letters: str, words: Collection[str]) -> list[str]:
    """The fewest known words that spell the letters; empty if there are none."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        ways = [
            [*before, letters[start:end]]
            for start in range(max(0, end - 12), end)
            if (before := best[start]) is not None and letters[start:end] in words
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or []


def unleet(token: str, crisis: Collection[str]) -> str | None:
    """The crisis word that a token like "su1c1de" or "d!e" or "k*ll" stands for, if there is one."""
    if token.isalpha() or token.isdigit():
        return None
    plain = token.translate(_LEET)
    for reading in (plain.translate(_LEET_I), plain.translate(_LEET_L)):
        if reading in crisis:
            return reading
    if "*" not in token or len(token) < _SHORTEST_STARRED:
        return None
    pattern = re.compile(re.escape(plain).replace(r"\*", "[a-z]"))
    matches = [word for word in crisis if pattern.fullmatch(word)]
    return matches[0] if len(matches) == 1 else None


def unstretch(token: str, known: Collection[str]) -> str:
    """A word without letters held down: "diiie" is "die", "killll" is "kill"."""
    if not _STRETCHED.search(token):
        return token
    double = _STRETCHED.sub(r"\1\1", token)
    return double if double in known else _STRETCHED.sub(r"\1", token)
