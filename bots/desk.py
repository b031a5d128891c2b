"""What every door needs of the front desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from handlers.post import Post

if TYPE_CHECKING:
    from handlers.messages import Incoming, Reply


class Desk(Protocol):
    """The front desk, see `handlers.desk`. Neither method raises."""

    async def answer(self, message: Incoming, /) -> Reply | None:
        """The reply; None to stay silent."""

    async def delivered(self, message: Incoming, reply: Reply, /) -> None:
        """The platform accepted the reply: the member has been answered."""


def post_of(desk: Desk) -> Post:
    """Where a door says that it is open, so that moderators can be written to; a desk without one writes to nobody."""
    found = getattr(desk, "post", None)
    return found if isinstance(found, Post) else Post()
