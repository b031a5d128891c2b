from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord_bot.dress import Page, pages, payload, plain_pages
from bots.discord_bot.escape import clean, escape, plain, shorten, split, units
from handlers.messages import Button, Item, Reply
from tests.bots.discord_rules import buttons, check
from tests.bots.discord_running import Desk, running

LINK = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")
AT_LINE_START = re.compile(r"[^\S\n]*(?:#{1,3}|-#?|>|\d+\.)")
EMOJI = re.compile(r":[\w+-]+:")
FORMATS = set("*_~|`[<@")
NASTY = [
    "**", "*", "__", "_", "~~", "||", "`", "```", "# ", "-# ", "> ", ">>> ", "- ", "1. ", "\n", " ", "\\", ":smile:",
    "<@501>", "<t:1>", "@everyone", "[a](https://x.org)", "https://example.org/a_b_c?d=*e*", "https://x", "http://*",
    "<https://a.b>", "10:30", "¯\\_(ツ)_/¯", "นอนไม่หลับ", "é", "🙂", "word", ".", ")", "]", "\r\n", "\t",
]  # fmt: skip
PIECES = st.lists(st.sampled_from(NASTY) | st.text(max_size=4), max_size=30).map("".join)
TEXTS = st.text(max_size=300) | PIECES


def visible(markdown: str) -> str:
    """What a member sees at Discord; fails where any of it would be formatting, a mention or an emoji."""
    shown, at = "", 0
    while at < len(markdown):
        if at == 0 or markdown[at - 1] == "\n":
            assert not AT_LINE_START.match(markdown, at), "a line begins as a heading, a quote or a list"
        if found := LINK.match(markdown, at):
            shown, at = shown + found[0], found.end()
        elif markdown[at] == "\\" and at + 1 < len(markdown) and re.match(r"[^0-9A-Za-z\s]", markdown[at + 1]):
            shown, at = shown + markdown[at + 1], at + 2
        else:
            assert markdown[at] not in FORMATS, f"{markdown[at]!r} is formatting"
            assert not EMOJI.match(markdown, at), "a word between colons is an emoji"
            shown, at = shown + markdown[at], at + 1
    return shown


@given(TEXTS)
def test_any_text_shows_as_itself(text: str) -> None:
    assert visible(escape(clean(text))) == clean(text)


@given(TEXTS, st.integers(min_value=20, max_value=80))
def test_a_split_text_loses_nothing_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert "".join("".join(pieces).split()) == "".join(clean(text).split())
    for piece in pieces:
        assert units(escape(piece)) <= limit
        assert visible(escape(piece)) == piece


@given(TEXTS, st.integers(min_value=2, max_value=80))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    assert units(shorten(text, limit)) <= limit
    visible(shorten(text, limit))


def test_a_text_is_cut_where_a_reader_would_pause() -> None:
    assert list(split("First thing here.\n\nSecond thing here.", 30)) == ["First thing here.", "Second thing here."]
    assert list(split("One is said. Two is said now.", 20)) == ["One is said.", "Two is said now."]
    assert list(split("word after word after word", 12)) == ["word after", "word after", "word"]


async def test_nasty_text_arrives_as_itself() -> None:
    text = "**not bold** _nor_ `code`\n# no heading\n1. no list\n<@501> @everyone ||x||\n:smile:"
    async with running(Desk(Reply(text, (Item(text, text),)))) as server:
        await server.dm(501, "hello")
        [answer] = await server.sent(1)
    assert visible(answer.content) == text
    assert visible(answer.embeds[0]["description"]) == text
    assert visible(answer.embeds[0]["title"]) == " ".join(text.split())


def test_web_addresses_stay_links() -> None:
    address = "https://example.org/a_b_c?d=*e*~f~"
    assert escape(f"See {address}, it_helps.") == f"See {address}, it\\_helps."


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("I want **help** and *rest*", "I want help and rest"),
        ("||sui||ci||de||", "suicide"),
        ("~~__all__ of it~~", "all of it"),
        ("f*** this k*ll snake_case", "f*** this k*ll snake_case"),
        ("[I am low](https://example.org)", "I am low"),
        ("> quoted\n# loud", "quoted\nloud"),
        ("hi <@501> in <#2001> </find:3>", "hi   in"),
        ("<:sad:123456>", ":sad:"),
        ("a < b and 2*3=6", "a < b and 2*3=6"),
        ("look ```py\nos.kill(me)\n``` at `this`", "look \n at this"),
    ],
)
def test_a_members_formatting_is_taken_off_and_their_words_stay(written: str, seen: str) -> None:
    assert plain(written) == seen


LABELS = st.text(min_size=1, max_size=100)
BUTTONS = st.lists(
    st.builds(Button, LABELS, payload=st.sampled_from(["a", "b", "x" * 64]))
    | st.builds(Button, LABELS, doorway=st.sampled_from(["A-_9", "d" * 64]))
    | st.builds(Button, LABELS, url=st.sampled_from(["https://example.org", "tel:+123", "https://a.b/" + "c" * 600])),
    max_size=8,
).map(tuple)
LONG = TEXTS | st.builds(lambda text, times: text * times, PIECES, st.integers(1, 60))
ITEMS = st.lists(
    st.builds(Item, LONG, LONG, st.sampled_from([None, "https://x.org", "tel:1", "odd"]), BUTTONS), max_size=12
)
REPLIES = st.builds(Reply, LONG, ITEMS.map(tuple), BUTTONS)


@settings(max_examples=30, deadline=None)
@given(REPLIES)
def test_any_reply_fits_discords_limits_and_keeps_its_buttons(reply: Reply) -> None:
    sent = [_body(page) for page in pages(reply)]
    for body in sent:
        check("message", body)
    pressable = [b for b in (*(b for item in reply.items for b in item.buttons), *reply.buttons) if not b.url]
    ids = [b["custom_id"] for body in sent for b in buttons(body.get("components", [])) if "custom_id" in b]
    assert [payload(custom_id) for custom_id in ids] == [b.doorway or b.payload for b in pressable]


@settings(max_examples=30, deadline=None)
@given(REPLIES)
def test_any_reply_can_be_said_plainly(reply: Reply) -> None:
    for page in plain_pages(reply):
        check("message", _body(page))


def test_three_cards_make_one_message_with_a_numbered_row_of_buttons_each() -> None:
    cards = tuple(Item(name, "text", None, (Button("Why this?", payload=name),)) for name in ("One", "Two", "Three"))
    [page] = pages(Reply("Here.", cards, (Button("More", payload="m"),)))
    assert [[b.label for b in row] for row in page.rows] == [
        ["1. Why this?"], ["2. Why this?"], ["3. Why this?"], ["More"]
    ]  # fmt: skip
    assert [embed.title for embed in page.embeds] == ["1\\. One", "2\\. Two", "3\\. Three"]


def test_a_single_card_has_no_number() -> None:
    [page] = pages(Reply("Here.", (Item("One", "text", None, (Button("Why?", payload="w"),)),)))
    assert (page.embeds[0].title, page.rows[0][0].label) == ("One", "Why?")


def test_a_number_to_dial_is_said_in_words_because_discord_has_no_button_for_it() -> None:
    [page] = pages(Reply("In danger?", buttons=(Button("Call", url="tel:112"),)))
    assert page.content == "In danger?\nCall: 112"
    assert page.rows == []


def test_a_button_that_is_not_ours_says_nothing() -> None:
    assert [payload(custom_id) for custom_id in ("pb:x", "pd:x", "pb2:x", "other:x", "pb", "")] == [
        "x", "x", "x", None, None, None
    ]  # fmt: skip


def _body(page: Page) -> dict[str, Any]:
    async def build() -> dict[str, Any]:
        return page.arguments()

    found = asyncio.run(build())
    if "embeds" in found:
        found["embeds"] = [embed.to_dict() for embed in found["embeds"]]
    if "view" in found:
        found["components"] = found.pop("view").to_components()
    return found
