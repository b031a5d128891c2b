from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.slips import Slips

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
some = st.text("abc1", min_size=1, max_size=7)
sets = st.frozensets(some, max_size=6)


def mistyped(word: str, *, any_letter: bool) -> set[str]:
    """Every slip of one letter, written out."""
    if len(word) < 4:
        return set()
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + b[0] + b for a, b in cuts if b}
    if any_letter and len(word) >= 5:
        found |= {a + letter + b[1:] for a, b in cuts if b for letter in ALPHABET}
        found |= {a + letter + b for a, b in cuts for letter in ALPHABET}
    return found - {word}


@given(words=sets, others=sets, keep=sets, typed=some)
def test_a_slip_is_undone_exactly_where_one_letter_makes_it(
    words: frozenset[str], others: frozenset[str], keep: frozenset[str], typed: str
) -> None:
    found = Slips(words, others, keep).undone(typed)
    if typed in words | others | keep:
        assert found == typed
        return
    meant = [word for word in sorted(words) if typed in mistyped(word, any_letter=True)]
    meant += [word for word in sorted(others - words) if typed in mistyped(word, any_letter=False)]
    assert found == (meant[0] if meant else typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tonigt", "tonight"),
        ("tonihgt", "tonight"),
        ("tonightt", "tonight"),
        ("tonitht", "tonight"),
        ("tonibght", "tonight"),
        ("bridg", "bridge"),
        ("birdge", "bridge"),
        ("bbridge", "bridge"),
        ("bridle", "bridle"),
        ("fridge", "fridge"),
        ("tonite", "tonite"),
    ],
)
def test_any_wrong_letter_is_undone_only_in_words_of_distress(typed: str, meant: str) -> None:
    assert Slips({"tonight"}, {"bridge"}, {"fridge"}).undone(typed) == meant
