"""Where managers let the bot listen it answers urgent danger that did not call it, and nothing else in the world."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.limits import MOST_IN_A_GROUP, UNCALLED, WINDOW
from handlers.messages import Incoming
from safety.judge import judge
from safety.verdict import Band
from storage.store import CommunitySettings
from tests.handlers.people import ANA, BEN, GROUP, command, in_group, labelled, through
from tests.handlers.staffroom import MANAGER, STAFF_CHAT, Platform, enter, set_up, tap
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage
    from tests.conftest import Clock

INTENT = "I am going to kill myself tonight"
ABUSE = (
    "my husband is beating me right now, he has a knife",
    "mi marido me está pegando, ayuda",
    "สามีตบตีฉัน กลัวมาก",
)
QUIET = {
    "a heavy thought": "I wish I would not wake up",
    "a friend": "my friend cuts herself and I do not know what to do",
    "a request": "I cannot sleep, does anybody know a group",
    "small talk": "good morning all, who watched the match",
    "a saying": "this homework is killing me",
    "nothing": "",
}


async def listen(desk: Desk) -> None:
    assert await desk.keep.save_settings(GROUP, CommunitySettings(country="IE", listening=True))


async def overhear(desk: Desk, text: str, member: str = ANA, **more: object) -> Reply | None:
    """A member writes to the others; the door passes on what the bot said."""
    said = Incoming(member, GROUP, private=False, addressed=False, text=text, **more)  # type: ignore[arg-type]  # Incoming's own fields
    if reply := await desk.answer(said):
        await desk.delivered(said, reply)
    return reply


async def test_it_is_off_until_a_manager_has_pinned_the_notice_and_said_so(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    assert await overhear(desk, INTENT) is None
    page = await enter(desk, platform, MANAGER, "setup")
    assert wording.SETUP_NOT_LISTENING in page.text
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    assert wording.NOTICE_LISTENING in page.text
    assert await overhear(desk, INTENT) is None
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN_PINNED)
    assert wording.SETUP_LISTENING in page.text
    assert await overhear(desk, INTENT) is not None


async def test_whoever_is_no_manager_cannot_make_it_listen(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    page = await enter(desk, platform, MANAGER, "setup")
    asked = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    for reply in (
        await tap(desk, platform, BEN, page, wording.B_SETUP_LISTEN),
        await tap(desk, platform, BEN, asked, wording.B_SETUP_LISTEN_PINNED),
    ):
        assert reply.text == wording.SETUP_MANAGERS
    assert not desk.keep.settings(GROUP).listening


async def test_once_it_stops_another_notice_must_be_pinned_and_nobody_is_asked_until_then(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN)
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_LISTEN_PINNED)
    assert desk.roster.of(GROUP).is_on
    page = await tap(desk, platform, MANAGER, page, wording.B_SETUP_DEAF)
    assert page.text.startswith(wording.SETUP_DEAF)
    assert wording.NOTICE in page.text
    assert not desk.roster.of(GROUP).is_on
    assert await overhear(desk, INTENT) is None


async def test_the_greeting_says_whether_it_listens(desk: Desk) -> None:
    quiet = await command(desk, "help", community=GROUP, private=False)
    await listen(desk)
    told = await command(desk, "help", community=GROUP, private=False)
    assert (quiet.text, told.text) == (wording.HELLO_GROUP, wording.HELLO_GROUP_LISTENING)
    opened = await through(desk, (await in_group(desk, "I cannot sleep")).buttons[0])
    assert opened.text
    assert wording.HELLO_LISTENING in (await command(desk, "start")).text


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
async def test_everything_but_urgent_danger_is_met_with_silence(desk: Desk, text: str) -> None:
    await listen(desk)
    assert await overhear(desk, text) is None


async def test_the_answer_is_the_one_of_a_group_and_leads_into_private(desk: Desk) -> None:
    await listen(desk)
    overheard = await overhear(desk, INTENT)
    called = await in_group(desk, INTENT, BEN)
    assert overheard is not None
    assert overheard.text == called.text
    assert len(overheard.text) <= 400
    assert "112" in (await through(desk, overheard.buttons[0])).text


@pytest.mark.parametrize("text", ABUSE)
async def test_abuse_that_is_overheard_is_met_with_silence(desk: Desk, text: str) -> None:
    """Whoever hurts them may read along; to those who call it there is a neutral sentence."""
    await listen(desk)
    assert judge(text).band is Band.ACT
    assert await overhear(desk, text) is None
    assert (await in_group(desk, text)).text
    assert await overhear(desk, INTENT, BEN), "and it uses up nobody's turn"


async def test_a_member_who_did_not_call_is_answered_once_an_hour(desk: Desk, clock: Clock) -> None:
    await listen(desk)
    assert await overhear(desk, INTENT)
    clock.now += UNCALLED - timedelta(seconds=1)
    assert await overhear(desk, "I took all my pills and I want to die") is None
    clock.now += timedelta(seconds=1)
    assert await overhear(desk, INTENT)


async def test_within_that_hour_a_call_is_answered_as_ever(desk: Desk, clock: Clock) -> None:
    await listen(desk)
    first = await overhear(desk, INTENT)
    assert first is not None
    assert (await in_group(desk, INTENT)).text == wording.NEUTRAL
    clock.now += WINDOW
    assert (await in_group(desk, INTENT)).text == first.text
    assert await overhear(desk, INTENT) is None


async def test_a_group_hears_no_more_from_it_than_its_limit(desk: Desk) -> None:
    await listen(desk)
    crowd = [f"{number:032x}" for number in range(MOST_IN_A_GROUP + 3)]
    said = [await overhear(desk, INTENT, member) for member in crowd]
    assert [reply is not None for reply in said] == [True] * MOST_IN_A_GROUP + [False] * 3


async def test_of_what_is_overheard_nothing_is_counted_or_kept(desk: Desk, storage: Storage) -> None:
    await listen(desk)
    sizes: list[int] = []

    async def size() -> int:
        sizes.append(1)
        return 50

    origin = Platform().origin(ANA, group=True, size=size)
    assert await overhear(desk, INTENT, origin=origin)
    assert await overhear(desk, "good morning", BEN, origin=origin) is None
    assert not await open_counts(storage, GROUP)
    for member in (ANA, BEN):
        held = await storage.holdings(member)
        assert (held.digests, held.memories) == (0, ())
        assert desk.keep.known(member, "danger") is None
    assert sizes == []


async def test_the_second_judge_and_the_matching_never_hear_it(desk: Desk) -> None:
    await listen(desk)
    desk.second_judge = desk.directory = None
    assert await overhear(desk, INTENT)
    assert await overhear(desk, QUIET["a request"], BEN) is None


async def test_what_staff_say_in_their_own_chat_is_not_listened_to(desk: Desk) -> None:
    platform = Platform()
    await set_up(desk, platform, chat=True)
    await listen(desk)
    home = platform.origin(ANA, group=True)
    staff = platform.origin(ANA, group=True, chat=STAFF_CHAT)
    assert await overhear(desk, INTENT, origin=staff) is None
    assert await overhear(desk, INTENT, origin=home)


async def test_moderators_on_call_are_asked_and_the_member_is_told(desk: Desk) -> None:
    platform = Platform()
    page = await set_up(desk, platform)
    await listen(desk)
    assert labelled(page, wording.B_SETUP_LISTEN)
    assert await overhear(desk, INTENT, origin=platform.origin(ANA, group=True))
    [(_, note)] = platform.notes()
    assert not any(word in note.casefold() for word in ("kill", "tonight"))
    assert len(platform.said) == 1


async def test_a_broken_answer_still_says_where_to_call(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await listen(desk)
    monkeypatch.setattr("handlers.danger.answers.compose", None)
    reply = await overhear(desk, INTENT)
    assert reply is not None
    assert "112" in reply.text
