"""The front desk: every message comes here, danger is looked at first, and exactly one handler answers."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handlers import country, danger, find_help, interest, my_data, report, start, why, wipe, wording
from handlers.buttons import Buttons, Press, Verb
from handlers.doorway import LIFETIME, ROOM, Doorways
from handlers.keep import Keep
from handlers.language import detect, from_locale
from handlers.messages import PRIVATE, Button, Memory, Reply
from handlers.tools import Directory, Tools
from handlers.translator import LANGUAGES, Say
from handlers.trouble import record
from safety import answers
from safety.judge import judge, prepare
from safety.verdict import Band, Danger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from catalog.model import Need
    from handlers.consider import SecondJudge
    from handlers.messages import Incoming
    from storage.store import Storage

    Handler = Callable[[Incoming, Tools], Awaitable[Reply | None]]

log = logging.getLogger(__name__)

HANDLERS: tuple[Handler, ...] = (
    danger.answer,  # safety first: nothing may stand before this line
    wipe.answer,
    interest.answer,
    why.answer,
    country.answer,
    my_data.answer,
    report.answer,
    start.answer,
    find_help.answer,
    start.unknown,
)
_DOORWAY = re.compile(r"[A-Za-z0-9_-]{38,64}")
HOME_MINUTES = 7 * 24 * 60
"""How long a private chat belongs to the group whose link opened it."""


class Desk:
    """Answers one message at a time for any number of doors. Never raises, and never holds a member's words."""

    def __init__(
        self,
        *,
        needs: Sequence[Need],
        key: bytes,
        storage: Storage | None,
        directory: Directory | None = None,
        second_judge: SecondJudge | None = None,
        region: str | None = None,
        locale: str = LANGUAGES[0],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.directory = directory
        self.second_judge = second_judge
        self.keep = Keep(storage, clock=clock)
        self._needs = {need.id: need for need in needs}
        self._buttons = Buttons(needs)
        self._doorways = Doorways(key)
        self._region = region
        self._locale = locale
        self._clock = clock
        answers.prepare()
        prepare()

    async def answer(self, message: Incoming) -> Reply | None:
        """The reply, or None where the bot was not called."""
        if not message.addressed:
            return None
        verdict = judge(message.text) if message.text else Danger()
        try:
            return await self._answer(message, verdict)
        except Exception as error:  # noqa: BLE001  the one door for the unexpected
            return self._sorry(message, record(log, "could not answer a message", error), urgent=verdict.is_urgent)

    async def delivered(self, message: Incoming, reply: Reply) -> None:
        """What we note for ourselves is written after the member has been answered."""
        try:
            async with self.keep.turn(message.member):
                await self._note(message, reply)
        except Exception as error:  # noqa: BLE001  the member has been answered; nothing may reach them now
            record(log, "could not note what was delivered", error)

    async def _note(self, message: Incoming, reply: Reply) -> None:
        home = next((memory.body for memory in reply.memories if memory.kind == "home"), None)
        if home is None and message.community == PRIVATE:
            home = await self.keep.recall(message.member, "home")
        community = home or message.community
        on_disk = self.keep.settings(community).age_setting != "13-17"
        for memory in reply.memories:
            await self.keep.remember(message.member, memory, on_disk=on_disk)
        await self.keep.count(community, message.member, reply.notes)

    async def _answer(self, message: Incoming, verdict: Danger) -> Reply:
        message, opened = await self._through_the_doorway(message)
        if opened is False:
            tools = self._tools(message, verdict, None)
            return Reply(tools.say(wording.DOORWAY_CLOSED), buttons=find_help.area_buttons(tools))
        press = self._buttons.read(message.pressed) if message.pressed else None
        if press and press.verb is Verb.COMMAND:
            message, press = replace(message, pressed=None, command=press.subject), None
        tools = await self._look_again(message, self._tools(message, verdict, press))
        for handler in HANDLERS:
            if reply := await handler(message, tools):
                gently = handler is not danger.answer and danger.is_near(message, tools)
                return self._fit(reply, message, tools, came_in=opened is True, gently=gently)
        raise AssertionError("the last handler answers everything")

    async def _look_again(self, message: Incoming, tools: Tools) -> Tools:
        """Let the second judge read what the rules found harmless; what the rules find is answered without waiting."""
        if self.second_judge is None or not message.text or tools.danger.band is not Band.NONE:
            return tools
        verdict = await asyncio.to_thread(self.second_judge.look_again, tools.danger, message.text, tools.language)
        return replace(tools, danger=verdict)

    async def _through_the_doorway(self, message: Incoming) -> tuple[Incoming, bool | None]:
        """A doorway that was opened becomes the press it was sealed for; None when there was no doorway."""
        doorway = message.text.strip() if message.command == "start" else message.pressed
        if not doorway or not _DOORWAY.fullmatch(doorway):
            return message, None
        opened = self._doorways.open(doorway, member=message.member, now=self._clock())
        if opened is None or not message.private:
            return replace(message, text="", pressed=None), False
        community, payload = opened
        is_danger = payload.startswith(Verb.DANGER)
        if not is_danger and not await self.keep.spend(doorway, int(LIFETIME.total_seconds()) // 60):
            return replace(message, text="", pressed=None), False
        return replace(message, community=community, command=None, text="", pressed=payload), True

    def _tools(self, message: Incoming, verdict: Danger, press: Press | None) -> Tools:
        spoken = from_locale(message.locale) or self._spoken_in(message.community)
        if message.text:
            spoken = detect(message.text, message.locale, spoken)
        elif press and press.language:
            spoken = press.language
        return Tools(
            danger=verdict,
            press=press,
            say=Say(spoken),
            now=self._clock(),
            needs=self._needs,
            buttons=self._buttons,
            keep=self.keep,
            directory=self.directory,
            region=self._region,
        )

    def _spoken_in(self, community: str) -> str:
        languages = self.keep.settings(community).languages
        return next((code for code in languages if code in LANGUAGES), self._locale)

    def _fit(self, reply: Reply, message: Incoming, tools: Tools, *, came_in: bool, gently: bool) -> Reply:
        """Make the reply fit its place: one neutral sentence in a group, one gentle line where words were unclear."""
        if not message.private:
            return self._public(reply, message, tools, gently=gently)
        memories = reply.memories
        if came_in and message.community != PRIVATE:
            memories = (*memories, Memory("home", message.community, HOME_MINUTES))
        if gently and (message.text or reply.items):
            said = f"{reply.text}\n\n{tools.soft_line(message)}"
            return replace(reply, text=said, memories=memories)
        return replace(reply, memories=memories)

    def _public(self, reply: Reply, message: Incoming, tools: Tools, *, gently: bool) -> Reply:
        sealed = tuple(self._sealed(button, message) for button in reply.buttons)
        if not reply.private:
            return replace(
                reply, buttons=tuple(button for button in sealed if button.payload is None), notes=(), memories=()
            )
        again = self._buttons.read(reply.again or "") or Press(Verb.COMMAND, "help")
        if gently and again.verb is Verb.FIND and not again.subject:
            again = replace(again, subject=danger.GENTLY)
        payload = self._buttons.write(again, limit=ROOM)
        button = self._sealed(Button(tools.say(wording.OPEN_PRIVATELY), doorway=payload), message)
        if reply.public_too and not gently and tools.settings(message).reply_mode == "public":
            return Reply(reply.text, tuple(replace(item, buttons=()) for item in reply.items), (button,))
        return Reply(tools.say(wording.NEUTRAL), buttons=(button,))

    def _sealed(self, button: Button, message: Incoming) -> Button:
        if button.doorway is None:
            return button
        doorway = self._doorways.seal(
            button.doorway, member=message.member, community=message.community, now=self._clock()
        )
        return replace(button, doorway=doorway)

    def _sorry(self, message: Incoming, code: str, *, urgent: bool) -> Reply:
        say = Say(from_locale(message.locale) or self._locale)
        sentences = [say(wording.SORRY, code=code), say(wording.SORRY_DANGER)]
        return Reply("\n".join(reversed(sentences) if urgent else sentences))
