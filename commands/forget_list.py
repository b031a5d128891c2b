"""The list of forgets, kept in a file too: a backup is restored on the very day on which the database is lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(path: Path, tokens: Mapping[bytes, int]) -> None:
    """Replace the file (mode 600). Tokens tell nothing to whoever has no backup and no key. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{token.hex()} {expires}\n" for token, expires in sorted(tokens.items()))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(path: Path) -> dict[bytes, int]:
    """What the file lists; nothing when there is none. Lines that cannot be read are left out."""
    found: dict[bytes, int] = {}
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return found
    for line in lines:
        token, _, expires = line.partition(" ")
        try:
            found[bytes.fromhex(token)] = int(expires)
        except ValueError:
            continue
    return found
