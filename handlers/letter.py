"""The Monday letter to the staff: what was missing last week, with an entry to fill in for each, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.stub import Known, stub
from handlers import insight_page, wording
from handlers.buttons import Press, Verb
from handlers.messages import Attachment, Button, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from catalog.model import Need
    from handlers.buttons import Buttons
    from handlers.translator import Say
    from insight.holes import Hole

TALK = "n"
"""The letter of the talk to which its buttons belong."""
HOLES = 3


def letter(
    holes: Sequence[Hole], chores: Sequence[str], *, community: str, needs: Mapping[str, Need], buttons: Buttons,
    say: Say, region: str | None, today: date,
) -> Reply:  # fmt: skip
    """What the staff read on Monday. holes, chores (see `handlers.chores`): at least one of either."""
    work = "\n".join(chores)
    if not holes:
        return Reply(f"{say(wording.LETTER_WORK)}\n\n{work}", once=True, staff=True)
    some = holes[:HOLES]
    lines = [f"{number}. {insight_page.hole(hole, say)}" for number, hole in enumerate(some, start=1)]
    parts = (
        say(wording.LETTER),
        "\n".join(lines),
        f"{say(wording.HOLES_FILE)} {say(wording.LETTER_OURS)}",
        work,
    )
    text = "\n\n".join(filter(None, parts))
    taps = [our_button(hole, community, needs, buttons, say) for hole in some]
    return Reply(text, buttons=tuple(taps), files=(entries(some, needs, region, today, say),), once=True, staff=True)


def our_button(hole: Hole, community: str, needs: Mapping[str, Need], buttons: Buttons, say: Say) -> Button:
    """“We offer this already”. It names the need by its code, and leads to the same step wherever it stands."""
    named = hole.label if hole.language_name is None else f"{hole.label} ({hole.language_name})"
    subject = f"{TALK}.holes.ours.{needs[hole.need].code}{hole.language or ''}.{community}"
    return Button(
        say(wording.B_OURS, need=named), payload=buttons.write(Press(Verb.TALK, subject, language=say.language))
    )


def entries(holes: Sequence[Hole], needs: Mapping[str, Need], region: str | None, today: date, say: Say) -> Attachment:
    """A file with an entry to fill in for each hole, as `peerbridge catalog stub` prints it."""
    written = []
    for hole in holes:
        name = f"our-{hole.need}-{hole.language}" if hole.language else None
        written.append(stub(needs[hole.need], Known(name, language=hole.language, region=region), on=today))
    return Attachment("entries.yaml", "\n".join(written).encode(), say(wording.ENTRIES))
