"""Teaches the second danger judge and tunes the encoder with it: `python -m safety.train_learned`.

It reads the committed corpus, the phrases members use for needs, and small talk; nothing else. It writes
`encoder/tuned.onnx`, `safety/letters-*.npz` and `safety/learned.yaml`, and prints figures with authors held out.
It needs the environment that `encoder/tuning.py` names, takes an hour on two cores, and has one seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from encoder.encoder import Encoder
from safety.learned import MIXED, NUMBERS, TOLD, told
from safety.letters import BUCKETS, Letters, buckets
from safety.loader import read_file
from safety.views import views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CORPUS = Path(__file__).parent / "corpus"
PHRASES = Path(__file__).parents[1] / "matching" / "phrases"
ENCODER = Path(__file__).parents[1] / "encoder"
NONE = "none"
OTHERS = ("req", "talk")
NEEDS_LEFT_OUT = ("suicide", "self-harm", "abuse", "sexual-assault", "help-a-friend")
"""What people ask for when they may be in danger: neither a positive nor a negative."""
HARDER = ("v", "w", "x", "y", "z", "aa", "ab", "ac", "ad", "ae")
"""Batches whose harmless twins were asked to be as hard to tell as they can be: they teach, and are measured by
themselves; thresholds are set without them, for no community is like that."""
FOLDS = 3
COUNTS = 3
"""How often a message of the corpus is seen for each time that a request is."""
REQUESTS = 0.7
"""The share of requests that is taught."""
KEPT = "es"
"""A language that matching reads too: its vectors are to stay as they were."""
JOINED = 1_200
"""Long messages put together from short ones, in half of which danger is buried."""
SEED = 7
ALARMS = {"soft": {NONE: 0.09, "req": 0.085, "talk": 0.02}, "care": {NONE: 0.025, "req": 0.02, "talk": 0.006}}
"""The most false alarms that a threshold may give on held-out harmless messages, requests and small talk."""
TOLD_ALARMS = {"soft": {NONE: 0.0875, "req": 0.05, "talk": 0.03}, "care": {NONE: 0.03, "req": 0.01, "talk": 0.015}}
"""The same for Spanish and Thai, where there are few lines of small talk to measure with."""
_PENALTY = 0.02
_STEPS = 400


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """One message of the corpus, or one ordinary phrase."""

    text: str
    language: str
    author: str
    label: str
    group: str
    """What is held out together: an author, a need."""
    twin: str | None = None

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


def read_samples(language: str, folder: Path = CORPUS, phrases: Path = PHRASES) -> list[Sample]:
    """Every message of the corpus in one language, then the ordinary requests and the small talk."""
    samples = []
    for path in sorted(folder.glob("*.jsonl")):
        author = path.stem.removeprefix("danger_")
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["lang"] == language:
                twin = None if row["pair"] is None else f"{author}{row['pair']}"
                samples.append(Sample(row["text"], language, author, row["label"], author, twin))
    needs = {need: list(lines) for need, lines in read_file(phrases / f"{language}.yaml").items()}
    talk = list(read_file(phrases / "smalltalk.yaml")[language])
    for path in sorted(phrases.glob("batches/*.yaml")):
        batch = dict(read_file(path))
        talk += batch.pop("smalltalk", {}).get(language, [])
        for need, lines in batch.items():
            needs.setdefault(need, []).extend(lines.get(language, []))
    asked = [(need, line) for need, lines in needs.items() if need not in NEEDS_LEFT_OUT for line in lines]
    samples += [Sample(line, language, "req", NONE, need) for need, line in asked]
    return samples + [Sample(line, language, "talk", NONE, line) for line in talk]


def folds(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """(n,): authors are dealt out in turn; whole needs and lines of small talk by their own names."""
    authors = sorted({sample.author for sample in samples if sample.author not in OTHERS})
    count = min(FOLDS, len(authors))
    places = {author: place % count for place, author in enumerate(authors)}
    dealt = [zlib.crc32(f"{SEED} {sample.group}".encode()) for sample in samples]
    return np.array([places.get(s.author, number % count) for s, number in zip(samples, dealt, strict=True)])


def taught(samples: Sequence[Sample]) -> list[Any]:
    """What the encoder learns from: the corpus more often, the requests fewer than there are, and long messages."""
    from encoder.tuning import Example  # noqa: PLC0415  only where the encoder is tuned

    kept = [s for s in samples if s.author != "req" or zlib.crc32(s.text.encode()) % 1000 < 1000 * REQUESTS]
    learned = [Example(s.text, s.label, 1 if s.author in OTHERS else COUNTS, s.twin) for s in kept]
    others = [Example(s.text, None) for s in read_samples(KEPT) if s.author in OTHERS]
    return [*learned, *others, *(Example(text, label) for text, label in joined(kept))]


def joined(samples: Sequence[Sample]) -> list[tuple[str, str]]:
    """Messages of four to eight sentences: ordinary ones, and in every second message a dangerous one among them."""
    chance = random.Random(SEED)  # noqa: S311  which lines meet is no secret
    calm = [sample for sample in samples if sample.author in OTHERS]
    dangerous = [sample for sample in samples if sample.kind == "danger"]
    found = []
    for number in range(JOINED):
        lines = [sample.text.rstrip(".") for sample in chance.sample(calm, chance.randint(3, 7))]
        label = NONE
        if number % 2 and dangerous:
            buried = chance.choice(dangerous)
            label = buried.label
            lines.insert(chance.randint(0, len(lines)), buried.text.rstrip("."))
        found.append((". ".join(lines), label))
    return found


def tuned_scores(samples: Sequence[Sample], scratch: Path) -> NDArray[np.float32]:
    """(n, 9) what encoders say that never read that author, need or line."""
    from encoder.tuning import Plan, Tuning  # noqa: PLC0415  the same

    fold = folds(samples)
    found = np.zeros((len(samples), 9), dtype=np.float32)
    for left_out in np.unique(fold).tolist():
        kept = scratch / f"fold-{left_out}.npy"
        at = np.flatnonzero(fold == left_out)
        if not kept.exists():
            tuning = Tuning(ENCODER, Plan(report=_tell))
            tuning.fit(taught([samples[place] for place in np.flatnonzero(fold != left_out).tolist()]))
            np.save(kept, tuning.danger([_view(samples[place]) for place in at.tolist()]))
        found[at] = np.load(kept)
    return found


def _view(sample: Sample) -> str:
    return views(sample.text)[0]


def fit_letters(samples: Sequence[Sample]) -> Letters:
    """A logistic line through runs of letters; no chance in it."""
    rows = [buckets(sample.text) for sample in samples]
    goal = np.array([sample.kind == "danger" for sample in samples], dtype=np.float64)
    sizes = np.array([max(1, len(row)) for row in rows])
    places, owners = np.concatenate(rows), np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    share = 1 / np.sqrt(sizes)[owners]
    weights, start = np.zeros(BUCKETS), 0.0
    slopes, start_slope = np.full(BUCKETS, 1e-8), 1e-8
    for _ in range(_STEPS):  # steps as long as the slopes have been small
        odds = start + np.bincount(owners, weights[places] * share, len(rows))
        wrong = 1 / (1 + np.exp(-odds)) - goal
        slope = np.bincount(places, wrong[owners] * share, BUCKETS) + _PENALTY * weights
        slopes += slope**2
        start_slope += float(wrong.sum()) ** 2
        weights -= 0.5 * slope / np.sqrt(slopes)
        start -= 0.5 * float(wrong.sum()) / start_slope**0.5
    return Letters(weights.astype(np.float32), start)


def letter_scores(samples: Sequence[Sample]) -> Floats:
    """(n,) what letters say that never read that author, need or line."""
    fold = folds(samples)
    found = np.zeros(len(samples))
    for left_out in np.unique(fold).tolist():
        letters = fit_letters([samples[place] for place in np.flatnonzero(fold != left_out).tolist()])
        for place in np.flatnonzero(fold == left_out).tolist():
            found[place] = letters.score(samples[place].text)
    return found


def calibrate(samples: Sequence[Sample], scores: Floats, bounds: Any = None) -> dict[str, float]:
    """Slope and lift that make held-out scores shares of the corpus, and the two thresholds."""
    usual = np.array([sample.author not in HARDER for sample in samples])
    samples, scores = [sample for sample, kept in zip(samples, usual, strict=True) if kept], scores[usual]
    ours = np.array([sample.author not in OTHERS for sample in samples])
    danger = np.array([sample.kind == "danger" for sample in samples])[ours].astype(np.float64)
    columns = np.stack([scores[ours], np.ones(int(ours.sum()))], axis=1)
    slope_lift = np.zeros(2)
    for _ in range(25):
        share = _shares(columns @ slope_lift)
        bend = (columns.T * (share * (1 - share))) @ columns
        slope_lift -= np.linalg.solve(bend, columns.T @ (share - danger))
    slope, lift = (float(number) for number in slope_lift)
    cuts = {band: threshold(samples, scores, alarms) for band, alarms in (bounds or ALARMS).items()}
    numbers = {"slope": slope, "lift": lift} | {band: float(_shares(slope * cut + lift)) for band, cut in cuts.items()}
    return {name: round(value, 5) for name, value in numbers.items()}


def threshold(samples: Sequence[Sample], scores: Floats, alarms: dict[str, float]) -> float:
    """The lowest score that keeps every kind of false alarm within its bound."""
    kinds = np.array([sample.kind for sample in samples])
    return max(float(np.quantile(scores[kinds == kind], 1 - share)) for kind, share in alarms.items())


def _shares(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def figures(samples: Sequence[Sample], scores: Floats, numbers: dict[str, float]) -> str:
    """What the held-out scores find and where they are wrong, as lines of text without any message."""
    kinds, authors, labels = (np.array([getattr(s, name) for s in samples]) for name in ("kind", "author", "label"))
    shares = _shares(numbers["slope"] * scores + numbers["lift"])
    lines = []
    several = {"all": ~np.isin(authors, OTHERS), "the usual ones": ~np.isin(authors, (*OTHERS, *HARDER))}
    several["the harder ones"] = np.isin(authors, HARDER)
    for author in [*sorted(set(authors) - set(OTHERS)), *several]:
        ours = several.get(author, authors == author)
        if not ours.any():
            continue
        danger, none = (scores[ours & (kinds == kind)] for kind in ("danger", NONE))
        found = [(danger > np.quantile(none, 1 - alarm)).mean() for alarm in (0.03, 0.05, 0.08, 0.12)]
        lines.append(
            "author {} held out: {:.2f} at .03, {:.2f} at .05, {:.2f} at .08, {:.2f} at .12".format(author, *found)
        )
    for kind in ("danger", NONE, *OTHERS):
        soft, care = ((shares[kinds == kind] >= numbers[band]).mean() for band in ("soft", "care"))
        lines.append(f"{kind}: soft or care {soft:.3f}, care {care:.3f}")
    for label in sorted(set(labels) - {NONE}):
        soft, care = ((shares[labels == label] >= numbers[band]).mean() for band in ("soft", "care"))
        lines.append(f"  {label}: soft or care {soft:.3f}, care {care:.3f}")
    return "\n".join(lines)


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- a script's figures are its output


def main() -> None:
    """Measures with authors held out, then learns from all and writes what was learned."""
    parser = argparse.ArgumentParser(description="Teach the second danger judge.")
    parser.add_argument("--scratch", type=Path, required=True, help="a folder where finished folds are kept")
    scratch: Path = parser.parse_args().scratch
    scratch.mkdir(parents=True, exist_ok=True)
    languages: dict[str, dict[str, float]] = {}
    english = read_samples("en")
    scores = tuned_scores(english, scratch)[:, 0].astype(np.float64) + MIXED["en"][1] * letter_scores(english)
    languages["en"] = calibrate(english, scores)
    _tell(figures(english, scores, languages["en"]))
    save_letters("en", english)
    digest = tune(english)
    for code in TOLD:
        samples = read_samples(code)
        meaning, letters = MIXED[code]
        scores = meaning * told_scores(samples) + letters * letter_scores(samples)
        languages[code] = calibrate(samples, scores, TOLD_ALARMS)
        _tell(f"{code}\n{figures(samples, scores, languages[code])}")
        save_letters(code, samples)
    write(languages, digest)


def told_scores(samples: Sequence[Sample]) -> Floats:
    """(n,) what the written encoder says of messages told in English; it learned from none in their language."""
    encoder = Encoder.load()
    return np.array([float(encoder.read(told(_view(one), one.language)).danger[0]) for one in samples])


def save_letters(language: str, samples: Sequence[Sample]) -> None:
    """Learn letters from every sample and write them."""
    fit_letters(samples).save(NUMBERS.with_name(f"letters-{language}.npz"))


def tune(samples: Sequence[Sample]) -> str:
    """Tune the encoder on every sample, write it and its checksum; its digest."""
    from encoder.tuning import Plan, Tuning  # noqa: PLC0415  the same

    tuning = Tuning(ENCODER, Plan(report=_tell))
    tuning.fit(taught(samples))
    return str(tuning.write())


def write(languages: dict[str, dict[str, float]], encoder: str) -> None:
    """The thresholds, in a file that people can read."""
    lines = [
        "# How sure the second danger judge must be. Made by `python -m safety.train_learned`; do not edit by hand."
    ]
    lines += [f"corpus: {corpus_hash()}", f"encoder: {encoder}", "languages:"]
    for code, numbers in languages.items():
        lines.append(f"  {code}: {{{', '.join(f'{name}: {value}' for name, value in numbers.items())}}}")
    NUMBERS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
