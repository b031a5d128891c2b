"""What is said to somebody in danger: every text in every language, as a member reads it."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.answers import Answer, FollowUp, answered_tier, compose, crisis, follow_up, prepare, soft_line
from safety.barrier import BARRIERS, barrier
from safety.line_text import country_name, line_text
from safety.lines import Hours, Line, LineContact, Period, countries, emergency_number, shipped_lines, worldwide
from safety.loader import read_yaml
from safety.replies import understand_reply
from safety.verdict import About, Band, Danger, Tier

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LANGUAGES = ("en", "es", "th")
COUNTRIES = (*countries(), "GB-SCT", "JP", None)
URGENT = (Tier.INTENT, Tier.MEDICAL, Tier.DANGER)
REPLIES: tuple[FollowUp, ...] = ("yes", "sometimes", "no", "rather-not", "unclear", "mistake")
QUESTION = {
    "en": "Are you thinking about suicide?",
    "es": "¿Estás pensando en suicidarte?",
    "th": "คุณกำลังคิดฆ่าตัวตายอยู่ไหม?",
}

NEVER = {
    "en": (
        "commit", "promise me", "never the answer", "think of your family", "think about your family", "selfish",
        "attention", "cheer up", "good!", "great!", "at least", "be strong", "calm down", "other people have it worse",
        "will contact you", "will call you", "someone is on the way", "help is on the way", "i understand how you feel",
        "i am a human", "i am a person", "as a friend", "your diagnosis", "you have depression", "disorder", "killed",
        "overdose", "pills", "rope", "knife", "gun", "bleed", "jump", "poison", "vomit", "drink water", "successful",
        "failed attempt", "i am here for you always", "should have", "you must",
    ),
    "es": (
        "cometer suicidio", "cometas", "prométeme", "piensa en tu familia", "egoísta", "ánimo", "¡bien!", "¡genial!",
        "al menos", "sé fuerte", "cálmate", "te llamaremos", "te llamarán", "se pondrá en contacto", "te contactar",
        "soy una persona", "tu diagnóstico", "trastorno", "sobredosis", "pastillas", "cuerda", "cuchillo", "pistola",
        "saltar", "veneno", "vomit", "bebe agua", "vosotros", "estáis", "usted ", "deberías",
    ),
    "th": (
        "ครับ", "ค่ะ", "ผม", "ดิฉัน", "ฉันเป็นคน", "สัญญากับ", "คิดถึงครอบครัว", "เห็นแก่ตัว", "สู้ๆ", "สู้ ๆ",
        "ใจเย็น ๆ นะ", "ดีมาก", "เยี่ยม", "จะติดต่อกลับ", "จะโทรหาคุณ",
        "โรคซึมเศร้า", "ยาเกินขนาด", "เชือก", "มีด", "ปืน", "กระโดด", "ยาพิษ", "อาเจียน", "ดื่มน้ำ",
    ),
}  # fmt: skip
COUPLES_ADVICE = {
    "en": ("talk to him", "talk to her", "partner", "relationship", "therapy", "parents", "be with another",
           "leave him", "leave her", "suicid", "be with somebody"),
    "es": ("pareja", "relación", "terapia", "padres", "acompañ", "suicid", "compañía"),
    "th": ("คู่รัก", "สามี", "ภรรยา", "พ่อแม่", "อยู่กับใครสักคน", "ฆ่าตัวตาย"),
}  # fmt: skip


class Case(NamedTuple):
    """One rendered answer, and how it came about."""

    danger: Danger
    private: bool
    language: str
    country: str | None
    again: bool
    young: bool | None
    answer: Answer

    @property
    def abuse(self) -> bool:
        return self.danger.path == "abuse"

    @property
    def urgent(self) -> bool:
        return self.danger.band is Band.ACT or self.danger.tier is Tier.MEDICAL

    @property
    def code(self) -> str | None:
        return self.country.split("-")[0] if self.country else None

    @property
    def words(self) -> dict[str, Any]:
        words: dict[str, Any] = read_yaml("answers.yaml")["languages"][self.language]
        return words


@cache
def all_cases() -> tuple[Case, ...]:
    dangers = [
        Danger(band, tier, about, path=path)
        for band, tier, about, path in product((Band.ACT, Band.CARE), (*Tier, None), About, (None, "abuse"))
    ]
    ages = {country: (None, True, False) if country in ("CA", "ES", "IE") else (None,) for country in COUNTRIES}
    settings = [
        (*setting, young)
        for setting in product(dangers, (True, False), LANGUAGES, COUNTRIES, (False, True))
        for young in ages[setting[3]]
    ]
    return tuple(
        Case(
            *setting,
            compose(
                setting[0],
                private=setting[1],
                language=setting[2],
                country=setting[3],
                again=setting[4],
                young=setting[5],
                now=NOON,
            ),
        )
        for setting in settings
    )


def the(**wanted: Any) -> list[Case]:
    """The cases in which all of these hold."""
    found = [
        case
        for case in all_cases()
        if all(getattr(case, key, getattr(case.danger, key, None)) == value for key, value in wanted.items())
    ]
    assert found
    return found


def without_lines(text: str) -> str:
    """The text without the rows of crisis lines, whose names and numbers are not ours."""
    return "\n".join(row for row in text.splitlines() if not row.startswith("•"))


def rows(text: str) -> list[str]:
    return [row for row in text.splitlines() if row.startswith("•")]


def names_emergency(text: str, code: str | None, language: str) -> bool:
    ours = without_lines(text)
    numbers = [number for number in (emergency_number(code), emergency_number(code, "police")) if number]
    if not numbers:
        return read_yaml("answers.yaml")["languages"][language]["emergency"]["unknown"] in ours
    return any(re.search(rf"(?<!\d){number}(?!\d)", ours) for number in numbers)


def always_there(row: str, code: str | None, language: str) -> bool:
    words = read_yaml("answers.yaml")["languages"][language]["line"]
    lines = [line for line in shipped_lines(code) if line.hours.always] + list(worldwide(("suicide", "abuse")))
    return any(line_text(line, words, language, NOON, short=True) in row or line.name in row for line in lines)


# Every answer


def everything_said() -> list[tuple[str, str, str | None]]:
    """Every text with its language and country: answers, follow-ups, the command, the gentle line."""
    said = [(case.answer.text, case.language, case.code) for case in all_cases()]
    for language, country in product(LANGUAGES, COUNTRIES):
        code = country.split("-")[0] if country else None
        said += [
            (follow_up(reply, language=language, country=country, now=NOON, tier=tier).text, language, code)
            for reply in REPLIES
            for tier in (None, Tier.INTENT)
        ]
        said += [
            (crisis(private=private, language=language, country=country, now=NOON).text, language, code)
            for private in (True, False)
        ]
        said.append((soft_line(language=language, country=country, now=NOON), language, code))
        said += [
            (
                barrier(reason, Danger(band, Tier.IDEATION), language=language, country=country, now=NOON).text,
                language,
                code,
            )
            for reason in (None, *BARRIERS)
            for band in (Band.ACT, Band.CARE)
        ]
    return said


def test_nothing_is_ever_said_that_must_not_be_said() -> None:
    for text, language, _ in everything_said():
        ours = without_lines(text).casefold()
        assert not [phrase for phrase in NEVER[language] if phrase in ours]


def test_no_place_for_a_word_is_left_empty() -> None:
    for text, _, _ in everything_said():
        assert not re.search(r"[{}]|None", text)
        assert "  " not in text
        assert text == text.strip()


def test_sentences_are_short() -> None:
    for text, language, _ in everything_said():
        for sentence in re.split(r"[.!?:\n]+", without_lines(text)):
            if language == "th":  # Thai is written without spaces between words
                assert all(len(clause) <= 90 for clause in sentence.split(" "))
            else:
                assert len(re.findall(r"[\w'’-]+", sentence)) <= (20 if language == "en" else 22), sentence


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text: 4 means that a child of nine or ten can read it."""
    sentences = [part for part in re.split(r"[.!?\n]+", text) if re.search("[A-Za-z]", part)]
    found = re.findall(r"[A-Za-z'’]+", text)
    return 0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def syllables(word: str) -> int:
    """Runs of vowels, without the endings that are not spoken."""
    spoken = re.sub(r"(?:[^laeiouy]es|[^dt]ed|[^l]e)$", lambda ending: ending[0][0], word.lower())
    return max(1, len(re.findall("[aeiouy]+", spoken)))


def test_a_child_of_nine_can_read_most_english_answers_and_one_of_eleven_all() -> None:
    texts = {without_lines(text) for text, language, _ in everything_said() if language == "en"}
    grades = sorted(reading_grade(text) for text in texts)
    assert grades[-1] <= 6
    assert grades[len(grades) // 2] <= 3.5
    assert grades[int(len(grades) * 0.9)] <= 4


def test_hard_words_and_long_sentences_raise_the_reading_grade() -> None:
    assert reading_grade("Please call them now. You do not have to carry it alone.") < 2
    assert reading_grade("Psychological difficulties necessitate professional intervention.") > 12
    assert reading_grade(" ".join(["you can call them and they will help you and stay with you"] * 4)) > 10


def test_every_number_stands_beside_its_country_and_the_day_it_was_read() -> None:
    for text, language, code in everything_said():
        if not rows(text):
            continue
        words = read_yaml("answers.yaml")["languages"][language]
        named = {country_name(code, language) if code else "", words["line"]["worldwide"]} - {""}
        assert all(any(row.startswith(f"• {name}: ") for name in named) for row in rows(text))
        assert "2026" in text
        if any(not row.startswith(f"• {words['line']['worldwide']}: ") for row in rows(text)):
            assert re.search(r"not called|no hemos llamado|ยังไม่ได้ลองโทร", text)
        else:  # a page is looked at; nobody can call it
            assert re.search(r"Last looked at|Visto por última vez|เปิดดูล่าสุด", text)


def test_every_answer_with_lines_can_be_moved_to_another_country() -> None:
    for case in all_cases():
        if not rows(case.answer.text):
            continue
        assert [button for button in case.answer.buttons if button.action == "country"]
        if case.code:
            place = case.words["places"].get(case.code) or country_name(case.code, case.language)
            assert re.search(rf"(Not in|¿No estás en|ไม่ได้อยู่ใน) ?{re.escape(place)}", case.answer.text)


def test_the_united_states_are_called_as_people_say_it() -> None:
    text = compose(Danger(Band.CARE, Tier.PASSIVE), private=True, language="en", country="US", now=NOON).text
    assert "Not in the United States?" in text


def test_the_verdict_decides_alone_and_no_text_of_the_member_is_needed() -> None:
    assert "text" not in Danger.__slots__


# Private answers


def test_a_full_private_answer_says_that_a_bot_writes() -> None:
    bot = {"en": "I am a bot, not a counsellor.", "es": "Soy un bot, no un profesional.", "th": "นี่คือบอต ไม่ใช่ผู้ให้คำปรึกษา"}
    for case in the(private=True, again=False):
        assert bot[case.language] in case.answer.text


def test_a_full_private_answer_thanks_for_writing() -> None:
    thanks = {"en": "Thank you for", "es": "Gracias por", "th": "ขอบคุณที่"}
    for case in the(private=True, again=False):
        assert thanks[case.language] in case.answer.text


def test_a_private_answer_is_short() -> None:
    for case in the(private=True, language="en"):
        # Every nation of the United Kingdom has an abuse line of its own; all four stand there until we know which.
        most = 1050 if case.abuse and case.country == "GB" else 900
        assert len(case.answer.text) <= most, case


def test_a_private_answer_shows_one_to_three_lines_and_one_by_day_and_night_first() -> None:
    for case in the(private=True):
        shown = rows(case.answer.text)
        assert 1 <= len(shown) <= (4 if case.abuse and case.country == "GB" else 3)
        assert always_there(shown[0], case.code, case.language), case


def test_the_emergency_number_stands_in_a_private_answer_exactly_when_it_is_urgent() -> None:
    for case in the(private=True):
        assert names_emergency(case.answer.text, case.code, case.language) is case.urgent, case


@pytest.mark.parametrize("tier", URGENT)
def test_the_emergency_number_stands_before_the_lines_when_every_minute_counts(tier: Tier) -> None:
    for case in the(private=True, tier=tier, band=Band.ACT, path=None):
        before = case.answer.text.split("•")[0]
        assert names_emergency(before, case.code, case.language), case


@pytest.mark.parametrize("tier", [Tier.IDEATION, Tier.PASSIVE, Tier.SELFHARM])
def test_the_crisis_line_stands_before_the_emergency_number_otherwise(tier: Tier) -> None:
    for case in the(private=True, tier=tier, band=Band.ACT, about=About.SELF, path=None):
        before = case.answer.text.split("•")[0]
        assert not names_emergency(before, case.code, case.language), case


def test_the_question_is_asked_only_in_private_about_oneself_and_never_for_medical_danger_or_abuse() -> None:
    for case in all_cases():
        may = (
            case.private
            and not case.again
            and not case.abuse
            and case.danger.about is About.SELF
            and case.danger.tier not in URGENT
        )
        assert case.answer.asks is may
        assert case.answer.text.endswith(QUESTION[case.language]) is may
        assert (QUESTION[case.language] in case.answer.text) is may
        answers = {"yes", "sometimes", "no", "rather-not"}
        assert ({button.action for button in case.answer.buttons} >= answers) is may


def test_every_private_answer_has_a_way_out_a_way_on_and_can_be_deleted() -> None:
    for case in the(private=True):
        assert {button.action for button in case.answer.buttons} >= {"mistake", "services", "wipe"}
        assert all(button.label for button in case.answer.buttons)


def test_medical_danger_means_calling_even_if_one_feels_fine_and_no_home_remedy() -> None:
    fine = {"en": "even if you feel fine", "es": "aunque te sientas bien", "th": "แม้จะรู้สึกปกติดี"}
    someone = {"en": "somebody", "es": "alguien", "th": "ใครสักคน"}
    remedy = {
        "en": "do not try to treat it yourself",
        "es": "no intentes tratarlo por tu cuenta",
        "th": "อย่าพยายามรักษาเอง",
    }
    for case in the(tier=Tier.MEDICAL, about=About.SELF, path=None, private=True):
        assert fine[case.language] in case.answer.text
        assert someone[case.language] in case.answer.text
        if not case.again:
            assert remedy[case.language] in case.answer.text


def test_intent_means_being_with_a_person_and_away_from_means() -> None:
    person = {"en": "Be with another person", "es": "Busca a otra persona", "th": "อยู่กับใครสักคน"}
    away = {"en": "Move away from anything", "es": "Aléjate de", "th": "ออกห่างจาก"}
    for case in the(tier=Tier.INTENT, about=About.SELF, path=None, private=True, again=False):
        assert person[case.language] in case.answer.text
        assert away[case.language] in case.answer.text


def test_harm_to_others_and_voices_are_met_without_shame_and_with_distance() -> None:
    calm = {"en": "does not make you a bad person", "es": "no te hace mala persona", "th": "ไม่ได้ทำให้คุณเป็นคนไม่ดี"}
    step = {"en": "Step away", "es": "Aléjate de", "th": "ออกห่างจาก"}
    for case in the(tier=Tier.DANGER, about=About.SELF, path=None, private=True, again=False):
        assert calm[case.language] in case.answer.text
        assert step[case.language] in case.answer.text


@pytest.mark.parametrize("rule", ["en-voices", "es-harm-others"])
def test_rules_about_voices_and_harm_to_others_lead_to_that_answer_whatever_their_tier(rule: str) -> None:
    found = Danger(Band.ACT, Tier.INTENT, About.SELF, rules=(rule,))
    same = Danger(Band.ACT, Tier.DANGER, About.SELF)
    where: dict[str, Any] = {"private": True, "language": "en", "country": "CA", "now": NOON}
    assert answered_tier(found) is Tier.DANGER
    assert compose(found, **where) == compose(same, **where)


def test_sexual_assault_shows_the_line_for_it_first() -> None:
    found = Danger(Band.ACT, Tier.DANGER, About.SELF, rules=("en-assault",), path="abuse")
    text = compose(found, private=True, language="en", country="US", now=NOON).text
    assert "RAINN" in rows(text)[0]
    assert "Call only if it is safe" in text


def test_both_emergency_numbers_stand_there_where_ambulance_and_police_differ() -> None:
    text = compose(Danger(Band.ACT, Tier.DANGER), private=True, language="en", country="TH", now=NOON).text
    assert "1669 (ambulance) or 191 (police)" in text


@pytest.mark.parametrize("tier", [Tier.INTENT, Tier.IDEATION, Tier.PASSIVE, Tier.SELFHARM])
def test_a_helper_is_thanked_and_told_to_ask_to_stay_to_keep_no_secret_and_to_get_a_person(tier: Tier) -> None:
    thanks = {"en": "Thank you for looking out", "es": "Gracias por preocuparte", "th": "ขอบคุณที่เป็นห่วง"}
    for case in the(tier=tier, about=About.OTHER, path=None, private=True, again=False):
        assert thanks[case.language] in case.answer.text
        for part in ("directly", "stay", "secret", "person"):
            assert case.words["parts"][part] in case.answer.text


@pytest.mark.parametrize("tier", URGENT)
def test_a_helper_in_an_emergency_is_told_to_get_a_person_and_to_keep_no_secret(tier: Tier) -> None:
    for case in the(tier=tier, about=About.OTHER, path=None, private=True, again=False):
        assert case.words["parts"]["secret"] in case.answer.text
        assert case.words["parts"]["person"] in case.answer.text


def test_care_points_to_a_professional_and_to_people_one_trusts() -> None:
    professional = {"en": r"doctor", "es": r"médico|profesional de la salud", "th": r"หมอ"}
    trusted = {"en": "trust", "es": "confianza", "th": "ไว้ใจ"}
    for tier in (Tier.IDEATION, Tier.PASSIVE, Tier.SELFHARM):
        for case in the(tier=tier, about=About.SELF, path=None, private=True, again=False):
            assert re.search(professional[case.language], case.answer.text)
            assert trusted[case.language] in case.answer.text


# A second message


def test_a_second_answer_is_different_shorter_and_never_silent() -> None:
    for case in the(again=True, private=True):
        whole = compose(
            case.danger, private=True, language=case.language, country=case.country, young=case.young, now=NOON
        )
        assert case.answer.text != whole.text
        assert case.answer.text.splitlines()[0] != whole.text.splitlines()[0]
        assert 0 < len(case.answer.text) < len(whole.text)


# Abuse


def test_abuse_starts_with_a_line_that_anybody_may_see_on_a_locked_screen() -> None:
    for case in the(path="abuse", private=True):
        first = case.answer.text.splitlines()[0]
        assert re.fullmatch(r"Here is the information[^.]*\.|Aquí está la información[^.]*\.|นี่คือข้อมูล[^.]*", first)


def test_abuse_asks_whether_reading_is_safe_and_names_quiet_ways_and_traces() -> None:
    for case in the(path="abuse", private=True, again=False):
        parts = case.words["parts"]
        for part in ("safe-to-read", "quiet", "traces"):
            assert parts[part] in case.answer.text
        assert parts["people-abuse"] in case.answer.text or parts["people-abuse-worldwide"] in case.answer.text


def test_abuse_never_gives_couples_advice_nor_sends_to_other_people() -> None:
    for case in the(path="abuse"):
        ours = without_lines(case.answer.text).casefold()
        assert not [phrase for phrase in COUPLES_ADVICE[case.language] if phrase in ours]


def test_abuse_shows_the_abuse_line_and_not_the_suicide_line() -> None:
    for case in the(path="abuse", private=True):
        for line in shipped_lines(case.code):
            if line.purposes == ("suicide",):
                assert line.name not in case.answer.text


def test_abuse_in_a_group_is_one_neutral_sentence_without_a_number() -> None:
    for case in the(path="abuse", private=False):
        assert not re.search(r"\d|•", case.answer.text)
        assert len(case.answer.text) <= 80
        assert [button.action for button in case.answer.buttons] == ["private"]


# Groups


def test_a_group_answer_is_short_and_asks_nothing() -> None:
    for case in the(private=False):
        assert len(case.answer.text) <= 400, case
        ours = without_lines(case.answer.text)
        place = case.code and (case.words["places"].get(case.code) or country_name(case.code, case.language))
        asked = re.sub(rf"(¿?No[^.?]*|ไม่ได้อยู่ใน){place}(ใช่ไหม)?\?", "", ours) if place else ours
        assert "?" not in asked


def test_a_group_answer_has_one_line_by_day_and_night_and_leads_into_private() -> None:
    for case in the(private=False, path=None):
        assert len(rows(case.answer.text)) == 1
        assert always_there(rows(case.answer.text)[0], case.code, case.language)
        assert case.answer.buttons[0].action == "private"


def test_a_group_answer_uses_no_alarming_word_about_the_person() -> None:
    alarming = {
        "en": r"suicid|danger|crisis|harm|die|kill",
        "es": r"suicid|peligro|crisis|daño|morir|matar",
        "th": r"ตาย|อันตราย|วิกฤต|ทำร้าย",
    }
    for case in the(private=False):
        assert not re.search(alarming[case.language], without_lines(case.answer.text).casefold()), case


def test_a_group_answer_names_the_emergency_number_only_when_every_minute_counts() -> None:
    for case in the(private=False, path=None):
        tier = case.danger.tier
        assert names_emergency(case.answer.text, case.code, case.language) is (case.urgent and tier in URGENT), case


# Young people


def test_a_young_line_stands_beside_the_adult_one_and_first_for_the_young() -> None:
    def shown(young: bool | None) -> list[str]:  # noqa: FBT001  one fact, three values
        danger = Danger(Band.CARE, Tier.PASSIVE, About.SELF)
        return rows(compose(danger, private=True, language="en", country="IE", now=NOON, young=young).text)

    assert "Childline" in shown(None)[-1]
    assert "Childline" in shown(young=True)[0]
    assert "for young people" in shown(young=True)[0]
    assert not any("Childline" in row for row in shown(young=False))


# After the question


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reply", REPLIES)
def test_every_reply_to_the_question_gets_an_answer_with_a_line(reply: FollowUp, language: str) -> None:
    for country in COUNTRIES:
        answer = follow_up(reply, language=language, country=country, now=NOON)
        assert rows(answer.text)
        assert answer.asks is False
        assert QUESTION[language] not in answer.text
        assert len(answer.text) <= 900
        code = country.split("-")[0] if country else None
        assert always_there(rows(answer.text)[0], code, language)
        assert names_emergency(answer.text, code, language) is (reply in ("yes", "sometimes"))
        assert {button.action for button in answer.buttons} >= {"services", "wipe", "country"}
        assert ("mistake" in {button.action for button in answer.buttons}) is (reply != "mistake")


def test_after_an_urgent_message_every_reply_keeps_the_emergency_number() -> None:
    for reply, tier in product(REPLIES, URGENT):
        answer = follow_up(reply, language="en", country="CA", now=NOON, tier=tier)
        assert names_emergency(answer.text, "CA", "en")


@pytest.mark.parametrize("reply", ["yes", "sometimes"])
def test_after_an_urgent_message_the_number_stands_before_the_lines_whatever_a_yes_means(reply: FollowUp) -> None:
    """Nothing was asked then: it may mean “yes, I am thinking about it” or “yes, I will call”."""
    honest = {"en": "answering honestly", "es": "con sinceridad", "th": "ตอบตรง ๆ"}
    for tier, language, country in product(URGENT, LANGUAGES, COUNTRIES):
        text = follow_up(reply, language=language, country=country, now=NOON, tier=tier).text
        code = country.split("-")[0] if country else None
        assert names_emergency(text.split("•")[0], code, language)
        assert honest[language] not in text
        assert honest[language] in follow_up("yes", language=language, country=country, now=NOON).text


def test_no_two_replies_get_the_same_answer() -> None:
    texts = {follow_up(reply, language="en", country="CA", now=NOON).text for reply in REPLIES}
    assert len(texts) == len(REPLIES)


# The crisis command and the gentle line


def test_the_crisis_command_always_has_a_line_and_the_emergency_number() -> None:
    for private, language, country in product((True, False), LANGUAGES, COUNTRIES):
        answer = crisis(private=private, language=language, country=country, now=NOON)
        code = country.split("-")[0] if country else None
        assert names_emergency(answer.text, code, language)
        assert always_there(rows(answer.text)[0], code, language)
        assert len(rows(answer.text)) <= 3
        assert len(answer.text) <= (900 if private else 400)
        assert read_yaml("answers.yaml")["languages"][language]["parts"]["bot"] in answer.text


def test_the_crisis_command_shows_abuse_lines_in_private_only() -> None:
    assert "Domestic Violence" in crisis(private=True, language="en", country="US", now=NOON).text
    assert "Domestic Violence" not in crisis(private=False, language="en", country="US", now=NOON).text


def test_the_gentle_line_is_one_row_with_one_resource() -> None:
    for language, country in product(LANGUAGES, COUNTRIES):
        text = soft_line(language=language, country=country, now=NOON)
        assert "\n" not in text
        assert len(text) <= 300
        assert always_there(text, country.split("-")[0] if country else None, language)


# Lines as members read them


def written(line: Line, **more: Any) -> str:
    words = read_yaml("answers.yaml")["languages"]["en"]["line"]
    return line_text(line, words, "en", more.pop("now", NOON), **more)


def test_a_line_says_how_to_reach_it_when_and_in_which_language() -> None:
    ca, de, us = shipped_lines("CA")[0], shipped_lines("DE")[0], shipped_lines("US")[1]
    assert written(ca) == "Canada: 9-8-8 Suicide Crisis Helpline – call or text 9-8-8, 24/7"
    assert written(de).endswith("call 0800 111 0 111 or 0800 111 0 222, 24/7, in German")
    assert written(us).endswith("text HOME to 741741, 24/7")


def test_a_line_that_is_closed_says_so_and_when_it_opens() -> None:
    night = datetime(2026, 11, 25, 20, tzinfo=UTC)
    thai = written(shipped_lines("TH")[1], now=night)
    assert "daily 12:00–22:00 (local time, closed now)" in thai
    mens_aid = next(line for line in shipped_lines("IE") if line.name == "Men's Aid")
    assert "Mon–Fri 09:00–17:00 (local time)" in written(mens_aid)


def test_a_landline_number_says_that_it_needs_a_landline() -> None:
    assert "call 1553 from a landline or call 0919-057-1553 or 0917-899-8727" in written(shipped_lines("PH")[0])


def test_days_that_are_no_neighbours_are_listed() -> None:
    hours = Hours(time_zone="UTC", periods=(Period(("mon", "tue", "fri"), "09:00", "17:00"),))
    line = replace(shipped_lines("CA")[0], hours=hours)
    assert "Mon–Tue, Fri 09:00–17:00" in written(line)


def test_braces_in_a_communitys_line_stay_what_they_are() -> None:
    odd = Line(
        "The {emergency} {0} line",
        "CA",
        ("suicide",),
        ("en",),
        Hours(always=True),
        (LineContact("call", "5550100", "555 0100"),),
    )
    text = compose(
        Danger(Band.CARE, Tier.PASSIVE), private=True, language="en", country="CA", now=NOON, first=[odd]
    ).text
    assert "The {emergency} {0} line" in text


# The file


def shape(content: object) -> object:
    """Keys and places of a text, without its words."""
    if isinstance(content, dict):
        return {key: shape(value) for key, value in content.items() if key != "places"}
    if isinstance(content, list):
        return [shape(value) for value in content]
    return sorted(re.findall(r"\{[a-z-]+\}", str(content)))


def test_every_language_has_the_same_texts_with_the_same_places() -> None:
    languages = read_yaml("answers.yaml")["languages"]
    assert tuple(languages) == LANGUAGES
    assert shape(languages["es"]) == shape(languages["en"])
    assert shape(languages["th"]) == shape(languages["en"])


def test_the_file_has_a_version_and_says_that_nobody_has_reviewed_it_yet() -> None:
    content = read_yaml("answers.yaml")
    assert content["version"] == 1
    assert {words["reviewed"] for words in content["languages"].values()} == {False}


def test_every_part_is_used_somewhere() -> None:
    for words in read_yaml("answers.yaml")["languages"].values():
        everything = str(words)
        chosen_in_code = {
            "read-worldwide",
            "people-worldwide",
            "people-abuse-worldwide",
            "not-in",
            "not-in-short",
            "no-country",
            "unsure",
        }
        named = {part.removesuffix("-unsure") for part in set(words["parts"]) - chosen_in_code}
        assert all(f"{{{part}}}" in everything for part in named)


# Whatever comes


@given(
    band=st.sampled_from(Band),
    tier=st.sampled_from([*Tier, None]),
    about=st.sampled_from([*About, None]),
    path=st.sampled_from([None, "abuse", "something-new"]),
    private=st.booleans(),
    again=st.booleans(),
    language=st.sampled_from([*LANGUAGES, "de", "", "pt-BR"]),
    country=st.sampled_from([*COUNTRIES, "gb-sct", "XX", "", "US-"]),
)
def test_any_verdict_anywhere_gets_an_answer(country: str, language: str, **verdict: Any) -> None:
    private, again = verdict.pop("private"), verdict.pop("again")
    answer = compose(Danger(**verdict), private=private, language=language, country=country, now=NOON, again=again)
    assert answer.text
    assert answer.buttons
    assert "{" not in answer.text


def test_after_preparing_no_danger_answer_touches_the_disk() -> None:
    opened: list[str] = []
    watching = False

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in ("open", "socket.connect"):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    prepare()
    watching = True
    for language, country, path in product(LANGUAGES, COUNTRIES, (None, "abuse")):
        danger = Danger(Band.ACT, Tier.DANGER, path=path)
        compose(danger, private=True, language=language, country=country, now=NOON)
        follow_up("yes", language=language, country=country, now=NOON)
        understand_reply("yes", language)
    watching = False
    assert opened == []


def test_a_gentle_line_about_abuse_names_no_suicide_line() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    plain = soft_line(language="en", country="IE", now=now)
    abuse = soft_line(language="en", country="IE", now=now, path="abuse")
    assert "Samaritans" in plain
    assert "Samaritans" not in abuse
    assert "Aid" in abuse


# Languages in which the bot may misunderstand


UNSURE = {"es": ("entiendo mal", "puedo equivocarme", "puedo entender mal"), "th": ("เข้าใจภาษาไทยผิดได้", "อาจเข้าใจ")}


def admits(text: str, language: str) -> bool:
    return any(phrase in text for phrase in UNSURE[language])


@pytest.mark.parametrize("language", ["es", "th"])
def test_where_too_little_is_found_the_bot_says_that_it_may_misunderstand(language: str) -> None:
    for case in the(language=language, again=False):
        if case.private or not case.abuse:  # in a group the abuse path is one neutral sentence
            assert admits(case.answer.text, language), case
    for country in COUNTRIES:
        assert admits(soft_line(language=language, country=country, now=NOON), language)
        assert admits(soft_line(language=language, country=country, now=NOON, path="abuse"), language)
        assert admits(follow_up("unclear", language=language, country=country, now=NOON).text, language)


def test_one_value_decides_which_languages_those_are(monkeypatch: pytest.MonkeyPatch) -> None:
    danger = Danger(Band.ACT, Tier.IDEATION)
    where: dict[str, Any] = {"private": True, "country": "ES", "now": NOON}
    monkeypatch.setitem(read_yaml("answers.yaml"), "may_misunderstand", ["en"])
    assert "I may misunderstand you." in compose(danger, language="en", **where).text
    assert not admits(compose(danger, language="es", **where).text, "es")


def test_nothing_of_the_kind_is_said_in_english() -> None:
    for text, language, _ in everything_said():
        assert language != "en" or "misunderstand" not in text


def test_no_sentence_promises_an_hour_that_a_line_may_not_keep() -> None:
    """Some lines close at night; each row says its own hours."""
    said = str(read_yaml("answers.yaml"))
    assert "Trained people" in said
    assert not [words for words in ("any hour", "cualquier hora", "ทุกเวลา", "día y noche") if words in said]
