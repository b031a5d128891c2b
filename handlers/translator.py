"""Says a sentence of the wording file in the member's language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from babel.messages.catalog import Catalog as Sentences

LANGUAGES = ("en", "es", "th")
"""What the bot itself can speak; the first one is what everything falls back to."""

_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

TRANSLATIONS = Path(__file__).parent / "translations"


class Say:
    """One language's voice. Sentences without a translation are said in English."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def __call__(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language with its values filled in."""
        return (self._translated(sentence) or sentence).format(**values)

    def plain(self, sentence: str) -> str:
        """The sentence in this language, braces left as they are: for words that editors wrote."""
        return self._translated(sentence) or sentence

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The singular or a plural form, as this language counts."""
        forms: object = None
        if (sentences := _sentences(self.language)) and (message := sentences.get((one, many))):
            forms = message.string
        if isinstance(forms, (list, tuple)) and any(forms):
            form = forms[min(int(self._locale.plural_form(n) != "one"), len(forms) - 1)]
        else:
            form = one if n == 1 else many
        return str(form).format(n=n, **values)

    def date(self, day: date) -> str:
        """A day as people write it, such as 22 November 2026."""
        return format_date(day, format="long", locale=self._locale)

    def listing(self, things: Sequence[str]) -> str:
        """“a, b and c”."""
        return format_list(list(things), locale=self._locale)

    def country(self, code: str) -> str:
        """A country's name, such as Ireland for IE or GB-SCT's country for a region."""
        return str(self._locale.territories.get(code.split("-", maxsplit=1)[0], code))

    def knows_country(self, code: str) -> bool:
        """Whether this is a country's code (`IE`) or that of a part of one (`GB-SCT`), and not anything else."""
        country = code.split("-", maxsplit=1)[0]
        return bool(_COUNTRY.fullmatch(code)) and country in self._locale.territories

    def language_name(self, code: str) -> str:
        """A language's name in this language."""
        return str(self._locale.languages.get(code, code))

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)

    def _translated(self, sentence: str) -> str | None:
        if (sentences := _sentences(self.language)) and (message := sentences.get(sentence)):
            return str(message.string) or None
        return None


@cache
def _sentences(language: str) -> Sentences | None:
    """The translated sentences of one language; None for English, which is the source."""
    path = TRANSLATIONS / f"{language}.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=language)
