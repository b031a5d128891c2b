"""The conversations that the pages show: who says what to the bot, and what the picture is called."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers import wording
from handlers.decide import CHECKS
from handlers.messages import Reply
from tests.docs.drawing.talk import IN_GROUP, IN_STAFF_CHAT
from tests.handlers.people import ANA
from tests.handlers.staffroom import KIM, MANAGER, STAFF_CHAT, choose_chat
from tests.handlers.weeks import ask, lacking, publish, wanting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from storage.store import Storage
    from tests.docs.drawing.talk import Talk


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture."""

    title: str
    play: Callable[[Talk, Storage], Awaitable[None]]


ANSWERS = (
    "Saturday breakfast walk",
    "Northside Widows and Widowers",
    "https://www.example.org/walk",
    "A slow walk and a cup of tea, for people who lost their husband or wife.",
    "01632 960 001",
)
"""The number is one of those that Ofcom keeps for stories: nobody has it."""
SUGGESTED = "https://www.example.org/choir"


@contextmanager
def _unseen(talk: Talk) -> Iterator[None]:
    """What has to be done before, and is not drawn."""
    before, talk.silent = talk.silent, True
    yield
    talk.silent = before


async def _enters(talk: Talk, command: str) -> None:
    """Type a command in the group, follow the button, and be in the private chat: only the end of it is drawn."""
    with _unseen(talk):
        public = await talk.say_in_group(f"/{command}")
    await talk.follow(public.buttons[0].label)


async def _manages(talk: Talk) -> None:
    talk.who, talk.name = MANAGER, "Manager"
    with _unseen(talk):
        await _enters(talk, "setup")


async def _lives_in(talk: Talk, country: str) -> None:
    with _unseen(talk):
        await talk.say(f"/country {country}")


async def _asks(talk: Talk, _: Storage) -> None:
    await _lives_in(talk, "GB")
    await talk.say("I cannot sleep, my mind races")
    await talk.tap("Why this?")


async def _is_unclear(talk: Talk, _: Storage) -> None:
    await _lives_in(talk, "GB")
    await talk.say("the ceiling and I are best friends again")
    await talk.tap("Sleeping badly", cards=1)


async def _is_in_danger(talk: Talk, _: Storage) -> None:
    talk.divide(IN_GROUP)
    said = await talk.say_in_group("@bot I am worn out by all of this, and I often wish that I did not wake up")
    await talk.follow(said.buttons[0].label)


async def _adds(talk: Talk, _: Storage) -> None:
    await _manages(talk)
    await _add(talk)


async def _add(talk: Talk) -> None:
    await talk.say("/catalog")
    for label in (wording.B_CATALOG_ADD, "A group of people", "Coping", "Grief", "Free"):
        await talk.tap(label)
    await talk.say(ANSWERS[0])
    with _unseen(talk):
        for answer in ANSWERS[1:-1]:
            await talk.say(answer)
    talk.divide("… who offers it, its link, what people do there …")
    talk.shows(talk.last)
    await talk.say(ANSWERS[-1])
    await talk.tap(wording.B_HOW_CALLED)


async def _changes_a_number(talk: Talk, _: Storage) -> None:
    await _manages(talk)
    with _unseen(talk):
        await _add(talk)
    await talk.say("/catalog breakfast")
    await talk.tap("Saturday breakfast walk")
    await talk.tap("Change 01632 960 001")
    await talk.say("01632 960 007")
    await talk.tap(wording.B_HOW_CALLED)


async def _verifies(talk: Talk, _: Storage) -> None:
    today = talk.clock.now
    talk.clock.now -= timedelta(days=300)
    await _manages(talk)
    with _unseen(talk):
        await _add(talk)
    talk.clock.now = today
    await _manages(talk)
    await talk.say("/verify")
    await talk.tap(ANSWERS[0])
    await talk.tap(wording.B_CATALOG_CHECKED)
    await talk.tap(wording.B_HOW_CALLED)


async def _suggests(talk: Talk, _: Storage) -> None:
    with _unseen(talk):
        await _has_a_staff_chat(talk)
        talk.who, talk.name = ANA, "Member"
        await _enters(talk, "suggest")
    talk.shows(talk.last)
    await talk.say(SUGGESTED)
    for label in ("A group of people", "Feeling well", "Loneliness", wording.B_SUGGEST_TELL):
        await talk.tap(label)


async def _decides(talk: Talk, storage: Storage) -> None:
    with _unseen(talk):
        await _suggests(talk, storage)
    talk.who, talk.name = MANAGER, "Manager"
    talk.divide(IN_STAFF_CHAT)
    talk.shows([reply for to, reply in talk.platform.written if to == STAFF_CHAT and reply.verbatim][-1])
    await talk.tap_in_staff_chat(wording.B_QUEUE_TAKE)
    for _check in CHECKS:
        await talk.tap_in_staff_chat(wording.B_CHECK_YES)
    await talk.tap_in_staff_chat(wording.B_ONLY_LINK)


async def _has_a_staff_chat(talk: Talk) -> None:
    talk.platform.managers |= {MANAGER, KIM}
    await _manages(talk)
    assert talk.last
    await choose_chat(talk.desk, talk.platform, talk.last)


async def _sets_up(talk: Talk, _: Storage) -> None:
    talk.who, talk.name = MANAGER, "Manager"
    talk.divide(IN_GROUP)
    public = await talk.say_in_group("/setup")
    await talk.follow(public.buttons[0].label)
    await talk.tap(wording.B_NOTICE_POST)
    talk.drawn.pop()  # the whole page once more
    talk.divide(IN_GROUP)
    talk.shows(Reply([text for _, text in talk.platform.published.values()][-1]))


async def _reads(talk: Talk, storage: Storage) -> None:
    await _manages(talk)
    assert talk.desk.directory
    service = next(one for one in talk.desk.directory.catalog.services if one.id == "box-breathing")
    await ask(storage, 14, *lacking("unemployment", "wellbeing"))
    await ask(storage, 23, ("area", "coping"), ("request", "sleep"), first=100)
    await ask(storage, 30, ("shown", service.id), ("shown-kind", service.support), first=200)
    await ask(storage, 12, *wanting(service.id, service.support), first=200)
    talk.clock.now += timedelta(days=7)
    await publish(talk.desk, storage)
    await _manages(talk)
    await talk.say("/insight")
    await talk.tap("What is missing")


SCENES = {
    "ask": Scene("A member asks, and looks why", _asks),
    "unclear": Scene("The bot is not sure, and asks back", _is_unclear),
    "danger": Scene("Danger in a group", _is_in_danger),
    "add": Scene("A manager adds a service in chat", _adds),
    "number": Scene("A manager changes a number in chat", _changes_a_number),
    "verify": Scene("A manager writes down a check", _verifies),
    "suggest": Scene("A member suggests a service", _suggests),
    "decide": Scene("A manager takes a suggestion in", _decides),
    "setup": Scene("A manager types /setup", _sets_up),
    "insight": Scene("A manager reads what members wanted", _reads),
}
