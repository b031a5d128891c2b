"""What of a message is looked at by meaning: the whole of it, and each stretch of a long one."""

from __future__ import annotations

import re
import unicodedata

from safety.normalise import shorten

_LONG = 300
_STRETCH = 160
_HALF = 6
_LONGEST_SENTENCE = 300
_SHORTEST_SENTENCE = 4
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")


def views(text: str) -> list[str]:
    """What is looked at: the message, and each stretch of a long one, where danger may be buried."""
    plain = shorten(text)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKC", plain) if unicodedata.category(c) != "Cf")
    return [plain] if len(plain) <= _LONG else [plain, *_stretches(plain)]


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
