"""`peerbridge try`: what the desk would do with a message in a private chat. Opens no storage, keeps nothing."""

from __future__ import annotations

import json
import re
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.loader import load_catalog, load_needs
from commands.minds import load_encoder, load_second_judge
from handlers.cards import name
from handlers.consider import Considered, SecondJudge, consider
from handlers.language import detect, from_locale
from handlers.tools import Directory
from handlers.translator import LANGUAGES, Say
from matching.matcher import Matcher
from matching.understanding import Constraints, Outcome
from matching.variety import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from catalog.model import Need
    from commands.settings import Settings
    from matching.understanding import NearMiss

NEEDS_SHOWN = 5
NEAR_MISSES_SHOWN = 8
_WHY_NOT = {
    "region": "not for this country, or the country is unknown",
    "age": "not for this age",
    "audience": "for other people",
    "caution": "may do harm beside one of these needs",
    "outranked": "others fit better",
}
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class BadLineError(ValueError):
    """One line of the input cannot be used; the sentence says why without repeating it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything that the desk considers a message with, and no storage."""

    directory: Directory
    needs: Sequence[Need]
    second_judge: SecondJudge | None

    @classmethod
    def of(cls, settings: Settings) -> Trial:
        """Read the catalog and the encoder; a catalog that needs changes ends the command with exit code 2."""
        needs = load_needs()
        loaded = load_catalog(settings.catalog, needs)
        if loaded.catalog is None:
            problems = "\n".join(str(problem) for problem in loaded.problems)
            typer.echo(f"{settings.catalog.name} needs changes first:\n{problems}", err=True)
            raise typer.Exit(2)
        encoder = load_encoder()
        matcher = Matcher(loaded.catalog, needs, encoder, settings.cache)
        return cls(Directory(loaded.catalog, matcher), needs, load_second_judge(encoder))

    def consider(self, text: str, language: str, region: str | None) -> Considered:
        """What the desk would do with this message in a private chat."""
        return consider(
            text,
            directory=self.directory,
            language=language,
            defaults=Constraints(region=region),
            now=datetime.now(UTC),
            second_judge=self.second_judge,
        )

    def near_misses(self, text: str, language: str, found: Considered) -> Sequence[NearMiss]:
        """The services that almost fit the same message, best first."""
        understanding = found.understanding
        return self.directory.matcher.near_misses(
            understanding.needs,
            understanding.constraints,
            language=language,
            now=datetime.now(UTC),
            text=text,
            shown=found.matches,
            limit=NEAR_MISSES_SHOWN,
        )


def try_one(settings: Settings, text: str, region: str | None) -> int:
    """Print the verdict, the needs and the ranking as tables; returns the exit code."""
    language = detect(text, fallback=settings.locale)
    trial = Trial.of(settings)
    found = trial.consider(text, language, (region or settings.region or "").upper() or None)
    say, console = Say(language), Console(highlight=False)
    _print(found, say, console)
    if found.outcome in (Outcome.SERVICES, Outcome.UNMET):
        _print_misses(trial.near_misses(text, language, found), say, console)
    return 0


def try_many(settings: Settings, source: str) -> int:
    """Answer one JSON object a line with one a line, in the same order; returns the exit code."""
    trial = Trial.of(settings)
    with _opened(source) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                answer = _answer(_read(line), trial)
            except BadLineError as problem:
                sys.stdout.flush()
                typer.echo(f"line {number}: {problem}", err=True)
                return 2
            typer.echo(json.dumps(answer))
    return 0


def _opened(source: str) -> AbstractContextManager[BinaryIO]:
    """The lines as bytes, so that one that is no text is a bad line among good ones."""
    if source == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(source).open("rb")
    except OSError:
        typer.echo(f"{source} cannot be opened. Name a file with one JSON object a line, or - for input.", err=True)
        raise typer.Exit(2) from None


def _read(line: bytes) -> Mapping[str, Any]:
    """One request of the contract, checked."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLineError('this is not a JSON object such as {"id": "1", "text": "I cannot sleep"}') from None
    if not isinstance(request, dict) or not all(isinstance(request.get(key), str) for key in ("id", "text")):
        raise BadLineError('"id" and "text" must be there, and both must be text in quotes')
    locale, region = request.get("locale"), request.get("region")
    if locale is not None and not isinstance(locale, str):
        raise BadLineError(f'"locale" must be one of {", ".join(LANGUAGES)}, or left out')
    if region is not None and not (isinstance(region, str) and _REGION.fullmatch(region)):
        raise BadLineError('"region" must be a country such as "US" or "GB-SCT", or left out')
    return request


def _answer(request: Mapping[str, Any], trial: Trial) -> dict[str, Any]:
    started = time.perf_counter()
    text = request["text"]
    language = from_locale(request.get("locale")) or detect(text)
    found = trial.consider(text, language, request.get("region"))
    spent = (time.perf_counter() - started) * 1000
    return {"id": request["id"], **_as_json(found, trial.needs), "ms": round(spent, 3)}


def _as_json(found: Considered, needs: Sequence[Need]) -> dict[str, Any]:
    understanding, danger = found.understanding, found.danger
    scores = {need.id: round(need.score, 4) for need in understanding.needs[:NEEDS_SHOWN]}
    for need in needs:  # a message without a single word speaks of no need more than of another
        if len(scores) < NEEDS_SHOWN:
            scores.setdefault(need.id, 0.0)
    return {
        "outcome": str(found.outcome),
        "danger": {"band": danger.band, "tier": danger.tier, "about": danger.about},
        "needs": [{"id": need, "score": score} for need, score in scores.items()],
        "offers": list(understanding.offers) if found.outcome == Outcome.CLARIFY else [],
        "constraints": {key: value for key, value in asdict(understanding.constraints).items() if value is not None},
        "services": [
            {
                "id": match.service.id,
                "score": round(match.score, 4),
                "needs": list(match.because.needs),
                "because": {
                    "met": list(match.because.met),
                    "missed": list(match.because.missed),
                    "terms": {term: round(value, 4) for term, value in match.because.terms},
                },
            }
            for match in found.matches
        ],
    }


def _print(found: Considered, say: Say, console: Console) -> None:
    danger = found.danger
    console.print(f"[bold]Outcome:[/] {found.outcome}   [bold]Danger:[/] {danger.band} {danger.tier or ''}")
    wishes = ", ".join(f"{k}: {v}" for k, v in asdict(found.understanding.constraints).items() if v is not None)
    console.print(f"[bold]Wishes read from the message:[/] {escape(wishes) or 'none'}")
    needs = Table("need", "score", title="Needs, best first", title_justify="left")
    for need in found.understanding.needs:
        needs.add_row(need.id, f"{need.score:.2f}")
    console.print(needs)
    if found.outcome == Outcome.CLARIFY:
        console.print(
            f"The bot would ask which is closest: {', '.join(found.understanding.offers) or 'the three areas'}."
        )
    columns = ("", "service", "score", "serves", "made of", "fits", "does not fit")
    services = Table(*columns, title="Services", title_justify="left")
    for place, match in enumerate(found.matches, start=1):
        because = match.because
        services.add_row(
            f"{place}" if place <= SHOWN else "",
            escape(name(match.service, say)),
            f"{match.score:.2f}",
            ", ".join(because.needs),
            ", ".join(f"{term} {value:.2f}" for term, value in because.terms if value != 1),
            ", ".join(because.met),
            ", ".join(because.missed),
        )
    if found.matches:
        console.print(services)
        console.print("The numbered ones are shown to the member; the others stand behind “More”.")


def _print_misses(misses: Sequence[NearMiss], say: Say, console: Console) -> None:
    if not misses:
        return
    table = Table("service", "score", "why not", title="Near misses", title_justify="left")
    for miss in misses:
        reasons = "; ".join(_WHY_NOT[reason] for reason in miss.reasons)
        table.add_row(escape(name(miss.service, say)), f"{miss.score:.2f}", reasons)
    console.print(table)
