"""What speaks against a danger rule that matched: a "not", the past, a joke, a song, somebody else's words."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(slots=True, repr=False)
class Hearing:
    """What one message says in one language besides its dangers; forgotten as soon as it is judged."""

    language: Language
    _known: dict[tuple[str, str, str | None], bool] = field(default_factory=dict)

    def says(self, modifier: str, text: str, but: str | None = None) -> bool:
        """Whether one of the modifier's phrases occurs, once the phrases under `but` are set aside."""
        known = self._known.get((modifier, text, but))
        if known is None:
            known = self._known[modifier, text, but] = self._listen(modifier, text, but)
        return known

    def _listen(self, modifier: str, text: str, but: str | None) -> bool:
        modifiers = self.language.modifiers
        aside = modifiers.get(but or "")
        for pattern in aside.that_may_match(text, frozenset(text.split())) if aside else ():
            if but == "no_joke" and pattern.regex.search(text):
                return False
            text = pattern.regex.sub("~ ", text)
        return modifier in modifiers and modifiers[modifier].match(text, frozenset(text.split()))


def weigh(rule: Rule, sentence: Sentence, span: tuple[int, int], around: tuple[str, str], hearing: Hearing) -> Finding:
    """The finding that is left of a match once its clause, its sentence and its neighbours are heard.

    A plain "not" in the clause takes it back; one with a limit ("not yet", "not going to, but ...") leaves care.
    The past, talk about information and jokes lower it; first-person words never fall below soft that way.
    """
    start, end = span
    clause, text = sentence.text[sentence.clause_start(start) : sentence.clause_end(start, end)], sentence.text
    about = _about(rule, sentence, span, hearing)
    if rule.negatable and hearing.says("negation", clause, but="not_negation"):
        limited = hearing.says("limit", text) or hearing.says("limit", around[1])
        return Finding(rule, _at_most(rule.band, Band.CARE) if limited else Band.NONE, about, certain=False)
    band = _lowered(rule, text, around, hearing)
    if about is not rule.about and rule.tier not in _THEIR_OWN:
        band = _at_most(band, Band.CARE)
    return Finding(rule, band, about, certain=band is rule.band)


def _lowered(rule: Rule, text: str, around: tuple[str, str], hearing: Hearing) -> Band:
    if rule.band is Band.SOFT:
        return Band.SOFT
    context = around[0] + text + around[1]
    told = hearing.says("past", text) or hearing.says("recovered", context)
    over = told and not hearing.says("now", text, but="not_now")
    if over or hearing.says("information", context):
        return Band.SOFT
    if rule.tier is Tier.MEDICAL or rule.path:
        return rule.band
    if hearing.says("play", context, but="no_joke"):
        return Band.SOFT
    if hearing.says("joke", context, but="no_joke"):
        return Band.SOFT if rule.tier is Tier.IDEATION else _LOWER[rule.band]
    return rule.band


def _about(rule: Rule, sentence: Sentence, span: tuple[int, int], hearing: Hearing) -> About:
    """Whose danger it is: theirs when the words are reported, or when somebody else is the one who does them."""
    start, end = span
    before, matched = sentence.text[:start], sentence.text[max(0, start - 1) : end]
    if rule.about is About.OTHER or rule.path or hearing.says("own", matched):
        return rule.about
    begun = before + matched[1:].partition(" ")[0] + " "
    if hearing.says("reported", begun) and not hearing.says("not_reported", before):
        return About.OTHER
    clause = before[sentence.clause_start(start) :]
    theirs = hearing.says("theirs_before", clause) or hearing.says("theirs_within", matched)
    carried = not theirs and hearing.says("theirs_carried", before) and not hearing.says("first_person", before)
    return About.OTHER if theirs or carried else rule.about


def _at_most(band: Band, most: Band) -> Band:
    return band if band is Band.SOFT else most
