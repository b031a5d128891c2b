"""How a crisis line is written for a member: country, name, how to reach it, when, and in which language."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from safety.line import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from safety.line import Line, LineContact, Period


def line_text(
    line: Line,
    words: Mapping[str, Any],
    language: str,
    now: datetime,
    *,
    web: bool = False,
    short: bool = False,
) -> str:
    """One row such as “Canada: 9-8-8 Suicide Crisis Helpline, call or text 9-8-8, 24/7”.

    Args:
        line: what to write.
        words: the `line` words of `answers.yaml` in the member's language.
        language: the member's language.
        now: a moment with a time zone; a line that is closed says so.
        web: whether to add the line's web address, for members who cannot speak aloud.
        short: whether to leave out its hint.
    """
    young = line.purposes[0] == "child"
    facts = (
        _ways(line, words, web=web),
        _hours(line, words, now),
        words["young"] if young else "",
        _spoken(line, words, language),
        "" if short else line.note.get(language, ""),
    )
    return str(
        words["row"].format(
            country=country_name(line.country, language) if line.country else words["worldwide"],
            name=line.name,
            facts=", ".join(fact for fact in facts if fact),
        )
    )


@cache
def country_name(code: str, language: str) -> str:
    """The name of a country in a language; its code where we have no name."""
    try:
        return str(Locale(language).territories.get(code, code))
    except (UnknownLocaleError, OSError):
        return code


@cache
def language_name(code: str, language: str) -> str:
    """The name of a language in a language; its code where we have no name."""
    try:
        return str(Locale(language).languages.get(code, code))
    except (UnknownLocaleError, OSError):
        return code


@cache
def date_text(day: date, pattern: str, language: str) -> str:
    """A date as members of this language write it."""
    try:
        return format_date(day, pattern, locale=language)
    except (UnknownLocaleError, OSError):
        return day.isoformat()


def _ways(line: Line, words: Mapping[str, Any], *, web: bool) -> str:
    ways = []
    for (kind, word), group in groupby(_kinds(line), key=lambda way: way[0]):
        number = words["or"].join(contact.display for _, contact in group)
        ways.append(number if kind == "web" else words[kind].format(number=number, word=word))
    if web and line.url:
        ways.append(line.url.removeprefix("https://").removeprefix("www."))
    return str(words["or"].join(ways))


def _kinds(line: Line) -> Iterator[tuple[tuple[str, str | None], LineContact]]:
    """Each number once, with what one does with it."""
    for _, group in groupby(line.contacts, key=lambda contact: contact.display):
        contacts = list(group)
        if {contact.channel for contact in contacts} == {"call", "text"} and not any(c.send_word for c in contacts):
            yield ("call-or-text", None), contacts[0]
            continue
        for contact in contacts:
            kind = "word" if contact.send_word else "landline" if contact.landline else contact.channel
            yield (kind, contact.send_word), contact


def _hours(line: Line, words: Mapping[str, Any], now: datetime) -> str:
    if line.hours.always or not line.hours.periods:
        return words["always"] if line.hours.always else ""
    times = ", ".join(
        f"{_days(period, words)} {words['span'].format(first=period.opens, last=period.closes)}"
        for period in line.hours.periods
    )
    closed = f", {words['closed']}" if line.is_open(now) is False else ""
    return f"{times} ({words['local']}{closed})"


def _days(period: Period, words: Mapping[str, Any]) -> str:
    """Neighbouring days as a span."""
    names = words["days"]
    if set(period.days) == set(DAYS):
        return str(words["daily"])
    runs: list[list[int]] = []
    for index in (index for index, day in enumerate(DAYS) if day in period.days):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    spans = [
        words["span"].format(first=names[run[0]], last=names[run[-1]]) if run[1:] else names[run[0]] for run in runs
    ]
    return ", ".join(spans)


def _spoken(line: Line, words: Mapping[str, Any], language: str) -> str:
    if not line.languages or language in line.languages:
        return ""
    return str(words["in"].format(language=language_name(line.languages[0], language)))
