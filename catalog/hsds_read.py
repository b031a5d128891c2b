"""A service of somebody else's directory as an entry of ours; what had to be guessed says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from babel import Locale

from catalog.contacts import is_web_address
from catalog.hsds_contacts import contacts_of
from catalog.hsds_hours import hours_of
from catalog.hsds_shape import is_day, is_mail
from catalog.hsds_terms import REFERENCES, digest, own_words
from catalog.hsds_words import cost_in, needs_in, support_in
from catalog.model import LANGUAGE_PATTERN, REGION_PATTERN
from catalog.sentences import simple_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from catalog.hsds_rows import Row

WORLDWIDE = "Worldwide"
GUESSED = "guessed: look at it"
NEVER = "2000-01-01"
"""Stands where nobody says when the facts were checked; old enough to count as stale."""
_HOW = "as another directory says; not checked here"
_LONGEST_SUMMARY = 300
_LONGEST_ID = 36


@dataclass(frozen=True, slots=True)
class Home:
    """What is meant where a directory leaves something out."""

    needs: Mapping[str, str]
    """The needs we have, each with its area."""
    region: str | None = None
    language: str | None = None
    need: str | None = None
    """For services whose words speak of no need; None leaves them out."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read of one service: plain data for an entry."""

    fields: dict[str, Any]
    guessed: tuple[str, ...] = ()
    references: dict[str, Any] = field(default_factory=dict)
    """The studies that came with it, by key."""
    ours: bool = False
    """Whether it was written by a program like this one."""


def read_service(row: Row, home: Home) -> Draft | None:
    """The entry that a service makes; None, with a fault noted, when something is missing that each entry needs."""
    words, exact, others = own_words(row.rows("attributes"))
    standard = standard_fields(row)
    references = exact.pop(REFERENCES, {})
    fields = dict(standard)
    for name, one in exact.items():
        if digest(standard.get(name)) == one["was"]:  # else somebody has changed the standard's own field since
            fields[name] = one["is"]
    told = " ".join(filter(None, (standard.get("name"), row.text("alternate_name"), row.text("description"), others)))
    fields |= words
    guesses = _guesses(standard, row, home, told, words.get("needs"))
    guessed = [name for name in guesses if not fields.get(name)]
    fields |= {name: guesses[name] for name in guessed}
    missing = [name for name in ("name", "url", "needs", "regions", "languages") if not fields.get(name)]
    for name in missing:
        row.wrong(*_MISSING[name])
    if missing:
        return None
    present = {name: value for name, value in fields.items() if value is not None}
    return Draft(present, tuple(guessed), references if isinstance(references, dict) else {}, ours=bool(words))


_MISSING = {
    "name": ("name", "there is no name; write what the service is called"),
    "url": ("url", "there is no web page that can be used; write one such as https://www.example.org/help"),
    "needs": ("description", "its words speak of no need that we know; import with --need to bring it in all the same"),
    "regions": ("service_areas", "no country is named; import with --region, such as --region GB"),
    "languages": ("languages", "no language is named; import with --language, such as --language en"),
}


def standard_fields(row: Row) -> dict[str, Any]:
    """What the standard's own fields say; a field that says nothing is left out."""
    organization = row.row("organization")
    places = [place for at in row.rows("service_at_locations") if (place := at.row("location"))]
    name = row.text("name")
    regions = list(dict.fromkeys(_regions(row, places)))
    phones = [
        *row.rows("phones"),
        *(phone for at in row.rows("service_at_locations") for phone in at.rows("phones")),
        *(phone for place in places for phone in place.rows("phones")),
    ]
    if not phones and organization:
        phones = organization.rows("phones")
    mails = [(row, "email"), *((contact, "email") for contact in row.rows("contacts"))]
    found: dict[str, Any] = {
        "id": simple_id(name or "", _LONGEST_ID) or f"service-{digest(row.text('id'))[:8]}",
        "name": name,
        "provider": (organization and organization.text("name")) or name,
        "url": _url(row, organization, places),
        "summary": _summary(row, organization) or name,
        "regions": regions,
        "languages": list(dict.fromkeys(_languages(row, places))),
        "ages": _ages(row),
        "contacts": contacts_of(mails, phones),
        "hours": hours_of([*row.rows("schedules"), *(one for at in places for one in at.rows("schedules"))], regions),
        "evidence": {"level": "none"},
        "verified": _verified(row),
    }
    return {key: value for key, value in found.items() if value}


def _guesses(
    standard: Mapping[str, Any], row: Row, home: Home, told: str, needs: Sequence[str] | None
) -> dict[str, Any]:
    """What our own terms would say, guessed from the words of a service; regions and languages from home."""
    needs = needs or needs_in(told, frozenset(home.needs)) or ([home.need] if home.need else [])
    support, readiness = support_in(told)
    costs = [row.text("fees_description") or "", *(_price(cost) for cost in row.rows("cost_options"))]
    return {
        "needs": list(needs),
        "support": support,
        "readiness": [readiness],
        "cost": cost_in(" ".join(costs)),
        "formats": _formats(standard, row),
        "area": home.needs.get(next(iter(needs), ""), "wellbeing"),
        **({"regions": [home.region]} if home.region else {}),
        **({"languages": [home.language]} if home.language else {}),
    }


def _price(cost: Row) -> str:
    amount = cost.text("amount")
    free = "free" if amount is not None and amount.strip("0.") == "" else ""
    return " ".join(filter(None, (cost.text("option"), cost.text("amount_description"), free)))


def _formats(fields: Mapping[str, Any], row: Row) -> list[str]:
    channels = {contact["channel"] for contact in fields.get("contacts", ())}
    places = [place.text("location_type") for at in row.rows("service_at_locations") if (place := at.row("location"))]
    found = [
        *(["in-person"] if "physical" in places else []),
        *(["phone"] if "call" in channels else []),
        *(["text"] if "text" in channels else []),
    ]
    return found or ["web"]


def _url(row: Row, organization: Row | None, places: Iterable[Row]) -> str | None:
    holders = [(row, "url"), *([(organization, "website")] if organization else []), *((at, "url") for at in places)]
    for holder, name in holders:
        if text := holder.text(name):
            for address in (text, f"https://{text}"):
                if is_web_address(address):
                    return address
            holder.wrong(name, "this is not a full web address; write one such as https://www.example.org/help")
    return None


def _summary(row: Row, organization: Row | None) -> str | None:
    """The first two sentences, as far as they are short."""
    told = row.text("description") or (organization and organization.text("description"))
    if not told:
        return None
    told = re.sub(r"[*_`#>]+|\[([^\]]{0,200})\]\([^)]{0,500}\)", r"\1", told[:4000])
    kept = ""
    for sentence in re.split(r"(?<=[.!?])\s+", told)[:2]:
        kept = f"{kept} {sentence}".strip() if len(kept) + len(sentence) < _LONGEST_SUMMARY else kept
    if kept:
        return kept
    return told[:_LONGEST_SUMMARY].rpartition(" ")[0].rstrip(",;: ") + " …"


def _ages(row: Row) -> dict[str, int]:
    found = {"min": row.number("minimum_age"), "max": row.number("maximum_age")}
    return {name: age for name, age in found.items() if age is not None and 0 <= age <= 120}  # noqa: PLR2004  years


def _verified(row: Row) -> dict[str, str]:
    day, by = (row.text("assured_date") or "")[:10], row.text("assurer_email")
    if day and not is_day(day):
        row.wrong("assured_date", "this is no day of the calendar; write year-month-day, such as 2026-11-22")
        day = ""
    return {"on": day or NEVER, "by": by if by and is_mail(by) else "nobody here yet", "how": _HOW}


def _regions(row: Row, places: Iterable[Row]) -> Iterator[str]:
    for area in row.rows("service_areas"):
        for name in ("description", "name", "uri"):
            if code := _region(area.text(name) or ""):
                yield code
                break
    for place in places:
        for address in place.rows("addresses"):
            country = (address.text("country") or "").upper()
            if re.fullmatch(r"[A-Z]{2}", country) and country in _territories():
                state = (address.text("state_province") or "").upper()
                yield f"{country}-{state}" if country == "US" and re.fullmatch(r"[A-Z]{2}", state) else country


def _region(said: str) -> str | None:
    if said in ("*", WORLDWIDE):
        return "*"
    if re.match(REGION_PATTERN, said) and said.partition("-")[0] in _territories():
        return said
    return _countries().get(said.casefold())


def _territories() -> Mapping[str, str]:
    return Locale("en").territories


def _countries() -> dict[str, str]:
    if not _COUNTRIES:
        _COUNTRIES.update({name.casefold(): code for code, name in _territories().items() if code.isalpha()})
    return _COUNTRIES


_COUNTRIES: dict[str, str] = {}


def _languages(row: Row, places: Iterable[Row]) -> Iterator[str]:
    for one in (*row.rows("languages"), *(one for place in places for one in place.rows("languages"))):
        code = (one.text("code") or "").casefold().partition("-")[0]
        if re.match(LANGUAGE_PATTERN, code):
            yield code
        elif found := _language_codes().get((one.text("name") or "").casefold()):
            yield found
        else:
            one.wrong("code", "this is no code of a language; write two small letters, such as en")


def _language_codes() -> dict[str, str]:
    if not _CODES:
        known = Locale("en").languages.items()
        _CODES.update({name.casefold(): code for code, name in known if re.match(LANGUAGE_PATTERN, code)})
    return _CODES


_CODES: dict[str, str] = {}
