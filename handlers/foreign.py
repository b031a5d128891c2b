"""A message in a language that we do not speak: say so in that language, and let nobody be missed."""

from __future__ import annotations

import re

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("uk", "[іїєґІЇЄҐ]"),
    ("ru", "[\u0400-\u04ff]"),
    ("fa", "[پچژگکی]"),
    ("ar", "[\u0600-\u06ff]"),
    ("hi", "[\u0900-\u097f]"),
    ("bn", "[\u0980-\u09ff]"),
    ("vi", "[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"),
)
"""Language and a letter that gives it away, the most telling first."""
_WORDS = {
    "fr": "je suis ne pas et mon ma mes que c'est j'ai avec pour dans une des les très plus personne quelqu'un aide",
    "de": "ich bin nicht und mein meine das ist habe mit für ein eine kann mich mir auch nur noch keine jemand hilfe",
    "pt": "eu não estou muito uma meu minha com você para isso ninguém tenho sou mais mas também ajuda alguém sinto",
    "it": "io sono non che il mio mia con per una ho sto molto nessuno qualcuno aiuto anche questo più mi sento",
    "nl": "ik ben niet en mijn het een met voor heb maar ook niemand iemand hulp voel me kan wel geen zijn",
    "id": "aku saya tidak dan yang ini itu dengan untuk ada bisa sangat tolong siapa merasa lagi gak nggak kamu",
    "fil": "ako hindi ang mga sa ko na ng po lang pa ba naman kasi gusto ngayon wala walang tulong ako'y",
    "tr": "ben bir ve çok değil için bu ne var yok kimse yardım bana beni gibi ama hissediyorum olarak daha da",
    "pl": "jestem nie i się że mam mnie jak bardzo co na nikt ktoś pomoc czuję już tylko moje moja mój",
}
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LEAST_WORDS = 2
_LEAST_SHARE = 0.3
"""Of all words; the words of a language that we do speak are seldom this many in another one."""


_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_OUR_WORDS = (
    "the a i to and is my me in of it that for you not can't don't im i'm have am no with so on do help need feel just "
    "el la los las de que y en mi me no un una es se lo con por para estoy muy pero como ya nada todo quiero"
)
_OURS = frozenset(_OUR_WORDS.split())


def foreign(text: str) -> str | None:
    """The language (ISO 639) of a message that we cannot answer in; None for ours and where it is not clear."""
    lowered = text[:2000].lower().replace("’", "'")
    letters = sum(character.isalpha() for character in lowered)
    for language, sign in _SCRIPTS:
        if len(re.findall(sign, lowered)) >= max(_LEAST_WORDS, letters // 12):
            return language
    words = _LETTERS.findall(lowered)
    counts = {language: sum(word in known for word in words) for language, known in _KNOWN.items()}
    best = max(counts, key=lambda language: counts[language])
    ours = sum(word in _OURS for word in words)
    enough = counts[best] >= max(_LEAST_WORDS, _LEAST_SHARE * len(words))
    return best if enough and counts[best] > ours else None
