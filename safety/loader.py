"""Reads the reviewed danger files (rules, lines, answers) that ship beside this code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def read_yaml(name: str) -> Any:
    """The content of one file of the safety package.

    Args:
        name: path inside the package, such as `lines.yaml` or `rules/en.yaml`.

    Returns:
        What the file holds. It is read once and shared: do not change it.

    Raises:
        OSError: the file is missing or cannot be read.
        yaml.YAMLError: the file is not well-formed.
    """
    return read_file(Path(__file__).parent / name)


def read_file(path: Path) -> Any:
    """The content of any file, read anew; errors as for `read_yaml`."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
