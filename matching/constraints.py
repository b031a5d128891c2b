"""Reads from a message what the right service must be like: where, how old, what it may cost, by phone or by text."""

from __future__ import annotations

from dataclasses import fields, replace

from matching import ages, places, wishes
from matching.text import plain
from matching.understanding import Constraints

_NAMES = tuple(one.name for one in fields(Constraints))


def read(text: str, language: str) -> Constraints:
    """What the text says, and nothing that it does not say: a wrong guess hides help.

    Args:
        text: anything; only its first 4,000 characters are read.
        language: `en`, `es` or `th`; any other is read as English.
    """
    small = plain(text).replace("\u2019", "'")
    code = language if language in {"en", "es", "th"} else "en"
    years = ages.age(small, code)
    return Constraints(
        region=places.region(text, code),
        language=wishes.tongue(small, code),
        age=years,
        audience=ages.audience(small, years),
        cost=wishes.cost(small),
        format=wishes.form(small),
        anonymous=wishes.anonymous(small),
        at_night=wishes.at_night(small),
        readiness=wishes.readiness(small),
    )


def joined(said: Constraints, known: Constraints) -> Constraints:
    """What was said, and where nothing was said what is known already, such as the community's country."""
    missing = {
        name: found for name in _NAMES if getattr(said, name) is None and (found := getattr(known, name)) is not None
    }
    return replace(said, **missing) if missing else said
