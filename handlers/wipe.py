"""A member wants an answer, or all the last ones, gone from the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import Reply
from handlers.tools import private

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Delete the message whose button was pressed, or with /clear the last answers, and say what may remain."""
    if message.command == "clear":
        if not message.private:
            return private("", Press(Verb.COMMAND, "clear"), tools)
        return Reply(tools.say(wording.CLEARED), remove=True)
    if tools.press is None or tools.press.verb is not Verb.WIPE:
        return None
    return Reply(tools.say(wording.WIPED), remove=True)
