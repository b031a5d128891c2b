"""The report as one page that needs nothing else: no script, nothing from outside; for a screen and for paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from insight import saying
from insight.charts import charts
from insight.drawing import svg
from insight.holes import QUARTER
from insight.palette import DARK, LIGHT
from insight.study import INTERESTED, INTERESTED_RANGE, RESPONDENTS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.report import Report
    from insight.tables import Period, Value

_FOLDER = Path(__file__).parent
STUDY = (
    f"In a study, {RESPONDENTS} people of online peer-support communities answered, because they chose to. "
    f"{saying.percent(INTERESTED)} of them (likely {round(INTERESTED_RANGE[0] * 100)} to "
    f"{round(INTERESTED_RANGE[1] * 100)} %) were interested in reaching services through their community. They wished "
    "most for help with coping, then wellbeing, then therapy. People who answer such questions are not everybody, and "
    "your members ask about what hurts today: another order is no mistake."
)


def page(report: Report, *, name: str = "") -> str:
    """The whole page. name: of the community, as the heading says it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  loaded only by who draws
    from markupsafe import Markup  # noqa: PLC0415  the same

    drawn = {
        each.name: {"title": each.title, "svg": Markup(svg(each.tall, each.draw, each.name, each.alt))}  # noqa: S704  our own drawing, its words quoted
        for each in charts(report).values()
    }
    inside = Environment(autoescape=True, loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined)
    words = {each.__name__: each for each in _WORDS}
    return inside.get_template("page.html.j2").render(
        **words,
        report=report,
        name=name,
        drawn=drawn,
        css=Markup(_css()),  # noqa: S704  our own file
        headlines=saying.headlines(report),
        weekly=weekly(report),
        quarter_weeks=min(QUARTER, report.weeks),
        study={"sentence": STUDY, "source": f"The study: {SOURCE}."},
    )


_WORDS = (
    *(saying.day, saying.month_of, saying.brief, saying.short, saying.found, saying.quiet, saying.hole, saying.likely),
    *(saying.equity, saying.mixed, saying.seldom),
)


def weekly(report: Report) -> list[tuple[Period, list[Value]]]:
    """For every week what is told of everybody and of each area; the last week first."""
    lines: Sequence[Sequence[tuple[Period, Value]]] = [line.series for line in (report.asked, *report.areas)]
    rows = [(week[0][0], [value for _, value in week]) for week in zip(*lines, strict=True)]
    return rows[::-1]


def _css() -> str:
    text = (_FOLDER / "page.css").read_text(encoding="utf-8")
    for place, colours in (("light", LIGHT), ("dark", DARK)):
        text = text.replace(f"{{{{ {place} }}}}", " ".join(f"--{name}: {code};" for name, code in colours.items()))
    return text
