"""The second judge: learned from many imagined people's words, it notices what no rule spells out."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from safety.gloss import in_english
from safety.judge import is_faint
from safety.letters import Letters
from safety.loader import read_file
from safety.trouble import record
from safety.verdict import About, Band, Danger, Tier
from safety.views import views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encoder.encoder import ReadsMessages

log = logging.getLogger(__name__)

LEARNED = "learned-v4"
"""The rule id of a verdict that stands because of this judge."""
FAILED = "learned-failed"
"""The rule id of a soft verdict that stands only because this judge went wrong."""
NUMBERS = Path(__file__).parent / "learned.yaml"
BY_ENCODER = ("en",)
"""The languages that the encoder was tuned to judge."""
TOLD = ("es", "th")
"""The languages that it was not made for: it hears their messages word by word in English."""
MIXED = {"en": (1.0, 0.8), "es": (0.5, 1.0), "th": (0.25, 1.0)}
"""How much the encoder and runs of letters count. Letters know words that the encoder takes for like others."""
KINDS = ("intent", "ideation", "passive", "selfharm", "third_party", "medical", "danger")
"""What the encoder's scores stand for, after that of any danger and that of none."""

_TIERS = {"intent": Tier.IDEATION, "ideation": Tier.IDEATION, "selfharm": Tier.SELFHARM}
"""What is heard by meaning alone is called no more urgent than this."""
_CALM = -2.0
"""Where the encoder says less than this, no letters could make it danger, and they are not asked."""
_SURER = {"en": 7.0, "es": 1.5, "th": 0.75}
"""How much more the encoder must hear in one of many stretches of a long message than in a short one: each is a chance
to be wrong, and whoever writes at length about a hard time uses every dark word once."""
_LETTERS_OF_LONG = -0.3
"""What stands for English letters in a long message, where a few telling words are drowned by all others."""
_FEWEST_LETTERS = 12
"""Fewer say nothing by themselves, such as “no” to a question of ours; plain short cries are the rules' work."""


class LearnedUnavailableError(RuntimeError):
    """This judge cannot be used; its one sentence says why. The rules then judge alone."""


LearnedUnavailable = LearnedUnavailableError


@dataclass(frozen=True, slots=True)
class Scale:
    """What the raw scores of one language mean."""

    slope: float
    lift: float
    soft: float
    """From this share on, somebody may be in danger."""
    care: float

    def share(self, raw: float) -> float:
        """Which share of held-out messages with such a score showed danger, 0 to 1."""
        return 1 / (1 + math.exp(-min(max(self.slope * raw + self.lift, -30.0), 30.0)))

    def band(self, raw: float) -> Band:
        """NONE, SOFT or CARE; never ACT."""
        share = self.share(raw)
        if share >= self.care:
            return Band.CARE
        return Band.SOFT if share >= self.soft else Band.NONE


@dataclass(frozen=True, slots=True, repr=False)
class Learned:
    """How sure this judge must be to speak up, in each language it was taught."""

    scales: Mapping[str, Scale]
    letters: Mapping[str, Letters] = field(default_factory=dict)
    corpus: str = ""
    """SHA-256 of the messages it was taught with, hex."""
    encoder: str = ""
    """Digest of the encoder it was taught with."""

    @classmethod
    def load(cls, path: Path = NUMBERS, *, encoder: str | None = None) -> Learned:
        """Reads what was learned.

        Args:
            path: the file that `safety/train_learned.py` wrote; the letters' weights lie beside it.
            encoder: the digest of the encoder in use; another one than it was taught with is refused.

        Returns:
            The judge, ready to use from several threads.

        Raises:
            LearnedUnavailableError: a file is missing or damaged, or belongs to another encoder.
        """
        try:
            found = read_file(path)
            scales = {code: Scale(**numbers) for code, numbers in found["languages"].items()}
            letters = {code: Letters.load(path.with_name(f"letters-{code}.npz")) for code in scales}
            learned = cls(scales, letters, found["corpus"], found["encoder"])
        except OSError as problem:
            name = Path(problem.filename or path).name
            raise LearnedUnavailableError(f"The file {name} of the second judge cannot be read.") from None
        except Exception as problem:  # noqa: BLE001 -- a damaged file raises whatever its damage hits first
            kind = type(problem).__name__
            raise LearnedUnavailableError(f"A file of the second judge is damaged ({kind}).") from None
        if encoder is not None and encoder != learned.encoder:
            raise LearnedUnavailableError("The second judge was taught with another encoder.")
        return learned

    def opinion(self, text: str, language: str, encoder: ReadsMessages) -> tuple[Band, Tier, About]:
        """How the message sounds: NONE, SOFT or CARE, which kind, and about whom.

        Args:
            text: the message.
            language: one that it was taught in; in any other it has no opinion.
            encoder: asked once for the message, in English words, and once for each stretch of a long one.
        """
        if (scale := self.scales.get(language)) is None:
            return Band.NONE, Tier.PASSIVE, About.SELF
        if language in TOLD and len(text.strip()) < _FEWEST_LETTERS:
            return Band.NONE, Tier.PASSIVE, About.SELF
        seen = views(text)
        heard = []
        for at, view in enumerate(seen):
            row = encoder.read(told(view, language)).danger
            surer = _SURER[language] if at else 0.0
            heard.append((self._raw(float(row[0]), view, language, long=len(seen) > 1) - surer, row))
        raw, worst = max(heard, key=lambda pair: pair[0])
        band = scale.band(raw)
        if band is Band.NONE:
            return band, Tier.PASSIVE, About.SELF
        kind = KINDS[int(worst[2:].argmax())]
        about = About.OTHER if kind == "third_party" and language in BY_ENCODER else About.SELF
        return band, _TIERS.get(kind, Tier.PASSIVE), about

    def _raw(self, heard: float, view: str, language: str, *, long: bool) -> float:
        if language in BY_ENCODER:
            if long:
                return heard + _LETTERS_OF_LONG
            if heard < _CALM:
                return heard
        meaning, letters = MIXED[language]
        return meaning * heard + letters * self.letters[language].score(view)


def told(text: str, language: str) -> str:
    """What the encoder is given to read."""
    return in_english(text, language) if language in TOLD else text


def reconsider(danger: Danger, text: str, language: str, encoder: ReadsMessages, learned: Learned) -> Danger:
    """The rules' verdict, raised from none to soft or care if this judge hears danger; otherwise unchanged.

    Args:
        danger: what the rules say; it stands as it is unless `is_open`.
        text: the message, as it is read by whoever else asks the encoder.
        language: of the message.
        encoder: reads it by meaning.
        learned: the second judge.

    Returns:
        A verdict never lower than the rules' and never act by this judge alone. It never raises an exception: if this
        judge fails, none becomes soft.
    """
    if not is_open(danger, language) or not text.strip():
        return danger
    if text.isascii() and len(text.split()) == 1:  # a word alone is the rules' work, and a key held down is no word
        return danger
    try:
        band, tier, about = learned.opinion(text, language, encoder)
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, the member gets a gentle answer
        record(log, "the second judge failed", error)
        return replace(danger, band=Band.SOFT, rules=(*danger.rules, FAILED))
    if band is Band.NONE:
        return Danger()
    return replace(danger, band=band, tier=tier, about=about, rules=(*danger.rules, LEARNED))


def is_open(danger: Danger, language: str) -> bool:
    """Whether the rules leave the verdict to this judge: they found nothing, or a faint sign where it reads by meaning.

    A faint sign is as common in harmless messages as in others; it stands in for this judge only where it cannot read.
    """
    return danger.band is Band.NONE or (language in MIXED and is_faint(danger))
