"""Three cards that differ: not three helplines, no near-twins, and something to do now where that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.model import Service
    from matching.understanding import NeedScore


class Ranked(Protocol):
    """A service with its score."""

    @property
    def service(self) -> Service:
        """The service."""

    @property
    def score(self) -> float:
        """Higher is better."""


R = TypeVar("R", bound=Ranked)

SHOWN = 3
"""Cards in one answer."""
_HELPLINES_AT_MOST = 2
_ALIKE = 0.5
_TOLD, _COVERS = 0.4, 0.25
"""From which share of the best need's score another has a card of its own, and what that card must reach of the best's
score."""
_GOOD_ENOUGH = 0.55
_WORTH_DOING = 0.5
NOT_FOR_EXERCISES = frozenset({"suicide", "self-harm", "abuse", "sexual-assault", "psychosis", "housing", "helpline"})
"""Best needs where an exercise would be a poor or hurtful first answer."""


def varied(matches: Sequence[R], needs: Sequence[NeedScore]) -> list[R]:
    """The same matches, the first three chosen to differ; each still at least half as good as the best.

    Args:
        matches: best first.
        needs: best first.
    """
    if not matches:
        return []
    shown = _for_each_need(matches, [need.id for need in needs[:SHOWN] if need.score >= _TOLD * needs[0].score])
    for match in matches:
        if match.score < _GOOD_ENOUGH * matches[0].score or len(shown) == SHOWN:
            break
        if not any(match is one for one in shown) and not _repeats(match.service, [one.service for one in shown]):
            shown.append(match)
    shown += _others(matches, shown)[: SHOWN - len(shown)]
    if needs and needs[0].id not in NOT_FOR_EXERCISES:
        _put_something_to_do(shown, matches)
    return shown + _others(matches, shown)


def _for_each_need(matches: Sequence[R], needs: Sequence[str]) -> list[R]:
    """The best, and for each further need that was told as plainly the best service for it that is no poor one."""
    shown = [matches[0]]
    for need in needs:
        if len(shown) == SHOWN or any(need in one.service.needs for one in shown):
            continue
        services = [one.service for one in shown]
        able = (match for match in matches if need in match.service.needs and not _repeats(match.service, services))
        if (found := next(able, None)) and found.score >= _COVERS * matches[0].score:
            shown.append(found)
    return shown


def _others(matches: Sequence[R], shown: Sequence[R]) -> list[R]:
    ids = {match.service.id for match in shown}
    return [match for match in matches if match.service.id not in ids]


def _repeats(service: Service, shown: Sequence[Service]) -> bool:
    if service.support == "helpline" and sum(one.support == "helpline" for one in shown) >= _HELPLINES_AT_MOST:
        return True
    return any(are_twins(service, one) for one in shown)


def are_twins(one: Service, other: Service) -> bool:
    """The same kind of help for much the same needs, or two doors of one provider."""
    if one.support != other.support:
        return False
    mine, theirs = set(one.needs), set(other.needs)
    alike = len(mine & theirs) / max(len(mine | theirs), 1)
    return alike >= _ALIKE or (one.provider == other.provider and not one.steps and bool(mine & theirs))


def _put_something_to_do(shown: list[R], matches: Sequence[R]) -> None:
    if len(shown) < SHOWN or any("try" in match.service.readiness for match in shown):
        return
    doable = next((match for match in matches if "try" in match.service.readiness), None)
    if doable and doable.score >= _WORTH_DOING * shown[-1].score:
        shown[-1] = doable
