"""The bot's way in and out of Telegram: fetch what was written, ask the desk, bring the answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllChatAdministrators
from telegram.constants import ChatType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bots.desk import post_of
from bots.refusal import DoorRefused
from bots.telegram_bot import dress, translate
from bots.telegram_bot.edits import Edits
from bots.telegram_bot.mailbox import Numbered, rest, updates
from bots.telegram_bot.moves import Moves
from bots.telegram_bot.outside import Outside
from bots.telegram_bot.quiet import hush, report
from bots.telegram_bot.send import Courier, spot
from handlers import wording
from handlers.messages import Incoming, Reply
from handlers.trouble import trace

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable
    from typing import Any

    from telegram import CallbackQuery, Message, Update

    from bots.desk import Desk
    from bots.identity import Pseudonyms

log = logging.getLogger(__name__)

AT_ONCE = 64
"""Messages at the desk at the same time: so many that a few which hang in storage hold nobody else back."""
SPINNER_S = 0.8
"""A pressed button spins this long at most before we acknowledge it, whether or not the desk has answered."""
FAREWELL_S = 1.2
"""Answers under way when we are told to stop may take this long; then they are dropped."""

REFUSED = "Telegram does not accept the token in PEERBRIDGE_TELEGRAM_TOKEN. Ask @BotFather for a new one."


class Door:
    """One bot account on Telegram. Use it once."""

    def __init__(self, desk: Desk, pseudonyms: Pseudonyms, *, token: str, api_url: str | None = None) -> None:
        # Before the library's first line: it logs its addresses, token included, as soon as it is made.
        hush()
        base = f"{api_url.rstrip('/')}/bot" if api_url else "https://api.telegram.org/bot"
        self._fetching = Numbered()
        self._bot = ExtBot(
            token, base_url=base, get_updates_request=self._fetching, rate_limiter=AIORateLimiter(max_retries=3)
        )
        self._desk = desk
        self._post = post_of(desk)
        self._pseudonyms = pseudonyms
        self._moves = Moves(self._post, pseudonyms)
        self._courier = Courier(self._bot, self._moves)
        self._outside = Outside(self._bot, self._courier, pseudonyms, self._moves)
        self._edits = Edits()
        self._work: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def serve(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set. Raises DoorRefused."""
        # The library warns at every 429 unless pauses are timedeltas, as they will be in its next version.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        fetching = asyncio.create_task(self._fetch())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if fetching.done():
                fetching.result()
        finally:
            self._post.detach(translate.PLATFORM, self._outside)
            await _end({fetching, stopping})
            if self._work:
                await asyncio.wait(self._work, timeout=FAREWELL_S)
            await _end(self._work)
            with contextlib.suppress(TimeoutError, TelegramError):
                await asyncio.wait_for(self._bot.shutdown(), timeout=0.3)

    async def _fetch(self) -> None:
        await self._greet()
        self._post.attach(translate.PLATFORM, self._outside)
        self._start(self._publish_commands())
        self._start(self._moves.look(self._bot.get_chat_member_count))
        async for update in updates(self._bot, self._fetching):
            # Before the next message is looked at: it may come from the new chat.
            if not self._moves.read(update.message):
                self._start(self._take(update))

    async def _greet(self) -> None:
        """Learn who we are, however long the network takes."""
        pause = 0.0
        while True:
            try:
                await self._bot.initialize()
                await self._bot.delete_webhook()
            except InvalidToken:
                raise DoorRefused(REFUSED) from None
            except TelegramError as error:
                pause = await rest(error, pause)
            else:
                return

    async def _publish_commands(self) -> None:
        everybody = [BotCommand(each.name, each.description) for each in wording.COMMANDS if not each.for_staff]
        staff = [BotCommand(each.name, each.description) for each in wording.COMMANDS]
        try:
            await self._bot.set_my_commands(everybody)
            await self._bot.set_my_commands(staff, scope=BotCommandScopeAllChatAdministrators())
        except TelegramError as error:
            log.warning("the list of commands could not be shown in Telegram: %s", trace(error))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._end_work)

    def _end_work(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        # An error that nobody fetches is logged by asyncio, words and all.
        if not task.cancelled() and (error := task.exception()):
            report(error)

    async def _take(self, update: Update) -> None:
        """One update from beginning to end. Whatever breaks, the member hears one sentence with a code."""
        said, query = update.message or update.edited_message, update.callback_query
        place = said or (query.message if query else None)
        asked = place is not None and (query is not None or place.chat.type == ChatType.PRIVATE)
        try:
            if query:
                await self._press(query)
            elif said and (incoming := translate.message(said, self._bot.bot, self._pseudonyms)):
                asked = incoming.addressed
                await self._message(said, self._outside.placed(incoming, said))
        except Exception as error:  # noqa: BLE001  the one door for the unexpected
            code = report(error)
            if place and asked:
                await self._courier.send(
                    Reply(f"{wording.SORRY.format(code=code)}\n\n{wording.SORRY_DANGER}"), spot(place)
                )

    async def _message(self, said: Message, incoming: Incoming) -> None:
        if incoming.addressed and not self._edits.is_news(said.chat.id, said.message_id, incoming.text):
            return
        if (reply := await self._ask(incoming)) is None:
            return
        if reply.private and not incoming.private:
            await self._courier.send(_in_public(reply), spot(said))
            return
        if reply.remove and incoming.private:
            await self._courier.clear(said.chat.id, said.message_id)
        if await self._courier.send(reply, spot(said)):
            await self._tell_delivered(incoming, reply)

    async def _press(self, query: CallbackQuery) -> None:
        incoming = translate.press(query, self._pseudonyms)
        if incoming is None:
            await self._courier.acknowledge(query)
            return
        incoming = self._outside.placed(incoming, query)
        asking = asyncio.ensure_future(self._ask(incoming))
        try:
            await asyncio.wait({asking}, timeout=SPINNER_S)
            spinning = asking.done() and not asking.exception()
            if not spinning:
                await self._courier.acknowledge(query)
            reply = await asking
        finally:
            asking.cancel()
        if await self._answer_press(query, incoming, reply, spinning=spinning) and reply:
            await self._tell_delivered(incoming, reply)

    async def _answer_press(
        self, query: CallbackQuery, incoming: Incoming, reply: Reply | None, *, spinning: bool
    ) -> bool:
        """Whether the reply itself reached the member. `spinning`: the press still waits to be acknowledged."""
        held, hidden = query.message, reply is not None and reply.private and not incoming.private
        words = reply.fallback if reply and hidden else reply.text if reply and reply.remove else None
        heard = spinning and await self._courier.acknowledge(query, words, alert=hidden)
        if reply is None or held is None:
            return False
        if hidden:
            if not heard:
                await self._courier.send(_in_public(reply), spot(held))
            return False
        if reply.remove:
            return await self._courier.remove(held, dress.unpack(query.data or "")[1], reply.text)
        return await self._courier.send(reply, spot(held))

    async def _ask(self, incoming: Incoming) -> Reply | None:
        async with self._room:
            return await self._desk.answer(incoming)

    async def _tell_delivered(self, incoming: Incoming, reply: Reply) -> None:
        try:
            await self._desk.delivered(incoming, reply)
        except Exception as error:  # noqa: BLE001  the member has their answer and needs no apology
            report(error)


def _in_public(reply: Reply) -> Reply:
    """What everybody may see instead of a private reply: its fallback, and its doorways, which are made for groups."""
    return Reply(reply.fallback or "", buttons=tuple(button for button in reply.buttons if button.doorway))


async def _end(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel what is still running and wait until it has let go."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
