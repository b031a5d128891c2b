"""A moderator is asked to look: by consent in private, for a life in a group, with no word of the message."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import wording
from handlers.alerts import Alert, note
from handlers.calls import AGAIN_AFTER, NEXT_AFTER
from handlers.consider import FROM_NEED
from handlers.messages import Incoming
from handlers.post import Readers
from handlers.translator import LANGUAGES, Say
from safety.learned import LEARNED
from safety.verdict import About, Band, Danger, Tier
from storage.store import CommunitySettings
from tests.handlers.people import ANA, BEN, GROUP, labelled, pass_on
from tests.handlers.staffroom import (
    KIM,
    LINK,
    SAM,
    STAFF_CHAT,
    Platform,
    address,
    enter,
    in_group,
    private,
    set_up,
    tap,
)

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Reply
    from storage.store import Storage
    from tests.conftest import Clock

INTENT = "I am going to kill myself tonight"
MEDICAL = "I took all my pills, an overdose"
PASSIVE = "I wish I would not wake up"
ABUSE = "my husband hits me and I am afraid of him"
CHECKS = 4


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    """Everything is set up and on; Sam is called first, then Kim."""
    found = Platform()
    await set_up(desk, found)
    found.written.clear()
    return found


async def come_in(desk: Desk, platform: Platform, member: str = ANA) -> None:
    """The member's private chat belongs to the group from now on."""
    await enter(desk, platform, member, "report")


async def cry(desk: Desk, platform: Platform, text: str = PASSIVE, member: str = ANA) -> Reply:
    await come_in(desk, platform, member)
    return await private(desk, platform, member, text=text)


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


# In private: only by consent


@pytest.mark.parametrize("text", [INTENT, MEDICAL, PASSIVE])
async def test_in_private_nobody_is_told_without_a_tap(desk: Desk, platform: Platform, text: str) -> None:
    reply = await cry(desk, platform, text)
    assert wording.B_MODERATOR in labels(reply)
    await asyncio.sleep(0)
    assert platform.notes() == []


@pytest.mark.parametrize("text", [INTENT, MEDICAL])
async def test_what_only_the_member_sees_in_a_server_is_as_private(desk: Desk, platform: Platform, text: str) -> None:
    """A slash command on Discord belongs to its server, and is answered where nobody else reads along."""
    reply = await private(desk, platform, ANA, text=text, community=GROUP)
    assert wording.B_MODERATOR in labels(reply)
    await desk.calls.settle(1)
    assert platform.notes() == []


async def test_the_tap_shows_the_note_word_for_word_and_who_reads_it_and_sends_nothing(
    desk: Desk, platform: Platform
) -> None:
    preview = await tap(desk, platform, ANA, await cry(desk, platform), wording.B_MODERATOR)
    assert platform.notes() == []
    assert "Who reads it: Sam (@sam) and Kim (@kim)." in preview.text
    assert labels(preview) == [
        wording.B_SEND_NAMED,
        wording.B_SEND_UNNAMED,
        "Not to Sam (@sam)",
        "Not to Kim (@kim)",
        wording.B_SEND_NOT,
    ]
    desk._clock.now += timedelta(minutes=7)  # type: ignore[attr-defined]  # the tests' own clock
    sent = await tap(desk, platform, ANA, preview, wording.B_SEND_NAMED)
    assert sent.text == wording.ASKED_SENT == "I asked moderators to look. I cannot say when. Do not wait for them."
    [(to, text)] = platform.notes()
    assert to == address(SAM)
    assert text in preview.text
    assert "Who: Ana (@ana)" in text
    assert "Where: a private chat with me" in text


async def test_the_note_can_go_without_their_name(desk: Desk, platform: Platform) -> None:
    preview = await tap(desk, platform, ANA, await cry(desk, platform), wording.B_MODERATOR)
    await tap(desk, platform, ANA, preview, wording.B_SEND_UNNAMED)
    [(_, text)] = platform.notes()
    assert "Ana" not in text
    assert wording.NOTE_NO_NAME in text


def test_where_no_moderator_is_asked_no_hour_is_promised() -> None:
    """Some lines close at night; each row says its own hours."""
    for language in LANGUAGES:
        for sentence in (wording.ASKED_NOT, wording.ASKED_NOBODY):
            said = Say(language)(sentence)
            assert "/crisis" in said
            assert not [words for words in ("any time", "any hour", "cualquier hora", "ทุกเวลา") if words in said]


async def test_a_no_sends_nothing(desk: Desk, platform: Platform) -> None:
    preview = await tap(desk, platform, ANA, await cry(desk, platform), wording.B_MODERATOR)
    assert (await tap(desk, platform, ANA, preview, wording.B_SEND_NOT)).text == wording.ASKED_NOT
    assert platform.notes() == []


async def test_whoever_is_left_out_gets_nothing_then_or_later(desk: Desk, platform: Platform, clock: Clock) -> None:
    preview = await tap(desk, platform, ANA, await cry(desk, platform), wording.B_MODERATOR)
    without = await tap(desk, platform, ANA, preview, "Not to Sam (@sam)")
    assert "Who reads it: Kim (@kim)." in without.text
    assert "Sam" not in without.text
    await tap(desk, platform, ANA, without, wording.B_SEND_NAMED)
    clock.now += NEXT_AFTER
    await desk.calls.send_due()
    assert [to for to, _ in platform.notes()] == [address(KIM)]


async def test_the_staff_chat_is_left_out_with_a_person_who_may_read_it(desk: Desk) -> None:
    platform = Platform()
    await set_up(desk, platform, chat=True)
    platform.written.clear()
    preview = await tap(desk, platform, ANA, await cry(desk, platform), wording.B_MODERATOR)
    assert "everybody in the staff chat “Staff”" in preview.text
    without = await tap(desk, platform, ANA, preview, "Not to Sam (@sam)")
    assert wording.PREVIEW_NO_CHAT in without.text
    await tap(desk, platform, ANA, without, wording.B_SEND_NAMED)
    assert [to for to, _ in platform.notes()] == [address(KIM)]


async def test_nobody_is_called_about_themselves(desk: Desk, platform: Platform) -> None:
    preview = await tap(desk, platform, SAM, await cry(desk, platform, member=SAM), wording.B_MODERATOR)
    assert "Who reads it: Kim (@kim)." in preview.text
    await tap(desk, platform, SAM, preview, wording.B_SEND_NAMED)
    assert [to for to, _ in platform.notes()] == [address(KIM)]


async def test_on_the_abuse_path_no_moderator_is_ever_offered(desk: Desk, platform: Platform) -> None:
    assert wording.B_MODERATOR not in labels(await cry(desk, platform, ABUSE))


async def test_nothing_is_offered_before_it_is_set_up_or_where_members_are_13_to_17(
    desk: Desk, storage: Storage
) -> None:
    platform = Platform()
    assert wording.B_MODERATOR not in labels(await cry(desk, platform))
    await set_up(desk, platform)
    reply = await cry(desk, platform, member=BEN)
    assert wording.B_MODERATOR in labels(reply)
    await storage.save_settings(GROUP, CommunitySettings("IE", age_setting="13-17"))
    await desk.load_settings()
    assert wording.B_MODERATOR not in labels(await cry(desk, platform))
    platform.written.clear()
    assert (await tap(desk, platform, BEN, reply, wording.B_MODERATOR)).text == wording.ASKED_NOBODY
    await in_group(desk, platform, ANA, text=INTENT)
    assert platform.notes() == []


# In a group


@pytest.mark.parametrize("text", [INTENT, MEDICAL])
async def test_in_a_group_a_life_in_danger_is_told_at_once_and_so_is_the_member(
    desk: Desk, platform: Platform, text: str
) -> None:
    await in_group(desk, platform, ANA, text=text)
    [(to, said)] = platform.notes()
    assert to == address(SAM)
    assert f"Message: {LINK}" in said
    assert "Where: Night Owls" in said
    assert "Who:" not in said
    assert platform.said == [wording.ASKED_SENT]


@pytest.mark.parametrize("text", [PASSIVE, ABUSE, "I have been cutting myself again", "I cannot sleep"])
async def test_in_a_group_nothing_else_is_told(desk: Desk, platform: Platform, text: str) -> None:
    await in_group(desk, platform, ANA, text=text)
    assert (platform.notes(), platform.said) == ([], [])


@pytest.mark.usefixtures("platform")
async def test_only_the_reviewed_rules_tell_moderators(desk: Desk) -> None:
    from handlers import moderators  # noqa: PLC0415  only this test looks at the rule itself

    message = Incoming(ANA, GROUP, private=False)
    tools = desk._tools(message, Danger(), None)
    for rules in (("en-intent",), (LEARNED,), (f"{FROM_NEED}suicide",), ("en-intent", LEARNED)):
        danger = Danger(Band.ACT, Tier.INTENT, About.SELF, rules)
        assert (moderators.for_staff(danger, message, tools) is not None) == (rules == ("en-intent",))
    for path, tier in (("abuse", Tier.INTENT), ("abuse", Tier.MEDICAL), (None, Tier.IDEATION), (None, Tier.DANGER)):
        danger = Danger(Band.ACT, tier, About.SELF, ("en-intent",), path)
        assert moderators.for_staff(danger, message, tools) is None


async def test_before_it_is_set_up_no_group_message_reaches_anybody(desk: Desk) -> None:
    platform = Platform()
    desk.post.attach("test", platform)
    await in_group(desk, platform, ANA, text=INTENT)
    assert (platform.written, platform.said) == ([], [])


async def test_moderators_are_asked_once_about_one_member_within_the_hour(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    for _ in range(3):
        await in_group(desk, platform, ANA, text=INTENT)
    preview = await tap(desk, platform, ANA, await cry(desk, platform, INTENT), wording.B_MODERATOR)
    assert (await tap(desk, platform, ANA, preview, wording.B_SEND_NAMED)).text == wording.ASKED_ALREADY
    assert (len(platform.notes()), platform.said) == (1, [wording.ASKED_SENT])
    await in_group(desk, platform, BEN, text=INTENT)
    assert len(platform.notes()) == 2
    clock.now += timedelta(minutes=60)
    await storage.sweep()
    await in_group(desk, platform, ANA, text=INTENT)
    assert len(platform.notes()) == 3


async def test_once_an_hour_holds_after_a_restart(desk: Desk, platform: Platform) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    desk.keep._near.clear()
    await in_group(desk, platform, ANA, text=INTENT)
    assert len(platform.notes()) == 1


async def test_moderators_are_asked_even_where_the_public_answer_has_shrunk(desk: Desk, platform: Platform) -> None:
    from handlers.limits import MOST_IN_A_GROUP  # noqa: PLC0415  only this test fills a group

    for number in range(MOST_IN_A_GROUP):
        await in_group(desk, platform, f"{number:032x}", text=PASSIVE)
    reply = await in_group(desk, platform, ANA, text=INTENT)
    assert reply.text == wording.NEUTRAL
    assert (len(platform.notes()), platform.said) == (1, [wording.ASKED_SENT])


async def test_of_two_cries_at_once_the_member_hears_that_moderators_were_asked(desk: Desk, platform: Platform) -> None:
    said = Incoming(ANA, GROUP, private=False, text=INTENT, origin=platform.origin(ANA, group=True))
    first, second = await asyncio.gather(desk.answer(said), desk.answer(said))
    assert first
    assert second
    await desk.delivered(said, first)
    await desk.delivered(said, second)
    assert (len(platform.notes()), platform.said) == (1, [wording.ASKED_SENT])


# What stands in the note


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.from_regex(r"[a-zà-ÿก-ฮ]{3,12}", fullmatch=True), min_size=1, max_size=8))
async def test_no_word_of_the_message_reaches_a_moderator(
    desk: Desk, platform: Platform, storage: Storage, words: list[str]
) -> None:
    """Whatever stands around it, the note is the same."""
    platform.written.clear()
    desk._clock.now += timedelta(hours=2)  # type: ignore[attr-defined]  # the tests' own clock
    await storage.sweep()
    moment = desk._clock.now  # type: ignore[attr-defined]  # the same
    await in_group(desk, platform, ANA, text=f"{INTENT}. {' '.join(words)}")
    [(_, text)] = platform.notes()
    alert = Alert("", GROUP, int(moment.timestamp()) // 60, emergency=True, chat="Night Owls", link=LINK)
    danger = Danger(Band.ACT, Tier.INTENT, About.SELF)
    assert text == note(alert, danger, desk.roster.of(GROUP), Say("en"), "IE")


def test_a_note_has_a_checklist_of_four_lines_with_the_number_the_next_and_looking_after_oneself(desk: Desk) -> None:
    staff = desk.roster.of(GROUP)
    text = note(Alert("", GROUP, 0, emergency=False), None, staff, Say("en"), "IE")
    checks = [line for line in text.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    assert len(checks) == CHECKS
    assert "999" in checks[2] or "112" in checks[2]
    assert "break" in checks[3]


async def test_the_note_names_whom_to_hand_on_to(desk: Desk, platform: Platform) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    assert "hand on to one of these: Sam (@sam) and Kim (@kim)" in platform.notes()[0][1]


async def test_the_kind_of_danger_is_told_in_the_moment_only(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    assert wording.KIND_INTENT in platform.notes()[0][1]
    clock.now += NEXT_AFTER
    [waiting] = await storage.outbox.lease()
    assert not [word for word in ("intent", "life", "tier", "kill") if word in waiting.body]
    clock.now += timedelta(minutes=3)
    await desk.calls.send_due()
    to, later = platform.notes()[1]
    assert to == address(KIM)
    assert wording.KIND_INTENT not in later
    assert wording.NOTE_NEXT in later


async def test_staff_read_the_note_in_their_own_language(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    await set_up(desk, platform)
    await storage.save_settings(GROUP, CommunitySettings("MX", languages=("es",)))
    await desk.load_settings()
    platform.written.clear()
    await in_group(desk, platform, ANA, text=INTENT)
    assert Say("es")(wording.NOTE_HEAD) in platform.notes()[0][1]


# Who is called, and when


async def test_an_alert_that_nobody_takes_goes_to_the_next_after_ten_minutes(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    clock.now += NEXT_AFTER - timedelta(seconds=1)
    await desk.calls.send_due()
    assert [to for to, _ in platform.notes()] == [address(SAM)]
    clock.now += timedelta(seconds=1)
    await desk.calls.send_due()
    await desk.calls.send_due()
    assert [to for to, _ in platform.notes()] == [address(SAM), address(KIM)]
    assert await storage.outbox.waiting() == 0


async def test_when_everybody_has_it_nothing_is_kept(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    await set_up(desk, platform, people=(SAM,))
    await in_group(desk, platform, ANA, text=INTENT)
    assert await storage.outbox.waiting() == 0


async def test_whoever_is_no_moderator_any_more_is_passed_over_at_once(desk: Desk, platform: Platform) -> None:
    platform.moderators.discard(address(SAM))
    await in_group(desk, platform, ANA, text=INTENT)
    assert [to for to, _ in platform.notes()] == [address(KIM)]


async def test_whoever_cannot_be_written_to_is_passed_over_at_once(desk: Desk, platform: Platform) -> None:
    platform.closed.add(address(SAM))
    await in_group(desk, platform, ANA, text=INTENT)
    assert [to for to, _ in platform.notes()] == [address(KIM)]


async def test_a_staff_chat_gets_it_first_and_never_once_it_is_public(desk: Desk) -> None:
    platform = Platform()
    await set_up(desk, platform, chat=True)
    platform.written.clear()
    await in_group(desk, platform, ANA, text=INTENT)
    assert [to for to, _ in platform.notes()] == [STAFF_CHAT, address(SAM)]
    platform.written.clear()
    platform.readers_of[STAFF_CHAT] = Readers("public", "Staff")
    await in_group(desk, platform, BEN, text=INTENT)
    assert [to for to, _ in platform.notes()] == [address(SAM)]


async def test_the_first_who_is_on_it_has_it_and_the_others_see_who(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    clock.now += NEXT_AFTER
    await desk.calls.send_due()
    button = labelled(platform.written[0][1], wording.B_ON_IT)
    platform.written.clear()
    mine = await private(desk, platform, KIM, pressed=button.payload)
    assert mine.text.startswith(wording.ON_IT)
    assert platform.notes() == [(address(SAM), "Kim (@kim) is on it.")]
    late = await private(desk, platform, SAM, pressed=button.payload)
    assert late.text == "Kim (@kim) is on it already. Thank you."
    again = await private(desk, platform, KIM, pressed=button.payload)
    assert again.text.startswith(wording.ON_IT)
    assert await storage.outbox.waiting() == 0


async def test_of_two_who_press_at_once_one_is_on_it(desk: Desk, platform: Platform) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    payload = labelled(platform.written[0][1], wording.B_ON_IT).payload
    replies = await asyncio.gather(*(private(desk, platform, who, pressed=payload) for who in (SAM, KIM)))
    assert sum(reply.text.startswith(wording.ON_IT) for reply in replies) == 1


async def test_nobody_else_is_called_once_somebody_is_on_it_not_even_after_a_restart(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    payload = labelled(platform.written[0][1], wording.B_ON_IT).payload
    assert await storage.outbox.waiting() == 1
    await private(desk, platform, SAM, pressed=payload)
    assert await storage.outbox.waiting() == 0
    desk.calls._claims.clear()
    desk.keep._near.clear()
    platform.written.clear()
    clock.now += NEXT_AFTER
    await desk.calls.send_due()
    assert platform.notes() == []
    late = await private(desk, platform, KIM, pressed=payload)
    assert late.text == "Sam (@sam) is on it already. Thank you."


async def test_a_moderator_is_looked_after_in_the_end(desk: Desk, platform: Platform) -> None:
    await in_group(desk, platform, ANA, text=INTENT)
    mine = await private(desk, platform, SAM, pressed=labelled(platform.written[0][1], wording.B_ON_IT).payload)
    assert (await tap(desk, platform, SAM, mine, wording.B_DONE)).text == wording.AFTERCARE


async def test_in_a_staff_chat_everybody_sees_who_is_on_it(desk: Desk) -> None:
    platform = Platform()
    await set_up(desk, platform, people=(), chat=True)
    await in_group(desk, platform, ANA, text=INTENT)
    payload = labelled(platform.written[-1][1], wording.B_ON_IT).payload
    origin = platform.origin(SAM, group=True, home=STAFF_CHAT, chat=STAFF_CHAT)
    reply = await pass_on(desk, Incoming(SAM, "feedfeedfeedfeed", private=False, pressed=payload, origin=origin))
    assert reply.text.startswith("Sam (@sam) is on it.")
    assert labels(reply) == [wording.B_DONE]


# When sending fails


async def test_what_reached_nobody_waits_and_is_delivered_once(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    platform.down = True
    await in_group(desk, platform, ANA, text=INTENT)
    assert platform.said == [wording.ASKED_LATER]
    assert await storage.outbox.waiting() == 1
    platform.down = False
    clock.now += AGAIN_AFTER
    await asyncio.gather(*(desk.calls.send_due() for _ in range(4)))
    assert [to for to, _ in platform.notes()] == [address(SAM)]


async def test_what_was_sent_at_once_is_never_in_the_outbox(desk: Desk, storage: Storage) -> None:
    platform = Platform()
    await set_up(desk, platform, people=(SAM,), chat=True)
    await in_group(desk, platform, ANA, text=INTENT)
    assert (len(platform.notes()), await storage.outbox.waiting()) == (2, 0)


async def test_with_storage_down_it_is_sent_and_if_that_fails_it_is_tried_again_and_said_honestly(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    await storage.close()
    await in_group(desk, platform, ANA, text=INTENT)
    assert ([to for to, _ in platform.notes()], platform.said) == ([address(SAM)], [wording.ASKED_SENT])
    platform.down = True
    await in_group(desk, platform, BEN, text=INTENT)
    assert platform.said[-1] == wording.ASKED_FAILED
    platform.down = False
    clock.now += AGAIN_AFTER
    await desk.calls.send_due()
    assert len(platform.notes()) == 2


async def test_after_a_failure_the_member_can_ask_again(desk: Desk, platform: Platform, storage: Storage) -> None:
    reply = await tap(desk, platform, ANA, await cry(desk, platform), wording.B_MODERATOR)
    await storage.close()
    platform.down = True
    assert (await tap(desk, platform, ANA, reply, wording.B_SEND_NAMED)).text == wording.ASKED_FAILED
    platform.down = False
    assert (await tap(desk, platform, ANA, reply, wording.B_SEND_NAMED)).text == wording.ASKED_SENT


async def test_what_waits_is_dropped_when_the_managers_turn_it_off(
    desk: Desk, platform: Platform, clock: Clock, storage: Storage
) -> None:
    platform.down = True
    await in_group(desk, platform, ANA, text=INTENT)
    platform.down = False
    await tap(desk, platform, "d" * 32, await enter(desk, platform, "d" * 32, "setup"), wording.B_SETUP_OFF)
    clock.now += AGAIN_AFTER
    await desk.calls.send_due()
    assert (platform.notes(), await storage.outbox.waiting()) == ([], 0)


async def test_a_process_without_a_door_leaves_a_note_to_the_one_that_has_it(
    desk: Desk, platform: Platform, clock: Clock
) -> None:
    platform.down = True
    await in_group(desk, platform, ANA, text=INTENT)
    platform.down = False
    clock.now += AGAIN_AFTER
    desk.post.detach("test", platform)
    await desk.calls.send_due()
    desk.post.attach("test", platform)
    await desk.calls.send_due()
    assert [to for to, _ in platform.notes()] == [address(SAM)]


async def test_a_hanging_platform_holds_no_danger_answer_back(desk: Desk, platform: Platform) -> None:
    hanging = asyncio.Event()

    async def send(to: str, reply: Reply) -> bool:
        await hanging.wait()
        return bool(to and reply)

    platform.send = send  # type: ignore[method-assign]  # the fault
    message = Incoming(ANA, GROUP, private=False, text=INTENT, origin=platform.origin(ANA, group=True))
    reply = await asyncio.wait_for(desk.answer(message), 2)
    assert reply is not None
    assert reply.alert is not None
    hanging.set()
    await desk.delivered(message, reply)
    assert platform.said == [wording.ASKED_SENT]
