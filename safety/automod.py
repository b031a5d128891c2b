"""The sure danger phrases as keyword rules for Discord's AutoMod, for servers that want moderators told at once.

A keyword list is a poor detector: it knows no "not", no joke and nothing that is meant but not said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any

from safety.judge import judge
from safety.loader import read_yaml
from safety.patterns import parse
from safety.rules_loader import load_language
from safety.verdict import Band, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from safety.patterns import Element
    from safety.rules_loader import Rule

RULES_PER_SERVER = 6
"""Discord's own limits, from its documentation: keyword rules of one server …"""
WORDS_PER_RULE = 1_000
WORD_LENGTH = 60
REGEXES_PER_RULE = 10
REGEX_LENGTH = 260

MEASURED = (
    "What keyword lists are worth, measured in November 2026 on messages by authors the lists never saw: the lists of "
    "five real bots found 2 to 10 % of cries for help that are meant but not named, and fired on 7 to 15 % of harmless "
    "messages. Careful rules found 20 % at 5 %. So: silence of AutoMod means nothing, and an alert is often wrong."
)
"""Said before any list is given away."""

_MESSAGE_SEND, _KEYWORD, _ALERT = 1, 1, 2
_NAMES = {"en": "English", "es": "Spanish", "th": "Thai"}
_TRIED_PER_PATTERN = 60
_TRIED_WITH_GAP = 9
_PHRASES_PER_CHOICE = 8
_COMMONEST = 3
_TURNS = {Tier.IDEATION: 8, Tier.INTENT: 4}
"""These are said in the most ways: they get more of the room."""
_FEWEST_WORDS, _FEWEST_LETTERS = 2, 8
_SHORT_FORMS = {
    "en": (("i am", "im"), ("i am", "i'm"), ("do not", "dont"), ("do not", "don't"), ("can not", "cant")),
    "es": (),
    "th": (),
}
"""The rules read messages with short forms written out; AutoMod reads them as they were typed."""


@dataclass(frozen=True, slots=True)
class Worth:
    """How a list does on messages whose danger is known; counts, no text."""

    found: int
    urgent: int
    fired: int
    harmless: int

    def __str__(self) -> str:
        return f"finds {self.found} of {self.urgent} urgent messages, fires on {self.fired} of {self.harmless} harmless"


def keyword_rules(languages: Sequence[str], channel: str) -> list[dict[str, Any]]:
    """The bodies of Discord's "create AutoMod rule" requests: one rule a language, switched off, alerting only.

    Args:
        languages: codes of languages whose phrases to give.
        channel: the number (snowflake) of the staff channel that gets the alerts.

    Raises:
        ValueError: more rules than a server may have, a language we have no rules in, or a channel that is no number.
    """
    if not channel.isdecimal() or not channel.isascii():
        raise ValueError("The channel is a number: in Discord, right-click the channel and choose Copy Channel ID.")
    if unknown := [code for code in languages if code not in _NAMES]:
        raise ValueError(f"There are no danger rules in {', '.join(unknown)}: choose from {', '.join(_NAMES)}.")
    if not 0 < len(languages) <= RULES_PER_SERVER:
        raise ValueError(f"A server may have 1 to {RULES_PER_SERVER} keyword rules.")
    return [
        {
            "name": f"Peerbridge: danger, {_NAMES[code]} (alert only)",
            "event_type": _MESSAGE_SEND,
            "trigger_type": _KEYWORD,
            "trigger_metadata": {"keyword_filter": phrases(code), "regex_patterns": [], "allow_list": []},
            "actions": [{"type": _ALERT, "metadata": {"channel_id": channel}}],
            "enabled": False,
            "exempt_roles": [],
            "exempt_channels": [],
        }
        for code in dict.fromkeys(languages)
    ]


def phrases(code: str) -> list[str]:
    """At most `WORDS_PER_RULE` phrases of one language, each alone enough for the rules to say act.

    Never one about abuse: an alert would tell a room of people what somebody at home may read.
    """
    rules = [rule for rule in load_language(code).rules if _may_be_told(rule)]
    turns = [way for rule in rules for way in [_ways(rule, code)] * _TURNS.get(rule.tier, 1)]
    found: dict[str, None] = {}
    for phrase in _in_turn(turns):
        if _is_new(phrase, found, code):
            found[phrase] = None
        if len(found) == WORDS_PER_RULE:
            break
    return list(found)


def worth(code: str, messages: Iterable[tuple[str, bool]]) -> Worth:
    """How the list of a language does on messages and whether each is urgent, read as AutoMod reads them."""
    listed = re.compile("|".join(map(re.escape, phrases(code))))
    if code != "th":
        listed = re.compile(rf"(?<!\w)(?:{listed.pattern})(?!\w)")
    fired = [(urgent, bool(listed.search(text.casefold()))) for text, urgent in messages]
    return Worth(
        found=sum(hit for urgent, hit in fired if urgent),
        urgent=sum(urgent for urgent, _ in fired),
        fired=sum(hit for urgent, hit in fired if not urgent),
        harmless=sum(not urgent for urgent, _ in fired),
    )


def _may_be_told(rule: Rule) -> bool:
    return rule.band is Band.ACT and rule.path is None


def _ways(rule: Rule, code: str) -> Iterator[str]:
    """Ways of saying it: first the shortest sure parts of the rule's examples, then what its patterns spell out."""
    for example in rule.finds:
        yield from _sure_parts(example, code)
    patterns = [parse(pattern.source, _slots(code)) for pattern in rule.patterns]
    yield from _in_turn([_of_pattern(elements, code) for elements in patterns])


def _of_pattern(elements: Sequence[Element], code: str) -> Iterator[str]:
    """Where words may stand between, only the commonest of each choice make a phrase that people type."""
    gap = any(element.gap for element in elements)
    few, most = (_COMMONEST, _TRIED_WITH_GAP) if gap else (_PHRASES_PER_CHOICE, _TRIED_PER_PATTERN)
    choices = [element.phrases[:few] for element in elements if not element.optional and not element.gap]
    yield from islice(_spelled(choices, code), most)


def _in_turn(ways: Iterable[Iterator[str]]) -> Iterator[str]:
    """One of each, then the next of each, until none is left."""
    waiting = list(ways)
    while waiting:
        for way in list(waiting):
            if (phrase := next(way, None)) is None:
                waiting.remove(way)
            else:
                yield phrase


def _sure_parts(example: str, code: str) -> Iterator[str]:
    """The shortest runs of words of an example that say act all by themselves."""
    words = re.findall(r"[\w'’]+", example.casefold())
    if code == "th":
        words = example.split()
    runs = sorted(combinations(range(len(words) + 1), 2), key=lambda run: run[1] - run[0])
    sure: list[tuple[int, int]] = []
    for first, last in runs:
        if any(first <= a and b <= last for a, b in sure):
            continue
        phrase = " ".join(words[first:last])
        if _may_stand(phrase, code) and _is_sure(phrase):
            sure.append((first, last))
            yield phrase


def _spelled(choices: Sequence[Sequence[str]], code: str) -> Iterator[str]:
    few = [[p for p in phrases if "*" not in p and "emoji" not in p] for phrases in choices]
    for chosen in product(*few):
        phrase = "".join(chosen).replace(" ", "") if code == "th" else " ".join(chosen)
        for typed in _as_typed(phrase, code):
            if _may_stand(typed, code) and _is_sure(typed):
                yield typed


def _as_typed(phrase: str, code: str) -> Iterator[str]:
    yield phrase
    for written, typed in _SHORT_FORMS[code]:
        if f"{written} " in f"{phrase} ":
            yield f"{phrase} ".replace(f"{written} ", f"{typed} ").strip()


def _may_stand(phrase: str, code: str) -> bool:
    words = 1 if code == "th" else _FEWEST_WORDS
    fits = _FEWEST_LETTERS <= len(phrase) <= WORD_LENGTH and len(phrase.split()) >= words
    return fits and not any(_holds(example, phrase, code) for example in _harmless(code))


def _is_sure(phrase: str) -> bool:
    verdict = judge(phrase)
    return verdict.band is Band.ACT and verdict.path is None


def _is_new(phrase: str, kept: Iterable[str], code: str) -> bool:
    """Whether no phrase in the list is a part of it, which would have fired already."""
    return not any(_holds(phrase, other, code) for other in kept)


def _holds(text: str, phrase: str, code: str) -> bool:
    return phrase in text if code == "th" else f" {phrase} " in f" {text} "


@cache
def _harmless(code: str) -> tuple[str, ...]:
    """Every example that a rule of this language must let pass, as AutoMod would read it."""
    passes = (example for rule in load_language(code).rules for example in rule.passes)
    return tuple(
        " ".join(re.findall(r"[\w'’]+", example.casefold())) if code != "th" else example for example in passes
    )


def _slots(code: str) -> dict[str, list[str]]:
    slots: dict[str, list[str]] = read_yaml(f"rules/{code}.yaml")["slots"]
    return slots
