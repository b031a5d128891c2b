"""One member's danger answer while it is written: their language, their country, this moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from safety.line_text import country_name, date_text, line_text
from safety.lines import emergency_number, lines_for, worldwide
from safety.loader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from safety.lines import Line, Purpose

ABUSE: tuple[Purpose, ...] = ("abuse", "sexual-assault")
SUICIDE: tuple[Purpose, ...] = ("suicide",)
_SLOT = re.compile(r"\{([a-z-]+)\}")


def may_misunderstand(language: str) -> bool:
    """Whether too little danger is found in this language, so that the bot must say so and keep a line near."""
    return language in read_yaml("answers.yaml")["may_misunderstand"]


@dataclass(frozen=True, slots=True)
class Page:
    """The texts in the member's language, and what stands in their places."""

    language: str
    country: str | None
    now: datetime
    first: tuple[Line, ...] = ()
    young: bool | None = None

    @property
    def texts(self) -> Mapping[str, Any]:
        """Everything in the member's language; in English where we have no texts in it."""
        known = read_yaml("answers.yaml")["languages"]
        texts: Mapping[str, Any] = known.get(self.language) or known["en"]
        return texts

    @property
    def code(self) -> str | None:
        """The country without its part."""
        return self.country.split("-")[0].upper() if self.country else None

    def find(self, *keys: str) -> Sequence[str]:
        """The paragraphs at this place; a tier without texts of its own has the default ones."""
        found: Any = self.texts
        for key in keys:
            found = found[key] if key in found else found["default"]
        paragraphs: Sequence[str] = found
        return paragraphs

    def lines(self, purposes: Sequence[Purpose], *, limit: int, young: bool | None = None) -> tuple[Line, ...]:
        """The lines for this member, best first."""
        return lines_for(
            self.code,
            purposes,
            languages=(self.language,),
            now=self.now,
            first=self.first,
            region=self.country.upper() if self.country and "-" in self.country else None,
            young=self.young if young is None else young,
            limit=limit,
        )

    def slots(
        self,
        purposes: Sequence[Purpose],
        *,
        emergency: Literal["medical", "police", "both"] = "medical",
        limit: int = 3,
        lines: Sequence[Line] = (),
        short: bool = False,
    ) -> dict[str, str]:
        """What stands in the places of a text."""
        parts = self.texts["parts"]
        lines = lines or self.lines(purposes, limit=limit)
        abuse = set(purposes) == set(ABUSE)
        words, language = self.texts["line"], self._spoken
        rows = [line_text(line, words, language, self.now, web=abuse, short=short) for line in lines]
        read_note = self._read_note(lines)
        slots = {
            "emergency": self._emergency(emergency),
            "lines": "\n".join(f"• {row}" for row in rows),
            "row": rows[0],
            "read-note": read_note,
            "read": f"{read_note} {self._not_in(short=short)}",
        }
        if lines[0].country is None:
            slots |= dict.fromkeys(("people", "people-other"), parts["people-worldwide"])
            slots |= {"people-abuse": parts["people-abuse-worldwide"]}
        return slots

    def write(self, paragraphs: Sequence[str], slots: Mapping[str, str], *, urgent: bool) -> str:
        """The text, one blank line between paragraphs; those with the emergency number only when it is urgent."""
        parts = {key: self.part(key) for key in self.texts["parts"] if key not in slots}
        # Sentences are put in first and facts last, so that braces in a line's name stay what they are.
        whole = [_SLOT.sub(lambda found: parts.get(found[1], found[0]), paragraph) for paragraph in paragraphs]
        kept = [paragraph for paragraph in whole if urgent or "{emergency}" not in paragraph]
        return "\n\n".join(_SLOT.sub(lambda found: slots.get(found[1], found[0]), paragraph) for paragraph in kept)

    def part(self, key: str) -> str:
        """A sentence of `parts`; its twin where the bot has to say that it may misunderstand."""
        parts = self.texts["parts"]
        unsure = may_misunderstand(self._spoken) and f"{key}-unsure" in parts
        return str(parts[f"{key}-unsure" if unsure else key])

    def quiet_lines(self, purposes: Sequence[Purpose], *, limit: int) -> tuple[Line, ...]:
        """Lines that can be reached without speaking, best first, and one page that leads to more of them."""
        found = [line for line in self.lines(purposes, limit=10) if any(c.channel != "call" for c in line.contacts)]
        return (*found[: limit - 1], *[page for page in worldwide(purposes) if page not in found][:1])

    def label(self, action: str) -> str:
        """What stands on a button."""
        return self._country_label if action == "country" else str(self.texts["buttons"][action])

    @property
    def _spoken(self) -> str:
        """The language that the texts are in."""
        return self.language if self.language in read_yaml("answers.yaml")["languages"] else "en"

    @property
    def _country_label(self) -> str:
        return str(self.texts["buttons"]["country" if self.country else "country-unknown"])

    def _emergency(self, kind: Literal["medical", "police", "both"]) -> str:
        words = self.texts["emergency"]
        medical, police = emergency_number(self.code), emergency_number(self.code, "police")
        if not medical or not police:
            return str(words["unknown"])
        if kind == "both" and medical != police:
            return str(words["both"].format(medical=medical, police=police))
        return police if kind == "police" else medical

    def _read_note(self, lines: Sequence[Line]) -> str:
        known = [line.read_on for line in lines if line.read_on]
        day = date_text(min(known), self.texts["date"], self._spoken)
        text = self.texts["parts"]["read" if any(line.country for line in lines) else "read-worldwide"]
        return str(text.format(date=day))

    def _not_in(self, *, short: bool) -> str:
        parts = self.texts["parts"]
        if not self.code:
            return str(parts["no-country"].replace("{country-button}", self._country_label))
        place = self.texts["places"].get(self.code) or country_name(self.code, self._spoken)
        text = parts["not-in-short" if short else "not-in"].replace("{country-button}", self._country_label)
        return str(text.replace("{place}", place))
