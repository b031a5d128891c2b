"""How answers to the bot's own question are understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.answers import compose, follow_up
from safety.loader import read_yaml
from safety.replies import understand_reply
from safety.verdict import Band, Danger, Tier
from tests.safety.test_lines import NOON

MEANINGS = ("yes", "sometimes", "no", "rather-not", "mistake", "unclear")


@pytest.mark.parametrize(
    ("text", "language", "meaning"),
    [
        ("Yes", "en", "yes"),
        ("YESSSS!!", "en", "yes"),
        ("yeah :(", "en", "yes"),
        ("um, i guess so...", "en", "yes"),
        ("yes, every night since he left", "en", "yes"),
        ("kind of", "en", "sometimes"),
        ("yes and no", "en", "sometimes"),
        ("no", "en", "no"),
        ("Not really.", "en", "no"),
        ("I’m not", "en", "no"),
        ("You misunderstood me", "en", "mistake"),
        ("I don't want to talk about it", "en", "rather-not"),
        ("Sí", "es", "yes"),
        ("sí, la verdad", "es", "yes"),
        ("más o menos", "es", "sometimes"),
        ("no, para nada", "es", "no"),
        ("me entendiste mal", "es", "mistake"),
        ("prefiero no hablar de eso, gracias", "es", "rather-not"),
        ("ใช่ค่ะ", "th", "yes"),
        ("ใช่ครับ", "th", "yes"),
        ("กำลังคิดอยู่", "th", "yes"),
        ("บางครั้งครับ", "th", "sometimes"),
        ("ไม่ได้คิดค่ะ", "th", "no"),
        ("เข้าใจผิดแล้วครับ", "th", "mistake"),
        ("ยังไม่อยากพูดค่ะ", "th", "rather-not"),
    ],
)
def test_plain_answers_are_understood(text: str, language: str, meaning: str) -> None:
    assert understand_reply(text, language) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "idk",
        "not anymore",
        "jaja",
        "lol",
        "",
        "...",
        "👍",
        "ok",
        "I'm fine",
        "yes I'm fine",
        "yeah no",
        "yeah right",
        "no sé",
        "ya no",
        "ไม่รู้",
        "ใช่ไหม",
        "why do you ask",
    ],
)
def test_whatever_is_not_plain_is_unclear(text: str) -> None:
    assert {understand_reply(text, language) for language in ("en", "es", "th")} == {"unclear"}


@pytest.mark.parametrize(
    "text", ["no, it is worse than that", "no i took them already", "no, quiero morir", "ไม่อยากอยู่แล้ว"]
)
def test_a_no_with_more_behind_it_is_never_a_no(text: str) -> None:
    assert {understand_reply(text, language) for language in ("en", "es", "th")} == {"unclear"}


@pytest.mark.parametrize("text", ["it was an accident", "it was a mistake", "fue sin querer", "ไม่ได้ตั้งใจ"])
def test_words_that_may_hide_that_something_happened_are_no_mistake(text: str) -> None:
    assert {understand_reply(text, language) for language in ("en", "es", "th")} == {"unclear"}


def test_an_answer_in_another_of_our_languages_is_understood_too() -> None:
    assert understand_reply("sí", "en") == "yes"
    assert understand_reply("ไม่ค่ะ", "es") == "no"
    assert understand_reply("yes", "th") == "yes"
    assert understand_reply("yes", "de") == "yes"


def test_no_answer_means_two_things() -> None:
    for meanings in read_yaml("replies.yaml")["languages"].values():
        assert set(meanings) == {"yes", "sometimes", "no", "rather-not", "mistake"}
        said = [answer for answers in meanings.values() for answer in answers]
        assert len(said) == len(set(said))


@pytest.mark.parametrize("language", ["en", "es", "th"])
def test_typing_a_buttons_label_is_the_same_as_pressing_it(language: str) -> None:
    asked = compose(Danger(Band.CARE, Tier.PASSIVE), private=True, language=language, country="US", now=NOON)
    meanings = {button.action: understand_reply(button.label, language) for button in asked.buttons}
    told = ("yes", "sometimes", "no", "rather-not", "mistake")
    assert {action: meanings[action] for action in told} == {action: action for action in told}


@given(st.text(max_size=200), st.sampled_from(["en", "es", "th", "xx"]))
def test_any_text_has_a_meaning_that_we_can_answer(text: str, language: str) -> None:
    meaning = understand_reply(text, language)
    assert meaning in MEANINGS
    assert follow_up(meaning, language=language, country=None, now=NOON).text
