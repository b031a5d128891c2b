"""What speaks against a danger rule that matched: a "not", the past, a joke, a song, somebody else's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safety.verdict import About, Band, Tier

if TYPE_CHECKING:
    from safety.rules_loader import Language, Rule
    from safety.sentences import Sentence

_LOWER = {Band.ACT: Band.CARE, Band.CARE: Band.SOFT, Band.SOFT: Band.SOFT}
_THEIR_OWN = (Tier.MEDICAL, Tier.DANGER, Tier.INTENT)
"""Tiers that stay as urgent when they are told about somebody else."""


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
    about = _about(rule, sentence, span, language)
    if rule.negatable and _says(language, "negation", clause, but="not_negation"):
        limited = _says(language, "limit", text) or _says(language, "limit", around[1])
        return Finding(rule, _at_most(rule.band, Band.CARE) if limited else Band.NONE, about, certain=False)
    band = _lowered(rule, text, around, language)
    if about is not rule.about and rule.tier not in _THEIR_OWN:
        band = _at_most(band, Band.CARE)
    return Finding(rule, band, about, certain=band is rule.band)


def _lowered(rule: Rule, text: str, around: tuple[str, str], language: Language) -> Band:
    if rule.band is Band.SOFT:
        return Band.SOFT
    context = around[0] + text + around[1]
    told = _says(language, "past", text) or _says(language, "recovered", context)
    over = told and not _says(language, "now", text, but="not_now")
    if over or _says(language, "information", context):
        return Band.SOFT
    if rule.tier is Tier.MEDICAL or rule.path:
        return rule.band
    if _says(language, "play", context, but="no_joke"):
        return Band.SOFT
    if _says(language, "joke", context, but="no_joke"):
        return Band.SOFT if rule.tier is Tier.IDEATION else _LOWER[rule.band]
    return rule.band


def _about(rule: Rule, sentence: Sentence, span: tuple[int, int], language: Language) -> About:
    """Whose danger it is: theirs when the words are reported, or when somebody else is the one who does them."""
    start, end = span
    before, matched = sentence.text[:start], sentence.text[max(0, start - 1) : end]
    if rule.about is About.OTHER or rule.path or _says(language, "own", matched):
        return rule.about
    begun = before + matched[1:].partition(" ")[0] + " "
    if _says(language, "reported", begun) and not _says(language, "not_reported", before):
        return About.OTHER
    clause = before[sentence.clause_start(start) :]
    theirs = _says(language, "theirs_before", clause) or _says(language, "theirs_within", matched)
    carried = not theirs and _says(language, "theirs_carried", before) and not _says(language, "first_person", before)
    return About.OTHER if theirs or carried else rule.about


def _says(language: Language, modifier: str, text: str, but: str | None = None) -> bool:
    """Whether one of the modifier's phrases occurs, once the phrases under `but` are set aside."""
    aside = language.modifiers.get(but or "")
    for pattern in aside.that_may_match(text, frozenset(text.split())) if aside else ():
        if but == "no_joke" and pattern.regex.search(text):
            return False
        text = pattern.regex.sub("~ ", text)
    return modifier in language.modifiers and language.modifiers[modifier].match(text, frozenset(text.split()))


def _at_most(band: Band, most: Band) -> Band:
    return band if band is Band.SOFT else most
