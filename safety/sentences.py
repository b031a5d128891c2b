"""Cuts a message into sentences and clauses of plain words, the form in which the rules read it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from safety.normalise import fold, join_spaced, unleet, unstretch
from safety.patterns import STOP
from safety.rules_loader import load_language, load_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safety.rules_loader import Language, Shared

MASK = "~"
"""What stands, as often as there were letters, where a harmless phrase stood."""
_LONGEST_SENTENCE = 60
_OVERLAP = 12

_PIECE = re.compile(
    r"[a-z0-9@$]+(?:[*!'][a-z0-9][a-z0-9@$]*)*"
    r"|[\u0e00-\u0e7f]+"
    r"|[.!?\u2026\n]+|\s/\s"
    r"|[,;:()\[\]\"\u201c\u201d\u2013\u2014]|\s-\s"
)
_THAI_PIECE = re.compile(r"[\u0e00-\u0e7f]+|[a-z0-9]+|[.!?\u2026\n]+|[,;:()\"\u201c\u201d]")
_BEGIN_WORDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789@$")
_STOPS = ".!?\u2026\n"
_PAUSE = ","


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as words with single spaces, one also at either end, and where its clauses start."""

    text: str
    starts: tuple[int, ...]

    def clause_start(self, at: int) -> int:
        """Where the clause that holds the character `at` begins."""
        return self.starts[bisect_right(self.starts, at) - 1]

    def clause_end(self, at: int, most: int) -> int:
        """Where the clause that holds the character `at` ends, but not after `most`."""
        after = bisect_right(self.starts, at)
        return min(most, self.starts[after] + 1) if after < len(self.starts) else most

    def joined(self, others: Sequence[Sentence]) -> Sentence:
        """This sentence and those that follow it, as one text with stops between."""
        text, starts = self.text, list(self.starts)
        for other in others:
            text += STOP
            starts += [len(text) + start for start in other.starts]
            text += other.text
        return Sentence(text, tuple(starts))


def tidy(text: str, shared: Shared) -> str:
    """The folded text with pictures as words and spaced letters closed up; the same for every language."""
    folded = fold(text, shared.look_alikes)
    if not folded.isascii():
        folded = folded.translate(shared.emoji)
    return join_spaced(folded, shared.crisis, shared.fillers)


def cut(tidied: str, *, spaced: bool) -> list[str]:
    """The words and signs of a tidied text; the same for every language that puts spaces between its words."""
    return (_PIECE if spaced else _THAI_PIECE).findall(tidied)


def split(pieces: Sequence[str], language: Language, shared: Shared) -> list[Sentence]:
    """The sentences of a text, their words as `language` writes them, harmless phrases masked."""
    found = []
    for words in _chunks(pieces, language, shared):
        text, starts = " ", [0]
        for word in _paired(words, language):
            if word == _PAUSE:
                starts.append(len(text) - 1)
                continue
            if word in language.breaks:
                starts.append(len(text) - 1)
            text += word + " "
        if text != " ":
            found.append(_masked(Sentence(text, tuple(starts)), language))
    return found


def is_silent(pieces: Sequence[str], language: Language, shared: Shared) -> bool:
    """Whether no rule of the language could match a text of these pieces, as in most texts of another language.

    True is certain; False only means that somebody must look.
    """
    if not language.spaced:
        return False
    said = {*pieces} - _silent(language.code)
    begins, openers = language.patterns.begins, language.openers
    if any(map(begins, said)):
        return False
    spelled = (word for token in said if _is_word(token) for word in _word(token, language, shared))
    return not any(word in openers or begins(word) for word in spelled)


def _is_word(token: str) -> bool:
    return token[0] in _BEGIN_WORDS


@cache
def _silent(code: str) -> frozenset[str]:
    """Of the usual words, those that no rule looks for."""
    language = load_language(code)
    return frozenset(w for w in _plain(code) if w not in language.openers and not language.patterns.begins(w))


@cache
def _plain(code: str) -> frozenset[str]:
    """The usual words that the rules spell as they are typed."""
    language, shared = load_language(code), load_shared()
    if not language.spaced:
        return frozenset()
    return frozenset(w for w in language.usual if w.isalpha() and _word(w, language, shared) == [w])


def _chunks(pieces: Sequence[str], language: Language, shared: Shared) -> Iterator[list[str]]:
    plain = _plain(language.code)
    words: list[str] = []
    for token in pieces:
        if token in plain:
            words.append(token)
        elif _is_word(token) and language.spaced:
            words += _word(token, language, shared)
        elif token[0] in _STOPS or token.strip() == "/":
            yield words
            words = []
        elif _is_word(token) or "\u0e00" <= token[0] <= "\u0e7f":
            words += [token] if language.spaced else [token, _PAUSE]
        else:
            words.append(_PAUSE)
        if len(words) > _LONGEST_SENTENCE:
            yield words
            words = words[-_OVERLAP:]
    yield words


def _word(token: str, language: Language, shared: Shared) -> list[str]:
    """A token as the rules spell it: full forms for short ones, slips of typing undone."""
    if token in language.expand:
        return language.expand[token].split()
    word = token
    if not token.isalpha():
        if (word := token.replace("'", "")) in language.expand and not token.endswith("'ll"):
            return language.expand[word].split()
        if token.endswith(("'ll", "'ve", "'re")):
            stem, _, ending = token.rpartition("'")
            return [*_word(stem, language, shared), {"ll": "will", "ve": "have", "re": "are"}[ending]]
        if plain := unleet(token, shared.crisis):
            return language.expand.get(plain, plain).split()
    if word in language.known:
        return [word]
    if (word := unstretch(word, language.known)) not in language.known:
        word = language.slips.undone(word)
    return language.expand.get(word, word).split()


def _paired(words: Sequence[str], language: Language) -> Iterator[str]:
    """The words, with pairs that belong together ("my self") written as one."""
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word in language.openers and waiting and (whole := language.expand.get(f"{word} {waiting[-1]}")):
            waiting.pop()
            word = whole
        yield word


def _masked(sentence: Sentence, language: Language) -> Sentence:
    """The sentence with idioms and other harmless phrases replaced, every clause still where it was."""
    text = sentence.text
    for mask in language.masks.that_may_match(text, frozenset(text.split())):
        text = mask.regex.sub(lambda found: MASK * (len(found[0]) - 1) + " ", text)
    return Sentence(text, sentence.starts)
