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

    import numpy as np
    from numpy.typing import NDArray


class Counting:
    """A real encoder that counts how often it is asked."""

    def __init__(self) -> None:
        self._encoder = Encoder.load()
        self.digest, self.knows = self._encoder.digest, self._encoder.knows
        self.asked = 0

    def vector(self, text: str) -> NDArray[np.float32]:
        self.asked += 1
        return self._encoder.vector(text)


@pytest.mark.parametrize(
    "text",
    ["I lie awake all night", "i cant slep bc of my bos", "gonna fail my exams idk what to do", "Everything's grey…"],
)
def test_a_short_message_is_encoded_once_for_both_judge_and_matching(
    text: str, directory: Directory, vectors: Path
) -> None:
    encoder = Counting()
    matcher = Matcher(directory.catalog, load_needs(), encoder, vectors)
    encoder.asked = 0
    consider(
        text,
        directory=Directory(directory.catalog, matcher),
        language="en",
        defaults=Constraints(region="GB"),
        now=NOW,
        second_judge=SecondJudge(encoder, Learned.load(encoder=encoder.digest)),
    )
    assert encoder.asked == 1
