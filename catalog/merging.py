"""Writes into somebody's file what managers changed in chat; every remark stays, and what is not asked for too."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from catalog.entries import entry
from catalog.placing import placed
from catalog.tidy import editor, remarks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.model import Catalog, Service
    from catalog.overlay import Edit


def merged(text: str, catalog: Catalog, edits: Iterable[Edit]) -> str | None:
    """The file with the changes in it; None where only a person can write them without losing a remark.

    A hidden service of the file itself is kept in it, with `checked: no`; one of a file below goes under `hide`.

    Args:
        text: a file without problems.
        catalog: what is read from it.
        edits: those of one community. What has no effect any more is left out.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    plain, out, yaml, some = text.replace("\r\n", "\n"), io.StringIO(), editor(), list(edits)
    data = yaml.load(plain)
    changed = False
    for edit in some:
        service = catalog.service(edit.service)
        if service is not None and (edit.hidden or edit.laid_over(service) != service):
            _change(data, service, edit)
            changed = True
    if changed:
        yaml.dump(data, out)
        plain = out.getvalue()
    taken = {service.id for service in (*catalog.services, *catalog.unchecked)}
    for edit in some:
        if edit.added and not edit.hidden and edit.service not in taken:
            plain = placed(plain, entry(edit.laid_over(edit.added)), edit.added.area)
    return plain.replace("\n", ends) if remarks(text) <= remarks(plain) else None


def _change(data: Any, service: Service, edit: Edit) -> None:
    own = next((each for each in data.get("services") or () if str(each.get("id")) == service.id), None)
    if edit.hidden:
        _hide(data, own, service.id)
        return
    now = edit.laid_over(service)
    held = own if own is not None else _override(data, service.id)
    if now.verified != service.verified:
        held["verified"] = now.verified.model_dump(mode="json")
    if now.contacts != service.contacts:
        listed = held.get("contacts")
        if listed is None:
            held["contacts"] = [each.model_dump(mode="json", exclude_defaults=True) for each in now.contacts]
            return
        for contact in [listed] if isinstance(listed, dict) else listed:
            for new in edit.numbers:
                if (str(contact["channel"]), str(contact["dial"])) == (new.channel, new.was):
                    contact["dial"], contact["display"] = new.dial, new.display


def _hide(data: Any, own: Any, name: str) -> None:
    if own is not None:
        own["checked"] = "no"
        return
    if isinstance(data.get("override"), dict):
        data["override"].pop(name, None)
        if not data["override"]:
            del data["override"]
    hidden = data.get("hide")
    if not isinstance(hidden, list):  # somebody who hides one writes it without brackets
        data["hide"] = [hidden] if hidden else []
    data["hide"].append(name)


def _override(data: Any, name: str) -> Any:
    if not isinstance(data.get("override"), dict):
        data["override"] = {}
    if not isinstance(data["override"].get(name), dict):
        data["override"][name] = {}
    return data["override"][name]
