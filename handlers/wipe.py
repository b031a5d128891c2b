"""A member wants an answer gone from the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Verb
from handlers.messages import Reply

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Delete the message whose button was pressed, and say what may remain."""
    del message
    if tools.press is None or tools.press.verb is not Verb.WIPE:
        return None
    return Reply(tools.say(wording.WIPED), remove=True)
