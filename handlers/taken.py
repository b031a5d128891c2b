"""A suggestion that managers took in waits here until its entry is written: a public link, and nothing of a member."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from handlers.buttons import Press, Verb
from handlers.forms import ADD
from handlers.link import name_of, page_of
from handlers.messages import Button, Memory

if TYPE_CHECKING:
    from handlers.keep import Keep
    from handlers.messages import Incoming
    from handlers.tools import Directory, Tools
    from storage.store import Suggestion

LASTS_DAYS = 14
"""So long a manager can come back to it."""
AFTER = "~"
"""Stands between the community and the id in a button."""
ONCE_MINUTES = 5
"""So long nobody else can finish the same one; by then every process has heard that it is done."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of the entry. Its id is a new one: it does not lead to who made the suggestion."""

    id: str
    community: str
    link: str
    support: str
    need: str
    has_contact: bool
    """Two managers have agreed that the entry may hold a number."""

    @property
    def name(self) -> str:
        """As its entry would be called in the file."""
        return name_of(self.link)

    @property
    def state(self) -> str:
        """How buttons name it."""
        return f"{self.community}{AFTER}{self.id}"


async def take(suggestion: Suggestion, keep: Keep, *, has_contact: bool) -> Taken | None:
    """Keep it for those who write the entry; None where it could not be kept."""
    made = Taken(
        secrets.token_urlsafe(6),
        suggestion.community,
        suggestion.link,
        suggestion.support,
        suggestion.need,
        has_contact,
    )
    memory = Memory(_kind(made.community), json.dumps(asdict(made)), LASTS_DAYS * 24 * 60)
    return made if await keep.remember(made.id, memory) else None


async def unwritten(community: str, keep: Keep) -> list[Taken] | None:
    """Everything that waits in a community; None while storage is down."""
    bodies = await keep.of_kind(_kind(community))
    return None if bodies is None else sorted((Taken(**json.loads(body)) for body in bodies), key=lambda one: one.link)


async def not_listed(community: str, directory: Directory | None, keep: Keep) -> list[Taken]:
    """The same without those whose page the list has by now: somebody wrote them into the file."""
    listed = {page_of(service.url) for service in directory.catalog.services} if directory else set()
    waiting = await unwritten(community, keep) or ()
    return [one for one in waiting if page_of(one.link) not in listed]


async def is_first(taken: Taken, keep: Keep) -> bool:
    """Of two managers who say yes at the same moment, one is the first."""
    return await keep.spend(f"taken {taken.id}", ONCE_MINUTES)


async def done(taken: Taken, keep: Keep) -> None:
    """Its entry is written."""
    await keep.drop(taken.id, _kind(taken.community))


def write_button(taken: Taken, label: str, message: Incoming, tools: Tools) -> Button:
    """Leads into the form that is filled in already; out of a chat where others read along, by a way of their own."""
    label = tools.say(label, name=taken.name)
    if message.private:
        return Button(label, payload=tools.payload(Press(Verb.TALK, f"{ADD}...{taken.state}")))
    inside = tools.payload(Press(Verb.TALK, f"{ADD}...{AFTER}{taken.id}"))
    doorway = tools.doorways.seal(inside, member=message.member, community=taken.community, now=tools.now)
    return Button(label, doorway=doorway)


def _kind(community: str) -> str:
    """The kind of memory; it ends as all do that are purged with their community."""
    return f"taken {community}"
