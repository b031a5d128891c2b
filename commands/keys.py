"""The root key: the one secret that turns accounts into digests. It never lies in the data folder."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from commands.settings import MIN_KEY, SettingsError

if TYPE_CHECKING:
    from commands.settings import Settings


def root_key(settings: Settings, *, make: bool) -> bytes:
    """32 bytes from the settings, or, with `make`, from a file of this user's own that is made when missing.

    Raises:
        SettingsError: no key is set, or its file cannot be read; the sentence says what to do.
    """
    if settings.secret_key:
        return _stretch(settings.secret_key.get_secret_value())
    if settings.secret_key_file:
        return _stretch(_read(settings.secret_key_file))
    if not make:
        raise SettingsError(
            "PEERBRIDGE_SECRET_KEY is not set. Set it to at least 32 random characters, or name a file that holds them "
            "in PEERBRIDGE_SECRET_KEY_FILE. Keep it outside the data folder. `peerbridge chat` makes its own."
        )
    return _stretch(_own_key())


def own_key_file() -> Path:
    """Where `peerbridge chat` keeps the key that it made for this user."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "peerbridge" / "key"


def _own_key() -> str:
    path = own_key_file()
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
        return _read(path)
    except FileExistsError:
        return _read(path)
    except OSError:
        raise SettingsError(
            f"The key file {path} cannot be made. Set PEERBRIDGE_SECRET_KEY to at least 32 random characters instead."
        ) from None


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"PEERBRIDGE_SECRET_KEY_FILE: {path} cannot be read as text.") from None
    if len(text) < MIN_KEY:
        raise SettingsError(f"The key in {path} must be at least {MIN_KEY} characters long.")
    return text


def _stretch(secret: str) -> bytes:
    return hashlib.sha256(b"peerbridge root key v1\0" + secret.encode()).digest()
