"""An account becomes a digest here, at the door, so that nothing behind it ever sees who is who."""

from __future__ import annotations

import hashlib
import hmac


class Pseudonyms:
    """Keyed digests (HMAC-SHA-256) of platform accounts and chats, under the operator's root key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Pseudonyms(key hidden)"

    def member(self, platform: str, account: int | str) -> str:
        """32 hex digits for one account of one platform."""
        return self._digest(f"member:{platform}:{account}")[:32]

    def community(self, platform: str, chat: int | str) -> str:
        """16 hex digits for one group or server of one platform."""
        return self._digest(f"community:{platform}:{chat}")[:16]

    def _digest(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()
