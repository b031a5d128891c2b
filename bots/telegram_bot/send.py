"""Brings an answer to Telegram, and tries again where the network or Telegram says no."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bots.telegram_bot import dress
from handlers.trouble import trace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import CallbackQuery, MaybeInaccessibleMessage
    from telegram.ext import ExtBot

    from bots.telegram_bot.moves import Moves
    from handlers.messages import Attachment, Reply

log = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES_S = (0.3, 1.0, 3.0)
"""Waits before each new attempt when the network fails. A lost answer is worse than one that arrives twice."""
_PERHAPS_ARRIVED = frozenset("ReadTimeout WriteTimeout ReadError WriteError CloseError RemoteProtocolError".split())  # noqa: SIM905  reads as a list
"""Failures of the HTTP library after which Telegram may have the message all the same."""
CLEARED = 200
"""How many of the last message numbers a /clear goes back."""
CLEARED_AT_ONCE = 50
"""In parts, so that one message that Telegram refuses to delete does not keep all the others there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an answer goes. Lives only while the answer is made; its numbers never leave this package."""

    chat: int
    thread: int | None
    reply_to: int | None
    """The message to answer to; None in a private chat."""


def spot(said: MaybeInaccessibleMessage) -> Spot:
    """The place that a message or a pressed button stands in, its forum topic included."""
    thread = said.message_thread_id if isinstance(said, Message) and said.is_topic_message else None
    return Spot(said.chat.id, thread, None if said.chat.type == ChatType.PRIVATE else said.message_id)


class Courier:
    """Sends through one bot account; answers to one chat never mix. Nothing here raises a Telegram error."""

    def __init__(self, bot: ExtBot[int], moves: Moves) -> None:
        self._bot = bot
        self._moves = moves
        self._queues: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def send(self, reply: Reply, place: Spot) -> bool:
        """Whether Telegram accepted the answer: its first message, which holds the reply's text."""
        queue = self._queues.setdefault(place.chat, asyncio.Lock())
        async with queue:
            if reply.once:
                return await self._send_once(reply, place)
            return await self._send_all(dress.pieces(reply), place, await self._attach(reply.files, place))

    async def _send_once(self, reply: Reply, place: Spot) -> bool:
        """The words first, since they decide; each message in one attempt."""
        try:
            for number, piece in enumerate(dress.pieces(reply)):
                await self._send(piece, place, quietly=number > 0, siblings=(), pauses_s=())
        except TelegramError as error:
            log.warning("Telegram did not take a message, or did not say so: %s", trace(error))
            return type(error.__cause__).__name__ in _PERHAPS_ARRIVED
        await self._attach(reply.files, place, pauses_s=())
        return True

    async def _attach(
        self, files: Sequence[Attachment], place: Spot, pauses_s: Sequence[float] = PAUSES_S
    ) -> list[int]:
        """The messages of pictures and files, which stand before the words; one that is not taken is left out."""
        sent = []
        for file in files:
            try:
                sent.append((await self._send_file(file, place, pauses_s)).message_id)
            except TelegramError as error:
                log.warning("Telegram did not take a file: %s", trace(error))
        return sent

    async def _send_file(self, file: Attachment, place: Spot, pauses_s: Sequence[float]) -> Message:
        common: dict[str, Any] = {"disable_notification": True, "filename": file.name}
        common |= {"caption": dress.shorten(file.caption or file.words, dress.CAPTION_LIMIT)}
        send = self._bot.send_photo if file.is_picture else self._bot.send_document

        async def to(chat: int) -> Message:
            thread = place.thread if chat == place.chat else None
            return await persistently(lambda: send(chat, file.data, message_thread_id=thread, **common), pauses_s)

        return await self._moves.ask(place.chat, to)

    async def _send_all(self, pieces: Sequence[dress.Piece], place: Spot, before: list[int]) -> bool:
        """`before`: the messages of the answer that stand there already."""
        sent: list[int] = []
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            try:
                message = await self._send(piece, place, quietly=number > 0, siblings=(*before, *sent) if last else ())
            except Forbidden:
                return bool(sent)
            except TelegramError as error:
                log.warning("Telegram did not take a message: %s", trace(error))
                if not sent:
                    return False
                continue
            sent.append(message.message_id)
        return bool(sent)

    async def _send(
        self,
        piece: dress.Piece,
        place: Spot,
        *,
        quietly: bool,
        siblings: Sequence[int],
        pauses_s: Sequence[float] = PAUSES_S,
    ) -> Message:
        buttons = dress.keyboard(piece.buttons, self._bot.username, siblings)
        common: dict[str, Any] = {"disable_notification": quietly, "pauses_s": pauses_s}
        common |= {"link_preview_options": LinkPreviewOptions(is_disabled=True)}
        try:
            return await self._to_chat(place, piece.html, parse_mode=ParseMode.HTML, reply_markup=buttons, **common)
        except BadRequest as error:
            log.warning("Telegram refused a message and gets it once more without dress: %s", trace(error))
            return await self._to_chat(place, piece.plain, **common)

    async def _to_chat(self, place: Spot, text: str, *, pauses_s: Sequence[float], **more: Any) -> Message:
        async def to(chat: int) -> Message:
            # In the new chat of a group that has become a supergroup, the old numbers mean other messages.
            where: dict[str, Any] = {}
            if chat == place.chat:
                where["message_thread_id"] = place.thread
                if place.reply_to is not None:
                    where["reply_parameters"] = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
            return await persistently(lambda: self._bot.send_message(chat, text, **where, **more), pauses_s)

        return await self._moves.ask(place.chat, to)

    async def acknowledge(self, query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> bool:
        """Stop the button's spinner, with a few words to its presser alone. False when Telegram no longer listens."""
        words = dress.shorten(text) if text else None
        try:
            await persistently(
                lambda: self._bot.answer_callback_query(query.id, words, show_alert=alert and bool(words))
            )
        except TelegramError as error:
            log.info("a button's press could not be acknowledged: %s", trace(error))
            return False
        return True

    async def remove(self, held: MaybeInaccessibleMessage, siblings: Sequence[int], acknowledgement: str) -> bool:
        """Delete the message that held the button and the rest of its answer; what cannot go loses its words."""
        gone = [await self._remove(held.chat.id, message, acknowledgement) for message in (held.message_id, *siblings)]
        return gone[0]

    async def clear(self, chat: int, upto: int) -> None:
        """Delete what stands last in a private chat, this message included; Telegram skips what it cannot delete.

        Nobody keeps a list of what was said to whom: message numbers count up, and those of other chats are skipped.
        """
        for last in range(upto, max(upto - CLEARED, 0), -CLEARED_AT_ONCE):
            numbers = range(last, max(last - CLEARED_AT_ONCE, 0), -1)
            try:
                await self._bot.delete_messages(chat, list(numbers))
            except TelegramError as error:
                log.info("some messages could not be deleted: %s", trace(error))

    async def _remove(self, chat: int, message: int, acknowledgement: str) -> bool:
        try:
            return await persistently(lambda: self._bot.delete_message(chat, message))
        except TelegramError as error:
            log.info("a message could not be deleted and is emptied instead: %s", trace(error))
        words = dress.shorten(acknowledgement) or "…"
        try:
            await persistently(lambda: self._bot.edit_message_text(words, chat_id=chat, message_id=message))
        except TelegramError as error:
            log.warning("a message could be neither deleted nor emptied: %s", trace(error))
            return False
        return True


async def persistently(call: Callable[[], Awaitable[T]], pauses_s: Sequence[float] = PAUSES_S) -> T:
    """Call, and again after a pause while the network fails; the last failure is raised."""
    for pause in pauses_s:
        try:
            return await call()
        except BadRequest:
            raise
        except NetworkError as error:
            log.info("the network failed, trying again in %s s: %s", pause, trace(error))
        await asyncio.sleep(pause)
    return await call()
