"""Draws each kind of chart: lines over weeks, bars, and dots with their ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from insight import saying
from insight.drawing import SMALLEST, clean, cut, ticks
from insight.palette import LIGHT, STYLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase
    from matplotlib.patches import Patch

    from insight.lines import Line
    from insight.report import Report, ServiceLine
    from insight.shares import Share

_TALL = 150
"""Members: where the axis goes so far, the band is thinner than its words."""
_LABEL = 34
"""Letters beside a bar."""


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
        # Numbers at the left and months at the bottom hold for all; so it is drawn in half the time, too.
        axes.tick_params(labelleft=number % 3 == 0, labelbottom=number + 3 >= len(told))
        clean(axes)


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
