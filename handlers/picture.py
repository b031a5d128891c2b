"""Draws a chart of a report as a picture for a chat. Only who asks for one pays for the drawing library."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING

from handlers import wording
from handlers.messages import Attachment
from handlers.trouble import record

if TYPE_CHECKING:
    from handlers.translator import Say
    from insight.report import Report

log = logging.getLogger(__name__)

OVERVIEW = "overview"
_SAID = {OVERVIEW: wording.CHART_OVERVIEW, "needs": wording.CHART_NEEDS, "services": wording.CHART_SERVICES}
"""What stands beside a picture."""
_ONE_AT_A_TIME = threading.Lock()
"""The library keeps its look for the whole process."""


async def draw(report: Report, name: str, say: Say) -> tuple[Attachment, ...]:
    """The chart of this name; nothing where it would be empty, or cannot be drawn: the words say it all.

    report: with names in English, as the letters of the drawing library know no Thai.
    """
    try:
        return await asyncio.to_thread(_drawn, report, name, say)
    except Exception as error:  # noqa: BLE001  a picture that fails must not cost the numbers
        record(log, "a chart could not be drawn", error)
        return ()


def _drawn(report: Report, name: str, say: Say) -> tuple[Attachment, ...]:
    from insight.charts import charts  # noqa: PLC0415  the drawing library is large, and seldom needed
    from insight.drawing import figure, png  # noqa: PLC0415  the same
    from insight.picture import alt, picture  # noqa: PLC0415  the same

    with _ONE_AT_A_TIME:
        if name == OVERVIEW:
            data, shown = picture(report), alt(report)
        elif chart := charts(report).get(name):
            with figure(chart.tall) as drawn:
                drawn.suptitle(chart.title, x=0.02, ha="left", weight="bold")
                chart.draw(drawn)
                data, shown = png(drawn), chart.alt
        else:
            return ()
    return (Attachment(f"{name}.png", data, shown, say(_SAID[name])),)
