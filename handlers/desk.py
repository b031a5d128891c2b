"""The front desk: every message comes here, danger is looked at first, and exactly one handler answers."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handlers import (
    adding,
    announcing,
    choosing,
    country,
    danger,
    decide,
    editing,
    features,
    find_help,
    insight,
    interest,
    moderators,
    my_data,
    oncall,
    pause,
    privacy,
    refusal,
    rehearse,
    report,
    setup,
    start,
    suggest,
    switching,
    why,
    wipe,
    wording,
)
from handlers.buttons import Buttons, Press, Verb
from handlers.calls import Asked, Calls, minutes
from handlers.context import read_context
from handlers.digests import Digests
from handlers.doorway import LIFETIME, Doorways
from handlers.keep import Keep
from handlers.language import detect, from_locale
from handlers.limits import PublicLimits
from handlers.messages import PRIVATE, Reply
from handlers.places import Places, closed
from handlers.post import Post
from handlers.renames import Renames
from handlers.roster import Roster
from handlers.shelves import Shelves
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
    moderators.answer,
    setup.answer,
    announcing.answer,
    choosing.answer,
    switching.answer,
    oncall.answer,
    insight.answer,
    decide.answer,
    editing.answer,
    adding.answer,
    rehearse.answer,
    pause.answer,  # what stands below it can be paused
    features.answer,  # and what stands below it can be turned off
    suggest.answer,
    interest.answer,
    refusal.answer,
    why.answer,
    country.answer,
    my_data.answer,
    privacy.answer,
    report.answer,
    start.answer,
    find_help.answer,
    start.unknown,
)
_DOORWAY = re.compile(r"[A-Za-z0-9_-]{38,64}")
COMMANDS = frozenset({"start", "leave-out", "mydata-json", *(command.name for command in wording.COMMANDS)})
LOOKED_UP = frozenset({"catalog", "verify"})
"""Behind these stands the name of a service, which says nothing about the language of whoever looks for it."""
HELD_AT_ONCE = frozenset({"danger", "country"})
"""What a danger answer needs to know of the answer before it, however long that one takes to be noted."""
SHORT_REPLY = 3
"""Words; within an hour of a danger answer, a message no longer than this is in the language of that answer."""


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
        self.about = privacy.About()
        self.keep = Keep(storage, clock=clock)
        self.shelves = Shelves(self.keep, lambda: self.directory)
        self._needs = {need.id: need for need in needs}
        self._buttons = Buttons(needs)
        self._doorways = Doorways(key)
        self._places = Places(self._buttons, self._doorways)
        self._limits = PublicLimits()
        self.post = Post()
        self.roster = Roster(self.keep)
        self.calls = Calls(self.roster, self.post, self.keep, self._buttons, clock)
        self.digests = Digests(self.roster, self.post, self.keep, self._buttons, self._needs, self.shelves, clock)
        self.renames = Renames(self.keep, (self.keep, self.roster, self.shelves, self.calls))
        self.post.renamed, self.post.places = self.renames.tell, self.roster.places
        self._asking: dict[str, asyncio.Task[Asked]] = {}
        self._region = region
        self._locale = locale
        self._clock = clock
        answers.prepare()
        prepare()

    async def answer(self, message: Incoming) -> Reply | None:
        """The reply, or None where the bot was not called."""
        message = self.renames.message(message)
        if not message.addressed:
            return self._overhear(message)
        verdict = judge(words) if (words := _words(message)) else Danger()
        if not message.private and _calls_another(message) and not verdict.is_urgent:
            return None
        try:
            reply = await self._answer(message, verdict)
        except Exception as error:  # noqa: BLE001  the one door for the unexpected
            return self._sorry(message, record(log, "could not answer a message", error), urgent=verdict.is_urgent)
        for memory in reply.memories:
            if memory.kind in HELD_AT_ONCE:  # the next message may come before this answer has been noted
                self.keep.hold(message.member, memory.kind, memory.body, memory.minutes)
        self._ask_moderators(message, reply)
        return reply

    def _overhear(self, message: Incoming) -> Reply | None:
        """A message that did not call us. Where managers let us listen, what the rules call urgent is answered."""
        if message.private or not self.keep.settings(message.community).listening or self._is_for_staff(message):
            return None
        verdict = judge(_words(message))
        if verdict.band is not Band.ACT:
            return None
        try:
            tools = self._tools(message, verdict, None)
            if (reply := danger.overheard(verdict, message, tools)) is None:
                return None
            reply = self._places.fit(reply, message, tools)
        except Exception as error:  # noqa: BLE001  whoever is in danger hears at least where to call
            return self._sorry(message, record(log, "could not answer what was overheard", error), urgent=True)
        self._ask_moderators(message, reply)
        return reply

    def _is_for_staff(self, message: Incoming) -> bool:
        """Whether it was said in the staff's own chat, where people speak about members in danger."""
        chat = message.origin.chat if message.origin else None
        return chat is not None and bool(self.roster.with_channel(chat))

    def _ask_moderators(self, message: Incoming, reply: Reply) -> None:
        """Beside the answer, so that neither waits for the other."""
        if reply.alert:
            alert = moderators.from_group(message, reply.alert, minutes(self._clock()))
            asking = self.calls.ask(message.member, alert, reply.alert)
            self._asking.setdefault(message.member, asking)  # of two at once, the first is the one that asks

    async def delivered(self, message: Incoming, reply: Reply) -> None:
        """What we note for ourselves is written after the member has been answered."""
        message = self.renames.message(message)
        try:
            if message.addressed:  # of what was overheard nothing is noted
                async with self.keep.turn(message.member):
                    await self._note(message, reply)
        except Exception as error:  # noqa: BLE001  the member has been answered; nothing may reach them now
            record(log, "could not note what was delivered", error)
        if reply.alert and (asking := self._asking.pop(message.member, None)):
            await self._tell_who_was_asked(message, await asking, _spoken_by(reply.alert))

    async def _tell_who_was_asked(self, message: Incoming, outcome: Asked, language: str | None) -> None:
        """Said after the danger answer, when it is true; once, however often they write."""
        if message.origin is None or outcome is Asked.ALREADY:
            return
        say = Say(language or from_locale(message.locale) or self._spoken_in(message.community))
        try:
            await message.origin.say(Reply(moderators.told(outcome, say)))
        except Exception as error:  # noqa: BLE001  their answer stands there already
            record(log, "could not say that moderators were asked", error)

    async def load_settings(self) -> None:
        """Read what communities have set, so that no answer waits for it."""
        await self.renames.load()
        await self.keep.load_settings()
        await self.roster.load()
        await self.shelves.load()
        self.renames.remind()

    async def _note(self, message: Incoming, reply: Reply) -> None:
        home = next((memory.body for memory in reply.memories if memory.kind == "home"), None)
        if home is None and message.community == PRIVATE:
            home = await self.keep.recall(message.member, "home")
        community = home or message.community
        await self.renames.settled(community)
        on_disk = self.keep.settings(community).age_setting != "13-17"
        for memory in reply.memories:
            await self.keep.remember(message.member, memory, on_disk=on_disk, held=memory.kind in HELD_AT_ONCE)
        off = self.roster.of(community).off
        self.keep.note(community, message.member, features.counted(reply.notes, off))
        if message.origin and message.origin.size and message.community != PRIVATE and features.NUMBERS not in off:
            await self.keep.note_size(message.community, message.origin.size)

    async def _answer(self, message: Incoming, verdict: Danger) -> Reply:
        message, opened = await self._through_the_doorway(message)
        press = self._buttons.read(message.pressed) if message.pressed else None
        tools = self._tools(message, verdict, press)
        if press and press.verb is Verb.COMMAND:
            message = replace(message, pressed=None, command=press.subject)
            tools = replace(tools, press=None)
        if opened is False:
            return self._places.fit(closed(message, tools), message, tools)
        if not tools.danger.is_urgent:
            await self.renames.settled(message.community)
        tools = await self._look_again(message, tools)
        if not (tools.danger.is_urgent or self.shelves.are_all_alike):
            tools = replace(tools, directory=await self.shelves.of(await tools.community(message)))
        if self.roster.has_off and not tools.danger.is_urgent:
            tools = replace(tools, off=frozenset(self.roster.of(await tools.community(message)).off))
        for handler in HANDLERS:
            if reply := await handler(message, tools):
                is_danger = handler is danger.answer or danger.is_one(reply)
                reply = reply if is_danger else features.hide(reply, tools)
                gently = not is_danger and danger.is_near(message, tools)
                return self._places.fit(reply, message, tools, came_in=opened is True, gently=gently)
        raise AssertionError("the last handler answers everything")

    async def _look_again(self, message: Incoming, tools: Tools) -> Tools:
        """Let the second judge read what the rules found harmless; what the rules find is answered without waiting."""
        if self.second_judge is None or not message.text or tools.danger.is_urgent:
            return tools
        matcher = self.directory.matcher if self.directory else None
        verdict = await asyncio.to_thread(
            self.second_judge.look_again, tools.danger, message.text, tools.language, matcher
        )
        return replace(tools, danger=verdict)

    async def _through_the_doorway(self, message: Incoming) -> tuple[Incoming, bool | None]:
        """A doorway that was opened becomes the press it was sealed for; None when there was no doorway."""
        doorway = message.text.strip() if message.command == "start" else message.pressed
        if not doorway or not _DOORWAY.fullmatch(doorway):
            return message, None
        opened = self._doorways.open(doorway, member=message.member, now=self._clock())
        if opened is None or not (message.private or setup.leads_to_staff(self._buttons.read(opened[1]))):
            return replace(message, text="", pressed=None), False
        community, payload = map(self.renames.now, opened)
        is_danger = payload.startswith(Verb.DANGER)
        if not is_danger and not await self.keep.spend(doorway, int(LIFETIME.total_seconds()) // 60):
            return replace(message, text="", pressed=None), False
        return replace(message, community=community, command=None, text="", pressed=payload), True

    def _tools(self, message: Incoming, verdict: Danger, press: Press | None) -> Tools:
        spoken = from_locale(message.locale) or self._spoken_in(message.community)
        context = read_context(self.keep.known(message.member, "danger"))
        if found := _spoken_by(verdict):
            spoken = found  # the rule that found danger knows the language better than word counts
        elif context and message.text and len(message.text.split()) <= SHORT_REPLY:
            spoken = context.language
        elif message.text and message.command not in LOOKED_UP:
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
            about=self.about,
            roster=self.roster,
            calls=self.calls,
            post=self.post,
            shelves=self.shelves,
            doorways=self._doorways,
            limits=self._limits,
        )

    def _spoken_in(self, community: str) -> str:
        languages = self.keep.settings(community).languages
        return next((code for code in languages if code in LANGUAGES), self._locale)

    def _sorry(self, message: Incoming, code: str, *, urgent: bool) -> Reply:
        say = Say(from_locale(message.locale) or self._locale)
        sentences = [say(wording.SORRY, code=code), say(wording.SORRY_DANGER)]
        if not urgent:
            return Reply("\n".join(sentences))
        try:
            here = self.keep.settings(message.community).country or self._region
            crisis = answers.crisis(private=message.private, language=say.language, country=here, now=self._clock())
            return Reply(f"{crisis.text}\n\n{sentences[0]}")
        except Exception as error:  # noqa: BLE001  then the plain sentence must do
            record(log, "not even the crisis lines could be said", error)
            return Reply("\n".join(reversed(sentences)))


def _words(message: Incoming) -> str:
    """What is judged: the text, what stands in a form, and a command that is none of ours, such as `/kms`."""
    if message.command is None or message.command in COMMANDS:
        return "\n".join(filter(None, (message.text, *message.filled)))
    return f"{message.command.replace('_', ' ')} {message.text}"


def _spoken_by(verdict: Danger) -> str | None:
    """The language of the rule that found danger."""
    found = verdict.rules[0][:2] if verdict.rules else None
    return found if found in LANGUAGES else None


def _calls_another(message: Incoming) -> bool:
    return message.command is not None and message.command not in COMMANDS
