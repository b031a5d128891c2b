"""A message is read by meaning once, for the danger check and for matching alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalog.loader import load_needs
from encoder.encoder import Encoder
from handlers.consider import SecondJudge, consider
from handlers.tools import Directory
from matching.matcher import Matcher
from matching.understanding import Constraints
from safety.learned import Learned
from tests.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path


class Counting:
    """The encoder's own session, which counts how often it runs."""

    def __init__(self, encoder: Encoder) -> None:
        self._session, self.runs = encoder._session, 0

    def run(self, *given: object) -> object:
        self.runs += 1
        return self._session.run(*given)


@pytest.mark.parametrize(
    "text",
    ["I lie awake all night", "i cant slep bc of my bos", "gonna fail my exams idk what to do", "Everything's grey…"],
)
def test_a_short_message_is_encoded_once_for_both_judge_and_matching(
    text: str, directory: Directory, vectors: Path
) -> None:
    encoder = Encoder.load()
    matcher = Matcher(directory.catalog, load_needs(), encoder, vectors)
    counting = Counting(encoder)
    encoder._session = counting
    consider(
        text,
        directory=Directory(directory.catalog, matcher),
        language="en",
        defaults=Constraints(region="GB"),
        now=NOW,
        second_judge=SecondJudge(encoder, Learned.load(encoder=encoder.digest)),
    )
    assert counting.runs == 1
