"""The second judge: learned from many imagined people's words, it notices in English what no rule spells out."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zlib
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from encoder.encoder import WIDTH
from safety.normalise import shorten
from safety.trouble import record
from safety.verdict import About, Band, Danger, Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from encoder.encoder import MakesVectors

log = logging.getLogger(__name__)

LEARNED = "learned-v1"
"""The rule id of a verdict that stands because of this judge."""
FAILED = "learned-failed"
"""The rule id of a soft verdict that stands only because this judge went wrong."""
LANGUAGE = "en"
"""The only language it was taught and measured in."""
WEIGHTS = Path(__file__).parent / "learned.npz"

VIEWS = 3 * WIDTH
BUCKETS = 8192
SEEN = VIEWS + BUCKETS
"""How many numbers `see` makes of a message."""

_LONG = 300
_STRETCH = 160
_HALF = 6
_MOST_SENTENCES = 8
_LONGEST_SENTENCE = 300
_SHORTEST_SENTENCE = 4
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"[a-z]+|[.!?]")


class LearnedUnavailableError(RuntimeError):
    """This judge cannot be used; its one sentence says why. The rules then judge alone."""


LearnedUnavailable = LearnedUnavailableError


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Learned:
    """What was learned: squares of directions, a line and words, added up; then two thresholds."""

    directions: NDArray[np.float32]
    """(rank, VIEWS)"""
    strengths: NDArray[np.float32]
    """(rank,): what each direction's square counts."""
    line: NDArray[np.float32]
    """(SEEN,)"""
    other: NDArray[np.float32]
    """(SEEN,): whether the message is about somebody else."""
    numbers: dict[str, float]
    """start, other_start, slope, lift, soft, care."""
    corpus: str = ""
    """SHA-256 of the messages it was taught with, hex."""
    encoder: str = ""
    """Digest of the encoder it was taught with."""

    @classmethod
    def load(cls, path: Path = WEIGHTS, *, encoder: str | None = None) -> Learned:
        """Reads the weights.

        Args:
            path: the file that `safety/train_learned.py` wrote.
            encoder: the digest of the encoder in use; another one than it was taught with is refused.

        Returns:
            The judge, ready to use from several threads.

        Raises:
            LearnedUnavailableError: the file is missing or damaged, or belongs to another encoder.
        """
        try:
            learned = cls.read(path.read_bytes())
        except OSError:
            raise LearnedUnavailableError(f"The file {path.name} of the second judge cannot be read.") from None
        except Exception as problem:  # noqa: BLE001 -- a damaged archive raises whatever its damage hits first
            kind = type(problem).__name__
            raise LearnedUnavailableError(f"The file {path.name} of the second judge is damaged ({kind}).") from None
        if encoder is not None and encoder != learned.encoder:
            raise LearnedUnavailableError("The second judge was taught with another encoder.")
        return learned

    @classmethod
    def read(cls, content: bytes) -> Learned:
        """The judge in the bytes of a weights file; what is damaged raises whatever numpy raises."""
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            return cls(
                directions=_wide(kept["directions"], kept["direction_scales"][:, None]),
                strengths=kept["strengths"],
                line=np.concatenate([kept["line"], _wide(kept["words"], kept["words_scale"])]),
                other=np.concatenate([kept["other"], _wide(kept["other_words"], kept["other_scale"])]),
                numbers=dict(zip(kept["names"].tolist(), kept["numbers"].tolist(), strict=True)),
                corpus=str(kept["corpus"]),
                encoder=str(kept["encoder"]),
            )

    def score(self, vector: NDArray[np.float32]) -> float:
        """How likely a message shows danger, 0 to 1.

        Args:
            vector: what `see` made of the message (n, SEEN), or one row of it.

        Returns:
            The share of messages like it that showed danger, among the held-out ones it was measured with.
        """
        z = self.numbers["slope"] * self.raw(vector) + self.numbers["lift"]
        return float(1 / (1 + np.exp(-np.clip(z, -30, 30))))

    def raw(self, vector: NDArray[np.float32]) -> float:
        """The score before it is calibrated: of a long message, that of its most worrying stretch."""
        return float(self._rows(vector).max())

    def _rows(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        seen = np.atleast_2d(vector)
        along = seen[:, :VIEWS] @ self.directions.T
        return np.asarray(self.numbers["start"] + seen @ self.line + (along * along) @ self.strengths, np.float32)

    def band(self, vector: NDArray[np.float32]) -> Band:
        """NONE, SOFT or CARE; never ACT."""
        score = self.score(vector)
        if score >= self.numbers["care"]:
            return Band.CARE
        return Band.SOFT if score >= self.numbers["soft"] else Band.NONE

    def about(self, vector: NDArray[np.float32]) -> About:
        """Who is in danger, if somebody is."""
        worst = np.atleast_2d(vector)[int(self._rows(vector).argmax())]
        return About.OTHER if self.numbers["other_start"] + self.other @ worst > 0 else About.SELF


def see(text: str, vector: NDArray[np.float32], encoder: MakesVectors) -> NDArray[np.float32]:
    """Everything the second judge looks at: the message, and each stretch of a long one, where danger may be buried.

    Args:
        text: the message, in English.
        vector: the encoder's vector of `text` (384,), which matching needs too.
        encoder: asked once for each sentence if there are two or more, and once for each stretch.

    Returns:
        (n, SEEN) float32, the whole message first: three vectors of together length 1, then words of length 1.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", shorten(text)) if unicodedata.category(c) != "Cf")
    whole = vector if plain == text else encoder.vector(plain)
    known = cache(encoder.vector)
    rows = [_view(plain, whole, known)]
    if len(plain) > _LONG:
        rows += [_view(stretch, known(stretch), known) for stretch in _stretches(plain)]
    return np.stack(rows)


def _view(plain: str, whole: NDArray[np.float32], known: Callable[[str], NDArray[np.float32]]) -> NDArray[np.float32]:
    """(SEEN,): the whole, the middle of its sentences, the last of them, and the words."""
    parts = _sentences(plain)[-_MOST_SENTENCES:]
    rows = [whole, whole]
    if len(parts) > 1:
        sentences = [known(part[:_LONGEST_SENTENCE]) for part in parts]
        rows = [np.mean(sentences, axis=0), sentences[-1]]
    views = np.concatenate([whole, *rows])
    return np.concatenate([views / np.linalg.norm(views), _words(plain)]).astype(np.float32)


def _sentences(plain: str) -> list[str]:
    return [part for part in _SENTENCE_ENDS.split(plain) if len(part) >= _SHORTEST_SENTENCE]


def _stretches(plain: str) -> list[str]:
    """Neighbouring sentences, as many as an ordinary message has; each is in two stretches, at most a dozen in all."""
    found: dict[str, None] = {}
    sentences = _sentences(plain)
    first = 0
    while first < len(sentences):
        last = first + 1
        while last < len(sentences) and sum(map(len, sentences[first : last + 1])) <= _STRETCH:
            last += 1
        found[" ".join(sentences[first:last])[-_LONGEST_SENTENCE:]] = None
        first = max(first + 1, (first + last + 1) // 2)
    stretches = list(found)
    return stretches if len(stretches) <= 2 * _HALF else stretches[:_HALF] + stretches[-_HALF:]


def second_opinion(danger: Danger, vector: NDArray[np.float32], learned: Learned) -> Danger:
    """The rules' verdict, raised from none to soft or care if this judge finds danger; otherwise unchanged.

    Args:
        danger: what the rules say; anything but none stands as it is.
        vector: what `see` made of the same message.
        learned: the second judge.

    Returns:
        A verdict that is never lower than the rules' and never says act by itself.
    """
    if danger.band is not Band.NONE:
        return danger
    band = learned.band(vector)
    if band is Band.NONE:
        return danger
    about = learned.about(vector)
    return replace(danger, band=band, tier=Tier.PASSIVE, about=about, rules=(*danger.rules, LEARNED))


def reconsider(
    danger: Danger, text: str, vector: NDArray[np.float32], encoder: MakesVectors, learned: Learned
) -> Danger:
    """`see` and `second_opinion` in one step. It never raises: if it fails, none becomes soft."""
    if danger.band is not Band.NONE:
        return danger
    try:
        return second_opinion(danger, see(text, vector, encoder), learned)
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, the member gets a gentle answer
        record(log, "the second judge failed", error)
        return replace(danger, band=Band.SOFT, rules=(*danger.rules, FAILED))


def _words(plain: str) -> NDArray[np.float32]:
    """(BUCKETS,) of length 1: words and pairs of words, each counted once, apostrophes left out."""
    words = _WORD.findall(plain.casefold().replace("'", "").replace("’", ""))
    found = np.zeros(BUCKETS, dtype=np.float32)
    for run in {*words, *(f"{first} {second}" for first, second in pairwise(words))}:
        found[zlib.crc32(run.encode()) % BUCKETS] += 1
    return found / max(float(np.linalg.norm(found)), 1.0)


def _wide(small: NDArray[np.int8], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    return small.astype(np.float32) * scale
