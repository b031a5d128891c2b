"""What storage hands out: a community's settings, and what we hold about one member."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class CommunitySettings:
    """What a community's managers have chosen."""

    country: str | None = None
    """Two letters such as `TH`; None means unknown, never a default country."""
    languages: tuple[str, ...] = ()
    time_zone: str = "UTC"
    reply_mode: Literal["private", "public"] = "private"
    age_setting: Literal["13-17", "mixed", "18+", "unknown"] = "unknown"
    listening: bool = False
    """The bot also reads messages that do not call it, to see whether a life is in danger."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything we hold that can still be traced to one member."""

    digests: int
    """Rows in weeks that have not closed; they go when the week closes."""
    counted: tuple[tuple[str, str], ...]
    """What those rows count, as (purpose, what), sorted and without repeats."""
    memories: tuple[tuple[str, str, datetime], ...] = field(repr=False)
    """What the member asked us to remember, as (kind, body, when it expires in UTC)."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows `forget` has removed."""

    digests: int
    memories: int


@dataclass(frozen=True, slots=True, repr=False)
class Renamed:
    """A platform gave a community's chat another number, so its code and its address are other ones now."""

    old: str
    new: str
    """Digests of the community."""
    old_address: str
    new_address: str
    """Sealed."""

    def is_in(self, text: str) -> bool:
        """Whether a text of ours names the chat as it was called before."""
        return self.old in text or self.old_address in text

    def follow(self, text: str) -> str:
        """The text with the chat as it is called now; as long as before where it names the code alone."""
        return text.replace(self.old, self.new).replace(self.old_address, self.new_address)

    def write(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, body: str) -> Renamed:
        """The same back."""
        return cls(**json.loads(body))
