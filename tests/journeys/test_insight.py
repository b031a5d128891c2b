"""Managers read numbers and pictures through the real doors, and on Monday the staff get their letter, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers import wording
from handlers.digests import AGAIN_AFTER
from handlers.translator import Say
from tests.bots import discord_shapes as shapes
from tests.bots.discord_server import DiscordServer
from tests.bots.telegram_rules import check_picture
from tests.bots.telegram_server import TelegramServer
from tests.handlers.weeks import ask, lacking, publish
from tests.journeys.kit import ANA, GROUP, PSEUDONYMS, DiscordPerson, Place, TelegramPerson
from tests.journeys.test_moderators import MAX, SAM, STAFF_GROUP, call_in_group, discord_set_up, set_up, through

if TYPE_CHECKING:
    from handlers.desk import Desk
    from storage.store import Storage
    from tests.bots.discord_shapes import Sent as DiscordSent
    from tests.bots.telegram_methods import Sent
    from tests.conftest import Clock

ES = Say("es")
ON_TELEGRAM, ON_DISCORD = PSEUDONYMS.community("telegram", GROUP), PSEUDONYMS.community("discord", shapes.GUILD)


async def a_week_ends(desk: Desk, storage: Storage, clock: Clock, community: str) -> None:
    """Fourteen members found nothing; then it is Monday noon."""
    await ask(storage, 14, *lacking("unemployment", "wellbeing"), community=community)
    clock.now += timedelta(days=5 if clock.now.weekday() == 2 else 7)
    await publish(desk, storage, [community])


async def choose_staff_group(server: TelegramServer) -> None:
    """A manager sets up the community, with a group of the staff's own."""
    page = await set_up(server, SAM)
    link = next(button["url"] for button in page.buttons if "startgroup=" in button.get("url", ""))
    await server.group(STAFF_GROUP, MAX, f"/start@peerbridge_test_bot {link.partition('startgroup=')[2]}")
    await server.until(lambda: bool(in_staff_group(server)))


def in_staff_group(server: TelegramServer) -> list[Sent]:
    return [sent for sent in server.messages if sent.chat_id == STAFF_GROUP]


async def press_there(server: TelegramServer, message: Sent, account: int, label: str, answers: int = 1) -> list[Sent]:
    """Press a button in the staff's group."""
    before = len(in_staff_group(server))
    await server.press(message.message_id, account, message.data(label))
    await server.until(lambda: len(in_staff_group(server)) >= before + answers)
    return in_staff_group(server)[before:]


async def test_on_telegram_a_manager_reads_numbers_in_private_and_shows_them_to_the_staff(
    place: Place, clock: Clock
) -> None:
    async with TelegramServer() as server, place.on_telegram(server) as (desk, storage):
        await choose_staff_group(server)
        await a_week_ends(desk, storage, clock, ON_TELEGRAM)
        public = await call_in_group(server, MAX, "/insight")
        assert (public.text, public.file) == (wording.NEUTRAL, None)
        manager = TelegramPerson(server, MAX)
        picture, overview = await manager.follow(public, answers=2)
        assert picture.file
        assert min(check_picture(picture.file[1])) > 300
        assert picture.text == wording.CHART_OVERVIEW
        assert "Asked for something: at least 14 members in the week of November 23, 2026." in overview.text
        file, holes = await manager.press(overview, wording.B_HOLES, answers=2)
        assert file.file
        assert b"  - id: our-unemployment" in file.file[1]
        assert "“finding work”: 14 members" in holes.text
        before = len(in_staff_group(server))
        [posted] = await manager.press(overview, wording.B_POST)
        assert posted.text == wording.POSTED.format(readers="all its members (2)")
        shown = in_staff_group(server)[before:]
        assert [bool(sent.file) for sent in shown] == [True, False]
        assert shown[1].text == overview.text
        [refused] = await press_there(server, shown[1], ANA, wording.B_NEEDS)
        assert refused.text == wording.SETUP_MANAGERS
        assert server.refusals == []


async def test_on_telegram_the_letter_comes_on_monday_once_and_one_tap_says_ours(place: Place, clock: Clock) -> None:
    async with TelegramServer() as server:
        async with place.on_telegram(server) as (desk, storage):
            await choose_staff_group(server)
            overview = await through(server, MAX, "/insight")
            [said] = await TelegramPerson(server, MAX).press(overview, wording.B_LETTER_ON)
            assert said.text == wording.LETTER_ON.format(readers="all its members (2)")
            await a_week_ends(desk, storage, clock, ON_TELEGRAM)
            server.public[STAFF_GROUP] = "anybody_can_read"
            before = len(in_staff_group(server))
            await desk.digests.send_due()
            assert len(in_staff_group(server)) == before, "nothing where others read along"
            del server.public[STAFF_GROUP]
            clock.now += AGAIN_AFTER
            await desk.digests.send_due()
            letter, file = in_staff_group(server)[before:]
            assert letter.text.startswith(wording.LETTER)
            assert file.file
            assert file.file[0] == "entries.yaml"
            [refused] = await press_there(server, letter, ANA, "We offer this already")
            assert refused.text == wording.SETUP_MANAGERS
            [ours] = await press_there(server, letter, MAX, "We offer this already")
            assert ours.text == wording.OURS_SAVED.format(need="finding work")
        async with place.on_telegram(server) as (desk, storage):
            before = len(in_staff_group(server))
            clock.now += AGAIN_AFTER
            await desk.digests.send_due()
            await a_week_ends(desk, storage, clock, ON_TELEGRAM)
            await desk.digests.send_due()
            assert len(in_staff_group(server)) == before, "not after a restart, and not what they offer"
            assert server.refusals == []


async def test_on_discord_a_manager_reads_and_posts_it_and_the_letter_comes_to_the_channel(
    place: Place, clock: Clock
) -> None:
    async with DiscordServer() as server, place.on_discord(server) as (desk, storage):
        server.roles[ANA] = []
        await discord_set_up(server, ANA)
        await a_week_ends(desk, storage, clock, ON_DISCORD)
        manager = DiscordPerson(server, MAX)
        [overview] = await manager.slash("insight")
        assert (list(overview.files), overview.only_for) == (["overview.png"], MAX)
        assert "14 miembros" in overview.content
        [holes] = await manager.press(overview, ES(wording.B_HOLES))
        assert b"  - id: our-unemployment" in holes.files["entries.yaml"]
        posted, said = await both(manager, overview, ES(wording.B_POST))
        assert (posted.channel, list(posted.files)) == (shapes.STAFF_CHANNEL, ["overview.png"])
        assert "Moderators" in said.content
        [on] = await manager.press(overview, ES(wording.B_LETTER_ON))
        assert "Moderators" in on.content
        await desk.digests.send_due()
        letter = (await server.sent(0))[-1]
        assert (letter.channel, list(letter.files)) == (shapes.STAFF_CHANNEL, ["entries.yaml"])
        assert letter.content.startswith(wording.LETTER)
        server.roles[MAX] = []
        before = len(await server.sent(0))
        await server.press(letter, MAX, next(iter(letter.labels.values())))
        refused = (await server.sent(before + 1))[before]
        assert (refused.content, refused.only_for) == (wording.SETUP_MANAGERS, MAX)
        [refused] = await manager.slash("insight")
        assert (refused.content, refused.files) == (ES(wording.SETUP_MANAGERS), {})
        assert server.problems == []


async def both(manager: DiscordPerson, page: DiscordSent, label: str) -> tuple[DiscordSent, DiscordSent]:
    """What the staff channel got, and what the manager hears."""
    answers = await manager.press(page, label, answers=2)
    [there] = [sent for sent in answers if sent.only_for is None]
    [here] = [sent for sent in answers if sent.only_for is not None]
    return there, here
