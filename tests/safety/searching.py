"""Texts that nobody would write: random ones, mangled ones, and the slowest that a search can find."""

from __future__ import annotations

import random
import time
from functools import cache
from typing import TYPE_CHECKING

from safety.judge import judge
from safety.rules_loader import LANGUAGES, load_language

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4096
"""Characters: the longest message that Telegram takes."""
SEED = 20_261_125
_STRANGE = "'’\"!?.,…-_*/\\()[]{}<>@#$%&0123456789\n\t\r\0\u200b\u200d\u2028\ufe0f\ufdfa🙂💀éñüßçøłжשعกิ้่ำๆ한語"
_PLANES = ((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0xE00, 0xE7F), (0x2000, 0x2BFF),
           (0x4E00, 0x9FFF), (0xD800, 0xDFFF), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF))  # fmt: skip


@cache
def words() -> tuple[str, ...]:
    """Every word of the rules' own examples, and whole examples."""
    rules = [rule for code in LANGUAGES for rule in load_language(code).rules]
    lines = [line for rule in rules for line in (*rule.finds, *rule.passes)]
    return tuple(dict.fromkeys([*lines, *(word for line in lines for word in line.split())]))


def random_texts(count: int) -> Iterator[str]:
    """So many texts, always the same: any characters, the rules' words in any order, and mangled examples."""
    chance = random.Random(SEED)  # noqa: S311  the same texts in every run
    for number in range(count):
        yield (_characters, _words, _mangled)[number % 3](chance)


def slowest(rounds: int) -> tuple[float, str]:
    """Seconds, and the text: keep what is slower, out of pieces of the rules' words that are moved and repeated."""
    chance = random.Random(SEED)  # noqa: S311  the same search in every run
    pieces = ["i want to die", *chance.sample(words(), 40)]
    best = (0.0, "")
    for _ in range(rounds):
        tried = _changed(pieces, chance)
        text = _filled(tried, chance.choice((" ", " ", ", ", "\n", "")))
        took = min(_timed(text) for _ in range(2))
        if took > best[0]:
            best, pieces = (took, text), tried
    return best


def _timed(text: str) -> float:
    begun = time.thread_time()
    judge(text)
    return time.thread_time() - begun


def _changed(pieces: list[str], chance: random.Random) -> list[str]:
    kept = [piece for piece in pieces if chance.random() < 0.9]
    added = chance.sample(words(), chance.randrange(1, 9))
    return chance.sample([*kept, *added], len(kept) + len(added))[:60]


def _filled(pieces: list[str], joint: str) -> str:
    once = joint.join(pieces) + joint
    return (once * (1 + LONGEST // len(once)))[:LONGEST]


def _characters(chance: random.Random) -> str:
    planes = chance.sample(_PLANES, chance.randrange(1, 4))
    return "".join(chr(chance.randint(*chance.choice(planes))) for _ in range(int(600 ** chance.random())))


def _words(chance: random.Random) -> str:
    joint = chance.choice((" ", "", ". ", "\n", "\u200b"))
    return joint.join(chance.choices(words(), k=chance.randrange(1, 25)))[:1000]


def _mangled(chance: random.Random) -> str:
    text = list(chance.choice(words()))
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(text) + 1)
        text[place : place + chance.randrange(2)] = chance.choice(_STRANGE) * chance.randrange(1, 4)
    return "".join(text)
