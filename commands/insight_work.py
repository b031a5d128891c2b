"""`peerbridge insight`: reads what was published of one community, and writes it in the form that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from catalog.loader import load_catalog, load_needs
from commands.data_work import named_community, opened
from commands.settings import SettingsError
from handlers.listed import facts
from handlers.telling import vocabulary
from insight.lines import window
from insight.reading import read
from insight.report import compile_report
from storage.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from commands.settings import Settings
    from insight.facts import Facts
    from insight.report import Report
    from insight.tables import Table


@dataclass(frozen=True, slots=True)
class Forms:
    """The files to write; without any, the report is shown in the terminal."""

    html: Path | None = None
    png: Path | None = None
    csv: Path | None = None
    json: Path | None = None

    @property
    def some(self) -> bool:
        """Whether any file is wished for."""
        return any((self.html, self.png, self.csv, self.json))


async def tell(settings: Settings, community: str | None, *, weeks: int, title: str, forms: Forms) -> int:
    """Read, and show or write."""
    known, tables = await published(settings, community)
    report = compile_report(tables, known, weeks=weeks)
    if not forms.some:
        from commands.insight_table import show  # noqa: PLC0415  only what is asked for is loaded

        show(report)
        return 0
    inside = {table.period.name for table in window(tables, weeks).weeks}
    within = [table for table in tables if table.period.weeks[-1] in inside]
    for file, make in _makers(forms, report, within, known, title):
        _write(file, make())
    return 0


async def published(settings: Settings, community: str | None) -> tuple[Facts, list[Table]]:
    """The lists of today, and the tables of one community: the one that is named, or the only one there is.

    Raises:
        SettingsError: the catalog cannot be read, or nobody said which community.
    """
    needs = load_needs()
    catalog = load_catalog(settings.catalog, needs).catalog
    if catalog is None:
        raise SettingsError(f"{settings.catalog.name} needs changes first; see peerbridge catalog check.")
    async with opened(settings) as storage:
        ours = named_community(settings, community) if community else _only(await storage.upkeep.told())
        rows = await storage.published(ours) if ours else []
    nesting = vocabulary(needs, catalog)
    last_week = week_of(datetime.now(UTC) - timedelta(days=7))
    return facts(needs, catalog), read(ours or "", rows, nesting, until=last_week)


def _only(communities: Sequence[str]) -> str | None:
    """Whom there is to tell of; None where nobody has been told of yet."""
    if len(communities) > 1:
        raise SettingsError(
            f"There are {len(communities)} communities. Say which: --community telegram:ID or discord:ID, with the "
            "platform's own number of the group or server, or --community private for chats without a group."
        )
    return communities[0] if communities else None


def _makers(
    forms: Forms, report: Report, tables: Sequence[Table], known: Facts, title: str
) -> list[tuple[Path, Callable[[], bytes]]]:
    from insight import page, picture, plain  # noqa: PLC0415  the same

    made: list[tuple[Path, Callable[[], bytes]]] = []
    if forms.html:
        made.append((forms.html, lambda: page.page(report, name=title).encode()))
    if forms.png:
        made.append((forms.png, lambda: picture.picture(report, name=title)))
    if forms.csv:
        made.append((forms.csv, lambda: plain.as_csv(tables, known)))
        made.append((forms.csv.with_name(f"{forms.csv.stem}-columns.csv"), plain.dictionary_as_csv))
    if forms.json:
        made.append((forms.json, lambda: plain.as_json(report, tables, known).encode()))
    return made


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror or type(error).__name__}.") from None
    typer.echo(f"Written: {file}")
