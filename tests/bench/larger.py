"""Whether thousands of services take longer to search than the shipped ones, and find as well."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.bench.figures import Section, percent, percentile, ratios, short, spread
from tests.bench.finding import hits, one_round
from tests.bench.peers import CARDS, PEERS, SHOWN
from tests.bench.requests import cards, english
from tests.bench.shelf import CACHE, stocked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.figures import Scale
    from tests.bench.finding import Round
    from tests.bench.requests import Card, Request

ROUNDS = 2
_COLUMNS = ("larger", "services", "p50 ms", "p99 ms", "p50 to the smallest", "peak MB", "any@1", "any@3")
_NOTE = (
    "A larger catalog is the shipped one joined by mixtures of it: one service's name, needs and contacts, and the"
    " examples of another with the same first need. {} requests, {} rounds. Columns as above."
)


def measure(scale: Scale, folder: Path) -> Section:
    """Every peer with every size. `folder` holds the vectors of the shipped catalog, which all sizes share."""
    every = english(scale.requests)
    requests = every[:: max(1, len(every) // scale.size_requests)]  # from all authors, who write in their own order
    offered = {size: cards(stocked(size))[:size] for size in scale.sizes}
    found: defaultdict[tuple[str, int], list[Round]] = defaultdict(list)
    for size, services in offered.items():
        place = folder / str(size)
        place.mkdir()
        (place / CACHE).symlink_to((folder / CACHE).resolve())
        texts = json.dumps([(card.id, card.text) for card in services])
        (place / CARDS).write_text(texts, encoding="utf-8")
        one_round("bare encode", place, requests[:1])  # makes the vectors of the cards, which no round should pay for
    for _ in range(min(ROUNDS, scale.rounds)):
        for name in PEERS:
            for size in scale.sizes:
                if run := one_round(name, folder / str(size), requests):
                    found[name, size].append(run)
    rows = [_row(name, size, found, requests, offered) for name in PEERS for size in scale.sizes]
    return Section("Larger catalogs", _COLUMNS, tuple(rows), (_NOTE.format(len(requests), min(ROUNDS, scale.rounds)),))


def _row(
    name: str,
    size: int,
    found: dict[tuple[str, int], list[Round]],
    requests: list[Request],
    offered: dict[int, list[Card]],
) -> tuple[str, ...]:
    runs, smallest = found[name, size], found[name, min(offered)]
    if not runs:
        return (name, f"{size:,}", *["not installed"] * (len(_COLUMNS) - 2))
    middles = [statistics.median(run.ms) for run in runs]
    serves = {card.id: card.needs for card in offered[size]}
    answers = [[serves[service] for service in answer.services] for answer in runs[-1].answers]
    return (
        name,
        f"{size:,}",
        str(spread(middles)),
        short(statistics.median(percentile(run.ms, 0.99) for run in runs)),
        str(ratios(middles, [statistics.median(run.ms) for run in smallest])),
        short(statistics.median(run.mb for run in runs)),
        percent(hits(answers, requests, 1)),
        percent(hits(answers, requests, SHOWN)),
    )
