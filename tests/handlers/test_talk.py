"""A talk in steps is a table; its state stands in the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.barrier import BARRIER
from handlers.buttons import LIMIT, Verb
from handlers.context import pack
from handlers.messages import Button, Reply
from safety.barrier import BARRIERS
from safety.loader import read_yaml
from safety.verdict import About, Band, Danger, Tier
from tests.handlers.people import ANA, BEN, GROUP, everything, in_group, labelled, press, say, through

if TYPE_CHECKING:
    from handlers.desk import Desk
    from storage.store import Storage

PASSIVE = "everyone would be better off without me"
HARD = "It is hard to reach out"
LABELS = read_yaml("answers.yaml")["languages"]["en"]["barrier"]["buttons"]


async def asked(desk: Desk, text: str = PASSIVE, member: str = ANA) -> Reply:
    return await press(desk, labelled(await say(desk, text, member), HARD), member)


@pytest.mark.parametrize("reason", BARRIERS)
async def test_each_answer_is_one_tap_and_brings_the_line_again(desk: Desk, reason: str) -> None:
    told = await press(desk, labelled(await asked(desk), LABELS[reason]))
    first = read_yaml("answers.yaml")["languages"]["en"]["barrier"][reason][0]
    assert first in told.text
    assert "findahelpline" in told.text


async def test_another_answer_can_be_given_and_nothing_is_asked_twice(desk: Desk) -> None:
    told = await press(desk, labelled(await asked(desk), LABELS["police"]))
    again = await press(desk, labelled(told, HARD))
    assert labelled(again, LABELS["cost"])


async def test_the_talk_needs_no_memory_so_that_a_restart_loses_nothing(desk: Desk) -> None:
    """The button of one member's process works where nothing is known about them."""
    question = await asked(desk)
    told = await press(desk, labelled(question, LABELS["shame"]), BEN)
    assert "This is hard for me to say." in told.text


async def test_the_urgency_travels_in_the_button(desk: Desk) -> None:
    question = await asked(desk, "I want to kill myself")
    assert "your local emergency number" in (await press(desk, labelled(question, LABELS["cost"]), BEN)).text
    calm = await asked(desk, PASSIVE, "c" * 32)
    assert "your local emergency number" not in (await press(desk, labelled(calm, LABELS["cost"]), BEN)).text


@pytest.mark.parametrize(
    "subject", ["b", "b.", "b.ask.nobody.1sa", "b.told.cost.1sa", "b.gone.cost.x", "b...", "b.ask"]
)
async def test_a_button_that_leads_nowhere_still_brings_a_line(desk: Desk, subject: str) -> None:
    reply = await press(desk, Button("", payload=f"t1n|{subject}|||"))
    assert "findahelpline" in reply.text


@given(st.sampled_from(BARRIERS), st.sampled_from(Tier), st.sampled_from(About), st.booleans())
def test_every_button_of_the_talk_fits(reason: str, tier: Tier, about: About, abuse: bool) -> None:  # noqa: FBT001  drawn by hypothesis
    state = pack(Danger(Band.ACT, tier, about, path="abuse" if abuse else None))
    assert len(f"{Verb.TALK}1n|{BARRIER.name}.ask.{reason}.{state}|||") <= LIMIT


def test_every_answer_in_the_table_leads_to_a_step_of_the_table() -> None:
    for step in BARRIER.steps.values():
        assert set(step.leads.values()) <= set(BARRIER.steps)


async def test_it_is_not_offered_in_an_emergency_about_others_for_abuse_or_in_a_group(desk: Desk) -> None:
    for number, words in enumerate(
        (
            "I took all my pills",
            "my friend wants to kill himself",
            "my husband beats me",
            "the voices tell me to hurt her",
        )
    ):
        reply = await say(desk, words, str(number) * 32)
        assert HARD not in everything(reply), words
    public = await in_group(desk, PASSIVE, "d" * 32)
    assert HARD not in everything(public)
    assert HARD in everything(await through(desk, public.buttons[0], "d" * 32))


async def test_who_talks_about_barriers_stays_in_the_hour_of_danger(desk: Desk, storage: Storage) -> None:
    await press(desk, labelled(await asked(desk), LABELS["tried"]))
    assert {kind for kind, _, _ in (await storage.holdings(ANA)).memories} == {"danger"}


async def test_words_about_danger_are_answered_whatever_the_talk(desk: Desk) -> None:
    await asked(desk)
    assert "call your local emergency number" in (await say(desk, "I took all the pills")).text


async def test_the_talk_is_in_the_language_of_the_cry(desk: Desk) -> None:
    spanish = await say(desk, "quiero morirme", locale="en-US")
    question = await press(desk, labelled(spanish, "Me cuesta pedir ayuda"), locale="en-US")
    assert "¿Qué hace que te cueste" in question.text


async def test_a_group_members_private_answer_offers_it_too(desk: Desk) -> None:
    assert HARD in everything(await say(desk, PASSIVE, community=GROUP, shared=True))
