"""Puts the signals of each language together: English by meaning and words, others also through a lexicon."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from matching import loader, ways
from matching.meaning import Learned, Meaning, Turning, turned
from matching.needs import NeedsReader, Scores
from matching.text import Speller, split
from matching.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from catalog.model import Catalog, Need
    from encoder.cache import VectorCache
    from encoder.encoder import MakesVectors


OWN_MEANING = ("en", "es")
"""The languages that the encoder reads as they are: it was made for English, knows some Spanish, and no Thai."""
_UNFITTED: dict[str, dict[str, float]] = {"needs": {"letters": 3.5}, "request": {"bias": 0.0}, "thresholds": {}}
"""Until `matching/fit.py` has run."""


class Readers:
    """One reader a language, made when it is first asked for.

    Args:
        needs: the vocabulary; readings are in its order.
        catalog: brings a community's own phrases; may be None.
        encoder: None reads by words only.
        cache: keeps the phrases' vectors.
        without: an author whose phrases are left out, for measuring.
        learned: weights of meaning by language; None takes those that ship.
        folder: keeps what was worked out from the phrases; None works it out anew.
    """

    def __init__(
        self,
        needs: Sequence[Need],
        catalog: Catalog | None,
        encoder: MakesVectors | None,
        cache: VectorCache,
        *,
        without: str | None = None,
        learned: Mapping[str, Learned] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._needs = needs
        self._catalog = catalog
        self._encoder = encoder
        self._cache = cache
        self._without = without
        self._learned = learned
        self._folder = folder
        self._made: dict[str, NeedsReader] = {}
        self._known: dict[str, Vocabulary] = {}
        self._meanings: dict[str, Meaning] = {}

    def of(self, language: str) -> NeedsReader:
        """The reader of `en`, `es` or `th`; any other language is read as English."""
        code = language if language in loader.LANGUAGES else "en"
        if code not in self._made:
            self._made[code] = self._english() if code == "en" else self._other(code)
            self._known.clear()
            loader.forget()
        return self._made[code]

    def _english(self) -> NeedsReader:
        own = self._vocabulary("en")
        typed = Counter(word for line in (*own.lines, *own.cards) for word in split(line))
        is_word = self._encoder.knows if self._encoder else ways.never
        readings = {
            "words": ways.for_what_is_denied(own, self._folder) if self._encoder else ways.by_words(own),
            "letters": ways.by_letters(own, self._folder, "letters-en"),
        }
        if self._encoder:
            readings["meaning"] = ways.by_meaning(self._meaning("en"))
        mend = Speller([word for word, _ in typed.most_common()], loader.lexicon("en"), is_word).mend
        return NeedsReader(readings, self._weights("en"), "en", mend, encoder=self._encoder)

    def _other(self, language: str) -> NeedsReader:
        own, english = self._vocabulary(language), self._vocabulary("en")
        gloss = ways.Gloss(language)
        readings = {
            "letters": ways.by_letters(own, self._folder, f"letters-{language}"),
            "told words": ways.told(ways.by_told_words(own, english, gloss, self._folder)),
        }
        if self._encoder:
            readings["told meaning"] = ways.told(ways.by_meaning(self._meaning("en")))
            if language in OWN_MEANING:
                readings["meaning"] = ways.by_meaning(self._meaning(language))
        return NeedsReader(readings, self._weights(language), language, tell=gloss, encoder=self._encoder)

    def _vocabulary(self, language: str) -> Vocabulary:
        if language not in self._known:
            self._known[language] = vocabulary(language, self._needs, self._catalog, self._without)
        return self._known[language]

    def _weights(self, language: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = loader.weights().get(
            f"{language} {'meaning' if self._encoder else 'words'}", _UNFITTED
        )
        return found

    def _meaning(self, language: str) -> Meaning:
        """Made once a language; English serves the others too, once they are told in English."""
        if language not in self._meanings:
            known = self._vocabulary(language)
            learned = self._learned[language] if self._learned else shipped(language, self._needs)
            places: dict[str, int] = {}
            rows = [places.setdefault(line, len(places)) for line in known.lines]
            self._meanings[language] = Meaning(
                self._turned(f"cards-{language}", known.cards, learned),
                self._turned(f"phrases-{language}", list(places), learned),
                rows,
                np.array(known.owners, dtype=np.intp),
                self._turned(f"talk-{language}", known.talk, learned),
                learned,
            )
        return self._meanings[language]

    def _turned(self, name: str, lines: Sequence[str], learned: Learned) -> Scores:
        if self._encoder is None:
            raise ValueError("reading by meaning needs an encoder")
        if self._learned is not None:  # while measuring, axes change often and vectors do not
            whole = "cards" if name.startswith("cards") else name
            return turned(self._cache.vectors(lines, self._encoder, name=whole), learned)
        return self._cache.vectors(
            lines, Turning(self._encoder, learned), name=f"turned-{name}", width=len(learned.axes)
        )


def shipped(language: str, needs: Sequence[Need]) -> Learned:
    """What `matching/fit.py` learned; a need that it did not know gets no weight."""
    found = loader.learned()
    places = {need: place for place, need in enumerate(loader.weights()["order"])}
    linear = found[f"{language} linear"]
    rows = np.stack([linear[places[n.id]] if n.id in places else np.zeros(linear.shape[1]) for n in needs])
    return Learned(
        linear=rows.astype(np.float32),
        talk=found[f"{language} talk"],
        middle=found[f"{language} middle"],
        axes=found[f"{language} axes"],
    )
