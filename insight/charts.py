"""What each chart of the report shows, with the words for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from insight import saying
from insight.drawing import SMALLEST, clean, cut, ticks
from insight.palette import LIGHT, STYLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase
    from matplotlib.patches import Patch

    from insight.lines import Line
    from insight.report import Report, ServiceLine
    from insight.shares import Share

TOP = 12
"""Bars in a chart; everything else stands in the tables."""
SMALL = 6
"""Needs that get a small chart of their own."""
_TALL = 150
"""Members: where the axis goes so far, the band is thinner than its words."""
_LABEL = 34
"""Letters beside a bar."""


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


def draw_over_time(figure: FigureBase, told: Sequence[tuple[Line, str, str]]) -> None:
    """One line for each; names stand at their ends."""
    axes = figure.add_subplot()
    most = max(line.floor for line, _, _ in told)
    _band(axes, most)
    ends = []
    for line, label, colour in told:
        _plot(axes, line, colour)
        last = next((value.floor for _, value in reversed(line.series) if value.floor), 0)
        ends.append((last, label, colour))
    _weeks(axes, [period.start for period, _ in told[0][0].series])
    _name_ends(axes, ends, most)
    clean(axes)


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


def draw_bars(figure: FigureBase, told: Sequence[Line], colours: Sequence[str]) -> None:
    """A bar for each line, its number at its end."""
    axes = figure.add_subplot()
    floors = [line.floor for line in told]
    places = range(len(told))[::-1]
    axes.barh(places, floors, color=[LIGHT[colour] for colour in colours], height=0.62)
    for place, line in zip(places, told, strict=True):
        text = saying.short(line.finding.value) if line.finding else ""
        axes.annotate(text, (line.floor, place), xytext=(4, 0), textcoords="offset points", va="center")
    axes.set_yticks(places, [cut(line.label, _LABEL) for line in told], color=LIGHT["ink"])
    axes.set_xticks(ticks(max(floors)))
    axes.set_xlim(0, max(floors) * 1.14)
    _legend(axes, [area for area in ("coping", "wellbeing", "therapy") if area in colours])
    clean(axes, grid="x")


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


def draw_each(figure: FigureBase, told: Sequence[Line], report: Report) -> None:
    """Small charts side by side, all with the same height for the same number."""
    most = max(line.floor for line in told)
    rows = -(-len(told) // 3)
    for number, line in enumerate(told):
        axes = figure.add_subplot(rows, 3, number + 1)
        _band(axes, most, words=number == 0)
        _plot(axes, line, report.area_of.get(line.subject.what, "all"))
        _weeks(axes, [period.start for period, _ in line.series], few=True)
        axes.set_title(cut(line.label, 26), fontsize=9)
        axes.set_yticks(ticks(most))
        axes.set_ylim(0, most * 1.1)
        clean(axes)


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


def draw_shares(figure: FigureBase, rows: Sequence[tuple[str, Share, str]]) -> None:
    """A dot for each part, and a line for the range in which chance alone could have moved it."""
    axes = figure.add_subplot()
    for number, (_, share, colour) in enumerate(rows):
        place = len(rows) - 1 - number
        axes.plot([share.low * 100, share.high * 100], [place] * 2, color=LIGHT[colour], lw=5, alpha=0.35)
        if share.point is not None:
            axes.plot(share.point * 100, place, "o", color=LIGHT[colour], ms=7)
        axes.annotate(
            saying.likely(share).replace("likely ", "", 1) if share.point is None else saying.likely(share),
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            color=LIGHT["soft"],
            annotation_clip=False,
        )
    axes.set_yticks(range(len(rows))[::-1], [label for label, _, _ in rows], color=LIGHT["ink"])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 25), [f"{part} %" for part in range(0, 101, 25)])
    clean(axes, grid="x")


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


def draw_services(figure: FigureBase, told: Sequence[ServiceLine]) -> None:
    """A pale bar for who saw it, and in it a strong one for who would like it."""
    axes = figure.add_subplot()
    shares = [line.wanted for line in told if line.wanted]
    places = range(len(told))[::-1]
    axes.barh(places, [share.of for share in shares], color=LIGHT["pale"], height=0.66, label="saw it")
    axes.barh(
        places, [share.value.floor for share in shares], color=LIGHT["accent"], height=0.66, label="would like it"
    )
    for place, share in zip(places, shares, strict=True):
        axes.annotate(
            f"{saying.short(share.value)} of {share.of}",
            (share.of, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    most = max(share.of for share in shares)
    axes.set_yticks(places, [cut(line.label, _LABEL) for line in told], color=LIGHT["ink"])
    axes.set_xticks(ticks(most))
    axes.set_xlim(0, most * 1.2)
    _above(axes, None)
    clean(axes, grid="x")


def _plot(axes: Axes, line: Line, colour: str) -> None:
    """Weeks that are told are joined; where nothing is told, the line breaks."""
    weeks = list(range(len(line.series)))
    floors = [value.floor or float("nan") for _, value in line.series]
    dash, mark = STYLE[colour]
    axes.plot(weeks, floors, dash, color=LIGHT[colour], lw=1.6)
    told = [(week, value) for week, (_, value) in enumerate(line.series) if value.floor]
    for shown, filled in (("exact", True), ("at least", False)):
        some = [(week, value.floor) for week, value in told if value.shown == shown]
        axes.plot(
            [week for week, _ in some],
            [floor for _, floor in some],
            mark,
            color=LIGHT[colour],
            ms=3 if filled else 4,
            mfc=LIGHT[colour] if filled else LIGHT["paper"],
            ls="none",
        )


def _band(axes: Axes, most: float, *, words: bool = True) -> None:
    axes.axhspan(0, SMALLEST, color=LIGHT["band"], lw=0, zorder=0)
    if words:
        axes.annotate(
            f"fewer than {SMALLEST}: not told",
            (0.01, SMALLEST / 2),
            xycoords=("axes fraction", "data"),
            va="center" if most < _TALL else "bottom",
            fontsize=7.5,
            color=LIGHT["soft"],
        )
    axes.set_ylim(0, max(most, SMALLEST) * 1.08)
    axes.set_yticks(ticks(max(most, SMALLEST)))


def _weeks(axes: Axes, days: Sequence[date], *, few: bool = False) -> None:
    """A name for each month, as far as they fit."""
    firsts = [week for week, day in enumerate(days) if not week or days[week - 1].month != day.month]
    shown = firsts[:: -(-len(firsts) // (4 if few else 12))]
    axes.set_xticks(shown, [saying.month(days[week])[:3] for week in shown])
    axes.set_xlim(-0.5, max(len(days), 2) - 0.5)


def _name_ends(axes: Axes, ends: Sequence[tuple[int, str, str]], most: float) -> None:
    """Names at the ends of lines, moved apart where they would stand on each other."""
    gap, at = most * 0.075, float("-inf")
    for last, label, colour in sorted(ends):
        at = max(float(last), at + gap)
        axes.annotate(
            label,
            (1.01, at),
            xycoords=("axes fraction", "data"),
            va="center",
            color=LIGHT[colour],
            weight="bold",
            annotation_clip=False,
        )


def _legend(axes: Axes, areas: Sequence[str]) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415  loaded only by who draws

    _above(axes, [Patch(color=LIGHT[area], label=area) for area in areas])


def _above(axes: Axes, handles: Sequence[Patch] | None) -> None:
    """A legend over the bars, where it covers none of them."""
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": 3, "borderpad": 0}
    axes.legend(handles=handles, frameon=False, labelcolor=LIGHT["ink"], **place)
