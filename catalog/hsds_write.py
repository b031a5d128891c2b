"""A service of ours as the standard has it (HSDS 3.0); what the standard has no field for hangs on it as attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale

from catalog.hsds_contacts import phones
from catalog.hsds_hours import schedules
from catalog.hsds_read import WORLDWIDE, standard_fields
from catalog.hsds_rows import Row
from catalog.hsds_shape import is_mail
from catalog.hsds_terms import attributes, identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalog.model import Reference, Service


def record(service: Service, references: Mapping[str, Reference]) -> dict[str, Any]:
    """One service with everything that belongs to it, ready for JSON.

    Args:
        service: an entry.
        references: all studies of its catalog, by key.
    """
    fields = plain(service)
    made = _standard(fields)
    read = standard_fields(Row("", 0, made, []))
    named = {key: references[key].model_dump(exclude_none=True) for key in service.evidence.refs if key in references}
    return made | {"attributes": attributes(made["id"], fields, read, named)}


def plain(service: Service) -> dict[str, Any]:
    """All that an entry says, as JSON can hold it; what says nothing is left out."""
    dumped = service.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in dumped.items() if value not in (None, [], {})}


def _standard(fields: Mapping[str, Any]) -> dict[str, Any]:
    own = identity("service", fields["id"])
    contacts = fields.get("contacts", [])
    mails = [contact for contact in contacts if contact["channel"] == "email" and is_mail(contact["dial"])]
    by = fields["verified"]["by"]
    made: dict[str, Any] = {
        "id": own,
        "name": fields["name"],
        "description": fields["summary"],
        "url": fields["url"],
        "status": "active",
        "assured_date": fields["verified"]["on"],
        "assurer_email": by if is_mail(by) else None,
        "minimum_age": fields.get("ages", {}).get("min"),
        "maximum_age": fields.get("ages", {}).get("max"),
        "fees_description": {"low-cost": "low cost", "mixed": "some of it is free", "paid": "paid"}.get(fields["cost"]),
        "organization": {
            "id": identity("organization", fields["provider"]),
            "name": fields["provider"],
            "description": fields["provider"],
        },
        "phones": _numbered(own, "phone", phones(contacts)),
        "schedules": _numbered(own, "schedule", schedules(fields.get("hours", {}))),
        "service_areas": _numbered(own, "service_area", map(_area, fields["regions"])),
        "languages": _numbered(own, "language", map(_language, fields["languages"])),
        "contacts": _numbered(own, "contact", ({"email": contact["dial"]} for contact in mails)),
        "service_at_locations": [
            _chat(own, number, contact) for number, contact in enumerate(contacts) if contact["channel"] == "chat"
        ],
        "cost_options": _numbered(own, "cost_option", [{"option": "free", "amount": 0}] * (fields["cost"] == "free")),
    }
    return {name: value for name, value in made.items() if value not in (None, [])}


def _numbered(service: str, kind: str, items: Any) -> list[dict[str, Any]]:
    return [{"id": identity(kind, service, number)} | item for number, item in enumerate(items)]


def _area(region: str) -> dict[str, Any]:
    if region == "*":
        return {"name": WORLDWIDE, "description": region}
    country = region.partition("-")[0]
    return {"name": Locale("en").territories.get(country, country), "description": region}


def _language(code: str) -> dict[str, Any]:
    return {"code": code, "name": Locale("en").languages.get(code, code)}


def _chat(service: str, number: int, contact: Mapping[str, Any]) -> dict[str, Any]:
    place = {
        "id": identity("location", service, number),
        "location_type": "virtual",
        "url": contact["dial"],
        "name": contact["display"],
    }
    return {"id": identity("service_at_location", service, number), "location": place}
