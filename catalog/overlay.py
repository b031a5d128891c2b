"""What managers changed in chat lies over the file: hidden, added, a new number, a date. Never a crisis line."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from pydantic import ValidationError

from catalog.contacts import is_stale, is_web_address
from catalog.model import Channel, Contact, Id, Record, Service, Verified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.model import Catalog

_MAIL = re.compile(r"[^@\s:<>]+@[^@\s:<>]+\.[^@\s.:<>]+")
_NUMBER = re.compile(r"\+?[0-9*#]{2,20}")
_WRITTEN = re.compile(r"[0-9+*#()./\s\u00a0\u2010-\u2013-]+")
LONGEST = 60
"""Characters of a number or address."""


class NewNumber(Record):
    """One contact of a service, reached in another way now."""

    channel: Channel
    was: str
    """Its `dial` in the file; once the file has another one, this change has no effect."""
    dial: str
    display: str


class Edit(Record):
    """Everything that was changed about one service."""

    service: Id
    hidden: bool = False
    numbers: tuple[NewNumber, ...] = ()
    verified: Verified | None = None
    added: Service | None = None
    """The whole entry, where it is not in the file."""

    @property
    def is_empty(self) -> bool:
        """Nothing is changed any more."""
        return self == Edit(service=self.service)

    def laid_over(self, service: Service) -> Service:
        """The service as it is now."""
        new = {(each.channel, each.was): each for each in self.numbers}
        contacts = tuple(_renewed(contact, new.get((contact.channel, contact.dial))) for contact in service.contacts)
        checked = max((service.verified, self.verified or service.verified), key=lambda each: each.on)
        return service.model_copy(update={"contacts": contacts, "verified": checked})


def read_edit(service: str, body: str) -> Edit | None:
    """An edit as it was stored; None where this version cannot read it, and then it has no effect."""
    try:
        found = Edit.model_validate_json(body)
    except ValidationError:
        return None
    return found if found.service == service else None


def laid_over(catalog: Catalog, edits: Iterable[Edit]) -> Catalog:
    """The catalog as this community has it. Phrases, references and crisis lines are always those of the file.

    An added service never takes the place of one in the file, checked or not.
    """
    by_id = {edit.service: edit for edit in edits}
    services = []
    for service in catalog.services:
        edit = by_id.get(service.id)
        if edit is None or not edit.hidden:
            services.append(edit.laid_over(service) if edit else service)
    taken = {service.id for service in (*catalog.services, *catalog.unchecked)}
    services += [
        edit.laid_over(edit.added)
        for edit in by_id.values()
        if edit.added and not edit.hidden and edit.added.id == edit.service and edit.service not in taken
    ]
    told = hashlib.sha256(catalog.digest.encode())
    for edit in by_id.values():
        told.update(edit.model_dump_json().encode())
    return catalog.model_copy(update={"services": tuple(services), "digest": told.hexdigest()})


def read_number(channel: Channel, typed: str) -> tuple[str, str] | None:
    """(dial, display) of what a manager typed; None where nobody could reach that, or it was given up.

    Digits of other scripts count as digits. A number may be written with spaces, brackets, dots and dashes.
    """
    shown = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", typed)).strip()
    if not shown or len(shown) > LONGEST:
        return None
    if channel == "email":
        return (shown, shown) if _MAIL.fullmatch(shown) else None
    if channel == "chat":
        return (shown, shown) if shown.startswith("https://") and is_web_address(shown) else None
    shown = "".join(str(unicodedata.digit(letter, letter)) for letter in shown)
    if not _WRITTEN.fullmatch(shown) or "+" in shown[1:]:
        return None
    dial = re.sub(r"[^0-9+*#]", "", shown)
    return (dial, shown) if _NUMBER.fullmatch(dial) and not is_stale(dial) else None


def _renewed(contact: Contact, new: NewNumber | None) -> Contact:
    return contact.model_copy(update={"dial": new.dial, "display": new.display}) if new else contact
