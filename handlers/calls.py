"""Calls moderators one after the other: sent first, kept only when it could not be sent, until somebody is on it."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from handlers import wording
from handlers.alerts import Alert, dressed, note
from handlers.messages import Memory, Reply
from handlers.staff import send
from handlers.translator import LANGUAGES, Say
from handlers.trouble import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.buttons import Buttons
    from handlers.keep import Keep
    from handlers.post import Post
    from handlers.roster import Person, Roster, Staff
    from safety.verdict import Danger
    from storage.store import Renamed

log = logging.getLogger(__name__)

NEXT_AFTER = timedelta(minutes=10)
"""An alert that nobody has taken goes to the next person on call."""
AGAIN_AFTER = timedelta(minutes=1)
"""An alert that reached nobody is tried again."""
LASTS = timedelta(hours=24)
LOOK_EVERY_S = 5.0
WINDOW_MINUTES = 60
"""Within it, moderators are asked once about the same member."""
TICKET_MINUTES = 35
"""The same after a restart. Tickets live up to 25 minutes longer than asked, and nobody must wait beyond the hour."""
CLAIM_MINUTES = 24 * 60
ROOM = 1_000


class Asked(StrEnum):
    """What became of asking moderators."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    ALREADY = "already"


class Calls:
    """One per process. What waits stands in the outbox; while storage is down this process alone remembers it."""

    def __init__(self, roster: Roster, post: Post, keep: Keep, buttons: Buttons, clock: Callable[[], datetime]) -> None:
        self._roster = roster
        self._post = post
        self._keep = keep
        self._buttons = buttons
        self._clock = clock
        self._held: dict[str, tuple[Alert, datetime, datetime]] = {}
        self._told: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._claims: OrderedDict[str, str] = OrderedDict()
        self._asking: set[asyncio.Task[Asked]] = set()

    def ask(self, member: str, alert: Alert, danger: Danger) -> asyncio.Task[Asked]:
        """Ask at once, beside everything else, so that no answer waits for it. The task never raises."""
        task = asyncio.create_task(self._ask(member, alert, danger))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        return task

    async def settle(self, seconds: float) -> None:
        """Let what is being sent be sent, or be put into the outbox."""
        if self._asking:
            await asyncio.wait(set(self._asking), timeout=seconds)

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due, until `stop` is set."""
        while not stop.is_set():
            try:
                await self.send_due()
            except Exception as error:  # noqa: BLE001  one bad alert must not keep back the next
                record(log, "what waits for moderators could not be sent", error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)

    async def send_due(self) -> None:
        """Everything that is due now: what reached nobody, and what nobody has taken."""
        for waiting in await self._keep.take_due():
            try:
                alert = Alert.read(waiting.body)
            except (ValueError, TypeError):
                await self._keep.posted(waiting.id)
                continue
            await self._go_on(alert, waiting.expires)
        now = self._clock()
        for alert, due, expires in list(self._held.values()):
            if due <= now:
                del self._held[alert.id]
                if now < expires:
                    await self._go_on(alert, expires)

    def rename(self, renamed: Renamed) -> None:
        """A chat has another number: an alert that only this process knows goes on."""
        for alert, due, expires in list(self._held.values()):
            self._held[alert.id] = (Alert.read(renamed.follow(alert.write())), due, expires)
        for alert_id, told in self._told.items():
            self._told[alert_id] = tuple(map(renamed.follow, told))

    async def take(self, alert_id: str, person: str, name: str) -> tuple[bool, str]:
        """Whether this person is on it, and who is: the first who said so, for everybody and every process.

        The name is empty when it cannot be told.
        """
        mine = f"{person} {name}"
        if alert_id not in self._claims:
            self._claims[alert_id] = mine
            while len(self._claims) > ROOM:
                self._claims.popitem(last=False)
            if await self._keep.spend(f"alert {alert_id}", CLAIM_MINUTES):
                await self._keep.remember(alert_id, Memory("claim", mine, CLAIM_MINUTES))
                self._held.pop(alert_id, None)
                await self._keep.posted(alert_id)
            else:
                self._claims[alert_id] = await self._keep.recall(alert_id, "claim") or ""
        claimed, _, theirs = self._claims[alert_id].partition(" ")
        return claimed == person, theirs

    async def tell_others(self, alert_id: str, community: str, name: str, *, but: tuple[str, ...]) -> None:
        """Everybody who has the note, and the staff chat, learn who is on it."""
        staff, say = self._roster.of(community), self._say(community)
        told = self._told.get(alert_id) or ((staff.channel,) if staff.channel else ())
        reply = Reply(say(wording.ON_IT_WHO, name=name), staff=True)
        for address in told:
            if address in but:
                continue
            if address == staff.channel:
                await send(community, reply, self._roster, self._post)
            else:
                await self._post.send(address, reply)

    async def _ask(self, member: str, alert: Alert, danger: Danger) -> Asked:
        try:
            # While storage is down `spend` says yes, so this process remembers too; a failure may be tried again.
            known = self._keep.known(member, "asked")
            if known == Asked.SENT:
                return Asked.ALREADY
            self._keep.hold(member, "asked", Asked.SENT, WINDOW_MINUTES)
            if known is None and not await self._keep.spend(f"asked {member}", TICKET_MINUTES):
                return Asked.ALREADY
            outcome = await self._first(alert, danger)
            self._keep.hold(member, "asked", Asked.FAILED if outcome is Asked.FAILED else Asked.SENT, WINDOW_MINUTES)
        except Exception as error:  # noqa: BLE001  the member must hear that nobody was asked
            record(log, "moderators could not be asked", error)
            self._keep.hold(member, "asked", Asked.FAILED, WINDOW_MINUTES)
            return Asked.FAILED
        return outcome

    async def _first(self, alert: Alert, danger: Danger) -> Asked:
        now = self._clock()
        told = await self._send(alert, danger)
        if told:
            await self._wait_for_claim(replace(alert, told=told), now + LASTS)
            return Asked.SENT
        return Asked.LATER if await self._later(alert, now + AGAIN_AFTER, now + LASTS) else Asked.FAILED

    async def _go_on(self, alert: Alert, expires: datetime) -> None:
        """One more round for an alert that waited."""
        staff = self._roster.of(alert.community)
        if not staff.is_on or await self._is_claimed(alert.id):
            await self._keep.posted(alert.id)
            return
        if staff.home and not self._post.is_open(staff.home):
            await self._later(alert, self._clock(), expires)  # for a process that has a door to this platform
            return
        told = await self._send(alert, None)
        if told:
            await self._wait_for_claim(replace(alert, told=(*alert.told, *told)), expires)
        else:
            await self._later(alert, self._clock() + AGAIN_AFTER, expires)

    async def _send(self, alert: Alert, danger: Danger | None) -> tuple[str, ...]:
        """The addresses that were reached: at first the staff chat and one person, later the next person."""
        staff = self._roster.of(alert.community)
        if not staff.is_on or staff.home is None:
            return ()
        say = self._say(alert.community)
        country = self._keep.settings(alert.community).country
        text = note(alert, danger, staff, say, country)
        if alert.told:
            text = f"{say(wording.NOTE_NEXT)}\n{text}"
        reply, told = dressed(text, alert, say, self._buttons), []
        if not alert.told and staff.channel and not alert.left_out:
            told += [staff.channel] if await send(alert.community, reply, self._roster, self._post) else []
        for person in left(alert, staff):
            # Whoever no longer looks after the community gets nothing: the platform is asked each time.
            if await self._post.is_moderator(staff.home, person.address) and await self._post.send(
                person.address, reply
            ):
                return (*told, person.address)
        return tuple(told)

    async def _wait_for_claim(self, alert: Alert, expires: datetime) -> None:
        """Somebody has it. Only if somebody else could still be called does anything wait in the outbox."""
        self._told[alert.id] = alert.told
        while len(self._told) > ROOM:
            self._told.popitem(last=False)
        if left(alert, self._roster.of(alert.community)) and not await self._is_claimed(alert.id):
            await self._later(alert, self._clock() + NEXT_AFTER, expires)
        else:
            await self._keep.posted(alert.id)

    async def _later(self, alert: Alert, due: datetime, expires: datetime) -> bool:
        """False: storage could not take it, and only this process will try again."""
        if await self._keep.post(alert.id, alert.write(), due=due, expires=expires):
            return True
        self._held[alert.id] = (alert, due, expires)
        return False

    async def _is_claimed(self, alert_id: str) -> bool:
        return alert_id in self._claims or await self._keep.recall(alert_id, "claim") is not None

    def _say(self, community: str) -> Say:
        languages = self._keep.settings(community).languages
        return Say(next((code for code in languages if code in LANGUAGES), LANGUAGES[0]))


def left(alert: Alert, staff: Staff) -> tuple[Person, ...]:
    """Who is still to be called, in order."""
    out = (*alert.left_out, alert.own)
    return tuple(person for person in staff.people if person.address not in alert.told and person.mark not in out)


def minutes(moment: datetime) -> int:
    """Whole minutes since 1970."""
    return int(moment.astimezone(UTC).timestamp()) // 60
