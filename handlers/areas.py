"""The three areas of support that members of the study wished for, and the needs offered first in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb

if TYPE_CHECKING:
    from handlers.messages import Button
    from handlers.tools import Tools

AREAS = {
    "coping": (wording.AREA_COPING, ("anxiety", "low-mood", "sleep", "stress")),
    "wellbeing": (wording.AREA_WELLBEING, ("connection", "routine", "physical-activity", "mindfulness")),
    "therapy": (wording.AREA_THERAPY, ("find-therapy", "low-cost-therapy", "screening", "medication")),
}


def area_buttons(tools: Tools) -> tuple[Button, ...]:
    """A button for each area."""
    return tuple(tools.button(label, Press(Verb.FIND, area)) for area, (label, _) in AREAS.items())
