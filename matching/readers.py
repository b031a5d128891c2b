"""Puts the signals of each language together: English by meaning and words, others also through a lexicon."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching import loader
from matching.grams import GramIndex
from matching.meaning import Learned, Meaning, Turning, turned
from matching.needs import NeedsReader, Reads, Scores
from matching.scale import damped
from matching.text import Speller, Words, fold, split
from matching.vocabulary import Vocabulary, vocabulary
from matching.words import LineCounts, TalkOdds, WordIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from catalog.model import Catalog, Need
    from encoder.cache import VectorCache
    from encoder.encoder import MakesVectors
    from matching.heard import Heard

Owners = NDArray[np.intp]

OWN_MEANING = ("en", "es")
"""The languages that the encoder reads as they are: it was made for English, knows some Spanish, and no Thai."""
_UNFITTED: dict[str, dict[str, float]] = {"needs": {"letters": 3.5}, "request": {"bias": 0.0}, "thresholds": {}}
"""Until `matching/fit.py` has run."""
_WORDS_FULL = 8.0
_LETTERS_FULL = 60.0


class Readers:
    """One reader a language, made when it is first asked for.

    Args:
        needs: the vocabulary; readings are in its order.
        catalog: brings a community's own phrases; may be None.
        encoder: None reads by words only.
        cache: keeps the phrases' vectors.
        without: an author whose phrases are left out, for measuring.
        learned: weights of meaning by language; None takes those that ship.
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
    ) -> None:
        self._needs = needs
        self._catalog = catalog
        self._encoder = encoder
        self._cache = cache
        self._without = without
        self._learned = learned
        self._made: dict[str, NeedsReader] = {}
        self._known: dict[str, Vocabulary] = {}
        self._meanings: dict[str, Meaning] = {}

    def of(self, language: str) -> NeedsReader:
        """The reader of `en`, `es` or `th`; any other language is read as English."""
        code = language if language in loader.LANGUAGES else "en"
        if code not in self._made:
            self._made[code] = self._english() if code == "en" else self._other(code)
        return self._made[code]

    def _english(self) -> NeedsReader:
        own = self._vocabulary("en")
        typed = {word for line in (*own.lines, *own.cards) for word in split(line)}
        is_word = self._encoder.knows if self._encoder else _never
        readings = {
            "words": _when_asked(lambda: _by_words(own)),
            "letters": _by_letters(own),
        }
        if self._encoder:
            readings["meaning"] = _by_meaning(self._meaning("en"))
        mend = Speller(typed, loader.lexicon("en"), is_word).mend
        return NeedsReader(readings, self._weights("en"), "en", mend, encoder=self._encoder)

    def _other(self, language: str) -> NeedsReader:
        own, english = self._vocabulary(language), self._vocabulary("en")
        gloss = Gloss(language)
        readings = {
            "letters": _by_letters(own),
            "told words": _told(_by_words(own.told(gloss).joined(english))),
        }
        if self._encoder:
            readings["told meaning"] = _told(_by_meaning(self._meaning("en")))
            if language in OWN_MEANING:
                readings["meaning"] = _by_meaning(self._meaning(language))
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


def _by_meaning(meaning: Meaning) -> Reads:
    return lambda heard: meaning.read(heard.vector())


def _told(reads: Reads) -> Reads:
    """The same of the message once it is told in English."""
    return lambda heard: reads(heard.told)


def _when_asked(make: Callable[[], Reads]) -> Reads:
    """A way of reading that is made when it is first needed: with an encoder that is seldom."""
    made: list[Reads] = []

    def read(heard: Heard) -> tuple[dict[str, Scores], dict[str, float]]:
        if not made:
            made.append(make())
        return made[0](heard)

    return read


class Gloss:
    """Tells a Spanish or Thai text in English words of the vocabulary, in order; unknown words are left out."""

    def __init__(self, language: str) -> None:
        lexicon = loader.lexicon(language)
        self._words = Words(language, [fold(word) for word in lexicon])
        self._english: dict[str, list[str]] = {}
        for word, english in lexicon.items():
            self._english.setdefault(self._words.stem(fold(word)), []).append(english)

    def __call__(self, text: str) -> str:
        """The English words, each once."""
        found = (english for word in self._words.of(text) for english in self._english.get(word, ()))
        return " ".join(dict.fromkeys(found))


def _never(_: str) -> bool:
    return False


def _by_letters(known: Vocabulary) -> Reads:
    """Reading by shared runs of letters: one document a need, made of its phrases."""
    index = GramIndex(known.phrases, known.talk)

    def read(heard: Heard) -> tuple[dict[str, Scores], dict[str, float]]:
        scores, odds = index.read(heard.words)
        return {"": damped(scores, _LETTERS_FULL)}, {"": odds}

    return read


def _by_words(known: Vocabulary) -> Reads:
    """Reading by shared English words: one document a need, made of its phrases and, twice, its card."""
    english = Words("en")
    words = english.of
    asked = LineCounts()

    def documents() -> Iterator[Counter[str]]:
        for card, phrases in zip(known.cards, known.phrases, strict=True):
            document = Counter(2 * words(card))
            for line in phrases:
                found = words(line)
                document.update(found)
                asked.add(found)
            yield document

    index = WordIndex(documents())
    talk = TalkOdds(asked, LineCounts(map(words, known.talk)))

    def read(heard: Heard) -> tuple[dict[str, Scores], dict[str, float]]:
        found = english.among(heard.words)
        return {"": damped(index.scores(found), _WORDS_FULL)}, {"": talk.odds(found)}

    return read
