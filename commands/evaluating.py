"""`peerbridge eval`: how well requests are understood, measured on a file of requests whose needs are known."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from commands.trying import Trial
from handlers.language import detect
from matching.understanding import Outcome
from matching.variety import SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from commands.settings import Settings

DEFAULT = Path("tests/data/requests.jsonl")
_TALK = "none"
_ANSWERED = ("danger", Outcome.SERVICES)
_REPEATS = 1000
_SEED = 20261125
_CONFUSED_SHOWN = 15
_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Seen:
    """What one line of the file got. Holds no word of it."""

    language: str
    kind: str
    wanted: frozenset[str]
    """Acceptable needs; empty for small talk."""
    found: tuple[str, ...]
    """Needs, best first."""
    outcome: str
    offers: tuple[str, ...]
    served: tuple[bool, ...]
    """For each shown service, whether it serves an acceptable need."""

    @property
    def is_request(self) -> bool:
        """Whether somebody asks for something here."""
        return self.kind != _TALK

    @property
    def is_answered(self) -> bool:
        """Services, a danger answer, or a question that offers an acceptable need."""
        return self.outcome in _ANSWERED or (
            self.outcome == Outcome.CLARIFY and not self.wanted.isdisjoint(self.offers)
        )


_OF_REQUESTS: dict[str, Callable[[Seen], float]] = {
    "best need": lambda seen: not seen.wanted.isdisjoint(seen.found[:1]),
    "one of three": lambda seen: not seen.wanted.isdisjoint(seen.found[:SHOWN]),
    "answered": lambda seen: seen.is_answered,
    "asked back": lambda seen: seen.outcome == Outcome.CLARIFY,
}
_OF_TALK: dict[str, Callable[[Seen], float]] = {
    "got services": lambda seen: seen.outcome == Outcome.SERVICES,
    "asked back": lambda seen: seen.outcome == Outcome.CLARIFY,
    "left alone": lambda seen: seen.outcome == Outcome.SMALLTALK,
}

_NAMED = ("best need", "one of three")


def evaluate(settings: Settings, file: Path) -> int:
    """Print all tables for a file of requests, one JSON object a line; returns the exit code. Never prints a text."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        typer.echo(f"{file} cannot be read. Name a file with one JSON object a line.", err=True)
        return 2
    trial = Trial.of(settings)
    seen: list[Seen] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                seen.append(_look(line, trial))
            except (ValueError, KeyError, TypeError, AttributeError):
                typer.echo(f"line {number}: this needs “text” and “needs”, as in tests/data/requests.jsonl.", err=True)
                return 2
    if not seen:
        typer.echo(f"{file} holds no request.", err=True)
        return 2
    console = Console(highlight=False, width=_WIDTH)
    console.print(_overview(seen))
    console.print(_talk(seen))
    console.print(_by_need(seen))
    console.print(_confused(seen))
    return 0


def _look(line: str, trial: Trial) -> Seen:
    row = json.loads(line)
    text, wanted = str(row["text"]), frozenset(map(str, row["needs"]))
    language = row.get("lang") or detect(text)
    region = (row.get("constraints") or {}).get("region")
    found = trial.consider(text, language, region)
    return Seen(
        language=language,
        kind=row.get("kind") or "request",
        wanted=wanted,
        found=tuple(need.id for need in found.understanding.needs),
        outcome=str(found.outcome),
        offers=tuple(found.understanding.offers),
        served=tuple(not wanted.isdisjoint(match.service.needs) for match in found.matches[:SHOWN]),
    )


def _overview(seen: Sequence[Seen]) -> Table:
    table = Table(
        "requests", "lines", *_OF_REQUESTS, "shown services fit", title="Requests, in percent (95 % interval)"
    )
    asked = [one for one in seen if one.is_request]
    groups = [("all", asked)]
    groups += [(name, [one for one in asked if one.language == name]) for name in sorted({s.language for s in asked})]
    groups += [
        (f"{language} {kind}", [one for one in asked if (one.language, one.kind) == (language, kind)])
        for language, kind in sorted({(s.language, s.kind) for s in asked})
    ]
    for name, group in groups:
        table.add_row(
            escape(name), f"{len(group)}", *(interval([tell(one) for one in group]) for tell in _OF_REQUESTS.values()),
            interval([ok for one in group for ok in one.served]),
        )  # fmt: skip
    return table


def _talk(seen: Sequence[Seen]) -> Table:
    table = Table("small talk", "lines", *_OF_TALK, title="Small talk, in percent (95 % interval)")
    talk = [one for one in seen if not one.is_request]
    for name in ("all", *sorted({one.language for one in talk})):
        group = [one for one in talk if name in ("all", one.language)]
        table.add_row(
            escape(name), f"{len(group)}", *(interval([tell(one) for one in group]) for tell in _OF_TALK.values())
        )
    return table


def _by_need(seen: Sequence[Seen]) -> Table:
    table = Table("need", "lines", *_NAMED, title="By need, the weakest first")
    rows: list[tuple[float, str, int, list[float], list[float]]] = []
    for need in sorted({need for one in seen for need in one.wanted}):
        group = [one for one in seen if one.is_request and need in one.wanted]
        if group:
            best, three = ([float(_OF_REQUESTS[name](one)) for one in group] for name in _NAMED)
            rows.append((sum(three) / len(three), need, len(group), best, three))
    for _, need, count, best, three in sorted(rows):
        table.add_row(escape(need), f"{count}", interval(best), interval(three))
    return table


def _confused(seen: Sequence[Seen]) -> Table:
    table = Table("a request about", "was taken for", "times", title="Needs most often confused")
    pairs = Counter(
        (", ".join(sorted(one.wanted)), one.found[0])
        for one in seen
        if one.is_request and one.found and one.found[0] not in one.wanted
    )
    for (wanted, found), times in pairs.most_common(_CONFUSED_SHOWN):
        table.add_row(escape(wanted), escape(found), f"{times}")
    return table


def interval(values: Iterable[float]) -> str:
    """`85.0 (81–89)`: the mean in percent and where 95 of 100 samples of the same size lie; `-` for nothing.

    Always the same for the same values: the samples are drawn with a fixed seed.
    """
    listed = np.array([float(value) for value in values])
    if not len(listed):
        return "-"
    drawn = np.random.default_rng(_SEED).integers(0, len(listed), (_REPEATS, len(listed)))
    low, high = np.quantile(listed[drawn].mean(1), (0.025, 0.975)) * 100
    return f"{listed.mean() * 100:.1f} ({low:.0f}–{high:.0f})"
