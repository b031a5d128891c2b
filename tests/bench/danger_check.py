"""How long a message is looked at for danger, which happens before anything else."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from safety.judge import judge
from tests.bench.figures import Section, percentile, rounds, short, spread
from tests.bench.requests import english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.figures import Scale

LENGTHS = (200, 4096)
"""A usual message, and the longest that Telegram takes."""
_SEED = 20_261_125
_STRANGE = "'’\"!?.,…-_*/\\()[]{}<>@#$%&0123456789\n\t\u200b\u200d\ufe0f🙂💀éñüßçøłжשعกิ้่ำๆ한語"

_NOTE = (
    "The first two are cut from the English requests. Random texts have 1 to 4,096 characters (short ones are as likely"
    " as long ones): words, strange characters, words run together, and one thing over and over. Each"
    " rule is compiled when it is first needed, here before the clock starts."
)


def measure(scale: Scale) -> Section:
    """Two lengths of what members could write, and texts that nobody would write."""
    chance = random.Random(_SEED)  # noqa: S311  the same texts in every run
    words = " ".join(request.text for request in english(300))
    _timed([request.text for request in english(scale.requests)])  # each rule is compiled when it is first needed
    found: dict[int, list[list[float]]] = {length: [] for length in LENGTHS}
    for _ in rounds(scale):
        for length in LENGTHS:
            starts = [chance.randrange(len(words) - length) for _ in range(scale.danger_texts)]
            found[length].append(_timed([words[start : start + length] for start in starts]))
    rows = [(f"{length:,} characters", *_figures(found[length])) for length in LENGTHS]
    odd = _timed(list(_random_texts(scale.random_texts, words.split(), chance)))
    rows.append((f"{scale.random_texts:,} random texts", *_figures([odd])))
    return Section("Looking for danger", ("", "p50 ms", "p99 ms", "worst ms"), tuple(rows), (_NOTE,))


def _figures(timed: Sequence[Sequence[float]]) -> tuple[str, str, str]:
    together = [ms for one in timed for ms in one]
    middles = spread([percentile(one, 0.5) for one in timed])
    return str(middles), short(percentile(together, 0.99)), short(max(together))


def _timed(texts: Sequence[str]) -> list[float]:
    spent = []
    for text in texts:
        started = time.perf_counter()
        judge(text)
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def _random_texts(count: int, words: Sequence[str], chance: random.Random) -> Iterator[str]:
    for number in range(count):
        length = int(4096 ** chance.random())
        bits = [_bit(words, chance) for _ in range(1 + length // 3)]
        joint = ("", " ", ". ", "\n")[number % 4]
        yield (joint.join(bits) if number % 5 else bits[0] * length)[:length]


def _bit(words: Sequence[str], chance: random.Random) -> str:
    return chance.choice(words) if chance.random() < 0.8 else chance.choice(_STRANGE) * chance.randrange(1, 4)
