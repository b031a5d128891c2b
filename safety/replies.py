"""How an answer to the bot's own question, “Are you thinking about suicide?”, is understood."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from safety.loader import read_yaml

Understood = Literal["yes", "sometimes", "no", "rather-not", "unclear", "mistake"]

# A clear yes in front counts whatever follows it; a “no” never does: “no, it is worse than that”.
_YES_FIRST = {
    "en": re.compile(
        r"^(?:yes|yeah|yep|yup|i guess so|sadly yes|honestly yes)\b"
        r"(?! (?:right|no|nah|but no|but not|and no|(?:im|i am) (?:ok|okay|fine|good))\b)"
    ),
    "es": re.compile(r"^(?:si|creo que si|la verdad si)\b(?! (?:claro|y no|pero no|no|estoy bien)\b)"),
    "th": re.compile(r"^ใช่(?!ไหม|มั้ย|หรือ|เหรอ|ที่|เวลา|ว่า|สบายดี)"),
}
_MANNERS = {
    "en": re.compile(
        r"^(?:um+|uh+|er+|well|hmm*|ok|okay|honestly|tbh|sorry|so)\s+"
        r"|\s+(?:please|sorry|thanks|thank you|tbh|honestly|really)$"
    ),
    "es": re.compile(
        r"^(?:eh+|mm+|pues|bueno|este|ok|perdon|ay)\s+|\s+(?:gracias|perdon|la verdad|sinceramente|amigo|amiga)$"
    ),
    "th": re.compile(r"(?:ครับผม|ครับ|คับ|ค่ะ|คะ|ค่า|จ้ะ|จ้า|จ๊ะ|นะ|น่ะ|อ่ะ|อะ|แหละ|ฮะ)$"),
}
_LANGUAGES = ("en", "es", "th")
_MOST_WORDS_AFTER_YES = 40


def understand_reply(text: str, language: str) -> Understood:
    """What somebody answered to “Are you thinking about suicide?”. Whatever is not plain is `unclear`.

    Args:
        text: their words. They are judged for danger before this is asked: “no, I did it already” is no answer.
        language: the member's language; the other languages are tried after it.
    """
    for known in sorted(_LANGUAGES, key=lambda other: other != language):
        if (found := _in_language(text, known)) != "unclear":
            return found
    return "unclear"


def _in_language(text: str, language: str) -> Understood:
    plain = _plain(text, language)
    for said in (plain, _without_manners(plain, language)):
        for meaning, answers in _answers(language).items():
            if said in answers:
                return meaning
        if _YES_FIRST[language].match(said) and len(said.split()) <= _MOST_WORDS_AFTER_YES:
            return "yes"
    return "unclear"


@cache
def _answers(language: str) -> dict[Understood, frozenset[str]]:
    whole = read_yaml("replies.yaml")["languages"][language]
    return {meaning: frozenset(_plain(said, language) for said in answers) for meaning, answers in whole.items()}


def _plain(text: str, language: str) -> str:
    """Lower case, no accents, no punctuation, no drawn-out letters; Thai keeps its signs and loses its spaces."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("'", ""))
    kept = "".join(c for c in spread if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf")
    whole = unicodedata.normalize("NFC", kept)
    words = "".join(c if c.isalnum() or unicodedata.category(c) == "Mn" or c == "ๆ" else " " for c in whole)
    return ("" if language == "th" else " ").join(re.sub(r"([a-z])\1{2,}", r"\1", word) for word in words.split())


def _without_manners(text: str, language: str) -> str:
    """Without “um” in front and “thanks” or a polite particle behind."""
    while (shorter := _MANNERS[language].sub("", text).strip()) != text:
        if not shorter:
            return text
        text = shorter
    return text
