"""“Not depressed, just tired of my job”: what somebody says they do not have must not come first."""

from __future__ import annotations

import re

_UNTIL = r"(?=\s*[,.;:!?\n—–]|\s+-\s|\s+(?:just|only|but|rather)\b|$)"
_WHAT = r"(?P<what>(?:[\w'’]+\s+){0,6}?[\w'’]+)" + _UNTIL
_ABSENT = (
    r"(?!\s*(?:(?:sleep|eat|work|cop|go|do|gett|feel|talk|speak|see|hav|be|tak|leav|manag|liv|function|mak|think|com)"
    r"ing\b|(?:so |very |that |too |really )?(?:good|great|well|ok|okay|fine|sure|able|enough|myself|happy|right|safe"
    r"|allowed|the same|only|just|even|him|her)\b))"
)
"""What somebody lacks is what they suffer from: "not sleeping, just lying there" is about sleep."""
_EN_IS = (
    r"(?:\b(?:i am|i'm|i’m|im|it is|it's|it’s|its|this is|that's|he is|he's|she is|she's|we're|we are|they're)\s+"
    r"(?:\w+ly\s+)?not|\b(?:isn't|isn’t|isnt|ain't|aint|wasn't|wasnt)"
    r"|^\W*(?:(?:no|nah|honestly|tbh|it was|ok)[, ]+)*not|[,.!?]\s*(?:(?:and|but)\s+)?not|\b(?:i'm|i’m|im) fine with"
    r"|\b(?:it was never|never had|never been))\b" + _ABSENT + r"\s+"
)
_EN_HAS = (
    r"\b(?:i\s+|we\s+|he\s+|she\s+)?(?:don't|don’t|dont|do not|doesn't|doesnt|haven't|havent|no longer)\s+"
    r"(?:have|got|need|want|hit|had)\s+"
)
_DENIED = {
    "en": (re.compile(_EN_IS + _WHAT), re.compile(_EN_HAS + _WHAT)),
    "es": (
        re.compile(
            r"\b(?:no|ni)\s+(?:es|soy|estoy|tengo|son|quiero|necesito|busco)\s+"
            r"(?P<what>(?:\w+\s+){0,5}?\w+)(?=\s*[,.;:!?\n]|\s+(?:solo|sólo|sino|pero)\b|$)"
        ),
    ),
    "th": (re.compile(r"(?:ไม่ใช่|ไม่ได้(?:เป็น)?)(?P<what>[\u0E00-\u0E7F]{2,18}?)(?=\s|แค่|แต่|$)"),),
}
_CONTRAST = {
    "en": re.compile(
        r"\b(?:just|only|but|rather|it's more|its more|instead|simply|more (?:like|that))\b"
        r"|[,.;–—-]\s*(?:it's|it’s|its|i'm|i’m|im|i am|i|nobody|someone|he's|she's|they say|the school|my)\b"
    ),
    "es": re.compile(r"\b(?:solo|sólo|sino|pero|más bien|mas bien)\b|[,.;]\s*es\b"),
    "th": re.compile(r"แค่|แต่|เพียง"),
}
_ENOUGH_LEFT = 8


def denied(text: str, language: str) -> tuple[str, str]:
    """(what is left without the denied clauses, the denied clauses); (`text`, "") unless it names a contrast.

    Only for ranking needs, never before the danger check.

    Args:
        text: small letters.
        language: `en`, `es` or `th`; in any other nothing is taken for denied.
    """
    patterns, contrast = _DENIED.get(language), _CONTRAST.get(language)
    if patterns is None or contrast is None or not contrast.search(text):
        return text, ""
    kept, clauses = text, []
    for pattern in patterns:
        clauses += [found["what"] for found in pattern.finditer(kept)]
        kept = pattern.sub(" ", kept)
    if not clauses or len(kept.strip(" ,.;:!?-—–\n")) < _ENOUGH_LEFT:
        return text, ""
    return kept, " ".join(clauses)
