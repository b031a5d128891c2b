from __future__ import annotations

import math

import pytest

from matching.negation import denied
from matching.text import LETTERS_AT_MOST, Speller, Words, plain, split
from matching.words import LineCounts, TalkOdds, WordIndex


def test_thai_vowel_signs_stay_with_their_letters() -> None:
    assert split("กลัวมาก เศร้า") == ["กลัวมาก", "เศร้า"]


def test_thai_words_are_found_longest_first() -> None:
    assert Words("th", ["นอน", "นอนไม่หลับ"]).of("นอนไม่หลับ") == ["นอนไม่หลับ"]


def test_composed_and_decomposed_letters_are_the_same_word() -> None:
    assert split("pa\u0301nico") == split("pánico") == split("panico") == ["panico"]


def test_endings_and_words_that_everybody_uses_are_dropped() -> None:
    assert Words("en").of("I need help with my worries and worrying") == ["worri", "worri"]
    assert Words("es").of("necesito ayuda con mis preocupaciones") == Words("es").of("preocupacion")


def test_invisible_letters_do_not_split_words() -> None:
    assert split("anx\u200biety\u00ad!") == ["anxiety"]


def test_only_unknown_words_one_slip_away_are_mended() -> None:
    speller = Speller(["anxiety", "tired"], {"tmrw": "tomorrow"}, {"tried"}.__contains__)
    assert speller.mend("anxeity? I tried, tmrw") == "anxiety? i tried, tomorrow"
    assert speller.mend("anxtiey zzzzzz") == "anxtiey zzzzzz"


def test_slang_is_told_plainly_even_where_phrases_use_it() -> None:
    assert Speller(["tmrw", "tomorrow"], {"tmrw": "tomorrow"}, {"tmrw"}.__contains__).mend("tmrw") == "tomorrow"


def test_a_word_in_half_of_the_documents_still_counts() -> None:
    scores = WordIndex.made([["sleep"], ["sleep"], ["money"], ["money"]]).scores(["sleep"])
    assert scores[0] == pytest.approx(math.log(2), rel=0.05)
    assert scores[2] == 0


def test_an_index_without_documents_scores_nothing() -> None:
    assert WordIndex.made([]).scores(["sleep"]).shape == (0,)
    assert WordIndex.made([[], []]).scores(["sleep"]).tolist() == [0, 0]


def test_words_of_requests_speak_for_a_request() -> None:
    talk = TalkOdds.made(LineCounts([["cannot", "sleep"]] * 50), LineCounts([["nice", "goal"]] * 5))
    assert talk.odds(["sleep"]) > 0 > talk.odds(["goal"])
    assert talk.odds(["unheard"]) == 0


@pytest.mark.parametrize(
    ("language", "text", "gone", "stays"),
    [
        ("en", "i'm not depressed, just tired of my job", "depressed", "tired of my job"),
        ("en", "it's not about money but i feel lonely", "money", "lonely"),
        ("es", "no es depresión, solo estoy cansado del trabajo", "depresión", "cansado del trabajo"),
        ("th", "ไม่ใช่ซึมเศร้า แค่เหนื่อยกับงาน", "ซึมเศร้า", "เหนื่อยกับงาน"),
    ],
)
def test_what_is_denied_in_contrast_is_left_out(language: str, text: str, gone: str, stays: str) -> None:
    kept, clauses = denied(text, language)
    assert gone not in kept
    assert gone in clauses
    assert stays in kept


@pytest.mark.parametrize("text", ["i am not sleeping", "i do not have friends", "not again", "no puedo más"])
def test_plain_denials_are_the_request_itself(text: str) -> None:
    assert denied(text, "en") == (text, "")


def test_only_the_beginning_of_a_huge_text_is_read() -> None:
    assert len(plain("x" * 100_000)) == LETTERS_AT_MOST <= 5_000
