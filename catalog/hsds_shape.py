"""What the Human Services Data Specification 3.0 (HSDS) asks of a directory: its objects, their fields, their kinds."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from catalog.contacts import is_web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PLACES = ("physical", "postal", "virtual")
DAYS = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}
"""Our days, and those of the standard."""
FREQUENCIES = ("WEEKLY", "MONTHLY")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_FIELD = re.compile(r"(\w+)(!?)(?::(\[?)(\w+)\]?)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """What one field holds: a kind of value, or objects of a name, one or several."""

    of: str
    required: bool
    several: bool


def _fields(written: str) -> dict[str, Kind]:
    found = (_FIELD.fullmatch(word) for word in written.split())
    return {one[1]: Kind(one[4] or "text", bool(one[2]), bool(one[3])) for one in found if one}


SHAPES: dict[str, dict[str, Kind]] = {
    name: _fields(written)
    for name, written in {
        "organization": "id!:id name! description! email:mail website:uri",
        "service": (
            "id!:id organization_id:id name! alternate_name description url:uri email:mail status!:status"
            " interpretation_services application_process fees_description eligibility_description minimum_age:number"
            " maximum_age:number assured_date:day assurer_email:mail alert last_modified organization:organization"
            " phones:[phone] schedules:[schedule] service_areas:[service_area] languages:[language]"
            " service_at_locations:[service_at_location] cost_options:[cost_option] contacts:[contact]"
            " attributes:[attribute]"
        ),
        "phone": (
            "id!:id location_id:id service_id:id organization_id:id contact_id:id service_at_location_id:id number!"
            " extension:number type description languages:[language]"
        ),
        "contact": "id!:id organization_id:id service_id:id service_at_location_id:id location_id:id name email:mail",
        "schedule": (
            "id!:id service_id:id location_id:id service_at_location_id:id valid_from:day valid_to:day freq:frequency"
            " byday opens_at closes_at description notes"
        ),
        "service_area": "id!:id service_id:id name description uri",
        "language": "id!:id service_id:id location_id:id phone_id:id name code note",
        "cost_option": "id!:id service_id:id option amount:number amount_description currency",
        "service_at_location": "id!:id service_id:id location_id:id description location:location",
        "location": (
            "id!:id location_type!:place url:uri organization_id:id name description addresses:[address]"
            " languages:[language] phones:[phone] schedules:[schedule]"
        ),
        "address": (
            "id!:id location_id:id address_1! address_2 city! region state_province! postal_code! country!"
            " address_type!:place"
        ),
        "attribute": "id!:id link_id:id taxonomy_term_id:id link_type link_entity value taxonomy_term:taxonomy_term",
        "taxonomy_term": (
            "id!:id code name! description! parent_id:id taxonomy taxonomy_id:id language term_uri:uri"
            " taxonomy_detail:taxonomy"
        ),
        "taxonomy": "id!:id name! description! uri:uri version",
    }.items()
}
"""The objects that we read or write, with the fields of them that we use."""

FILES = {
    "organization": "organizations.csv",
    "service": "services.csv",
    "phone": "phones.csv",
    "contact": "contacts.csv",
    "schedule": "schedules.csv",
    "service_area": "service_areas.csv",
    "language": "languages.csv",
    "cost_option": "cost_options.csv",
    "service_at_location": "service_at_locations.csv",
    "location": "locations.csv",
    "address": "addresses.csv",
    "attribute": "attributes.csv",
    "taxonomy_term": "taxonomy_terms.csv",
    "taxonomy": "taxonomies.csv",
}
"""The file of each object among tables."""


def is_id(value: object) -> bool:
    """Whether this is a UUID, as each id of the standard must be."""
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def is_day(value: object) -> bool:
    """Whether this is a day of the calendar, year first."""
    try:
        return isinstance(value, str) and bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_mail(value: object) -> bool:
    """Whether this is an e-mail address."""
    return isinstance(value, str) and bool(_MAIL.fullmatch(value))


_VALUES: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "id": is_id,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "uri": lambda value: isinstance(value, str) and is_web_address(value),
    "mail": is_mail,
    "day": is_day,
    "status": STATUSES.__contains__,
    "place": PLACES.__contains__,
    "frequency": FREQUENCIES.__contains__,
}


def faults(record: Mapping[str, Any], kind: str = "service", at: str = "") -> Iterator[str]:
    """Every place where a record breaks the standard, such as “phones[0].number is missing”."""
    known = SHAPES[kind]
    for name, field in known.items():
        if field.required and record.get(name) in (None, ""):
            yield f"{at}{name} is missing"
    for name, value in record.items():
        if name not in known:
            yield f"{at}{name} is no field of the standard that we know"
        else:
            yield from _value_faults(value, known[name], at + name)


def _value_faults(value: Any, field: Kind, at: str) -> Iterator[str]:
    if field.of not in SHAPES:
        if not _VALUES[field.of](value):
            yield f"{at} is not of the kind “{field.of}”"
    elif field.several:
        for number, item in enumerate(value):
            yield from faults(item, field.of, f"{at}[{number}].")
    else:
        yield from faults(value, field.of, f"{at}.")
