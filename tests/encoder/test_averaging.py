"""The middle of two trainings: each weight between theirs, whole numbers stay whole, unlike builds are refused."""

from __future__ import annotations

import numpy as np
import pytest

from encoder.averaging import averaged


def test_the_middle_of_learned_weights_lies_between_them() -> None:
    found = averaged(np.array([0.5, -1.0], dtype=np.float32), np.array([1.5, 1.0], dtype=np.float32))
    assert found.dtype == np.float32
    assert found.tolist() == [1.0, 0.0]


def test_whole_numbers_stay_whole_and_within_their_range() -> None:
    found = averaged(np.array([63, -63, 3, 4], dtype=np.int8), np.array([63, -63, 4, 5], dtype=np.int8))
    assert found.dtype == np.int8
    assert found.tolist() == [63, -63, 4, 4]


@pytest.mark.parametrize("other", [np.zeros(3, dtype=np.int8), np.zeros(2, dtype=np.float32)])
def test_encoders_that_are_built_differently_have_no_middle(other: np.ndarray) -> None:
    with pytest.raises(SystemExit, match="built differently"):
        averaged(np.zeros(2, dtype=np.int8), other)
