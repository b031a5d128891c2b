"""Runs the golden requests of a catalog: does everybody who must find a service still find it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.problems import Problem, closest, quoted
from matching.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.golden import Golden
    from commands.catalog_minds import Shelf


def broken_golden(requests: Iterable[tuple[int, Golden]], shelf: Shelf) -> list[Problem]:
    """Every golden request that no longer finds one of its services, with its line in golden.yaml and the reason."""
    known = {service.id for service in shelf.directory.catalog.services}
    unchecked = {service.id for service in shelf.directory.catalog.unchecked}
    found = []
    for line, golden in requests:
        if golden.paused is None and (reason := _reason(golden, shelf, known, unchecked)):
            found.append(Problem(line, None, reason))
    return found


def _reason(golden: Golden, shelf: Shelf, known: set[str], unchecked: set[str]) -> str | None:
    there = [one for one in golden.expect if one in known]
    wanted = " or ".join(map(quoted, there or golden.expect))
    said = f"who says {quoted(golden.say)} must find {wanted}"
    if not there:
        waiting = [one for one in golden.expect if one in unchecked]
        if waiting:
            return f"{said}, which waits to be checked"
        meant = closest(golden.expect[0], sorted(known))
        return f"{said}, which is hidden or gone" + (f"; did you mean {quoted(meant)}?" if meant else "")
    outcome, shown = shelf.shown_for(golden.say, region=golden.region, language=golden.language)
    if set(shown) & set(there):
        return None
    if outcome == "danger":
        return f"{said}, but gets the answer for people in danger"
    if outcome != Outcome.SERVICES:
        return f"{said}, but " + ("finds nothing" if outcome == Outcome.UNMET else "is asked back")
    return f"{said}, but finds {', '.join(map(quoted, shown))}"
