"""The language of the answer follows the member's words."""

from __future__ import annotations

import pytest

from handlers.language import detect, from_locale


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I can't sleep and my mind is racing", "en"),
        ("no puedo dormir", "es"),
        ("¿alguien sabe de un grupo?", "es"),
        ("me siento sola", "es"),
        ("นอนไม่หลับเลย", "th"),
        ("work is killing me", "en"),
        ("ansiedad por las noches, necesito ayuda", "es"),
    ],
)
def test_words_tell_the_language(text: str, language: str) -> None:
    assert detect(text) == language


def test_words_weigh_more_than_the_platforms_setting() -> None:
    assert detect("I need help with my sleep", "es-MX") == "en"


def test_without_a_clue_the_platform_decides_then_the_community() -> None:
    assert detect("👍", "th-TH", "es") == "th"
    assert detect("👍", None, "es") == "es"
    assert detect("", "fr") == "en"


def test_a_language_we_do_not_speak_is_no_language_of_ours() -> None:
    assert from_locale("fr-FR") is None
    assert from_locale("es_MX") == "es"
