"""The axes that closeness is measured along."""

from __future__ import annotations

import numpy as np

from matching.learning import learn


def test_an_axis_that_tells_needs_apart_goes_before_one_along_which_phrases_of_a_need_differ() -> None:
    chance = np.random.default_rng(1)
    owners = np.repeat([0, 1], 60)
    rows = chance.normal(0, 0.02, (120, 200))
    rows[:, 0] += chance.normal(0, 0.5, 120)  # how a need's phrases differ
    rows[:, 1] += np.where(owners == 0, 0.06, -0.06)  # what tells the needs apart
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cards = np.stack([rows[owners == need].mean(0) for need in (0, 1)])
    first = np.abs(learn(cards, rows, -rows, owners).axes[0])
    assert first[1] > first[0]
