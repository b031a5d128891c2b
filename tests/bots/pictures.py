"""A picture made by hand, for tests that send one."""

from __future__ import annotations

import struct
import zlib

from handlers.messages import Attachment


def png(width: int = 40, height: int = 30) -> bytes:
    """A grey picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PICTURE = Attachment("numbers.png", png(), "Bars: how many members asked for what.")
LIST = Attachment("entries.yaml", b"services:\n  - id: our-sleep\n", "Entries to fill in.")
