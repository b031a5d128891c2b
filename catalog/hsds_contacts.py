"""Numbers and addresses, from phones and contacts of the standard and to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from catalog.contacts import check_contact
from catalog.hsds_shape import is_mail
from catalog.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from catalog.hsds_rows import Row

_TYPES = {"call": "voice", "text": "text", "whatsapp": "text", "textphone": "textphone"}
_CHANNELS = {"": "call", "voice": "call", "cell": "call", "text": "text", "sms": "text", "textphone": "textphone"}
_CHANNELS |= {"tty": "textphone"}
_EXTENSION = re.compile(r"[ ,;]*(?:extension|ext|x)\.?\s*(\d{1,6})$", re.IGNORECASE)
_LONGEST_NOTE = 120


def phones(contacts: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The numbers as the standard has them; the number itself is the one that is dialled."""
    for contact in contacts:
        if contact["channel"] in _TYPES:
            phone = {"number": contact["display"], "type": _TYPES[contact["channel"]]}
            yield phone | ({"description": contact["note"]} if contact.get("note") else {})


def contacts_of(mails: Iterable[tuple[Row, str]], phones: Iterable[Row]) -> list[dict[str, Any]]:
    """The ways to reach a service; what cannot be used is left out, and said.

    Args:
        mails: rows with an address, and the field that holds it.
        phones: the rows of its numbers.
    """
    found = [contact for phone in phones if (contact := _phone(phone))]
    for holder, field in mails:
        mail = holder.text(field)
        if mail and is_mail(mail):
            found.append({"channel": "email", "dial": mail, "display": mail})
        elif mail:
            holder.wrong(field, "this is not an e-mail address; write one such as help@example.org")
    return [one for number, one in enumerate(found) if one not in found[:number]][:20]


def _phone(row: Row) -> dict[str, Any] | None:
    number = row.text("number")
    if number is None:
        row.wrong("number", "there is no number; write one, or take this row out")
        return None
    channel = _CHANNELS.get((row.text("type") or "").casefold())
    if channel is None:  # a fax or a pager is no way to ask for help
        return None
    number = number.strip("\"' ")
    inside = _EXTENSION.search(number)
    extension = inside[1] if inside else row.text("extension")
    shown = _EXTENSION.sub("", number)
    note = [f"extension {extension}"] if extension else []
    note += [said[:_LONGEST_NOTE].strip()] if (said := row.text("description")) else []
    contact = {"channel": channel, "dial": _dial(shown), "display": shown}
    if note:
        contact["note"] = ", ".join(note)
    problem = next(check_contact(Node(1, {name: Node(1, value) for name, value in contact.items()})), None)
    if problem:
        row.wrong("number", problem.sentence)
        return None
    return contact


def _dial(shown: str) -> str:
    plus = "+" if shown.lstrip("( ").startswith("+") else ""
    return plus + re.sub(r"[^0-9*#]", "", re.sub(r"^\s*\(?\+\d+\)?\s*\(0\)", lambda m: m[0][:-3], shown))
