"""Somebody who writes in a language we do not speak is told so in it, and is never left without a crisis line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import wording
from handlers.foreign import foreign
from tests.handlers.people import say

if TYPE_CHECKING:
    from handlers.desk import Desk

LINES = {
    "fr": "je suis très triste et personne ne m'aide",
    "de": "ich kann nicht schlafen und habe niemanden",
    "pt": "eu não estou bem e ninguém me ajuda",
    "it": "non sto bene e nessuno mi aiuta, sono sola con mia figlia",
    "nl": "ik voel me niet goed en heb niemand",
    "id": "aku tidak bisa tidur dan tidak ada yang menolong",
    "fil": "hindi ako makatulog, wala akong makausap ngayon",
    "tr": "çok kötü hissediyorum ve bana yardım eden kimse yok",
    "pl": "jestem bardzo smutna i nikt mnie nie rozumie",
    "vi": "tôi không ngủ được và không có ai để nói chuyện",
    "ru": "мне очень плохо и не с кем поговорить",
    "uk": "мені дуже погано і нікому допомогти, що робити",
    "ar": "أشعر بالحزن الشديد ولا أحد يساعدني",
    "fa": "حالم خیلی بد است و کسی را ندارم گریه می‌کنم",
    "hi": "मुझे नींद नहीं आती और कोई नहीं है",
    "bn": "আমার ঘুম আসে না, কেউ নেই",
    "zh": "我睡不着，没有人可以说话",
    "ja": "眠れなくて、話せる人がいません",
    "ko": "잠을 못 자고 이야기할 사람이 없어요",
}


@pytest.mark.parametrize(("language", "line"), LINES.items())
def test_each_language_is_told_apart(language: str, line: str) -> None:
    assert foreign(line) == language


def test_there_is_a_sentence_for_each_language_and_none_to_spare() -> None:
    assert set(LINES) == set(wording.OUR_LANGUAGES)


@pytest.mark.parametrize(
    "line",
    [
        "I cannot sleep and nobody helps me",
        "no puedo dormir y nadie me ayuda",
        "estoy muy mal con mi mamá, no sé qué hacer",
        "นอนไม่หลับเลย ไม่มีใครให้คุย",
        "ok",
        "lol 😂😂",
        "c'est la vie, I just want to sleep",
        "",
        "my ex lives in Köln and I am sad",
    ],
)
def test_our_own_languages_are_no_foreign_ones(line: str) -> None:
    assert foreign(line) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert foreign(text) in {None, *wording.OUR_LANGUAGES}


async def test_the_answer_is_in_their_language_and_holds_a_crisis_line(desk: Desk) -> None:
    reply = await say(desk, LINES["fr"])
    assert reply.text.startswith(wording.OUR_LANGUAGES["fr"])
    assert "findahelpline" in reply.text
    assert any(button.label == wording.B_CRISIS for button in reply.buttons)
