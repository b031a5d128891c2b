"""What would make it hard to reach out? The question, its six answers, and the reply to each."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from safety.answers import compose, follow_up
from safety.barrier import BARRIERS, barrier
from safety.lines import countries, emergency_number
from safety.loader import read_yaml
from safety.verdict import About, Band, Danger, Tier

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LANGUAGES = ("en", "es", "th")
COUNTRIES = (*countries(), "GB-SCT", "JP", None)
QUIET = ("Chat", "text", "chat", "web", "findahelpline", "befrienders", "WhatsApp")


def said(reason: str | None, danger: Danger, language: str = "en", country: str | None = "CA") -> str:
    return barrier(reason, danger, language=language, country=country, now=NOON).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_has_six_answers_to_tap(language: str) -> None:
    asked = barrier(None, Danger(Band.CARE, Tier.PASSIVE), language=language, country="ES", now=NOON)
    assert tuple(button.action for button in asked.buttons[:6]) == BARRIERS
    labels = [button.label for button in asked.buttons[:6]]
    assert len(set(labels)) == len(BARRIERS)
    assert all(len(label) <= 40 for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_gets_a_reply_of_its_own_with_the_line_again(language: str) -> None:
    for country in COUNTRIES:
        danger = Danger(Band.CARE, Tier.PASSIVE)
        texts = {said(reason, danger, language, country) for reason in BARRIERS}
        assert len(texts) == len(BARRIERS)
        assert all("•" in text for text in texts)
        assert all(len(text) <= 900 for text in texts)


def test_the_emergency_number_stands_in_a_reply_exactly_when_it_is_urgent() -> None:
    for reason, language in product((None, *BARRIERS), LANGUAGES):
        for band, stands in ((Band.ACT, True), (Band.CARE, False)):
            ours = said(reason, Danger(band, Tier.IDEATION), language, "CA").split("•")[0]
            assert (str(emergency_number("CA")) in ours) is stands, reason


def test_who_does_not_want_to_speak_is_shown_ways_without_speaking() -> None:
    for country in COUNTRIES:
        rows = [row for row in said("phone", Danger(Band.CARE, Tier.PASSIVE), "en", country).splitlines() if "•" in row]
        assert rows
        assert all(any(way in row for way in QUIET) or "." in row for row in rows)
    first = said("phone", Danger(Band.CARE, Tier.PASSIVE), "en", "IE")
    assert "text HELLO to 50808" in first or "text" in first.split("•")[1]


def test_the_reply_about_a_secret_names_traces_and_how_to_clear_them() -> None:
    for language in LANGUAGES:
        text = said("secret", Danger(Band.CARE, Tier.PASSIVE), language)
        assert "/clear" in text
        assert read_yaml("answers.yaml")["languages"][language]["parts"]["traces"] in text


def offers(danger: Danger, *, private: bool = True) -> bool:
    answer = compose(danger, private=private, language="en", country="CA", now=NOON)
    return "barrier" in {button.action for button in answer.buttons}


def test_the_question_is_offered_in_private_about_oneself_where_there_is_time_for_it() -> None:
    for band, tier, about, path, private in product(
        (Band.ACT, Band.CARE), (*Tier, None), (About.SELF, About.OTHER, None), (None, "abuse"), (True, False)
    ):
        in_time = tier not in (Tier.MEDICAL, Tier.DANGER)
        fits = private and about is not About.OTHER and path is None and in_time
        assert offers(Danger(band, tier, about, path=path), private=private) is fits


def test_it_is_offered_again_after_our_question_but_not_in_an_emergency_nor_after_a_mistake() -> None:
    def after(reply: str, tier: Tier | None) -> bool:
        answer = follow_up(reply, language="en", country="CA", now=NOON, tier=tier)  # type: ignore[arg-type]  # one of six
        return "barrier" in {button.action for button in answer.buttons}

    assert all(after(reply, Tier.IDEATION) for reply in ("yes", "sometimes", "no", "rather-not", "unclear"))
    assert not after("mistake", Tier.IDEATION)
    assert not after("yes", Tier.MEDICAL)
    assert not after("unclear", Tier.DANGER)
