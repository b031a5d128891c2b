"""The secret key: it turns accounts into digests and locks what is kept. It never lies in the data folder."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from commands.settings import MIN_KEY, SettingsError

if TYPE_CHECKING:
    from commands.settings import Settings

_ROTATED = "peerbridge-key-2:"
"""Begins a secret of two parts, `peerbridge-key-2:NEW:FIRST`: NEW locks what is kept, FIRST names members as ever."""


@dataclass(frozen=True, slots=True)
class Secret:
    """The operator's secret, and where it stands."""

    text: str = field(repr=False)
    file: Path | None
    """None when it stands in PEERBRIDGE_SECRET_KEY."""

    def rotated(self) -> Secret:
        """The same with a new first part, which has never been anywhere; accounts keep their digests."""
        new = secrets.token_urlsafe(48)
        return Secret(f"{_ROTATED}{new}:{_parts(self.text)[1]}", self.file)

    @property
    def root(self) -> bytes:
        """32 bytes from which storage grows its keys."""
        return _stretch(_parts(self.text)[0])

    @property
    def people(self) -> bytes:
        """32 bytes under which accounts become digests; the same before and after a rotation."""
        return _stretch(_parts(self.text)[1])


def root_key(settings: Settings, *, make: bool) -> bytes:
    """The key of storage, see `find_secret`."""
    return find_secret(settings, make=make).root


def people_key(settings: Settings, *, make: bool) -> bytes:
    """The key under which accounts become digests, see `find_secret`."""
    return find_secret(settings, make=make).people


def find_secret(settings: Settings, *, make: bool) -> Secret:
    """The secret from the settings, or, with `make`, from a file of this user's own that is made when missing.

    Raises:
        SettingsError: no key is set, or its file cannot be read; the sentence says what to do.
    """
    if settings.secret_key:
        return Secret(settings.secret_key.get_secret_value(), None)
    if settings.secret_key_file:
        return Secret(_read(settings.secret_key_file), settings.secret_key_file)
    if not make:
        raise SettingsError(
            "PEERBRIDGE_SECRET_KEY is not set. Set it to at least 32 random characters, or name a file that holds them "
            "in PEERBRIDGE_SECRET_KEY_FILE. Keep it outside the data folder. `peerbridge chat` makes its own."
        )
    return Secret(_own_key(), own_key_file())


def existing_secret(settings: Settings) -> Secret:
    """The secret that the data was made with: from the settings, else the one that `peerbridge chat` made.

    Raises:
        SettingsError: there is none.
    """
    is_own = not (settings.secret_key or settings.secret_key_file) and own_key_file().exists()
    return find_secret(settings, make=is_own)


def own_key_file() -> Path:
    """Where `peerbridge chat` keeps the key that it made for this user."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "peerbridge" / "key"


def write_secret(text: str, path: Path) -> None:
    """Write a secret to a file of mode 600, whole or not at all.

    Raises:
        SettingsError: the file cannot be written.
    """
    fresh = waiting_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise SettingsError(f"The key file {fresh} cannot be written.") from None


def waiting_file(path: Path) -> Path:
    """Where a new secret waits while the database is changed to it."""
    return path.with_name(f"{path.name}.new")


def destroy_file(path: Path) -> None:
    """Overwrite a key file, then delete it. Old blocks of some disks and every backup may still hold it."""
    for each in (path, waiting_file(path)):
        if each.exists():
            with each.open("r+b") as file:
                file.write(secrets.token_bytes(each.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            each.unlink()


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


def _parts(text: str) -> tuple[str, str]:
    """What locks the data, and what names members: the same until the key is rotated."""
    if not text.startswith(_ROTATED):
        return text, text
    new, _, first = text.removeprefix(_ROTATED).partition(":")
    return new, first or new


def _stretch(secret: str) -> bytes:
    return hashlib.sha256(b"peerbridge root key v1\0" + secret.encode()).digest()
