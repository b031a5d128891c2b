"""`peerbridge safety report`: what the danger judges find and miss, measured on messages whose danger is known."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from catalog.loader import load_catalog, load_needs
from commands.danger_rows import URGENT, Message, UnreadableRowError, everyday_messages, read_rows
from commands.disguises import DISGUISES
from commands.minds import load_encoder, load_second_judge
from handlers.language import detect
from insight import shares
from matching.loader import LANGUAGES
from matching.matcher import Matcher
from safety.judge import judge, prepare
from safety.verdict import Band, Danger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from commands.settings import Settings
    from handlers.consider import SecondJudge

_WIDTH = 130
_BANDS = {"act": (Band.ACT,), "act+care": (Band.ACT, Band.CARE), "any": (Band.ACT, Band.CARE, Band.SOFT)}
_PER = 10_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What the judges said of one message. Holds no word of it."""

    message: Message
    rules: Danger
    learned: Danger
    both: Danger
    rules_ms: float
    both_ms: float


_JUDGES: dict[str, Callable[[Seen], Danger]] = {
    "both": lambda seen: seen.both,
    "rules": lambda seen: seen.rules,
    "learned": lambda seen: seen.learned,
}


@dataclass(frozen=True, slots=True)
class Judges:
    """Both judges, or the rules alone where the second cannot be loaded."""

    second: SecondJudge | None
    matcher: Matcher | None = None
    """Mends slips before the second judge reads a message, as it does for the desk."""

    def look(self, message: Message) -> Seen:
        """What each says, and how long it took."""
        text = message.text
        began = time.perf_counter()
        rules = judge(text)
        middle = time.perf_counter()
        both = self._again(rules, message)
        ended = time.perf_counter()
        learned = both if rules.band is Band.NONE else self._again(Danger(), message)
        return Seen(message, rules, learned, both, (middle - began) * 1000, (ended - began) * 1000)

    def both(self, message: Message) -> Danger:
        """What they say together."""
        return self._again(judge(message.text), message)

    def _again(self, danger: Danger, message: Message) -> Danger:
        if self.second is None:
            return danger
        return self.second.look_again(danger, message.text, message.language or detect(message.text), self.matcher)


def report_on(settings: Settings, files: Sequence[Path], everyday: int) -> int:
    """Print all tables; returns the exit code. Never prints a text."""
    messages: list[Message] = []
    for file in files:
        try:
            messages += read_rows(file)
        except OSError:
            typer.echo(f"{file} cannot be read. Name files with one JSON object a line.", err=True)
            return 2
        except UnreadableRowError as problem:
            typer.echo(f"{file.name}, {problem}", err=True)
            return 2
    if not messages:
        typer.echo("There is no message in these files.", err=True)
        return 2
    prepare()
    judges = _judges(settings)
    seen = [judges.look(message) for message in messages]
    console = Console(highlight=False, width=_WIDTH)
    for table in (_by_judge(seen), _by_tier(seen), _disguised(seen, judges), *_ordinary(judges, everyday)):
        console.print(table)
    console.print(_times(seen))
    return 0


def _judges(settings: Settings) -> Judges:
    """As the desk has them; a catalog that needs changes is done without."""
    encoder, needs = load_encoder(), load_needs()
    catalog = load_catalog(settings.catalog, needs).catalog
    matcher = Matcher(catalog, needs, encoder, settings.cache) if catalog else None
    return Judges(load_second_judge(encoder), matcher)


def wilson(hits: int, all_of_them: int) -> str:
    """`85.0 (76–91)`: a share in percent with its 95 % interval (Wilson); `-` for nothing."""
    if not all_of_them:
        return "-"
    low, high = shares.wilson(hits, all_of_them)
    return f"{hits / all_of_them * 100:.1f} ({low * 100:.0f}–{high * 100:.0f})"


def _by_judge(seen: Sequence[Seen]) -> Table:
    table = Table("messages", "lines", "judge", *_BANDS, title="Found, and false alarms, in percent (95 % interval)")
    for language in ("all", *sorted({one.message.language for one in seen})):
        for danger, name in ((True, "danger"), (False, "harmless")):
            group = [o for o in seen if language in ("all", o.message.language) and bool(o.message.tier) is danger]
            for judge_name, said in _JUDGES.items():
                if group:
                    table.add_row(f"{language} {name}", f"{len(group)}", judge_name, *_shares(map(said, group)))
    return table


def _by_tier(seen: Sequence[Seen]) -> Table:
    table = Table("danger", "lines", *_BANDS, "about whom: right", title="Both judges, by tier and by about")
    for name, group in _tiers(seen):
        found = [one for one in group if one.both.about]
        right = sum(one.both.about == one.message.about for one in found)
        table.add_row(name, f"{len(group)}", *_shares(one.both for one in group), wilson(right, len(found)))
    return table


def _tiers(seen: Sequence[Seen]) -> Iterator[tuple[str, list[Seen]]]:
    danger = [one for one in seen if one.message.tier]
    for tier in sorted({one.message.tier for one in danger}):
        yield f"tier {tier}", [one for one in danger if one.message.tier == tier]
    for about in ("self", "other"):
        if group := [one for one in danger if one.message.about == about]:
            yield f"about {about}", group
    for language, urgent in ((language, URGENT) for language in sorted({o.message.language for o in danger})):
        yield f"urgent, {language}", [o for o in danger if o.message.language == language and o.message.tier in urgent]


def _disguised(seen: Sequence[Seen], judges: Judges) -> Table:
    table = Table("disguise", "all: kept", "urgent tiers: kept", title="Of what both judges found plain, percent kept")
    plain = [one.message for one in seen if one.message.tier and one.both.band is not Band.NONE]
    for name, disguise in DISGUISES.items():
        kept = [(m, judges.both(m.saying(disguise(m.text))).band is not Band.NONE) for m in plain]
        urgent = [still for message, still in kept if message.tier in URGENT]
        table.add_row(name, wilson(sum(still for _, still in kept), len(kept)), wilson(sum(urgent), len(urgent)))
    return table


def _ordinary(judges: Judges, most: int) -> Iterator[Table]:
    """Requests and small talk that the project ships: whatever is found there is a false alarm."""
    if most == 0:
        return
    table = Table(
        "ordinary messages", "lines", *_BANDS, title=f"False alarms in {_PER:,} ordinary messages (95 % interval)"
    )
    for language in LANGUAGES:
        for kind, messages in everyday_messages(language, most).items():
            said = [judges.both(message) for message in messages]
            table.add_row(f"{language} {kind}", f"{len(said)}", *(_per_many(said, bands) for bands in _BANDS.values()))
    yield table


def _times(seen: Sequence[Seen]) -> Table:
    table = Table("judges", "half", "99 of 100", "worst", title="Milliseconds for a message")
    for name, took in (("rules", [one.rules_ms for one in seen]), ("both", [one.both_ms for one in seen])):
        took.sort()
        marks = (took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)], took[-1])
        table.add_row(name, *(f"{ms:.1f}" for ms in marks))
    return table


def _shares(verdicts: Iterable[Danger]) -> list[str]:
    bands = [verdict.band for verdict in verdicts]
    return [wilson(sum(band in wanted for band in bands), len(bands)) for wanted in _BANDS.values()]


def _per_many(verdicts: Sequence[Danger], bands: tuple[Band, ...]) -> str:
    hits, n = sum(verdict.band in bands for verdict in verdicts), len(verdicts)
    if not n:
        return "-"
    low, high = shares.wilson(hits, n)
    return f"{hits / n * _PER:.0f} ({low * _PER:.0f}–{high * _PER:.0f})"
