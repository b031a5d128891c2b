"""Makes a reply fit its place: in a group one neutral sentence, the same for every need, and a way into private."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import danger, wording
from handlers.areas import area_buttons
from handlers.buttons import Buttons, Press, Verb
from handlers.doorway import LIFETIME, LIFETIME_IN_DANGER, ROOM, Doorways
from handlers.messages import PRIVATE, Button, Memory, Reply

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.messages import Incoming
    from handlers.tools import Tools

HOME_MINUTES = 7 * 24 * 60
"""How long a private chat belongs to the group whose link opened it."""
MANAGERS = frozenset({"catalog", "verify", "try", "pause", "resume", "suggestions"})
"""What managers type in the staff's own chat too; the letter on Monday names some of it there."""


class Places:
    """Knows what may be said where, and seals the doorways from groups into private places."""

    def __init__(self, buttons: Buttons, doorways: Doorways) -> None:
        self._buttons = buttons
        self._doorways = doorways

    def fit(
        self, reply: Reply, message: Incoming, tools: Tools, *, came_in: bool = False, gently: bool = False
    ) -> Reply:
        """Make the reply fit its place: one neutral sentence in a group, one gentle line where words were unclear."""
        gently = gently or reply.gently
        if reply.staff and not message.private:
            return reply
        if not message.private:
            return self._public(reply, message, tools, gently=gently)
        memories, text = reply.memories, reply.text
        if came_in and _is_home(message):
            memories = (*memories, Memory("home", message.community, HOME_MINUTES))
        opened_gently = tools.press is not None and tools.press.subject == danger.GENTLY
        if gently and (message.text or reply.items or opened_gently):
            text = f"{text}\n\n{tools.soft_line(message)}"
        if message.shared and reply.invites:
            text = f"{text}\n\n{tools.say(wording.TYPE_UNSEEN)}"
        return replace(reply, text=text, memories=memories)

    def _public(self, reply: Reply, message: Incoming, tools: Tools, *, gently: bool) -> Reply:
        again = self._buttons.read(reply.again or "") or Press(Verb.COMMAND, "help")
        if gently:  # what was unclear is answered in private, whatever it was
            again = again if again.verb is Verb.FIND and again.needs else Press(Verb.FIND, language=tools.language)
            again = replace(again, subject=danger.GENTLY)
        elif not reply.private:
            sealed = tuple(
                self._sealed(button, message, tools.now) for button in reply.buttons if button.payload is None
            )
            return replace(reply, buttons=sealed, notes=(), memories=())
        payload = self._buttons.write(again, limit=ROOM)
        about = replace(message, community=_about(again, message, tools))
        button = self._sealed(Button(tools.say(wording.OPEN_PRIVATELY), doorway=payload), about, tools.now)
        if reply.public_too and not gently and tools.settings(message).reply_mode == "public":
            cards = tuple(replace(item, buttons=()) for item in reply.items)
            return Reply(reply.text, cards, (button,), notes=reply.notes)
        return Reply(tools.say(wording.NEUTRAL), buttons=(button,), alert=reply.alert)

    def _sealed(self, button: Button, message: Incoming, now: datetime) -> Button:
        if button.doorway is None:
            return button
        lasts = LIFETIME_IN_DANGER if button.doorway.startswith(Verb.DANGER) else LIFETIME
        doorway = self._doorways.seal(
            button.doorway, member=message.member, community=message.community, now=now, lasts=lasts
        )
        return replace(button, doorway=doorway)


def _about(again: Press, message: Incoming, tools: Tools) -> str:
    """The community that a doorway leads to: where managers type in the staff's own chat, the one whose staff it is."""
    chat = message.origin.chat if message.origin else None
    staffed = tools.roster.with_channel(chat) if chat else ()
    is_theirs = again.verb is Verb.COMMAND and again.subject in MANAGERS and len(staffed) == 1
    return staffed[0] if is_theirs else message.community


def _is_home(message: Incoming) -> bool:
    """Whether a private chat was opened from a group: not by a member who wants to leave nothing behind."""
    return message.community != PRIVATE and not message.shared and message.command not in ("forget", "mydata")


def closed(message: Incoming, tools: Tools) -> Reply:
    """A doorway that does not open. Behind it may have been a cry for help, so the crisis line stands here too."""
    if not message.private:
        return Reply("", private=True, again=tools.payload(Press(Verb.FIND)))
    here = "" if message.shared else f" {tools.say(wording.TELL_ME_HERE)}"
    text = f"{tools.say(wording.DOORWAY_CLOSED)}{here}\n\n{tools.soft_line(message)}"
    return Reply(text, buttons=(*area_buttons(tools), tools.command(wording.B_CRISIS, "crisis")), invites=True)
