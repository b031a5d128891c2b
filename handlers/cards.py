"""A service as a card: name, why it fits, cost, hours, country, evidence, how to reach it, and its cautions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import get_day_names

from catalog.freshness import Age, service_age
from catalog.hours import is_open
from handlers import wording
from handlers.buttons import Press, Verb
from handlers.consider import NEVER_OFFERED
from handlers.did_not_work import LETTER
from handlers.messages import Button, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Contact, Day, Service
    from handlers.tools import Tools
    from handlers.translator import Say
    from matching.understanding import Constraints, Match

MAX_LISTED = 3
"""Countries, languages or needs named on a card before “and more” would be noise."""
_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COSTS = {
    "free": wording.COST_FREE,
    "low-cost": wording.COST_LOW,
    "paid": wording.COST_PAID,
    "mixed": wording.COST_MIXED,
}
_EVIDENCE = {
    "guideline": wording.EVIDENCE_GUIDELINE,
    "meta-analysis": wording.EVIDENCE_META,
    "rct": wording.EVIDENCE_RCT,
    "observational": wording.EVIDENCE_OBSERVED,
    "expert-consensus": wording.EVIDENCE_EXPERT,
    "none": wording.EVIDENCE_NONE,
}
_APPLIES = {"method": wording.EVIDENCE_METHOD, "indirect": wording.EVIDENCE_INDIRECT}
_CHANNELS = {
    "call": wording.CALL,
    "text": wording.TEXT_NUMBER,
    "whatsapp": wording.WHATSAPP,
    "textphone": wording.TEXTPHONE,
    "email": wording.EMAIL,
    "chat": wording.CHAT_AT,
}


def card(match: Match, asked: str | None, constraints: Constraints, tools: Tools) -> Item:
    """One match, dressed for the member's language and country.

    asked: the need that the message speaks of most; a sensitive need is named only when it is this one.
    """
    service, say = match.service, tools.say
    lines = [
        summary(service, say),
        _needs(match.because.needs, asked, tools),
        " · ".join(filter(None, (say(_COSTS[service.cost]), _hours(service, tools), _where(service, say)))),
        _languages(service, say),
        _ages(service, say),
        evidence(service, say),
        *reach(service, say, constraints.region),
        _checked(service, tools),
        tell(service, say),
    ]
    text = "\n".join(line for line in lines if line)
    return Item(name(service, say), text, url=link(service), buttons=_buttons(match, asked, constraints, tools))


def name(service: Service, say: Say) -> str:
    """The service's name in the member's language where it has one."""
    words = service.translations.get(say.language)
    return words.name if words else service.name


def summary(service: Service, say: Say) -> str:
    """What it is, in the member's language where it has been translated."""
    words = service.translations.get(say.language)
    if words:
        return words.summary if words.reviewed else f"{words.summary}\n{say(wording.NOT_READ_BY_NATIVE)}"
    return service.summary if say.language == "en" else f"{service.summary}\n{say(wording.NOT_IN_YOUR_LANGUAGE)}"


def link(service: Service) -> str | None:
    """The page to read on; a study is no page for a member who wants to do an exercise."""
    return None if is_exercise(service) and "doi.org" in service.url else service.url


def tell(service: Service, say: Say) -> str:
    """The safety sentence of the card; empty when it has none."""
    words = service.translations.get(say.language)
    return (words.tell if words and words.tell else service.tell) or ""


def is_exercise(service: Service) -> bool:
    """Whether it is done right here in the chat."""
    return bool(service.steps)


def reach(service: Service, say: Say, region: str | None) -> list[str]:
    """How to get it: a line for each contact that works in the member's country."""
    return [_contact(contact, say) for contact in service.contacts if _works_in(contact, region)]


def evidence(service: Service, say: Say) -> str:
    """How well it is studied, and whether the studies are of this very service."""
    words = say(_EVIDENCE[service.evidence.level])
    if applies := _APPLIES.get(service.evidence.applies or ""):
        return f"{words} {say(applies)}"
    return words


def cost(service: Service, say: Say) -> str:
    """What it costs, in a word or two."""
    return say(_COSTS[service.cost])


def _buttons(match: Match, asked: str | None, constraints: Constraints, tools: Tools) -> tuple[Button, ...]:
    """Interest is not asked for under a way to reach somebody, nor where the need itself must leave no trace."""
    service = match.service
    helps_now = service.support == "helpline" or (service.support == "directory" and "helpline" in service.needs)
    why = Press(Verb.WHY, service.id, match.because.needs, constraints)
    buttons = [tools.button(wording.B_WHY, why)]
    if is_exercise(service):
        buttons.insert(0, tools.button(wording.B_STEPS, Press(Verb.STEPS, service.id)))
    if not helps_now and asked not in NEVER_OFFERED:
        buttons.insert(0, tools.button(wording.B_INTEREST, Press(Verb.INTEREST, service.id)))
        buttons.append(tools.button(wording.B_NOT_FOR_ME, Press(Verb.REFUSE, service.id)))
    if service.contacts:
        buttons.append(tools.button(wording.B_BROKEN, Press(Verb.REFUSE, f"{LETTER}.{service.id}")))
    return tuple(buttons)


def _needs(ids: Sequence[str], asked: str | None, tools: Tools) -> str:
    known = [tools.needs[need] for need in ids if need in tools.needs]
    named = [need for need in known if need.id == asked or not need.sensitive][:MAX_LISTED]
    labels = [tools.say.plain(need.label) for need in named]
    return tools.say(wording.MAY_HELP_WITH, needs=tools.say.listing(labels)) if labels else ""


def _hours(service: Service, tools: Tools) -> str:
    hours, say = service.hours, tools.say
    if is_exercise(service):
        return say(wording.ANY_TIME)
    if hours.always:
        return say(wording.OPEN_ALWAYS)
    parts = [
        say(wording.HOURS_PERIOD, days=_days(period.days, say), opens=period.opens, closes=period.closes)
        for period in hours.periods
    ]
    if parts and hours.time_zone:
        place = hours.time_zone.split("/")[-1].replace("_", " ")
        parts.append(say(wording.HOURS_ZONE, zone=place))
        if (is_now := is_open(hours, tools.now)) is not None:
            parts.append("· " + say(wording.OPEN_NOW if is_now else wording.CLOSED_NOW))
    return " ".join(filter(None, [*parts, hours.note]))


def _days(days: Sequence[Day], say: Say) -> str:
    """“Mon–Fri” for a run of days, else the days one by one."""
    names = get_day_names("abbreviated", locale=say.language)
    numbers = sorted(_DAYS.index(day) for day in days)
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):  # noqa: PLR2004  two days are no run
        return f"{names[numbers[0]]}–{names[numbers[-1]]}"
    return ", ".join(names[number] for number in numbers)


def _where(service: Service, say: Say) -> str:
    if "*" in service.regions:
        return "" if is_exercise(service) else say(wording.WORLDWIDE)
    countries = list(dict.fromkeys(say.country(region) for region in service.regions))
    return say(wording.IN_COUNTRIES, countries=say.listing(countries))


def _languages(service: Service, say: Say) -> str:
    if is_exercise(service) or say.language in service.languages:
        return ""
    return say(wording.IN_LANGUAGES, languages=say.listing([say.language_name(code) for code in service.languages[:3]]))


def _checked(service: Service, tools: Tools) -> str:
    """When the facts were last checked, where that was long ago; what is done right here does not change."""
    if is_exercise(service) or service_age(service, tools.now.date()) is Age.FRESH:
        return ""
    return tools.say(wording.LAST_CHECKED, date=tools.say.date(service.verified.on))


def _ages(service: Service, say: Say) -> str:
    low, high = service.ages.min, service.ages.max
    if low is not None and high is not None:
        return say(wording.FOR_AGES, low=low, high=high)
    if low is not None:
        return say(wording.FOR_AGES_FROM, low=low)
    return say(wording.FOR_AGES_TO, high=high) if high is not None else ""


def _contact(contact: Contact, say: Say) -> str:
    words = wording.TEXT_WORD if contact.channel == "text" and contact.send_word else _CHANNELS[contact.channel]
    line = say(words, number=contact.display, address=contact.display, word=contact.send_word)
    where = [say.country(region) for region in contact.regions] if len(contact.regions) == 1 else []
    where += [say.language_name(code) for code in contact.languages]
    notes = ", ".join(filter(None, [*where, contact.note]))
    return say(wording.ONLY_THERE, contact=line, where=notes) if notes else line


def _works_in(contact: Contact, region: str | None) -> bool:
    """A contact of another country is of no use; an unknown country leaves all of them standing."""
    if not contact.regions or region is None:
        return True
    country = region.split("-", maxsplit=1)[0]
    return any(place in ("*", region) or place.split("-", maxsplit=1)[0] == country for place in contact.regions)
