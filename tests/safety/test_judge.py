from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety import judge as judge_module
from safety.judge import FAILED, judge, prepare
from safety.rules_loader import LANGUAGES, load_language
from safety.verdict import About, Band, Danger, Tier

if TYPE_CHECKING:
    from collections.abc import Callable

BANDS = [Band.NONE, Band.SOFT, Band.CARE, Band.ACT]
FILLER = "we went to the market, bought some bread, and the neighbours had their little garden open for the afternoon. "


def height(text: str) -> int:
    return BANDS.index(judge(text).band)


@pytest.mark.parametrize(
    ("text", "band", "tier"),
    [
        ("I am going to kill myself tonight", Band.ACT, Tier.INTENT),
        ("i want to die", Band.ACT, Tier.IDEATION),
        ("i took all my pills", Band.ACT, Tier.MEDICAL),
        ("my husband beats me", Band.ACT, Tier.DANGER),
        ("everyone would be better off without me", Band.CARE, Tier.PASSIVE),
        ("i cut myself again last night", Band.CARE, Tier.SELFHARM),
        ("i feel completely hopeless", Band.SOFT, Tier.PASSIVE),
        ("quiero morirme", Band.ACT, Tier.IDEATION),
        ("อยากตาย", Band.ACT, Tier.IDEATION),
    ],
)
def test_each_tier_gets_its_band(text: str, band: Band, tier: Tier) -> None:
    verdict = judge(text)
    assert (verdict.band, verdict.tier, verdict.about) == (band, tier, About.SELF)


@pytest.mark.parametrize(
    "text", ["hello", "I cannot sleep before exams", "¿dónde hay un psicólogo?", "นอนไม่หลับ", "", "🙂"]
)
def test_an_ordinary_message_is_no_danger(text: str) -> None:
    assert judge(text) == Danger()


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal, just tired",
        "I never thought about killing myself",
        "i am not going to hurt myself",
        "no tengo ganas de morir, nunca",
        "ไม่ได้คิดจะฆ่าตัวตาย",
    ],
)
def test_a_plain_denial_is_not_urgent(text: str) -> None:
    assert not judge(text).is_urgent


@pytest.mark.parametrize(
    "text",
    [
        "I'm not going to do anything yet, but I think about it",
        "not gonna kill myself until after christmas",
        "I won't kill myself tonight, but I don't want to be alive",
        "I'm not suicidal but i wish i didn't exist",
        "no voy a hacer nada todavía, pero lo pienso",
        "ยังไม่ทำหรอก แต่คิดตลอด",
    ],
)
def test_a_denial_with_a_limit_stays_on(text: str) -> None:
    assert judge(text).is_urgent


@pytest.mark.parametrize("text", ["I don't want to live", "i dont want to wake up tomorrow", "ya no quiero vivir"])
def test_a_not_that_is_part_of_the_meaning_is_no_denial(text: str) -> None:
    assert judge(text).is_urgent


@pytest.mark.parametrize(
    "text", ["i can not stop thinking about killing myself", "not only tired, i want to die", "not joking, kms tonight"]
)
def test_a_not_that_belongs_to_another_word_is_no_denial(text: str) -> None:
    assert judge(text).band is Band.ACT


def test_a_not_in_another_clause_takes_nothing_back() -> None:
    assert judge("I'm not hungry and i want to kill myself").band is Band.ACT
    assert judge("it's not about you, i want to die").band is Band.ACT


@pytest.mark.parametrize(
    "text",
    [
        "when i was 14 i wanted to die. i'm 22 now and i have a dog",
        "I used to cut myself years ago, clean since then",
        "that song about wanting to die is stuck in my head: i want to die, la la",
        "i want to die lol, this game is so hard",
    ],
)
def test_past_songs_and_jokes_lower_first_person_words_to_soft(text: str) -> None:
    assert judge(text).band is Band.SOFT


def test_a_now_word_keeps_the_past_from_lowering() -> None:
    assert judge("i used to want to die and tonight i want to die again").band is Band.ACT


def test_not_joking_keeps_laughter_from_lowering() -> None:
    assert judge("i want to die 😂 not joking").band is Band.ACT


@pytest.mark.parametrize(
    "text",
    [
        "the lake is 12 kms away",
        "odd, the bus is late",
        "i can't breathe, it's a panic attack again, had them before",
        "I want to end things with him",
        "dying my hair purple tonight",
        "my feet are killing me",
        "we died laughing",
        "this cake is to die for",
        "how do i kill a zombie process",
        "got my flu shot and bought bath bombs",
        "me muero de risa",
        "ขำจะตาย",
    ],
)
def test_idioms_and_look_alike_words_are_not_urgent(text: str) -> None:
    assert not judge(text).is_urgent


@pytest.mark.parametrize(
    "text",
    ["my friend says she wants to die", "mi hermano se quiere matar", "เพื่อนบอกว่าอยากตาย", "my sister just overdosed"],
)
def test_somebody_elses_danger_is_about_the_other(text: str) -> None:
    verdict = judge(text)
    assert verdict.is_urgent
    assert verdict.about is About.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "I quit drinking on my own and had a seizure this morning",
        "I came off benzos cold turkey and I keep having fits",
        "ran out of valium three days ago, now I'm trembling and hearing things",
        "dejé el alcohol hace dos días y tengo temblores y alucinaciones",
        "หยุดเหล้ามาสองวัน มือสั่นและเห็นภาพหลอน",
        "หยุดยานอนหลับเองแล้วชัก",
    ],
)
def test_withdrawal_from_alcohol_or_sedatives_is_a_medical_danger(text: str) -> None:
    found = judge(text)
    assert (found.band, found.tier, found.about, found.path) == (Band.ACT, Tier.MEDICAL, About.SELF, None)


@pytest.mark.parametrize(
    "text",
    [
        "I want to stop drinking",
        "I stopped drinking a year ago and life is good",
        "quiero dejar de beber",
        "llevo un año sin beber y me siento bien",
        "อยากเลิกเหล้า",
        "เลิกเหล้ามาหนึ่งปีแล้ว ชีวิตดีขึ้น",
    ],
)
def test_wanting_to_stop_or_having_stopped_is_no_danger(text: str) -> None:
    assert judge(text) == Danger()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("my friend took a whole bottle of pills", About.OTHER),
        ("i think my friend took a whole bottle of pills", About.OTHER),
        ("my friend is asleep. i took a whole bottle of pills", About.SELF),
        ("my friend said no but i took a whole bottle of pills", About.SELF),
        ("mi amiga se tragó todas las pastillas", About.OTHER),
        ("เพื่อนกินยาหมดขวดแล้ว", About.OTHER),
        ("เพื่อนกลับไปแล้ว กินยาหมดขวดแล้ว", About.SELF),
    ],
)
def test_a_medical_danger_is_about_the_one_who_did_it(text: str, about: About) -> None:
    verdict = judge(text)
    assert (verdict.band, verdict.tier, verdict.about) == (Band.ACT, Tier.MEDICAL, about)


def test_somebody_elses_attempt_long_ago_is_at_most_soft() -> None:
    assert not judge("my neighbour attempted suicide twelve years ago, she is fine now").is_urgent
    assert judge("my neighbour attempted suicide twelve years ago and again tonight").is_urgent


def test_a_plan_to_harm_somebody_is_danger_and_no_abuse() -> None:
    verdict = judge("i want to kill my landlord with a knife tonight")
    assert (verdict.band, verdict.tier, verdict.about, verdict.path) == (Band.ACT, Tier.DANGER, About.SELF, None)


def test_idle_anger_is_no_plan() -> None:
    assert not judge("i could kill my landlord, he raised the rent").is_urgent
    assert not judge("i want to kill my landlord lol").is_urgent


@pytest.mark.parametrize(
    "text", ["dad hits me", "he has a knife and he's outside my door", "mi marido me pega", "ผัวตบตีเราอีกแล้ว"]
)
def test_abuse_now_takes_the_abuse_path(text: str) -> None:
    verdict = judge(text)
    assert (verdict.band, verdict.tier, verdict.path) == (Band.ACT, Tier.DANGER, "abuse")


def test_the_most_urgent_finding_decides_wherever_it_stands() -> None:
    assert judge("I took 40 pills. I feel hopeless and I cut myself again.").tier is Tier.MEDICAL
    assert judge("I feel hopeless and I cut myself again. I took 40 pills.").tier is Tier.MEDICAL


def test_context_words_count_only_in_their_own_sentence() -> None:
    apart = "I have the pills. The dentist gave them to me. My phone battery is dead. The kids are ready for bed."
    assert not judge(apart).is_urgent


EXPLICIT = [
    example
    for code in ("en", "es")
    for rule in load_language(code).rules
    if rule.band is not Band.SOFT
    for example in rule.finds
]


def _typo(text: str) -> str:
    words = text.split()
    longest = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[longest]
    middle = len(word) // 2
    words[longest] = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return " ".join(words)


@pytest.mark.parametrize(
    ("change", "floor"),
    [
        (str.upper, 0.98),
        (lambda text: text.replace("'", ""), 0.95),
        ("\u200b".join, 0.98),
        (lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text), 0.95),
        (lambda text: FILLER * 3 + text + ". " + FILLER * 3, 0.95),
        (lambda text: text.replace("o", "\u043e").replace("e", "\u0435"), 0.98),
        (_typo, 0.75),
    ],
    ids=[
        "upper case",
        "no apostrophes",
        "zero-width",
        "full-width",
        "buried",
        "look-alikes",
        "one swap in the longest word",
    ],
)
def test_a_disguise_does_not_hide_a_cry_for_help(change: Callable[[str], str], floor: float) -> None:
    kept = sum(judge(change(text)).band is not Band.NONE for text in EXPLICIT)
    assert kept / len(EXPLICIT) >= floor


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_no_text_ever_breaks_the_judge(text: str) -> None:
    verdict = judge(text)
    assert FAILED not in verdict.rules
    assert (verdict.tier is None) == (verdict.band is Band.NONE)
    assert len(verdict.rules) <= 8


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["i", "not", "want", "to", "die", "pills", "my", "friend", "kill", "myself", "no", "อยาก", "ตาย", ".", "he"]
        )
    )
)
def test_no_mix_of_the_rules_own_words_breaks_the_judge(words: list[str]) -> None:
    assert FAILED not in judge(" ".join(words)).rules


def test_a_failure_inside_is_soft_and_its_log_holds_no_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str, _: object) -> str:
        raise ValueError(text)

    monkeypatch.setattr(judge_module, "tidy", broken)
    with caplog.at_level(logging.DEBUG):
        verdict = judge("a very private sentence")
    assert (verdict.band, verdict.rules) == (Band.SOFT, (FAILED,))
    assert "ValueError" in caplog.text
    assert "private" not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        FILLER * 40,
        "i want to not die my friend said pills " * 110,
        "i " * 2048,
        "he she they dad mum hit me kill " * 130,
        "อยากตายไม่อยากอยู่" * 230,
        "k m s " * 700,
        "\ufdfa" * 8000,
        "a" * 100_000,
    ],
    ids=["ordinary", "rule words", "one word", "people", "thai", "spaced", "expanding", "huge"],
)
@pytest.mark.usefixtures("unswept")
def test_even_a_hostile_text_is_judged_in_bounded_time(text: str) -> None:
    prepare()
    start = time.thread_time()
    judge(text)
    assert time.thread_time() - start < 0.5


def test_every_language_is_prepared_before_the_first_message() -> None:
    prepare()
    assert all(
        "regex" in vars(pattern) for code in LANGUAGES for r in load_language(code).rules for pattern in r.patterns
    )
