"""Every key grows from the operator's root key, which lies outside the database: the file alone tells nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

_NONCE = 12
_SALT = 16
_HEAD = struct.Struct(">QH")
_PAD = 64


@dataclass(frozen=True, slots=True)
class WeekKey:
    """The key under which one community counts one purpose in one week. It dies with the week."""

    id: int
    secret: bytes

    def __repr__(self) -> str:
        return "WeekKey(hidden)"

    def digest(self, purpose: str, what: str, member: str) -> bytes:
        """32 bytes. `what` is part of it, so that the rows of one member cannot be linked with each other."""
        return _hmac(self.secret, purpose, what, member)


class Keyring:
    """The keys that grow from the root key (HKDF-SHA-256), one for each job."""

    def __init__(self, root: bytes) -> None:
        self.check = _grow(root, "check").hex()
        """64 hex digits that tell whether a database was made with this root key, and nothing else about it."""
        self._wrap = AESGCM(_grow(root, "week keys"))
        self._earlier: tuple[bytes, ...] = ()
        self._owners = _grow(root, "owners of memories")
        self._bodies = _grow(root, "bodies of memories")
        self._tickets = _grow(root, "tickets")
        self._forgets = _grow(root, "forgets")

    def __repr__(self) -> str:
        return "Keyring(hidden)"

    def new_week_key(self, community: str, purpose: str, week: str) -> tuple[WeekKey, bytes]:
        """A random week key with a random id, and its wrapped form for the database."""
        key = WeekKey(secrets.randbits(63), secrets.token_bytes(32))
        return key, self.wrap_again(key, community, purpose, week)

    def week_key(self, row_id: int, community: str, purpose: str, week: str, wrapped: bytes) -> WeekKey:
        """Unwrap a stored week key; `StorageUnavailable` when it was altered or moved to another row."""
        try:
            bound = _join(str(row_id), community, purpose, week)
            return WeekKey(row_id, self._wrap.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound))
        except (InvalidTag, ValueError):
            raise StorageUnavailable("corrupt") from None

    def owner(self, kind: str, member: str) -> bytes:
        """32 bytes that stand for a member in one kind of memory; two kinds cannot be linked.

        Nothing stored leads back to the member, so a new root key only adds one more digest on top of the earlier one.
        """
        first, *later = *self._earlier, self._owners
        owner = _hmac(first, kind, member)
        for secret in later:
            owner = renamed(secret, owner)
        return owner

    def adopt(self, wrapped: Sequence[bytes]) -> None:
        """Take over what earlier root keys have left, as `left_behind` wrapped it, oldest first."""
        try:
            self._earlier = tuple(
                self._wrap.decrypt(each[:_NONCE], each[_NONCE:], b"owners %d" % number)
                for number, each in enumerate(wrapped)
            )
        except (InvalidTag, ValueError):
            raise StorageUnavailable("corrupt") from None

    def left_behind(self, new: Keyring) -> list[bytes]:
        """What the next root key must know about this one and those before it, wrapped for the database."""
        wrapped = []
        for number, secret in enumerate((*self._earlier, self._owners)):
            nonce = secrets.token_bytes(_NONCE)
            wrapped.append(nonce + new._wrap.encrypt(nonce, secret, b"owners %d" % number))
        return wrapped

    def wrap_again(self, key: WeekKey, community: str, purpose: str, week: str) -> bytes:
        """A week key, made under an earlier root key, wrapped under this one."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._wrap.encrypt(nonce, key.secret, _join(str(key.id), community, purpose, week))

    def renamed(self, owner: bytes) -> bytes:
        """An owner as this root key names them, from the name that the root key before it gave."""
        return renamed(self._owners, owner)

    def ticket(self, ticket: str) -> bytes:
        """32 bytes that stand for a ticket."""
        return _hmac(self._tickets, ticket)

    def forgotten_digest(self, week_key: int, digest: bytes) -> bytes:
        """32 bytes that stand for a digest that was deleted; whoever has no copy of the row learns nothing."""
        return hmac.digest(self._forgets, b"digest" + struct.pack(">Q", week_key) + digest, hashlib.sha256)

    def forgotten_memory(self, owner: bytes) -> bytes:
        """The same for a memory."""
        return hmac.digest(self._forgets, b"memory" + owner, hashlib.sha256)

    def seal(self, owner: bytes, kind: str, body: str, expires: int) -> bytes:
        """Encrypt a memory with its exact expiry (seconds since 1970); padded, so that its length says little."""
        salt = secrets.token_bytes(_SALT)
        words = body.encode()
        plain = _HEAD.pack(expires, len(words)) + words
        plain = plain.ljust(-(-len(plain) // _PAD) * _PAD, b"\0")
        return salt + self._body_cipher(salt, owner).encrypt(bytes(_NONCE), plain, owner + kind.encode())

    def unseal(self, owner: bytes, kind: str, sealed: bytes) -> tuple[str, int]:
        """The body and its exact expiry; `StorageUnavailable` when it was altered or moved to another owner."""
        salt = sealed[:_SALT]
        try:
            cipher = self._body_cipher(salt, owner)
            plain = cipher.decrypt(bytes(_NONCE), sealed[_SALT:], owner + kind.encode())
        except (InvalidTag, ValueError):
            raise StorageUnavailable("corrupt") from None
        expires, length = _HEAD.unpack_from(plain)
        return plain[_HEAD.size : _HEAD.size + length].decode(), expires

    def _body_cipher(self, salt: bytes, owner: bytes) -> AESGCM:
        # The key is new for every row and every write, hence one message a key, hence a constant nonce is safe.
        return AESGCM(HKDF(SHA256(), 32, salt, owner).derive(self._bodies))


def renamed(secret: bytes, owner: bytes) -> bytes:
    """The next name of an owner; whoever knows only the earlier secret cannot follow."""
    return hmac.digest(secret, b"renamed" + owner, hashlib.sha256)


def _grow(root: bytes, job: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"peerbridge storage 1: {job}".encode()).derive(root)


def _hmac(key: bytes, *parts: str) -> bytes:
    return hmac.digest(key, _join(*parts), hashlib.sha256)


def _join(*parts: str) -> bytes:
    # Each part carries its length, so that ("ab", "c") and ("a", "bc") stay apart.
    return b"".join(struct.pack(">I", len(part.encode())) + part.encode() for part in parts)
