"""`peerbridge insight` in the terminal: what to know first, then tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from insight import saying
from insight.page import STUDY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.lines import Line
    from insight.report import Report, ServiceLine
    from insight.tables import Value

_WIDTH = 110
_NAMED = 8
"""Of those that may not be told."""
_SERVICES = 15
"""Rows; the page has them all."""


def show(report: Report) -> None:
    """Print it for somebody who reads it in this window."""
    out = Console(highlight=False)
    # A file or another program gets the same lines whatever window it was started from.
    out.width = min(out.width, _WIDTH) if out.is_terminal else _WIDTH
    if report.first and report.last:
        out.print(f"What members wanted, {saying.day(report.first)} to {saying.day(report.last)}", style="bold")
    for sentence in saying.headlines(report, holes=False):
        out.print(Padding(Text(sentence), (0, 0, 0, 2)))
    if report.silence:
        return
    _holes(out, report)
    _lines(out, "What was asked", [report.asked, *report.areas, *report.needs])
    _lines(out, "When nothing fitted", [report.unmet, *report.unmet_needs])
    _lines(out, "What alone stood in the way", report.whys)
    _lines(out, "Wishes that no service in the answer met", report.missed)
    _lines(out, "What members were ready for", report.readiness)
    _services(out, "What was wanted", report.services)
    _services(out, "Helplines (nobody is asked whether they would like one)", report.helplines)
    for sentence in saying.seldom(report.seldom_wanted):
        out.print(Text(sentence), style="dim")
    _lines(out, "Why members said no", report.reasons)
    _languages(out, report)
    _study(out, report)
    _lines(out, "Problems that members reported", report.problems)
    out.print(f"\nAnswers about danger: {saying.found(report.danger.finding)}.")
    out.print("Weeks are never added up: each number is of one week, the busiest. More: docs/insight.md", style="dim")


def _holes(out: Console, report: Report) -> None:
    if not report.holes:
        return
    out.print("\nHoles in your list", style="bold")
    for one in report.holes:
        out.print(Padding(Text(saying.hole(one)), (0, 0, 0, 2)))
        out.print(Padding(Text(one.stub, style="cyan"), (0, 0, 0, 4)))


def _lines(out: Console, title: str, lines: Sequence[Line]) -> None:
    told = [line for line in lines if line.floor]
    out.print(f"\n{title}", style="bold")
    if told:
        table = _table("", "members", "busiest week", "latest week")
        for line in told:
            found, latest = line.finding, line.latest
            if found:
                last = saying.short(latest[1]) if latest else ""
                quarter = " (quarter)" if latest and latest[0].kind == "quarter" else ""
                table.add_row(
                    Text(line.label), saying.short(found.value), saying.brief(found.period), f"{last}{quarter}"
                )
        out.print(table)
    for phrase, labels in saying.quiet(lines):
        more = " and others; the page names them all" if len(labels) > _NAMED else ""
        out.print(Padding(Text(f"{phrase}: {', '.join(labels[:_NAMED])}{more}."), (0, 0, 0, 2)), style="dim")


def _services(out: Console, title: str, lines: Sequence[ServiceLine]) -> None:
    told = [line for line in lines if line.is_told]
    if not told:
        return
    out.print(f"\n{title}", style="bold")
    table = _table("", "saw it", "would like it", "said no", "of those who saw it")
    table.columns[-1].justify = "left"
    for line in told[:_SERVICES]:
        cells = [
            _cell(each.finding.value if each.finding else None) for each in (line.shown, line.interest, line.refused)
        ]
        table.add_row(Text(line.label), *cells, saying.likely(line.wanted) if line.wanted else "")
    out.print(table)


def _languages(out: Console, report: Report) -> None:
    out.print("\nDoes it work as well in every language?", style="bold")
    for one in report.equity:
        beside = ""
        if one.share and one.everyone:
            here, all_of_them = saying.likely(one.share), saying.likely(one.everyone)
            beside = f" Nothing fitted: {here}; for everybody {all_of_them}."
        out.print(Padding(Text(f"{saying.equity(one)}{beside}"), (0, 0, 0, 2)))


def _study(out: Console, report: Report) -> None:
    out.print("\nBeside the study", style="bold")
    out.print(Padding(Text(STUDY), (0, 0, 0, 2)))
    if report.mix:
        out.print(Padding(Text(saying.mixed(report.mix)), (0, 0, 0, 2)))


def _table(*columns: str) -> Table:
    table = Table(*columns, box=None, padding=(0, 2), pad_edge=True)
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _cell(value: Value | None) -> str:
    return "" if value is None else saying.short(value)
