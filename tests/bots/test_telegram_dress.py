"""How answers look on Telegram: nothing is lost, nothing is too long, no word becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram_bot import dress
from handlers.messages import Button, Item, Reply
from tests.bots.telegram_kit import GROUP, ME, telegram
from tests.bots.telegram_rules import check_keyboard, units, visible

WORDS = st.text(max_size=300)
MARKUP = st.lists(
    st.sampled_from(["<b>", "</a>", "&lt;", "&", "<", '"', "~", "@x", "\n", " ", "ก้", "👩‍👧", "word."])
).map("".join)
LONG = st.lists(st.one_of(WORDS, MARKUP), max_size=12).map(lambda parts: "".join(parts * 9))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def clean(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@given(st.one_of(WORDS, MARKUP), st.one_of(WORDS, MARKUP))
def test_any_words_arrive_as_the_same_visible_words(text: str, title: str) -> None:
    shown = [visible(piece.html, "HTML") for piece in dress.pieces(Reply(text, items=(Item(title, text),)))]
    said = [
        clean(text).strip(),
        f"{clean(title)}\n{clean(text)}".strip() if title and text else clean(title + text).strip(),
    ]
    assert shown == [words for words in said if words]


@given(LONG)
def test_a_long_text_is_split_without_losing_a_letter_and_no_part_is_too_long(text: str) -> None:
    parts = dress.pieces(Reply(text))
    for part in parts:
        assert units(visible(part.html, "HTML")) <= dress.LIMIT
    assert squeezed("".join(part.plain for part in parts)) == squeezed(clean(text))


@given(LONG, st.integers(10, 80))
def test_a_short_limit_holds_too(text: str, limit: int) -> None:
    assert all(0 < units(part) <= limit for part in dress.split(text, limit))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A" * 30 + "\n\n" + "b. " * 20, "A" * 30),
        ("One sentence that is long. Another one, with words", "One sentence that is long."),
        ("word " * 20, "word word word word word word word word"),
        ("A" * 90, "A" * 40),
    ],
)
def test_a_text_is_cut_where_it_reads_best(text: str, first: str) -> None:
    assert dress.split(text, 40)[0] == first


def test_a_cut_never_tears_a_thai_letter_from_its_vowel_or_an_emoji_apart() -> None:
    thai = dress.split("กี้" * 30, 40)
    assert all(part.startswith("ก") for part in thai)
    assert all(not part.endswith("\u200d") for part in dress.split("👩\u200d👧" * 30, 41))


async def test_a_text_of_five_thousand_letters_arrives_whole_with_its_buttons_under_the_end() -> None:
    text = "A sentence of a good length & more. " * 140
    async with telegram(Reply(text, buttons=(Button("More", "m1"),))) as (server, desk):
        await server.private(ME, "tell me everything")
        first, second = await server.sent(2)
        assert f"{first.text} {second.text}" == text.strip()
        assert first.text.endswith("more.")
        assert [len(first.buttons), len(second.buttons)] == [0, 1]
        await server.until(lambda: len(desk.delivered_replies) == 1)
        assert server.refusals == []


async def test_markup_in_an_answer_is_shown_as_it_was_written() -> None:
    async with telegram(Reply("<b>5 < 6</b> &amp; &copy; </i>")) as (server, _):
        await server.group(GROUP, ME, "/help")
        (answer,) = await server.sent(1)
        assert answer.text == "<b>5 < 6</b> &amp; &copy; </i>"
        assert server.refusals == []


def test_short_buttons_stand_two_in_a_row_and_long_ones_alone() -> None:
    labels = ("Yes", "No", "Maybe", "A label that needs the whole width", "Last")
    markup = dress.keyboard([Button(label, "p") for label in labels], "bot")
    assert markup is not None
    assert [[button.text for button in row] for row in markup.inline_keyboard] == [
        ["Yes", "No"],
        ["Maybe"],
        ["A label that needs the whole width"],
        ["Last"],
    ]
    assert check_keyboard(markup.to_dict())


@given(st.text(alphabet="abc|~.1", min_size=1, max_size=60), st.lists(st.integers(1, 2**52), max_size=5))
def test_a_buttons_payload_comes_back_as_it_was_and_stays_within_telegrams_limit(payload: str, ids: list[int]) -> None:
    data = dress.pack(payload, ids)
    assert len(data.encode()) <= 64
    read, siblings = dress.unpack(data)
    if data != payload or "~" not in payload:
        assert (read, list(siblings)) in ((payload, ids), (payload, []))


@given(st.text(max_size=600))
def test_an_alert_is_never_too_long(text: str) -> None:
    assert units(dress.shorten(text)) <= 200
