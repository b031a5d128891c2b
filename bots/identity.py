"""An account becomes a digest here, at the door, so that nothing behind it ever sees who is who."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Kind = Literal["person", "chat", "community", "message"]
_KINDS: tuple[Kind, ...] = ("person", "chat", "community", "message")
"""Their places stand in what is sealed: a new kind goes to the end."""
_FRAME = struct.Struct(">Bq")


class Pseudonyms:
    """Keyed digests (HMAC-SHA-256) of platform accounts and chats, under the operator's root key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"peerbridge addresses v1").derive(key)
        self._seal = AESSIV(derived)

    def __repr__(self) -> str:
        return "Pseudonyms(key hidden)"

    def member(self, platform: str, account: int | str) -> str:
        """32 hex digits for one account of one platform."""
        return self._digest(f"member:{platform}:{account}")[:32]

    def community(self, platform: str, chat: int | str) -> str:
        """16 hex digits for one group or server of one platform."""
        return self._digest(f"community:{platform}:{chat}")[:16]

    def address(self, platform: str, kind: Kind, number: int) -> str:
        """Where a moderator or a staff chat is reached, sealed (AES-SIV): the door that made it can open it again.

        The same place always has the same address, such as `telegram.` and 34 characters of A-Z a-z 0-9 _ -.
        """
        sealed = self._seal.encrypt(_FRAME.pack(_KINDS.index(kind), number), [platform.encode()])
        return f"{platform}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}"

    def behind(self, address: str, kind: Kind) -> int | None:
        """The platform's own number behind an address of this kind; None when it is none of ours."""
        platform, _, sealed = address.partition(".")
        try:
            frame = base64.urlsafe_b64decode(sealed.encode("ascii") + b"=" * (-len(sealed) % 4))
            found, number = _FRAME.unpack(self._seal.decrypt(frame, [platform.encode()]))
        except (ValueError, binascii.Error, InvalidTag, struct.error):
            return None
        return int(number) if _KINDS[found] == kind else None

    def _digest(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()
