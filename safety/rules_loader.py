"""The danger rules of every language, read from their reviewed files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from safety.loader import read_yaml
from safety.patterns import Pattern, PatternError, Patterns, compile_pattern
from safety.slips import Slips
from safety.verdict import About, Band, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "es", "th")
_WITHOUT_SPACES = ("th",)
_MOST_WRITTEN = "en"
_LONG_WORD = re.compile(r"(?<![a-z])[a-z]{5,}(?![a-z*])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying that somebody is in danger, with the examples that its reviewers agreed on."""

    id: str
    family: str
    """The same in every language, so that a missing twin shows."""
    tier: Tier
    band: Band
    about: About
    patterns: tuple[Pattern, ...]
    unless: Patterns
    path: str | None
    negatable: bool
    """Whether a "not" before it takes it back; false where the "not" is part of the meaning."""
    finds: tuple[str, ...]
    passes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """Everything the judge knows about one language."""

    code: str
    spaced: bool
    rules: tuple[Rule, ...]
    patterns: Patterns
    """Those of all rules, in their order."""
    masks: Patterns
    modifiers: Mapping[str, Patterns]
    expand: Mapping[str, str]
    openers: frozenset[str]
    """The first words of the pairs in `expand`."""
    slips: Slips
    breaks: frozenset[str]
    known: frozenset[str]

    @property
    def usual(self) -> frozenset[str]:
        """Words that messages in this language are mostly made of."""
        return self.known | self.slips.right


@dataclass(frozen=True, slots=True)
class Shared:
    """What all languages have in common: look-alike letters, pictures and the crisis vocabulary."""

    look_alikes: Mapping[int, str]
    emoji: Mapping[int, str]
    crisis: frozenset[str]
    fillers: frozenset[str]


@cache
def load_shared() -> Shared:
    """What all languages have in common; read once."""
    raw = read_yaml("rules/shared.yaml")
    return Shared(
        look_alikes={ord(other): ours for ours, others in raw["lookalikes"].items() for other in others},
        emoji={ord(sign): f" {word} " for word, signs in raw["emoji"].items() for sign in signs},
        crisis=frozenset(raw["crisis"]),
        fillers=frozenset(raw["fillers"]),
    )


@cache
def load_language(code: str) -> Language:
    """The rules of one language, compiled; read once.

    Raises:
        PatternError, KeyError, ValueError: the file is not a rules file. The tests keep this from shipping.
    """
    raw = read_yaml(f"rules/{code}.yaml")
    slots = raw["slots"]
    common = frozenset(raw["common"])
    spaced = code not in _WITHOUT_SPACES

    def compiled(sources: list[str]) -> tuple[Pattern, ...]:
        return tuple(compile_pattern(source, slots, common, spaced=spaced) for source in sources)

    rules = tuple(
        _rule(entry, compiled(entry["patterns"]), Patterns(compiled(entry.get("unless", [])))) for entry in raw["rules"]
    )
    typo_words = frozenset(raw.get("typo_words", []))
    expand = {str(key): str(value) for key, value in raw.get("expand", {}).items()}
    return Language(
        code=code,
        spaced=spaced,
        rules=rules,
        patterns=Patterns([pattern for rule in rules for pattern in rule.patterns]),
        masks=Patterns(compiled(raw["masks"])),
        modifiers={name: Patterns(compiled(sources)) for name, sources in raw["modifiers"].items()},
        expand=expand,
        openers=frozenset(first for first, second, _ in (f"{key}  ".split(" ", 2) for key in expand) if second),
        slips=Slips(
            typo_words,
            vocabulary(raw) if spaced else (),
            frozenset(raw.get("keep", [])) | expand.keys(),
            common | _usual(code, rules),
        ),
        breaks=frozenset(raw["breaks"]),
        known=frozenset(word for phrases in slots.values() for phrase in phrases for word in phrase.split()),
    )


def _usual(code: str, rules: tuple[Rule, ...]) -> frozenset[str]:
    """Words that are met most often: ordinary ones, and those of the rules' own examples, as they are typed."""
    if code != _MOST_WRITTEN:
        return load_language(_MOST_WRITTEN).usual
    lines = [line for rule in rules for line in (*rule.finds, *rule.passes)]
    ordinary: str = read_yaml("rules/usual.yaml")[code]
    return frozenset(word for line in lines for word in line.lower().split()) | frozenset(ordinary.split())


def vocabulary(raw: Mapping[str, Any]) -> frozenset[str]:
    """The words of five letters or more in a rules file's slots and patterns."""
    phrases = [phrase for slot in raw["slots"].values() for phrase in slot]
    phrases += [pattern for entry in raw["rules"] for pattern in entry["patterns"]]
    return frozenset(word for phrase in phrases for word in _LONG_WORD.findall(phrase))


def _rule(entry: Mapping[str, Any], patterns: tuple[Pattern, ...], unless: Patterns) -> Rule:
    try:
        return Rule(
            id=entry["id"],
            family=entry["family"],
            tier=Tier(entry["tier"]),
            band=Band(entry["band"]),
            about=About(entry.get("about", "self")),
            patterns=patterns,
            unless=unless,
            path=entry.get("path"),
            negatable=entry.get("negatable", True),
            finds=tuple(entry["finds"]),
            passes=tuple(entry["passes"]),
        )
    except KeyError as missing:
        raise PatternError(f"rule {entry.get('id')!r} has no {missing}") from missing
