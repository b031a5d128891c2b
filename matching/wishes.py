"""What the help should be like: free, by text, in Spanish, at night, anonymous, and how much they want to do."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from matching import loader
from matching.text import fold, plain

_IN_LANGUAGE = {
    "en": re.compile(r"\b(?:in|speaks?|speaking|who speak)\s+(?P<name>\w+)"),
    "es": re.compile(r"\b(?:en|hablen?|hable|hablan?)\s+(?P<name>\w+)"),
    "th": re.compile(r"(?:เป็น|พูด|ใช้|ขอ)\s?ภาษา(?P<name>[\u0E00-\u0E7F]+?)(?=ได้|ไหม|มั้ย|ครับ|ค่ะ|คะ|นะ|หน่อย|\s|$)"),
}
_ASKED_IN = {code: (code, *(other for other in _IN_LANGUAGE if other != code)) for code in _IN_LANGUAGE}
"""In which language they may ask for one: mostly in their own."""
_POOR = re.compile(r"\b(?:not|no|don't|dont|bad|poor|hard|ไม่)\b[^.,;]{0,14}$")


def cost(text: str) -> str | None:
    """`free`, `low-cost` or None."""
    return _first("cost", text)


def form(text: str) -> str | None:
    """A format of `catalog.model.Format` that they ask for; somebody who cannot call gets `text`."""
    return "text" if _says("no-calls", text) else _first("format", text)


def readiness(text: str) -> str | None:
    """`connect`, `get-help`, `try`, `learn` or None: what they ask for in so many words."""
    return _first("readiness", text)


def anonymous(text: str) -> bool | None:
    """True when nobody may know their name; otherwise None."""
    return True if _says("anonymous", text) else None


def at_night(text: str) -> bool | None:
    """True when somebody must answer at night; otherwise None."""
    return True if _says("at-night", text) else None


def tongue(text: str, language: str) -> str | None:
    """ISO 639-1 of the language that the help should be in, when they ask for one in whichever of ours."""
    if language not in _IN_LANGUAGE:
        return None
    for asked_in in _ASKED_IN[language]:
        if asked_in == "th" and text.isascii():
            continue
        for found in _IN_LANGUAGE[asked_in].finditer(text):
            code = _language_names(asked_in).get(fold(found["name"]))
            if code and not _POOR.search(text[: found.start()]):
                return code
    return None


def is_bare_call(text: str) -> bool:
    """Whether somebody calls for help and says nothing else."""
    return loader.rules("other")["bare-call"].fullmatch(plain(text).strip(" .!?,:;¡¿")) is not None


def is_thanks(text: str) -> bool:
    """Whether somebody says thank you."""
    return _says("thanks", plain(text))


def named(text: str) -> list[str]:
    """Needs that are said in so many words and for which some help would be harmful; ids."""
    small = plain(text).replace("\u2019", "'")
    return list(loader.rules("named").in_text(small))


def _first(wish: str, text: str) -> str | None:
    return next(loader.rules(wish).in_text(text), None)


def _says(what: str, text: str) -> bool:
    return loader.rules("other")[what].search(text) is not None


@cache
def _language_names(language: str) -> dict[str, str]:
    names = {fold(plain(name)): code for code, name in Locale.parse(language).languages.items() if len(code) == 2}  # noqa: PLR2004  ISO 639-1
    return names | {"farsi": "fa", "mandarin": "zh", "cantonese": "zh", "tagalog": "tl", "castellano": "es"}
