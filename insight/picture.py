"""The report as one picture, for the staff's chat: what to know, who asked, what was asked about, and the holes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from insight import saying
from insight.charts import charts
from insight.drawing import cut, figure, png
from insight.palette import LIGHT

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

    from insight.report import Report

_LETTERS = 92
"""In a line."""
_LINE = 0.19
"""Inches, one line of words."""
_WANTED = ("over-time", "needs")
_HOLES = 3
_TITLE = 64
"""Letters."""


def picture(report: Report, *, name: str = "") -> bytes:
    """PNG, 1216 points wide, light. It stands alone: it says what it shows and how it is to be read."""
    drawn = charts(report)
    some = [drawn[each] for each in _WANTED if each in drawn]
    words = _words(report)
    above = 0.7 + _LINE * len(words)
    with figure(above + sum(each.tall + 0.35 for each in some)) as whole:
        heights = [above, *(each.tall + 0.35 for each in some)]
        panels: list[SubFigure] = [*whole.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]]
        _write(panels[0], _title(name), words, above)
        for panel, each in zip(panels[1:], some, strict=True):
            panel.suptitle(each.title, x=0.02, ha="left", fontsize=11, weight="bold", color=LIGHT["ink"])
            each.draw(panel)
        return png(whole)


def alt(report: Report) -> str:
    """The picture in words, for those who cannot see it."""
    drawn = charts(report)
    return " ".join([*saying.headlines(report), *(drawn[each].alt for each in _WANTED if each in drawn)])


def _title(name: str) -> str:
    return cut(f"What members wanted{f': {name}' if name else ''}", _TITLE)


def _words(report: Report) -> list[str]:
    said = [*saying.headlines(report, holes=False), *(saying.hole(one) for one in report.holes[:_HOLES])]
    lines = [f"{saying.day(report.first)} to {saying.day(report.last)}"] if report.first and report.last else []
    for sentence in said:
        first, *others = textwrap.wrap(sentence, _LETTERS)
        lines += [f"•  {first}", *(f"    {other}" for other in others)]
    if not report.silence:
        lines.append("Members of one week, each counted once. Fewer than 11 are never told.")
    return lines


def _write(panel: SubFigure, title: str, words: list[str], tall: float) -> None:
    top = 1 - 0.3 / tall
    panel.text(0.02, top, title, fontsize=13, weight="bold", va="center", color=LIGHT["ink"])
    for number, line in enumerate(words):
        panel.text(0.02, top - (0.35 + _LINE * number) / tall, line, fontsize=9.5, va="center", color=LIGHT["ink"])
