"""Is the disk under a folder encrypted? Linux can say so for most disks; elsewhere nobody can tell from here."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

BLOCK = Path("/sys/dev/block")
_DEEP = 8


class Encryption(Enum):
    """What is known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def encryption(folder: Path, block: Path = BLOCK) -> Encryption:
    """Whether the device that holds the folder, or one that it stands on, is encrypted by the kernel (dm-crypt, LUKS).

    Network and virtual file systems, and disks that encrypt themselves, are unknown.
    """
    try:
        number = folder.stat().st_dev
    except OSError:
        return Encryption.UNKNOWN
    device = block / f"{os.major(number)}:{os.minor(number)}"
    if os.major(number) == 0 or not device.exists():
        return Encryption.UNKNOWN
    return Encryption.YES if _is_crypt(device, _DEEP) else Encryption.NO


def _is_crypt(device: Path, deep: int) -> bool:
    try:
        if (device / "dm" / "uuid").read_text(encoding="ascii").startswith("CRYPT-"):
            return True
    except (OSError, UnicodeDecodeError):
        pass  # not a mapped device
    if deep == 0:
        return False
    below = device / "slaves"
    return below.is_dir() and any(_is_crypt(each, deep - 1) for each in below.iterdir())
