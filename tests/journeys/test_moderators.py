"""A moderator is asked to look, through the real doors: set up in chat, sent, kept in an outage, delivered once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from commands.settings import PREFIX
from handlers import wording
from handlers.calls import AGAIN_AFTER, NEXT_AFTER
from handlers.limits import MOST_IN_A_GROUP
from handlers.translator import Say
from storage.store import Storage, sqlite_address
from tests.bots import discord_shapes as shapes
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_server import TOKEN, TelegramServer
from tests.journeys.kit import (
    ANA,
    BEN,
    GROUP,
    INTENT,
    SECRET_KEY,
    DiscordPerson,
    Place,
    TelegramPerson,
    environment,
    started,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bots.discord_shapes import Sent as DiscordSent
    from tests.bots.telegram_methods import Sent
    from tests.conftest import Clock

MAX, SAM, KIM = 7654321990, 7654321991, 7654321992
"""A manager and two moderators."""
STAFF_GROUP = -1009876543210
SECRET_WORDS = "the lighthouse keeper"


async def call_in_group(server: TelegramServer, account: int, text: str) -> Sent:
    """Write in the group; what the bot answers there."""
    before = len(server.messages)
    await server.group(GROUP, account, text)
    return (await server.sent(before + 1))[before]


async def through(server: TelegramServer, account: int, command: str) -> Sent:
    """Type a command in the group, follow the doorway, and read what stands behind it."""
    public = await call_in_group(server, account, command)
    return (await TelegramPerson(server, account).follow(public))[0]


async def on_call(server: TelegramServer, account: int) -> None:
    page = await through(server, account, "/oncall")
    await TelegramPerson(server, account).press(page, wording.B_JOIN, answers=2)


async def set_up(server: TelegramServer, *people: int) -> Sent:
    """What a manager and the moderators tap; the page as it is then, turned on."""
    server.admins = {(GROUP, MAX), *((GROUP, account) for account in people)}
    page = await through(server, MAX, "/setup")
    manager = TelegramPerson(server, MAX)
    page = (await manager.press((await manager.press(page, wording.B_SETUP_COUNTRY))[0], "Ireland"))[0]
    for account in people:
        await on_call(server, account)
    page = (await manager.press(page, wording.B_SETUP_PINNED))[0]
    return (await manager.press(page, wording.B_SETUP_ON))[0]


def notes(server: TelegramServer, chat: int) -> list[Sent]:
    return [sent for sent in server.messages if sent.chat_id == chat and wording.NOTE_HEAD in sent.text]


async def test_on_telegram_from_set_up_to_a_moderator_who_is_on_it(place: Place, clock: Clock) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (desk, storage):
        page = await set_up(server, SAM, KIM)
        assert wording.SETUP_ON in page.text
        before = len(server.messages)
        asked = await server.group(GROUP, ANA, f"@peerbridge_test_bot {INTENT}, {SECRET_WORDS}")
        await server.until(lambda: any(wording.ASKED_SENT in sent.text for sent in server.messages[before:]))
        said = [sent.text for sent in server.messages[before:] if sent.chat_id == GROUP]
        assert said[1:] == [wording.ASKED_SENT]
        [note] = notes(server, SAM)
        assert f"https://t.me/c/1234567890/{asked}" in note.text
        assert not [word for word in (*SECRET_WORDS.split()[1:], "kill") if word in note.text]
        clock.now += NEXT_AFTER
        await desk.calls.send_due()
        [late] = notes(server, KIM)
        [thanks, *_] = await TelegramPerson(server, KIM).press(late, wording.B_ON_IT)
        assert thanks.text.startswith(wording.ON_IT)
        await server.until(lambda: any("is on it." in sent.text for sent in server.messages if sent.chat_id == SAM))
        [too_late] = await TelegramPerson(server, SAM).press(note, wording.B_ON_IT)
        assert "is on it already" in too_late.text
        assert await storage.outbox.waiting() == 0
        assert server.refusals == []


async def test_on_telegram_a_member_in_private_decides_who_learns_what(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        await set_up(server, SAM)
        await through(server, ANA, "/report")
        person = TelegramPerson(server, ANA)
        [answer] = await person.say("I wish I would not wake up")
        [preview] = await person.press(answer, wording.B_MODERATOR)
        assert notes(server, SAM) == []
        [done] = await person.press(preview, wording.B_SEND_UNNAMED)
        assert done.text == wording.ASKED_SENT
        [note] = notes(server, SAM)
        assert wording.NOTE_NO_NAME in note.text
        assert str(ANA) not in note.text
        assert server.refusals == []


async def test_on_telegram_a_staff_group_is_chosen_by_its_link_and_left_alone_once_public(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        page = await set_up(server, SAM)
        link = next(button["url"] for button in page.buttons if "startgroup=" in button.get("url", ""))
        before = len(server.messages)
        await server.group(STAFF_GROUP, MAX, f"/start@peerbridge_test_bot {link.partition('startgroup=')[2]}")
        confirmed = (await server.sent(before + 1))[before]
        assert confirmed.chat_id == STAFF_GROUP
        assert "Who can read them: all its members (2)" in confirmed.text
        await call_in_group(server, ANA, f"@peerbridge_test_bot {INTENT}")
        await server.until(lambda: bool(notes(server, STAFF_GROUP)))
        server.public[STAFF_GROUP] = "now_public"
        await call_in_group(server, BEN, f"@peerbridge_test_bot {INTENT}")
        await server.until(lambda: len(notes(server, SAM)) == 2)
        assert len(notes(server, STAFF_GROUP)) == 1


async def test_with_the_public_limit_full_nobody_in_danger_meets_silence(place: Place) -> None:
    async with TelegramServer() as server, place.on_telegram(server):
        for account in range(MOST_IN_A_GROUP):
            await call_in_group(server, 1000 + account, f"@peerbridge_test_bot {INTENT}")
        public = await call_in_group(server, ANA, f"@peerbridge_test_bot {INTENT}")
        assert public.text == wording.NEUTRAL
        person = TelegramPerson(server, ANA)
        [private] = await person.follow(public)
        for answer in (private, *[(await person.say(INTENT))[0] for _ in range(MOST_IN_A_GROUP)]):
            assert "call" in answer.text
            assert wording.NEUTRAL not in answer.text


async def test_an_outage_is_told_honestly_and_over_a_restart_the_note_is_delivered_once(
    place: Place, clock: Clock
) -> None:
    async with TelegramServer() as server:
        async with place.on_telegram(server) as (_, storage):
            await set_up(server, SAM)
            server.blocked.add(SAM)
            before = len(server.messages)
            await call_in_group(server, ANA, f"@peerbridge_test_bot {INTENT}, {SECRET_WORDS}")
            await server.until(lambda: any(wording.ASKED_LATER in sent.text for sent in server.messages[before:]))
            assert await storage.outbox.waiting() == 1
            disk = b"".join(file.read_bytes() for file in place.path.parent.rglob("*") if file.is_file())
            known = (*SECRET_WORDS.split()[1:], "kill myself", "t.me/c", "A group", str(ANA), str(SAM), "intent")
            assert not [word for word in known if word.encode() in disk]
        server.blocked.clear()
        clock.now += AGAIN_AFTER
        async with place.on_telegram(server) as (desk, storage), place.desk() as (beside, _):
            await asyncio.gather(desk.calls.send_due(), desk.calls.send_due(), beside.calls.send_due())
            # A process without an open door leaves the note where it was, for whoever has one.
            clock.now += timedelta(minutes=3)
            await desk.calls.send_due()
            await desk.calls.send_due()
            assert len(notes(server, SAM)) == 1
            assert wording.KIND_INTENT not in notes(server, SAM)[0].text
            assert await storage.outbox.waiting() == 0


async def test_a_bot_that_is_killed_in_an_outage_delivers_once_it_runs_again(tmp_path: Path, vectors: Path) -> None:
    async with TelegramServer() as server:
        env = environment(
            tmp_path, vectors, telegram_token=TOKEN, telegram_api_url=server.url, secret_key=SECRET_KEY
        )  # fmt: skip
        async with started("run", env=env) as process:
            await server.until(lambda: "getUpdates" in server.calls, within_s=60)
            await set_up(server, SAM)
            server.blocked.add(SAM)
            before = len(server.messages)
            await call_in_group(server, ANA, f"@peerbridge_test_bot {INTENT}")
            await server.until(lambda: any(wording.ASKED_LATER in sent.text for sent in server.messages[before:]))
            process.kill()
            await process.wait()
        server.blocked.clear()
        assert await hurry(tmp_path, env) == 1
        async with started("run", env=env):
            await server.until(lambda: bool(notes(server, SAM)), within_s=60)
            await asyncio.sleep(1)
        assert len(notes(server, SAM)) == 1
        assert await hurry(tmp_path, env) == 0


async def hurry(folder: Path, env: dict[str, str]) -> int:
    """Let what waits be due now instead of in a minute; how many wait."""
    from commands.keys import root_key  # noqa: PLC0415  only here
    from commands.settings import read_settings  # noqa: PLC0415  the same

    key = root_key(read_settings({k: v for k, v in env.items() if k.startswith(PREFIX)}), make=False)
    address = sqlite_address(folder / "data" / "peerbridge.sqlite")
    storage = await Storage.open(address, key=key, clock=lambda: datetime.now(UTC) + timedelta(minutes=2))
    try:
        waiting = await storage.outbox.lease()
        for each in waiting:
            await storage.outbox.put(each.body, due=datetime.now(UTC), id_=each.id, expires=each.expires)
        return len(waiting)
    finally:
        await storage.close()


# Discord, where this one shows everything in Spanish

ES = Say("es")


async def discord_set_up(server: DiscordServer, *people: int) -> DiscordSent:
    """The same with slash commands in the staff channel."""
    server.roles[MAX] = [shapes.MANAGERS]
    manager = DiscordPerson(server, MAX)
    before = len(await server.sent(0))
    await server.slash(MAX, "setup", "staff", guild=True, channel=shapes.STAFF_CHANNEL)
    page = (await server.sent(before + 1))[before]
    [asked] = await manager.press(page, ES(wording.B_SETUP_COUNTRY))
    [page] = await manager.press(asked, "Irlanda")
    for account in people:
        server.roles[account] = [shapes.MODERATORS]
        moderator = DiscordPerson(server, account)
        [offer] = await moderator.slash("oncall")
        await moderator.press(offer, ES(wording.B_JOIN), answers=2)
    [page] = await manager.press(page, ES(wording.B_SETUP_HERE))
    [page] = await manager.press(page, ES(wording.B_SETUP_PINNED))
    return (await manager.press(page, ES(wording.B_SETUP_ON)))[0]


async def test_on_discord_from_set_up_to_a_moderator_who_is_on_it(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server) as (_, storage):
        page = await discord_set_up(server, SAM)
        assert ES(wording.SETUP_ON) in page.content
        assert ES(wording.READERS_ROLES, names="Moderators") in page.content
        before = len(await server.sent(0))
        asked = await server.mention(ANA, f"{INTENT}, {SECRET_WORDS}")
        found = (await server.sent(before + 4))[before:]
        by_channel = {sent.channel: sent for sent in found}
        note = by_channel[shapes.STAFF_CHANNEL]
        assert str(asked.id) in note.content
        assert not [word for word in (*SECRET_WORDS.split()[1:], "kill") if word in note.content]
        assert by_channel[shapes.dm_channel(SAM)].content == note.content
        assert by_channel[shapes.CHANNEL].content == wording.ASKED_SENT
        before = len(await server.sent(0))
        await server.press(note, SAM, note.labels[wording.B_ON_IT])
        told = (await server.sent(before + 2))[before:]
        assert {sent.channel for sent in told} == {shapes.STAFF_CHANNEL}
        assert {sent.only_for: "is on it." in sent.content for sent in told} == {None: True, SAM: False}
        assert await storage.outbox.waiting() == 0
        assert server.problems == []


async def test_on_discord_a_demoted_manager_and_an_open_channel_are_refused(place: Place) -> None:
    async with DiscordServer() as server, place.on_discord(server):
        page = await discord_set_up(server, SAM)
        server.opened.add(shapes.STAFF_CHANNEL)
        before = len(await server.sent(0))
        await server.mention(ANA, INTENT)
        found = (await server.sent(before + 3))[before:]
        assert {sent.channel for sent in found} == {shapes.CHANNEL, shapes.dm_channel(SAM)}
        server.roles[MAX] = []
        [refused] = await DiscordPerson(server, MAX).press(page, ES(wording.B_SETUP_OFF))
        assert refused.content == ES(wording.SETUP_MANAGERS)
