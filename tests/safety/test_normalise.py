from __future__ import annotations

import pytest

from safety.normalise import LONGEST, fold, join_spaced, unleet, unstretch
from safety.rules_loader import load_language, load_shared
from safety.sentences import cut, split, tidy
from safety.slips import Slips


def folded(text: str) -> str:
    return fold(text, load_shared().look_alikes)


def words(text: str, code: str = "en") -> str:
    shared, language = load_shared(), load_language(code)
    pieces = cut(tidy(text, shared), spaced=language.spaced)
    return " | ".join(sentence.text.strip() for sentence in split(pieces, language, shared))


@pytest.mark.parametrize(
    "disguised",
    [
        "SUICIDE",
        "\uff53\uff55\uff49\uff43\uff49\uff44\uff45",
        "sui\u200bci\u200dde",
        "su\u0456\u0441ide",
        "s\u0301u\u0308icide",
        "\U0001d4fc\U0001d4fe\U0001d4f2\U0001d4ec\U0001d4f2\U0001d4ed\U0001d4ee",
        "su\u00adicide",
        "suicid\u0450",
    ],
    ids=["upper", "full-width", "zero-width", "cyrillic", "accents", "script", "soft-hyphen", "cyrillic with accent"],
)
def test_a_disguised_word_is_folded_to_itself(disguised: str) -> None:
    assert folded(disguised) == "suicide"


def test_a_sign_that_nobody_sees_parts_words_as_a_space_does() -> None:
    assert folded("want\tto\x00die\x0bnow\nplease") == "want to die now\nplease"


def test_code_blocks_are_stripped_and_spoilers_keep_what_they_hide() -> None:
    assert "kill" not in folded("look: ```kill -9 pid``` ok")
    assert "secret" in folded("||secret||")


def test_thai_vowels_survive_folding() -> None:
    assert folded("ทำร้ายน้ำ") == "ทำร้ายน้ำ"
    assert folded("มากกกกก") == "มาก"
    assert folded("อ ย า ก ต า ย") == "อยากตาย"


def test_however_long_a_text_is_no_more_than_some_thousand_letters_are_judged() -> None:
    for letters in ("a b ", "กข ", "\ufdfa"):  # the last one becomes eighteen letters
        assert len(folded(letters * 100_000)) <= 10_000


def test_a_long_text_keeps_its_head_and_tail() -> None:
    text = folded("begin " + "x " * LONGEST + " finish")
    assert text.startswith("begin")
    assert text.endswith("finish")
    assert len(text) <= LONGEST + 10


@pytest.mark.parametrize("spaced", ["k m s", "k.m.s", "k-m-s", "k  m  s"])
def test_spaced_letters_close_up_when_they_spell_a_crisis_word(spaced: str) -> None:
    assert join_spaced(spaced, {"kms"}, ()) == "kms"


def test_spaced_letters_that_spell_nothing_stay_apart() -> None:
    assert join_spaced("a b c d e f", {"kms"}, {"a"}) == "a b c d e f"


@pytest.mark.parametrize(
    ("token", "word"), [("su1c1de", "suicide"), ("k1ll", "kill"), ("d!e", "die"), ("k*ll", "kill")]
)
def test_leetspeak_is_read_inside_the_crisis_vocabulary(token: str, word: str) -> None:
    assert unleet(token, {"suicide", "kill", "die"}) == word


@pytest.mark.parametrize("token", ["h3ll0", "100", "kill", "b4"])
def test_leetspeak_is_left_alone_outside_the_crisis_vocabulary(token: str) -> None:
    assert unleet(token, {"suicide", "kill", "die"}) is None


def test_letters_held_down_are_let_go() -> None:
    assert unstretch("diiiie", {"die"}) == "die"
    assert unstretch("killlll", {"kill"}) == "kill"


def test_a_valid_form_is_never_rewritten() -> None:
    assert "suicidas" in words("las ideas suicidas", "en")
    assert "suicidas" in words("las ideas suicidas", "es")
    assert "letter" in words("a letter")
    assert "odd" in words("how odd")
    assert Slips({"suicidal"}, (), {"suicidas"}).undone("suicidas") == "suicidas"


@pytest.mark.parametrize(("slip", "word"), [("suicde", "suicide"), ("toinght", "tonight"), ("overdse", "overdose")])
def test_a_slip_of_one_letter_in_a_long_word_is_undone(slip: str, word: str) -> None:
    assert word in words(slip)


def test_words_with_and_without_apostrophe_do_not_collide() -> None:
    assert words("I'll go, she'll stay, we'll see") == "i will go she will stay we will see"
    assert words("ill in a shell, well") == "ill in a shell well"
    assert words("I'm here, don't go") == words("im here, dont go") == "i am here do not go"


def test_sentences_end_at_full_stops_and_new_lines() -> None:
    assert words("one. two\nthree") == "one | two | three"
