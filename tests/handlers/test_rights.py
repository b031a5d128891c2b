"""What a member can see, delete and refuse, in chat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handlers import wording
from handlers.messages import Incoming
from handlers.privacy import About
from tests.handlers.people import ANA, command, press, say

if TYPE_CHECKING:
    from handlers.desk import Desk
    from handlers.messages import Button, Reply
    from storage.store import Storage

SLEEP = "I cannot sleep"


def labelled(reply: Reply, label: str) -> Button:
    return next(button for button in reply.buttons if button.label == label)


async def test_privacy_says_version_contact_and_page(desk: Desk) -> None:
    said = await command(desk, "privacy")
    assert wording.PRIVACY_NO_CONTACT in said.text
    assert "November 25, 2026" in said.text
    desk.about = About(contact="care@example.org", page="https://example.org/privacy", count_days=90)
    said = await command(desk, "privacy")
    assert "care@example.org" in said.text
    assert "https://example.org/privacy" in said.text
    assert "90 days" in said.text
    assert [button.url for button in said.buttons if button.url] == ["https://example.org/privacy"]


async def test_mydata_offers_the_same_as_json_without_a_digest(desk: Desk, storage: Storage) -> None:
    await say(desk, SLEEP)
    await storage.remember(ANA, "home", "c0ffee00c0ffee00", 60)
    await command(desk, "country", "Thailand")
    shown = await command(desk, "mydata")
    told = await press(desk, labelled(shown, wording.B_AS_JSON))
    data = json.loads(told.verbatim)
    assert {"purpose": "request", "what": "sleep"} in data["counted_this_week"]
    assert [(each["kind"], each["value"]) for each in data["remembered"]] == [("country", "TH"), ("home", None)]
    assert told.private
    assert ANA not in told.text + told.verbatim
    assert json.loads((await command(desk, "mydata", "JSON")).verbatim) == data


async def test_forget_says_in_numbers_what_it_removed_and_what_becomes_of_backups(desk: Desk) -> None:
    await say(desk, SLEEP)
    await command(desk, "country", "Thailand")
    said = (await command(desk, "forget")).text
    assert "Locked notes deleted: 1" in said
    assert wording.FORGOTTEN_BACKUPS in said
    assert (await command(desk, "forget")).text == wording.FORGOTTEN_NONE


async def test_who_opts_out_is_taken_out_and_stays_out(desk: Desk, storage: Storage) -> None:
    await say(desk, SLEEP)
    before = await storage.holdings(ANA)
    said = await command(desk, "optout")
    assert f"took out {before.digests} of" in said.text
    cards = await say(desk, SLEEP)
    assert (await storage.holdings(ANA)).digests == 0
    interest = next(button for item in cards.items for button in item.buttons if button.label == wording.B_INTEREST)
    assert interest.payload
    assert wording.LEFT_OUT in (await press(desk, interest)).text
    assert (await storage.holdings(ANA)).digests == 0
    assert "leave you out" in (await command(desk, "mydata")).text
    assert (await command(desk, "optin")).text == wording.OPTED_IN
    cards = await say(desk, SLEEP)
    assert (await storage.holdings(ANA)).digests > 0
    assert wording.NOTED in (await press(desk, interest)).text


@pytest.mark.parametrize("name", ["optout", "optin", "mydata", "mydata-json", "forget"])
async def test_in_a_group_nothing_about_a_member_is_said_or_done(desk: Desk, storage: Storage, name: str) -> None:
    await storage.count("c0ffee00c0ffee00", ANA, [("request", "sleep")])
    before = await storage.holdings(ANA)
    message = Incoming(ANA, "c0ffee00c0ffee00", private=False, command=name)
    reply = await desk.answer(message)
    assert reply
    assert reply.text == wording.NEUTRAL
    assert await storage.holdings(ANA) == before


async def test_opting_out_with_storage_down_says_so(desk: Desk) -> None:
    desk.keep._storage = None
    assert (await command(desk, "optout")).text == wording.OPT_NOT_SAVED
