"""Puts the signals of each language together: English by meaning and words, others also through a lexicon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching import loader
from matching.meaning import Meaning
from matching.needs import NeedsReader, Reads, Scores
from matching.scale import damped
from matching.text import Speller, Words, fold, letters, split
from matching.vocabulary import Vocabulary, vocabulary
from matching.words import TalkOdds, WordIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from catalog.model import Catalog, Need
    from encoder.cache import VectorCache
    from encoder.encoder import MakesVectors

Owners = NDArray[np.intp]

_WORDS_FULL = 8.0
_LETTERS_FULL = 60.0


class Readers:
    """One reader a language, made when it is first asked for.

    Args:
        needs: the vocabulary; readings are in its order.
        catalog: brings a community's own phrases; may be None.
        encoder: None reads by words only.
        cache: keeps the phrases' vectors.
    """

    def __init__(
        self, needs: Sequence[Need], catalog: Catalog | None, encoder: MakesVectors | None, cache: VectorCache
    ) -> None:
        self._needs = needs
        self._catalog = catalog
        self._encoder = encoder
        self._cache = cache
        self._made: dict[str, NeedsReader] = {}

    def of(self, language: str) -> NeedsReader:
        """The reader of `en`, `es` or `th`; any other language is read as English."""
        code = language if language in loader.LANGUAGES else "en"
        if code not in self._made:
            self._made[code] = self._english() if code == "en" else self._other(code)
        return self._made[code]

    def _english(self) -> NeedsReader:
        own = vocabulary("en", self._needs, self._catalog)
        words = Words("en").of
        typed = {word for line in (*own.lines, *own.cards) for word in split(line)}
        is_word = self._encoder.knows if self._encoder else _never
        readings = {
            "words": _by_words(own, words, words, _WORDS_FULL),
            "letters": _by_words(own, letters, None, _LETTERS_FULL),
        }
        if encoder := self._encoder:
            meaning = Meaning(self._cards(own), *self._lines("en", own), self._vectors("talk-en", own.talk))
            readings["meaning"] = told_meaning(meaning, encoder, str)
        return NeedsReader(readings, "en", Speller(typed, loader.lexicon("en"), is_word).mend)

    def _other(self, language: str) -> NeedsReader:
        own, english = vocabulary(language, self._needs, self._catalog), vocabulary("en", self._needs, self._catalog)
        gloss, words = Gloss(language), Words("en").of
        glossed = own.told(gloss)
        readings = {
            "letters": _by_words(own, letters, None, _LETTERS_FULL),
            "told words": _by_words(glossed.joined(english), words, words, _WORDS_FULL, told=gloss),
        }
        if encoder := self._encoder:
            talk = self._vectors(f"talk-{language}-told", glossed.talk)
            parts = (self._lines("en", english), self._lines(f"{language}-told", glossed))
            readings["told meaning"] = told_meaning(Meaning(self._cards(own), *_merge(*parts), talk), encoder, gloss)
            if language == "es":  # an English model reads some Spanish, but no Thai
                talk = self._vectors(f"talk-{language}", own.talk)
                readings["meaning"] = told_meaning(
                    Meaning(self._cards(own), *self._lines(language, own), talk), encoder, str
                )
        return NeedsReader(readings, language, tell=gloss)

    def _cards(self, known: Vocabulary) -> Scores:
        return self._vectors("cards", known.cards)

    def _lines(self, name: str, known: Vocabulary) -> tuple[Scores, Owners]:
        return self._vectors(f"phrases-{name}", known.lines), np.array(known.owners, dtype=np.intp)

    def _vectors(self, name: str, lines: Sequence[str]) -> Scores:
        if self._encoder is None:
            raise ValueError("reading by meaning needs an encoder")
        return self._cache.vectors(lines, self._encoder, name=name)


def told_meaning(meaning: Meaning, encoder: MakesVectors, tell: Callable[[str], str]) -> Reads:
    """Reading by meaning, once the text is told in the language that the encoder understands."""
    return lambda text: meaning.read(encoder.vector(tell(text)))


def _merge(first: tuple[Scores, Owners], second: tuple[Scores, Owners]) -> tuple[Scores, Owners]:
    """Two sets of phrases as one, need by need."""
    rows, owners = np.vstack([first[0], second[0]]), np.r_[first[1], second[1]]
    order = np.argsort(owners, kind="stable")
    return rows[order], owners[order]


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


def _by_words(
    known: Vocabulary,
    words: Callable[[str], list[str]],
    card_words: Callable[[str], list[str]] | None,
    full: float,
    told: Callable[[str], str] = str,
) -> Reads:
    """Reading by shared words: one document a need, made of its phrases and, twice, its card."""
    lines = [[words(line) for line in phrases] for phrases in known.phrases]
    talk = TalkOdds([line for phrases in lines for line in phrases], [words(line) for line in known.talk])
    documents = [[word for line in phrases for word in line] for phrases in lines]
    if card_words:
        documents = [2 * card_words(card) + document for card, document in zip(known.cards, documents, strict=True)]
    index = WordIndex(documents)

    def read(text: str) -> tuple[Scores, float]:
        found = words(told(text))
        return damped(index.scores(found), full), talk.odds(found)

    return read
