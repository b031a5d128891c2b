"""Whether an edited message says something new: Telegram also reports edits that nobody made."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import blake2b

ROOM = 1_000
"""Messages remembered at most."""


class Edits:
    """Remembers 8 bytes of a keyed digest for each of the last messages, the key dying with the process; no words."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._seen: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    def is_news(self, chat: int, message: int, text: str) -> bool:
        """Whether this message is new or says something else than when it was last seen."""
        place = (chat, message)
        mark = blake2b(f"{place}{text}".encode("utf-8", "replace"), key=self._key, digest_size=8).digest()
        if self._seen.get(place) == mark:
            return False
        self._seen[place] = mark
        self._seen.move_to_end(place)
        while len(self._seen) > ROOM:
            self._seen.popitem(last=False)
        return True
