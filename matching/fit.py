"""Learns how much each sign of a need counts, so that the phrases of some authors understand those of another.

Run `python -m matching.fit` after the phrases changed: it prints how well each author's phrases are understood by the
others' (leave one author out), and writes `learned.npz` and `weights.yaml` beside this file. Nothing here ever sees a
line that measures quality. The same phrases give the same figures; there is no chance in it.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.loader import load_needs
from encoder.cache import VectorCache
from encoder.encoder import Encoder
from matching import learning, loader
from matching.needs import sureness
from matching.readers import OWN_MEANING, Readers
from matching.scale import shares
from matching.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from catalog.model import Need
    from matching.meaning import Learned
    from matching.needs import NeedsReader

_FOLDER = Path(__file__).parent
_NEEDS = {
    "en meaning": ("letters", "meaning linear", "meaning nearest"),
    "en words": ("words", "letters"),
    "es meaning": (
        "letters",
        "told words",
        "told meaning linear",
        "told meaning nearest",
        "meaning linear",
        "meaning nearest",
    ),
    "es words": ("letters", "told words"),
    "th meaning": ("letters", "told words", "told meaning linear", "told meaning nearest"),
    "th words": ("letters", "told words"),
}
_REQUEST = {
    "en meaning": ("letters", "meaning line", "meaning near", "meaning near talk"),
    "es meaning": ("letters", "told words", "told meaning line", "meaning line", "meaning near", "meaning near talk"),
    "th meaning": ("letters", "told words", "told meaning line", "told meaning near", "told meaning near talk"),
    "en words": ("letters", "words"),
    "es words": ("letters", "told words"),
    "th words": ("letters", "told words"),
}
_ALWAYS = ("sure", "length", "self", "question")
_TALK_ANSWERED, _TALK_NOT_LEFT, _ASKED = 0.025, 0.14, 0.2
"""Shares we accept: small talk that gets services, that gets services or a question, requests that get a question."""
_HEAD = "# How much each sign of a need counts. Made by `python -m matching.fit`; do not edit by hand.\n\n"


@dataclass(frozen=True, slots=True)
class Fold:
    """One author's lines as the other authors' phrases read them."""

    author: str
    needs: NDArray[np.float32]
    """(lines, signals, needs)."""
    owners: NDArray[np.intp]
    request: NDArray[np.float32]
    """(lines and then small talk, signs)."""
    talk_needs: NDArray[np.float32]
    """(small talk, signals, needs)."""

    @property
    def asked(self) -> NDArray[np.float32]:
        """1 for each line, 0 for each small talk."""
        return np.concatenate([np.ones(len(self.owners)), np.zeros(len(self.talk_needs))]).astype(np.float32)


class Fitting:
    """Everything that the leave-one-author-out comparison needs, encoded once."""

    def __init__(self, folder: Path | None) -> None:
        self.needs: tuple[Need, ...] = load_needs()
        self.encoder = Encoder.load()
        self.cache = VectorCache(folder)
        self._places = {need.id: place for place, need in enumerate(self.needs)}

    def learned(self, without: str | None = None) -> dict[str, Learned]:
        """The weights of meaning, from all phrases but one author's."""
        found = {}
        for language in OWN_MEANING:
            known = vocabulary(language, self.needs, None, without)
            found[language] = learning.learn(
                self._vectors("cards", known.cards),
                self._vectors(f"phrases-{language}", known.lines),
                self._vectors(f"talk-{language}", known.talk),
                np.array(known.owners),
            )
        return found

    def _vectors(self, name: str, lines: Sequence[str]) -> NDArray[np.float32]:
        return self.cache.vectors(lines, self.encoder, name=name)

    def folds(self, way: str, authors: Mapping[str, Mapping[str, Learned]]) -> list[Fold]:
        """How each author's lines look to a reader that never saw them."""
        language, kind = way.split()
        made = []
        for author, learned in authors.items():
            encoder = self.encoder if kind == "meaning" else None
            readers = Readers(self.needs, None, encoder, self.cache, without=author, learned=learned)
            made.append(self._fold(author, way, readers.of(language)))
        return made

    def _fold(self, author: str, way: str, reader: NeedsReader) -> Fold:
        language, _ = way.split()
        lines = [(line, need) for need, lines in loader.by(author, language).items() for line in lines]
        asked = [reader.signals(reader.heard(line)) for line, _ in lines]
        talk = [reader.signals(reader.heard(line)) for line in loader.talk_by(author, language)]
        names = _REQUEST[way] + _ALWAYS[1:]
        return Fold(
            author,
            self._stacked(way, asked),
            np.array([self._places[need] for _, need in lines], dtype=np.intp),
            np.array([[signs[name] for name in names] for _, signs in (*asked, *talk)], dtype=np.float32),
            self._stacked(way, talk),
        )

    def _stacked(self, way: str, found: Sequence[tuple[Mapping[str, Any], Any]]) -> NDArray[np.float32]:
        """(lines, signals, needs)."""
        if not found:
            return np.zeros((0, len(_NEEDS[way]), len(self.needs)), dtype=np.float32)
        return np.stack([[needs[name] for name in _NEEDS[way]] for needs, _ in found])


def _with_sureness(fold: Fold, weights: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """The signs of a request, the sureness of the best need put before the form of the text."""
    rows = np.einsum("nkc,k->nc", np.concatenate([fold.needs, fold.talk_needs]), weights)
    sure = np.array([sureness(shares(row.astype(np.float32), 1.0)) for row in rows], dtype=np.float32)
    at = fold.request.shape[1] - len(_ALWAYS) + 1
    return np.hstack([fold.request[:, :at], sure[:, None], fold.request[:, at:]])


def _fitted(way: str, folds: Sequence[Fold]) -> dict[str, Any]:
    """Weights and thresholds of one way of reading, from all authors; prints what the others' say about each."""
    shown = []
    for left in folds:
        others = [fold for fold in folds if fold is not left]
        weights = learning.mix([fold.needs for fold in others], [fold.owners for fold in others])
        shown.append((left.author, *_hits(left, weights)))
    _print(way, shown)
    weights = learning.mix([fold.needs for fold in folds], [fold.owners for fold in folds])
    rows = [_with_sureness(fold, weights) for fold in folds]
    asked = [fold.asked for fold in folds]
    odds = []
    for place in range(len(folds)):
        kept = [other for other in range(len(folds)) if other != place]
        signs = learning.request_weights(np.vstack([rows[i] for i in kept]), np.concatenate([asked[i] for i in kept]))
        odds.append(rows[place] @ signs[:-1] + signs[-1])
    signs = learning.request_weights(np.vstack(rows), np.concatenate(asked))
    names = (*_REQUEST[way], *_ALWAYS, "bias")
    best = np.concatenate([_best(fold, weights) for fold in folds])
    return {
        "needs": _named(_NEEDS[way], weights),
        "request": _named(names, signs),
        "thresholds": _thresholds(np.concatenate(odds), np.concatenate(asked) > 0, best),
    }


def _named(names: Sequence[str], values: NDArray[np.floating[Any]]) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


def _hits(fold: Fold, weights: NDArray[np.floating[Any]]) -> tuple[int, float, float]:
    order = np.argsort(-np.einsum("nkc,k->nc", fold.needs, weights), axis=1)
    right = order[:, :3] == fold.owners[:, None]
    return len(right), float(right[:, 0].mean()), float(right.any(1).mean())


def _best(fold: Fold, weights: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    scores = np.einsum("nkc,k->nc", np.concatenate([fold.needs, fold.talk_needs]), weights)
    return np.array([shares(row.astype(np.float32), 1.0).max() for row in scores])


def _thresholds(
    odds: NDArray[np.floating[Any]], asked: NDArray[np.bool_], best: NDArray[np.floating[Any]]
) -> dict[str, float]:
    """When to stay light, when to ask and when to answer, so that little small talk gets services or a question.

    All are read off lines whose author was left out.
    """
    sure = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    talk = sure[~asked]
    answer, light = float(np.quantile(talk, 1 - _TALK_ANSWERED)), float(np.quantile(talk, 1 - _TALK_NOT_LEFT))
    passed = best[asked & (sure >= answer)]
    share = max(0.0, _ASKED - float((asked & (sure < answer) & (sure >= light)).sum() / asked.sum()))
    unsure = float(np.quantile(passed, min(share, 0.9)))
    lost = float((sure[asked] < light).mean())
    asks = float(((sure[asked] >= light) & ((sure[asked] < answer) | (best[asked] < unsure))).mean())
    sys.stdout.write(
        f"    small talk: answered {_TALK_ANSWERED:.1%}, asked {_TALK_NOT_LEFT - _TALK_ANSWERED:.1%};"
        f" requests: taken for small talk {lost:.1%}, asked {asks:.1%}\n"
    )
    return {"light": round(light, 3), "answer": round(answer, 3), "unsure": round(unsure, 3)}


def _print(way: str, shown: Sequence[tuple[str, int, float, float]]) -> None:
    total = sum(count for _, count, _, _ in shown)
    means = [sum(count * row[at] for count, *row in [(r[1], r[2], r[3]) for r in shown]) / total for at in (0, 1)]
    for author, count, one, three in (*shown, ("all", total, *means)):
        sys.stdout.write(f"{way:11} {author:20} {count:5}  {one:.3f} / {three:.3f}\n")


def main() -> None:
    """Print the comparison and write the two files.

    An author of small talk alone is learned from, not measured by: such a collection is no picture of ordinary talk.
    """
    folder = Path(tempfile.gettempdir()) / "peerbridge-fit"
    fitting = Fitting(folder)
    authors = {author: fitting.learned(author) for author in loader.authors() if loader.by(author, "en")}
    weights: dict[str, Any] = {"phrases": loader.digest(), "order": [need.id for need in fitting.needs]}
    for way in _NEEDS:
        weights[way] = _fitted(way, fitting.folds(way, authors))
    (_FOLDER / "weights.yaml").write_text(_HEAD + loader.as_yaml(weights), encoding="utf-8")
    arrays = {
        f"{language} {name}": getattr(found, name).astype(np.float16)
        for language, found in fitting.learned().items()
        for name in ("linear", "talk", "middle", "axes")
    }
    np.savez_compressed(_FOLDER / "learned.npz", **arrays)


if __name__ == "__main__":
    main()
