"""What speaks against a danger rule that matched: a "not", the past, a joke, a song, somebody else's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safety.verdict import About, Band, Tier

if TYPE_CHECKING:
    from safety.rules_loader import Language, Rule
    from safety.sentences import Sentence

_LOWER = {Band.ACT: Band.CARE, Band.CARE: Band.SOFT, Band.SOFT: Band.SOFT}
_HAPPENING = (Tier.MEDICAL, Tier.DANGER)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that matched, with the band that is left of it."""

    rule: Rule
    band: Band
    about: About
    certain: bool
    """Whether nothing spoke against it."""


def weigh(
    rule: Rule, sentence: Sentence, span: tuple[int, int], around: tuple[str, str], language: Language
) -> Finding:
    """The finding that is left of a match once its clause, its sentence and its neighbours are heard.

    A plain "not" in the clause takes it back; one with a limit ("not yet", "not going to, but ...") leaves care.
    The past, talk about information and jokes lower it; first-person words never fall below soft that way.
    """
    start, end = span
    clause, text = sentence.text[sentence.clause_start(start) : sentence.clause_end(start, end)], sentence.text
    about = _about(rule, text[: start + 1], language)
    if rule.negatable and _says(language, "negation", clause, but="not_negation"):
        limited = _says(language, "limit", text) or _says(language, "limit", around[1])
        return Finding(rule, _at_most(rule.band, Band.CARE) if limited else Band.NONE, about, certain=False)
    band = _lowered(rule, text, around, language)
    if about is not rule.about and rule.tier is not Tier.INTENT:
        band = _at_most(band, Band.CARE)
    return Finding(rule, band, about, certain=band is rule.band)


def _lowered(rule: Rule, text: str, around: tuple[str, str], language: Language) -> Band:
    context = around[0] + text + around[1]
    band = rule.band
    now = _says(language, "now", text)
    if not now and (_says(language, "past", text) or _says(language, "recovered", context)):
        band = Band.SOFT
    if _says(language, "information", context):
        band = Band.SOFT
    if rule.tier in _HAPPENING:
        return band
    if _says(language, "play", context, but="no_joke"):
        return Band.SOFT
    if _says(language, "joke", context, but="no_joke"):
        band = Band.SOFT if rule.tier is Tier.IDEATION else _LOWER[band]
    return band


def _about(rule: Rule, before: str, language: Language) -> About:
    """Whose danger it is: words that somebody else is said to have said are about them."""
    if rule.about is About.SELF and _says(language, "reported", before):
        return About.OTHER
    return rule.about


def _says(language: Language, modifier: str, text: str, but: str | None = None) -> bool:
    """Whether one of the modifier's phrases occurs, once the phrases under `but` are set aside."""
    words = frozenset(text.split())
    for pattern in language.modifiers.get(but or "", ()):
        if pattern.may_match(text, words):
            if but == "no_joke" and pattern.regex.search(text):
                return False
            text = pattern.regex.sub("~ ", text)
    return any(p.may_match(text, words) and p.regex.search(text) for p in language.modifiers[modifier])


def _at_most(band: Band, most: Band) -> Band:
    return band if band is Band.SOFT else most
