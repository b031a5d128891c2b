"""A member asks what is kept and who is responsible, or does not want to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handlers import country, wording
from handlers.buttons import Press, Verb
from handlers.features import NUMBERS
from handlers.messages import Button, Reply
from handlers.tools import private

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools

WRITTEN_ON = date(2026, 11, 25)
"""The version of what `/privacy` says; members are told when it changes."""
OPTED_OUT_DAYS = 400


@dataclass(frozen=True, slots=True)
class About:
    """What the operator says about themselves and their machine."""

    contact: str | None = None
    """Whom members can ask about their data."""
    page: str | None = None
    """The address of a page that says what is kept."""
    count_days: int = 400
    """How long counts of closed weeks are kept."""


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Say it in plain words, with the version, the contact and the page; or leave the member out of counting."""
    match message.command:
        case "privacy":
            return _privacy(tools)
        case "optout" | "optin":
            press = Press(Verb.COMMAND, message.command)
            if not message.private:
                return private("", press, tools)
            return private(await _opt(message, tools), press, tools)
    return None


def _privacy(tools: Tools) -> Reply:
    about = tools.about
    lines = [
        tools.say(wording.PRIVACY, days=country.REMEMBERED_DAYS),
        *((tools.say(wording.PRIVACY_NUMBERS_OFF),) if NUMBERS in tools.off else ()),
        tools.say(wording.PRIVACY_RIGHTS, days=about.count_days),
        tools.say(wording.PRIVACY_MODERATORS),
        tools.say(wording.PRIVACY_SUGGESTIONS),
    ]
    if about.contact:
        lines.append(tools.say(wording.PRIVACY_CONTACT, contact=about.contact))
    else:
        lines.append(tools.say(wording.PRIVACY_NO_CONTACT))
    if about.page:
        lines.append(tools.say(wording.PRIVACY_PAGE, url=about.page))
    lines.append(tools.say(wording.PRIVACY_VERSION, date=tools.say.date(WRITTEN_ON)))
    wipe = tools.button(wording.B_WIPE, Press(Verb.WIPE))
    page = (Button(tools.say(wording.B_PRIVACY), url=about.page),) if about.page else ()
    return Reply("\n".join(lines), buttons=(*page, wipe))


async def _opt(message: Incoming, tools: Tools) -> str:
    out = message.command == "optout"
    removed = await tools.keep.opt_out(message.member, out=out)
    if removed is None:
        return tools.say(wording.OPT_NOT_SAVED)
    return tools.say(wording.OPTED_OUT, n=removed, days=OPTED_OUT_DAYS) if out else tools.say(wording.OPTED_IN)
