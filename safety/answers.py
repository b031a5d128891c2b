"""What the bot says when somebody is in danger, put together from reviewed sentences and crisis lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Literal

from safety.lines import countries, shipped_lines
from safety.page import ABUSE, SUICIDE, Page, may_misunderstand
from safety.replies import understand_reply
from safety.verdict import About, Band, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safety.lines import Line, Purpose
    from safety.verdict import Danger

FollowUp = Literal["yes", "sometimes", "no", "rather-not", "unclear", "mistake"]
_URGENT = (Tier.INTENT, Tier.MEDICAL, Tier.DANGER)
_QUESTION = ("yes", "sometimes", "no", "rather-not")
_AT_ONCE = (Tier.MEDICAL, Tier.DANGER)
"""Where every minute counts, nobody is asked what makes it hard to reach out."""
_HARM = {"voices", "harm-others"}
PRIVATE = ("mistake", "services", "country", "wipe")
"""What stands under every private danger answer."""
_GROUP = ("private", "country")


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """A button under a danger answer."""

    action: str
    """yes, sometimes, no, rather-not, mistake, services, country, wipe, private, barrier, or a barrier."""
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send, as plain text."""

    text: str
    buttons: tuple[AnswerButton, ...]
    asks: bool
    """It ends with the question whether they are thinking about suicide."""


def compose(
    danger: Danger,
    *,
    private: bool,
    language: str,
    country: str | None,
    now: datetime,
    again: bool = False,
    first: Sequence[Line] = (),
    young: bool | None = None,
) -> Answer:
    """The answer to a message that shows danger.

    Args:
        danger: the verdict; medical danger is always answered as urgent.
        private: only this member reads the answer.
        language: of the member; English where we have no texts in it.
        country: ISO 3166-1 code, or ISO 3166-2 for a part of a country; None when unknown.
        now: a moment with a time zone.
        again: they already had the full answer: say it shorter and in other words.
        first: lines that the community put first.
        young: whether this is a young person; None when unknown.
    """
    tier = answered_tier(danger)
    about = danger.about or About.SELF
    abuse = danger.path == "abuse"
    page = Page(language, country, now, tuple(first), young)
    paragraphs = page.find(*_place(private=private, again=again, abuse=abuse, about=about, tier=tier))
    if abuse and not private:
        return Answer(page.write(paragraphs, {}, urgent=False), buttons_of(page, "private"), asks=False)
    slots = page.slots(
        _purposes(danger),
        emergency="police" if abuse else "both" if tier is Tier.DANGER else "medical",
        limit=3 if private and not again else 1,
        short=not private,
    )
    asks = private and not again and not abuse and about is About.SELF and tier not in _URGENT
    barrier = ("barrier",) if may_ask_what_is_hard(danger) else ()
    actions = (*(_QUESTION if asks else ()), *barrier, *PRIVATE) if private else _GROUP
    return Answer(page.write(paragraphs, slots, urgent=is_urgent(danger)), buttons_of(page, *actions), asks)


def follow_up(
    reply: FollowUp,
    *,
    language: str,
    country: str | None,
    now: datetime,
    tier: Tier | None = None,
    first: Sequence[Line] = (),
    young: bool | None = None,
) -> Answer:
    """What to say, in private, once they have answered our question or said that it was a mistake.

    Args:
        reply: how their answer was understood.
        language: of the member.
        country: as for `compose`.
        now: a moment with a time zone.
        tier: the danger that we had answered; after an urgent one the emergency number stands in every reply.
        first: lines that the community put first.
        young: whether this is a young person; None when unknown.
    """
    page = Page(language, country, now, tuple(first), young)
    admitted = reply in ("yes", "sometimes")
    said = "yes-urgent" if admitted and tier in _URGENT else reply  # nothing was asked then: it may mean “I will call”
    urgent = admitted or tier in _URGENT
    emergency: Literal["medical", "both"] = "both" if tier is Tier.DANGER else "medical"
    text = page.write(page.find("follow-up", said), page.slots(SUICIDE, emergency=emergency), urgent=urgent)
    barrier = ("barrier",) if tier not in _AT_ONCE else ()
    actions = PRIVATE[1:] if reply == "mistake" else (*barrier, *PRIVATE)
    return Answer(text, buttons_of(page, *actions), asks=False)


def may_ask_what_is_hard(danger: Danger) -> bool:
    """Whether the barrier question fits: in private about oneself, where there is time for it; never for abuse."""
    about_self = danger.about is not About.OTHER and danger.path != "abuse"
    return about_self and answered_tier(danger) not in _AT_ONCE


def crisis(
    *,
    private: bool,
    language: str,
    country: str | None,
    now: datetime,
    first: Sequence[Line] = (),
    young: bool | None = None,
) -> Answer:
    """The answer to “crisis” and “help now”, which works in every state; in private it also has a line for abuse."""
    page = Page(language, country, now, tuple(first), young)
    lines = page.lines(SUICIDE, limit=2 if private else 1)
    if private and any(set(ABUSE) & set(line.purposes) for line in shipped_lines(page.code)):
        abuse = page.lines(ABUSE, limit=1, young=False)
        # Where every part of a country has its own, this answer would grow too long: "other help" leads there.
        lines = (*lines, *abuse) if len(abuse) == 1 else lines
    slots = page.slots(SUICIDE, lines=lines, emergency="both", short=not private)
    text = page.write(page.find("crisis", "private" if private else "group"), slots, urgent=True)
    return Answer(text, buttons_of(page, *(PRIVATE if private else _GROUP)), asks=False)


def soft_line(*, language: str, country: str | None, now: datetime, path: str | None = None) -> str:
    """One gentle line with one line to reach, to stand under an ordinary answer; `path` abuse has lines of its own."""
    page = Page(language, country, now)
    purposes = ABUSE if path == "abuse" else SUICIDE
    lines = page.lines(purposes, limit=1)
    text = page.texts["soft"]["line" if lines[0].hours.always else "page"]
    unsure = ("{unsure}",) if may_misunderstand(language) else ()
    return page.write([" ".join((*unsure, text))], page.slots(purposes, lines=lines), urgent=False)


def prepare(languages: Sequence[str] = ("en", "es", "th")) -> None:
    """Read every text and name once, so that no danger answer waits for the disk later."""
    now = datetime.now(UTC)
    for language, country in product(languages, countries()):
        crisis(private=True, language=language, country=country, now=now)
    understand_reply("", languages[0])


def answered_tier(danger: Danger) -> Tier:
    """The tier whose texts answer this: voices that command and fear of hurting others have those of `danger`."""
    if _families(danger) & _HARM:
        return Tier.DANGER
    return danger.tier or (Tier.IDEATION if danger.band is Band.ACT else Tier.PASSIVE)


def is_urgent(danger: Danger) -> bool:
    """Whether the emergency number stands in the private answer."""
    return danger.band is Band.ACT or answered_tier(danger) is Tier.MEDICAL


def _families(danger: Danger) -> set[str]:
    """The rules' families: `en-voices` is of the family `voices`."""
    return {rule.partition("-")[2] for rule in danger.rules}


def _purposes(danger: Danger) -> tuple[Purpose, ...]:
    if danger.path != "abuse":
        return SUICIDE
    return ABUSE[::-1] if "assault" in _families(danger) else ABUSE


def _place(*, private: bool, again: bool, abuse: bool, about: About, tier: Tier) -> tuple[str, ...]:
    """Where in `answers.yaml` the answer stands."""
    if not private:
        return ("group", "abuse") if abuse else ("group", "again", tier) if again else ("group", about, tier)
    if again:
        return ("again", "abuse") if abuse else ("again", about, tier)
    return ("abuse", about) if abuse else ("private", about, tier)


def buttons_of(page: Page, *actions: str) -> tuple[AnswerButton, ...]:
    """The buttons that do this, with their labels."""
    return tuple(AnswerButton(action, page.label(action)) for action in actions)
