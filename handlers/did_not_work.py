"""A member says that a number or a page did not work; when two say so in one week, whoever keeps the list is told."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import Memory, Note, Purpose
from handlers.tools import private

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from catalog.model import Service
    from handlers.keep import Keep
    from handlers.messages import Incoming, Reply
    from handlers.tools import Tools

LETTER = "b"
"""Stands for it in a button, beside the reasons of `handlers.refusal`."""
AT_MOST = 3
"""Services that one member may tell us about in a week."""
ENOUGH = 2
"""Members who say so in one week, before anybody is told."""
FLAGS = "flags"
"""The kind of memory that holds a community's flags: services and days, under the community's digest."""
FLAG_DAYS = 400
ROOM = 100
_MINUTES = FLAG_DAYS * 24 * 60


async def answer(service: Service, press: Press, message: Incoming, tools: Tools) -> Reply:
    """Count the tap, each member once a week for each service; the second member's raises a flag."""
    community = await tools.community(message)
    sentence = await _sentence(service, community, message.member, tools)
    buttons = (tools.command(wording.B_CRISIS, "crisis"), tools.button(wording.B_WIPE, Press(Verb.WIPE)))
    return private(tools.say(sentence), press, tools, buttons=buttons)


async def _sentence(service: Service, community: str, member: str, tools: Tools) -> str:
    keep = tools.keep
    before = await keep.reported(community, Purpose.BROKEN, member)
    if before is None:
        return wording.BROKEN_NOT_SAVED
    if len(before.mine - {service.id}) >= AT_MOST:
        return wording.BROKEN_ENOUGH
    if not await keep.count(community, member, [Note(Purpose.BROKEN, service.id)]):
        return wording.BROKEN_NOT_SAVED
    after = await keep.reported(community, Purpose.BROKEN, member)
    if after is None or service.id not in after.mine:
        return wording.LEFT_OUT  # who does not want to be counted is not
    if after.members[service.id] >= ENOUGH:
        await _raise_flag(keep, community, service.id, tools.now)
    return wording.BROKEN


async def _raise_flag(keep: Keep, community: str, service: str, now: datetime) -> None:
    kept = await flags(keep, [community])
    newest = sorted({**kept, service: now.date()}.items(), key=lambda flag: (flag[1], flag[0]))[-ROOM:]
    body = json.dumps({"community": community, "flags": {name: on.isoformat() for name, on in newest}})
    await keep.remember(community, Memory(FLAGS, body, _MINUTES))


async def flags(keep: Keep, communities: Collection[str] | None = None) -> dict[str, date]:
    """Which services did not work for members, and the last day on which that was so; none while storage is down.

    For `catalog.worklist.worklist` and the Monday letter. communities: these alone; None for all.
    """
    found: dict[str, date] = {}
    for body in map(json.loads, await keep.of_kind(FLAGS) or ()):
        if communities is None or body["community"] in communities:
            for service, day in body["flags"].items():
                on = date.fromisoformat(day)
                found[service] = max(found.get(service, on), on)
    return found
