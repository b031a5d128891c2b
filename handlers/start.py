"""Hello, help, being quiet, and buttons that have grown too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import wording
from handlers.areas import area_buttons
from handlers.buttons import Press, Verb
from handlers.messages import Reply

if TYPE_CHECKING:
    from handlers.messages import Incoming
    from handlers.tools import Tools


async def answer(message: Incoming, tools: Tools) -> Reply | None:
    """Say honestly what the bot is, and what it does not do."""
    match message.command:
        case "start" | "help":
            return _hello(message, tools)
        case "stop":
            return Reply(tools.say(wording.STOPPED))
        case "leave-out":
            return Reply(tools.say(wording.STEPS_STOP), buttons=area_buttons(tools))
    return None


async def unknown(message: Incoming, tools: Tools) -> Reply | None:
    """What nobody claimed: a button or a command that we do not know."""
    crisis = tools.command(wording.B_CRISIS, "crisis")
    if message.pressed is not None:
        return Reply(tools.say(wording.OLD_BUTTON), buttons=(*area_buttons(tools), crisis), invites=True)
    return Reply(tools.say(wording.UNKNOWN_COMMAND), buttons=(crisis,))


def _hello(message: Incoming, tools: Tools) -> Reply:
    listening = tools.settings(message).listening
    if not message.private:
        hello = wording.HELLO_GROUP_LISTENING if listening else wording.HELLO_GROUP
        return Reply(tools.say(hello), again=tools.payload(Press(Verb.COMMAND, "help")))
    text = "\n\n".join(
        tools.say(sentence)
        for sentence in (
            wording.HELLO_LISTENING if listening else wording.HELLO,
            wording.HELLO_EXAMPLES,
            wording.HELLO_DANGER,
        )
    )
    buttons = (
        *area_buttons(tools),
        tools.command(wording.B_CRISIS, "crisis"),
        tools.command(wording.B_COUNTRY, "country"),
        tools.command(wording.B_PRIVACY, "privacy"),
    )
    return Reply(text, buttons=buttons)
