"""What each chart of the report shows, with the words for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight import saying
from insight.sketches import draw_bars, draw_each, draw_over_time, draw_services, draw_shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import FigureBase

    from insight.report import Report
    from insight.shares import Share

TOP = 12
"""Bars in a chart; everything else stands in the tables."""
SMALL = 6
"""Needs that get a small chart of their own."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, ready to be drawn."""

    name: str
    title: str
    alt: str
    tall: float
    """Inches."""
    draw: Callable[[FigureBase], None]


def charts(report: Report) -> dict[str, Chart]:
    """The charts that have something to show, by name."""
    found = [_over_time(report), _needs(report), _each_need(report), _mix(report), _services(report), _equity(report)]
    return {chart.name: chart for chart in found if chart}


def _over_time(report: Report) -> Chart | None:
    lines = [(report.asked, "everybody", "all"), *((line, line.label, line.label) for line in report.areas)]
    told = [each for each in lines if each[0].floor]
    if not told:
        return None
    alt = "Members who asked, week by week. " + " ".join(
        f"{label.capitalize()}: {saying.found(line.finding)}." for line, label, _ in lines
    )
    return Chart("over-time", "Members who asked, week by week", alt, 3.4, lambda figure: draw_over_time(figure, told))


def _needs(report: Report) -> Chart | None:
    told = [line for line in report.needs if line.floor][:TOP]
    if not told:
        return None
    alt = "Members in the busiest week for each need. " + " ".join(
        f"{line.label}: {saying.short(line.finding.value)}." for line in told if line.finding
    )
    areas = {line.subject.what: line for line in told}
    colours = [report.area_of.get(need, "all") for need in areas]
    return Chart(
        "needs",
        "What was asked about most, in each one’s busiest week",
        alt,
        0.9 + 0.28 * len(told),
        lambda figure: draw_bars(figure, told, colours),
    )


def _each_need(report: Report) -> Chart | None:
    told = [line for line in report.needs if line.floor and line.series[0][0].kind == "week"][:SMALL]
    if not told:
        return None
    alt = "Six small charts, one for each need that was asked about most, week by week. " + " ".join(
        f"{line.label}: {saying.found(line.finding)}; told in {line.weeks_told} of {len(line.series)} weeks."
        for line in told
    )
    tall = 1.75 * -(-len(told) // 3) + 0.1
    return Chart("each-need", "The same over time", alt, tall, lambda figure: draw_each(figure, told, report))


def _mix(report: Report) -> Chart | None:
    if report.mix is None:
        return None
    shares = report.mix.shares
    rows = [(f"{number}. {share.part.what}", share, share.part.what) for number, share in enumerate(shares, 1)]
    alt = "The part of members who asked about each area, in the order of the study. " + " ".join(
        f"{share.part.what}: {saying.likely(share)}." for share in shares
    )
    return Chart("mix", "Your community, in the order of the study", alt, 1.9, lambda figure: draw_shares(figure, rows))


def _equity(report: Report) -> Chart | None:
    rows: list[tuple[str, Share, str]] = []
    for one in report.equity:
        if one.share and one.everyone:
            rows.append((f"in {one.language_name}", one.share, "accent"))
            rows.append(("everybody, that week", one.everyone, "all"))
    if not rows:
        return None
    alt = "The part of members for whom nothing fitted. " + " ".join(
        f"{label}: {saying.likely(share)}." for label, share, _ in rows
    )
    tall = 0.7 + 0.36 * len(rows)
    return Chart("equity", "For how many nothing fitted", alt, tall, lambda figure: draw_shares(figure, rows))


def _services(report: Report) -> Chart | None:
    seen = [line for line in report.services if line.wanted]
    told = sorted(seen, key=lambda line: (-line.interest.floor, -line.wanted.of if line.wanted else 0))[:TOP]
    if not told:
        return None
    alt = "For each service, how many members saw it in one week, and how many of them would like it. " + " ".join(
        f"{line.label}: {saying.of(line.wanted)}." for line in told if line.wanted
    )
    return Chart(
        "services",
        "Seen, and wanted, in the same week",
        alt,
        0.9 + 0.3 * len(told),
        lambda figure: draw_services(figure, told),
    )
