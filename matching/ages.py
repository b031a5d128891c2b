"""How old is the person that the help is for, and which group of people do they belong to?"""

from __future__ import annotations

import re

from matching import loader

_UNIT = (
    r"(?!\s*(?:%|k\b|days?|weeks?|months?|hours?|hrs?|minutes?|mins?|kg|kilos|lbs?|pounds?|stone|st\b|ft|foot|feet|cm"
    r"|euros?|d[ií]as?|semanas?|meses|horas?|times|veces))"
)
_NUMBER = r"(?P<age>[1-9]\d?)(?![\d.,:/])" + _UNIT
_CHILD = (
    r"(?:son|daughter|kid|child|boy|girl|teen(?:ager)?|nephew|niece|grand(?:son|daughter|child)|step(?:son|daughter)"
    r"|lad|little one|brother|sister)"
)
_ELDER = (
    r"(?:mum|mom|mother|dad|father|gran|nan|grand(?:ma|pa|mother|father|ad)|husband|wife|partner|friend|neighbou?r"
    r"|uncle|aunt)"
)
_WHO_IS = r",?\s*(?:\(|(?:who\s+)?(?:is|who's|'s|has)\s+)?(?:just\s+|only\s+|now\s+)?"
_TURNED = r"(?:aged?\s+|turned\s+|turning\s+|of\s+)?"
_OTHER = {
    "en": (
        re.compile(r"\b(?:my|our|an?|the)\s+(?P<age>[1-9]\d?)\s*-?\s*(?:years?|yrs?|y/?o)\b"),
        re.compile(r"\b" + _CHILD + r"\b" + _WHO_IS + _TURNED + _NUMBER),
        re.compile(r"\b(?:my|our)\s+(?:\w+\s+)?" + _ELDER + r"\b" + _WHO_IS + _TURNED + _NUMBER),
    ),
    "es": (
        re.compile(r"\b(?:mi|nuestr[oa])\s+(?:\w+\s+){1,2}?de\s+" + _NUMBER),
        re.compile(r"\bmi\s+\w+,?\s*(?:tiene|cumplió|de)?\s*" + _NUMBER + r"\s*(?:años|anos)"),
    ),
    "th": (
        re.compile(r"(?:ลูก|หลาน|น้อง|แม่|พ่อ|ยาย|ตา)[\u0E00-\u0E7F]{0,10}\s?(?:อายุ|วัย)?\s?(?P<age>[1-9]\d?)\s?(?:ขวบ|ปี)"),
    ),
}
_SELF = {
    "en": (
        re.compile(
            r"\b(?:i'?m|i am|im a|just turned|i turned)\s+(?:only\s+|just\s+|now\s+|an?\s+|nearly\s+|\w+,\s+)?"
            + _NUMBER
        ),
        re.compile(
            r"(?:^|[\s(,])(?P<age>[1-9]\d)\s?(?:f|m|nb|yo|y/o|yrs? old|years? old)\b(?!\s+(?:house|flat|dog|cat|car))"
        ),
        re.compile(r"\baged?\s+" + _NUMBER),
        re.compile(r"(?:^|[.!?\n]\s*)(?P<age>[1-9]\d)(?:,|\s+and\b|\s+here\b|\s+years?\b)(?!\s*(?:ago|later|of|days))"),
        re.compile(r"\b(?:turned|turn|turning)\s+" + _NUMBER),
        re.compile(r"\bat\s+(?P<age>[4-9]\d)(?:,|\s+(?:and|i|it|you|years))\b"),
    ),
    "es": (
        re.compile(
            r"\b(?:tengo|cumpl[íi]|acabo de cumplir|a mis|soy de)\s+(?:ya\s+|solo\s+)?"
            + _NUMBER
            + r"(?:\s*(?:años|anos)|\s*(?:y\b|,|\.|$))"
        ),
    ),
    "th": (re.compile(r"(?:อายุ|วัย)\s?(?P<age>[1-9]\d?)(?!\d)"), re.compile(r"(?<!\d)(?P<age>[1-9]\d?)\s?ขวบ")),
}
_PAST = re.compile(
    r"(?:\bwas|\bwere|\bsince|\bwhen|\bat|\bbefore|\buntil|\bfor|\bdesde|\bcuando|\bera|ตอน|ตั้งแต่)\s*(?:i\s+was\s+|i\s+)?$"
)
_OWN_TROUBLE = re.compile(r"\bi(?:'m|’m|m| am| feel| can't| cant| keep| have|'ve)\b|\bme siento|\bestoy\b")
_DIGIT = re.compile(r"[1-9]")
_SMALL_CHILD = 10
_OLD = 60
_ADULT = 18

_PARTNER_WORDS = re.compile(r"\bmy (?:\w+ )?(?:student|patients|trans friend|gay friend)\b")


def age(text: str, language: str) -> int | None:
    """Years (1 to 99) of the person the help is for; None when not said, not clear, or long ago.

    Args:
        text: small letters, see `matching.text.plain`.
        language: `en`, `es` or `th`.
    """
    if not _DIGIT.search(text):
        return None
    other, own = _first(text, _OTHER.get(language, ())), _first(text, _SELF.get(language, ()))
    if other is not None and own is not None and other != own:
        return None
    if other is not None and other < _SMALL_CHILD and _OWN_TROUBLE.search(text):
        return None  # a worn-out parent of a small child looks for something for themselves
    return other if other is not None else own


def audience(text: str, years: int | None) -> str | None:
    """The group they say they belong to; a young or old age says it too. None when nothing is said."""
    name = next(loader.rules("audience").in_text(text), None)
    if name and not _PARTNER_WORDS.search(text):
        return name
    if years is None:
        return None
    return "older-adults" if years >= _OLD else "young-people" if years < _ADULT else None


def _first(text: str, patterns: tuple[re.Pattern[str], ...]) -> int | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            if not _PAST.search(text[: found.start("age")]):
                return int(found["age"])
    return None
