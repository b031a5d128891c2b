"""What must hold between the entries: each id once, only needs and references that exist, regions that fit."""

from __future__ import annotations

import re
import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel import Locale

from catalog.contacts import check_contact, check_words, is_web_address, not_a_web_address
from catalog.model import REGION_PATTERN
from catalog.problems import SAID, Problem, closest, in_brackets, quoted, several, unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from catalog.nodes import Node

NEEDS_FILE = "catalog/needs.yaml"


@dataclass(frozen=True, slots=True)
class Known:
    """What the files below a short one bring: the ids of services, each with its file, and the keys of references."""

    ids: dict[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()


def check_between(root: Node, needs: Collection[str], known: Known | None = None) -> Iterator[Problem]:
    """Yield every problem that no single value shows; `needs` are the ids of the vocabulary."""
    known = known or Known()
    services, lines = root.at("services").items, root.at("crisis_lines").items
    references = root.at("references").fields
    yield from _check_ids(services, known.ids, root.at("override").fields)
    for key, node in references.items():
        if key in known.references:
            said = f"the reference {quoted(key)} is already there in the files that this one extends; take it out here"
            yield Problem(node.place, None, said)
    for service in services:
        yield from _check_needs(service, sorted(needs))
        yield from _check_references(service, [*references, *known.references])
        yield from _check_steps_and_ages(service)
    for entry in (*services, *lines):
        yield from _check_url(entry.at("url"))
        yield from _check_hours(entry.at("hours"))
        yield from _check_contacts(entry)
        yield from _check_places(entry)
        yield from check_words(entry)
    yield from _check_unused(references, services)
    for by_need in root.at("phrases").fields.values():
        for need, node in by_need.fields.items():
            yield from _known_need(need, node.place, sorted(needs))


def label(entry: Node) -> str:
    """The entry as its editor knows it: its name, else its id."""
    known = entry.at("name").text or entry.at("id").text
    return quoted(known) if known else "this entry"


def _check_ids(services: Sequence[Node], below: Mapping[str, str], override: Collection[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for service in services:
        node = service.at("id")
        if node.text is None:
            continue
        if node.text in first:
            said = f"the id {quoted(node.text)} is already taken on line {first[node.text]}; give each service its own"
            yield Problem(node.line, None, said)
        elif node.text in below and node.text not in override:
            said = f"the id {quoted(node.text)} is already taken in {below[node.text]}; to change that service, write"
            yield Problem(node.line, None, f"{said} it under override; to add another, give it its own id")
        first.setdefault(node.text, node.line)


def _known_need(need: str, line: int, needs: Sequence[str]) -> Iterator[Problem]:
    if need in needs:
        return
    parts = several(need)
    if parts and all(part in needs for part in parts):
        yield Problem(line, None, in_brackets(need, parts))
    else:
        yield Problem(line, None, unknown(need, "a need we know", needs, NEEDS_FILE))


def _check_needs(service: Node, needs: Sequence[str]) -> Iterator[Problem]:
    wanted, barred = service.texts("needs"), service.texts("cautions")
    for need, line in (*wanted, *barred):
        yield from _known_need(need, line, needs)
    for need, line in barred:
        if need in {one for one, _ in wanted}:
            said = f"{label(service)} has {quoted(need)} under needs and under cautions; keep one of them"
            yield Problem(line, None, said)
    for need, times in Counter(one for one, _ in wanted).items():
        if times > 1:
            line = [at for one, at in wanted if one == need][-1]
            yield Problem(line, None, f"{label(service)} has the need {quoted(need)} twice; keep one of them")


def _check_references(service: Node, references: Sequence[str]) -> Iterator[Problem]:
    for key, line in service.texts("evidence", "refs"):
        if not references:
            yield Problem(line, None, f"{quoted(key)} is not under references; this file has none yet, add it there")
        elif key not in references:
            yield Problem(line, None, unknown(key, "under references", references, "the end of this file"))


def _check_unused(references: dict[str, Node], services: Sequence[Node]) -> Iterator[Problem]:
    used = {key for service in services for key, _ in service.texts("evidence", "refs")}
    for key, node in references.items():
        yield from _check_url(node.at("url"))
        if services and key not in used:
            said = f"no service uses the reference {quoted(key)}; remove it, or name it in the evidence of a service"
            yield Problem(node.place, None, said)


def _check_steps_and_ages(service: Node) -> Iterator[Problem]:
    formats = {one for one, _ in service.texts("formats")}
    if "chat-exercise" in formats and service.at("support").text != "screening" and not service.at("steps").items:
        said = f"{label(service)} is a chat exercise without steps; add steps, or take chat-exercise out of formats"
        yield Problem(service.at("formats").place, None, said)
    low, high = service.at("ages", "min"), service.at("ages", "max")
    if _digits(low.text) and _digits(high.text) and int(low.text or 0) > int(high.text or 0):
        said = f"{label(service)} is for ages from {low.text} to {high.text}; the smaller number is min"
        yield Problem(low.line, None, said)


def _digits(text: str | None) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,3}", text or ""))


def _check_url(node: Node) -> Iterator[Problem]:
    if node.text is not None and not is_web_address(node.text):
        yield Problem(node.line, None, not_a_web_address(node.text))


def _check_hours(hours: Node) -> Iterator[Problem]:
    zone, periods = hours.at("time_zone"), hours.at("periods")
    if periods.items and zone.value is None:
        said = "these hours have no time_zone; write one such as “time_zone: Europe/London”"
        yield Problem(hours.place, None, said)
    if periods.items and (hours.at("always").text or "").casefold() in ("yes", "true"):
        yield Problem(periods.place, None, "these hours are both always and periods; keep one of them")
    if zone.text is not None and not is_time_zone(zone.text):
        yield Problem(zone.line, None, _no_time_zone(zone.text))


def _no_time_zone(typed: str) -> str:
    zones = sorted(zoneinfo.available_timezones())
    city = typed.casefold().replace(" ", "_")
    meant = next((zone for zone in zones if "/" in zone and zone.casefold().rpartition("/")[2] == city), None)
    if meant is None and "/" in typed:
        meant = closest(typed, zones)
    hint = f"did you mean {quoted(meant)}?" if meant else "write a continent and a city, such as Europe/London"
    return f"{quoted(typed)} is not a time zone; {hint}"


def is_time_zone(name: str) -> bool:
    """Whether the world's time zone database has this name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_places(entry: Node) -> Iterator[Problem]:
    """Yield the regions and countries that look right and do not exist, such as UK."""
    contacts = entry.at("contacts").items
    regions = [*entry.texts("regions"), *(one for contact in contacts for one in contact.texts("regions"))]
    for region, line in (*regions, *entry.texts("country")):
        country, dash, part = region.partition("-")
        if country != "*" and re.match(REGION_PATTERN, region) and country not in Locale("en").territories:
            better = SAID.get(country.casefold())
            meant = f"did you mean {quoted(better + dash + part)}?" if better else "look up its two letters (ISO 3166)"
            yield Problem(line, None, f"there is no country {quoted(country)}; {meant}")


def _check_contacts(entry: Node) -> Iterator[Problem]:
    served = {region for region, _ in (*entry.texts("regions"), *entry.texts("country"))}
    for contact in entry.at("contacts").items:
        yield from check_contact(contact)
        for region, line in contact.texts("regions"):
            inside = {"*", region, region.partition("-")[0]} & served
            if served and not inside and region != "*" and re.match(REGION_PATTERN, region):
                said = f"this contact is for {region}, but {label(entry)} is not; add {region} to its regions"
                yield Problem(line, None, said)
