"""What follows a danger answer keeps how urgent it was, whom it was about, and which path it was on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import wording
from handlers.consider import NEVER_OFFERED, danger_of
from handlers.context import OVER, Context, pack, read_context, unpack
from handlers.danger import FALSE_ALARM
from handlers.messages import Button, Incoming, Memory, Note, Purpose, Reply
from handlers.translator import LANGUAGES
from matching.understanding import NeedScore, Outcome, Understanding
from safety.judge import judge
from safety.verdict import About, Band, Danger, Tier
from storage.store import CommunitySettings, Storage
from tests.handlers.people import ANA, BEN, GROUP, command, everything, in_group, labelled, press, say, through
from tests.storage.kit import open_counts

if TYPE_CHECKING:
    from handlers.desk import Desk
    from tests.conftest import Clock

INTENT = "I am going to kill myself tonight, I have the pills"
FRIEND = "my friend is going to kill himself tonight"
ABUSE = "my husband beats me and I am afraid of him"
PASSIVE = "everyone would be better off without me"

dangers = st.builds(
    Danger,
    band=st.sampled_from([Band.ACT, Band.CARE]),
    tier=st.sampled_from(Tier),
    about=st.sampled_from(About),
    path=st.none() | st.just("abuse"),
)


def action(reply: Reply, name: str) -> Button:
    """The button of a danger answer that does this."""
    return next(b for b in reply.buttons if (b.payload or b.doorway or "").split("|")[1:2][0].startswith(name))


async def to_country(desk: Desk, reply: Reply, name: str, member: str = ANA) -> Reply:
    """Choose another country under a danger answer."""
    return await press(desk, labelled(await press(desk, action(reply, "country"), member), name), member)


@given(dangers)
def test_a_danger_survives_its_button(danger: Danger) -> None:
    assert unpack(pack(danger)) == danger


@given(dangers, st.sampled_from(LANGUAGES), st.none() | st.sampled_from(["IE", "GB-SCT"]))
def test_a_context_survives_its_memory(danger: Danger, language: str, country: str | None) -> None:
    assert read_context(Context(danger, language, country).write()) == Context(danger, language, country)


@given(st.text())
def test_no_memory_and_no_button_is_ever_too_strange(text: str) -> None:
    unpack(text)
    read_context(text)


async def test_an_urgent_answer_stays_urgent_after_an_unclear_word_and_in_another_country(desk: Desk) -> None:
    await say(desk, INTENT)
    unclear = await say(desk, "maybe")
    assert "999" in (await to_country(desk, unclear, "United Kingdom")).text


async def test_a_friend_in_danger_stays_a_friend(desk: Desk) -> None:
    answered = await say(desk, FRIEND)
    there = await to_country(desk, answered, "Ireland")
    assert "112" in there.text
    assert "Are you thinking about suicide?" not in there.text
    assert (await say(desk, "ok thanks")).text.startswith(wording.WELCOME)


async def test_after_a_mistake_another_country_shows_lines_and_opens_nothing_again(desk: Desk) -> None:
    asked = await say(desk, PASSIVE)
    over = await press(desk, action(asked, "mistake"))
    there = await to_country(desk, over, "United Kingdom")
    assert "116 123" in there.text
    assert (await say(desk, "yes")).text == wording.SMALLTALK


async def test_abuse_has_no_suicide_lines_behind_any_button_and_leaves_no_memory(desk: Desk, storage: Storage) -> None:
    desk.keep._settings["private"] = CommunitySettings(country="GB")
    answered = await say(desk, ABUSE)
    over = await press(desk, action(answered, "mistake"))
    assert over.text == wording.MISTAKE
    there = await to_country(desk, answered, "Ireland")
    for reply in (answered, over, there):
        assert "Samaritans" not in everything(reply)
        assert "suicide" not in reply.text.lower()
    assert {kind for kind, _, _ in (await storage.holdings(ANA)).memories} == {"country"}


async def test_crisis_in_a_group_opens_the_crisis_lines_in_private(desk: Desk) -> None:
    public = await command(desk, "crisis", community=GROUP, private=False)
    opened = await through(desk, public.buttons[0])
    assert opened.text == (await command(desk, "crisis", member=BEN)).text


async def test_somebody_elses_or_a_late_doorway_still_shows_a_crisis_line(desk: Desk, clock: Clock) -> None:
    public = await in_group(desk, "I cannot sleep")
    for member, minutes in ((BEN, 0), (ANA, 16)):
        clock.now += timedelta(minutes=minutes)
        late = await through(desk, public.buttons[0], member)
        assert "findahelpline" in late.text
        assert any(button.label == wording.B_CRISIS for button in late.buttons)


async def test_a_danger_doorway_stays_open_for_a_day(desk: Desk, clock: Clock) -> None:
    public = await in_group(desk, INTENT)
    clock.now += timedelta(hours=23)
    assert wording.DOORWAY_CLOSED not in (await through(desk, public.buttons[0])).text


async def test_a_doorway_pasted_into_a_group_is_answered_neutrally(desk: Desk) -> None:
    reply = await command(desk, "start", "x" * 50, community=GROUP, private=False)
    assert reply.text == wording.NEUTRAL
    assert all(button.payload is None for button in reply.buttons)


async def test_where_others_read_what_is_typed_the_member_is_told_so(desk: Desk) -> None:
    assert wording.TYPE_UNSEEN in (await say(desk, PASSIVE, community=GROUP, shared=True)).text
    assert wording.TYPE_UNSEEN in (await command(desk, "find", community=GROUP, shared=True)).text
    assert wording.TYPE_UNSEEN not in (await say(desk, "I cannot sleep", BEN)).text


@pytest.mark.parametrize("need", sorted(NEVER_OFFERED))
async def test_the_most_sensitive_needs_are_never_offered_as_buttons(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, need: str
) -> None:
    assert desk.directory
    found = Understanding(
        needs=(NeedScore("worry", 0.4), NeedScore(need, 0.4)), outcome=Outcome.CLARIFY, offers=("worry", need)
    )
    monkeypatch.setattr(type(desk.directory.matcher), "understand", lambda *_, **__: found)
    reply = await say(desk, "I cannot stop")
    label = desk._needs[need].label
    assert not any(label.lower() in button.label.lower() for button in reply.buttons)


def understood(desk: Desk, monkeypatch: pytest.MonkeyPatch, *needs: NeedScore) -> None:
    """From here on the matcher finds these needs in everything."""
    assert desk.directory
    found = Understanding(needs=needs, outcome=Outcome.SERVICES)
    monkeypatch.setattr(type(desk.directory.matcher), "understand", lambda *_, **__: found)


@pytest.mark.parametrize("need", ["abuse", "sexual-assault"])
async def test_abuse_is_answered_by_its_own_path_even_where_no_judge_found_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, need: str
) -> None:
    understood(desk, monkeypatch, NeedScore(need, 0.9), NeedScore("relationships", 0.1))
    reply = await say(desk, "it happens again and again")
    assert not reply.items
    assert "Is it safe to read this now?" in reply.text
    assert reply.notes == ()
    assert (await in_group(desk, "it happens again and again")).text == wording.NEUTRAL


@pytest.mark.parametrize("text", ["pasa una y otra vez", "มันเกิดขึ้นซ้ำ ๆ"])
async def test_where_we_may_misunderstand_no_suicide_line_stands_under_an_abuse_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    understood(desk, monkeypatch, NeedScore("abuse", 0.9), NeedScore("relationships", 0.1))
    await command(desk, "country", "ES")
    reply = await say(desk, text, locale="es" if text.isascii() else "th")
    assert "016" in reply.text
    assert "024" not in reply.text


async def test_unclear_words_in_a_group_that_ask_about_suicide_lead_to_the_danger_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "kms lol"
    assert judge(text).band is Band.SOFT
    understood(desk, monkeypatch, NeedScore("suicide", 0.9), NeedScore("worry", 0.1))
    public = await in_group(desk, text)
    assert public.text == wording.NEUTRAL
    assert "Are you thinking about suicide?" in (await through(desk, public.buttons[0])).text


async def test_a_quarrel_that_is_not_clearly_abuse_gets_cards(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    understood(desk, monkeypatch, NeedScore("abuse", 0.9), NeedScore("relationships", 0.7))
    assert (await say(desk, "it happens again and again")).items


@pytest.mark.parametrize("need", ["suicide", "self-harm"])
async def test_cards_for_thoughts_of_suicide_always_have_a_crisis_line_and_count_no_interest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, need: str
) -> None:
    understood(desk, monkeypatch, NeedScore(need, 0.9), NeedScore("worry", 0.1))
    reply = await say(desk, "it happens again and again")
    assert "findahelpline" in reply.text
    assert wording.B_INTEREST not in everything(reply)


@pytest.mark.parametrize(("need", "tier"), [("suicide", Tier.IDEATION), ("self-harm", Tier.SELFHARM)])
def test_a_soft_verdict_becomes_care_when_the_need_says_the_same(need: str, tier: Tier) -> None:
    clear = (NeedScore(need, 0.9), NeedScore("worry", 0.1))
    assert danger_of(clear, Danger(Band.SOFT, Tier.PASSIVE)).band is Band.CARE
    assert danger_of(clear, Danger(Band.SOFT, Tier.PASSIVE)).tier is tier
    assert danger_of(clear, Danger()) == Danger()
    unclear = (NeedScore(need, 0.9), NeedScore("worry", 0.8))
    assert danger_of(unclear, Danger(Band.SOFT)) == Danger(Band.SOFT)


@given(dangers)
def test_a_need_never_changes_an_urgent_verdict(danger: Danger) -> None:
    assert danger_of((NeedScore("abuse", 1.0),), danger) == danger


async def test_the_answer_and_its_follow_ups_are_in_the_language_of_the_cry(desk: Desk) -> None:
    spanish = await say(desk, "me kiero matar", locale="en-US")
    assert "Gracias" in spanish.text
    for words in ("a veces", "si", "no", "tal vez"):
        assert "bot, no un" in (await say(desk, words, locale="en-US")).text


async def test_a_command_button_keeps_its_language(desk: Desk) -> None:
    cards = await say(desk, "no puedo dormir por las noches", locale="en-US")
    crisis = await press(desk, labelled(cards, "Ayuda ahora mismo"), locale="en-US")
    assert "Gracias por escribir" in crisis.text


async def test_a_message_without_words_is_never_left_without_a_line(desk: Desk) -> None:
    assert "findahelpline" in (await say(desk, "")).text
    await say(desk, "I want to die", BEN)
    assert "findahelpline" in (await say(desk, "", BEN)).text


async def test_the_hour_begins_before_the_answer_has_been_noted(desk: Desk) -> None:
    await desk.answer(Incoming(ANA, "private", private=True, text=PASSIVE))
    reply = await desk.answer(Incoming(ANA, "private", private=True, text="yes"))
    assert reply is not None
    assert reply.text != wording.SMALLTALK


async def test_a_mistake_that_is_noted_late_does_not_end_the_hour_of_the_next_cry(desk: Desk) -> None:
    """The disk may be slow: what we noted for the message before may be written after they have cried again."""
    mistaken = Incoming(ANA, "private", private=True, pressed=action(await say(desk, PASSIVE), "mistake").payload)
    ended = await desk.answer(mistaken)
    cry = Incoming(ANA, "private", private=True, text=INTENT)
    answered = await desk.answer(cry)
    assert ended
    assert answered
    await desk.delivered(mistaken, ended)
    told = await desk.answer(Incoming(ANA, "private", private=True, text="yes"))
    assert told
    assert told.text.startswith("Thank you for writing back.")
    await desk.delivered(cry, answered)
    assert (await say(desk, "yes")).text == told.text


async def test_a_chosen_country_counts_before_it_has_been_noted(desk: Desk) -> None:
    await command(desk, "country", "IE")
    chosen = labelled(await press(desk, action(await say(desk, PASSIVE), "country")), "United Kingdom")
    await desk.answer(Incoming(ANA, "private", private=True, pressed=chosen.payload))
    reply = await desk.answer(Incoming(ANA, "private", private=True, text=INTENT))
    assert reply
    assert "999" in reply.text


async def test_forgetting_through_a_group_leaves_nothing_new(desk: Desk, storage: Storage) -> None:
    for name in ("forget", "mydata"):
        public = await command(desk, name, community=GROUP, private=False)
        await through(desk, public.buttons[0])
    assert (await storage.holdings(ANA)).memories == ()


@pytest.mark.parametrize("name", ["kms", "i_want_to_die", "im_suicidal"])
async def test_a_cry_in_the_place_of_a_command_is_heard(desk: Desk, name: str) -> None:
    reply = await command(desk, name)
    assert wording.UNKNOWN_COMMAND not in reply.text
    assert "bot" in reply.text


async def test_other_bots_commands_are_left_alone_in_groups(desk: Desk) -> None:
    message = Incoming(ANA, GROUP, private=False, command="weather", text="Paris")
    assert await desk.answer(message) is None


async def test_a_first_answer_is_never_the_short_one(desk: Desk) -> None:
    await say(desk, FRIEND)
    own = await say(desk, "I want to kill myself too")
    assert "Are you thinking about suicide?" in own.text
    await say(desk, "I took all the pills", BEN)
    abuse = await say(desk, ABUSE, BEN)
    assert "Is it safe to read this now?" in abuse.text


async def test_the_members_own_country_wins_over_one_that_the_words_name(desk: Desk) -> None:
    await command(desk, "country", "Ireland")
    assert "112" in (await say(desk, "I studied in Spain last year. I want to kill myself tonight")).text
    assert "116 123" in (await say(desk, "I want to kill myself tonight")).text


async def test_soft_words_in_a_group_are_answered_in_private_with_a_line(desk: Desk) -> None:
    public = await in_group(desk, "I cant do this anymore")
    assert public.text == wording.NEUTRAL
    assert "findahelpline" in (await through(desk, public.buttons[0])).text


async def test_only_a_countrys_code_is_ever_kept_as_a_country(desk: Desk, storage: Storage) -> None:
    reply = await press(desk, Button("", payload="k1n|my secret words|||"))
    assert "secret" not in everything(reply)
    await press(desk, Button("", payload="d1n|at.my secret words.1sa|||"))
    assert not [memory for memory in (await storage.holdings(ANA)).memories if memory[0] == "country"]


async def test_what_only_this_process_knows_is_shown_and_forgotten_too(desk: Desk) -> None:
    desk.keep._settings["private"] = CommunitySettings(age_setting="13-17")
    await command(desk, "country", "Ireland")
    assert "Ireland" in (await command(desk, "mydata")).text
    assert "1" in (await command(desk, "forget")).text
    assert (await command(desk, "mydata")).text == wording.MY_DATA_NONE


async def test_clear_asks_the_door_to_take_the_last_answers_away(desk: Desk) -> None:
    await say(desk, ABUSE)
    cleared = await command(desk, "clear")
    assert cleared.remove
    assert cleared.text == wording.CLEARED
    assert not cleared.memories
    assert not cleared.notes


async def test_clear_in_a_group_leads_into_private(desk: Desk) -> None:
    public = await command(desk, "clear", community=GROUP, private=False)
    assert (public.text, public.remove) == (wording.NEUTRAL, False)
    assert (await through(desk, public.buttons[0])).remove


async def test_deleting_an_abuse_answer_is_one_tap_under_it(desk: Desk) -> None:
    answered = await say(desk, ABUSE)
    assert (await press(desk, labelled(answered, "Delete this answer"))).remove


async def test_after_a_mistake_the_next_cry_is_found_and_answered_as_before(desk: Desk, clock: Clock) -> None:
    first = await say(desk, INTENT)
    told = await press(desk, action(first, "mistake"))
    assert told.memories == (Memory("danger", OVER, 60),)
    clock.now += timedelta(minutes=5)
    assert (await say(desk, "yes")).text == wording.SMALLTALK
    again = await say(desk, INTENT)
    assert again.text == first.text, "in full: what came before was a mistake"
    assert [each.label for each in again.buttons] == [each.label for each in first.buttons]
    clock.now += timedelta(minutes=59)
    assert (await say(desk, "yes")).text != wording.SMALLTALK


async def test_a_mistake_is_counted_without_a_word_and_never_twice_as_something_else(
    desk: Desk, storage: Storage
) -> None:
    told = await press(desk, action(await say(desk, PASSIVE), "mistake"))
    assert told.notes == (Note(Purpose.PROBLEM, FALSE_ALARM),)
    counted = {(each.purpose, each.what): each.members for each in await open_counts(storage, "private")}
    assert counted == {("danger", "any"): 1, ("problem", FALSE_ALARM): 1}


@pytest.mark.parametrize("urgent", [INTENT, "I took all my pills and I want to die"])
async def test_words_that_are_less_urgent_make_the_hour_no_less_so(desk: Desk, urgent: str) -> None:
    await command(desk, "country", "IE")
    await say(desk, urgent)
    again = await say(desk, urgent)
    later = await say(desk, PASSIVE)
    assert later.text == again.text
    assert "112" in later.text.split("•")[0]
    assert "112" in (await say(desk, "no")).text


async def test_after_a_mistake_what_was_urgent_is_so_no_more(desk: Desk) -> None:
    await press(desk, action(await say(desk, INTENT), "mistake"))
    assert (await say(desk, PASSIVE)).text == (await say(desk, PASSIVE, BEN)).text


async def test_in_private_thoughts_that_become_a_plan_get_the_full_answer(desk: Desk) -> None:
    await say(desk, PASSIVE)
    risen = await say(desk, INTENT)
    assert risen.text == (await say(desk, INTENT, BEN)).text
    second = await say(desk, INTENT)
    assert second.text != risen.text
    assert len(second.text) < len(risen.text)
