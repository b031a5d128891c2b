"""Which language is this message in? Only languages we can answer in are told apart."""

from __future__ import annotations

import re

from handlers.translator import LANGUAGES

_WORD = re.compile(r"[a-zà-öø-ÿ']+")
_THAI = re.compile("[\u0e00-\u0e7f]")
_SPANISH_SIGN = re.compile("[ñ¿¡]|[áéíóú]")
_SPANISH_WORDS = (
    "el la los las un una de del al que qué y o en es no me mi mis te tu tus se lo le nos por para con sin pero "
    "como cómo cuando porque estoy está soy eres hay ya muy más mucho nada todo todos siempre nunca quiero puedo "
    "tengo tiene necesito siento hace ayuda alguien gracias hola desde hasta esta este eso esa yo ella él ha he fue "
    "ser bien mal solo sola casa vida mamá papá hijo hija trabajo dormir ganas miedo cada dos día noche también"
)
_SPANISH = frozenset(_SPANISH_WORDS.split())
_ENGLISH_WORDS = (
    "the a an and or but of to in on at for with without is am are was were be been i me my mine you your we our it "
    "its he she they them his her this that these those not don't can't cant dont im i'm have has had do does did "
    "what how who when where why just so too very need want feel help anyone someone nobody everything nothing get "
    "got no yes all any about after before since again up out if because from more sleep work"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def detect(text: str, locale: str | None = None, fallback: str = LANGUAGES[0]) -> str:
    """The language to answer in: what the text shows, else what the platform says, else the community's.

    Returns one of `LANGUAGES`.
    """
    lowered = text[:2000].lower().replace("’", "'")
    plain = lowered.isascii()
    if not plain and len(_THAI.findall(lowered)) >= 2:  # noqa: PLR2004  a lone sign may be decoration
        return "th"
    words = _WORD.findall(lowered)
    spanish = sum(map(_SPANISH.__contains__, words)) + (0 if plain else len(_SPANISH_SIGN.findall(lowered)))
    english = sum(map(_ENGLISH.__contains__, words))
    if spanish > english:
        return "es"
    if english > spanish:
        return "en"
    return from_locale(locale) or fallback


def from_locale(locale: str | None) -> str | None:
    """Our language for a platform's locale such as `es-MX` or `th`; None when we do not speak it."""
    if locale and (language := re.split("[-_]", locale.lower())[0]) in LANGUAGES:
        return language
    return None
