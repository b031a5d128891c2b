"""Writes the middle of two tuned encoders: `python -m encoder.averaging EARLIER.onnx LATER.onnx`.

Two trainings from the same start err in different places; the middle of their weights errs less than either and costs
nothing while running. It needs the environment that `encoder/tuning.py` names, and has no chance in it. Afterwards the
thresholds in `safety/learned.yaml` and the weights of `matching` must be made anew, for the graph has a new digest.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

import numpy as np

from encoder.writing import save


def averaged(one: Any, other: Any) -> Any:
    """The middle of two arrays of learned weights; of whole numbers the nearest whole number, halves to even.

    Raises:
        SystemExit: they are not of one shape and kind.
    """
    if one.shape != other.shape or one.dtype != other.dtype:
        raise SystemExit("The two encoders are built differently; there is no middle of them.")
    middle = (one.astype(np.float64) + other.astype(np.float64)) / 2
    return (np.rint(middle) if np.issubdtype(one.dtype, np.integer) else middle).astype(one.dtype)


def main() -> None:
    """Average everything that both learned, and write the graph and the checksums."""
    parser = argparse.ArgumentParser(description="Average two tuned encoders.")
    parser.add_argument("earlier", type=Path)
    parser.add_argument("later", type=Path)
    chosen = parser.parse_args()
    onnx: Any = importlib.import_module("onnx")
    first, second = (onnx.load(str(path), load_external_data=False) for path in (chosen.earlier, chosen.later))
    others = {one.name: one for one in second.graph.initializer}
    for one in first.graph.initializer:
        if one.data_location != onnx.TensorProto.EXTERNAL:
            pair = (onnx.numpy_helper.to_array(each) for each in (one, others[one.name]))
            one.CopyFrom(onnx.numpy_helper.from_array(averaged(*pair), one.name))
    save(first, Path(__file__).parent)


if __name__ == "__main__":
    main()
