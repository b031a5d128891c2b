"""The staff's own chat: who can read it is asked anew before anything is sent there, and whenever it is shown."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from handlers.post import Readers

if TYPE_CHECKING:
    from handlers.messages import Reply
    from handlers.post import Post
    from handlers.roster import Roster

log = logging.getLogger(__name__)


async def look(chat: str, community: str, roster: Roster, post: Post) -> Readers:
    """Who can read a chat, as its platform says now. What is a community's own chat is refused for any community."""
    if roster.is_home(chat):
        return Readers("community")
    return await post.readers(chat, roster.of(community).home or "")


async def look_at_own(community: str, roster: Roster, post: Post) -> Readers | None:
    """The same for the staff chat that a community has chosen; None where it has none."""
    chat = roster.of(community).channel
    return await look(chat, community, roster, post) if chat else None


async def send(community: str, reply: Reply, roster: Roster, post: Post) -> bool:
    """Send something to a community's staff chat, unless others could read it there. Whether it was accepted."""
    chat = roster.of(community).channel
    if chat is None:
        return False
    readers = await look(chat, community, roster, post)
    if readers.refused:
        log.warning("nothing was sent to a staff chat (%s)", readers.refused)
        return False
    return await post.send(chat, reply)
