"""The ways of reading a message: by meaning, by letters, by words, and by what it says once it is told in English."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from matching import loader
from matching.grams import GramIndex
from matching.kept import kept
from matching.scale import damped
from matching.text import Words, fold
from matching.words import LineCounts, TalkOdds, WordIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from matching.heard import Heard
    from matching.meaning import Meaning
    from matching.needs import Reads, Scores
    from matching.vocabulary import Vocabulary

    Documents = Iterator[Counter[str]]

_WORDS_FULL = 8.0
_LETTERS_FULL = 60.0


def by_meaning(meaning: Meaning) -> Reads:
    """By how near its vector lies to those of the phrases."""
    return lambda heard: meaning.read(heard.vector())


def told(reads: Reads) -> Reads:
    """The same of the message once it is told in English."""
    return lambda heard: reads(heard.told)


class Gloss:
    """Tells a Spanish or Thai text in English words of the vocabulary, in order; unknown words are left out."""

    def __init__(self, language: str) -> None:
        lexicon = loader.lexicon(language)
        self.language, self.lexicon = language, lexicon
        self._words = Words(language, [fold(word) for word in lexicon])
        self._english: dict[str, list[str]] = {}
        for word, english in lexicon.items():
            self._english.setdefault(self._words.stem(fold(word)), []).append(english)

    def __call__(self, text: str) -> str:
        """The English words, each once."""
        found = (english for word in self._words.of(text) for english in self._english.get(word, ()))
        return " ".join(dict.fromkeys(found))


def never(_: str) -> bool:
    """Without an encoder no word is known to it."""
    return False


def by_letters(known: Vocabulary, folder: Path | None, name: str) -> Reads:
    """Reading by shared runs of letters: one document a need, made of its phrases."""
    index = GramIndex(known.phrases, known.talk, folder, name)

    def read(heard: Heard) -> tuple[dict[str, Scores], dict[str, float]]:
        scores, odds = index.read(heard.words)
        return {"": damped(scores, _LETTERS_FULL)}, {"": odds}

    return read


def _documents(known: Vocabulary, words: Callable[[str], list[str]], asked: LineCounts | None = None) -> Documents:
    """One document a need, made of its phrases and, twice, its card."""
    for card, phrases in zip(known.cards, known.phrases, strict=True):
        document = Counter(2 * words(card))
        for line in phrases:
            found = words(line)
            document.update(found)
            if asked is not None:
                asked.add(found)
        yield document


def by_words(known: Vocabulary) -> Reads:
    """Reading by shared English words."""
    return _by(_counted(known), len(known.cards))


def by_told_words(own: Vocabulary, english: Vocabulary, gloss: Gloss, folder: Path | None) -> Reads:
    """The same of the phrases of another language told in English, and of the English ones beside them."""
    lexicon = (f"{word}: {told}" for word, told in gloss.lexicon.items())
    lines = ("v1", *lexicon, *own.cards, *_placed(own), *own.talk, *_placed(english))
    arrays = kept(folder, f"told-{gloss.language}", lines, lambda: _counted(own.told(gloss).joined(english)))
    return _by(arrays, len(own.cards))


def _placed(known: Vocabulary) -> Iterator[str]:
    """Every phrase with the need it belongs to."""
    return (f"{owner} {line}" for owner, line in zip(known.owners, known.lines, strict=True))


def _counted(known: Vocabulary) -> dict[str, Any]:
    english, asked = Words("en"), LineCounts()
    index = WordIndex.made(_documents(known, english.of, asked))
    talk = TalkOdds.made(asked, LineCounts(map(english.of, known.talk)))
    return index.arrays() | talk.arrays()


def _by(arrays: Mapping[str, Any], size: int) -> Reads:
    english, index, talk = Words("en"), WordIndex.read(arrays, size), TalkOdds.read(arrays)

    def read(heard: Heard) -> tuple[dict[str, Scores], dict[str, float]]:
        found = english.among(heard.words)
        return {"": damped(index.scores(found), _WORDS_FULL)}, {"": talk.odds(found)}

    return read


def for_what_is_denied(known: Vocabulary, folder: Path | None) -> Reads:
    """The same without what it says about small talk: beside the encoder it only tells which needs are denied."""
    english = Words("en")
    lines = ("v2", *known.cards, *_placed(known))
    arrays = kept(folder, "words-en", lines, lambda: WordIndex.made(_documents(known, english.of)).arrays())
    index = WordIndex.read(arrays, len(known.cards))
    return lambda heard: ({"": damped(index.scores(english.among(heard.words)), _WORDS_FULL)}, {})
