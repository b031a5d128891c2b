"""What a handler works with: everything about this one message, and the desk's few helpers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers import wording
from handlers.buttons import Press, Verb
from handlers.messages import PRIVATE, Button, Reply
from matching.understanding import Constraints
from safety import answers
from safety.lines import Hours, Line, LineContact, Period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from catalog.model import Catalog, CommunityLine, Need
    from handlers.buttons import Buttons
    from handlers.calls import Calls
    from handlers.doorway import Doorways
    from handlers.keep import Keep
    from handlers.limits import PublicLimits
    from handlers.messages import Incoming
    from handlers.post import Post
    from handlers.privacy import About
    from handlers.roster import Roster
    from handlers.shelves import Shelves
    from handlers.translator import Say
    from matching.matcher import Matcher
    from safety.line import Channel
    from safety.verdict import Danger
    from storage.store import CommunitySettings

_CHANNELS: dict[str, Channel] = {"call": "call", "text": "text", "whatsapp": "whatsapp", "chat": "web", "email": "web"}
"""How a catalog's contact is shown in a danger answer; a textphone is no way out for most."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The catalog as it is now, ready to be searched. Swapped whole when managers edit the file."""

    catalog: Catalog
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class Tools:
    """Made anew for each message; making it touches neither disk nor network."""

    danger: Danger
    press: Press | None
    say: Say
    now: datetime
    needs: Mapping[str, Need]
    buttons: Buttons
    keep: Keep
    directory: Directory | None
    region: str | None
    """The country that the operator set for members whose community has none."""
    roster: Roster
    calls: Calls
    post: Post
    shelves: Shelves
    doorways: Doorways
    limits: PublicLimits
    about: About
    off: frozenset[str] = frozenset()
    """What the managers of the member's community have turned off, see `handlers.features`."""

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.say.language

    def button(self, label: str, press: Press) -> Button:
        """A button with its label in the member's language."""
        return Button(self.say.plain(label), payload=self.payload(press))

    def payload(self, press: Press) -> str:
        """The press as a payload that remembers the language it was offered in."""
        return self.buttons.write(replace(press, language=self.language))

    def command(self, label: str, name: str) -> Button:
        """A button that does what typing the command does."""
        return self.button(label, Press(Verb.COMMAND, name))

    async def community(self, message: Incoming) -> str:
        """Where the member belongs: a private chat belongs to the group whose link opened it."""
        if message.community != PRIVATE:
            return message.community
        return await self.keep.recall(message.member, "home") or PRIVATE

    async def country(self, message: Incoming) -> str | None:
        """The member's own choice, else the community's country; None means unknown."""
        own = await self.keep.recall(message.member, "country") if message.private else None
        return own or self.keep.settings(await self.community(message)).country or self.region

    def country_at_hand(self, message: Incoming) -> str | None:
        """The same from this process's memory alone, for danger answers."""
        own = self.keep.known(message.member, "country") if message.private else None
        return own or self.settings(message).country or self.region

    def community_at_hand(self, message: Incoming) -> str:
        """Where the member belongs, as far as this process remembers it."""
        home = self.keep.known(message.member, "home") if message.community == PRIVATE else None
        return home or message.community

    def settings(self, message: Incoming) -> CommunitySettings:
        """The settings of the member's community, from memory."""
        return self.keep.settings(self.community_at_hand(message))

    def is_young(self, message: Incoming) -> bool | None:
        """Whether the community is for teenagers; None when nobody has said."""
        return {"13-17": True, "18+": False}.get(self.settings(message).age_setting)

    def first_lines(self) -> tuple[Line, ...]:
        """Crisis lines that the community's catalog puts first; none while the catalog cannot be read."""
        return tuple(community_line(line) for line in self.directory.catalog.crisis_lines) if self.directory else ()

    def soft_line(self, message: Incoming) -> str:
        """One gentle line and one crisis line, for under an ordinary answer."""
        where = self.country_at_hand(message)
        return answers.soft_line(language=self.language, country=where, now=self.now, path=self.danger.path)

    async def defaults(self, message: Incoming) -> Constraints:
        """What we know about the member's place before reading the message."""
        return Constraints(region=await self.country(message))


def private(text: str, press: Press, tools: Tools, **more: object) -> Reply:
    """A reply that only the member may read; `press` brings it back behind a group's doorway."""
    fallback = tools.say(wording.WRITE_IN_PRIVATE)
    return Reply(text, private=True, fallback=fallback, again=tools.payload(press), **more)  # type: ignore[arg-type]  # Reply's own fields


def community_line(line: CommunityLine) -> Line:
    """A community's line in the shape that danger answers use."""
    periods = tuple(Period(period.days, period.opens, period.closes) for period in line.hours.periods)
    return Line(
        name=line.name,
        country=line.country,
        purposes=line.purposes,
        languages=line.languages,
        hours=Hours(line.hours.always, line.hours.time_zone, periods),
        contacts=tuple(
            LineContact(_CHANNELS[contact.channel], contact.dial, contact.display, contact.send_word)
            for contact in line.contacts
            if contact.channel in _CHANNELS
        ),
        read_on=line.verified.on,
    )
