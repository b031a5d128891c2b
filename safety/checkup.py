"""Looks the crisis lines and the danger answers over, as an operator should before a community goes live."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from safety.answers import compose, crisis
from safety.line import DAYS, Channel, Purpose
from safety.loader import read_yaml
from safety.verdict import About, Band, Danger, Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from safety.line import Line

OLD_DAYS = 180
"""A number that nobody has read for so long may have changed; that is said, and stops nothing."""
MOST_IN_GROUP, MOST_IN_PRIVATE = 400, 1_400
"""Characters of one answer; Thai and Spanish are longer than English."""
NEVER: Mapping[str, tuple[str, ...]] = {
    "en": (
        "commit suicide", "commits suicide", "promise me", "never the answer", "think of your family", "selfish",
        "cheer up", "calm down", "be strong", "keep it secret for", "your secret is safe", "i am a human",
        "you have depression", "your diagnosis", "i cannot talk about", "i have to end", "help is on the way",
    ),
    "es": (
        "cometer suicidio", "cometas suicidio", "prométeme", "piensa en tu familia", "egoísta", "cálmate", "sé fuerte",
        "tu secreto", "soy una persona", "tu diagnóstico", "no puedo hablar de", "la ayuda está en camino",
    ),
    "th": ("สัญญากับ", "คิดถึงครอบครัว", "เห็นแก่ตัว", "ใจเย็น ๆ นะ", "สู้ๆ", "สู้ ๆ", "ฉันเป็นคน", "โรคซึมเศร้า"),
}  # fmt: skip
"""What no answer may say: guilt, orders, a promise of secrecy, a diagnosis, claiming to be human, ending the talk."""

_SAYS_IT_IS_A_BOT = {"en": "i am a bot", "es": "soy un bot", "th": "บอต"}
_DIAL = re.compile(r"\d{2,15}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_RULES_OF_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the checkup: how it is, and what is meant."""

    state: Literal["ok", "look", "broken"]
    sentence: str

    def __str__(self) -> str:
        return f"{self.state:<7} {self.sentence}"


def check_lines(
    content: Mapping[str, Any], *, today: date, configured: Collection[str] = (), own: Sequence[Line] = ()
) -> list[Finding]:
    """What is to be said about a lines file.

    Args:
        content: what the file holds, see `lines.yaml`.
        today: the day from which its age is counted.
        configured: ISO 3166-1 codes of the countries that members are in.
        own: lines that the community added in its catalog.
    """
    known: Mapping[str, Any] = content["countries"]
    slips = [*_slips(content), *_refused(content, own)]
    findings = [Finding("broken", slip) for slip in slips]
    findings += [
        Finding("broken", f"{code} has no line for thoughts of suicide by day and night: add one to your catalog.")
        for code in sorted({*known, *configured})
        if not _day_and_night(known.get(code), [line for line in own if line.country == code])
    ]
    age = (today - content["read_on"]).days
    said = f"The numbers were read on {content['read_on']}, {age} days ago"
    if age > OLD_DAYS:
        findings.append(Finding("look", f"{said}: read and call those of your country again."))
    else:
        findings.append(Finding("ok", f"{said}. Call those of your country before you go live."))
    if not any(finding.state == "broken" for finding in findings):
        findings.append(
            Finding("ok", f"Crisis lines of {len(known)} countries are sound, each with one by day and night.")
        )
    return findings


def check_answers(texts: Mapping[str, Any], *, countries: Collection[str | None] = (None,)) -> list[Finding]:
    """What is to be said about the danger answers: every one of them is written out and read.

    Args:
        texts: what `answers.yaml` holds.
        countries: codes of countries for which to write the answers out; None for a member whose country is unknown.
    """
    findings = []
    for language, words in texts["languages"].items():
        slips = dict.fromkeys([*_said_wrongly(language, countries), *_never(language, _leaves(words))])
        findings += [Finding("broken", f"Answers in {language}: {slip}") for slip in slips]
        if not slips:
            findings.append(Finding("ok", f"Answers in {language} are complete, short, and say nothing they must not."))
        if not words.get("reviewed"):
            findings.append(Finding("look", f"Answers in {language}: nobody with clinical training has read them yet."))
    return findings


def checkup(*, configured: Collection[str] = (), own: Sequence[Line] = ()) -> list[Finding]:
    """Everything about the shipped files; a file that cannot be read is a finding too."""
    today = datetime.now(UTC).date()
    work: dict[str, Callable[[], list[Finding]]] = {
        "lines.yaml": lambda: check_lines(read_yaml("lines.yaml"), today=today, configured=configured, own=own),
        "answers.yaml": lambda: check_answers(read_yaml("answers.yaml"), countries=(None, *configured)),
    }
    findings = []
    for name, check in work.items():
        try:
            findings += check()
        except Exception as error:  # noqa: BLE001  a damaged file raises whatever its damage hits first
            findings.append(Finding("broken", f"The file {name} cannot be used ({type(error).__name__})."))
    return findings


def _slips(content: Mapping[str, Any]) -> Iterator[str]:
    """Every mistake of form, each with its place."""
    for code, country in content["countries"].items():
        for kind in ("medical", "police"):
            if not re.fullmatch(r"\d{2,4}", str(country.get("emergency", {}).get(kind, ""))):
                yield f"{code}: the emergency number for {kind} is missing or is no number."
        for entry in country.get("lines", ()):
            yield from (f"{code}, {entry.get('name', 'a line without a name')}: {slip}" for slip in _line_slips(entry))


def _line_slips(entry: Mapping[str, Any]) -> Iterator[str]:
    if not entry.get("name"):
        yield "it has no name."
    if not set(entry.get("purposes", ())) <= set(get_args(Purpose)) or not entry.get("purposes"):
        yield "its purposes are none that we know."
    if not entry.get("languages"):
        yield "nobody knows in which language it answers."
    if not entry.get("contacts"):
        yield "it cannot be reached."
    for contact in entry.get("contacts", ()):
        yield from _contact_slips(contact)
    hours = entry.get("hours", {})
    if hours.get("periods") and not hours.get("always"):
        yield from _hours_slips(hours)


def _contact_slips(contact: Mapping[str, Any]) -> Iterator[str]:
    dial = str(contact.get("dial", ""))
    if contact.get("channel") not in get_args(Channel):
        yield "it has a channel that we do not know."
    elif contact["channel"] == "web":
        if not dial.startswith("https://"):
            yield "its address does not begin with https://."
    elif not _DIAL.fullmatch(dial) or _digits(str(contact.get("display", ""))) != dial:
        yield "what is shown is not what is dialled."


def _hours_slips(hours: Mapping[str, Any]) -> Iterator[str]:
    if hours.get("time_zone") not in available_timezones():
        yield "its time zone is unknown."
    for period in hours["periods"]:
        clocks = (str(period.get("opens", "")), str(period.get("closes", "")))
        if not set(period.get("days", ())) <= set(DAYS) or not all(map(_CLOCK.fullmatch, clocks)):
            yield "its hours cannot be read."


def _refused(content: Mapping[str, Any], own: Sequence[Line]) -> Iterator[str]:
    refused = {_digits(str(number)) for number in content["refused"]}
    for code, country in content["countries"].items():
        for entry in country.get("lines", ()):
            if refused & {_digits(str(contact.get("dial", ""))) for contact in entry.get("contacts", ())}:
                yield f"{code}, {entry.get('name')}: this number is known to be wrong or out of date."
    for line in own:
        if refused & {_digits(contact.dial) for contact in line.contacts}:
            yield f"Your own line {line.name}: this number is known to be wrong or out of date."


def _day_and_night(country: Mapping[str, Any] | None, own: Sequence[Line]) -> bool:
    ours = country.get("lines", ()) if country else ()
    shipped = any(e.get("hours", {}).get("always") and "suicide" in e.get("purposes", ()) for e in ours)
    return shipped or any(line.hours.always and "suicide" in line.purposes for line in own)


def _said_wrongly(language: str, countries: Collection[str | None]) -> Iterator[str]:
    """What is wrong with the answers as a member reads them, at noon."""
    now = datetime.combine(datetime.now(UTC).date(), time(12), ZoneInfo("UTC"))
    cases = product((Band.ACT, Band.CARE), Tier, About, (None, "abuse"), (True, False), (False, True), countries)
    for band, tier, about, path, private, again, country in cases:
        danger = Danger(band, tier, about, path=path)
        said = compose(danger, private=private, language=language, country=country, now=now, again=again)
        place = " ".join(filter(None, (tier, about, path, "private" if private else "group", "again" if again else "")))
        text = said.text.casefold()
        if len(said.text) > (MOST_IN_PRIVATE if private else MOST_IN_GROUP):
            yield f"the one for {place} is too long ({len(said.text)} characters)."
        if (private or path is None) and "•" not in text and not any(c.isdigit() for c in text):
            yield f"the one for {place} names nobody to reach."
        if private and not again and _SAYS_IT_IS_A_BOT.get(language, "bot") not in text:
            yield f"the one for {place} does not say that a bot writes."
        yield from _never(language, [text])
    for private, country in product((True, False), countries):
        text = crisis(private=private, language=language, country=country, now=now).text
        if not text:
            yield "the one for “crisis” is empty."


def _never(language: str, texts: Collection[str]) -> Iterator[str]:
    together = "\n".join(texts).casefold()
    yield from (f"they say “{words}”, which no answer may." for words in NEVER.get(language, ()) if words in together)


def _leaves(texts: Any) -> list[str]:
    if isinstance(texts, Mapping):
        return [leaf for each in texts.values() for leaf in _leaves(each)]
    if isinstance(texts, list):
        return [leaf for each in texts for leaf in _leaves(each)]
    return [str(texts)]


def _digits(number: str) -> str:
    return _RULES_OF_DIGITS.sub("", number)
