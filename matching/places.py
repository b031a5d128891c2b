"""Where does the person live? Read from “in Canada”, “vivo en Bogotá”, “UK here”; never guessed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from matching import loader
from matching.cues import Cue
from matching.text import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_NAME = 4
_AMBIGUOUS = frozenset({"georgia", "guinea", "chad", "niger", "granada de", "jersey", "puerto"})
_HERE = {
    "en": re.compile(
        r"\b(?:in|near|to|around|outside)\s+(?:the\s+)?(?=(?P<name>[^\W\d_][\w.'-]*(?:\s+[\w.'-]+){0,3}))"
    ),
    "es": re.compile(r"\b(?:en|cerca de)\s+(?:el\s+|la\s+|los\s+)?(?=(?P<name>[^\W\d_][\w.'-]*(?:\s+[\w.'-]+){0,3}))"),
}
_LAST = re.compile(r"[,(]\s*(?:the\s+)?(?P<name>[^\W\d_][\w.'-]*(?:\s+[\w.'-]+){0,2})\)?[.!?]*$")
"""The country or town after the last comma: "need a counsellor, Texas"."""
_ELSEWHERE = {
    "en": re.compile(
        r"\b(?:born|grew up|holiday|vacation|trip|fl(?:y|ew|ying)|visit\w*|war|served|deployed|was|were|used to|lived"
        r"|family|famil\w+|parents|mum|mom|mother|dad|father|brother|sister|cousin\w*|back|left|friend\w*|going|died)\W+"
        r"(?:\w+\W+){0,3}$"
    ),
    "es": re.compile(
        r"\b(?:naci|creci|vacaciones|viaje|guerra|vivia|vivi|estuve|familia|padres|madre|mama|padre|papa|hermano|hermana"
        r"|murio|deje|era|estaba)\W+(?:\w+\W+){0,3}$"
    ),
}
_FROM = {
    "en": Cue(
        (r"\b(?:i'?m|i am|we'?re|we are)\s+(?:\w+\s+)?from\s+(?:the\s+)?(?P<name>\w[\w.'-]*(?:\s+[\w.'-]+){0,3})",)
    ),
    "es": Cue((r"\b(?:soy|somos)\s+de\s+(?:el\s+|la\s+|los\s+)?(?P<name>\w[\w.'-]*(?:\s+[\w.'-]+){0,3})",)),
}
_PEOPLE = {
    "en": re.compile(r"\b(?:i'?m|i am|as)\s+(?:an?\s+)?(?P<name>\w+)"),
    "es": re.compile(r"\b(?:soy)\s+(?:una?\s+)?(?P<name>\w+)"),
}
_AWAY = Cue(
    (
        r"\b(?:refugee|asylum|immigrant|migrant|expat|abroad|moved|emigrat\w*|exile|overseas)\b",
        r"\b(?:refugiad\w|migrante|inmigrante|emigre|exili\w*|extranjero|mude)\b",
    )
)
_BARE = re.compile(
    r"(?<![\w.])(?:(?P<GB>U\.?K\.?)|(?P<US>U\.?S\.?A\.?|U\.S\.|(?<=[Tt]he )US)|(?P<NZ>NZ)|(?P<AU>AUS))(?![\w])"
)
_BARE_HAS = ("U", "NZ")
"""One of these stands in each; most messages have none."""
_SYSTEMS = Cue(
    (r"\b(?:(?P<GB>nhs|universal credit|gcses?|camhs)|(?P<US>medicaid|va hospital)|(?P<AU>centrelink|headspace))\b",)
)
"""Public services that only one country has."""
_THAI_HERE = re.compile(r"(?:อยู่(?:ที่|ใน)?|ใน|ที่|เมือง|แถว)(?:ประเทศ|เมือง|จังหวัด)?")
_THAI_ELSEWHERE = re.compile(r"(?:ย้ายมาจาก|มาจาก|เคยอยู่|เที่ยว|แม่อยู่|พ่อ(?:แม่)?อยู่|ครอบครัวอยู่)")


def region(text: str, language: str) -> str | None:
    """The country (`CA`), with its part where it was named (`GB-SCT`), or None when it is not said or not clear."""
    if language == "th":
        return _one(_thai(plain(text)))
    small = plain(text)
    folded = " ".join(small.split() if small.isascii() else map(fold, small.split()))
    tongue = language if language in _HERE else "en"
    here = _named(folded, tongue, _HERE[tongue])
    if "," in folded or "(" in folded:
        here |= _named(folded, tongue, _LAST)
    bare = _codes(_BARE.finditer(text[:4000])) if any(letters in text for letters in _BARE_HAS) else set()
    if here or bare:
        return _one(here or bare)
    if _AWAY.search(folded):
        return None
    systems = _codes(_SYSTEMS.finditer(folded))
    return _one(systems or _named(folded, tongue, _FROM[tongue]) | _people(folded, tongue))


def _codes(matches: Iterator[re.Match[str]]) -> set[str]:
    """The names of the groups that matched."""
    return {code for found in matches for code, part in found.groupdict().items() if part}


def _one(codes: set[str]) -> str | None:
    """The only country, in its most exact form; None when two are named."""
    if len({code[:2] for code in codes}) != 1:
        return None
    return max(codes, key=len)


def _named(folded: str, language: str, pattern: re.Pattern[str] | Cue) -> set[str]:
    names = _names(language)
    elsewhere = _ELSEWHERE[language]
    found: set[str] = set()
    for match in pattern.finditer(folded):
        words = match["name"].rstrip(".'-").split()
        starts = (" ".join(words[:count]).strip(".,") for count in range(min(_LONGEST_NAME, len(words)), 0, -1))
        code = next((names[start] for start in starts if start in names), None)
        if code and not elsewhere.search(folded[max(0, match.start() - 60) : match.start()]):
            found.add(code)
    return found


def _people(folded: str, language: str) -> set[str]:
    people = _people_of()
    return {people[match["name"]] for match in _PEOPLE[language].finditer(folded) if match["name"] in people}


@cache
def _people_of() -> dict[str, str]:
    """What the people of a country are called, to its code."""
    return {name: code for code, names in loader.places()["people"].items() for name in names}


def _thai(text: str) -> set[str]:
    names = _names("th")
    found: set[str] = set()
    for start in _THAI_HERE.finditer(text):
        if _THAI_ELSEWHERE.search(text[max(0, start.start() - 12) : start.end()]):
            continue
        rest = text[start.end() :]
        name = max((name for name in names if rest.startswith(name)), key=len, default=None)
        if name:
            found.add(names[name])
    return found


@cache
def _names(language: str) -> dict[str, str]:
    """Folded small-letter name to country code."""
    names: dict[str, str] = {}
    for code, name in Locale.parse(language).territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "ZZ", "XA", "XB", "EZ"}:  # noqa: PLR2004  ISO alpha-2
            names[fold(plain(name))] = code
    for code, listed in loader.places()[language].items():
        names.update(dict.fromkeys(listed, code))
    return {name: code for name, code in names.items() if name not in _AMBIGUOUS}


def called(name: str) -> str | None:
    """The code of a country, region or big city by its bare name in any of our languages: `Irlanda` is `IE`."""
    folded = fold(plain(name).strip(" .!"))
    found = (_names(language).get(folded.removeprefix("the ")) for language in ("en", "es", "th"))
    return next(filter(None, found), None)
