"""What is given to Discord's AutoMod: only phrases that the rules are sure of, within Discord's limits."""

from __future__ import annotations

import pytest

from safety import automod
from safety.judge import judge
from safety.rules_loader import LANGUAGES, load_language
from safety.verdict import Band

CHANNEL = "123456789012345678"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_phrase_alone_says_act_and_none_is_about_abuse(code: str) -> None:
    listed = automod.phrases(code)
    assert len(listed) > 50
    for phrase in listed:
        verdict = judge(phrase)
        assert verdict.band is Band.ACT
        assert verdict.path is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_list_keeps_discords_limits_and_repeats_nothing(code: str) -> None:
    listed = automod.phrases(code)
    assert len(listed) <= 1000
    assert len(set(listed)) == len(listed)
    assert all(len(phrase) <= 60 for phrase in listed)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_phrase_fires_on_what_the_rules_let_pass(code: str) -> None:
    harmless = [(example, False) for rule in load_language(code).rules for example in rule.passes]
    assert automod.worth(code, harmless).fired == 0


def test_what_a_list_finds_and_where_it_fires_is_counted() -> None:
    listed = automod.phrases("en")[0]
    messages = [(f"so I {listed} now", True), ("something else entirely", True), ("the bus is late", False)]
    found = automod.worth("en", messages)
    assert (found.found, found.urgent, found.fired, found.harmless) == (1, 2, 0, 1)
    assert automod.worth("en", [("the kmsx thing", True)]).found == 0, "only whole words count, as in Discord"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "I want to die"),
        ("en", "honestly I WANT TO KILL MYSELF"),
        ("en", "i dont want to live anymore"),
        ("es", "es que quiero morirme"),
        ("th", "ไม่อยากมีชีวิตแล้ว"),
    ],
)
def test_what_is_said_most_plainly_is_listed(code: str, text: str) -> None:
    assert automod.worth(code, [(text, True)]).found == 1


def test_there_are_no_more_rules_than_a_server_may_have() -> None:
    assert len(automod.keyword_rules(LANGUAGES, CHANNEL)) <= automod.RULES_PER_SERVER == 6
    with pytest.raises(ValueError, match="1 to 6"):
        automod.keyword_rules(["en"] * 7, CHANNEL)
    with pytest.raises(ValueError, match="no danger rules"):
        automod.keyword_rules(["xx"], CHANNEL)


@pytest.mark.parametrize("channel", ["", "general", "١٢٣", "12 34"])
def test_a_channel_that_is_no_number_is_refused(channel: str) -> None:
    with pytest.raises(ValueError, match="number"):
        automod.keyword_rules(["en"], channel)
