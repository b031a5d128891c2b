"""What a danger answer must not forget: how sure, which kind, about whom, in which language and country.

It is packed into the answer's own buttons, and for an hour into the member's memory. It holds no word of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.translator import LANGUAGES
from safety.answers import answered_tier
from safety.verdict import About, Band, Danger, Tier

ABUSE = "abuse"
"""The path whose answers are their own, and of which nothing is remembered."""
OVER = "over"
"""The memory when the member said that it was a mistake."""
URGENCY = (Tier.PASSIVE, Tier.SELFHARM, Tier.IDEATION, Tier.DANGER, Tier.INTENT, Tier.MEDICAL)
"""Tiers from the least to the most urgent: an answer may be shorter only if the tier did not rise."""
_TIERS = list(Tier)
_ASKED_TIERS = (Tier.PASSIVE, Tier.SELFHARM, Tier.IDEATION)
_LETTERS = 3


def pack(danger: Danger) -> str:
    """Three letters and a mark, such as `1sa!`; empty when there is no danger to speak of."""
    if danger.tier is None:
        return ""
    about = "o" if danger.about is About.OTHER else "s"
    band = "a" if danger.band is Band.ACT else "c"
    return f"{_TIERS.index(answered_tier(danger))}{about}{band}{'!' if danger.path == ABUSE else ''}"


def unpack(packed: str) -> Danger:
    """The danger behind a button; none when it cannot be read."""
    if len(packed) < _LETTERS or packed[0] not in "012345":
        return Danger()
    return Danger(
        band=Band.ACT if packed[2] == "a" else Band.CARE,
        tier=_TIERS[int(packed[0])],
        about=About.OTHER if packed[1] == "o" else About.SELF,
        path=ABUSE if packed.endswith("!") else None,
    )


def after(danger: Danger, told: str) -> Danger:
    """The danger once they have answered us: “yes” and “sometimes” make it ideation, nothing makes it less."""
    if told in ("yes", "sometimes"):
        tier = Tier.IDEATION if danger.tier in (None, *_ASKED_TIERS) else danger.tier
        return replace(danger, band=Band.ACT, tier=tier, about=danger.about or About.SELF)
    return danger if danger.tier else Danger(Band.CARE, Tier.PASSIVE, About.SELF)


@dataclass(frozen=True, slots=True)
class Context:
    """The hour after a danger answer."""

    danger: Danger
    language: str
    country: str | None = None

    def write(self) -> str:
        """As it is remembered, such as `1sa/en/IE`."""
        return "/".join((pack(self.danger), self.language, self.country or ""))

    @property
    def listens(self) -> bool:
        """Whether “yes” and “no” are answers to us: we spoke to the member about themselves."""
        return self.danger.about is not About.OTHER

    def covers(self, danger: Danger) -> bool:
        """Whether a new danger has been answered in full before: the same people and path, and no more urgent."""
        same = (danger.about or About.SELF, danger.path) == (self.danger.about or About.SELF, self.danger.path)
        return same and URGENCY.index(answered_tier(danger)) <= URGENCY.index(answered_tier(self.danger))


def read_context(body: str | None) -> Context | None:
    """The context in a memory; None when there is none, or it was a mistake."""
    packed, _, rest = (body or "").partition("/")
    danger = unpack(packed)
    if danger.tier is None:
        return None
    language, _, country = rest.partition("/")
    return Context(danger, language if language in LANGUAGES else LANGUAGES[0], country or None)
