"""How fast, how large and how good: `peerbridge try` beside four word searches and the encoder alone."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commands.settings import CHECKOUT
from tests.bench.figures import NONE, Section, percent, percentile, ratios, rounds, short, spread
from tests.bench.peers import CARDS, PEERS, SHOWN, Answer
from tests.bench.requests import cards, english
from tests.bench.shelf import stocked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from tests.bench.figures import Scale
    from tests.bench.requests import Card, Request

_NEEDS = "needs of try"
_CHANCE = "blind chance"
_COLUMNS = (
    "", "p50 ms", "p99 ms", "p50 to encode", "p99 to encode", "same text", "peak MB",
    "start s", "1st answer s", "any@1", "any@3", "none",
)  # fmt: skip

_SCORE = (
    "any@1, any@3: the first service (or need), or one of the first three, serves a need that tests/data accepts for"
    " the request; none: no service is shown. Peers search each service's name, summary and examples, and the labels"
    " and meanings of its needs."
)
_MANNERS = (
    "try looks for danger first, asks back when unsure, and with no country known shows worldwide services only. It"
    " showed services for {shown} of {all} requests ({told}); where it shows none, it scores none. Peers always show"
    " some, from anywhere."
)
_START = (
    "p50, p99 to encode: each row's against that of the encoder alone; same text: the median over the requests. MB: the"
    " whole process at its peak, Python included. Start: from nothing until it can answer, vectors cached; 1st"
    " answer: counted from the same moment; after it try compiles its danger rules, as the desk does at its start."
    " The very first start of try, which makes the vectors, took {} s."
)


@dataclass(frozen=True, slots=True)
class Round:
    """One process from its start to its end."""

    start_s: float
    first_answer_s: float
    """From the start of the process."""
    ms: list[float]
    mb: float
    answers: list[Answer]


def measure(scale: Scale, folder: Path) -> Section:
    """Everything about finding services. `folder` is empty at first, so that the first start makes the vectors."""
    requests, offered = english(scale.requests), cards(stocked())
    folder.joinpath(CARDS).write_text(json.dumps([(card.id, card.text) for card in offered]), encoding="utf-8")
    made = {name: run for name in PEERS if (run := one_round(name, folder, requests[:1]))}
    found: defaultdict[str, list[Round]] = defaultdict(list)
    for _ in rounds(scale):
        for name in made:
            if run := one_round(name, folder, requests):
                found[name].append(run)
    rows = [_row(name, found[name], next(iter(found.values())), requests, offered) for name in PEERS]
    rows += [_understood(found["peerbridge try"][-1], requests), _chance(requests, offered)]
    title = f"Finding services: {len(requests)} English requests, {len(offered)} services"
    return Section(title, _COLUMNS, tuple(rows), _notes(made["peerbridge try"], found["peerbridge try"][-1]))


def one_round(name: str, folder: Path, requests: Sequence[Request]) -> Round | None:
    """One peer in a fresh process; None where the peer is not installed."""
    command = [sys.executable, "-m", "tests.bench.peers", name, str(folder)]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own module
        assert process.stdin
        assert process.stdout

        def ask(texts: Sequence[str]) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(texts) + "\n")
            process.stdin.flush()
            reported: dict[str, Any] = json.loads(process.stdout.readline())
            return reported

        if not json.loads(process.stdout.readline())["ready"]:
            return None
        ready = time.perf_counter() - started
        ask([requests[0].text])
        first = time.perf_counter() - started
        report = ask([request.text for request in requests])
        process.stdin.close()
    return Round(ready, first, report["ms"], report["mb"], [Answer(**answer) for answer in report["answers"]])


def _row(
    name: str, found: Sequence[Round], baseline: Sequence[Round], requests: Sequence[Request], offered: Sequence[Card]
) -> tuple[str, ...]:
    if not found:
        return (name, "not installed", *[NONE] * (len(_COLUMNS) - 2))
    middles = [statistics.median(run.ms) for run in found]
    serves = {card.id: card.needs for card in offered}
    answers = [[serves[service] for service in answer.services] for answer in found[-1].answers]
    return (
        name,
        str(spread(middles)),
        short(statistics.median(percentile(run.ms, 0.99) for run in found)),
        str(ratios(middles, [statistics.median(run.ms) for run in baseline])),
        str(ratios([percentile(run.ms, 0.99) for run in found], [percentile(run.ms, 0.99) for run in baseline])),
        str(ratios([_each(run, other) for run, other in zip(found, baseline, strict=True)], [1.0] * len(found))),
        short(statistics.median(run.mb for run in found)),
        str(spread([run.start_s for run in found])),
        str(spread([run.first_answer_s for run in found])),
        percent(hits(answers, requests, 1)),
        percent(hits(answers, requests, SHOWN)),
        percent(sum(not answer for answer in answers) / len(answers)),
    )


def _each(run: Round, other: Round) -> float:
    """The median, over the requests, of the time for one against the baseline's for the very same."""
    return statistics.median(ms / base for ms, base in zip(run.ms, other.ms, strict=True))


def hits(answers: Sequence[Sequence[Collection[str]]], requests: Sequence[Request], best: int) -> float:
    """The share of requests where one of the best so many serves a need that the request may be about."""
    pairs = zip(answers, requests, strict=True)
    return sum(any(request.needs & set(needs) for needs in answer[:best]) for answer, request in pairs) / len(requests)


def _understood(run: Round, requests: Sequence[Request]) -> tuple[str, ...]:
    needs = [[[need] for need in answer.needs] for answer in run.answers]
    reached = (percent(hits(needs, requests, 1)), percent(hits(needs, requests, SHOWN)), NONE)
    return (_NEEDS, *[NONE] * (len(_COLUMNS) - 4), *reached)


def _chance(requests: Sequence[Request], offered: Sequence[Card]) -> tuple[str, ...]:
    """What services drawn blindly would reach, computed."""
    all_of, missed = len(offered), []
    for request in requests:
        wrong = sum(not request.needs & card.needs for card in offered)
        missed.append((wrong / all_of, math.comb(wrong, SHOWN) / math.comb(all_of, SHOWN)))
    chances = [percent(1 - statistics.fmean(column)) for column in zip(*missed, strict=True)]
    return (_CHANCE, *[NONE] * (len(_COLUMNS) - 4), *chances, percent(0))


def _notes(first_ever: Round, run: Round) -> tuple[str, ...]:
    outcomes = [answer.outcome for answer in run.answers]
    told = ", ".join(f"{outcome} {outcomes.count(outcome)}" for outcome in sorted(set(outcomes)))
    shown = [answer for answer in run.answers if answer.services]
    return (
        _SCORE,
        _MANNERS.format(shown=len(shown), all=len(outcomes), told=told),
        _START.format(short(first_ever.start_s)),
    )
