"""“Not depressed, just tired of my job”: what somebody says they do not have must not come first."""

from __future__ import annotations

import re

_END = r"(?=[,.;:!?\n—–]|\s-\s|\s(?:just|only|but)\b|$)"
_DENIED = {
    "en": re.compile(
        r"\b(?:(?:i am|i'm|im|it is|it's|its|this is|he is|he's|she is|she's)\s+)?(?:(?:really|definitely)\s+)?"
        r"(?:not|isn't|isnt|ain't|aint|never been|no longer|don't have|dont have|do not have)\s+"
        r"(?:a|an|any|the|really|actually|about|even|my)?\s*(?P<what>(?:[\w'’]+\s*){1,4}?)" + _END
    ),
    "es": re.compile(
        r"\b(?:no\s+(?:es|soy|estoy|tengo|son)|ni\s+es)\s+(?P<what>(?:\w+\s*){1,4}?)"
        + _END.replace("just|only|but", "solo|sólo|sino|pero")
    ),
    "th": re.compile(r"(?:ไม่ใช่|ไม่ได้(?:เป็น)?)(?P<what>[\u0E00-\u0E7F]{2,18}?)(?=\s|แค่|แต่|$)"),
}
_CONTRAST = {
    "en": re.compile(r"\b(?:just|only|but|rather|it's more|its more|instead)\b"),
    "es": re.compile(r"\b(?:solo|sólo|sino|pero|más bien|mas bien)\b"),
    "th": re.compile(r"แค่|แต่|เพียง"),
}
_ENOUGH_LEFT = 8


def without_denied(text: str, language: str) -> str:
    """The text without its denied clauses; unchanged unless it also says, in contrast, what it is about instead.

    Only for ranking needs, never before the danger check.
    """
    denied, contrast = _DENIED.get(language), _CONTRAST.get(language)
    if denied is None or contrast is None or not contrast.search(text):
        return text
    kept = denied.sub(" ", text)
    return kept if len(kept.strip(" ,.;:!?-—–\n")) >= _ENOUGH_LEFT else text
