"""What travels between the members' door and the front desk: a message in, a reply out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from safety.verdict import Danger


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """What the door knows about where a message came from: for moderators and managers alone, never logged.

    Addresses are sealed by `bots.identity`; only the door that made them can open them.
    """

    person: str
    """Where the member is written to in private."""
    name: str
    """How the platform shows the member."""
    home: str | None
    """The group or server; None in a private chat."""
    chat: str | None
    """The group, or the channel of the server; None in a private chat."""
    chat_name: str | None
    link: str | None
    """Leads to the message itself, where the platform has such links."""
    is_manager: Callable[[str], Awaitable[bool]]
    """Asks the platform, now, whether this member manages the community at this address (a `home`)."""
    say: Callable[[Reply], Awaitable[bool]]
    """One more thing in the same place, to be seen as an answer to this message; whether it was accepted."""
    size: Callable[[], Awaitable[int | None]] | None = None
    """Asks the platform how many members the community has; None in a private chat."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a member said or pressed, freed of its platform.

    member and community are keyed digests made by `bots.identity`; raw account ids stay inside `bots/`.
    """

    member: str
    """32 hex digits; the same member on the same platform always has the same one."""
    community: str
    """16 hex digits of a group or server, or `PRIVATE` for a private chat that no group sent us."""
    private: bool
    """Only this member can read the answer."""
    addressed: bool = True
    """The message calls the bot: a command, a mention, a reply to it, or a private chat."""
    text: str = field(default="", repr=False)
    """What they typed, as plain text; behind a command, what followed it."""
    command: str | None = None
    """The command's name without a slash, such as `help`."""
    pressed: str | None = None
    """The payload of the button they pressed, see `handlers.buttons`."""
    shared: bool = False
    """Only this member reads the answer, but what they type here is read by others (a channel of a server)."""
    filled: tuple[str, ...] = field(default=(), repr=False)
    """What they wrote into a form, in the order of its questions; `pressed` says which form."""
    can_fill: bool = False
    """The door can show a form as the answer to this."""
    locale: str | None = None
    """The language that the platform says they use, such as `es-MX`."""
    origin: Origin | None = field(default=None, repr=False, compare=False)


PRIVATE = "private"
"""The community of a private chat that did not come from a group's link."""


@dataclass(frozen=True, slots=True)
class Question:
    """One blank of a form."""

    label: str
    """At most 45 characters."""
    hint: str = ""
    """What belongs there; at most 100 characters."""
    value: str = ""
    """What stands there already."""
    at_most: int = 200
    """Characters."""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """Questions that are answered all at once, where the door can show such a thing."""

    title: str
    """At most 45 characters."""
    questions: tuple[Question, ...]
    """One to five."""
    payload: str
    """What is pressed when it has been filled in; at most 64 bytes."""


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled button: it sends a payload, opens a web page, or leads from a group to a private place."""

    label: str
    payload: str | None = None
    """At most 64 bytes."""
    url: str | None = None
    doorway: str | None = None
    """At most 64 characters of A-Z a-z 0-9 _ -: Telegram opens a private chat with `/start <doorway>`, Discord
    answers the press with a message only this member sees (`Incoming.pressed` is then the doorway)."""
    form: bool = False
    """The answer to it may be a form; then it must come within two seconds."""
    to_group: bool = False
    """The doorway leads into a group of the presser's choice, which hears it as `/start <doorway>`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One card: a service, with its link and its own buttons."""

    title: str
    text: str
    url: str | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a text file that goes with a reply. What it says stands in the reply too, as far as it matters."""

    name: str
    """Such as `numbers.png`; a picture ends in .png."""
    data: bytes = field(repr=False)
    words: str
    """What it shows, for those who cannot see it."""
    caption: str = ""
    """What stands beside it for everybody, where `words` would only repeat the reply."""

    @property
    def is_picture(self) -> bool:
        """Whether an app can show it at once."""
        return self.name.endswith(".png")


class Purpose(StrEnum):
    """What a note counts. Each is a weekly tally of members, never a list of them."""

    ASKED = "asked"
    AREA = "area"
    REQUEST = "request"
    LANGUAGE = "language"
    READINESS = "readiness"
    OUTCOME = "outcome"
    OUTCOME_IN = "outcome-in"
    MET = "met"
    MISSED = "missed"
    UNMET = "unmet"
    UNMET_IN = "unmet-in"
    UNMET_WHY = "unmet-why"
    SHOWN = "shown"
    SHOWN_KIND = "shown-kind"
    INTEREST = "interest"
    INTEREST_KIND = "interest-kind"
    REFUSED = "refused"
    REFUSED_KIND = "refused-kind"
    REASON = "reason"
    PROBLEM = "problem"
    BROKEN = "did-not-work"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to count for the community once the member has been answered."""

    purpose: Purpose
    what: str
    """A vocabulary word: a need, a service id, or a reason. Never a member's word."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Something to remember for the member once they have been answered, until it expires."""

    kind: str
    """`danger`, `country` or `home`."""
    body: str
    """A vocabulary word; it is encrypted before it is kept."""
    minutes: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says. Plain text only: each door escapes and dresses it."""

    text: str
    items: tuple[Item, ...] = ()
    buttons: tuple[Button, ...] = ()
    """Buttons under the whole reply, after the items."""
    private: bool = False
    """Only the member may see this; where it cannot be shown privately the door says `fallback` instead."""
    fallback: str | None = None
    again: str | None = None
    """The payload that brings this reply back in a private place, for the doorway in a group."""
    notes: tuple[Note, ...] = ()
    memories: tuple[Memory, ...] = ()
    invites: bool = False
    """It asks the member to write; where others read along they are told how to do that unseen."""
    gently: bool = False
    """One gentle line with a crisis line stands under it."""
    public_too: bool = False
    """Managers may have chosen to show this to the whole group; never true for sensitive needs."""
    alert: Danger | None = None
    """Moderators of the group are asked to look: somebody spoke of this danger where all can read it."""
    form: Form | None = None
    """Shown instead of the text, where `Incoming.can_fill` and it is still time; the text says to tap once more."""
    verbatim: str = ""
    """Stands below the text, letter by letter, to be copied: an app makes no link of it and shows no preview."""
    files: tuple[Attachment, ...] = ()
    """Where an app takes none, the reply is said without them."""
    once: bool = False
    """Rather lost than said twice: not tried again where nobody can say whether it arrived, which counts as arrived."""
    staff: bool = False
    """It is for the staff and stands in their own chat: nothing of it is hidden there."""
    remove: bool = False
    """Delete the message whose button was pressed, or, where none was, the bot's last answers in this private chat;
    `text` is then a short acknowledgement."""
