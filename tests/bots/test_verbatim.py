"""What must not become a link stands in a block of fixed letters on both platforms, letter by letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord_bot.dress import CONTENT, pages, plain_pages
from bots.telegram_bot import dress
from handlers.messages import Button, Reply
from tests.bots.discord_rules import check, units
from tests.bots.discord_running import Desk, running
from tests.bots.telegram_kit import ME, telegram
from tests.bots.telegram_rules import visible

LINK = "https://www.lighthouse-keepers.org/groups?id=12"
STUB = "  - id: lighthouse\n    name:        # what it is\n    url: https://www.lighthouse-keepers.org/groups\n"
SUPPRESS_EMBEDS = 4
CARD = Reply("A member suggests a service.", verbatim=LINK, buttons=(Button("Take it in", payload="t1n|q.x.y.z|||"),))
LINKED = re.compile(r"(?:https?://|www\.)?(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
"""What Telegram and Discord make a link of by themselves, generously."""
TEXTS = st.lists(
    st.sampled_from([LINK, "`", "```", "<b>", "&", "  ", "word", "ก้", "🙂", "\n", "https://a.b"]), max_size=60
)


def outside_html(text: str) -> str:
    return re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)


def outside_fences(text: str) -> str:
    return re.sub(r"```\n.*?\n```", "", text, flags=re.DOTALL)


def inside_fences(text: str) -> str:
    return "\n".join(re.findall(r"```\n(.*?)\n```", text, flags=re.DOTALL))


def test_on_telegram_it_stands_in_the_same_message_and_nowhere_else() -> None:
    [piece] = dress.pieces(CARD)
    assert f"<pre>{LINK}</pre>" in piece.html
    assert LINKED.findall(outside_html(piece.html)) == []
    assert piece.buttons == CARD.buttons


def test_on_telegram_not_even_the_undressed_message_holds_a_link() -> None:
    [piece] = dress.pieces(CARD)
    assert LINKED.findall(piece.plain) == []
    assert "lighthouse-keepers" in piece.plain


def test_every_space_of_an_entry_stays() -> None:
    [piece] = dress.pieces(Reply("Paste this.", verbatim=STUB))
    assert f"<pre>{STUB.rstrip()}</pre>" in piece.html
    [page] = pages(Reply("Paste this.", verbatim=STUB))
    assert inside_fences(page.content) == STUB.rstrip()


@given(TEXTS.map("".join))
def test_whatever_it_holds_it_shows_as_itself_on_telegram(text: str) -> None:
    shown = "".join(visible(piece.html, "HTML") for piece in dress.pieces(Reply("Words", verbatim=text)))
    assert "".join(shown.split()) == "Words" + "".join(text.split())
    assert all(len(visible(piece.html, "HTML")) <= dress.LIMIT for piece in dress.pieces(Reply("Words", verbatim=text)))


def test_on_discord_it_stands_between_fences_and_previews_are_off() -> None:
    for made in (pages(CARD), plain_pages(CARD)):
        [page] = made
        assert inside_fences(page.content) == LINK
        assert LINKED.findall(outside_fences(page.content)) == []
        assert page.quiet


@given(TEXTS.map("".join))
def test_nothing_in_it_ends_the_fence(text: str) -> None:
    for page in pages(Reply("Words", verbatim=text)):
        assert units(page.content) <= CONTENT
        assert page.content.count("```") in (0, 2)
        assert LINKED.findall(outside_fences(page.content)) == []
        check("message", {"content": page.content})


def test_what_is_too_long_for_one_message_is_cut_between_lines() -> None:
    long = "\n".join(f"{number:04d} {LINK}" for number in range(400))
    found = pages(Reply("Words", verbatim=long))
    assert inside_fences("\n".join(page.content for page in found)).splitlines() == long.splitlines()
    html = "".join(piece.html for piece in dress.pieces(Reply("Words", verbatim=long)))
    assert len(re.findall("lighthouse", html)) == 400
    assert LINKED.findall(outside_html(html)) == []


@pytest.mark.parametrize("refused", [False, True])
async def test_through_the_real_door_of_telegram(*, refused: bool) -> None:
    async with telegram(CARD) as (server, _):
        if refused:
            server.refuse("sendMessage", 1, code=400, text="Bad Request: on demand")
        await server.private(ME, "hello")
        [sent] = await server.sent(1)
        assert LINKED.findall(outside_html(sent.html)) == []
        assert not sent.preview
        assert (f"<pre>{LINK}</pre>" in sent.html) is not refused


async def test_through_the_real_door_of_discord() -> None:
    desk = Desk(lambda _: CARD)
    async with running(desk) as server:
        await server.dm(501, "hello")
        await server.slash(501, "help", guild=True)
        await server.sent(2)
        card = (await server.sent(2))[1]
        await server.press(card, 501, next(iter(card.labels.values())))
        found = await server.sent(3)
        for sent in found:
            assert inside_fences(sent.content) == LINK
            assert LINKED.findall(outside_fences(sent.content)) == []
        assert [bool(sent.body.get("flags", 0) & SUPPRESS_EMBEDS) for sent in (found[0], found[2])] == [True, True]
