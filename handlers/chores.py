"""What waits for the staff this week: facts to be checked, suggestions to decide on, entries to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.freshness import Age
from catalog.worklist import worklist
from handlers import cards, taken, wording
from handlers.did_not_work import flags
from matching.fitting import serves_region

if TYPE_CHECKING:
    from datetime import date

    from catalog.model import Catalog
    from catalog.worklist import Task
    from handlers.keep import Keep
    from handlers.tools import Directory
    from handlers.translator import Say

SHOWN = 5
"""Facts that are named; the rest is counted."""
NEW = "unchecked"
"""What was brought in and nobody has looked at yet is no chore of a week: it may be thousands."""
_WHY = {
    "did not work": wording.CHORE_BROKEN,
    Age.OLD: wording.CHORE_OLD,
    Age.STALE: wording.CHORE_STALE,
    Age.DUE: wording.CHORE_DUE,
}


def near(catalog: Catalog, region: str | None) -> Catalog:
    """What members of this country are shown; everything where no country is known."""
    if region is None:
        return catalog
    services, unchecked = (
        tuple(one for one in some if serves_region(one.regions, region))
        for some in (catalog.services, catalog.unchecked)
    )
    lines = tuple(line for line in catalog.crisis_lines if line.country == region[:2])
    return catalog.model_copy(update={"services": services, "unchecked": unchecked, "crisis_lines": lines})


async def to_check(community: str, catalog: Catalog, keep: Keep, today: date) -> list[Task]:
    """Every fact that a community's staff should look at, the most urgent first."""
    here = near(catalog, keep.settings(community).country)
    return [task for task in worklist(here, today, await flags(keep, [community])) if task.why != NEW]


async def lines(community: str, directory: Directory | None, keep: Keep, today: date, say: Say) -> list[str]:
    """What the Monday letter says of it; empty where nothing waits."""
    catalog = directory.catalog if directory else None
    tasks = await to_check(community, catalog, keep, today) if catalog else []
    return [
        *(_tasks(tasks, catalog, say) if catalog and tasks else ()),
        *await _suggested(community, directory, keep, say),
    ]


def _tasks(tasks: list[Task], catalog: Catalog, say: Say) -> list[str]:
    services = {service.id: service for service in catalog.services}
    told, more = [say(wording.CHORES)], len(tasks) - SHOWN
    for task in tasks[:SHOWN]:
        service = services.get(task.id)
        name = cards.name(service, say) if service else task.name
        told.append(f"• {say(_WHY[task.why], name=name, date=say.date(task.checked))}")
    told.append(
        say(wording.CHORES_MORE, n=more, command="/verify") if more > 0 else say(wording.CHORES_ALL, command="/verify")
    )
    if any(task.id not in services for task in tasks[:SHOWN]):
        told.append(say(wording.CHORES_LINES, command="peerbridge catalog verify"))
    return told


async def _suggested(community: str, directory: Directory | None, keep: Keep, say: Say) -> list[str]:
    found = await keep.suggestions(lambda store: store.waiting(community))
    waiting = len(found[0]) if found else 0
    unwritten = len(await taken.not_listed(community, directory, keep))
    told = [say(wording.QUEUE_MANY, n=waiting)] if waiting else []
    told += [say(wording.TAKEN_LEFT, n=unwritten)] if unwritten else []
    return [*told, say(wording.CHORES_DECIDE, command="/suggestions")] if told else []
