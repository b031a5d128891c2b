"""Reads one message and says whether somebody is in danger, by reviewed rules alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from safety.modifiers import Finding, Hearing, weigh
from safety.rules_loader import LANGUAGES, load_language, load_shared
from safety.sentences import Sentence, cut, is_silent, split, tidy
from safety.trouble import record
from safety.verdict import About, Band, Danger, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safety.patterns import Pattern
    from safety.rules_loader import Language, Rule

log = logging.getLogger(__name__)

FAILED = "judge-failed"
"""The rule id of a verdict that stands only because judging went wrong."""

_BANDS = (Band.ACT, Band.CARE, Band.SOFT)
_URGENT = (Band.ACT, Band.CARE)
_TIERS = (Tier.MEDICAL, Tier.DANGER, Tier.INTENT, Tier.IDEATION, Tier.SELFHARM, Tier.PASSIVE)
_MOST_IDS = 8
_NEIGHBOURS = 2
_FAMILIES_THAT_ADD_UP = 2
_FAINT = "faint"
"""The family of single words: it never adds up with another to care."""
_ADD_UP_WITHIN = 400
"""Characters: in longer texts several faint signs are no sign."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A message as one language reads it."""

    hearing: Hearing
    sentences: Sequence[Sentence]
    words: frozenset[str]
    """Of all sentences."""
    places: Mapping[int, set[int]]
    """In which sentences each pattern may match, by its number in the language."""


def judge(text: str) -> Danger:
    """The verdict of the rules of all languages on one message.

    It needs no network, and no disk once `prepare` has run or one message was judged. It never raises: if judging
    fails, the verdict is soft. A text of more than 8,000 characters is judged by its head and tail.
    """
    try:
        shared = load_shared()
        tidied = tidy(text, shared)
        languages = [load_language(code) for code in LANGUAGES]
        readings = list(_readings(tidied, languages))
        findings = [f for reading in readings for f in _findings(reading, soft=False)]
        if all(finding.band not in _URGENT for finding in findings):
            findings += [f for reading in readings for f in _findings(reading, soft=True)]
        return _verdict(findings, len(tidied))
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, the member gets a gentle answer
        record(log, "could not judge a message", error)
        return Danger(band=Band.SOFT, rules=(FAILED,))


def is_faint(danger: Danger) -> bool:
    """Whether only a faint sign was found: a stand-in for the second judge, which knows better where it can read."""
    return danger.band is Band.SOFT and bool(danger.rules) and all(rule.endswith(f"-{_FAINT}") for rule in danger.rules)


def prepare() -> None:
    """Reads and compiles every rule, so that the first member does not wait for it."""
    for code in LANGUAGES:
        language = load_language(code)
        for rule in language.rules:
            for pattern in (*rule.patterns, *rule.unless):
                pattern.regex.groups  # noqa: B018 -- compiling is the point
        _numbered(code)
        for pattern in (*language.masks, *(p for group in language.modifiers.values() for p in group)):
            pattern.regex.groups  # noqa: B018 -- the same
    judge("a b, ก")  # so that each language knows the words that it may pass over


def _readings(tidied: str, languages: Sequence[Language]) -> Iterator[_Reading]:
    """The message as each language reads it in which one of its rules might match."""
    shared, spaced = load_shared(), cut(tidied, spaced=True)
    for language in languages:
        if not language.spaced and tidied.isascii():
            continue
        pieces = spaced if language.spaced else cut(tidied, spaced=False)
        if is_silent(pieces, language, shared):
            continue
        sentences = split(pieces, language, shared)
        texts, words = [sentence.text for sentence in sentences], _places(sentences)
        places = language.patterns.places("".join(texts), words, texts)
        yield _Reading(Hearing(language), sentences, frozenset(words), places)


def _findings(reading: _Reading, *, soft: bool) -> Iterator[Finding]:
    """What the soft rules find, or all others; of a rule no more than it takes to be sure."""
    numbered = _numbered(reading.hearing.language.code)
    sure: Rule | None = None
    for number in sorted(reading.places):
        rule, pattern = numbered[number]
        if rule is sure or (rule.band is Band.SOFT) is not soft:
            continue
        if pattern.also and pattern.also.isdisjoint(reading.words):
            continue
        for at in sorted(reading.places[number]):
            if finding := _match(rule, pattern, reading.sentences, at, reading.hearing):
                yield finding
                if finding.certain and finding.about is rule.about:
                    sure = rule
                    break


@cache
def _numbered(code: str) -> tuple[tuple[Rule, Pattern], ...]:
    """Each pattern of a language with its rule, in the order in which `Language.patterns` numbers them."""
    return tuple((rule, pattern) for rule in load_language(code).rules for pattern in rule.patterns)


def _places(sentences: Sequence[Sentence]) -> dict[str, set[int]]:
    """In which sentences each word stands."""
    places: dict[str, set[int]] = {}
    for at, sentence in enumerate(sentences):
        for word in sentence.text.split():
            places.setdefault(word, set()).add(at)
    return places


def _match(rule: Rule, pattern: Pattern, sentences: Sequence[Sentence], at: int, hearing: Hearing) -> Finding | None:
    """What the pattern finds in this sentence, or from here into the next, after everything that speaks against it."""
    first = max(0, at - 1) if pattern.far else at
    sentence = sentences[at]
    if pattern.far:
        sentence = sentences[first].joined(sentences[first + 1 : at + _NEIGHBOURS + 1])
    found = pattern.regex.search(sentence.text)
    if not found or rule.unless.match(sentence.text, frozenset(sentence.text.split())):
        return None
    before = sentences[first - 1].text if first else " "
    after = "".join(s.text for s in sentences[at + 1 : at + 2])
    return weigh(rule, sentence, found.span(), (before, after), hearing)


def _verdict(findings: Sequence[Finding], length: int) -> Danger:
    findings = [finding for finding in findings if finding.band is not Band.NONE]
    if not findings:
        return Danger()
    best = min(findings, key=lambda f: (_BANDS.index(f.band), _TIERS.index(f.rule.tier), f.about is About.OTHER))
    band = best.band
    families = {finding.rule.family for finding in findings} - {_FAINT}
    if band is Band.SOFT and len(families) >= _FAMILIES_THAT_ADD_UP and length <= _ADD_UP_WITHIN:
        band = Band.CARE if all(finding.certain for finding in findings) else band
    ids = dict.fromkeys([best.rule.id, *sorted(finding.rule.id for finding in findings)])
    return Danger(band=band, tier=best.rule.tier, about=best.about, rules=tuple(ids)[:_MOST_IDS], path=best.rule.path)
