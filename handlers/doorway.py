"""A sealed way from a group into a private place: only its owner can open it, once, for fifteen minutes.

The seal (AES-SIV, RFC 5297) binds the owner's digest, so that a copied link is worth nothing to anybody else.
"""

from __future__ import annotations

import base64
import binascii
import struct
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from datetime import datetime

LIFETIME = timedelta(minutes=15)
LIFETIME_IN_DANGER = timedelta(hours=24)
"""Nobody who comes back to a danger answer later finds its door shut."""
ROOM = 20
"""Bytes left for a payload: 64 characters of a deep link hold 48 bytes, the seal takes 16, time and community 12."""
_FRAME = struct.Struct(">I8s")


class Doorways:
    """Seals and opens doorways under a key of their own, derived from the root key."""

    def __init__(self, key: bytes) -> None:
        derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"peerbridge doorway v1").derive(key)
        self._seal = AESSIV(derived)

    def __repr__(self) -> str:
        return "Doorways(key hidden)"

    def seal(self, payload: str, *, member: str, community: str, now: datetime, lasts: timedelta = LIFETIME) -> str:
        """At most 64 characters of A-Z a-z 0-9 _ -. The payload may take `ROOM` bytes."""
        until = int((now + lasts).timestamp())
        frame = _FRAME.pack(until, _pack_community(community)) + payload.encode()
        return base64.urlsafe_b64encode(self._seal.encrypt(frame, [member.encode()])).rstrip(b"=").decode()

    def open(self, doorway: str, *, member: str, now: datetime) -> tuple[str, str] | None:
        """The community and the payload; None when it is not this member's, has run out, or is no doorway."""
        try:
            sealed = base64.urlsafe_b64decode(doorway.encode("ascii") + b"=" * (-len(doorway) % 4))
            frame = self._seal.decrypt(sealed, [member.encode()])
        except (ValueError, binascii.Error, InvalidTag):
            return None
        until, community = _FRAME.unpack(frame[: _FRAME.size])
        if now.timestamp() > until:
            return None
        return _unpack_community(community), frame[_FRAME.size :].decode()


def _pack_community(community: str) -> bytes:
    """Group digests are 16 hex digits; named places such as `private` are padded."""
    try:
        return bytes.fromhex(community)
    except ValueError:
        return community.encode()[:8].ljust(8, b"\0")


def _unpack_community(packed: bytes) -> str:
    named = packed.rstrip(b"\0")
    return named.decode() if named.isalpha() and named.islower() else packed.hex()
