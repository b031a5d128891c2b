"""The beginning of an entry: what is known is filled in, and behind each blank stands what belongs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from catalog.entries import scalar
from catalog.model import Channel, Cost, Format, Level, Readiness, Support

if TYPE_CHECKING:
    from datetime import date

    from catalog.model import Need


@dataclass(frozen=True, slots=True)
class Known:
    """What is known already; everything else becomes a blank."""

    id: str | None = None
    url: str | None = None
    support: str | None = None
    language: str | None = None
    region: str | None = None
    cost: str | None = None
    has_contact: bool = False


def stub(need: Need, known: Known, *, on: date) -> str:
    """Lines to paste below `services:`; `catalog check` names each blank that must still be filled in."""
    choices = {kind: " | ".join(get_args(of)) for kind, of in _CHOICES.items()}
    regions = f"[{scalar(known.region)}]" if known.region else "[]"
    return "\n".join(
        (
            f"  # {need.label}: {need.definition}",
            f"  - id: {known.id or f'our-{need.id}'}",
            _line("name", None, "what it is called"),
            _line("provider", None, "who offers it"),
            _line("url", scalar(known.url) if known.url else None, "its own page, https://…"),
            _line("summary", None, "one or two short sentences: what people do there, and for whom it is"),
            _line("area", need.area),
            _line("support", known.support, choices["support"]),
            _line("needs", f"[{need.id}]"),
            _line("readiness", "[]", choices["readiness"]),
            _line("cost", known.cost, choices["cost"]),
            _line("regions", regions, 'countries, such as GB; or "*" for the whole world'),
            _line("languages", f"[{known.language}]" if known.language else "[]", "such as en"),
            _line("formats", "[]", choices["format"]),
            *(_CONTACT.format(channels=" | ".join(get_args(Channel))).splitlines() if known.has_contact else ()),
            "    examples:",
            "      -                         # what somebody would say who needs just this",
            _line("evidence", "{level: none}", choices["level"]),
            _line("verified", f"{{on: {on}, by: your name, how: read on its own page}}"),
            "",
        )
    )


_CHOICES = {"support": Support, "readiness": Readiness, "cost": Cost, "format": Format, "level": Level}
_CONTACT = """\
    contacts:
      - channel:                # {channels}
        dial:                   # what a phone takes: digits only; or the address
        display:                # the same as members read it"""


def _line(name: str, value: str | None, said: str = "") -> str:
    field = f"    {name}: {value}" if value else f"    {name}:"
    return f"{field:<30}  # {said}" if said else field
