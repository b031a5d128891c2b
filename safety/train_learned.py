"""Teaches the second danger judge: `python -m safety.train_learned` writes `safety/learned.npz` and prints its figures.

It reads the committed corpus, the phrases members use for needs, small talk, and the encoder; nothing else.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from encoder.encoder import Encoder
from safety.learned import VIEWS, WEIGHTS, Learned, see
from safety.loader import read_file
from safety.verdict import About

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from encoder.encoder import MakesVectors

    Floats = NDArray[np.float64]

CORPUS = Path(__file__).parent / "corpus"
PHRASES = Path(__file__).parents[1] / "matching" / "phrases"
NONE = "none"
OTHERS = ("req", "talk")
NEEDS_LEFT_OUT = ("suicide", "self-harm", "abuse", "sexual-assault", "help-a-friend")
"""What people ask for when they may be in danger: neither a positive nor a negative."""
SEED = 7
"""Deals needs and small talk out among the folds; nothing else is drawn."""

RANK = 32
_CURVE = 0.3  # the kernel is ((curve + x·y) / (1 + curve))²
_WORDS = 0.5
_RIDGE = 0.2
_ABOUT_OTHER_COUNTS = 3.0
_NEWTON_STEPS = 25
_ALARMS = {"soft": {NONE: 0.10, "req": 0.06, "talk": 0.01}, "care": {NONE: 0.02, "req": 0.005, "talk": 0.004}}
"""The most false alarms that a threshold may give on held-out twins, requests and small talk."""


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """One message of the corpus, or one ordinary phrase."""

    text: str
    author: str
    label: str
    group: str
    """What is held out together: an author, a need."""

    @property
    def kind(self) -> str:
        """`req`, `talk`, `none` (a harmless message of the corpus) or `danger`."""
        return self.author if self.author in OTHERS else NONE if self.label == NONE else "danger"


def corpus_hash(folder: Path = CORPUS) -> str:
    """SHA-256 of all messages, hex: it changes when a message does."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_samples(folder: Path = CORPUS, phrases: Path = PHRASES) -> list[Sample]:
    """Every English message of the corpus, then the ordinary requests and the small talk."""
    samples = []
    for path in sorted(folder.glob("*.jsonl")):
        author = path.stem.removeprefix("danger_")
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        samples += [Sample(row["text"], author, row["label"], author) for row in rows if row["lang"] == "en"]
    needs = {need: list(lines) for need, lines in read_file(phrases / "en.yaml").items()}
    talk = list(read_file(phrases / "smalltalk.yaml")["en"])
    for path in sorted(phrases.glob("batches/*.yaml")):
        batch = read_file(path)
        talk += batch.pop("smalltalk", {}).get("en", [])
        for need, lines in batch.items():
            needs.setdefault(need, []).extend(lines.get("en", []))
    asked = [(need, line) for need, lines in needs.items() if need not in NEEDS_LEFT_OUT for line in lines]
    samples += [Sample(line, "req", NONE, need) for need, line in asked]
    return samples + [Sample(line, "talk", NONE, line) for line in talk]


def see_all(samples: Sequence[Sample], encoder: MakesVectors) -> list[NDArray[np.float32]]:
    """(stretches, SEEN) for every sample: what the judge looks at."""
    return [see(sample.text, encoder.vector(sample.text), encoder) for sample in samples]


def fit(samples: Sequence[Sample], looks: Sequence[NDArray[np.float32]]) -> dict[str, Any]:
    """Kernel ridge regression with squares and words, written out as few directions, a line and word weights.

    Returns:
        The arrays of the weights file, not yet calibrated.
    """
    target = np.array([1.0 if sample.kind == "danger" else -1.0 for sample in samples])
    seen = np.stack([look[0] for look in looks])
    views, words = seen[:, :VIEWS].astype(np.float64), seen[:, VIEWS:]
    kernel = ((_CURVE + views @ views.T) / (1 + _CURVE)) ** 2 + _WORDS * (words @ words.T)
    middle = float(target.mean())
    duals = _ridge(kernel, target - middle, np.ones(len(target))) / (1 + _CURVE) ** 2
    strengths, directions = np.linalg.eigh((views.T * duals) @ views)
    strongest = np.argsort(-np.abs(strengths), kind="stable")[:RANK]
    small, scales = _small(_upright(directions[:, strongest].T))
    word_weights, words_scale = _small((_WORDS * (1 + _CURVE) ** 2 * (duals @ words))[None])
    return {
        "directions": small,
        "direction_scales": scales[:, 0],
        "strengths": strengths[strongest].astype(np.float32),
        "line": (2 * _CURVE * (duals @ views)).astype(np.float32),
        "words": word_weights[0],
        "words_scale": words_scale[0],
        **_fit_about(samples, seen),
        "start": float(_CURVE**2 * duals.sum() + middle),
    }


def _fit_about(samples: Sequence[Sample], seen: NDArray[np.float32]) -> dict[str, Any]:
    """A straight line between messages about oneself and about somebody else."""
    at = [place for place, sample in enumerate(samples) if sample.kind == "danger"]
    target = np.array([1.0 if samples[place].label == "third_party" else -1.0 for place in at])
    views, words = seen[at, :VIEWS].astype(np.float64), seen[at, VIEWS:]
    duals = _ridge(views @ views.T + _WORDS * (words @ words.T), target, np.where(target > 0, _ABOUT_OTHER_COUNTS, 1.0))
    small, scale = _small((_WORDS * (duals @ words))[None])
    line = (duals @ views).astype(np.float32)
    return {"other": line, "other_words": small[0], "other_scale": scale[0], "other_start": 0.0}


def _ridge(kernel: Floats, target: Floats, counts: Floats) -> Floats:
    ridge = _RIDGE * kernel.diagonal().mean() / counts
    return np.asarray(np.linalg.solve(kernel + np.diag(ridge), target), dtype=np.float64)


def _small(rows: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers from -127 to 127 with one scale a row."""
    scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12) / 127
    return np.rint(rows / scales).astype(np.int8), scales.astype(np.float32)


def _upright(directions: Floats) -> Floats:
    """Squares have no sign, so libraries may choose either: the largest number of each direction is positive."""
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return np.asarray(directions * np.sign(largest))


def weights_file(fitted: dict[str, Any], numbers: dict[str, float], *, corpus: str = "", encoder: str = "") -> bytes:
    """The weights file: the same samples give the same bytes on the same machine."""
    names = sorted(numbers)
    arrays = {name: np.asarray(value) for name, value in fitted.items() if not isinstance(value, float)}
    content = io.BytesIO()
    np.savez_compressed(
        content,
        allow_pickle=False,
        names=np.array(names),
        numbers=np.array([numbers[name] for name in names]),
        corpus=np.array(corpus),
        encoder=np.array(encoder),
        **arrays,
    )
    return content.getvalue()


def numbers_of(fitted: dict[str, Any]) -> dict[str, float]:
    """The plain numbers of a judge that is not calibrated yet."""
    uncalibrated = {"slope": 1.0, "lift": 0.0, "soft": 1.0, "care": 1.0}
    return {"start": fitted["start"], "other_start": fitted["other_start"]} | uncalibrated


def folds(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """(n,): each author of the corpus is a fold; whole needs and lines of small talk are dealt out among them."""
    authors = sorted({sample.author for sample in samples if sample.author not in OTHERS})
    places = {author: place for place, author in enumerate(authors)}
    dealt = [zlib.crc32(f"{SEED} {sample.group}".encode()) % len(authors) for sample in samples]
    return np.array([places.get(sample.author, fold) for sample, fold in zip(samples, dealt, strict=True)])


def held_out(samples: Sequence[Sample], looks: Sequence[NDArray[np.float32]]) -> tuple[Floats, NDArray[np.bool_]]:
    """(n,) raw scores and whether somebody else is meant, each by a judge that never read that author or need."""
    fold = folds(samples)
    scores, other = np.zeros(len(samples)), np.zeros(len(samples), dtype=np.bool_)
    for left_out in np.unique(fold):
        kept = np.flatnonzero(fold != left_out).tolist()
        fitted = fit([samples[place] for place in kept], [looks[place] for place in kept])
        learned = Learned.read(weights_file(fitted, numbers_of(fitted)))
        for place in np.flatnonzero(fold == left_out).tolist():
            scores[place], other[place] = learned.raw(looks[place]), learned.about(looks[place]) is About.OTHER
    return scores, other


def calibrate(samples: Sequence[Sample], scores: Floats) -> dict[str, float]:
    """Slope and lift that make held-out scores shares of the corpus, and the two thresholds."""
    ours = np.array([sample.author not in OTHERS for sample in samples])
    danger = np.array([sample.kind == "danger" for sample in samples])[ours].astype(np.float64)
    columns = np.stack([scores[ours], np.ones(int(ours.sum()))], axis=1)
    slope_lift = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        share = _shares(columns @ slope_lift)
        bend = (columns.T * (share * (1 - share))) @ columns
        slope_lift -= np.linalg.solve(bend, columns.T @ (share - danger))
    slope, lift = (float(number) for number in slope_lift)
    cuts = {band: _threshold(samples, scores, alarms) for band, alarms in _ALARMS.items()}
    return {"slope": slope, "lift": lift} | {band: float(_shares(slope * cut + lift)) for band, cut in cuts.items()}


def _threshold(samples: Sequence[Sample], scores: Floats, alarms: dict[str, float]) -> float:
    kinds = np.array([sample.kind for sample in samples])
    return max(float(np.quantile(scores[kinds == kind], 1 - share)) for kind, share in alarms.items())


def _shares(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def figures(samples: Sequence[Sample], scores: Floats, other: NDArray[np.bool_], numbers: dict[str, float]) -> str:
    """What the held-out scores find and where they are wrong, as lines of text without any message."""
    kinds, authors, labels = (np.array([getattr(s, name) for s in samples]) for name in ("kind", "author", "label"))
    shares = _shares(numbers["slope"] * scores + numbers["lift"])
    lines = []
    for author in sorted(set(authors) - set(OTHERS)):
        danger, none = (scores[(authors == author) & (kinds == kind)] for kind in ("danger", NONE))
        found = [(danger > np.quantile(none, 1 - alarm)).mean() for alarm in (0.03, 0.05, 0.12)]
        lines.append("author {} held out: recall {:.2f} at .03, {:.2f} at .05, {:.2f} at .12".format(author, *found))
    for kind in ("danger", NONE, *OTHERS):
        soft, care = ((shares[kinds == kind] >= numbers[band]).mean() for band in ("soft", "care"))
        lines.append(f"{kind}: soft or care {soft:.3f}, care {care:.3f}")
    them = labels == "third_party"
    selves = (kinds == "danger") & ~them
    lines.append(f"about somebody else: {other[them].mean():.2f} found, {other[selves].mean():.3f} of the others")
    return "\n".join(lines)


def main() -> None:
    """Measures with each author held out, then learns from all and writes the weights."""
    samples, encoder = read_samples(), Encoder.load()
    looks = see_all(samples, encoder)
    scores, other = held_out(samples, looks)
    numbers = calibrate(samples, scores)
    fitted = fit(samples, looks)
    content = weights_file(fitted, numbers_of(fitted) | numbers, corpus=corpus_hash(), encoder=encoder.digest)
    WEIGHTS.write_bytes(content)
    print(figures(samples, scores, other, numbers))  # noqa: T201 -- a script's figures are its output
    print(f"{WEIGHTS.name}: {len(content)} bytes")  # noqa: T201 -- the same


if __name__ == "__main__":
    main()
