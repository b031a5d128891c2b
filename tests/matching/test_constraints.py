from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.constraints import joined, read
from matching.understanding import Constraints

SAID: list[tuple[str, str, dict[str, Any]]] = [
    ("en", "free counselling in Canada please, I have no insurance", {"cost": "free", "region": "CA"}),
    ("en", "anything cheap in Manchester?", {"cost": "low-cost", "region": "GB"}),
    ("en", "I live in Scotland and cannot afford a therapist", {"region": "GB-SCT", "cost": "free"}),
    ("en", "veteran in the US, can't sleep", {"region": "US", "audience": "veterans"}),
    ("en", "no insurance, need a counsellor, Texas", {"region": "US", "cost": "free"}),
    ("en", "lonely, tired, lost", {"region": None}),
    ("en", "UK here, struggling", {"region": "GB"}),
    ("en", "I'm Canadian and lonely", {"region": "CA"}),
    ("en", "I'm a Syrian refugee and so tired", {"region": None, "audience": "migrants"}),
    ("en", "my mum is in Canada and I miss her", {"region": None}),
    ("en", "I was deployed in Iraq", {"region": None}),
    ("en", "we had a holiday in Spain and broke up", {"region": None}),
    ("en", "torn between a job in Canada and one in France", {"region": None}),
    ("en", "my 14-year-old is cutting class", {"age": 14, "audience": "parents"}),
    ("en", "I'm 16 and my parents don't know", {"age": 16, "audience": "young-people"}),
    ("en", "my son is 15 and never leaves his room", {"age": 15}),
    ("en", "my mum is 79 and alone", {"age": 79}),
    ("en", "I'm 45 and my 14-year-old won't talk to me", {"age": None}),
    ("en", "I was 8 when it began", {"age": None}),
    ("en", "I'm 10 days sober", {"age": None}),
    ("en", "I'm 3 months pregnant", {"age": None}),
    ("en", "my 3 year old won't sleep and I'm exhausted", {"age": None, "audience": "parents"}),
    ("en", "I am 71 and bored", {"age": 71, "audience": "older-adults"}),
    ("en", "by text please, I hate phone calls", {"format": "text"}),
    ("en", "is there a number I can call", {"format": "phone"}),
    ("en", "an app for my worries", {"format": "app"}),
    ("en", "could we do it over a video call", {"format": "video"}),
    ("en", "a face to face group near me", {"format": "in-person", "readiness": "connect"}),
    ("en", "someone to talk to at night", {"at_night": True}),
    ("en", "I can't sleep at night", {"at_night": None}),
    ("en", "I don't want anyone to know", {"anonymous": True}),
    ("en", "a therapist who speaks Punjabi", {"language": "pa", "readiness": "get-help"}),
    ("en", "help in Spanish", {"language": "es"}),
    ("en", "my English is bad, not good in English", {"language": None}),
    ("en", "I want to feel free", {"cost": None}),
    ("en", "in my free time I just lie there", {"cost": None}),
    ("en", "I am trans and scared", {"audience": "lgbtq"}),
    ("en", "retired last year, no idea what to do", {"audience": "older-adults"}),
    ("en", "teach me an exercise", {"readiness": "try"}),
    ("en", "I want to understand what panic is", {"readiness": "learn"}),
    ("es", "vivo en México y no puedo pagar", {"region": "MX", "cost": "free"}),
    ("es", "mi hijo de 12 años no duerme", {"age": 12, "audience": "parents"}),
    ("es", "tengo 17 años y estoy triste", {"age": 17, "audience": "young-people"}),
    ("es", "quiero hablar con alguien en español, sin llamar por teléfono", {"language": "es", "format": "text"}),
    ("es", "nací en Colombia y estoy triste", {"region": None}),
    ("es", "algo gratis en Bogotá", {"region": "CO", "cost": "free"}),
    ("th", "อยู่กรุงเทพ อยากปรึกษาฟรี", {"region": "TH", "cost": "free"}),
    ("th", "อายุ 15 อยากคุยทางแชต", {"age": 15, "format": "text"}),
    ("th", "เป็นทหารผ่านศึก นอนไม่หลับ", {"audience": "veterans"}),
    ("en", "anything free? broke rn", {"cost": "free"}),
    ("en", "here in Leeds, anxious all the time", {"region": "GB"}),
    ("en", "my son is 9 and wets the bed since the divorce", {"age": 9, "audience": "parents"}),
    ("en", "my grandmother is 82 and forgets to eat", {"age": 82}),
    ("en", "by text please, I can't talk on the phone", {"format": "text"}),
    ("en", "I'd rather chat than call", {"format": "text"}),
    ("en", "an app or website I can use alone", {"format": "app"}),
    ("en", "I'm up at 3am every night needing someone", {"at_night": True}),
    ("en", "in the middle of the night who can I call", {"at_night": True}),
    ("en", "my shifts are at night and my back hurts", {"at_night": None}),
    ("en", "en español por favor", {"language": "es"}),
    ("en", "I don't want to give my name", {"anonymous": True}),
    ("en", "can I do it without giving my real name", {"anonymous": True}),
    ("en", "my name is a secret joke among friends", {"anonymous": None}),
    ("en", "served in Iraq, can't sleep", {"audience": "veterans", "region": None}),
    ("en", "watching a veteran player lose", {"audience": None}),
    ("en", "uni student, exams, panicking", {"audience": "students"}),
    ("en", "single mum of three, worn out", {"audience": "parents", "age": None}),
    ("en", "I look after my wife with dementia", {"audience": "carers"}),
    ("en", "I had 3 panic attacks in 14 days", {"age": None}),
    ("en", "we talked for 20 minutes", {"age": None}),
    ("en", "free me from this job", {"cost": None}),
    ("en", "I feel like a kid again", {"age": None, "audience": None}),
    ("en", "my teacher is from Spain", {"region": None, "language": None}),
    ("es", "sin seguro médico", {"cost": "free"}),
    ("es", "mi hija de 15 años no come", {"age": 15, "audience": "parents"}),
    ("es", "por mensaje, no por teléfono", {"format": "text"}),
    ("es", "por la noche necesito alguien con quien hablar", {"at_night": True}),
    ("es", "por la noche no duermo", {"at_night": None}),
    ("es", "en inglés, por favor", {"language": "en"}),
    ("es", "no quiero dar mi nombre", {"anonymous": True}),
    ("es", "soy estudiante y no doy más", {"audience": "students"}),
    ("th", "ลูกอายุ 13 ไม่ยอมไปโรงเรียน", {"age": 13}),
    ("th", "ไม่อยากบอกชื่อ", {"anonymous": True}),
    ("th", "ตอนกลางคืนนอนไม่หลับ อยากคุยกับใครสักคน", {"at_night": True}),
    ("th", "กลางคืนนอนไม่หลับ", {"at_night": None}),
    ("th", "ขอภาษาอังกฤษได้ไหม", {"language": "en"}),
    ("th", "เป็นนักศึกษา เครียดสอบ", {"audience": "students"}),
    ("th", "อยู่เชียงใหม่ เครียดมาก", {"region": "TH"}),
    ("th", "ขอแบบแชท ไม่อยากโทร", {"format": "text"}),
]


@pytest.mark.parametrize(("language", "text", "expected"), SAID)
def test_what_is_said_is_read_and_nothing_else(language: str, text: str, expected: dict[str, Any]) -> None:
    found = asdict(read(text, language))
    assert {name: found[name] for name in expected} == expected


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=400), language=st.sampled_from(["en", "es", "th", "fr"]))
def test_no_text_upsets_it(text: str, language: str) -> None:
    assert isinstance(read(text, language), Constraints)


def test_what_is_said_goes_before_what_is_known() -> None:
    known = Constraints(region="GB", cost="free")
    assert joined(Constraints(region="CA"), known) == Constraints(region="CA", cost="free")


def test_plain_words_say_nothing() -> None:
    for text in ("I am so tired of everything", "no puedo más", "เหนื่อยมาก"):
        assert read(text, "en") == Constraints()
