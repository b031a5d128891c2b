"""Runs the golden requests of a catalog: does everybody who must find a service still find it?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from catalog.golden import SHOWN
from catalog.problems import Problem, closest, quoted
from handlers.consider import consider
from handlers.language import detect
from matching.understanding import Constraints, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.golden import Golden
    from handlers.tools import Directory


def broken_golden(requests: Iterable[tuple[int, Golden]], directory: Directory) -> list[Problem]:
    """Every golden request that no longer finds one of its services, with its line in golden.yaml and the reason."""
    known = {service.id for service in directory.catalog.services}
    unchecked = {service.id for service in directory.catalog.unchecked}
    found = []
    for line, golden in requests:
        if golden.paused is None and (reason := _reason(golden, directory, known, unchecked)):
            found.append(Problem(line, None, reason))
    return found


def shown_for(text: str, directory: Directory, *, region: str | None, language: str | None) -> tuple[str, list[str]]:
    """What the bot does with a message, and the ids of the services it would show first."""
    found = consider(
        text,
        directory=directory,
        language=language or detect(text),
        defaults=Constraints(region=region),
        now=datetime.now(UTC),
    )
    return found.outcome, [match.service.id for match in found.matches[:SHOWN]]


def _reason(golden: Golden, directory: Directory, known: set[str], unchecked: set[str]) -> str | None:
    there = [one for one in golden.expect if one in known]
    wanted = " or ".join(map(quoted, there or golden.expect))
    said = f"who says {quoted(golden.say)} must find {wanted}"
    if not there:
        waiting = [one for one in golden.expect if one in unchecked]
        if waiting:
            return f"{said}, which waits to be checked"
        meant = closest(golden.expect[0], sorted(known))
        return f"{said}, which is hidden or gone" + (f"; did you mean {quoted(meant)}?" if meant else "")
    outcome, shown = shown_for(golden.say, directory, region=golden.region, language=golden.language)
    if set(shown) & set(there):
        return None
    if outcome == "danger":
        return f"{said}, but gets the answer for people in danger"
    if outcome != Outcome.SERVICES:
        return f"{said}, but " + ("finds nothing" if outcome == Outcome.UNMET else "is asked back")
    return f"{said}, but finds {', '.join(map(quoted, shown))}"
