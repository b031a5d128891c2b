"""After a thousand random conversations no file or log holds a word, an account or, once the week closes, a digest."""

from __future__ import annotations

import logging
import random
import re
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from handlers import counting, refusal, wording
from handlers.messages import Incoming, Note, Purpose, Reply
from handlers.translator import LANGUAGES, Say
from matching.matcher import Matcher
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TOKEN, TelegramServer
from tests.handlers.people import everything, pass_on
from tests.journeys.kit import (
    ANA,
    BEN,
    GROUP,
    INTENT,
    PSEUDONYMS,
    SLEEP,
    DiscordPerson,
    Place,
    TelegramPerson,
    discord_door,
    telegram_door,
)
from tests.storage.kit import closed_counts, on_connect, open_counts, raw, rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from handlers.desk import Desk
    from handlers.messages import Button
    from handlers.tools import Directory
    from storage.store import Storage
    from tests.conftest import Clock

CONVERSATIONS = 1000
LETTERS = "bcdfghjklmnpqrstvwxz", "กขคงจชซญดตถทธนบปผพฟมยรลวสหอ"
MARKS = "xqzvkj", "ฌฆฬฏฐฑ"
"""Stands in every member's message and nowhere else in the world."""
REQUESTS = (
    "I cannot sleep {}", "I am so lonely {} since I moved", "how do I stop gambling {}", "my panic attacks {} are back",
    "no puedo dormir {}", "me siento muy sola {}", "นอนไม่หลับ {} หลายคืน", "I need money for rent {}",
)  # fmt: skip
DANGER = ("I am going to kill myself {}", "I want to die {}", "quiero morirme {}", "my husband hit me again {}")
SMALL_TALK = ("hello {}", "thank you {} bye", "{}", "lol {} ok")
COMMANDS = (
    "help", "start", "crisis", "country", "privacy", "mydata", "report", "stop", "forget", "find", "unknown",
)  # fmt: skip
NOTED = tuple(Say(language)(wording.NOTED) for language in LANGUAGES)
BROKEN = tuple(Say(language)(wording.BROKEN) for language in LANGUAGES)
SAID_NO = tuple(Say(language)(wording.REFUSED) for language in LANGUAGES)
SECRETS = (
    "SELECT digest FROM digests UNION SELECT wrapped FROM week_keys UNION SELECT owner FROM memories "
    "UNION SELECT body FROM memories UNION SELECT ticket FROM spent"
)


@dataclass
class Town:
    """Random members who talk to the desk; remembers what may leave no trace, and what should be counted."""

    desk: Desk
    chance: random.Random
    accounts: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    alphabets: tuple[tuple[str, str], ...] = tuple(zip(MARKS, LETTERS, strict=True))
    expected: set[tuple[str, str, str, str]] = field(default_factory=set)
    """(community, purpose, what, member), as the replies announced it."""

    async def converse(self, number: int) -> None:
        """One member, one to four things said or pressed, in private or in one of three groups."""
        chance = self.chance
        account = chance.randrange(10**9, 10**10)
        member = PSEUDONYMS.member(chance.choice(("telegram", "discord")), account)
        self.accounts.add(str(account))
        self.members.add(member)
        community = chance.choice(("private", *(PSEUDONYMS.community("telegram", -chat) for chat in (1, 2, 3))))
        private = community == "private"
        reply = await self._hear(Incoming(member, community, private=private, **self._something(number)))
        for _ in range(chance.randrange(4)):
            if doorway := next((button.doorway for button in reply.buttons if button.doorway), None):
                said = Incoming(member, "private", private=True, command="start", text=doorway)
            elif (buttons := all_buttons(reply)) and chance.random() < 0.7:
                said = Incoming(member, "private", private=True, pressed=chance.choice(buttons).payload)
            else:
                said = Incoming(member, community, private=private, **self._something(number))
            reply = await self._hear(said)

    def _something(self, number: int) -> dict[str, Any]:
        """Words around a nonsense word that nobody else has ever written."""
        word = self.word(number)
        if (dice := self.chance.random()) < 0.2:
            return {"command": self.chance.choice(COMMANDS), "text": word}
        kind = REQUESTS if dice < 0.7 else DANGER if dice < 0.85 else SMALL_TALK
        return {"text": self.chance.choice(kind).format(word)}

    def word(self, number: int) -> str:
        """A word that nobody has ever written."""
        mark, letters = self.chance.choice(self.alphabets)
        return f"{mark}{''.join(self.chance.choices(letters, k=10))}{number}"

    async def _hear(self, message: Incoming) -> Reply:
        if not message.private and message.command == "unknown":
            assert await self.desk.answer(message) is None, "another bot was called"
            return Reply("")
        reply = await pass_on(self.desk, message)
        told = everything(reply)
        assert not any(mark in told for mark in MARKS), "a reply quotes a member"
        await self._expect(message, reply)
        return reply

    async def _expect(self, message: Incoming, reply: Reply) -> None:
        """What the replies promise to have counted."""
        if message.command == "forget" and message.private:
            self.expected = {each for each in self.expected if each[3] != message.member}
        community = message.community
        if community == "private":
            community = self.desk.keep.known(message.member, "home") or "private"
        found = [*reply.notes]
        press = self.desk._buttons.read(message.pressed or "")
        assert self.desk.directory
        service = self.desk.directory.catalog.service(press.subject.rpartition(".")[2]) if press else None
        if press and service and reply.text.startswith(NOTED):
            found += counting.interest(service)
        if press and service and reply.text in SAID_NO:
            found += counting.refusal(service, refusal.BY_LETTER[press.subject[0]])
        if press and service and reply.text in BROKEN:
            found.append(Note(Purpose.BROKEN, service.id))
        notes = [(str(note.purpose), note.what) for note in found]
        if press and press.verb == "p":
            notes.append(("problem", press.subject))
        self.expected |= {(community, purpose, what, message.member) for purpose, what in notes}


async def test_a_thousand_conversations_leave_only_counts(
    place: Place, directory: Directory, clock: Clock, vectors: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = place.path.parent / "cache"
    shutil.copytree(vectors, cache)
    catalog = directory.catalog
    words_alone = replace(directory, matcher=Matcher(catalog, directory.matcher._needs, None, cache))
    # The driver's thousands of lines a second are read in the journey through the doors. The order matters: the last
    # level is that of the handler, too.
    with caplog.at_level(logging.INFO, "aiosqlite"), caplog.at_level(logging.DEBUG):
        async with place.desk() as (desk, storage):
            await on_connect(storage, dont_wait_for_the_disk)
            town = Town(desk, random.Random(20261125))  # noqa: S311  repeatable, no secret
            for number in range(CONVERSATIONS):
                # The encoder is slow; what it may leave behind shows in every eighth conversation as well.
                desk.directory = directory if number % 8 == 0 else words_alone
                await town.converse(number)
            before = secrets(place.path)
            assert before, "there is something to look for"
            nothing_of(town, place.path.parent, caplog)
            assert await added_up(storage, town) == sums(town.expected)
            clock.now += timedelta(days=31)
            await storage.close_weeks()
            await storage.sweep()
            assert rows(place.path, SECRETS) == []
            found = raw(place.path)
            assert not [1 for each in before if each in found], "a digest or a key outlived its week"
            closed = {(t.community, t.purpose, t.what): t.members for t in await closed_counts(storage)}
            assert closed == sums(town.expected)
        nothing_of(town, place.path.parent, caplog)


async def test_real_accounts_behind_real_doors_leave_no_trace(
    place: Place, clock: Clock, vectors: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = place.path.parent / "cache"
    shutil.copytree(vectors, cache)
    with caplog.at_level(logging.DEBUG):
        async with (
            TelegramServer() as telegram,
            DiscordServer() as discord,
            place.desk() as (desk, _),
            telegram_door(telegram, desk),
            discord_door(discord, desk),
        ):
            ana, ben = TelegramPerson(telegram), DiscordPerson(discord, BEN)
            town = Town(desk, random.Random(7))  # noqa: S311  the same
            town.members = {PSEUDONYMS.member("telegram", ANA), PSEUDONYMS.member("discord", BEN)}
            town.accounts = {str(ANA), str(BEN), str(abs(GROUP))[-10:]}
            town.alphabets = town.alphabets[:1]  # among Thai letters the English words would be read as Thai
            for number in range(5):
                clock.now += timedelta(minutes=1)
                await everything_by_telegram(ana, town.word(number))
                await everything_by_discord(ben, town.word(-number))
            telegram.refuse("sendMessage", times=2, code=400, text=f"Bad Request: {town.word(99)}")
            await telegram.private(ANA, town.word(100))
            discord.refuse_next(403, 50001)
            await discord.dm(BEN, town.word(101))
            await discord.emit("MESSAGE_CREATE", {"id": "1", "content": town.word(102)})
            await telegram.deliver({"message": {"text": town.word(103)}})
            await telegram.private(ANA, SLEEP)
            await telegram.until(lambda: telegram.messages[-1].text != "")

        secrets_told = (TOKEN, discord.token, "secret-interaction")
        nothing_of(town, place.path.parent, caplog, secrets_told)


async def everything_by_telegram(ana: TelegramPerson, word: str) -> None:
    """Private words, a group, a link, buttons."""
    cards = await ana.say(f"{word}: {SLEEP}", 4)
    await ana.press(cards[1], wording.B_WHY)
    public = await ana.say_in_group(f"{word}: {SLEEP}")
    assert word not in public.text
    await ana.follow(public, 4)
    await ana.say(f"{INTENT} {word}")
    await ana.say(f"/country {word}")


async def everything_by_discord(ben: DiscordPerson, word: str) -> None:
    """Private words, a slash command, a mention, buttons."""
    [cards] = await ben.say(f"{word}: {SLEEP}")
    await ben.press(cards, wording.B_WHY)
    public = await ben.mention(f"{word}: {SLEEP}")
    assert word not in public.content
    await ben.press(public, next(iter(public.labels)))
    await ben.slash("find", f"{INTENT} {word}")


def nothing_of(town: Town, folder: Path, caplog: pytest.LogCaptureFixture, also: Iterable[str] = ()) -> None:
    """Search everything that is on disk, and every line that was logged."""
    files = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    logged = logs(caplog)
    for what in (*MARKS, *also):
        assert what.encode() not in files, "a trace in a file"
        assert what not in logged, "a trace in the log"
    for found in (files.decode("latin-1"), logged):
        assert not town.accounts & set(re.findall(r"(?=(\d{10}))", found)), "an account"
        assert not town.members & set(re.findall(r"(?=([0-9a-f]{32}))", found)), "a member's digest"
    database = raw(folder / "peerbridge.sqlite")
    assert not [1 for member in town.members if bytes.fromhex(member) in database], "a member's digest"
    kept = [repr(digest)[2:-1] for digest in secrets(folder / "peerbridge.sqlite")]
    assert not [1 for digest in kept if digest in logged], "a digest in the log"


def dont_wait_for_the_disk(connection: Any) -> None:
    """Nobody pulls the plug in here, and the disk is what takes longest."""
    connection.cursor().execute("PRAGMA synchronous = OFF")


def logs(caplog: pytest.LogCaptureFixture) -> str:
    """All that handlers could have written, tracebacks and arguments included."""
    return "\n".join([caplog.text, *(repr(record.__dict__) for record in caplog.records)])


def secrets(path: Path) -> set[bytes]:
    """Every digest, key, memory and ticket that the database holds now."""
    return {row[0] for row in rows(path, SECRETS)}


def all_buttons(reply: Reply) -> list[Button]:
    """Those that send a payload."""
    every = [*reply.buttons, *(button for item in reply.items for button in item.buttons)]
    return [button for button in every if button.payload]


def sums(expected: Iterable[tuple[str, str, str, str]]) -> dict[tuple[str, str, str], int]:
    """(community, purpose, what) to the number of members."""
    added: dict[tuple[str, str, str], int] = {}
    for community, purpose, what, _ in expected:
        added[community, purpose, what] = added.get((community, purpose, what), 0) + 1
    return added


async def added_up(storage: Storage, town: Town) -> dict[tuple[str, str, str], int]:
    """What the open week has counted so far."""
    found = [await open_counts(storage, community) for community in {each[0] for each in town.expected}]
    return {(t.community, t.purpose, t.what): t.members for tallies in found for t in tallies}
