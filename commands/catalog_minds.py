"""A catalog made ready to be searched, for the commands that compare and try catalogs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from catalog.golden import SHOWN
from commands.minds import load_encoder, load_second_judge
from handlers.consider import consider
from handlers.language import detect
from handlers.tools import Directory
from matching.matcher import Matcher
from matching.understanding import Constraints

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need
    from encoder.encoder import ReadsMessages
    from handlers.consider import SecondJudge

_WEDNESDAY, _NOON = 2, 12


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalog with both danger judges: it answers as the desk would."""

    directory: Directory
    second_judge: SecondJudge | None
    now: datetime

    def shown_for(self, text: str, *, region: str | None, language: str | None) -> tuple[str, list[str]]:
        """What the bot does with a message, and the ids of the services it would show first."""
        found = consider(
            text,
            directory=self.directory,
            language=language or detect(text),
            defaults=Constraints(region=region),
            now=self.now,
            second_judge=self.second_judge,
        )
        return found.outcome, [match.service.id for match in found.matches[:SHOWN]]


def shelve(catalog: Catalog, needs: Sequence[Need], cache: Path | None, encoder: ReadsMessages | None = None) -> Shelf:
    """The catalog with a matcher of its own; `cache` keeps its vectors. Without an encoder, one is loaded."""
    encoder = encoder or load_encoder()
    matcher = Matcher(catalog, needs, encoder, cache)
    return Shelf(Directory(catalog, matcher), load_second_judge(encoder), midweek(datetime.now(UTC)))


def midweek(now: datetime) -> datetime:
    """Noon of this week's Wednesday: who is open now must not decide what a check says at night."""
    day = now + timedelta(days=_WEDNESDAY - now.weekday())
    return day.replace(hour=_NOON, minute=0, second=0, microsecond=0)
